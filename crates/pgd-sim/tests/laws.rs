//! Laws that hold for random configurations.

mod common;

use pgd_sim::Strategy;
use pgd_sim::*;
use proptest::prelude::*;
use proptest::strategy::Strategy as _;

fn any_strategy() -> impl proptest::strategy::Strategy<Value = Strategy> {
    prop::sample::select(&common::STRATEGIES)
}

prop_compose! {
    fn any_load()(
        vmalloc in 0_u64..3_000,
        size in prop_oneof![(1_u64..8 << 20).prop_map(Size::Fixed), (1_u64..4 << 20).prop_map(Size::Exponential)],
        area_life in prop::option::of((1_000_u64..20_000_000).prop_map(Ps::from_ns)),
        fork in 0_u64..20_000,
        child_life in prop::option::of((1_000_u64..20_000_000).prop_map(Ps::from_ns)),
        touch in 0_u64..50_000,
        touchers in prop_oneof![Just(Touchers::All), (1_u32..50).prop_map(Touchers::Some)],
        switch in 0_u64..20_000,
        (percpu, exec, kthread) in (0_u64..200, 0_u64..5_000, 0_u64..5_000),
        popularity in prop::sample::select(&[Popularity::Even, Popularity::Newer]),
        irq in 0_u64..20_000,
        nmi in 0_u64..200_000,
        lives in prop::sample::select(&[Lives::Exponential, Lives::Fixed, Lives::LogUniform]),
    ) -> Load {
        Load {
            vmalloc: PerSecond(vmalloc), size, area_life, fork: PerSecond(fork), child_life, touch: PerSecond(touch),
            percpu: PerSecond(percpu), percpu_bytes: 64 << 10, exec: PerSecond(exec), kthread: PerSecond(kthread),
            popularity: [popularity, Popularity::Even, Popularity::Newer],
            touchers, switch: PerSecond(switch), irq: PerSecond(irq), nmi: PerSecond(nmi), ioremap: PerSecond(0), lives,
        }
    }
}

prop_compose! {
    fn any_config()(
        arch in prop::sample::select(&Arch::ALL[..]),
        strategy in any_strategy(),
        processes in 50_u32..3_000,
        cpus in 1_u8..=16,
        seed in any::<u64>(),
        irqs_off in any::<bool>(),
        below_edge in 0_u64..1 << 20,
        load in any_load(),
    ) -> Config {
        let geometry = arch.geometry();
        Config {
            geometry, strategy, fault: FaultHandler::Fills,
            costs: CostSet::ZEN_2024.costs(arch, Level::Typical, Heat::Cold), processes, cpus, seed,
            duration: Ps::from_ns(20_000_000), irqs_off, unmap: Unmap::Forgets, stacks: Stacks::Direct,
            // Near the edge of the first slot, so that slots are new on every architecture.
            boot_bytes: geometry.slot_bytes() - below_edge, script: Vec::new(), load,
        }
    }
}

fn run(config: &Config) -> Report {
    Machine::new(config.clone()).run()
}

