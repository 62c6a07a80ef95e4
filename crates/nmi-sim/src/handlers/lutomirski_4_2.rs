//! Linux 4.2: T−48 RDX, T−56 the flag, T−64…T−96 the frame that IRET uses, T−104…T−136 the outermost frame.

use crate::op::{Cond, Label, Line, Op, Phase, Reg, Src, Top, line};
use crate::source::Source;

const SOURCE: Source = Source::Lutomirski42;
/// T−56.
const EXECUTING: Top = Top(7);
/// T−136: the outermost frame's lowest word.
const OUTERMOST: Top = Top(17);

pub(super) fn nmi() -> Vec<Line> {
    let mut lines = entry();
    lines.extend(from_user());
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
            Op::If(Cond::FrameFromUser(1), Label::FromUser),
            "from user?",
            "Did it come from user mode, so that it can leave this stack at once?",
        ),
        entry(
            Op::If(Cond::InterruptedIn(Label::Repeat, Label::EndRepeat), Label::NestedOut),
            "in repeat?",
            "Was the outer NMI just starting another round, so that there is nothing to do?",
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
        entry(
            Op::If(Cond::InterruptedDfClear, Label::First),
            "DF clear?",
            "Was DF clear, so that RSP is the user's doing and not this handler's own exit?",
        ),
        entry(Op::Jump(Label::Nested), "jump nested", "It is a nested NMI, at the very end of the outer one."),
    ]
}

fn from_user() -> Vec<Line> {
    let entry = |op, text, says| line(Phase::Entry, op, text, says, SOURCE);
    let copy = |up, text| {
        entry(Op::Push(Src::Via(Reg::Rdx, up)), text, "The frame moves to the task's stack, where no NMI restarts.")
    };
    vec![
        entry(Op::Plain, "swapgs, CR3", "GS base and page tables become the kernel's.").at(Label::FromUser),
        entry(Op::MoveRsp(Reg::Rdx), "rdx := rsp", "RDX keeps the way to the NMI stack."),
        entry(Op::EnterTaskStack, "rsp := task stack", "The NMI goes on on the task's own kernel stack."),
        copy(5, "push SS"),
        copy(4, "push RSP"),
        copy(3, "push RFLAGS"),
        copy(2, "push CS"),
        copy(1, "push RIP"),
        entry(Op::Push(Src::Number(-1)), "push −1", "A placeholder for the error code."),
        entry(Op::LoadSelf(Reg::Rdx), "rdx := saved rdx", "RDX is the interrupted code's again."),
        entry(Op::PushGprs, "push registers", "The interrupted registers are saved."),
        entry(Op::Call(Label::DoNmi), "call do_nmi", "The C part is called."),
        line(Phase::Exit, Op::PopGprs, "pop registers", "The interrupted registers are restored.", SOURCE),
        line(Phase::Exit, Op::Drop(1), "drop −1", "RSP goes back to the frame.", SOURCE),
        line(
            Phase::Exit,
            Op::Iret,
            "iret",
            "The NMI returns to user mode as any exception would, from the task's stack.",
            SOURCE,
        ),
    ]
}

fn nested() -> Vec<Line> {
    let nested = |op, text, says| line(Phase::Nested, op, text, says, SOURCE);
    vec![
        nested(Op::Reserve(1), "rsp := T−56", "RSP goes to just above the frame that the outer NMI's IRET will use.")
            .at(Label::Nested),
        nested(Op::Push(Src::KernelStackSegment), "push kernel SS", "That frame is made to lead to another round."),
        nested(Op::Push(Src::AddressOf(OUTERMOST)), "push T−136", "The round starts with RSP at the outermost frame."),
        nested(Op::Push(Src::Flags), "push flags", "Flags as they are now."),
        nested(Op::Push(Src::KernelCodeSegment), "push kernel CS", "The round runs in the kernel."),
        nested(Op::Push(Src::Code(Label::Repeat)), "push repeat", "The outer NMI's IRET will go to repeat."),
        nested(Op::Drop(6), "rsp := T−48", "RSP goes back to where RDX was put."),
        nested(Op::Pop(Reg::Rdx), "pop rdx", "RDX is the interrupted code's again.").at(Label::NestedOut),
        nested(Op::Iret, "iret", "The nested NMI returns to the outer one, which leaves NMIs open."),
    ]
}

fn first() -> [Line; 8] {
    let copy = |slot, text| {
        line(
            Phase::Frames,
            Op::Push(Src::Slot(Top(slot))),
            text,
            "The frame is saved where no nested NMI writes, and where C looks for its registers.",
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
        line(Phase::Frames, Op::Push(Src::Number(0)), "push 0", "The flag at T−56 starts clear.", SOURCE),
        line(Phase::Frames, Op::Reserve(5), "rsp −40", "Room is left for the frame that IRET will use.", SOURCE),
        copy(1, "push SS"),
        copy(2, "push RSP"),
        copy(3, "push RFLAGS"),
        copy(4, "push CS"),
        copy(5, "push RIP"),
    ]
}

fn round() -> Vec<Line> {
    let frames = |op, text, says| line(Phase::Frames, op, text, says, SOURCE);
    let copy = |slot, text| {
        frames(Op::Push(Src::Slot(Top(slot))), text, "The frame for IRET is copied anew from the outermost one.")
    };
    let exit = |op, text, says| line(Phase::Exit, op, text, says, SOURCE);
    vec![
        frames(Op::Store(EXECUTING, 1), "[T−56] := 1", "A round starts: the flag is set.").at(Label::Repeat),
        frames(Op::SetRsp(EXECUTING), "rsp := T−56", "RSP goes to just above the frame for IRET."),
        copy(13, "push SS"),
        copy(14, "push RSP"),
        copy(15, "push RFLAGS"),
        copy(16, "push CS"),
        copy(17, "push RIP"),
        frames(Op::SetRsp(OUTERMOST), "rsp := T−136", "RSP goes below the outermost frame."),
        line(Phase::Entry, Op::Push(Src::Number(-1)), "push −1", "A placeholder for the error code.", SOURCE)
            .at(Label::EndRepeat),
        line(Phase::Entry, Op::PushGprs, "push registers", "The interrupted registers are saved.", SOURCE),
        line(
            Phase::Entry,
            Op::Cld,
            "cld, GS, CR3",
            "DF is cleared for C; GS base and page tables become the kernel's.",
            SOURCE,
        ),
        line(Phase::Entry, Op::Call(Label::DoNmi), "call do_nmi", "The C part is called.", SOURCE),
        exit(Op::PopGprs, "pop registers", "The interrupted registers are restored."),
        exit(Op::Drop(6), "rsp := T−96", "RSP goes to the frame that IRET will use."),
        exit(Op::Std, "std", "DF is set: from here it tells a nested NMI that RSP is where this handler put it."),
        exit(Op::Store(EXECUTING, 0), "[T−56] := 0", "The flag is cleared."),
        exit(
            Op::Iret,
            "iret",
            "IRET reads its five words at once and restores the real flags: to the interrupted code, or to repeat.",
        ),
    ]
}
