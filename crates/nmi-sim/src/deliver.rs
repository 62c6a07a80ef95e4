//! Interrupts, exceptions and the returns from them: what the hardware does by itself.

use crate::config::Arch;
use crate::event::Vector;
use crate::layout::Stack;
use crate::machine::{Effect, Machine, Return};
use crate::property::Property;
use crate::state::{Crash, Interruption, NESTING_MAX, State};
use crate::word::{Address, Flags, Owner, Segment, USER_RSP, Value, Word};

impl Machine {
    /// Takes an interrupt or exception that returns to `back`.
    pub(crate) fn deliver(&self, state: &mut State, vector: Vector, back: u8) -> Effect {
        let by = match vector {
            Vector::Nmi => {
                state.deliveries += 1;
                Owner::nmi(state.deliveries)
            }
            Vector::PageFault => Owner::PageFault,
            Vector::Breakpoint => Owner::Breakpoint,
            Vector::Debug => Owner::Debug,
            Vector::MachineCheck => Owner::MachineCheck,
            Vector::Protection => Owner::Protection,
        };
        if usize::from(state.depth) == NESTING_MAX {
            state.crashes(Crash::StackOverrun);
            return Effect::Crashed;
        }
        let before = Interruption {
            by,
            user: state.user,
            rip: back,
            rsp: state.rsp,
            flags: state.flags,
            rax: state.rax,
            rdx: state.rdx,
            rest: state.rest,
        };
        state.interruptions[usize::from(state.depth)] = before;
        state.depth += 1;
        if vector == Vector::PageFault {
            state.cr2 = Address::Buffer;
        }
        match self.config.handler.arch() {
            Arch::Idt64 => self.push_idt64(state, vector, &before),
            Arch::I386 => self.push_i386(state, vector, &before),
            Arch::Fred64 => self.push_fred(state, vector, &before),
        }
        // An interrupt gate clears IF and TF, and RF with them; DF stays.
        state.flags = state.flags.without(Flags::IF.with(Flags::TF).with(Flags::RF));
        state.user = false;
        state.shadow = false;
        if vector == Vector::Nmi {
            // Before the handler's first instruction.
            state.blocked = true;
        }
        state.rip = self.program.entry(vector);
        Effect::Delivered { vector }
    }

    /// IDT, 64-bit: the IST entry decides the stack; frames start at a 16-byte boundary and always have five words.
    fn push_idt64(&self, state: &mut State, vector: Vector, before: &Interruption) {
        let arch = Arch::Idt64;
        let current = if before.user { arch.top(Stack::Task) } else { before.rsp & !1 };
        state.rsp = match vector {
            Vector::Nmi => arch.top(Stack::Nmi),
            Vector::MachineCheck => arch.top(Stack::MachineCheck),
            Vector::Breakpoint | Vector::Debug if !state.debug_kept => arch.top(Stack::Debug),
            Vector::Breakpoint | Vector::Debug | Vector::PageFault | Vector::Protection => current,
        };
        for value in [
            segment(before.user, true),
            Value::Stack(before.rsp),
            Value::Flags(before.flags),
            segment(before.user, false),
            Value::Code(before.rip),
        ] {
            self.push(state, value);
        }
        if has_error_code(vector) {
            self.push(state, Value::Number(0));
        }
    }

    /// 32-bit: the current kernel stack, and the stack's own two words only if the ring changes.
    fn push_i386(&self, state: &mut State, vector: Vector, before: &Interruption) {
        if before.user {
            state.rsp = Arch::I386.top(Stack::Task);
            self.push(state, segment(true, true));
            self.push(state, Value::Stack(before.rsp));
        }
        for value in [Value::Flags(before.flags), segment(before.user, false), Value::Code(before.rip)] {
            self.push(state, value);
        }
        if has_error_code(vector) {
            self.push(state, Value::Number(0));
        }
    }

