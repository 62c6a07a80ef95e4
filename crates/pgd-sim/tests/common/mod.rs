//! Configurations for tests.

use pgd_sim::{Arch, Config, CostSet, Load, PerSecond, Ps, SharedForm, Size, Strategy, Touchers};

/// All strategies with all their forms.
#[allow(dead_code, reason = "each test file uses some of these")]
pub const STRATEGIES: [Strategy; 4] =
    [Strategy::Shared(SharedForm::Preallocated), Strategy::Shared(SharedForm::Single), Strategy::Eager, Strategy::Lazy];

/// A machine on which much happens in little time.
#[allow(dead_code, reason = "each test file uses some of these")]
pub fn busy(strategy: Strategy) -> Config {
    Config {
        geometry: Arch::I386.geometry(),
        strategy,
        costs: CostSet::ZEN_2024.typical(),
        processes: 2_000,
        cpus: 4,
        seed: 42,
        duration: Ps::from_ns(100_000_000),
        irqs_off: false,
        boot_bytes: 1 << 20,
        load: Load {
            vmalloc: PerSecond(1_000),
            size: Size::Exponential(512 << 10),
            area_life: None,
            fork: PerSecond(20_000),
            child_life: Some(Ps::from_ns(5_000_000)),
            touch: PerSecond(50_000),
            touchers: Touchers::All,
            switch: PerSecond(10_000),
            irq: PerSecond(5_000),
            nmi: PerSecond(4_000),
        },
    }
}

/// A machine that is only asked for vmalloc.
#[allow(dead_code, reason = "each test file uses some of these")]
pub fn vmallocs_only(strategy: Strategy, bytes: u64) -> Config {
    let mut config = busy(strategy);
    config.load = Load {
        vmalloc: config.load.vmalloc,
        size: Size::Fixed(bytes),
        area_life: None,
        fork: PerSecond(0),
        child_life: None,
        touch: PerSecond(0),
        touchers: Touchers::All,
        switch: PerSecond(0),
        irq: PerSecond(0),
        nmi: PerSecond(0),
    };
    config
}
