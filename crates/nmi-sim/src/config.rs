//! What is asked: which handler, what it interrupts, what may fault, how many NMIs come.

use serde::{Deserialize, Serialize};

use crate::source::Source;

/// The processor's way of delivering events, which the handler decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arch {
    /// 64-bit mode with an IDT and the IST.
    Idt64,
    /// 32-bit protected mode: no IST, everything on the current kernel stack.
    I386,
    /// 64-bit mode with FRED.
    Fred64,
}

/// The ways that history tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handler {
    /// No protection at all.
    #[serde(rename = "naive")]
    Naive,
    /// Nested exceptions return by POPF and RET.
    #[serde(rename = "popf-ret")]
    PopfRet,
    /// A nested NMI marks the outer one and leaves with NMIs blocked.
    #[serde(rename = "linus-2010")]
    Linus2010,
    /// Copied frames and a flag on the stack.
    #[serde(rename = "rostedt-3.3")]
    Rostedt33,
    /// The overhaul: user entries leave the NMI stack, the direction flag tells truth from forgery.
    #[serde(rename = "lutomirski-4.2")]
    Lutomirski42,
    /// Three states in C on an ordinary stack.
    #[serde(rename = "i386-latch")]
    I386Latch,
    /// Hardware that knows which return ends an NMI.
    #[serde(rename = "fred")]
    Fred,
}

impl Handler {
    /// All of them, oldest first.
    pub const ALL: [Handler; 7] = [
        Handler::Naive,
        Handler::PopfRet,
        Handler::Linus2010,
        Handler::Rostedt33,
        Handler::Lutomirski42,
        Handler::I386Latch,
        Handler::Fred,
    ];

    /// The name used in links and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Handler::Naive => "naive",
            Handler::PopfRet => "popf-ret",
            Handler::Linus2010 => "linus-2010",
            Handler::Rostedt33 => "rostedt-3.3",
            Handler::Lutomirski42 => "lutomirski-4.2",
            Handler::I386Latch => "i386-latch",
            Handler::Fred => "fred",
        }
    }

    /// One sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Handler::Naive => {
                "Linux 2.6.35: save registers, run the handlers, IRET; nothing expects a second NMI inside."
            }
            Handler::PopfRet => {
                "As naive, but exceptions inside an NMI return with POPF and RET, which do not unblock NMIs."
            }
            Handler::Linus2010 => {
                "An NMI inside an NMI only marks the outer one for another round and leaves without IRET."
            }
            Handler::Rostedt33 => {
                "Linux 3.3: a flag on the NMI stack and two copies of the frame; a nested NMI edits the copy that IRET will use."
            }
            Handler::Lutomirski42 => {
                "Linux 4.2: as 3.3, but entries from user mode leave the NMI stack, and the direction flag marks the exit."
            }
            Handler::I386Latch => {
                "32-bit Linux: one of three states per CPU; a nested NMI writes \"latched\" and leaves."
            }
            Handler::Fred => {
                "FRED hardware: each frame says if an NMI made it, and only that frame's return unblocks NMIs."
            }
        }
    }

    /// The handler of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Handler> {
        Handler::ALL.into_iter().find(|handler| handler.name() == name)
    }

    /// Where the listing comes from.
    #[must_use]
    pub fn source(self) -> Source {
        match self {
            Handler::Naive => Source::Linux2635,
            Handler::PopfRet => Source::Desnoyers2010,
            Handler::Linus2010 => Source::Torvalds2010,
            Handler::Rostedt33 => Source::Rostedt33,
            Handler::Lutomirski42 => Source::Lutomirski42,
            Handler::I386Latch => Source::RostedtLatch,
            Handler::Fred => Source::Fred,
        }
    }

    /// How the processor delivers events under this handler.
    #[must_use]
    pub fn arch(self) -> Arch {
        match self {
            Handler::Naive | Handler::PopfRet | Handler::Linus2010 | Handler::Rostedt33 | Handler::Lutomirski42 => {
                Arch::Idt64
            }
            Handler::I386Latch => Arch::I386,
            Handler::Fred => Arch::Fred64,
        }
    }
}

/// What the first NMI interrupts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Context {
    /// Kernel code on a task's stack.
    Kernel,
    /// User code.
    User,
    /// A page-fault handler that has not read CR2 yet.
    PageFault,
    /// Code on the debug stack, outside the part in which Linux has moved that stack's IST entry down.
    DebugStack,
    /// SYSCALL's entry: already ring 0, RSP still the user's, and the user has pointed it into the NMI stack.
    Syscall,
}