    /// FRED: the stack level decides the stack, eight words at a 64-byte boundary, and the frame says what made it.
    fn push_fred(&self, state: &mut State, vector: Vector, before: &Interruption) {
        let arch = Arch::Fred64;
        let level_before = state.level;
        if before.user {
            state.level = 0;
            state.rsp = arch.top(Stack::Task);
        } else {
            let wanted = match vector {
                Vector::Nmi | Vector::MachineCheck => 2,
                Vector::Debug => 1,
                Vector::PageFault | Vector::Breakpoint | Vector::Protection => 0,
            };
            state.rsp = if wanted > state.level {
                state.level = wanted;
                arch.top(if wanted == 1 { Stack::Debug } else { Stack::Nmi })
            } else {
                before.rsp & !7
            };
        }
        let data = if vector == Vector::PageFault { Value::Address(Address::Buffer) } else { Value::Number(0) };
        let nmi = vector == Vector::Nmi;
        for value in [
            Value::Number(0),
            data,
            Value::Segment(Segment { user: before.user, stack: true, nmi, level: 0 }),
            Value::Stack(before.rsp),
            Value::Flags(before.flags),
            Value::Segment(Segment { user: before.user, stack: false, nmi: false, level: level_before }),
            Value::Code(before.rip),
            Value::Number(0),
        ] {
            self.push(state, value);
        }
    }

    /// Pushes a word as whoever runs now.
    pub(crate) fn push(&self, state: &mut State, value: Value) {
        let owner = state.current();
        if state.crash.is_some() {
            return;
        }
        let arch = self.config.handler.arch();
        let to = state.rsp.wrapping_sub(1);
        let region = if state.rsp == USER_RSP { None } else { arch.region_of(to) };
        let Some(region) = region else {
            state.crashes(Crash::StackOverrun);
            return;
        };
        if self.config.sources.stack_edge && owner == Owner::Breakpoint {
            // The body stood on its stack's last word when the breakpoint came.
            let edge = state.interruptions[usize::from(state.depth) - 1].rsp;
            if to < edge && edge <= region.top {
                state.crashes(Crash::StackOverrun);
                return;
            }
        }
        state.rsp = to;
        state.memory[usize::from(to)] = Word::new(value, owner);
    }

    /// The word at an address, if it is one of memory's.
    pub(crate) fn read(state: &State, base: u8, up: u8) -> Value {
        base.checked_add(up)
            .and_then(|at| state.memory.get(usize::from(at)))
            .map_or(Value::Unwritten, |word| word.value())
    }

    /// IRET: ends blocking first, whatever it returns from, then loads the frame as one act.
    pub(crate) fn iret(&self, state: &mut State) -> Effect {
        state.blocked = false;
        let word = |up| Machine::read(state, state.rsp, up);
        let Value::Segment(cs) = word(1) else { return bad_frame(state) };
        let same_stack = self.config.handler.arch() == Arch::I386 && !cs.user;
        let rsp = if same_stack { Value::Stack(state.rsp + 3) } else { word(3) };
        let (Value::Code(rip), Value::Flags(flags), Value::Stack(rsp)) = (word(0), word(2), rsp) else {
            return bad_frame(state);
        };
        if !same_stack && !matches!(word(4), Value::Segment(_)) {
            return bad_frame(state);
        }
        state.rip = rip;
        state.flags = flags;
        state.user = cs.user;
        state.rsp = rsp;
        self.returned(state)
    }

    /// ERETS and ERETU: only a frame that an NMI made ends blocking.
    pub(crate) fn erets(&self, state: &mut State) -> Effect {
        let word = |up| Machine::read(state, state.rsp, up);
        let (Value::Code(rip), Value::Segment(cs), Value::Flags(flags), Value::Stack(rsp), Value::Segment(ss)) =
            (word(1), word(2), word(3), word(4), word(5))
        else {
            return bad_frame(state);
        };
        if ss.nmi {
            state.blocked = false;
        }
        state.rip = rip;
        state.flags = flags;
        state.user = cs.user;
        state.level = cs.level;
        state.rsp = rsp;
        self.returned(state)
    }