/// Huge mappings and stacks that come and go, on top of any load.
fn unmapping(config: Config, ioremap: u64, unmap: Unmap, stacks: Stacks) -> Config {
    let mut config = Config { unmap, stacks, ..config };
    config.load.ioremap = PerSecond(ioremap);
    config.load.area_life = Some(Ps::from_ns(300_000));
    config
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn sums_are_right(config in any_config()) {
        let report = run(&config);
        let counts = [&report.vmalloc, &report.fork, &report.touch, &report.switch];
        for latency in counts {
            prop_assert!(latency.p50 <= latency.p90 && latency.p90 <= latency.p99);
            prop_assert!(latency.p99 <= latency.p999 && latency.p999 <= latency.max);
            prop_assert_eq!(latency.steps.last().map_or(0, |step| step.at_most), latency.count);
            prop_assert!(latency.sum >= latency.min * latency.count && latency.sum <= latency.max * latency.count);
        }
        prop_assert!(report.failed_vmallocs <= report.vmalloc.count);
        prop_assert!(report.nmi_windows.opened > 0 || report.nmi_windows.hit == 0);
        prop_assert!(report.processes <= report.processes_max);
        prop_assert!(report.lock.hold_ns_max <= report.lock.hold_ns_total);
        prop_assert_eq!(report.oopses, 0);
        match config.strategy {
            Strategy::Shared(SharedForm::Preallocated | SharedForm::Single) => {
                prop_assert_eq!((report.faults.total(), report.entries_written, report.slots_new), (0, 0, 0));
            }
            Strategy::Eager(EagerForm { scope, second }) => {
                let one_table = config.geometry.sharing == Sharing::OneTable;
                if scope == Scope::NewSlots {
                    prop_assert_eq!(report.walks, if one_table { 0 } else { report.slots_new });
                }
                if second == Second::Waits {
                    prop_assert_eq!(report.faults.total(), 0);
                    prop_assert!(report.entries_written <= report.slots_new * report.processes_max);
                }
            }
            Strategy::Shared(SharedForm::Skipped) | Strategy::Lazy | Strategy::CatchUp => {
                prop_assert_eq!(report.walks, 0);
                // Two contexts of one CPU may fault on one entry before the first has filled it.
                prop_assert!(report.entries_written <= report.faults.total());
                prop_assert!(report.nmi_windows.opened <= report.faults.nmi);
            }
        }
    }

    #[test]
    fn demand_does_not_depend_on_the_strategy(config in any_config(), other in any_strategy()) {
        let one = run(&config);
        let two = run(&Config { strategy: other, ..config });
        prop_assert_eq!(one.vmalloc.count, two.vmalloc.count);
        prop_assert_eq!(one.fork.count, two.fork.count);
        prop_assert_eq!(one.processes, two.processes);
    }

    #[test]
    fn costs_scaled_scale_every_time(config in any_config(), k in 2_u64..5) {
        // Demand far apart, so that who comes first does not depend on costs: one CPU and time stretched alike.
        let mut config = config;
        config.cpus = 1;
        config.load.irq = PerSecond(0);
        config.load.nmi = PerSecond(0);
        let one = run(&config);
        config.costs = Costs::new(config.costs.map(|cost| cost.times(k)));
        let more = run(&config);
        // Nanoseconds are rounded once: each may be off by half of one.
        for (one, more) in [(&one.vmalloc, &more.vmalloc), (&one.fork, &more.fork), (&one.touch, &more.touch)] {
            prop_assert!((one.max * k).abs_diff(more.max) <= k, "{} {}", one.max, more.max);
            prop_assert!((one.min * k).abs_diff(more.min) <= k, "{} {}", one.min, more.min);
        }
        prop_assert_eq!(one.faults, more.faults);
    }

    #[test]
    fn more_processes_never_make_an_eager_vmalloc_faster(config in any_config(), more in 1_u32..5_000) {
        let mut config = Config { strategy: Strategy::Eager(EagerForm::STRICT), ..config };
        config.cpus = 1;
        config.load.irq = PerSecond(0);
        config.load.nmi = PerSecond(0);
        let few = run(&config);
        config.processes += more;
        let many = run(&config);
        prop_assert!(many.vmalloc.sum >= few.vmalloc.sum);
        prop_assert!(many.vmalloc.max >= few.vmalloc.max);
    }

    #[test]
    fn prealloc_is_never_slower_than_eager(config in any_config()) {
        let shared = run(&Config { strategy: Strategy::Shared(SharedForm::Preallocated), ..config.clone() });
        let eager = run(&Config { strategy: Strategy::Eager(EagerForm::STRICT), ..config });
        prop_assert!(shared.lock.hold_ns_total <= eager.lock.hold_ns_total + eager.kernel_ns_total);
        prop_assert!(shared.end_ns <= eager.end_ns);
    }

    #[test]
    fn who_walks_before_reuse_has_nothing_stale(config in any_config(), ioremap in 1_000_u64..50_000) {
        let walks = run(&unmapping(config.clone(), ioremap, Unmap::Walks, Stacks::VmallocSynced));
        prop_assert_eq!((walks.stale_accesses, walks.double_faults), (0, 0));
        let forgets = run(&unmapping(config.clone(), ioremap, Unmap::Forgets, Stacks::Vmalloc));
        if config.geometry.sharing == Sharing::OneTable || !config.geometry.huge() {
            prop_assert_eq!(forgets.stale_accesses, 0);
        }
        if matches!(config.strategy, Strategy::Shared(SharedForm::Preallocated | SharedForm::Single)) {
            prop_assert_eq!((forgets.stale_accesses, forgets.double_faults, forgets.slots_new), (0, 0, 0));
        }
        if config.strategy == Strategy::Eager(EagerForm::STRICT) {
            prop_assert_eq!(forgets.double_faults, 0);
        }
    }

    #[test]
    fn stepping_is_running(config in any_config()) {
        let mut machine = Machine::new(config.clone());
        let mut last = Ps::ZERO;
        while machine.step() {
            prop_assert!(machine.now() >= last, "time does not run backwards");
            last = machine.now();
        }
        prop_assert_eq!(machine.report().digest(), run(&config).digest());
        prop_assert_eq!(machine.permille(), 1000);
    }
}
