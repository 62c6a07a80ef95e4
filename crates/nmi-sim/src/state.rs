//! The CPU, its stacks and its per-CPU variables as plain data.

use core::hash::{Hash, Hasher};

use serde::Serialize;

use crate::config::{Arch, Config, Context, Handler};
use crate::layout::{MEMORY_WORDS, Stack};
use crate::op::Label;
use crate::program::Program;
use crate::property::{Property, PropertySet};
use crate::word::{Address, Flags, Owner, Segment, USER_RSP, Value, Word};

/// How deep events can nest before the run counts as a stack overrun. A model choice: three NMIs, each with an
/// exception and a machine check on top, stay below it.
pub(crate) const NESTING_MAX: usize = 8;

/// What the truth-keeper remembers of one interruption, to compare the return with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Interruption {
    pub(crate) by: Owner,
    pub(crate) user: bool,
    pub(crate) rip: u8,
    pub(crate) rsp: u8,
    pub(crate) flags: Flags,
    pub(crate) rax: Word,
    pub(crate) rdx: Word,
    pub(crate) rest: Word,
}

impl Interruption {
    pub(crate) const NONE: Interruption = Interruption {
        by: Owner::Before,
        user: false,
        rip: 0,
        rsp: 0,
        flags: Flags::NONE,
        rax: Word::UNWRITTEN,
        rdx: Word::UNWRITTEN,
        rest: Word::UNWRITTEN,
    };
}

/// How a CPU has stopped for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Crash {
    /// A return or a call found something that is no address of code, no flags or no stack.
    BadFrame,
    /// A push left its stack, or nesting passed what any stack could hold.
    StackOverrun,
}

/// One state of the machine. Small, without pointers, compared exactly.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct State {
    pub(crate) memory: [Word; MEMORY_WORDS],
    pub(crate) interruptions: [Interruption; NESTING_MAX],
    pub(crate) rax: Word,
    pub(crate) rdx: Word,
    pub(crate) rest: Word,
    pub(crate) depth: u8,
    pub(crate) rip: u8,
    pub(crate) rsp: u8,
    pub(crate) flags: Flags,
    pub(crate) user: bool,
    /// FRED's current stack level.
    pub(crate) level: u8,
    pub(crate) cr2: Address,
    pub(crate) cr2_saved: Address,
    pub(crate) blocked: bool,
    pub(crate) pending: bool,
    /// The instruction after STI has not run yet.
    pub(crate) shadow: bool,
    /// A single-step trap is due at this boundary.
    pub(crate) trap: bool,
    pub(crate) slot_present: bool,
    pub(crate) debug_kept: bool,
    /// The per-CPU count of running bodies (`nmi_enter` and `nmi_exit`).
    pub(crate) in_nmi: u8,
    /// The per-CPU state of the C latch: 0 at rest, 1 executing, 2 latched.
    pub(crate) latch: u8,
    /// The per-CPU mark of `linus-2010`.
    pub(crate) mark: bool,
    pub(crate) arrivals: u8,
    pub(crate) deliveries: u8,
    pub(crate) machine_check_spent: bool,
    pub(crate) iret_fault_spent: bool,
    /// An NMI has arrived after which no body has started.
    pub(crate) owed: bool,
    pub(crate) crash: Option<Crash>,
    pub(crate) broken: PropertySet,
}

