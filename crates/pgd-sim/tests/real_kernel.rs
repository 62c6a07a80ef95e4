//! Against a real kernel: what was measured on Linux 6.1.176 for i386 (instructions counted under emulation, times of the
//! kernel's own walk on a Zen 5).

mod common;

use common::vmallocs_only;
use pgd_sim::{
    Arch, CostSet, EagerForm, Heat, Level, Load, Machine, PAGE_BYTES, PerSecond, Ps, Report, Scope, Second, Size,
    Strategy, Touchers,
};

/// One allocation that opens `slots` slots under `tables` page tables; gives what it took.
fn walk(arch: Arch, set: &CostSet, heat: Heat, scope: Scope, tables: u32, slots: u64) -> u64 {
    let geometry = arch.geometry();
    let form = EagerForm { scope, second: Second::Waits };
    let mut config = vmallocs_only(Strategy::Eager(form), slots * geometry.slot_bytes() - PAGE_BYTES);
    config.geometry = geometry;
    config.costs = set.costs(arch, Level::Typical, heat);
    config.processes = tables;
    config.cpus = 1;
    // The first slot is in use since boot; the allocation begins behind it.
    config.boot_bytes = geometry.slot_bytes();
    config.load.vmalloc = PerSecond(1_000);
    // Until one has come; the rest find no room or come too late.
    config.duration = Ps::from_ns(100_000_000);
    let mut machine = Machine::new(config);
    while machine.report().vmalloc.count == 0 {
        assert!(machine.step(), "an allocation comes");
    }
    let report = machine.report();
    assert_eq!((report.slots_new, report.failed_vmallocs), (slots, 0));
    let steps = &CostSet::ZEN_2024.typical();
    let beside = if set.unit == "ns" { (steps.vmalloc + steps.lock).0 / 1_000 } else { 0 };
    let pages = if set.unit == "ns" {
        steps.vmalloc_page.as_ns() * (slots * geometry.slot_bytes() / PAGE_BYTES - 1)
    } else {
        0
    };
    report.vmalloc.max - beside - pages
}

#[test]
fn instructions_of_a_walk_are_those_counted() {
    let set = &CostSet::LINUX_6_1_INSTRUCTIONS;
    for tables in [2, 3, 10, 102, 1_002, 10_002] {
        for slots in [1, 2, 7, 28] {
            let p = u64::from(tables);
            let two_level = walk(Arch::I386, set, Heat::Cold, Scope::NewSlots, tables, slots);
            assert_eq!(two_level, 1_253 + 47 * slots + p * (92 * slots + 21), "P = {p}, S = {slots}");
            let paper = set.costs(Arch::I386, Level::Typical, Heat::Cold).walk(tables, slots);
            assert_eq!(paper.as_ns(), two_level, "P = {p}, S = {slots}");
            let pae = walk(Arch::I386PaeUnshared, set, Heat::Cold, Scope::NewSlots, tables, slots);
            assert_eq!(pae, 1_252 + 41 * slots + p * (130 * slots + 102), "PAE, P = {p}, S = {slots}");
        }
    }
}

#[test]
fn the_hook_of_6_1_walks_to_the_top_of_the_area() {
    let set = &CostSet::LINUX_6_1_INSTRUCTIONS;
    // One slot is new, the second of thirty: 29 are walked.
    let growth = walk(Arch::I386, set, Heat::Cold, Scope::ToTop, 1_002, 1);
    assert_eq!(growth, 1_253 + 47 * 29 + 1_002 * (92 * 29 + 21));
}

#[test]
fn times_of_a_walk_are_those_measured() {
    let boot: &[(u32, u64, u64)] = &[
        (10, 1_853, 90),
        (100, 7_391, 651),
        (1_000, 63_445, 11_447),
        (3_000, 182_304, 50_917),
        (10_000, 645_822, 217_207),
        (30_000, 1_809_724, 1_030_301),
    ];
    let aged: &[(u32, u64, u64)] = &[
        (10, 4_096, 90),
        (100, 28_052, 681),
        (1_000, 179_250, 14_181),
        (3_000, 480_393, 73_200),
        (10_000, 1_426_247, 223_326),
        (30_000, 4_074_712, 1_433_898),
    ];
    for (set, table) in [(&CostSet::LINUX_6_1_BOOT_ORDER, boot), (&CostSet::LINUX_6_1_AGED, aged)] {
        for (tables, cold, hot) in table {
            for (heat, measured) in [(Heat::Cold, *cold), (Heat::Hot, *hot)] {
                let model = walk(Arch::I386, set, heat, Scope::NewSlots, *tables, 1);
                assert!(model.abs_diff(measured) * 10 <= measured, "{}, {tables}: {model}, not {measured}", set.id);
            }
        }
    }
}

#[test]
fn between_the_points_measured_a_walk_grows_steadily() {
    let costs = CostSet::LINUX_6_1_AGED.costs(Arch::I386, Level::Typical, Heat::Cold);
    let times: Vec<Ps> = [1, 5, 10, 50, 500, 5_000, 20_000, 30_000, 100_000].map(|tables| costs.entries(tables)).into();
    assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
}

/// Every process touches every slot, again and again, once all slots are open.
fn touched(strategy: Strategy, processes: u32) -> Report {
    let mut config = vmallocs_only(strategy, (4 << 20) - PAGE_BYTES);
    config.processes = processes;
    config.cpus = 1;
    config.duration = Ps::from_ns(1_000_000_000);
    config.load = Load { vmalloc: PerSecond(200), touch: PerSecond(500_000), touchers: Touchers::All, ..config.load };
    Machine::new(config).run()
}

#[test]
fn lazy_faults_are_processes_times_slots_and_none_after() {
    for processes in [10, 100, 300] {
        let report = touched(Strategy::Lazy, processes);
        let pairs = u64::from(processes) * report.slots_new;
        assert!(report.slots_new >= 28 && report.touch.count > 30 * pairs, "each is touched many times");
        assert_eq!(report.faults.total(), pairs);
        // With the eager walk on one CPU there is none.
        assert_eq!(touched(Strategy::Eager(EagerForm::STRICT), processes).faults.total(), 0);
    }
}

#[test]
fn a_fault_takes_262_instructions() {
    let set = &CostSet::LINUX_6_1_INSTRUCTIONS;
    let mut config = vmallocs_only(Strategy::Lazy, 1 << 20);
    config.costs = set.costs(Arch::I386, Level::Typical, Heat::Cold);
    config.load.touch = PerSecond(100_000);
    let report = Machine::new(config).run();
    assert_eq!((report.touch.min, report.touch.max), (0, 262));
    assert_eq!(report.sync_ns_total, 262 * report.faults.total());
}

#[test]
fn pae_is_the_first_way_or_the_second_by_page_table_isolation_alone() {
    // pti=off: no sync calls, no faults. pti=on: a sync call for each new slot.
    for (arch, walks) in [(Arch::I386Pae, false), (Arch::I386PaeUnshared, true)] {
        let mut config = vmallocs_only(Strategy::Eager(EagerForm::STRICT), 1 << 20);
        config.geometry = arch.geometry();
        config.load = Load { size: Size::Fixed(1 << 20), touch: PerSecond(10_000), ..config.load };
        let report = Machine::new(config.clone()).run();
        assert!(report.slots_new > 10);
        assert_eq!(report.walks, if walks { report.slots_new } else { 0 });
        config.strategy = Strategy::Lazy;
        assert_eq!(Machine::new(config).run().faults.total() > 0, walks);
    }
}
