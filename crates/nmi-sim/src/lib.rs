//! x86's NMI blocking, IRET and IST as a micro-op machine; the handlers that history tried; a search that proves
//! each safe or finds the shortest way to break it.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod config;
mod deliver;
mod duel;
mod event;
mod execute;
mod explain;
mod handlers;
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
pub use duel::{Duel, Lane, Milestone};
pub use event::{Event, Refusal, Vector};
pub use explain::{Change, Explanation, Mark, Place};
pub use layout::Stack;
pub use machine::{Effect, Machine, Return, Step};
pub use moment::Moment;
pub use op::{Label, Line, Phase};
pub use preset::Preset;
pub use program::Section;
pub use property::{Property, PropertySet};
pub use rules::Rule;
pub use run::{Branch, Grain, Hazard, Outcome, Run};
pub use schedule::{End, Ignored, MOVES_MAX, Replay, Schedule};
pub use search::{Progress, Report, STATES_MAX, Search, Verdict};
pub use source::{Source, Standing};
pub use state::{Crash, State};
pub use strip::{Cell, Injected, Strip};
pub use table::{Finding, Question, Row, Table, TableProgress};
pub use transcript::transcript;
pub use view::{Choice, Field, FieldRow, SlotRow};
pub use word::{Address, Flags, Owner, Segment, USER_RSP, Value, Word};