impl State {
    /// The state in which a run of this configuration starts: nothing has arrived, the interrupted code is at its
    /// first micro-op.
    pub(crate) fn start(config: &Config, program: &Program) -> State {
        let arch = config.handler.arch();
        let mut state = State {
            memory: [Word::UNWRITTEN; MEMORY_WORDS],
            interruptions: [Interruption::NONE; NESTING_MAX],
            rax: Word::new(Value::Of(Owner::Context), Owner::Before),
            rdx: Word::new(Value::Of(Owner::Context), Owner::Before),
            rest: Word::new(Value::Of(Owner::Context), Owner::Before),
            depth: 0,
            rip: 0,
            // Four words stand for what the interrupted code has on its stack.
            rsp: arch.top(Stack::Task) - 4,
            flags: Flags::NONE,
            user: false,
            level: 0,
            cr2: Address::Earlier,
            cr2_saved: Address::Earlier,
            blocked: false,
            pending: false,
            shadow: false,
            trap: false,
            slot_present: !config.sources.slot_missing,
            debug_kept: false,
            in_nmi: 0,
            latch: 0,
            mark: false,
            arrivals: 0,
            deliveries: 0,
            machine_check_spent: false,
            iret_fault_spent: false,
            owed: false,
            crash: None,
            broken: PropertySet::EMPTY,
        };
        if matches!(config.handler, Handler::Rostedt33 | Handler::Lutomirski42) {
            // T−56, the flag: left clear by the last NMI before this run.
            let flag = arch.top(Stack::Nmi) - 7;
            state.memory[usize::from(flag)] = Word::new(Value::Number(0), Owner::Before);
        }
        match config.context {
            Context::Kernel => {}
            Context::User => {
                state.user = true;
                state.rsp = USER_RSP;
                state.flags = Flags::IF;
            }
            Context::PageFault => {
                state.cr2 = Address::Context;
                state.interrupted_by_exception(arch, program, Stack::Task);
            }
            Context::DebugStack => state.interrupted_by_exception(arch, program, Stack::Debug),
            // Which word of the NMI stack the attacker picks is a model choice; handlers only ask if it lies inside.
            Context::Syscall => state.rsp = arch.top(Stack::Nmi) - 32,
        }
        state
    }

    /// The context is itself an exception handler, whose frame lies at the top of its stack.
    fn interrupted_by_exception(&mut self, arch: Arch, program: &Program, stack: Stack) {
        let resume = program.place(Label::Resume);
        self.interruptions[0] = Interruption {
            by: Owner::Context,
            user: false,
            rip: resume,
            rsp: self.rsp,
            flags: self.flags,
            rax: self.rax,
            rdx: self.rdx,
            rest: self.rest,
        };
        self.depth = 1;
        let segment = |stack| Value::Segment(Segment { user: false, stack, nmi: false, level: 0 });
        let frame =
            [segment(true), Value::Stack(self.rsp), Value::Flags(self.flags), segment(false), Value::Code(resume)];
        let on_task = arch.top(stack) == arch.top(Stack::Task);
        if !on_task {
            self.rsp = arch.top(stack);
        } else if arch == Arch::Fred64 {
            self.rsp &= !7;
        }
        let has_error_code = self.cr2 == Address::Context;
        let words: &[Value] = match arch {
            Arch::Idt64 => &frame,
            Arch::I386 => &frame[2..],
            Arch::Fred64 => {
                self.level = u8::from(!on_task);
                let data = Value::Address(self.cr2);
                for value in [Value::Number(0), data] {
                    self.place(value);
                }
                &frame
            }
        };
        for &value in words {
            self.place(value);
        }
        if has_error_code || arch == Arch::Fred64 {
            self.place(Value::Number(0));
        }
    }

    fn place(&mut self, value: Value) {
        self.rsp -= 1;
        self.memory[usize::from(self.rsp)] = Word::new(value, Owner::Context);
    }

    /// Whose code runs: the innermost interruption's, or the interrupted code's own.
    #[must_use]
    pub fn current(&self) -> Owner {
        match self.depth {
            0 => Owner::Context,
            n => self.interruptions[usize::from(n) - 1].by,
        }
    }

    /// Whether an NMI is being handled, at any depth.
    #[must_use]
    pub fn in_nmi_handler(&self) -> bool {
        self.interruptions[..usize::from(self.depth)].iter().any(|i| i.by.is_nmi())
    }

    /// The properties that this run has broken so far.
    #[must_use]
    pub fn broken(&self) -> PropertySet {
        self.broken
    }

    /// How the CPU has crashed, if it has.
    #[must_use]
    pub fn crash(&self) -> Option<Crash> {
        self.crash
    }

