//! 32-bit Linux: no IST, so each NMI's frame lies below what it interrupted, and C needs only three states.

use crate::op::{Label, Line, Op, Phase, Reg, Src, line};
use crate::source::Source;

pub(super) fn nmi() -> Vec<Line> {
    let source = Source::RostedtLatch;
    vec![
        line(
            Phase::Entry,
            Op::Push(Src::Reg(Reg::Rax)),
            "push eax",
            "EAX takes the slot of a system call's number.",
            source,
        )
        .at(Label::Nmi),
        line(
            Phase::Entry,
            Op::PushGprs,
            "push registers",
            "The interrupted registers are saved below what was interrupted.",
            source,
        ),
        line(Phase::Entry, Op::Call(Label::DoNmi), "call do_nmi", "The C part is called.", source),
        line(Phase::Exit, Op::PopGprs, "pop registers", "The interrupted registers are restored.", source),
        line(Phase::Exit, Op::Drop(1), "drop eax", "ESP goes back to the hardware's frame.", source),
        line(Phase::Exit, Op::Iret, "iret", "The NMI returns to what it interrupted.", source),
    ]
}
