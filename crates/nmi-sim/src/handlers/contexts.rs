//! The interrupted code: a few micro-ops each, enough to be interrupted at and to come back to.

use crate::config::{Arch, Config, Context};
use crate::op::{Label, Line, Op, Phase, line};
use crate::source::Source;
use crate::word::Address;

const fn context(op: Op, text: &'static str, says: &'static str, source: Source) -> Line {
    line(Phase::Context, op, text, says, source)
}

const RESUMED: Line = context(Op::Done, "…", "The interrupted code goes on; this run ends here.", Source::ModelChoice);

pub(super) fn lines(config: &Config) -> Vec<Line> {
    let mut lines = match config.context {
        Context::Kernel => vec![
            context(Op::Plain, "work", "Kernel code runs on its task's stack.", Source::ModelChoice),
            context(
                Op::Sti,
                "sti",
                "Kernel code allows interrupts again; for one instruction even an NMI may be held back.",
                Source::SdmNmi,
            ),
            context(Op::Plain, "work", "Kernel code runs on its task's stack.", Source::ModelChoice),
            RESUMED.at(Label::Resume),
        ],
        Context::User => {
            vec![context(Op::Plain, "work", "User code runs.", Source::ModelChoice), RESUMED.at(Label::Resume)]
        }
        Context::PageFault => {
            let mut lines = vec![
                context(
                    Op::Plain,
                    "#PF entry",
                    "A page-fault handler starts; the faulting address is still only in CR2.",
                    Source::VmallocFault,
                ),
                context(
                    Op::ReadCr2(Address::Context),
                    "read CR2",
                    "The page-fault handler reads the faulting address.",
                    Source::VmallocFault,
                ),
            ];
            if config.handler.arch() != Arch::Fred64 {
                lines.push(context(
                    Op::Drop(1),
                    "drop error code",
                    "The error code's slot is stepped over; RSP points at the frame.",
                    Source::VmallocFault,
                ));
            }
            lines.push(back(config, "The page-fault handler returns to the code that faulted."));
            lines.push(RESUMED.at(Label::Resume));
            lines
        }
        Context::DebugStack => vec![
            context(
                Op::Plain,
                "#DB entry",
                "A debug handler stands at its entry or exit, its frame at the top of the debug stack.",
                Source::KernelStacks,
            ),
            context(Op::Plain, "#DB exit", "The debug handler is about to return.", Source::KernelStacks),
            back(config, "The debug handler returns to the code it interrupted."),
            RESUMED.at(Label::Resume),
        ],
        Context::Syscall => vec![
            context(
                Op::Plain,
                "swapgs",
                "SYSCALL has entered ring 0 with the user's RSP, which points into the NMI stack.",
                Source::Advisory2015,
            ),
            context(
                Op::EnterTaskStack,
                "rsp := task stack",
                "The entry code loads the kernel's own stack pointer.",
                Source::Advisory2015,
            ),
            context(Op::Plain, "work", "The system call runs.", Source::ModelChoice),
            RESUMED.at(Label::Resume),
        ],
    };
    if config.sources.faulting_iret {
        lines.push(
            context(
                Op::Done,
                "signal handler",
                "The user's code gets a signal for the frame that could not be returned to; this run ends here.",
                Source::Advisory2015,
            )
            .at(Label::UserSignal),
        );
    }
    lines
}

/// How the interrupted exception handler itself returns.
fn back(config: &Config, says: &'static str) -> Line {
    match config.handler.arch() {
        Arch::Idt64 | Arch::I386 => context(Op::Iret, "iret", says, Source::SdmNmi),
        Arch::Fred64 => context(Op::Erets, "erets", says, Source::Fred),
    }
}
