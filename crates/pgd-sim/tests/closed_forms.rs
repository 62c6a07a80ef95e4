//! What can be worked out on paper, over grids: the machine gives the same.

mod common;

use common::vmallocs_only;
use pgd_sim::*;

/// One vmalloc opens one slot; then each of the first `touchers` processes touches it once.
fn one_slot(strategy: Strategy, set: &CostSet, processes: u32, touchers: u32) -> Report {
    let page = Page { area: AreaName(0), page: 0 };
    let gap = Ps::from_ns(100_000);
    let after = Ps::from_ns(1_000_000_000);
    let vmalloc = Act::Vmalloc { cpu: CpuId(0), area: AreaName(0), pages: 1, mapping: Mapping::Pages };
    let touches = (0..touchers).map(|process| Scripted {
        at: after + gap.times(process.into()),
        act: Act::Touch(Who::Initial(process), page),
    });
    let script = [Scripted { at: Ps::ZERO, act: vmalloc }].into_iter().chain(touches).collect();
    let quiet = vmallocs_only(strategy, PAGE_BYTES);
    Machine::new(Config {
        costs: set.costs(Arch::I386, Level::Typical, Heat::Cold),
        processes,
        boot_bytes: 4 << 20,
        script,
        load: Load::default(),
        ..quiet
    })
    .run()
}

#[test]
fn eager_costs_tables_times_entries_and_lazy_touchers_times_fills() {
    for set in [&CostSet::ZEN_2024, &CostSet::NEHALEM_2010] {
        let costs = Costs::new(set.typical());
        for processes in [1, 20, 500, 3_000] {
            for touchers in [0, 1, processes / 2, processes] {
                let eager = one_slot(Strategy::Eager(EagerForm::STRICT), set, processes, touchers);
                assert_eq!(eager.entries_written, processes.into());
                assert_eq!(eager.sync_ns_total, costs.walk(processes, 1).as_ns());
                assert_eq!(costs.walk(processes, 1), costs.lock + costs.entry.times(processes.into()));
                let lazy = one_slot(Strategy::Lazy, set, processes, touchers);
                assert_eq!(lazy.faults.total(), touchers.into());
                assert_eq!(lazy.sync_ns_total, costs.fills(touchers.into()).as_ns());
                assert_eq!(lazy.touch.count, touchers.into());
            }
        }
    }
}

#[test]
fn lazy_wins_on_work_below_the_break_even_share_and_on_the_worst_pause_always() {
    for set in [&CostSet::ZEN_2024, &CostSet::NEHALEM_2010] {
        let costs = Costs::new(set.typical());
        let processes = 1_000;
        // k fills cost as much as N entries where k/N = entry/fill; the lock's share is far below one table.
        let break_even = costs.break_even(processes).expect("a fault takes time") as u32;
        assert_eq!(u64::from(break_even), costs.entry.0 * u64::from(processes) / costs.fill.0);
        for (touchers, lazy_wins) in [(1, true), (break_even, true), (break_even + 1, false), (processes, false)] {
            let eager = one_slot(Strategy::Eager(EagerForm::STRICT), set, processes, touchers);
            let lazy = one_slot(Strategy::Lazy, set, processes, touchers);
            assert_eq!(lazy.sync_ns_total < eager.sync_ns_total, lazy_wins, "{} of {processes} touch", touchers);
            assert!(lazy.touch.max < eager.vmalloc.max, "the worst pause");
        }
    }
}

#[test]
fn preallocation_costs_a_page_a_slot() {
    for (arch, kib) in
        [(Arch::X86_64, 256), (Arch::X86_64FiveLevel, 200), (Arch::I386, 120), (Arch::I386PaeUnshared, 240)]
    {
        let mut config = vmallocs_only(Strategy::Shared(SharedForm::Preallocated), PAGE_BYTES);
        config.geometry = arch.geometry();
        assert_eq!(Machine::new(config).run().table_bytes, kib << 10, "{arch:?}");
    }
}

