//! FRED: the hardware's frame says what made it, so the entry needs no flag and no copies.

use crate::op::{Label, Line, Op, Phase, line};
use crate::source::Source;

pub(super) fn nmi() -> Vec<Line> {
    let source = Source::Fred;
    vec![
        line(Phase::Entry, Op::PushGprs, "push registers", "The interrupted registers are saved.", source)
            .at(Label::Nmi),
        line(Phase::Entry, Op::Call(Label::DoNmi), "call do_nmi", "The C part is called.", source),
        line(Phase::Exit, Op::PopGprs, "pop registers", "The interrupted registers are restored.", source),
        line(
            Phase::Exit,
            Op::Erets,
            "erets",
            "The NMI returns; its frame carries the NMI bit, and that is what opens NMIs again.",
            source,
        ),
    ]
}
