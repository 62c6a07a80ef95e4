//! What must be so whatever the load: the facts of the three strategies.

mod common;

use std::collections::BTreeSet;

use common::{STRATEGIES, busy, vmallocs_only};
use pgd_sim::{
    Arch, Config, Context, EagerForm, Event, Load, Machine, Observer, PerSecond, ProcId, Ps, SharedForm, Size, SlotId,
    Strategy, Trace,
};

fn traced(config: Config) -> Machine<Trace> {
    let mut machine = Machine::observed(config, Trace::bounded(1_000_000));
    while machine.step() {}
    assert_eq!(machine.observer().dropped(), 0, "the whole run is kept");
    machine
}

#[test]
fn shared_takes_no_fault_and_walks_nothing() {
    for form in [SharedForm::Preallocated, SharedForm::Single] {
        let report = Machine::new(busy(Strategy::Shared(form))).run();
        assert_eq!(report.faults.total(), 0);
        assert_eq!((report.walks, report.entries_written, report.slots_new, report.sync_ns_total), (0, 0, 0, 0));
        assert!(report.touch.count > 1_000 && report.fork.count > 1_000, "there was load");
    }
}

#[test]
fn eager_takes_no_fault_and_writes_every_table_once_for_each_new_slot() {
    let machine = traced(busy(Strategy::Eager(EagerForm::STRICT)));
    let report = machine.report();
    assert_eq!(report.faults.total(), 0);
    assert!(report.slots_new > 5, "slots were new: {}", report.slots_new);
    assert_eq!(report.walks, report.slots_new);
    let written: u64 = machine
        .observer()
        .events()
        .iter()
        .map(|(_, _, event)| match event {
            Event::Walked { tables, .. } => u64::from(*tables),
            _ => 0,
        })
        .sum();
    assert_eq!(report.entries_written, written);
}

#[test]
fn an_area_is_accessed_only_after_its_slots_are_in_every_table() {
    // Two CPUs often allocate in one slot at the same time here: areas are small, walks are long.
    let mut config = busy(Strategy::Eager(EagerForm::STRICT));
    config.load.vmalloc = PerSecond(50_000);
    config.load.size = Size::Fixed(16 << 10);
    config.load.touch = PerSecond(500_000);
    config.duration = Ps::from_ns(20_000_000);
    let report = Machine::new(config).run();
    assert!(report.lock.waits > 10, "walks were waited for: {}", report.lock.waits);
    assert_eq!(report.faults.total(), 0);
}

/// First accesses to new slots by processes forked before them, reckoned from the trace with sets.
fn first_touches(trace: &Trace) -> (u64, u64) {
    let mut new: Vec<SlotId> = Vec::new();
    let mut copied: std::collections::BTreeMap<ProcId, usize> = std::collections::BTreeMap::new();
    let mut seen: BTreeSet<(ProcId, SlotId)> = BTreeSet::new();
    let (mut expected, mut taken) = (0, 0);
    for (_, _, event) in trace.events() {
        match *event {
            Event::SlotNew { slot } => new.push(slot),
            Event::Forked { process, .. } => {
                copied.insert(process, new.len());
                seen.retain(|(other, _)| *other != process);
            }
            Event::Accessed { process: Some(process), slot, fault, .. } => {
                let age = new.iter().position(|other| *other == slot);
                let forked_before = age.is_some_and(|age| age >= copied.get(&process).copied().unwrap_or(0));
                let first = forked_before && seen.insert((process, slot));
                assert_eq!(fault, first, "{process} {slot}");
                expected += u64::from(first);
                taken += u64::from(fault);
            }
            _ => {}
        }
    }
    (expected, taken)
}

#[test]
fn lazy_faults_are_the_first_touches_of_new_slots_by_processes_forked_before_them() {
    // Without interrupts, so that no access falls into the middle of another's fill.
    for seed in 0..10 {
        let mut config = busy(Strategy::Lazy);
        config.seed = seed;
        config.load.irq = PerSecond(0);
        config.load.nmi = PerSecond(0);
        let machine = traced(config);
        let (expected, taken) = first_touches(machine.observer());
        let report = machine.report();
        assert!(expected > 500, "{expected}");
        assert_eq!((taken, report.faults.total(), report.entries_written), (expected, expected, expected));
        assert_eq!(report.walks, 0);
    }
}