    /// RET as the end of an exception's return; blocking stays as it is.
    pub(crate) fn ret_from_exception(&self, state: &mut State) -> Effect {
        let Value::Code(rip) = Machine::read(state, state.rsp, 0) else { return bad_frame(state) };
        state.rip = rip;
        state.rsp += 1;
        self.returned(state)
    }

    /// Compares a return with the interruption that it ends.
    fn returned(&self, state: &mut State) -> Effect {
        if !self.program.exists(state.rip) {
            return bad_frame(state);
        }
        let Some(top) = usize::from(state.depth).checked_sub(1) else {
            state.breaks(Property::FrameReturns);
            return Effect::Returned(Return::Elsewhere);
        };
        let interruption = state.interruptions[top];
        let exact = interruption.rip == state.rip
            && interruption.rsp == state.rsp
            && interruption.flags == state.flags
            && interruption.user == state.user
            && interruption.rax.value() == state.rax.value()
            && interruption.rdx.value() == state.rdx.value()
            && interruption.rest.value() == state.rest.value();
        if !exact && self.starts_round(state, top) {
            return Effect::Returned(Return::ToAnotherRound);
        }
        state.interruptions[top] = Interruption::NONE;
        state.depth -= 1;
        if exact {
            self.forget_left_stack(state, interruption.by);
            return Effect::Returned(Return::AsInterrupted);
        }
        state.breaks(Property::FrameReturns);
        Effect::Returned(Return::Elsewhere)
    }

    /// What a machine check or a debug exception leaves on its own IST stack is dead: the next one starts at the
    /// same top and writes each word before it reads it. Forgetting it keeps states equal that cannot differ in
    /// anything that follows. A model choice; the NMI stack, where what is left matters, is never forgotten.
    fn forget_left_stack(&self, state: &mut State, by: Owner) {
        let arch = self.config.handler.arch();
        let stack = match by {
            Owner::MachineCheck => Stack::MachineCheck,
            Owner::Breakpoint | Owner::Debug => Stack::Debug,
            _ => return,
        };
        let Some(region) = arch.regions().iter().find(|r| r.stack == stack) else { return };
        let stands_in = |rsp: u8| region.bottom <= rsp && rsp <= region.top;
        let in_use =
            stands_in(state.rsp) || state.interruptions[..usize::from(state.depth)].iter().any(|i| stands_in(i.rsp));
        if !in_use {
            state.memory[usize::from(region.bottom)..usize::from(region.top)].fill(Word::UNWRITTEN);
        }
    }

    /// Whether the NMI that the copies belong to has just come to the start of another round of its own: the
    /// outermost one on the NMI stack. One further out that has moved to the task's stack does not count.
    fn starts_round(&self, state: &State, top: usize) -> bool {
        let Some((place, below_top)) = self.round() else { return false };
        let nmi_stack = self.config.handler.arch().top(Stack::Nmi);
        let on_nmi_stack =
            |rsp: u8| self.config.handler.arch().region_of(rsp).is_some_and(|region| region.stack == Stack::Nmi);
        state.rip == place
            && !state.user
            && state.rsp == nmi_stack - below_top
            && state.interruptions[top].by.is_nmi()
            && !state.interruptions[..=top].windows(2).any(|outer| outer[0].by.is_nmi() && on_nmi_stack(outer[1].rsp))
    }
}

fn bad_frame(state: &mut State) -> Effect {
    state.crashes(Crash::BadFrame);
    Effect::Crashed
}

fn segment(user: bool, stack: bool) -> Value {
    Value::Segment(Segment { user, stack, nmi: false, level: 0 })
}

/// #PF and #GP push one; a machine check, #DB, #BP and the NMI do not.
fn has_error_code(vector: Vector) -> bool {
    matches!(vector, Vector::PageFault | Vector::Protection)
}
