//! What a figure comes to on paper, by the scenario alone: to be drawn beside what the machine gives.

use pgd_sim::{PAGE_BYTES, Ps, Sharing};
use scenario::{Compare, Lane, LazyForm, SizeShape};

/// The closed form of a figure, by its name in exports, in the figure's own unit; none where there is none. Waiting
/// for each other, chance, and accesses that come too seldom are what it leaves out, and so what it shows.
///
/// ```
/// use playground::{Lane, closed_form};
/// use scenario::Compare;
///
/// // 20,000 processes and 100 children, at 150 ns each.
/// assert_eq!(closed_form("lock.hold_ns_max", Lane::Eager, &Compare::default()), Some(3_015_000));
/// ```
#[must_use]
pub fn closed_form(figure: &str, lane: Lane, compare: &Compare) -> Option<u64> {
    if compare.geometry().sharing == Sharing::OneTable {
        return None;
    }
    let costs = compare.costs();
    let tables = tables(compare);
    let pages = compare.size.div_ceil(PAGE_BYTES);
    let call = costs.vmalloc + costs.vmalloc_page.times(pages);
    let fork = costs.pgd_alloc + costs.lock + costs.pgd_copy;
    let ns = |time: Ps| Some(time.as_ns());
    match (figure, lane) {
        // One walk of one slot; a fork that comes at its start waits for all of it.
        ("lock.hold_ns_max", Lane::Eager) => ns(costs.walk_held(tables)),
        ("vmalloc_ns.max", Lane::Eager) => ns(call + costs.walk(tables, 1)),
        ("fork_ns.max", Lane::Eager) if compare.fork > 0 => ns(fork + costs.handoff + costs.walk_held(tables)),
        // Without a walk.
        ("vmalloc_ns.max", Lane::Shared | Lane::Lazy) => ns(call),
        ("fork_ns.max", Lane::Shared | Lane::Lazy) if compare.fork > 0 => ns(fork),
        ("touch_ns.max", Lane::Lazy) if compare.touch > 0 => ns(costs.access + costs.fill),
        // Each slot once for each table, or once for each process that ever comes there.
        ("entries_written", Lane::Eager) => Some(new_slots(compare)? * u64::from(tables)),
        ("sync_ns_total", Lane::Eager) => ns(costs.walk(tables, 1).times(new_slots(compare)?)),
        ("entries_written" | "faults.task", Lane::Lazy) => faults(compare),
        ("sync_ns_total", Lane::Lazy) => ns(costs.fills(faults(compare)?)),
        _ => None,
    }
}

/// How many processes may come to each new slot before faults take as long as walks, in time spent spreading; none where it
/// cannot be said. Beside [`closed_form`] for `sync_ns_total`, of which slots are not asked: both ways have the same.
///
/// ```
/// // 20,100 tables, 150 ns each, against 200 ns a fault.
/// assert_eq!(playground::break_even(&scenario::Compare::default()), Some(15_075));
/// ```
#[must_use]
pub fn break_even(compare: &Compare) -> Option<u64> {
    if compare.geometry().sharing == Sharing::OneTable || compare.lazy != LazyForm::Faults {
        return None;
    }
    compare.costs().break_even(tables(compare))
}

/// Tables on the list on average: of the processes there are at the start, and of the children that are alive.
fn tables(compare: &Compare) -> u32 {
    let second = 1_000_000_000_000;
    let life = compare.child.map_or(compare.time.0 / 2, |life| life.0.min(compare.time.0));
    compare.procs.saturating_add((u128::from(compare.fork) * u128::from(life) / second) as u32)
}

/// Faults, if each process that makes accesses comes to each new slot.
fn faults(compare: &Compare) -> Option<u64> {
    let touchers = compare.touchers.unwrap_or(compare.procs).min(compare.procs);
    let by_faults_alone = compare.lazy == LazyForm::Faults;
    by_faults_alone.then_some(new_slots(compare)? * u64::from(touchers))
}

/// Slots that the load opens on average, where every area is kept and goes bottom up.
fn new_slots(compare: &Compare) -> Option<u64> {
    if compare.life.is_some() || compare.percpu > 0 || compare.sizes == SizeShape::LogUniform {
        return None;
    }
    let area = compare.geometry();
    let each = u128::from(compare.size.next_multiple_of(PAGE_BYTES) + PAGE_BYTES);
    let asked = u128::from(compare.vmalloc) * u128::from(compare.time.0) / 1_000_000_000_000 * each;
    let slots = |bytes: u128| bytes.div_ceil(u128::from(area.slot_bytes())).min(area.slots().into()) as u64;
    Some(slots(u128::from(compare.used) + asked) - slots(compare.used.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::CompareJob;

    #[test]
    fn paper_and_machine_agree_where_nothing_gets_in_the_way() {
        for procs in [100, 1_000, 5_000] {
            let compare = Compare { procs, irq: 0, nmi: 0, ..Compare::default() };
            let comparison = CompareJob::new(&compare).run();
            let eager = comparison.report(Lane::Eager);
            for (figure, machine) in [
                ("lock.hold_ns_max", eager.lock.hold_ns_max),
                ("entries_written", eager.entries_written),
                ("sync_ns_total", eager.sync_ns_total),
            ] {
                let paper = closed_form(figure, Lane::Eager, &compare).expect("there is a closed form");
                let apart = machine.abs_diff(paper);
                assert!(apart * 6 <= machine, "{figure} at {procs}: {paper} on paper, {machine} by the machine");
            }
        }
    }

    #[test]
    fn where_it_does_not_apply_there_is_none() {
        let kept = Compare::default();
        let freed = Compare { life: Some(Ps(1)), ..kept.clone() };
        assert!(closed_form("entries_written", Lane::Lazy, &kept).is_some());
        assert_eq!(closed_form("entries_written", Lane::Lazy, &freed), None);
        let shared = Compare { arch: pgd_sim::Arch::Arm64, ..kept };
        assert_eq!(closed_form("lock.hold_ns_max", Lane::Eager, &shared), None);
    }
}
