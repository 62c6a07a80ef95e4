//! The machine against a slow model with real page tables, on random scripts: every address, fault and failure.

mod reference_model;

use pgd_sim::*;
use proptest::prelude::*;
use proptest::strategy::{Strategy as _, ValueTree as _};
use reference_model::{Model, Seen};
use scenario::{Compare, LazyForm, Link, Scenario, SizeShape};

/// Operations are so far apart that each is over before the next begins.
const APART: Ps = Ps::from_ns(10_000_000);
const PROCESSES: u32 = 9;
const CPUS: u8 = 3;
const RESERVES: [u64; 2] = [Arch::RESERVE_MIN, Arch::RESERVE_DEFAULT];

/// A random choice that becomes an operation on what is there.
type Choice = (u8, u16, u64);

/// Builds a script of choices: each speaks of an area, a child or a CPU that is there, or is left out.
fn script(choices: &[Choice], huge: bool) -> Vec<Scripted> {
    let (mut areas, mut children): (Vec<(AreaName, u64)>, Vec<ChildName>) = (Vec::new(), Vec::new());
    let (mut script, mut next, mut at) = (Vec::new(), 0, Ps::ZERO);
    for &(kind, which, size) in choices {
        let cpu = CpuId((which % u16::from(CPUS)) as u8);
        let (name, child) = (AreaName(next), ChildName(next));
        let area = || areas.get(usize::from(which) % areas.len().max(1)).copied();
        let page = || area().map(|(area, pages)| Page { area, page: size % pages });
        let who = || match children.get(usize::from(which / 7) % (children.len() + 3)) {
            Some(child) => Who::Child(*child),
            None => Who::Initial(u32::from(which) % PROCESSES),
        };
        let act = match kind {
            0..=2 => {
                let pages = 1 + size % [3, 300, 1_500][usize::from(kind)];
                areas.push((name, pages));
                next += 1;
                let mapping = if which % 5 == 0 { Mapping::TopDown } else { Mapping::Pages };
                Act::Vmalloc { cpu, area: name, pages, mapping }
            }
            18..=20 if huge => {
                areas.push((name, 1));
                next += 1;
                Act::Vmalloc { cpu, area: name, pages: 1, mapping: Mapping::Huge }
            }
            freed if freed == 3 || (freed == 21 && huge) => {
                let Some((area, _)) = area() else { continue };
                areas.retain(|(other, _)| *other != area);
                Act::Vfree(area)
            }
            4 | 5 | 18..=21 => {
                children.push(child);
                next += 1;
                Act::Fork { cpu, child }
            }
            6 => {
                let Some(child) = children.get(usize::from(which) % children.len().max(1)).copied() else { continue };
                children.retain(|other| *other != child);
                Act::Exit(child)
            }
            7 => Act::Exec(who()),
            8 | 22 => Act::Switch(who()),
            _ => {
                let Some(page) = page() else { continue };
                match kind {
                    9..=13 => Act::Touch(who(), page),
                    14 => Act::Kthread(cpu, page),
                    15 => Act::Irq(cpu, page),
                    _ => Act::Nmi(cpu, page),
                }
            }
        };
        at += APART;
        script.push(Scripted { at, act });
    }
    script
}

fn any_strategy() -> impl proptest::strategy::Strategy<Value = pgd_sim::Strategy> {
    use pgd_sim::Strategy::{CatchUp, Eager, Lazy, Shared};
    prop::sample::select(vec![
        Shared(SharedForm::Preallocated),
        Shared(SharedForm::Single),
        Shared(SharedForm::Skipped),
        Eager(EagerForm::STRICT),
        Eager(EagerForm { scope: Scope::ToTop, second: Second::Races }),
        // What is left to faults meets the most.
        Lazy,
        Lazy,
        Lazy,
        CatchUp,
    ])
}

prop_compose! {
    fn any_config()(
        arch in prop::sample::select(&Arch::ALL[..]),
        strategy in any_strategy(),
        fills in any::<bool>(),
        below_edge in 0_u64..30,
        // The least has four slots with PAE, so that addresses soon come back.
        reserve in prop::sample::select(&RESERVES[..]),
        walks in any::<bool>(),
        stacks in prop::sample::select(vec![Stacks::Direct, Stacks::Vmalloc, Stacks::VmallocSynced]),
        choices in prop::collection::vec((0_u8..23, any::<u16>(), any::<u64>()), 1..60),
    ) -> Config {
        let geometry = arch.geometry_with(reserve);
        Config {
            geometry,
            strategy,
            fault: if fills { FaultHandler::Fills } else { FaultHandler::Oopses },
            costs: CostSet::ZEN_2024.costs(arch, Level::Typical, Heat::Cold),
            processes: PROCESSES,
            cpus: CPUS,
            seed: 0,
            duration: APART,
            irqs_off: false,
            unmap: if walks { Unmap::Walks } else { Unmap::Forgets },
            stacks,
            // Near the edge of the first slot, so that slots are new on every architecture.
            boot_bytes: geometry.under_one_entry().bytes().min(geometry.slot_bytes()) - below_edge * PAGE_BYTES,
            script: script(&choices, geometry.huge()),
            load: Load::default(),
        }
    }
}

