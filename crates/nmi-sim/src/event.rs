//! What can happen next.

use serde::{Deserialize, Serialize};

/// One thing that can happen at a boundary between two micro-ops.
///
/// [`Event::Nmi`] is an arrival: it takes no time, and any number may come at one boundary. Everything else is the
/// CPU's move, and moves are what a [`crate::Schedule`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The CPU goes on: it takes what is pending, or executes the next micro-op.
    Run,
    /// An NMI arrives.
    Nmi,
    /// The probed instruction has a breakpoint, which fires.
    Breakpoint,
    /// A machine check comes.
    MachineCheck,
    /// The IRET that is next faults.
    IretFault,
}

impl Event {
    /// All of them, in the order in which the search tries them.
    pub const ALL: [Event; 5] = [Event::Run, Event::Nmi, Event::Breakpoint, Event::MachineCheck, Event::IretFault];

    /// The name used in links.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Event::Run => "run",
            Event::Nmi => "nmi",
            Event::Breakpoint => "breakpoint",
            Event::MachineCheck => "machine-check",
            Event::IretFault => "iret-fault",
        }
    }

    /// Whether it is a move of the CPU rather than an arrival.
    #[must_use]
    pub fn is_move(self) -> bool {
        self != Event::Nmi
    }
}

/// Why an event cannot happen here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The interrupted code has come to its end.
    Finished,
    /// The CPU has crashed.
    Crashed,
    /// All the NMIs of this configuration have arrived.
    NoArrivalLeft,
    /// The source is off in this configuration.
    SourceOff,
    /// It has happened already, and once is all this configuration allows.
    Spent,
    /// The next micro-op is not the probed instruction.
    NotAtProbe,
    /// The next micro-op is not an IRET to user mode.
    NotAtUserIret,
    /// No NMI is being handled.
    NotInNmi,
    /// Something pending is taken first.
    TakenFirst,
}

impl Refusal {
    /// The reason in words.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Refusal::Finished => "The interrupted code has come to its end.",
            Refusal::Crashed => "The CPU has crashed.",
            Refusal::NoArrivalLeft => "All the NMIs of this run have arrived.",
            Refusal::SourceOff => "This run has no such fault.",
            Refusal::Spent => "It has happened already; this run allows it once.",
            Refusal::NotAtProbe => "The next instruction is not the probed one.",
            Refusal::NotAtUserIret => "The next instruction is not an IRET to user mode.",
            Refusal::NotInNmi => "No NMI is being handled.",
            Refusal::TakenFirst => "Something that is pending is taken first.",
        }
    }
}

/// What the CPU can be interrupted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Vector {
    /// The non-maskable interrupt.
    Nmi = 0,
    /// The page fault.
    PageFault = 1,
    /// The breakpoint, `INT3`.
    Breakpoint = 2,
    /// The debug exception.
    Debug = 3,
    /// The machine check.
    MachineCheck = 4,
    /// The general protection fault of an IRET.
    Protection = 5,
}

impl Vector {
    /// The manual's mnemonic.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Vector::Nmi => "NMI",
            Vector::PageFault => "#PF",
            Vector::Breakpoint => "#BP",
            Vector::Debug => "#DB",
            Vector::MachineCheck => "#MC",
            Vector::Protection => "#GP",
        }
    }
}
