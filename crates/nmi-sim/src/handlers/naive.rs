//! Linux 2.6.35's entry: T−8…T−40 the hardware's frame, T−48 a placeholder, T−56…T−168 fifteen registers.

use crate::op::{Label, Line, Op, Phase, Src, line};
use crate::source::Source;

pub(super) fn nmi() -> Vec<Line> {
    let source = Source::Linux2635;
    vec![
        line(
            Phase::Entry,
            Op::Push(Src::Number(-1)),
            "push −1",
            "A placeholder marks that this is no system call to restart.",
            source,
        )
        .at(Label::Nmi),
        line(
            Phase::Entry,
            Op::PushGprs,
            "push registers",
            "The interrupted registers are saved on the NMI stack, at the same place for every NMI.",
            source,
        ),
        line(Phase::Entry, Op::Plain, "check GS", "The GS base is made the kernel's if it was the user's.", source),
        line(Phase::Entry, Op::Call(Label::DoNmi), "call do_nmi", "The C part is called.", source),
        line(Phase::Exit, Op::PopGprs, "pop registers", "The interrupted registers are restored.", source),
        line(Phase::Exit, Op::Drop(1), "drop −1", "RSP goes back to the hardware's frame.", source),
        line(
            Phase::Exit,
            Op::Iret,
            "iret",
            "The NMI returns by IRET, through whatever the five slots at the top hold by now.",
            source,
        ),
    ]
}
