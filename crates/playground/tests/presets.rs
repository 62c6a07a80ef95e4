//! Each preset shows what its sentence says.

use pgd_sim::Report;
use playground::{CompareJob, Comparison, Lane};
use scenario::PRESETS;

fn run(name: &str) -> Comparison {
    let preset = PRESETS.iter().find(|preset| preset.name == name).expect("a preset of that name");
    CompareJob::new(&preset.scenario().compare).run()
}

/// The reports of shared, eager and lazy.
fn reports(comparison: &Comparison) -> [&Report; 3] {
    Lane::ALL.map(|lane| comparison.report(lane))
}

#[test]
fn the_default_opens_with_all_three_ways_at_work() {
    let comparison = run("default");
    let [shared, eager, lazy] = reports(&comparison);
    assert_eq!((shared.faults.total(), shared.walks), (0, 0));
    // 20,000 entries of 150 ns.
    assert!(eager.walks >= 10 && eager.vmalloc.max > 3_000_000);
    assert!(eager.fork.max > 1_000_000, "forks are locked out");
    assert!(lazy.faults.task > 100 && lazy.faults.irq > 0 && lazy.faults.nmi > 0);
    assert!(lazy.fork.max < 10_000);
}

#[test]
fn one_line_answer() {
    let comparison = run("one-line-answer");
    let [shared, eager, lazy] = reports(&comparison);
    assert_eq!((eager.slots_new, lazy.slots_new, lazy.faults.total()), (1, 1, 20));
    // 20 faults of 450 ns; about 10,000 entries of 200 ns.
    assert_eq!(lazy.sync_ns_total, 20 * 450);
    assert!((2_000_000..2_100_000).contains(&eager.sync_ns_total), "{}", eager.sync_ns_total);
    assert_eq!(shared.sync_ns_total, 0);
}

#[test]
fn fork_locked_out() {
    let comparison = run("fork-locked-out");
    let [shared, eager, lazy] = reports(&comparison);
    assert!(eager.slots_new >= 10);
    let walk = 30_000 * 200;
    assert!(eager.fork.max > walk * 9 / 10, "a fork waits for a whole walk: {}", eager.fork.max);
    assert!(lazy.fork.max < 10_000 && shared.fork.max < 10_000);
    // The lock is dropped between slots and children copy what is there: no slot is missed.
    assert_eq!(eager.faults.total(), 0);
}

#[test]
fn four_mebibytes() {
    let comparison = run("four-mebibytes");
    let [shared, eager, lazy] = reports(&comparison);
    let fit = (4 << 20) / ((64 << 10) + (4 << 10));
    assert_eq!(shared.vmalloc.count - shared.failed_vmallocs, fit);
    assert!(shared.failed_vmallocs > 0);
    assert_eq!((eager.failed_vmallocs, lazy.failed_vmallocs), (0, 0));
}

#[test]
fn preallocated() {
    let comparison = run("preallocated");
    let [shared, eager, lazy] = reports(&comparison);
    assert_eq!((shared.faults.total(), shared.walks, shared.table_bytes), (0, 0, 256 << 10));
    assert!(eager.walks >= 5 && lazy.faults.total() > 0, "far slots were opened");
    assert!(shared.fork.max < 10_000);
}

#[test]
fn already_present() {
    let preset = PRESETS.iter().find(|preset| preset.name == "already-present").expect("the preset");
    let off = CompareJob::new(&preset.scenario().compare).run();
    let [_, eager, _] = reports(&off);
    assert!(eager.oopses > 0, "the race is hit");
    // With the fault back, as since v5.9, the same load takes faults instead.
    let on = preset.scenario().with("fault", "fills").expect("a field");
    let on = CompareJob::new(&on.compare).run();
    let [_, eager, _] = reports(&on);
    assert_eq!(eager.oopses, 0);
    assert!(eager.faults.total() > 0);
    // And where the second one waits there is neither.
    let waits = preset.scenario().with("eager", "waits").expect("a field");
    let waits = CompareJob::new(&waits.compare).run();
    let [_, eager, _] = reports(&waits);
    assert_eq!((eager.oopses, eager.faults.total()), (0, 0));
}

#[test]
fn skipped_slots() {
    let comparison = run("skipped-slots");
    let [shared, eager, _] = reports(&comparison);
    assert!(shared.oopses > 0);
    assert_eq!(eager.oopses, 0);
}

#[test]
fn hot_added() {
    let comparison = run("hot-added");
    let [shared, eager, lazy] = reports(&comparison);
    assert!(lazy.oopses > 0 && lazy.faults.total() == 0);
    assert_eq!((shared.oopses, eager.oopses), (0, 0));
}

#[test]
fn catch_up() {
    let preset = PRESETS.iter().find(|preset| preset.name == "catch-up").expect("the preset");
    let with = CompareJob::new(&preset.scenario().compare).run();
    let without = preset.scenario().with("lazy", "faults").expect("a field");
    let without = CompareJob::new(&without.compare).run();
    let ([.., caught], [.., faulted]) = (reports(&with), reports(&without));
    assert!(caught.catch_ups > 0 && faulted.catch_ups == 0);
    assert!(caught.faults.total() * 2 < faulted.faults.total(), "{:?} {:?}", caught.faults, faulted.faults);
    assert!(caught.switch.max > faulted.switch.p50, "switches pay for it");
}

#[test]
fn names_titles_and_sources_are_there_and_differ() {
    let mut names: Vec<_> = PRESETS.iter().map(|preset| preset.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), PRESETS.len());
    for preset in PRESETS {
        assert!(!preset.title.is_empty() && preset.sentence.ends_with('.') && !preset.source.is_empty());
    }
}

/// The reports of a preset with one field changed.
fn changed(name: &str, key: &str, text: &str) -> Comparison {
    let preset = PRESETS.iter().find(|preset| preset.name == name).expect("a preset of that name");
    CompareJob::new(&preset.scenario().with(key, text).expect("a value of that field").compare).run()
}

#[test]
fn stack_in_vmalloc() {
    let comparison = run("stack-in-vmalloc");
    let [shared, eager, lazy] = reports(&comparison);
    assert!(lazy.double_faults > 100, "{}", lazy.double_faults);
    assert_eq!((shared.double_faults, eager.double_faults), (0, 0));
    let synced = changed("stack-in-vmalloc", "stacks", "synced");
    let [_, _, lazy] = reports(&synced);
    assert_eq!(lazy.double_faults, 0);
    assert!(lazy.entries_written > 100, "one entry copied in a switch: {}", lazy.entries_written);
}

#[test]
fn unmap_is_not_free() {
    let comparison = run("unmap-is-not-free");
    let [shared, eager, lazy] = reports(&comparison);
    assert_eq!(shared.stale_accesses, 0);
    assert!(eager.stale_accesses > 100 && lazy.stale_accesses > 100);
    let walks = changed("unmap-is-not-free", "unmap", "walks");
    let [_, synced_eager, synced_lazy] = reports(&walks);
    assert_eq!((synced_eager.stale_accesses, synced_lazy.stale_accesses), (0, 0));
    assert!(synced_lazy.walks > 100 && lazy.walks == 0, "a walk over all tables for each slot and purge");
}