#[test]
fn faults_are_counted_in_the_context_that_they_hit() {
    let machine = traced(busy(Strategy::Lazy));
    let report = machine.report();
    let count = |context: Context| {
        let hits = machine.observer().events().iter().filter(
            |(_, _, event)| matches!(event, Event::Accessed { context: at, fault: true, .. } if *at == context),
        );
        hits.count() as u64
    };
    assert_eq!(report.faults.task, count(Context::Task));
    assert_eq!(report.faults.irq, count(Context::Irq));
    assert_eq!(report.faults.nmi, count(Context::Nmi));
    assert!(report.faults.task > 0 && report.faults.irq > 0 && report.faults.nmi > 0, "{:?}", report.faults);
    // Each fault in an NMI opens a window: its IRET unblocks NMIs.
    assert_eq!(report.nmi_windows.opened, report.faults.nmi);
}

#[test]
fn nmis_that_come_fast_hit_the_window() {
    let mut config = busy(Strategy::Lazy);
    config.load.nmi = PerSecond(1_000_000);
    let report = Machine::new(config.clone()).run();
    assert!(report.nmi_windows.hit > 0 && report.nmi_windows.hit <= report.nmi_windows.opened * 10);
    for strategy in [Strategy::Eager(EagerForm::STRICT), Strategy::Shared(SharedForm::Preallocated)] {
        config.strategy = strategy;
        let report = Machine::new(config.clone()).run();
        assert_eq!((report.nmi_windows.opened, report.nmi_windows.hit), (0, 0));
    }
}

/// One new slot, no noise: the latency of the one vmalloc that makes it.
fn latency_of_a_new_slot(strategy: Strategy, processes: u32) -> u64 {
    let mut config = vmallocs_only(strategy, 4 << 10);
    config.processes = processes;
    // The first slot is in use, so that the first allocation opens the second.
    config.boot_bytes = 4 << 20;
    config.load.vmalloc = PerSecond(1_000);
    config.duration = Ps::from_ns(3_000_000);
    config.cpus = 1;
    let report = Machine::new(config).run();
    assert_eq!(report.slots_new, u64::from(!matches!(strategy, Strategy::Shared(_))));
    report.vmalloc.max
}

#[test]
fn eager_grows_with_processes_by_the_cost_of_one_entry_and_the_others_do_not_grow() {
    let entry = common::busy(Strategy::Eager(EagerForm::STRICT)).costs.entry.as_ns();
    let base = latency_of_a_new_slot(Strategy::Eager(EagerForm::STRICT), 1);
    for processes in [10, 100, 1_000, 10_000, 100_000, 1_000_000] {
        let more = latency_of_a_new_slot(Strategy::Eager(EagerForm::STRICT), processes);
        assert_eq!(more - base, u64::from(processes - 1) * entry, "{processes}");
        for strategy in [Strategy::Lazy, Strategy::Shared(SharedForm::Preallocated)] {
            assert_eq!(latency_of_a_new_slot(strategy, processes), latency_of_a_new_slot(strategy, 1));
        }
    }
}

#[test]
fn one_shared_entry_on_i386_gives_what_fits_in_4_mib_and_then_failures() {
    for bytes in [4 << 10, 64 << 10, 1 << 20, 4 << 20] {
        let mut config = vmallocs_only(Strategy::Shared(SharedForm::Single), bytes);
        config.boot_bytes = 0;
        config.load.vmalloc = PerSecond(100_000);
        let report = Machine::new(config).run();
        // Each area has a guard page behind it.
        let fit = (4 << 20) / (bytes + (4 << 10));
        assert!(report.vmalloc.count > fit, "there was demand for more");
        assert_eq!(report.vmalloc.count - report.failed_vmallocs, fit, "areas of {bytes} bytes");
    }
}

