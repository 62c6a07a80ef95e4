//! Fields that are one of a few words.

use pgd_sim::{Arch, CostSet, SharedForm};

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
    choice("x86_64", "x86_64, four levels: 512 GiB a slot", Arch::X86_64),
    choice("x86_64-5l", "x86_64, five levels: 256 TiB a slot", Arch::X86_64FiveLevel),
];

/// Forms of the shared strategy.
pub const SHARED: &[Choice<SharedForm>] = &[
    choice("prealloc", "all entries filled at boot", SharedForm::Preallocated),
    choice("single", "one entry only", SharedForm::Single),
];

/// Shapes of the distribution of sizes.
pub const SIZES: &[Choice<bool>] =
    &[choice("exp", "exponential around the mean", false), choice("fixed", "always the same", true)];

/// Interrupts while `pgd_lock` is held.
pub const IRQS: &[Choice<bool>] = &[choice("on", "on, since 2011", false), choice("off", "off, before 2011", true)];

/// Cost sets.
pub const COSTS: &[Choice<&CostSet>] = &[
    choice(CostSet::ZEN_2024.id, CostSet::ZEN_2024.title, &CostSet::ZEN_2024),
    choice(CostSet::NEHALEM_2010.id, CostSet::NEHALEM_2010.title, &CostSet::NEHALEM_2010),
];
