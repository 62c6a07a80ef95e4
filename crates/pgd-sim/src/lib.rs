//! A discrete-event machine for the three ways of spreading a new kernel mapping over all page tables.
//!
//! Thousands of processes have a page table each, and all should have the kernel's part. When vmalloc needs a top-level
//! entry that none had before, it can be **shared** from the start, written into all tables by an **eager** walk under a
//! lock that fork needs too, or left to a page fault that fills it **lazily** (Linus Torvalds, 14 July 2010, "Re: [patch
//! 1/2] x86_64 page fault NMI-safe"). [`Machine`] runs one load under one of these strategies and gives a [`Report`].
//!
//! - Time is model time in whole picoseconds; chance is drawn in integers from a seed. Equal configurations give equal
//!   reports on every target: see [`Report::digest`].
//! - Load is drawn before strategy: the same seed asks for the same operations at the same instants, so that a difference
//!   between two reports is the strategies'. Accesses name their page by a random word, which is looked up among the areas
//!   that are there at the access.
//! - Costs and geometries name their sources: see [`CostSet`] and [`Geometry`].
//!
//! What is not modelled: the rest of fork(2) beyond `pgd_alloc`, caches and TLBs beyond what costs say, and what becomes of
//! an NMI handler into which another NMI nests (the `nmi-sim` crate's subject).

#![forbid(unsafe_code)]

mod areas;
mod clock;
mod config;
mod cost_sets;
mod costs;
mod cpu;
mod demand;
mod extents;
mod figures;
mod geometry;
mod handlers;
mod lock;
mod lookup;
mod machine;
mod mapping;
mod moment;
mod receipt;
mod replay;
mod report;
mod rng;
mod script;
mod sign;
mod slowest;
mod spans;
mod stacks;
mod stats;
mod tables;
mod tasks;
mod thin;
mod trace;
mod units;
mod work;

pub use config::{
    Config, EagerForm, FaultHandler, Heat, Lives, Load, PerSecond, Popularity, Scope, Second, SharedForm, Size, Stacks,
    Strategy, Touchers, Unmap,
};
pub use costs::{COST_ITEMS, CostItem, CostRange, CostSet, CostTable, Costs, Curve, Level};
pub use figures::{FIGURES, Figure, FigureUnit};
pub use geometry::{Arch, Geometry, PAGE_BYTES, Sharing};
pub use machine::Machine;
pub use moment::{CpuMoment, Moment, SlotMoment, TableMap, TableRow, Task};
pub use receipt::{Copied, Hold, Made, Receipt, Receipts};
pub use replay::Replay;
pub use report::{Digest, Faults, LockUse, NmiWindows, Report};
pub use script::{Act, AreaName, ChildName, Mapping, Page, Reason, ScriptError, Scripted, Who, check};
pub use sign::Sign;
pub use slowest::{CallKind, SlowCall, Slowest, Tail};
pub use spans::{Doing, Mark, Marked, Sampling, Span, Spans, Timeline};
pub use stats::{Delay, Latency, LatencyStep};
pub use trace::{Context, Event, Observer, Purpose, Silent, Trace, Work};
pub use units::{AreaId, CpuId, ProcId, Ps, SlotId};
pub use work::{CallWork, CallWorks, Works};
