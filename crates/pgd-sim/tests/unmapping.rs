//! What happens when entries go again, and when stacks lie in the vmalloc area.

mod common;

use common::busy;
use pgd_sim::*;

/// A driver maps and unmaps 2 MiB at a time with PAE, and others allocate in between.
fn ioremaps(strategy: Strategy, arch: Arch, unmap: Unmap) -> Report {
    let mut config = Config { geometry: arch.geometry(), unmap, ..busy(strategy) };
    config.load.ioremap = PerSecond(2_000);
    config.load.area_life = Some(Ps::from_ns(2_000_000));
    config.load.popularity = [Popularity::Newer; 3];
    Machine::new(config).run()
}

const LAZY: Strategy = Strategy::Lazy;
const EAGER: Strategy = Strategy::Eager(EagerForm::STRICT);

#[test]
fn entries_that_nobody_takes_back_are_accessed_when_their_addresses_are_used_again() {
    for strategy in [LAZY, EAGER] {
        let forgets = ioremaps(strategy, Arch::I386PaeUnshared, Unmap::Forgets);
        assert!(forgets.stale_accesses > 100, "{}", forgets.stale_accesses);
        let walks = ioremaps(strategy, Arch::I386PaeUnshared, Unmap::Walks);
        assert_eq!(walks.stale_accesses, 0);
        assert!(walks.walks > forgets.walks && walks.lock.hold_ns_total > forgets.lock.hold_ns_total);
    }
}

#[test]
fn nothing_is_stale_where_all_use_one_table_or_entries_never_go() {
    for (strategy, arch) in [
        (LAZY, Arch::I386Pae),
        (EAGER, Arch::I386),
        (LAZY, Arch::X86_64),
        (Strategy::Shared(SharedForm::Preallocated), Arch::I386PaeUnshared),
    ] {
        assert_eq!(ioremaps(strategy, arch, Unmap::Forgets).stale_accesses, 0, "{arch:?}");
    }
}

#[test]
fn a_walk_before_reuse_costs_x86_64_something_too() {
    // As in Linux 5.3: each purge walks the whole area, though no entry of x86_64 ever goes.
    let forgets = ioremaps(LAZY, Arch::X86_64, Unmap::Forgets);
    let walks = ioremaps(LAZY, Arch::X86_64, Unmap::Walks);
    assert_eq!((forgets.walks, walks.stale_accesses), (0, 0));
    assert!(walks.walks > 0 && walks.sync_ns_total > 10 * forgets.sync_ns_total.max(1));
}

fn on_stacks(strategy: Strategy, stacks: Stacks) -> Report {
    let geometry = Arch::X86_64.geometry();
    // Right below a slot's edge, so that stacks of children lie in a new one.
    let boot_bytes = geometry.slot_bytes() - (256 << 10);
    Machine::new(Config { geometry, boot_bytes, stacks, ..busy(strategy) }).run()
}

#[test]
fn a_switch_into_a_table_without_the_stack_in_use_is_a_double_fault() {
    assert!(on_stacks(LAZY, Stacks::Vmalloc).double_faults > 10);
    let synced = on_stacks(LAZY, Stacks::VmallocSynced);
    assert_eq!(synced.double_faults, 0);
    assert!(synced.entries_written > synced.faults.total(), "switches copied entries");
    for strategy in [EAGER, Strategy::Shared(SharedForm::Preallocated), Strategy::CatchUp] {
        assert_eq!(on_stacks(strategy, Stacks::Vmalloc).double_faults, 0, "{strategy:?}");
    }
    assert_eq!(on_stacks(LAZY, Stacks::Direct).double_faults, 0);
}

#[test]
fn stacks_are_freed_with_their_processes() {
    let mut config = Config { stacks: Stacks::VmallocSynced, ..busy(LAZY) };
    config.load.vmalloc = PerSecond(0);
    config.load.child_life = Some(Ps::from_ns(100_000));
    let report = Machine::new(config).run();
    assert!(report.fork.count > 1_500 && report.failed_vmallocs == 0);
    assert!(report.slots_new <= 20, "addresses come back: {}", report.slots_new);
}
