//! Receipts name the causes, and the causes add up.

mod common;

use common::busy;
use pgd_sim::*;

fn receipts(config: Config) -> Machine<Receipts> {
    let mut machine = Machine::observed(config, Receipts::bounded(1_000_000));
    while machine.step() {}
    machine
}

#[test]
fn every_fault_has_a_slot_made_after_the_table_was_copied() {
    let machine = receipts(busy(Strategy::Lazy));
    let mut faults = 0;
    for receipt in machine.observer().receipts() {
        let Receipt::Fault { at, copied, made, .. } = receipt else { continue };
        let made = made.expect("a vmalloc made the slot");
        assert!(copied.at <= made.at && made.at < *at, "{copied:?} {made:?} {at:?}");
        faults += 1;
    }
    assert_eq!(faults, machine.report().faults.total());
    assert!(faults > 100);
}

#[test]
fn every_wait_is_filled_by_those_who_had_the_lock() {
    let mut config = busy(Strategy::Eager(EagerForm::STRICT));
    config.processes = 20_000;
    let machine = receipts(config);
    let (mut waits, mut walks, mut total) = (0, 0, Ps::ZERO);
    for receipt in machine.observer().receipts() {
        let Receipt::Wait { at, waited, holds, cpu, .. } = receipt else { continue };
        waits += 1;
        total += *waited;
        let first = holds.first().expect("somebody had it");
        assert!(first.from <= *at - *waited, "it was taken when this one asked");
        assert_eq!(holds.last().expect("somebody had it").until, *at, "and handed on at once");
        assert!(holds.windows(2).all(|pair| pair[0].until == pair[1].from), "without a gap");
        assert!(holds.iter().all(|hold| hold.cpu != *cpu), "by others");
        walks += usize::from(
            holds.iter().any(|hold| matches!(hold.purpose, Purpose::Walk { tables, .. } if tables >= 20_000)),
        );
    }
    let lock = machine.report().lock;
    assert_eq!((waits, total.as_ns()), (lock.waits, lock.wait_ns_total));
    assert!(walks > 10, "forks waited for walks: {walks}");
}

#[test]
fn every_failure_has_a_receipt() {
    let mut config = busy(Strategy::Shared(SharedForm::Single));
    config.load.size = Size::Fixed(1 << 20);
    let machine = receipts(config);
    let failures =
        machine.observer().receipts().iter().filter(|receipt| matches!(receipt, Receipt::NoRoom { pages: 256, .. }));
    assert_eq!(failures.count() as u64, machine.report().failed_vmallocs);
    assert!(machine.report().failed_vmallocs > 0);
}

#[test]
fn watching_changes_nothing() {
    for strategy in common::STRATEGIES {
        let watched = receipts(busy(strategy)).report();
        assert_eq!(Machine::new(busy(strategy)).run(), watched);
    }
}

#[test]
fn a_bound_is_kept_and_the_rest_counted() {
    let mut machine = Machine::observed(busy(Strategy::Lazy), Receipts::bounded(10));
    while machine.step() {}
    let report = machine.report();
    assert_eq!(machine.observer().receipts().len(), 10);
    assert_eq!(machine.observer().dropped() + 10, report.faults.total() + report.lock.waits);
}
