//! Configurations for tests.

use pgd_sim::{
    Arch, Config, CostSet, EagerForm, FaultHandler, Heat, Level, Load, PerSecond, Ps, Scope, Second, SharedForm, Size,
    Stacks, Strategy, Unmap,
};

/// All strategies with all their forms.
#[allow(dead_code, reason = "each test file uses some of these")]
pub const STRATEGIES: [Strategy; 8] = [
    Strategy::Shared(SharedForm::Preallocated),
    Strategy::Shared(SharedForm::Single),
    Strategy::Shared(SharedForm::Skipped),
    Strategy::Eager(EagerForm::STRICT),
    Strategy::Eager(EagerForm { scope: Scope::ToTop, second: Second::Waits }),
    Strategy::Eager(EagerForm { scope: Scope::NewSlots, second: Second::Races }),
    Strategy::Lazy,
    Strategy::CatchUp,
];

/// A machine on which much happens in little time.
#[allow(dead_code, reason = "each test file uses some of these")]
pub fn busy(strategy: Strategy) -> Config {
    Config {
        geometry: Arch::I386.geometry(),
        strategy,
        fault: FaultHandler::Fills,
        costs: CostSet::ZEN_2024.costs(Arch::I386, Level::Typical, Heat::Cold),
        processes: 2_000,
        cpus: 4,
        seed: 42,
        duration: Ps::from_ns(100_000_000),
        irqs_off: false,
        unmap: Unmap::Forgets,
        stacks: Stacks::Direct,
        boot_bytes: 1 << 20,
        script: Vec::new(),
        load: Load {
            vmalloc: PerSecond(1_000),
            size: Size::Exponential(512 << 10),
            fork: PerSecond(20_000),
            child_life: Some(Ps::from_ns(5_000_000)),
            touch: PerSecond(50_000),
            switch: PerSecond(10_000),
            irq: PerSecond(5_000),
            nmi: PerSecond(4_000),
            ..Load::default()
        },
    }
}

/// A machine that is only asked for vmalloc.
#[allow(dead_code, reason = "each test file uses some of these")]
pub fn vmallocs_only(strategy: Strategy, bytes: u64) -> Config {
    let mut config = busy(strategy);
    config.load = Load { vmalloc: config.load.vmalloc, size: Size::Fixed(bytes), ..Load::default() };
    config
}
