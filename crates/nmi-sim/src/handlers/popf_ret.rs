//! An exception's return without IRET: the interrupted RIP and flags are pushed where the interrupted code's stack
//! ends, and POPF and RET pick them up. NMI blocking stays as it was.

use crate::op::{Cond, Label, Line, Op, Phase, Reg, Src, line};
use crate::source::Source;

/// The eight micro-ops; RSP is at the frame (RIP, CS, RFLAGS, RSP, SS upwards) when they begin.
pub(super) fn without_iret(phase: Phase, source: Source) -> [Line; 8] {
    [
        line(phase, Op::Push(Src::Reg(Reg::Rax)), "push rax", "RAX is put aside, below the frame.", source),
        line(phase, Op::MoveRsp(Reg::Rax), "rax := rsp", "RAX keeps the way to the frame.", source),
        line(
            phase,
            Op::EnterInterruptedStack(Reg::Rax, 4),
            "rsp := frame.rsp",
            "RSP goes back to the interrupted code's stack.",
            source,
        ),
        line(
            phase,
            Op::Push(Src::Via(Reg::Rax, 1)),
            "push frame.rip",
            "The place to return to is pushed there.",
            source,
        ),
        line(
            phase,
            Op::Push(Src::Via(Reg::Rax, 3)),
            "push frame.rflags",
            "The flags to return with are pushed below it.",
            source,
        ),
        line(phase, Op::LoadSelf(Reg::Rax), "rax := saved rax", "RAX is the interrupted code's again.", source),
        line(
            phase,
            Op::Popf,
            "popf",
            "POPF restores the flags and leaves NMI blocking alone; it cannot restore RF.",
            Source::SdmPopf,
        ),
        line(
            phase,
            Op::Ret,
            "ret",
            "RET jumps back; the restored flags have been live for this one instruction.",
            Source::SdmPopf,
        ),
    ]
}

/// The end of an exception handler under the patch: without IRET only from kernel to kernel and inside an NMI.
pub(super) fn exception_return(iret: Line) -> Vec<Line> {
    let source = Source::Desnoyers2010;
    let mut lines = vec![
        line(
            Phase::FaultReturn,
            Op::If(Cond::FrameFromUser(0), Label::ByIret),
            "to user?",
            "Does it return to user mode, which needs IRET?",
            source,
        ),
        line(
            Phase::FaultReturn,
            Op::If(Cond::NotInNmi, Label::ByIret),
            "in NMI?",
            "Is no NMI body running, so that IRET does no harm?",
            source,
        ),
    ];
    lines.extend(without_iret(Phase::FaultReturn, source));
    lines.push(iret.at(Label::ByIret));
    lines
}
