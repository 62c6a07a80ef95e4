//! Fields that are one of a few words.

use pgd_sim::{Arch, CostSet, FaultHandler, Heat, Level, Lives, Popularity, Scope, Second, SharedForm, Stacks, Unmap};

use crate::shown::Measure;

/// One of the words of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<T: 'static> {
    /// As in a link.
    pub id: &'static str,
    /// As in a list.
    pub label: &'static str,
    /// What it stands for.
    pub value: T,
}

const fn choice<T>(id: &'static str, label: &'static str, value: T) -> Choice<T> {
    Choice { id, label, value }
}

/// Architectures.
pub const ARCHES: &[Choice<Arch>] = &[
    choice("i386", "i386, two levels: 4 MiB a slot", Arch::I386),
    choice("i386-pae", "i386 PAE, PMD not shared: 2 MiB a slot", Arch::I386PaeUnshared),
    choice("i386-pae-shared", "i386 PAE, PMD shared by all tables", Arch::I386Pae),
    choice("x86_64", "x86_64, four levels: 512 GiB a slot", Arch::X86_64),
    choice("x86_64-5l", "x86_64, five levels: 256 TiB a slot", Arch::X86_64FiveLevel),
    choice("arm64", "arm64: one kernel table by hardware", Arch::Arm64),
];

/// Forms of the shared strategy.
pub const SHARED: &[Choice<SharedForm>] = &[
    choice("prealloc", "all entries filled at boot", SharedForm::Preallocated),
    choice("single", "one entry only", SharedForm::Single),
    choice("skipped", "filled only where something was there at boot", SharedForm::Skipped),
];

/// Forms of the eager strategy: what a second allocation in a new slot does.
pub const EAGER: &[Choice<Second>] = &[
    choice("waits", "and nobody gets an area before", Second::Waits),
    choice("races", "and who finds the entry there goes on", Second::Races),
];

/// Which slots a walk covers.
pub const WALKS: &[Choice<Scope>] = &[
    choice("new", "new slots", Scope::NewSlots),
    choice("top", "all slots up to the area's top, as 32-bit Linux 6.1", Scope::ToTop),
];

/// Forms of the lazy strategy.
pub const LAZY: &[Choice<LazyForm>] = &[
    choice("faults", "by faults only", LazyForm::Faults),
    choice("catch-up", "at context switches too, as 32-bit Arm", LazyForm::CatchUp),
];

/// How tables that are left to themselves come to a new entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LazyForm {
    /// By faults alone.
    Faults,
    /// By faults, and by a copy at context switches.
    CatchUp,
}

/// What the fault handler does.
pub const FAULTS: &[Choice<FaultHandler>] = &[
    choice("fills", "fills it", FaultHandler::Fills),
    choice("oopses", "does not know it: an oops", FaultHandler::Oopses),
];

/// Shapes of the distribution of sizes.
pub const SIZES: &[Choice<SizeShape>] = &[
    choice("exp", "exponential around the mean", SizeShape::Exponential),
    choice("fixed", "always the same", SizeShape::Fixed),
    choice("log", "log-uniform from a page to twice this", SizeShape::LogUniform),
];

/// How sizes are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeShape {
    /// Exponential.
    Exponential,
    /// One size.
    Fixed,
    /// Log-uniform.
    LogUniform,
}

/// How lives are spread.
pub const LIVES: &[Choice<Lives>] = &[
    choice("exp", "exponential around the mean", Lives::Exponential),
    choice("fixed", "always the same", Lives::Fixed),
    choice("log", "log-uniform from a hundredth of twice this to twice this", Lives::LogUniform),
];

/// What is done before freed addresses are used again.
pub const UNMAPS: &[Choice<Unmap>] = &[
    choice("forgets", "no table is told", Unmap::Forgets),
    choice("walks", "a walk over all tables, as Linux 5.3", Unmap::Walks),
];

/// Where kernel stacks lie.
pub const STACKS: &[Choice<Stacks>] = &[
    choice("direct", "in the direct map", Stacks::Direct),
    choice("vmalloc", "in the vmalloc area", Stacks::Vmalloc),
    choice("synced", "in the vmalloc area, synced at a switch as since Linux 4.9", Stacks::VmallocSynced),
];

/// Which areas are accessed.
pub const POPULARITIES: &[Choice<Popularity>] =
    &[choice("even", "any, alike", Popularity::Even), choice("newer", "the newer the likelier", Popularity::Newer)];

/// Interrupts while `pgd_lock` is held.
pub const IRQS: &[Choice<bool>] = &[choice("on", "on, since 2011", false), choice("off", "off, before 2011", true)];

/// Cost sets.
pub const COSTS: &[Choice<&CostSet>] = &[
    choice(CostSet::ZEN_2024.id, CostSet::ZEN_2024.title, &CostSet::ZEN_2024),
    choice(CostSet::NEHALEM_2010.id, CostSet::NEHALEM_2010.title, &CostSet::NEHALEM_2010),
    choice(CostSet::LINUX_6_1_BOOT_ORDER.id, CostSet::LINUX_6_1_BOOT_ORDER.title, &CostSet::LINUX_6_1_BOOT_ORDER),
    choice(CostSet::LINUX_6_1_AGED.id, CostSet::LINUX_6_1_AGED.title, &CostSet::LINUX_6_1_AGED),
    choice(CostSet::LINUX_6_1_INSTRUCTIONS.id, CostSet::LINUX_6_1_INSTRUCTIONS.title, &CostSet::LINUX_6_1_INSTRUCTIONS),
];

/// Which value of each figure is used.
pub const LEVELS: &[Choice<Level>] = &[
    choice("low", "low", Level::Low),
    choice("typical", "typical", Level::Typical),
    choice("high", "high", Level::High),
];

/// By what the break-even map judges.
pub const MEASURES: &[Choice<Measure>] = &[
    choice("spread", "time spreading", Measure::Spreading),
    choice("kernel", "kernel time in all", Measure::Kernel),
    choice("pause", "the longest pause", Measure::Pause),
];

/// Whether walks find the tables in a cache.
pub const HEATS: &[Choice<Heat>] =
    &[choice("cold", "in no cache", Heat::Cold), choice("hot", "in a cache, as far as they fit", Heat::Hot)];
