//! The C body: what an NMI is for, and what C keeps around it.

use crate::config::{Config, Handler};
use crate::op::{Cond, Label, Line, Op, Phase, line};
use crate::source::Source;

const fn body(op: Op, text: &'static str, says: &'static str, source: Source) -> Line {
    line(Phase::Body, op, text, says, source)
}

const ENTER: Line = body(
    Op::BodyEnter,
    "handlers begin",
    "The NMI's handlers begin, and this CPU counts itself as in an NMI.",
    Source::Linux2635,
);

const HANDLERS: [Line; 4] = [
    body(
        Op::Touch,
        "touch buffer",
        "A handler touches its per-CPU buffer, which lives in the vmalloc area.",
        Source::Seed2010,
    ),
    body(
        Op::Probe,
        "probe",
        "The handlers come to an instruction on which a breakpoint may sit.",
        Source::RostedtLatch,
    ),
    body(Op::Probed, "probed op", "The instruction at that place runs.", Source::ModelChoice),
    body(
        Op::BodyLeave,
        "handlers end",
        "The handlers are through, and this CPU no longer counts itself as in an NMI.",
        Source::Linux2635,
    ),
];

const RETURN: Line = body(Op::Return, "ret", "C returns to the entry code.", Source::ModelChoice);

const SAVE_CR2: Line = body(
    Op::SaveCr2,
    "save CR2",
    "CR2 is put aside: the code below may be a page-fault handler that has not read it yet.",
    Source::RostedtCr2,
);

const SAVE_CR2_FRED: Line = body(
    Op::SaveCr2,
    "save CR2",
    "CR2 is put aside; faults under FRED have their address in the frame, so only a hypervisor's entry needs it.",
    Source::Fred,
);

const RESTORE_CR2: Line =
    body(Op::RestoreCr2, "restore CR2", "CR2 is written back if a fault in here has changed it.", Source::RostedtCr2);

const KEEP: Line = body(
    Op::KeepDebugStack,
    "keep debug stack",
    "If the NMI interrupted the debug stack, breakpoints in here stay on the current stack instead of restarting that one.",
    Source::RostedtDebugStack,
);

const FREE: Line =
    body(Op::FreeDebugStack, "free debug stack", "Breakpoints go to the debug stack again.", Source::RostedtDebugStack);

const LATCH_IN: [Line; 2] = [
    body(
        Op::If(Cond::LatchBusy, Label::Latched),
        "state at rest?",
        "Does the per-CPU state say that an NMI is already in here?",
        Source::RostedtLatch,
    ),
    body(Op::SetLatch(1), "state := executing", "The state says that an NMI executes.", Source::RostedtLatch),
];

const LATCH_OUT: Line = body(
    Op::LatchDown(Label::Restart),
    "state −1, again if not 0",
    "One comes off the state; if it is not at rest then, somebody wrote \"latched\" and there is another round",
    Source::RostedtLatch,
);

const LATCHED: Line = body(
    Op::SetLatch(2),
    "state := latched",
    "The nested NMI leaves its mark for the one below and does nothing else.",
    Source::RostedtLatch,
)
.at(Label::Latched);

pub(super) fn lines(config: &Config) -> Vec<Line> {
    let mut lines = Vec::new();
    let latch = matches!(config.handler, Handler::I386Latch | Handler::Lutomirski42);
    let debug_kept = matches!(config.handler, Handler::Rostedt33 | Handler::Lutomirski42);
    let cr2_kept = latch || config.handler == Handler::Fred || config.switches.cr2_kept;
    if latch {
        lines.extend(LATCH_IN);
    }
    if cr2_kept {
        lines.push(if config.handler == Handler::Fred { SAVE_CR2_FRED } else { SAVE_CR2 });
    }
    // Another round starts where the debug stack is looked at again.
    let restart = lines.len();
    if debug_kept {
        lines.push(KEEP);
    }
    lines.push(ENTER);
    lines[restart] = lines[restart].at(Label::Restart);
    lines.extend(HANDLERS);
    if debug_kept {
        lines.push(FREE);
    }
    if cr2_kept {
        lines.push(RESTORE_CR2);
    }
    if latch {
        lines.push(LATCH_OUT);
    }
    lines.push(RETURN);
    if latch {
        lines.extend([LATCHED, RETURN]);
    }
    lines[0] = lines[0].at(Label::DoNmi);
    lines
}