impl Context {
    /// All of them.
    pub const ALL: [Context; 5] =
        [Context::Kernel, Context::User, Context::PageFault, Context::DebugStack, Context::Syscall];

    /// The name used in links and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Context::Kernel => "kernel",
            Context::User => "user",
            Context::PageFault => "page-fault",
            Context::DebugStack => "debug-stack",
            Context::Syscall => "syscall",
        }
    }

    /// One sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Context::Kernel => "The NMI interrupts kernel code on a task's own stack.",
            Context::User => "The NMI interrupts user code.",
            Context::PageFault => "The NMI interrupts a page-fault handler that has not read CR2 yet.",
            Context::DebugStack => "The NMI interrupts a debug handler's entry or exit, which runs on the debug stack.",
            Context::Syscall => {
                "The NMI interrupts SYSCALL's first instructions, while RSP is still the user's, who pointed it into the NMI stack."
            }
        }
    }

    /// The context of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Context> {
        Context::ALL.into_iter().find(|context| context.name() == name)
    }
}

/// A named set of what may fault: a column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Slots in place, nothing faults.
    None,
    /// The vmalloc slot is missing: the body's touch faults once.
    PageFault,
    /// Slots in place; a breakpoint may sit in the body.
    Breakpoint,
    /// Both.
    PageFaultAndBreakpoint,
    /// A code breakpoint (debug register) sits in the body.
    CodeBreakpoint,
    /// A breakpoint whose handler single-steps the displaced instruction.
    SingleStep,
    /// A breakpoint while the body stands on the last word of its stack.
    StackEdge,
    /// A machine check may come at any boundary of an NMI.
    MachineCheck,
    /// An IRET to user mode may fault.
    FaultingIret,
}

impl Fault {
    /// All of them, in the order of the table.
    pub const ALL: [Fault; 9] = [
        Fault::None,
        Fault::PageFault,
        Fault::Breakpoint,
        Fault::PageFaultAndBreakpoint,
        Fault::CodeBreakpoint,
        Fault::SingleStep,
        Fault::StackEdge,
        Fault::MachineCheck,
        Fault::FaultingIret,
    ];

    /// The name used in links and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Fault::None => "none",
            Fault::PageFault => "page-fault",
            Fault::Breakpoint => "breakpoint",
            Fault::PageFaultAndBreakpoint => "page-fault-and-breakpoint",
            Fault::CodeBreakpoint => "code-breakpoint",
            Fault::SingleStep => "single-step",
            Fault::StackEdge => "stack-edge",
            Fault::MachineCheck => "machine-check",
            Fault::FaultingIret => "faulting-iret",
        }
    }

    /// One sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Fault::None => "The slots are in place (eager or shared) and nothing faults.",
            Fault::PageFault => "The vmalloc slot is missing from the running table, so the body's first touch faults.",
            Fault::Breakpoint => "The slots are in place, but the body may run into a breakpoint.",
            Fault::PageFaultAndBreakpoint => "The slot is missing, and the body may run into a breakpoint as well.",
            Fault::CodeBreakpoint => {
                "The slots are in place; a debug register watches one instruction of the body, and the handler sets RF to get past it."
            }
            Fault::SingleStep => {
                "The slots are in place; a breakpoint's handler sets TF to step the instruction it displaced."
            }
            Fault::StackEdge => {
                "The slots are in place; the body may run into a breakpoint while not a word is left below its stack pointer."
            }
            Fault::MachineCheck => {
                "The slots are in place; a machine check may come at any boundary while an NMI is handled."
            }
            Fault::FaultingIret => "The slots are in place; an IRET to user mode may fault.",
        }
    }

    /// The fault source of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Fault> {
        Fault::ALL.into_iter().find(|fault| fault.name() == name)
    }

    /// The named set that lets exactly this happen, if there is one.
    #[must_use]
    pub fn of(sources: Sources) -> Option<Fault> {
        Fault::ALL.into_iter().find(|fault| fault.sources() == sources)
    }

    /// What it lets happen.
    #[must_use]
    pub fn sources(self) -> Sources {
        let none = Sources::default();
        match self {
            Fault::None => none,
            Fault::PageFault => Sources { slot_missing: true, ..none },
            Fault::Breakpoint => Sources { breakpoint: true, ..none },
            Fault::PageFaultAndBreakpoint => Sources { slot_missing: true, breakpoint: true, ..none },
            Fault::CodeBreakpoint => Sources { code_breakpoint: true, ..none },
            Fault::SingleStep => Sources { breakpoint: true, single_step: true, ..none },
            Fault::StackEdge => Sources { breakpoint: true, stack_edge: true, ..none },
            Fault::MachineCheck => Sources { machine_check: true, ..none },
            Fault::FaultingIret => Sources { faulting_iret: true, ..none },
        }
    }
}

