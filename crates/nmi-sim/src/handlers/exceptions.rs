//! The exceptions that can happen inside an NMI, and how they return.

use super::{Listing, popf_ret};
use crate::config::{Arch, Config, Handler};
use crate::op::{Label, Line, Op, Phase, Src, line};
use crate::source::Source;
use crate::word::Address;

const fn fault(op: Op, text: &'static str, says: &'static str, source: Source) -> Line {
    line(Phase::Fault, op, text, says, source)
}

const NO_ERROR: Line = fault(
    Op::Push(Src::Number(-1)),
    "push −1",
    "A placeholder takes the place of the error code that this exception has not.",
    Source::Linux2635,
);
const SAVE: Line = fault(Op::PushGprs, "push registers", "The interrupted registers are saved.", Source::Linux2635);
const RESTORE: Line = line(
    Phase::FaultReturn,
    Op::PopGprs,
    "pop registers",
    "The interrupted registers are restored.",
    Source::Linux2635,
);
const DROP: Line = line(
    Phase::FaultReturn,
    Op::Drop(1),
    "drop error code",
    "The error code's slot is stepped over; RSP points at the frame.",
    Source::Linux2635,
);
const IRET: Line = line(
    Phase::FaultReturn,
    Op::Iret,
    "iret",
    "The exception returns by IRET, which ends NMI blocking whatever it returns from.",
    Source::SdmNmi,
);
const ERETS: Line = line(
    Phase::FaultReturn,
    Op::Erets,
    "erets",
    "The exception returns by ERETS; its frame was not made by an NMI, so blocking stays as it is.",
    Source::Fred,
);

/// What an exception's C handler does.
const PAGE_FAULT: [Line; 2] = [
    fault(
        Op::ReadCr2(Address::Buffer),
        "read address",
        "The page-fault handler reads the faulting address.",
        Source::VmallocFault,
    ),
    fault(
        Op::FillSlot,
        "fill slot",
        "The missing top-level entry is copied from the reference table.",
        Source::VmallocFault,
    ),
];
const BREAKPOINT: [Line; 1] = [fault(
    Op::HandleBreakpoint,
    "handle #BP",
    "The breakpoint's handler does its work and points the frame at the displaced instruction.",
    Source::RostedtLatch,
)];
const BREAKPOINT_STEPS: [Line; 1] = [fault(
    Op::HandleBreakpoint,
    "handle #BP, TF",
    "The breakpoint's handler points the frame at the displaced instruction and sets TF in it, for one step.",
    Source::SdmDebug,
)];
const DEBUG_STEPPED: [Line; 1] = [fault(
    Op::HandleDebug,
    "handle #DB, TF",
    "The debug handler clears TF in the frame: the one step is done.",
    Source::SdmDebug,
)];
const DEBUG_CODE: [Line; 1] = [fault(
    Op::HandleDebug,
    "handle #DB, RF",
    "The debug handler does its work and sets RF in the frame, so that the return gets past the breakpoint.",
    Source::SdmDebug,
)];
const MACHINE_CHECK: [Line; 1] = [fault(
    Op::HandleMachineCheck,
    "handle #MC",
    "The machine-check handler finds that the kernel can go on.",
    Source::Lai2023,
)];
const PROTECTION: [Line; 1] = [fault(
    Op::PointAtRepair,
    "fix up",
    "The fault of an IRET is expected: the handler returns to code that repairs it.",
    Source::Advisory2015,
)];
const REPAIR: [Line; 2] = [
    line(
        Phase::Fault,
        Op::Push(Src::Number(0)),
        "push 0",
        "The repair makes the user's frame look like that of a fault in user mode.",
        Source::Advisory2015,
    ),
    SAVE,
];
const SIGNAL: Line = fault(
    Op::Signal,
    "signal",
    "The user's frame, still on this stack, is pointed at a signal handler.",
    Source::Advisory2015,
);

pub(super) fn listings(config: &Config) -> Vec<Listing> {
    let sources = config.sources;
    let mut all = Vec::new();
    if sources.slot_missing {
        all.push(exception(config, "page_fault", Label::PageFault, true, &PAGE_FAULT));
    }
    if sources.breakpoint {
        all.push(exception(
            config,
            "breakpoint",
            Label::Breakpoint,
            false,
            if sources.single_step { &BREAKPOINT_STEPS } else { &BREAKPOINT },
        ));
    }
    if sources.code_breakpoint || sources.single_step {
        all.push(exception(
            config,
            "debug",
            Label::Debug,
            false,
            if sources.code_breakpoint { &DEBUG_CODE } else { &DEBUG_STEPPED },
        ));
    }
    if sources.machine_check {
        all.push(exception(config, "machine_check", Label::MachineCheck, false, &MACHINE_CHECK));
    }
    if sources.faulting_iret {
        all.push(exception(config, "protection", Label::Protection, true, &PROTECTION));
        let mut repair = REPAIR.to_vec();
        repair.extend([SIGNAL, RESTORE, DROP, IRET]);
        repair[0] = repair[0].at(Label::Repair);
        all.push(Listing::new("repair", repair));
    }
    all
}

fn exception(config: &Config, name: &'static str, label: Label, has_error_code: bool, handle: &[Line]) -> Listing {
    let mut lines = Vec::new();
    let fred = config.handler.arch() == Arch::Fred64;
    if !fred && !has_error_code {
        lines.push(NO_ERROR);
    }
    lines.push(SAVE);
    lines.extend_from_slice(handle);
    lines.push(RESTORE);
    if fred {
        lines.push(ERETS);
    } else {
        lines.push(DROP);
        // The patch changed the returns of #PF, #BP and #DB; machine checks and repairs go on using IRET.
        let patched = matches!(label, Label::PageFault | Label::Breakpoint | Label::Debug);
        if config.handler == Handler::PopfRet && patched {
            lines.extend(popf_ret::exception_return(IRET));
        } else {
            lines.push(IRET);
        }
    }
    lines[0] = lines[0].at(label);
    Listing::new(name, lines)
}