/// The link that opens the same in the page: what a failure is told by.
fn link(config: &Config) -> String {
    let mut compare = Compare {
        arch: config.geometry.arch,
        reserve: RESERVES[usize::from(config.geometry == config.geometry.arch.geometry())],
        procs: config.processes,
        cpus: config.cpus,
        used: config.boot_bytes,
        time: config.duration,
        fault: config.fault,
        unmap: config.unmap,
        stacks: config.stacks,
        seed: config.seed,
        script: config.script.clone(),
        size: PAGE_BYTES,
        sizes: SizeShape::Fixed,
        unit: PAGE_BYTES,
        touchers: None,
        child: None,
        ..Compare::default()
    };
    for rate in [
        &mut compare.vmalloc,
        &mut compare.fork,
        &mut compare.touch,
        &mut compare.switch,
        &mut compare.irq,
        &mut compare.nmi,
    ] {
        *rate = 0;
    }
    match config.strategy {
        pgd_sim::Strategy::Shared(form) => compare.shared = form,
        pgd_sim::Strategy::Eager(form) => (compare.walk, compare.eager) = (form.scope, form.second),
        pgd_sim::Strategy::Lazy => compare.lazy = LazyForm::Faults,
        pgd_sim::Strategy::CatchUp => compare.lazy = LazyForm::CatchUp,
    }
    Scenario::from(compare).fragment()
}

/// What the machine lets be seen.
fn seen(config: &Config) -> (Vec<Seen>, Report) {
    let mut machine = Machine::observed(config.clone(), Trace::bounded(100_000));
    while machine.step() {}
    let seen = machine.observer().events().iter().filter_map(|(_, _, event)| {
        Some(match *event {
            Event::Allocated { address, pages, .. } => Seen::Allocated { address, pages },
            Event::NoRoom { .. } => Seen::NoRoom,
            Event::SlotNew { slot } => Seen::SlotNew(slot.0.into()),
            Event::Accessed { process, slot, fault, .. } => {
                Seen::Accessed { process: process.map(|process| process.0), slot: slot.0.into(), fault }
            }
            Event::SlotGone { slot } => Seen::SlotGone(slot.0.into()),
            Event::AccessedStale { process, slot, .. } => Seen::Stale { process: process.0, slot: slot.0.into() },
            Event::DoubleFaulted { process, slot } => Seen::DoubleFault { process: process.0, slot: slot.0.into() },
            Event::StackSynced { process, slot } => Seen::StackSynced { process: process.0, slot: slot.0.into() },
            _ => return None,
        })
    });
    (seen.collect(), machine.report())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_machine_sees_what_real_tables_show(config in any_config()) {
        prop_assert!(check(&config.script, config.processes, config.cpus).is_ok(), "the script is sound");
        let mut model = Model::new(&config);
        model.run(&config.script, config.cpus);
        let (seen, report) = seen(&config);
        prop_assert_eq!(&seen, &model.seen, "{:?} in #{}", config.strategy, link(&config));
        let faults = model.seen.iter().filter(|seen| matches!(seen, Seen::Accessed { fault: true, .. })).count() as u64;
        prop_assert_eq!(report.faults.total() + report.oopses, faults);
        let failures = model.seen.iter().filter(|seen| **seen == Seen::NoRoom).count() as u64;
        prop_assert_eq!(report.failed_vmallocs, failures);
    }
}

#[test]
fn a_failure_would_be_told_by_a_link_that_opens_the_very_same() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..100 {
        let config = any_config().new_tree(&mut runner).expect("a value").current();
        let opened = Link::read(&link(&config));
        assert_eq!(opened.notices, [], "{}", link(&config));
        assert_eq!(opened.scenario.compare.config(config.strategy), config);
    }
}

#[test]
fn the_random_scripts_reach_what_matters() {
    // A guard for the test above: over many scripts there are faults, failures, new slots and children.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut faults, mut new, mut failures, mut stale, mut double) = (0, 0, 0, 0, 0);
    for _ in 0..600 {
        let config = any_config().new_tree(&mut runner).expect("a value").current();
        let (_, report) = seen(&config);
        faults += report.faults.total();
        new += report.slots_new;
        failures += report.failed_vmallocs;
        stale += report.stale_accesses;
        double += report.double_faults;
    }
    assert!(faults > 100 && new > 100 && failures > 10, "{faults} {new} {failures}");
    assert!(stale > 3 && double > 10, "{stale} {double}");
}
