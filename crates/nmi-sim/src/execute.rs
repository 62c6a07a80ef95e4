//! What each micro-op does.

use crate::config::Arch;
use crate::event::Vector;
use crate::layout::Stack;
use crate::machine::{Effect, Machine};
use crate::op::{Cond, Label, Op, Reg, Src, Top};
use crate::property::Property;
use crate::state::{Crash, State};
use crate::word::{Address, Flags, Owner, Segment, Value, Word};

impl Machine {
    /// Executes the next micro-op.
    pub(crate) fn execute(&self, state: &mut State) -> Effect {
        let here = state.rip;
        let op = self.program.op(here);
        let traced = state.flags.has(Flags::TF);
        state.shadow = false;
        let effect = self.perform_op(state, op);
        if state.crash.is_some() {
            // The CPU stays where it went down.
            state.rip = here;
            return effect;
        }
        if matches!(effect, Effect::Delivered { .. }) {
            return effect;
        }
        if !matches!(op, Op::Iret | Op::Erets) {
            state.flags = state.flags.without(Flags::RF);
        }
        if traced {
            // TF as it was when the instruction started: the trap comes after it.
            state.trap = true;
            if op == Op::Ret {
                state.breaks(Property::ResumesAtOnce);
            }
        }
        effect
    }

    fn perform_op(&self, state: &mut State, op: Op) -> Effect {
        let here = state.rip;
        // Jumps, calls and returns set it again.
        state.rip = here.wrapping_add(1);
        match op {
            Op::Plain | Op::Probe => {}
            Op::Sti => {
                state.shadow = self.config.switches.sti_holds_nmi && !state.flags.has(Flags::IF);
                state.flags = state.flags.with(Flags::IF);
            }
            Op::Std => state.flags = state.flags.with(Flags::DF),
            Op::Cld => state.flags = state.flags.without(Flags::DF),
            Op::Push(src) => {
                let value = self.source(state, src);
                self.push(state, value);
            }
            Op::Pop(reg) => {
                *register(state, reg) = Word::new(Machine::read(state, state.rsp, 0), Owner::Before);
                state.rsp = state.rsp.saturating_add(1);
            }
            Op::Reload(reg) => {
                *register(state, reg) = Word::new(Machine::read(state, state.rsp, 0), Owner::Before);
            }
            Op::PushGprs => self.push_gprs(state),
            Op::PopGprs => self.pop_gprs(state),
            Op::Drop(words) => state.rsp = state.rsp.saturating_add(words),
            Op::Reserve(words) => state.rsp = state.rsp.saturating_sub(words),
            Op::SetRsp(slot) => state.rsp = self.slot(slot),
            Op::Store(slot, number) => {
                let owner = state.current();
                state.memory[usize::from(self.slot(slot))] = Word::new(Value::Number(number), owner);
            }
            Op::Jump(label) => state.rip = self.program.place(label),
            Op::If(cond, label) => return self.branch(state, cond, self.program.place(label)),
            Op::IfPlace(cond, place) => return self.branch(state, cond, place),
            Op::Call(label) => {
                self.push(state, Value::Code(here.wrapping_add(1)));
                state.rip = self.program.place(label);
            }
            Op::Return => match Machine::read(state, state.rsp, 0) {
                Value::Code(back) if self.program.exists(back) => {
                    state.rip = back;
                    state.rsp += 1;
                }
                _ => state.crashes(Crash::BadFrame),
            },
            Op::BodyEnter => {
                if state.in_nmi > 0 {
                    state.breaks(Property::BodyOnce);
                }
                state.in_nmi = state.in_nmi.saturating_add(1);
                state.owed = false;
                clobber(state);
            }
            Op::BodyLeave => state.in_nmi = state.in_nmi.saturating_sub(1),
            Op::Touch => {
                if !state.slot_present {
                    return self.deliver(state, Vector::PageFault, here);
                }
            }
            Op::Probed => {
                if self.config.sources.code_breakpoint && !state.flags.has(Flags::RF) {
                    return self.deliver(state, Vector::Debug, here);
                }
            }
            Op::SetLatch(value) => state.latch = value,
            Op::LatchDown(again) => {
                state.latch = state.latch.saturating_sub(1);
                if state.latch != 0 {
                    state.rip = self.program.place(again);
                }
                return Effect::Branched { taken: state.latch != 0 };
            }
            Op::SetMark(mark) => state.mark = mark,
            Op::SaveCr2 => state.cr2_saved = state.cr2,
            Op::RestoreCr2 => state.cr2 = state.cr2_saved,
            Op::KeepDebugStack => state.debug_kept = self.interrupted_on_debug_stack(state),
            Op::FreeDebugStack => state.debug_kept = false,
            Op::ReadCr2(expected) => self.read_cr2(state, expected),
            Op::FillSlot => state.slot_present = true,
            Op::HandleBreakpoint => {
                clobber(state);
                if self.config.sources.single_step {
                    self.edit_flags(state, |flags| flags.with(Flags::TF));
                }
            }
            Op::HandleDebug => {
                clobber(state);
                if self.config.sources.code_breakpoint {
                    self.edit_flags(state, |flags| flags.with(Flags::RF));
                } else {
                    self.edit_flags(state, |flags| flags.without(Flags::TF));
                }
            }
            Op::HandleMachineCheck => clobber(state),
            Op::PointAtRepair => {
                clobber(state);
                self.edit_rip(state, self.program.place(Label::Repair));
            }
            Op::Signal => {
                clobber(state);
                match Machine::read(state, self.frame(state), 1) {
                    Value::Segment(Segment { user: true, .. }) => {
                        self.edit_rip(state, self.program.place(Label::UserSignal));
                    }
                    _ => state.crashes(Crash::BadFrame),
                }
            }
            Op::MoveRsp(reg) => {
                let rsp = Value::Stack(state.rsp);
                *register(state, reg) = Word::new(rsp, Owner::Before);
            }
            Op::EnterInterruptedStack(reg, up) => match self.via(state, reg, up) {
                Value::Stack(rsp) => state.rsp = rsp,
                _ => state.crashes(Crash::BadFrame),
            },
            Op::LoadSelf(reg) => {
                let value = self.via(state, reg, 0);
                *register(state, reg) = Word::new(value, Owner::Before);
            }
            Op::EnterTaskStack => state.rsp = self.config.handler.arch().top(Stack::Task),
            Op::Popf => match Machine::read(state, state.rsp, 0) {
                Value::Flags(flags) => {
                    state.flags = flags.without(Flags::RF);
                    state.rsp += 1;
                }
                _ => state.crashes(Crash::BadFrame),
            },
            Op::Ret => return self.ret_from_exception(state),
            Op::Iret => return self.iret(state),
            Op::Erets => return self.erets(state),
            Op::Done => state.rip = here,
        }
        Effect::Executed
    }

