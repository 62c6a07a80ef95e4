//! Linux 3.3: T−48 RDX, T−56 the flag, T−64…T−96 the saved frame, T−104…T−136 the copy that IRET uses.

use crate::op::{Cond, Label, Line, Op, Phase, Reg, Src, Top, line};
use crate::source::Source;

const SOURCE: Source = Source::Rostedt33;
/// T−56.
const EXECUTING: Top = Top(7);
/// T−96: the saved frame's lowest word.
const SAVED: Top = Top(12);

pub(super) fn nmi() -> Vec<Line> {
    let mut lines = entry();
    lines.extend(nested());
    lines.extend(first());
    lines.extend(round());
    lines
}

fn entry() -> Vec<Line> {
    let entry = |op, text, says| line(Phase::Entry, op, text, says, SOURCE);
    vec![
        entry(Op::Push(Src::Reg(Reg::Rdx)), "push rdx", "RDX is put aside: the tests below need a register.")
            .at(Label::Nmi),
        entry(
            Op::If(Cond::FrameFromUser(1), Label::First),
            "from user?",
            "Did it come from user mode, where no NMI can be inside another?",
        ),
        entry(
            Op::If(Cond::SlotIsOne(EXECUTING), Label::Nested),
            "executing = 1?",
            "Does the flag at T−56 say that this NMI is inside another?",
        ),
        entry(
            Op::If(Cond::InterruptedOffNmiStack, Label::First),
            "RSP elsewhere?",
            "Was the interrupted RSP outside the NMI stack, as for a first NMI?",
        ),
    ]
}

fn nested() -> Vec<Line> {
    let nested = |op, text, says| line(Phase::Nested, op, text, says, SOURCE);
    vec![
        nested(
            Op::If(Cond::InterruptedIn(Label::Repeat, Label::EndRepeat), Label::NestedOut),
            "in repeat?",
            "Was the outer NMI just starting another round, so that there is nothing to do?",
        )
        .at(Label::Nested),
        nested(Op::Reserve(6), "rsp := T−96", "RSP goes to just above the copied frame."),
        nested(
            Op::Push(Src::KernelStackSegment),
            "push kernel SS",
            "The copied frame is made to lead to another round.",
        ),
        nested(Op::Push(Src::AddressOf(SAVED)), "push T−96", "The round starts with RSP at the saved frame."),
        nested(Op::Push(Src::Flags), "push flags", "Flags as they are now."),
        nested(Op::Push(Src::KernelCodeSegment), "push kernel CS", "The round runs in the kernel."),
        nested(Op::Push(Src::Code(Label::Repeat)), "push repeat", "The outer NMI's IRET will go to repeat."),
        nested(Op::Drop(11), "rsp := T−48", "RSP goes back to where RDX was put."),
        nested(Op::Pop(Reg::Rdx), "pop rdx", "RDX is the interrupted code's again.").at(Label::NestedOut),
        nested(Op::Iret, "iret", "The nested NMI returns to the outer one, which leaves NMIs open."),
    ]
}

fn first() -> [Line; 7] {
    let copy = |slot, text| {
        line(
            Phase::Frames,
            Op::Push(Src::Slot(Top(slot))),
            text,
            "The frame is saved where no nested NMI writes.",
            SOURCE,
        )
    };
    [
        line(
            Phase::Frames,
            Op::Reload(Reg::Rdx),
            "rdx := [rsp]",
            "RDX is the interrupted code's again; its slot stays reserved for nested NMIs.",
            SOURCE,
        )
        .at(Label::First),
        line(Phase::Frames, Op::Push(Src::Number(1)), "push 1", "The flag at T−56 says that an NMI executes.", SOURCE),
        copy(1, "push SS"),
        copy(2, "push RSP"),
        copy(3, "push RFLAGS"),
        copy(4, "push CS"),
        copy(5, "push RIP"),
    ]
}

fn round() -> Vec<Line> {
    let copy = |slot, text| {
        line(
            Phase::Frames,
            Op::Push(Src::Slot(Top(slot))),
            text,
            "A second copy is made for the IRET; a nested NMI may rewrite it.",
            SOURCE,
        )
    };
    vec![
        line(
            Phase::Frames,
            Op::Store(EXECUTING, 1),
            "[T−56] := 1",
            "A round starts: the flag is set, again if this is a repeat.",
            SOURCE,
        )
        .at(Label::Repeat),
        copy(8, "push SS"),
        copy(9, "push RSP"),
        copy(10, "push RFLAGS"),
        copy(11, "push CS"),
        copy(12, "push RIP"),
        line(
            Phase::Entry,
            Op::Push(Src::Number(-1)),
            "push −1",
            "A placeholder marks that this is no system call to restart.",
            SOURCE,
        )
        .at(Label::EndRepeat),
        line(Phase::Entry, Op::PushGprs, "push registers", "The interrupted registers are saved.", SOURCE),
        line(Phase::Entry, Op::Call(Label::DoNmi), "call do_nmi", "The C part is called.", SOURCE),
        line(Phase::Exit, Op::PopGprs, "pop registers", "The interrupted registers are restored.", SOURCE),
        line(Phase::Exit, Op::Drop(1), "drop −1", "RSP goes back to the copied frame.", SOURCE),
        line(
            Phase::Exit,
            Op::Store(EXECUTING, 0),
            "[T−56] := 0",
            "The flag is cleared; from here RSP alone tells a nested NMI where it is.",
            SOURCE,
        ),
        line(
            Phase::Exit,
            Op::Iret,
            "iret",
            "IRET reads its five words at once: to the interrupted code, or to repeat if a nested NMI rewrote them.",
            SOURCE,
        ),
    ]
}
