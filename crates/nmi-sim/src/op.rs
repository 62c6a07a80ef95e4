//! The vocabulary of the listings.

use serde::Serialize;

use crate::source::Source;
use crate::word::Address;

/// A register that listings name. The other thirteen move together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reg {
    Rax,
    Rdx,
}

/// A slot of the NMI stack, counted in words below its top: `Top(7)` is T−56.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Top(pub u8);

/// What a push writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Src {
    Reg(Reg),
    Number(i8),
    Slot(Top),
    /// The word so many words above the address in a register.
    Via(Reg, u8),
    /// The address of a slot of the NMI stack.
    AddressOf(Top),
    KernelStackSegment,
    KernelCodeSegment,
    Flags,
    Code(Label),
}

/// What a jump asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cond {
    /// The frame that starts so many words above RSP is from user mode.
    FrameFromUser(u8),
    /// The slot holds 1.
    SlotIsOne(Top),
    /// The interrupted RIP (in the original frame) lies between the two labels, the second excluded.
    InterruptedIn(Label, Label),
    /// The interrupted RSP lies outside the NMI stack.
    InterruptedOffNmiStack,
    /// The interrupted flags have DF clear.
    InterruptedDfClear,
    /// The per-CPU latch is not at rest.
    LatchBusy,
    /// The per-CPU mark of `linus-2010` is set.
    Marked,
    /// No NMI body is running on this CPU.
    NotInNmi,
}

/// What a micro-op does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    /// Nothing that is modelled.
    Plain,
    Sti,
    Std,
    Cld,
    Push(Src),
    Pop(Reg),
    /// Reads the word at RSP and leaves it there.
    Reload(Reg),
    PushGprs,
    PopGprs,
    /// RSP goes up by so many words.
    Drop(u8),
    /// RSP goes down by so many words.
    Reserve(u8),
    SetRsp(Top),
    Store(Top, i8),
    Jump(Label),
    If(Cond, Label),
    /// The same with a target that is already a place.
    IfPlace(Cond, u8),
    Call(Label),
    /// The C function's own return.
    Return,
    /// The handlers begin.
    BodyEnter,
    /// The vmalloc'ed buffer is touched.
    Touch,
    /// Where a breakpoint may sit.
    Probe,
    /// The instruction at that place.
    Probed,
    /// The handlers are through.
    BodyLeave,
    SetLatch(u8),
    /// One off the latch; jumps if it is not zero then.
    LatchDown(Label),
    SetMark(bool),
    SaveCr2,
    RestoreCr2,
    /// If the interrupted code was on the debug stack, nested #DB and #BP stay on the current one.
    KeepDebugStack,
    FreeDebugStack,
    ReadCr2(Address),
    FillSlot,
    /// The breakpoint's handler; asks for a single step if the source says so.
    HandleBreakpoint,
    /// The debug handler: clears TF after a step, sets RF for a code breakpoint.
    HandleDebug,
    HandleMachineCheck,
    /// Makes the fault of an IRET return to the repair code.
    PointAtRepair,
    /// The repair: the user's frame now leads to a signal handler.
    Signal,
    /// Register := RSP.
    MoveRsp(Reg),
    /// RSP := the frame's RSP, so many words above the register's address.
    EnterInterruptedStack(Reg, u8),
    /// Register := the word that the register points to.
    LoadSelf(Reg),
    /// RSP := the task's kernel stack.
    EnterTaskStack,
    Popf,
    /// RET as the end of an exception return.
    Ret,
    Iret,
    Erets,
    /// The run is over.
    Done,
}

/// A place that jumps and checks refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // the names are the labels of the listings, shown as they are
pub enum Label {
    Nmi,
    First,
    Nested,
    NestedEdit,
    NestedOut,
    Repeat,
    EndRepeat,
    Exit,
    FromUser,
    DoNmi,
    Restart,
    Latched,
    PageFault,
    Breakpoint,
    Debug,
    MachineCheck,
    Protection,
    Repair,
    ByIret,
    Resume,
    UserSignal,
}

impl Label {
    /// As shown in a listing.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Label::Nmi => "nmi",
            Label::First => "first",
            Label::Nested => "nested",
            Label::NestedEdit => "nested_edit",
            Label::NestedOut => "nested_out",
            Label::Repeat => "repeat",
            Label::EndRepeat => "end_repeat",
            Label::Exit => "exit",
            Label::FromUser => "from_user",
            Label::DoNmi => "do_nmi",
            Label::Restart => "restart",
            Label::Latched => "latched",
            Label::PageFault => "page_fault",
            Label::Breakpoint => "breakpoint",
            Label::Debug => "debug",
            Label::MachineCheck => "machine_check",
            Label::Protection => "protection",
            Label::Repair => "repair",
            Label::ByIret => "by_iret",
            Label::Resume => "resume",
            Label::UserSignal => "user_signal",
        }
    }
}

/// What a stretch of a listing is for; also the middle grain of stepping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The interrupted code.
    Context,
    /// An NMI's entry: tests, and registers saved.
    Entry,
    /// Frames are copied.
    Frames,
    /// A nested NMI's short way out.
    Nested,
    /// The C code.
    Body,
    /// An NMI's way out.
    Exit,
    /// An exception's handler.
    Fault,
    /// An exception's return.
    FaultReturn,
}

impl Phase {
    /// A short name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Phase::Context => "interrupted code",
            Phase::Entry => "NMI entry",
            Phase::Frames => "frame copies",
            Phase::Nested => "nested NMI",
            Phase::Body => "NMI body",
            Phase::Exit => "NMI exit",
            Phase::Fault => "exception",
            Phase::FaultReturn => "exception return",
        }
    }
}

/// One micro-op of a listing.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub(crate) label: Option<Label>,
    pub(crate) op: Op,
    pub(crate) phase: Phase,
    pub(crate) text: &'static str,
    pub(crate) says: &'static str,
    pub(crate) source: Source,
}

impl Line {
    /// The label in front of it, if any.
    #[must_use]
    pub fn label(&self) -> Option<Label> {
        self.label
    }

    /// What it is for.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The micro-op, short.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// What it does and why, as a sentence.
    #[must_use]
    pub fn says(&self) -> &'static str {
        self.says
    }

    /// Where it comes from.
    #[must_use]
    pub fn source(&self) -> Source {
        self.source
    }

    pub(crate) const fn at(self, label: Label) -> Line {
        Line { label: Some(label), ..self }
    }
}

pub(crate) const fn line(phase: Phase, op: Op, text: &'static str, says: &'static str, source: Source) -> Line {
    Line { label: None, op, phase, text, says, source }
}