    fn branch(&self, state: &mut State, cond: Cond, place: u8) -> Effect {
        let taken = self.holds(state, cond);
        if taken {
            state.rip = place;
        }
        Effect::Branched { taken }
    }

    fn holds(&self, state: &State, cond: Cond) -> bool {
        let original = |slot| state.memory[usize::from(self.slot(slot))].value();
        match cond {
            Cond::FrameFromUser(up) => {
                matches!(Machine::read(state, state.rsp, up + 1), Value::Segment(Segment { user: true, .. }))
            }
            Cond::SlotIsOne(slot) => original(slot) == Value::Number(1),
            Cond::InterruptedIn(from, to) => {
                matches!(original(Top(5)), Value::Code(rip) if self.program.within(rip, from, to))
            }
            Cond::InterruptedOffNmiStack => {
                let top = self.config.handler.arch().top(Stack::Nmi);
                !matches!(original(Top(2)), Value::Stack(rsp)
                    if rsp == top || self.config.handler.arch().region_of(rsp).is_some_and(|r| r.stack == Stack::Nmi))
            }
            Cond::InterruptedDfClear => !matches!(original(Top(3)), Value::Flags(flags) if flags.has(Flags::DF)),
            Cond::LatchBusy => state.latch != 0,
            Cond::Marked => state.mark,
            Cond::NotInNmi => state.in_nmi == 0,
        }
    }

    fn source(&self, state: &State, src: Src) -> Value {
        match src {
            Src::Reg(Reg::Rax) => state.rax.value(),
            Src::Reg(Reg::Rdx) => state.rdx.value(),
            Src::Number(n) => Value::Number(n),
            Src::Slot(slot) => state.memory[usize::from(self.slot(slot))].value(),
            Src::Via(reg, up) => self.via(state, reg, up),
            Src::AddressOf(slot) => Value::Stack(self.slot(slot)),
            Src::KernelStackSegment => kernel_segment(true),
            Src::KernelCodeSegment => kernel_segment(false),
            Src::Flags => Value::Flags(state.flags),
            Src::Code(label) => Value::Code(self.program.place(label)),
        }
    }

    fn via(&self, state: &State, reg: Reg, up: u8) -> Value {
        let pointer = match reg {
            Reg::Rax => state.rax,
            Reg::Rdx => state.rdx,
        };
        match pointer.value() {
            Value::Stack(base) => Machine::read(state, base, up),
            _ => Value::Unwritten,
        }
    }