#[test]
fn a_fresh_i386_fits_29_growths_of_a_slot() {
    // As on a real kernel: the first of 30 slots is in use from boot, and each area of just under 4 MiB takes one of the
    // rest; the last slot is two pages short.
    let mut config = vmallocs_only(Strategy::Eager(EagerForm::STRICT), (4 << 20) - (12 << 10));
    config.boot_bytes = 4 << 20;
    let report = Machine::new(config).run();
    assert_eq!(report.vmalloc.count - report.failed_vmallocs, 29);
    assert_eq!(report.slots_new, 29);
}

#[test]
fn all_strategies_see_the_same_demand() {
    let counts = STRATEGIES.map(|strategy| {
        let report = Machine::new(busy(strategy)).run();
        (report.vmalloc.count, report.fork.count, report.touch.count, report.processes)
    });
    let [first, single, rest @ ..] = counts;
    assert!(rest.iter().all(|other| *other == first), "{counts:?}");
    // Where there is but one entry, vmalloc fails, and there may be nothing to access.
    assert_eq!((single.0, single.1, single.3), (first.0, first.1, first.3));
}

#[test]
fn nobody_walks_on_x86_64_below_the_first_slot() {
    let mut config = busy(Strategy::Eager(EagerForm::STRICT));
    config.geometry = Arch::X86_64.geometry();
    let report = Machine::new(config).run();
    assert_eq!((report.slots_new, report.walks), (0, 0));
}

#[test]
fn walks_lock_forks_out() {
    let mut config = busy(Strategy::Eager(EagerForm::STRICT));
    config.processes = 30_000;
    let eager = Machine::new(config.clone()).run();
    let walk = config.costs.entry.times(30_000).as_ns();
    assert!(eager.fork.max > walk / 2, "a fork waited for a walk: {} ns", eager.fork.max);
    config.strategy = Strategy::Lazy;
    let lazy = Machine::new(config.clone()).run();
    assert!(lazy.fork.max < walk / 10, "no fork waits for long: {} ns", lazy.fork.max);
}

/// Interrupts that begin while a lock is held or waited for.
#[derive(Default)]
struct Switches(u64);

impl Observer for Switches {
    fn see(&mut self, _: Ps, _: pgd_sim::CpuId, event: Event) {
        self.0 += u64::from(matches!(event, Event::Accessed { context: Context::Irq, .. }));
    }
}

#[test]
fn interrupts_wait_for_the_lock_only_where_they_are_off() {
    let mut config = busy(Strategy::Eager(EagerForm::STRICT));
    config.processes = 30_000;
    let on = Machine::new(config.clone()).run();
    config.irqs_off = true;
    let off = Machine::new(config.clone()).run();
    // Interruptions lengthen the longest hold where they are let in.
    assert!(on.lock.hold_ns_max > off.lock.hold_ns_max, "{} {}", on.lock.hold_ns_max, off.lock.hold_ns_max);
    let mut machine = Machine::observed(config, Switches::default());
    while machine.step() {}
    assert!(machine.observer().0 > 100, "interrupts still come");
}

#[test]
fn freed_areas_come_back() {
    let mut config = vmallocs_only(Strategy::Lazy, 1 << 20);
    config.load = Load { area_life: Some(Ps::from_ns(1_000_000)), vmalloc: PerSecond(10_000), ..config.load };
    let report = Machine::new(config).run();
    assert!(report.vmalloc.count > 500);
    assert_eq!(report.failed_vmallocs, 0);
}

#[test]
fn what_would_take_longer_than_the_clock_goes_does_not_end() {
    // A walk of 2,000 tables at a second each, and areas of millions of pages at a second each: days.
    for strategy in STRATEGIES {
        let mut config = busy(strategy);
        config.costs = pgd_sim::Costs::new(config.costs.map(|_| Ps(1_000_000_000_000)));
        config.load.size = Size::Fixed(100 << 20);
        let mut machine = Machine::new(config);
        while machine.step() {}
        assert!(machine.now() < Ps(1 << 58));
        let _ = machine.report().digest();
    }
}