    /// The place in the listings.
    #[must_use]
    pub fn rip(&self) -> u8 {
        self.rip
    }

    /// The stack pointer as a word index.
    #[must_use]
    pub fn rsp(&self) -> u8 {
        self.rsp
    }

    /// Whether NMIs are blocked.
    #[must_use]
    pub fn nmi_blocked(&self) -> bool {
        self.blocked
    }

    /// Whether an NMI is held in the latch.
    #[must_use]
    pub fn nmi_pending(&self) -> bool {
        self.pending
    }

    /// CR2.
    #[must_use]
    pub fn cr2(&self) -> Address {
        self.cr2
    }

    /// How many NMIs have arrived.
    #[must_use]
    pub fn arrivals(&self) -> u8 {
        self.arrivals
    }

    pub(crate) fn breaks(&mut self, property: Property) {
        self.broken.insert(property);
    }

    pub(crate) fn crashes(&mut self, crash: Crash) {
        self.crash = Some(crash);
        self.breaks(match crash {
            Crash::BadFrame => Property::FrameReturns,
            Crash::StackOverrun => Property::StackInBounds,
        });
    }

    /// Calls `f` with the whole state, sixty-four bits at a time: two states are equal if and only if all are.
    fn each_u64(&self, mut f: impl FnMut(u64)) {
        let four = |a: Word, b: Word, c: Word, d: Word| {
            u64::from(a.bits()) | u64::from(b.bits()) << 16 | u64::from(c.bits()) << 32 | u64::from(d.bits()) << 48
        };
        for words in self.memory.chunks_exact(4) {
            f(four(words[0], words[1], words[2], words[3]));
        }
        for i in &self.interruptions[..usize::from(self.depth)] {
            f(u64::from(i.by as u8)
                | u64::from(i.user) << 8
                | u64::from(i.rip) << 16
                | u64::from(i.rsp) << 24
                | u64::from(i.flags.bits()) << 32
                | u64::from(i.rax.bits()) << 40);
            f(u64::from(i.rdx.bits()) | u64::from(i.rest.bits()) << 16);
        }
        f(four(self.rax, self.rdx, self.rest, Word::UNWRITTEN));
        f(u64::from_le_bytes([
            self.depth,
            self.rip,
            self.rsp,
            self.flags.bits(),
            u8::from(self.user) | self.level << 1 | (self.cr2 as u8) << 3 | (self.cr2_saved as u8) << 5,
            self.in_nmi,
            self.latch | self.arrivals << 2 | self.deliveries << 4,
            match self.crash {
                None => 0,
                Some(Crash::BadFrame) => 1,
                Some(Crash::StackOverrun) => 2,
            },
        ]));
        let bits = [
            self.blocked,
            self.pending,
            self.shadow,
            self.trap,
            self.slot_present,
            self.debug_kept,
            self.mark,
            self.machine_check_spent,
            self.iret_fault_spent,
            self.owed,
        ];
        let bits = bits.iter().fold(0u64, |all, &bit| all << 1 | u64::from(bit));
        f(bits | u64::from(self.broken.bits()) << 16);
    }

    /// A 64-bit fingerprint, the same on every platform.
    ///
    /// Rotate, xor and multiply per word (the round of `FxHash`), with one mixing at the end. Only speed depends on
    /// its quality: equal fingerprints are always followed by an exact comparison.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        const ODD: u64 = 0x517c_c1b7_2722_0a95;
        let mut hash = 0u64;
        self.each_u64(|word| hash = (hash.rotate_left(5) ^ word).wrapping_mul(ODD));
        (hash ^ hash >> 32).wrapping_mul(ODD)
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.each_u64(|word| hasher.write_u64(word));
    }
}

impl core::fmt::Debug for State {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("State")
            .field("rip", &self.rip)
            .field("rsp", &self.rsp)
            .field("flags", &self.flags)
            .field("blocked", &self.blocked)
            .field("pending", &self.pending)
            .field("depth", &self.depth)
            .field("broken", &self.broken)
            .finish_non_exhaustive()
    }
}