/// What may fault in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Sources {
    /// The vmalloc slot is not in the running table at the start (the lazy strategy).
    pub slot_missing: bool,
    /// A breakpoint may be hit at the body's probed instruction.
    pub breakpoint: bool,
    /// The breakpoint's handler asks for a single step.
    pub single_step: bool,
    /// A debug register watches the body's probed instruction.
    pub code_breakpoint: bool,
    /// No word is left below the body's stack pointer.
    pub stack_edge: bool,
    /// One machine check may come while an NMI is handled.
    pub machine_check: bool,
    /// One IRET to user mode may fault.
    pub faulting_iret: bool,
}

/// Where sources leave the machine open, or a handler has had two versions: a switch each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Switches {
    /// STI holds an NMI back for one instruction. The SDM says that it *may*; which models do is UNVERIFIED.
    pub sti_holds_nmi: bool,
    /// A faulting IRET has unblocked NMIs before its fault is delivered. Intel documents it for virtual-8086 mode
    /// and for VMX, and Linux assumes it; AMD is UNVERIFIED.
    pub faulting_iret_unblocks: bool,
    /// `linus-2010`: a nested NMI also recognises the outer one's last instructions by their address. The mail is
    /// silent about them; without the test an NMI that comes there is taken for a first one.
    pub exit_recognised: bool,
    /// 64-bit handlers up to 3.3 keep CR2 over the NMI. They did not; a fix of mid-2012 made 3.3's successors do so.
    pub cr2_kept: bool,
}

impl Default for Switches {
    fn default() -> Switches {
        Switches { sti_holds_nmi: true, faulting_iret_unblocks: true, exit_recognised: true, cr2_kept: false }
    }
}

/// The most NMIs that a run can have.
pub const ARRIVALS_LIMIT: u8 = 3;

/// A machine to build: everything but when things happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Config {
    /// The handler.
    pub handler: Handler,
    /// What the first NMI interrupts.
    pub context: Context,
    /// What may fault.
    pub sources: Sources,
    /// How many NMIs may arrive, 1 to [`ARRIVALS_LIMIT`]; more are cut to it.
    pub arrivals_max: u8,
    /// The switches.
    #[serde(default)]
    pub switches: Switches,
}

impl Config {
    /// A configuration with the switches as they are by default.
    #[must_use]
    pub fn new(handler: Handler, context: Context, fault: Fault, arrivals_max: u8) -> Config {
        Config { handler, context, sources: fault.sources(), arrivals_max, switches: Switches::default() }
    }

    /// The same question to another handler.
    #[must_use]
    pub fn with_handler(self, handler: Handler) -> Config {
        Config { handler, ..self }
    }

    /// Why this combination cannot exist, if it cannot.
    #[must_use]
    pub fn inapplicable(&self) -> Option<&'static str> {
        let arch = self.handler.arch();
        match (arch, self.context) {
            (Arch::I386, Context::Syscall) => {
                return Some("32-bit Linux enters by SYSENTER or an interrupt, which load a kernel stack themselves");
            }
            (Arch::Fred64, Context::Syscall) => {
                return Some(
                    "under FRED a system call is delivered as an event on a kernel stack, so RSP is never the user's in ring 0",
                );
            }
            _ => {}
        }
        if self.sources.faulting_iret {
            if arch == Arch::Fred64 {
                return Some("FRED has no IRET here, and the sources do not say what a faulting ERETU leaves behind");
            }
            if self.context != Context::User {
                return Some("only a return to user mode can fault, and this context is in the kernel");
            }
        }
        if self.sources.stack_edge && arch != Arch::Idt64 {
            return Some(
                "exceptions use the interrupted stack here, so at its edge any of them overruns it, whatever the handler",
            );
        }
        None
    }
}