    /// The word index of a slot of the NMI stack.
    pub(crate) fn slot(&self, slot: Top) -> u8 {
        self.config.handler.arch().top(Stack::Nmi) - slot.0
    }

    /// A save writes RDI, RSI, RDX, RCX, RAX and the rest, downwards; a model choice for 32-bit, where the order differs.
    fn push_gprs(&self, state: &mut State) {
        for n in 0..self.config.handler.arch().gprs() {
            let word = gpr_at(state, n);
            self.push(state, word.value());
        }
    }

    fn pop_gprs(&self, state: &mut State) {
        let gprs = self.config.handler.arch().gprs();
        let read = |n| Machine::read(state, state.rsp, gprs - 1 - n);
        let (rdx, rax, first) = (read(2), read(4), read(0));
        // The thirteen (or nine) others are one value; a mixture belongs to nobody.
        let same = (0..gprs).filter(|n| *n != 2 && *n != 4).all(|n| read(n) == first);
        let rest = if same { first } else { Value::Unwritten };
        state.rdx = Word::new(rdx, Owner::Before);
        state.rax = Word::new(rax, Owner::Before);
        state.rest = Word::new(rest, Owner::Before);
        state.rsp = state.rsp.saturating_add(gprs);
    }

    /// The interrupted frame as an exception's C code sees it: above the saved registers and the error code's slot.
    pub(crate) fn frame(&self, state: &State) -> u8 {
        state.rsp.saturating_add(self.config.handler.arch().gprs() + 1)
    }

    /// C edits the flags that it will return with; what counts as the right return changes with them.
    fn edit_flags(&self, state: &mut State, edit: impl Fn(Flags) -> Flags) {
        let at = self.frame(state).saturating_add(2);
        let owner = state.current();
        if let Value::Flags(flags) = Machine::read(state, at, 0) {
            state.memory[usize::from(at)] = Word::new(Value::Flags(edit(flags)), owner);
        }
        if let Some(top) = usize::from(state.depth).checked_sub(1) {
            state.interruptions[top].flags = edit(state.interruptions[top].flags);
        }
    }

    /// The same for the place.
    fn edit_rip(&self, state: &mut State, rip: u8) {
        let at = usize::from(self.frame(state));
        let owner = state.current();
        if let Some(word) = state.memory.get_mut(at) {
            *word = Word::new(Value::Code(rip), owner);
        }
        if let Some(top) = usize::from(state.depth).checked_sub(1) {
            state.interruptions[top].rip = rip;
        }
    }

    /// Under FRED the address is in the frame, out of reach of a second fault.
    fn read_cr2(&self, state: &mut State, expected: Address) {
        let found = if self.config.handler.arch() == Arch::Fred64 {
            // An exception has saved its registers below the frame; the interrupted handler's frame is at RSP.
            let error_code = match expected {
                Address::Buffer => state.rsp.saturating_add(Arch::Fred64.gprs()),
                Address::Context | Address::Earlier => state.rsp,
            };
            Machine::read(state, error_code, 6)
        } else {
            Value::Address(state.cr2)
        };
        if found != Value::Address(expected) {
            state.breaks(Property::Cr2Survives);
        }
        if expected == Address::Buffer {
            clobber(state);
        }
    }

    fn interrupted_on_debug_stack(&self, state: &State) -> bool {
        let arch = self.config.handler.arch();
        // Above the return address, the registers and the error code's slot: RIP, CS, RFLAGS, RSP.
        match Machine::read(state, state.rsp, arch.gprs() + 5) {
            Value::Stack(rsp) => {
                rsp == arch.top(Stack::Debug) || arch.region_of(rsp).is_some_and(|region| region.stack == Stack::Debug)
            }
            _ => false,
        }
    }
}

fn register(state: &mut State, reg: Reg) -> &mut Word {
    match reg {
        Reg::Rax => &mut state.rax,
        Reg::Rdx => &mut state.rdx,
    }
}

/// The n-th register of a save.
fn gpr_at(state: &State, n: u8) -> Word {
    match n {
        2 => state.rdx,
        4 => state.rax,
        _ => state.rest,
    }
}

/// C code uses the registers as it likes: from here they hold values of whoever runs.
fn clobber(state: &mut State) {
    let own = Word::new(Value::Of(state.current()), Owner::Before);
    state.rax = own;
    state.rdx = own;
    state.rest = own;
}

fn kernel_segment(stack: bool) -> Value {
    Value::Segment(Segment { user: false, stack, nmi: false, level: 0 })
}
