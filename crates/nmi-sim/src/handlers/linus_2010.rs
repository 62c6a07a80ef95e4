//! The sketch of 16 July 2010: let an NMI nest, but let the nested one do no work.
//!
//! The mail gives the idea, not the layout. Taken from it: the outer NMI copies its frame off the top and marks the
//! CPU; a nested one is recognised before C, makes the outer's return go round again, and leaves with POPF and RET,
//! so that NMIs stay blocked until the outer's own IRET. Model choices: where the copies lie (T−56…T−88 the true
//! one, T−96…T−128 the one that IRET uses), and that the stretch from clearing the mark to the IRET, and the
//! stretch that starts another round, are recognised by their address.

use super::popf_ret::without_iret;
use crate::op::{Cond, Label, Line, Op, Phase, Reg, Src, Top, line};
use crate::source::Source;

const SOURCE: Source = Source::Torvalds2010;
/// T−88: the true copy's lowest word.
const TRUE_COPY: Top = Top(11);

pub(super) fn nmi(exit_recognised: bool) -> Vec<Line> {
    let mut lines = entry(exit_recognised);
    lines.extend(first());
    lines.extend(round());
    lines.extend(nested());
    lines
}

fn entry(exit_recognised: bool) -> Vec<Line> {
    let mut lines = vec![
        line(Phase::Entry, Op::Push(Src::Reg(Reg::Rax)), "push rax", "RAX is put aside.", SOURCE).at(Label::Nmi),
        line(
            Phase::Entry,
            Op::Plain,
            "check GS",
            "The GS base is made the kernel's, so that the per-CPU mark can be read.",
            Source::ModelChoice,
        ),
        line(
            Phase::Entry,
            Op::If(Cond::InterruptedIn(Label::Repeat, Label::EndRepeat), Label::NestedOut),
            "in repeat?",
            "Was the outer NMI just starting another round, so that there is nothing to do?",
            Source::ModelChoice,
        ),
        line(
            Phase::Entry,
            Op::If(Cond::Marked, Label::NestedEdit),
            "marked?",
            "Does the per-CPU mark say that this NMI is inside another?",
            SOURCE,
        ),
    ];
    if exit_recognised {
        lines.push(line(
            Phase::Entry,
            Op::If(Cond::InterruptedIn(Label::Exit, Label::NestedEdit), Label::NestedEdit),
            "at exit?",
            "Were these the outer NMI's last instructions, which run without the mark?",
            Source::ModelChoice,
        ));
    }
    lines
}

fn first() -> [Line; 7] {
    let copy = |slot, text| {
        line(
            Phase::Frames,
            Op::Push(Src::Slot(Top(slot))),
            text,
            "The frame is copied off the top, which the next NMI would overwrite.",
            SOURCE,
        )
    };
    [
        line(Phase::Frames, Op::SetMark(true), "mark := 1", "The CPU is marked as in an NMI.", SOURCE).at(Label::First),
        line(
            Phase::Frames,
            Op::Reload(Reg::Rax),
            "rax := [rsp]",
            "RAX is the interrupted code's again; its slot stays reserved for nested NMIs.",
            Source::ModelChoice,
        ),
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
            Source::ModelChoice,
        )
    };
    vec![
        line(Phase::Frames, Op::SetMark(true), "mark := 1", "A round starts: the CPU is marked as in an NMI.", SOURCE)
            .at(Label::Repeat),
        copy(7, "push SS"),
        copy(8, "push RSP"),
        copy(9, "push RFLAGS"),
        copy(10, "push CS"),
        copy(11, "push RIP"),
        line(Phase::Entry, Op::Push(Src::Number(-1)), "push −1", "A placeholder for the error code.", SOURCE)
            .at(Label::EndRepeat),
        line(Phase::Entry, Op::PushGprs, "push registers", "The interrupted registers are saved.", SOURCE),
        line(Phase::Entry, Op::Call(Label::DoNmi), "call do_nmi", "The C part is called.", SOURCE),
        line(Phase::Exit, Op::PopGprs, "pop registers", "The interrupted registers are restored.", SOURCE),
        line(Phase::Exit, Op::Drop(1), "drop −1", "RSP goes back to the frame that IRET will use.", SOURCE),
        line(Phase::Exit, Op::SetMark(false), "mark := 0", "The CPU is no longer marked.", SOURCE).at(Label::Exit),
        line(
            Phase::Exit,
            Op::Iret,
            "iret",
            "IRET returns to the interrupted code, or to another round if a nested NMI rewrote the frame.",
            SOURCE,
        ),
    ]
}

/// Starts right after the exit, whose stretch it ends.
fn nested() -> Vec<Line> {
    let edit = |op, text, says| line(Phase::Nested, op, text, says, SOURCE);
    let mut lines = vec![
        edit(
            Op::SetRsp(TRUE_COPY),
            "rsp := T−88",
            "RSP goes to just above the frame that the outer NMI's IRET will use.",
        )
        .at(Label::NestedEdit),
        edit(Op::Push(Src::KernelStackSegment), "push kernel SS", "That frame is made to lead to another round."),
        edit(Op::Push(Src::AddressOf(TRUE_COPY)), "push T−88", "The round starts with RSP at the true copy."),
        edit(Op::Push(Src::Flags), "push flags", "Flags as they are now, interrupts off."),
        edit(Op::Push(Src::KernelCodeSegment), "push kernel CS", "The round runs in the kernel."),
        edit(Op::Push(Src::Code(Label::Repeat)), "push repeat", "The outer NMI will return to the start of a round."),
        edit(Op::SetRsp(Top(6)), "rsp := T−48", "RSP goes back to where RAX was put."),
        edit(Op::Pop(Reg::Rax), "pop rax", "RAX is the interrupted code's again; RSP is at the hardware's frame.")
            .at(Label::NestedOut),
    ];
    lines.extend(without_iret(Phase::Nested, SOURCE));
    lines
}
