//! What one machine is asked to do: the architecture, the strategy, the load and the costs.
//!
//! A `Config` is what a scenario comes down to for one strategy. Limits and combinations are checked where people ask
//! (crate `scenario`); here only what the machine itself rests on is asserted.

use crate::costs::Costs;
use crate::geometry::{Geometry, PAGE_BYTES};
use crate::script::Scripted;
use crate::units::Ps;

/// How a new kernel entry reaches the tables of all processes: the three ways of Linus Torvalds' mail of 14 July 2010
/// ("Re: [patch 1/2] x86_64 page fault NMI-safe").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// The entries are there before the first process: nothing is ever new.
    Shared(SharedForm),
    /// Whoever adds an entry walks all tables under `pgd_lock`, which a fork needs too.
    Eager(EagerForm),
    /// Nothing is done; who finds the entry missing takes a page fault and copies it.
    Lazy,
    /// A context switch copies the whole area's entries where a counter says that the table is behind; in between, faults
    /// fill. So does Linux on 32-bit Arm (`vmalloc_seq`). Not in the mail.
    CatchUp,
}

/// What "shared from the start" means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SharedForm {
    /// All entries of the area are filled at boot, as x86_64 does since Linux 5.9 (commit 6eb82f994026).
    Preallocated,
    /// Literally one entry: the area ends where that entry ends.
    Single,
    /// All entries were meant to be filled, but only those are that had something under them at boot, and nothing else
    /// spreads the rest: the mistake that commit 995909a4e22b mended.
    Skipped,
}

/// How a walk is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EagerForm {
    /// Which slots it covers.
    pub scope: Scope,
    /// What an allocation does that finds the entry made but not yet everywhere.
    pub second: Second,
}

impl EagerForm {
    /// The mail's: new slots, and nobody gets an area before the walk is over.
    pub const STRICT: EagerForm = EagerForm { scope: Scope::NewSlots, second: Second::Waits };
}

/// Which slots a walk covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Those that are new.
    NewSlots,
    /// All from the allocation's first one to the top of the area, as the 32-bit hook of Linux 6.1 does (measured).
    ToTop,
}

/// What the second allocation in a new slot does while the first one's walk is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Second {
    /// It waits for the walk, as with the walk over all tasks in Linux 1.2 (`set_pgdir`). Model choice for the mail's form.
    Waits,
    /// It finds the entry present and goes on: the race of Linux 5.8 on 32-bit x86 (commit 4819e15f740e).
    Races,
}

/// What the page-fault handler does about a missing entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultHandler {
    /// It copies the entry from the reference table (`vmalloc_fault`).
    Fills,
    /// It knows nothing of such entries, as x86 in Linux 5.8: an oops.
    Oopses,
}

/// What is done before freed addresses are used again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Unmap {
    /// Nothing: entries that went from the reference table stay in the others, as in Linux before 5.3.
    #[default]
    Forgets,
    /// A walk brings all tables to the reference table, slot by slot of the whole area, as in Linux 5.3 (commit
    /// 3f8fd02b1bf1).
    Walks,
}

/// Where processes have their kernel stacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Stacks {
    /// In the direct map, which every table has.
    #[default]
    Direct,
    /// In the vmalloc area (VMAP_STACK), and a context switch takes no notice of it.
    Vmalloc,
    /// In the vmalloc area, and a context switch first copies the entry of the stack that is in use into the new table, as
    /// Linux has done since it has such stacks (commit e37e43a497d5, 4.9).
    VmallocSynced,
}

/// Pages of a kernel stack on 64-bit x86 (Linux arch/x86/include/asm/page_64_types.h, `THREAD_SIZE_ORDER`).
pub(crate) const STACK_PAGES: u64 = 4;

/// Whether a walk finds the tables in a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Heat {
    /// It does not: walks are rare, and much else goes on in between.
    Cold,
    /// It does, as far as they fit.
    Hot,
}

