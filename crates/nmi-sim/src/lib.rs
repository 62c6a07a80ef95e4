//! x86's NMI blocking, IRET and IST as a micro-op machine; the handlers that history tried; a search that proves
//! each safe or finds the shortest way to break it.
//!
//! A [`Config`] names a [`Handler`], the [`Context`] that the first NMI interrupts, what may fault, and how many NMIs
//! may come. Its [`Machine`] has one way to change a [`State`]: [`Machine::step`] with an [`Event`]. Everything else
//! is built on that: [`Search`] and [`Table`] visit every arrival at every boundary, [`Run`] steps forwards and back,
//! [`Strip`] injects one more NMI at each boundary of a run, [`Duel`] puts handlers under the same events,
//! [`transcript`] tells a run as text, and a [`Schedule`] is a whole run small enough for a link.
//!
//! ```
//! use nmi_sim::{Config, Context, Fault, Handler, Machine, Property, Search, Verdict, STATES_MAX};
//!
//! let config = Config::new(Handler::Naive, Context::Kernel, Fault::PageFault, 2);
//! let machine = Machine::new(config)?;
//!
//! // The search finds how the frame gets lost,
//! let report = Search::complete(machine.clone(), STATES_MAX);
//! let Verdict::Broken { schedule, .. } = report.verdict(Property::FrameReturns) else { panic!() };
//! assert_eq!(schedule.nmi.len(), 2);
//!
//! // the schedule replays it,
//! let replay = machine.replay(schedule);
//! assert!(replay.state.broken().contains(Property::FrameReturns));
//!
//! // and under FRED there is no such run.
//! let fred = Machine::new(config.with_handler(Handler::Fred))?;
//! assert!(Search::complete(fred, STATES_MAX).broken().next().is_none());
//! # Ok::<(), &'static str>(())
//! ```
//!
//! # What is modelled
//!
//! One CPU: the places of seven listings as RIP, a stack pointer, four flags, the ring, CR2, NMI blocking and its
//! one-bit latch, three IST stacks slot by slot, the vmalloc slot of the running page table, and the per-CPU
//! variables that handlers use. [`Rule`] lists the hardware's rules with their sources, [`Line`] has the source of
//! each micro-op, and [`Source::standing`] says how sure each is. What sources leave open is a switch in
//! [`Switches`].
//!
//! The state also keeps the truth that no CPU has: what each interruption really interrupted, to compare returns
//! with; who wrote each slot; and whether an arrival still waits for a run of the body. A return to the start of
//! another round counts as right only for the NMI to which the copied frames belong, the outermost one that lives on
//! the NMI stack.
//!
//! Not modelled: more than one CPU, SMM, virtual machines, other interrupts, the locals of C functions, and what a
//! lost frame does to a real kernel afterwards (the machine goes on with whatever the words say).
//!
//! # Where the machine says more than the short story
//!
//! The short story: `naive` breaks on a page fault or a breakpoint with one further NMI and is safe when nothing
//! faults; `popf-ret` holds for both, with limits; `linus-2010`, `lutomirski-4.2`, `i386-latch` and `fred` hold;
//! `rostedt-3.3` holds from kernel code and loses an NMI in SYSCALL's first instructions. The machine agrees, and
//! adds the following, each checked by a test. Where the sources speak of it, they are on the machine's side; the
//! rest follows from the rules.
//!
//! - *CR2.* No 64-bit handler up to 3.3 keeps CR2, so an NMI that faults inside a page-fault handler loses its
//!   address, 3.3 included: its tree has no save, and a fix of mid-2012 added one. [`Switches::cr2_kept`].
//! - *The debug stack.* From a debug handler's entry or exit, a breakpoint in the NMI restarts that stack and loses
//!   its frame, without a second NMI. `naive`, `popf-ret` and `linus-2010` break there; 3.3 has code against it.
//!   With three NMIs even 3.3 breaks there: its C code reads the interrupted RSP from the copy that a nested NMI may
//!   have rewritten. 3.9 swapped the two copies, and in that order 4.2 is proved.
//! - *Machine checks.* They end in IRET too and can come before a frame is copied: all handlers on the IST break,
//!   4.2 included. `i386-latch` has no fixed top and `fred` no early unblocking: they hold.
//! - *An IRET that faults* (to user mode): all that return there from the NMI stack break, `linus-2010` included;
//!   4.2 left that stack for this reason.
//! - *POPF and RET* are how `linus-2010` leaves a nested NMI, so it shares two limits of `popf-ret`: a nested NMI
//!   right behind a debug handler's return loses RF (the breakpoint fires once more), or takes the step too early.
//! - *The end of `linus-2010`.* The mail does not say what protects the instructions between clearing the mark and
//!   IRET. Without a test for them it breaks; with one it holds. [`Switches::exit_recognised`].

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod config;
mod deliver;
mod duel;
mod event;
mod execute;
mod explain;
mod handlers;
mod hazard;
mod layout;
mod machine;
mod moment;
mod op;
mod preset;
mod program;
mod property;
mod rules;
mod run;
mod schedule;
mod search;
mod source;
mod state;
mod strip;
mod table;
mod transcript;
mod view;
mod word;

pub use config::{ARRIVALS_LIMIT, Arch, Config, Context, Fault, Handler, Sources, Switches};
pub use duel::{Duel, Lane, Milestone, carry};
pub use event::{Event, Refusal, Vector};
pub use explain::{Change, Explanation, Mark, Place};
pub use hazard::{Hazard, Outcome};
pub use layout::Stack;
pub use machine::{Effect, Machine, Return, Step};
pub use moment::Moment;
pub use op::{Label, Line, Phase};
pub use preset::Preset;
pub use program::Section;
pub use property::{Property, PropertySet};
pub use rules::Rule;
pub use run::{Branch, Grain, Run};
pub use schedule::{End, Ignored, MOVES_MAX, Replay, Schedule};
pub use search::{Progress, Report, STATES_MAX, Search, Verdict};
pub use source::{Source, Standing};
pub use state::{Crash, State};
pub use strip::{Cell, Injected, Strip};
pub use table::{Finding, Question, Row, Table, TableProgress};
pub use transcript::transcript;
pub use view::{Choice, Field, FieldRow, SlotRow};
pub use word::{Address, Flags, Owner, Segment, USER_RSP, Value, Word};
