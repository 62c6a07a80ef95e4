//! The hardware's rules, each with an id, a sentence and a source.

use serde::Serialize;

use crate::source::{Source, Standing};

/// A rule of the hardware, as the machine carries it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Delivery blocks further NMIs.
    DeliveryBlocks,
    /// One NMI is latched.
    OneBitLatch,
    /// Further ones merge.
    LatchMerges,
    /// A pending NMI is taken as soon as it can be.
    PendingTaken,
    /// STI's shadow.
    StiShadow,
    /// IST restarts at the top.
    IstRestarts,
    /// A page fault writes CR2 and uses the current stack.
    PageFaultCr2,
    /// INT3 is a trap.
    BreakpointTrap,
    /// A code breakpoint is a fault, unless RF is set.
    CodeBreakpoint,
    /// Single step.
    TrapAfter,
    /// Machine checks come at any time.
    MachineCheck,
    /// Any IRET unblocks.
    IretUnblocks,
    /// So does one that faults.
    FaultingIretUnblocks,
    /// POPF and RET do not.
    PopfRetKeep,
    /// FRED's frame bit.
    FredFrameBit,
    /// FRED's stack levels.
    FredLevels,
    /// On 32-bit there is no IST.
    I386CurrentStack,
    /// What an exception leaves on its own stack is forgotten.
    DeadStackForgotten,
}

impl Rule {
    /// All of them.
    pub const ALL: [Rule; 18] = [
        Rule::DeliveryBlocks,
        Rule::OneBitLatch,
        Rule::LatchMerges,
        Rule::PendingTaken,
        Rule::StiShadow,
        Rule::IstRestarts,
        Rule::PageFaultCr2,
        Rule::BreakpointTrap,
        Rule::CodeBreakpoint,
        Rule::TrapAfter,
        Rule::MachineCheck,
        Rule::IretUnblocks,
        Rule::FaultingIretUnblocks,
        Rule::PopfRetKeep,
        Rule::FredFrameBit,
        Rule::FredLevels,
        Rule::I386CurrentStack,
        Rule::DeadStackForgotten,
    ];

    /// The rule as a sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Rule::DeliveryBlocks => "An NMI blocks further NMIs before its handler's first instruction.",
            Rule::OneBitLatch => "While NMIs are blocked, one that arrives is held in a latch of one bit.",
            Rule::LatchMerges => "An NMI that finds the latch full merges with the one in it.",
            Rule::PendingTaken => {
                "Once NMIs are open, a held one is taken at the next boundary, before the next instruction."
            }
            Rule::StiShadow => "An NMI may be held back for the one instruction after STI.",
            Rule::IstRestarts => {
                "Every delivery through an IST entry starts at the same top of that stack, in use or not."
            }
            Rule::PageFaultCr2 => "A page fault writes its address to CR2 and uses the current stack.",
            Rule::BreakpointTrap => "INT3 is a trap: its frame points behind it.",
            Rule::CodeBreakpoint => "A code breakpoint comes before its instruction, unless RF is set for it.",
            Rule::TrapAfter => "With TF set when an instruction starts, a trap comes when it has ended.",
            Rule::MachineCheck => "A machine check can come at any boundary, and its handler returns by IRET too.",
            Rule::IretUnblocks => "Any IRET opens NMIs, whatever it returns from.",
            Rule::FaultingIretUnblocks => "An IRET that faults has opened NMIs before its fault is delivered.",
            Rule::PopfRetKeep => "POPF and RET leave NMI blocking as it is.",
            Rule::FredFrameBit => "Under FRED only the return through a frame that an NMI made opens NMIs.",
            Rule::FredLevels => {
                "Under FRED an event at the level that is already current goes on below the current stack pointer."
            }
            Rule::I386CurrentStack => "On 32-bit an event in the kernel is pushed below what it interrupts.",
            Rule::DeadStackForgotten => {
                "What an exception leaves on its own emptied IST stack is forgotten: the next one writes before it reads."
            }
        }
    }

    /// Where it comes from.
    #[must_use]
    pub fn source(self) -> Source {
        match self {
            Rule::DeliveryBlocks
            | Rule::OneBitLatch
            | Rule::LatchMerges
            | Rule::PendingTaken
            | Rule::StiShadow
            | Rule::IretUnblocks => Source::SdmNmi,
            Rule::IstRestarts => Source::KernelStacks,
            Rule::PageFaultCr2 => Source::VmallocFault,
            Rule::BreakpointTrap | Rule::CodeBreakpoint | Rule::TrapAfter => Source::SdmDebug,
            Rule::MachineCheck => Source::Lai2023,
            Rule::FaultingIretUnblocks => Source::SdmVmxIret,
            Rule::PopfRetKeep => Source::SdmPopf,
            Rule::FredFrameBit | Rule::FredLevels => Source::Fred,
            Rule::I386CurrentStack => Source::RostedtLatch,
            Rule::DeadStackForgotten => Source::ModelChoice,
        }
    }

    /// How sure it is. Two rules are surer or less sure than their source as a whole.
    #[must_use]
    pub fn standing(self) -> Standing {
        match self {
            // The manual says "may"; which processors do was not found.
            Rule::StiShadow => Standing::Unverified,
            // The basis of the 2010 patch, which shipped in trees that carried it.
            Rule::PopfRetKeep => Standing::Cited,
            _ => self.source().standing(),
        }
    }
}