#[test]
fn a_reserve_gives_a_slot_for_each_4_mib_less_the_hole() {
    for (mib, slots) in [(16, 2), (64, 14), (128, 30), (256, 62), (1_000, 248)] {
        let geometry = Arch::I386.geometry_with(mib << 20);
        assert_eq!(geometry.slots(), slots, "{mib} MiB");
        assert_eq!(Arch::I386PaeUnshared.geometry_with(mib << 20).slots(), 2 * slots, "{mib} MiB, PAE");
    }
}

#[test]
fn far_slots_are_opened_top_down() {
    let mut config = vmallocs_only(Strategy::Lazy, PAGE_BYTES);
    config.geometry = Arch::X86_64.geometry();
    config.load = Load::default();
    config.script = vec![
        Scripted {
            at: Ps::ZERO,
            act: Act::Vmalloc { cpu: CpuId(0), area: AreaName(0), pages: 64, mapping: Mapping::TopDown },
        },
        Scripted { at: Ps::from_ns(1_000_000), act: Act::Touch(Who::Initial(5), Page { area: AreaName(0), page: 3 }) },
    ];
    let mut machine = Machine::observed(config, Trace::bounded(100));
    while machine.step() {}
    let new = machine.observer().events().iter().filter_map(|(_, _, event)| match event {
        Event::SlotNew { slot } => Some(slot.0),
        _ => None,
    });
    assert_eq!(new.collect::<Vec<_>>(), [63]);
    assert_eq!(machine.report().faults.task, 1);
}

#[test]
fn scripts_that_speak_of_what_is_not_there_are_refused_with_the_position() {
    let at = |at: u64, act: Act| Scripted { at: Ps(at), act };
    let page = |area: u16, page: u64| Page { area: AreaName(area), page };
    let vmalloc = |area: u16| Act::Vmalloc { cpu: CpuId(1), area: AreaName(area), pages: 4, mapping: Mapping::Pages };
    let fork = |child: u16| Act::Fork { cpu: CpuId(0), child: ChildName(child) };
    let cases = [
        (vec![at(0, Act::Vfree(AreaName(0)))], 1, Reason::NoArea(AreaName(0))),
        (
            vec![at(0, vmalloc(0)), at(1, Act::Vfree(AreaName(0))), at(2, Act::Vfree(AreaName(0)))],
            3,
            Reason::NoArea(AreaName(0)),
        ),
        (vec![at(0, vmalloc(0)), at(1, vmalloc(0))], 2, Reason::AreaInUse(AreaName(0))),
        (vec![at(0, vmalloc(0)), at(1, Act::Touch(Who::Initial(99), page(0, 0)))], 2, Reason::NoProcess(99)),
        (vec![at(0, vmalloc(0)), at(1, Act::Nmi(CpuId(0), page(0, 4)))], 2, Reason::NoPage(page(0, 4))),
        (vec![at(0, vmalloc(0)), at(1, Act::Irq(CpuId(9), page(0, 0)))], 2, Reason::NoCpu(CpuId(9))),
        (
            vec![at(0, fork(3)), at(1, Act::Exit(ChildName(3))), at(2, Act::Switch(Who::Child(ChildName(3))))],
            3,
            Reason::NoChild(ChildName(3)),
        ),
        (vec![at(0, fork(3)), at(1, fork(3))], 2, Reason::ChildInUse(ChildName(3))),
        // Not even when it has gone: its CPU may be busy, and let it go only after the other is there.
        (vec![at(0, fork(3)), at(1, Act::Exit(ChildName(3))), at(2, fork(3))], 3, Reason::ChildInUse(ChildName(3))),
        (vec![at(0, vmalloc(0)), at(1, Act::Vfree(AreaName(0))), at(2, vmalloc(0))], 3, Reason::AreaInUse(AreaName(0))),
        (vec![at(5, fork(3)), at(4, Act::Exit(ChildName(3)))], 2, Reason::BackInTime),
        (vec![at(0, fork(3)), at(1, Act::Vfree(AreaName(3)))], 2, Reason::NoArea(AreaName(3))),
    ];
    for (script, position, reason) in cases {
        let error = check(&script, 10, 2).expect_err("refused");
        assert_eq!(error, ScriptError { position, reason }, "{script:?}");
        assert!(error.to_string().starts_with(&format!("operation {position}: ")));
    }
}
