//! x86's NMI blocking, IRET and IST as a micro-op machine; the handlers that history tried; a search that proves
//! each safe or finds the shortest way to break it.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod config;
mod deliver;
mod event;
mod execute;
mod handlers;
mod layout;
mod machine;
mod op;
mod program;
mod property;
mod schedule;
mod search;
mod source;
mod state;
mod word;

pub use config::{ARRIVALS_LIMIT, Arch, Config, Context, Fault, Handler, Sources, Switches};
pub use event::{Event, Refusal, Vector};
pub use layout::Stack;
pub use machine::{Effect, Machine, Return, Step};
pub use op::{Label, Line, Phase};
pub use program::Section;
pub use property::{Property, PropertySet};
pub use schedule::{End, Ignored, MOVES_MAX, Replay, Schedule};
pub use search::{Progress, Report, STATES_MAX, Search, Verdict};
pub use source::{Source, Standing};
pub use state::{Crash, State};
pub use word::{Address, Flags, Owner, Segment, USER_RSP, Value, Word};