/// Everything that one run depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The vmalloc area and its entries.
    pub geometry: Geometry,
    /// How entries are spread.
    pub strategy: Strategy,
    /// What the fault handler does about a missing entry.
    pub fault: FaultHandler,
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
    /// What a purge of freed addresses does about entries that have gone.
    pub unmap: Unmap,
    /// Where processes have their kernel stacks.
    pub stacks: Stacks,
    /// Bytes of the area in use since before the first process, from its start.
    pub boot_bytes: u64,
    /// Operations that are asked for at explicit instants, in their order; see [`check`](crate::check).
    pub script: Vec<Scripted>,
    /// What else is asked of the machine, by chance.
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
    /// Allocations for per-CPU data, which go top down and so open far slots; they are kept.
    pub percpu: PerSecond,
    /// Bytes of each of those.
    pub percpu_bytes: u64,
    /// Calls of ioremap for a whole entry, which a huge page maps where the spread level can; see [`Geometry::huge`].
    pub ioremap: PerSecond,
    /// Mean time from a vmalloc's or ioremap's demand to its end's; none is never.
    pub area_life: Option<Ps>,
    /// Forks. A child is a new table on the same CPU.
    pub fork: PerSecond,
    /// Mean time from a fork's demand to its child's exit; none is never.
    pub child_life: Option<Ps>,
    /// How those times are spread around their mean.
    pub lives: Lives,
    /// Calls of exec: a process gets a new table and gives the old one up.
    pub exec: PerSecond,
    /// Accesses by a process to a page of an area, both drawn; the CPU switches to the process first.
    pub touch: PerSecond,
    /// Who makes those accesses.
    pub touchers: Touchers,
    /// Accesses by kernel threads, which borrow the table of whoever ran before them.
    pub kthread: PerSecond,
    /// Which areas are accessed: by tasks, by interrupts, by NMIs.
    pub popularity: [Popularity; 3],
    /// Context switches to a process drawn among those of the CPU.
    pub switch: PerSecond,
    /// Interrupts that access a page of an area through whatever table is loaded.
    pub irq: PerSecond,
    /// NMIs that do so.
    pub nmi: PerSecond,
}

impl Default for Load {
    /// Nothing is asked; sizes are one page.
    fn default() -> Load {
        Load {
            vmalloc: PerSecond(0),
            size: Size::Fixed(PAGE_BYTES),
            percpu: PerSecond(0),
            percpu_bytes: PAGE_BYTES,
            ioremap: PerSecond(0),
            area_life: None,
            fork: PerSecond(0),
            child_life: None,
            lives: Lives::Exponential,
            exec: PerSecond(0),
            touch: PerSecond(0),
            touchers: Touchers::All,
            kthread: PerSecond(0),
            popularity: [Popularity::Even; 3],
            switch: PerSecond(0),
            irq: PerSecond(0),
            nmi: PerSecond(0),
        }
    }
}

/// How large allocations are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
    /// Each the same number of bytes.
    Fixed(u64),
    /// Bytes drawn from an exponential distribution with this mean, rounded up to pages.
    Exponential(u64),
    /// Bytes whose logarithm is drawn evenly from a page to twice this: many small ones, few large ones.
    LogUniform(u64),
}

/// How long things live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lives {
    /// Drawn from an exponential distribution with the mean: old ones are as likely to end as young ones.
    #[default]
    Exponential,
    /// Each the same time.
    Fixed,
    /// Times whose logarithm is drawn evenly from a hundredth of the mean's double to its double: many short ones, few long
    /// ones. (The mean is then a good deal less; model choice.)
    LogUniform,
}

/// Which of the areas that are there an access goes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Popularity {
    /// Each is equally likely.
    #[default]
    Even,
    /// The newer the likelier: of two drawn, the newer one.
    Newer,
}

/// Which processes access areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Touchers {
    /// Any process alive, children too.
    All,
    /// Only so many, which live from the start to the end.
    Some(u32),
}
