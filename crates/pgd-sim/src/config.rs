//! What one machine is asked to do: the architecture, the strategy, the load and the costs.
//!
//! A `Config` is what a scenario comes down to for one strategy. Limits and combinations are checked where people ask
//! (crate `scenario`); here only what the machine itself rests on is asserted.

use crate::costs::Costs;
use crate::geometry::Geometry;
use crate::units::Ps;

/// How a new kernel entry reaches the tables of all processes: the three ways of Linus Torvalds' mail of 14 July 2010
/// ("Re: [patch 1/2] x86_64 page fault NMI-safe").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// The entries are there before the first process: nothing is ever new.
    Shared(SharedForm),
    /// Whoever adds an entry walks all tables under `pgd_lock`, which a fork needs too.
    Eager,
    /// Nothing is done; who finds the entry missing takes a page fault and copies it.
    Lazy,
}

/// What "shared from the start" means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SharedForm {
    /// All entries of the area are filled at boot, as x86_64 does since Linux 5.9 (commit 6eb82f994026).
    Preallocated,
    /// Literally one entry: the area ends where that entry ends.
    Single,
}

/// Everything that one run depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The vmalloc area and its entries.
    pub geometry: Geometry,
    /// How entries are spread.
    pub strategy: Strategy,
    /// What each step takes.
    pub costs: Costs,
    /// Processes alive at the start; at least one.
    pub processes: u32,
    /// CPUs, 1 to [`Config::CPUS_MAX`].
    pub cpus: u8,
    /// From which all chance is drawn.
    pub seed: u64,
    /// Demand stops then; the run goes on until the last operation is done.
    pub duration: Ps,
    /// Interrupts are off while `pgd_lock` is waited for and held, as in Linux before commit a79e53d85683 (2011).
    pub irqs_off: bool,
    /// Bytes of the area in use since before the first process, from its start.
    pub boot_bytes: u64,
    /// What is asked of the machine.
    pub load: Load,
}

impl Config {
    /// The most CPUs of one machine.
    pub const CPUS_MAX: u8 = 64;
    /// The most processes of one machine.
    pub const PROCESSES_MAX: u32 = 1 << 20;
    /// The most operations a second of one kind.
    pub const RATE_MAX: u64 = 1_000_000_000;
}

/// Operations in a second of model time, over all CPUs together; zero is never. Instants are drawn from a Poisson process
/// on each CPU.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PerSecond(pub u64);

/// The demand: which operations come, how often and how large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// Calls of vmalloc.
    pub vmalloc: PerSecond,
    /// How much each asks for.
    pub size: Size,
    /// Mean time from a vmalloc's demand to its vfree's, drawn from an exponential distribution; none is never.
    pub area_life: Option<Ps>,
    /// Forks. A child is a new table on the same CPU.
    pub fork: PerSecond,
    /// Mean time from a fork's demand to its child's exit, drawn from an exponential distribution; none is never.
    pub child_life: Option<Ps>,
    /// Accesses by a process to a page of an area, both drawn; the CPU switches to the process first.
    pub touch: PerSecond,
    /// Who makes those accesses.
    pub touchers: Touchers,
    /// Context switches to a process drawn among those of the CPU.
    pub switch: PerSecond,
    /// Interrupts that access a page of an area through whatever table is loaded.
    pub irq: PerSecond,
    /// NMIs that do so.
    pub nmi: PerSecond,
}

/// How large allocations are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
    /// Each the same number of bytes.
    Fixed(u64),
    /// Bytes drawn from an exponential distribution with this mean, rounded up to pages.
    Exponential(u64),
}

/// Which processes access areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Touchers {
    /// Any process alive, children too.
    All,
    /// Only so many, which live from the start to the end.
    Some(u32),
}
