//! Where each fact comes from.

use serde::Serialize;

/// How sure a source makes a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Read in a manual, a kernel tree, a commit or a mail.
    Cited,
    /// Follows from cited facts.
    Derived,
    /// Believed, without a source that was read.
    Unverified,
    /// The model has to choose; the real thing is finer or different.
    ModelChoice,
}

/// A source, named once and cited everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// NMI handling.
    SdmNmi,
    /// How interrupts are pushed in 64-bit mode.
    SdmFrame64,
    /// POPF and the resume flag.
    SdmPopf,
    /// Single step and code breakpoints.
    SdmDebug,
    /// Order among simultaneous events.
    SdmPriority,
    /// VM exits caused by a faulting IRET.
    SdmVmxIret,
    /// The interrupt stack table in Linux.
    KernelStacks,
    /// Linux 2.6.35's NMI entry.
    Linux2635,
    /// Mathieu Desnoyers' return without IRET.
    Desnoyers2010,
    /// Linus Torvalds' nested NMI sketch.
    Torvalds2010,
    /// The mail this project starts from.
    Seed2010,
    /// Steven Rostedt's copied frames.
    Rostedt33,
    /// The two copies swapped, so that C sees the stable one.
    RostedtSwapped,
    /// Rostedt's debug stack fix.
    RostedtDebugStack,
    /// The latch in C.
    RostedtLatch,
    /// CR2 saved around an NMI.
    RostedtCr2,
    /// Andy Lutomirski's overhaul.
    Lutomirski42,
    /// The 2015 advisory.
    Advisory2015,
    /// Machine checks in the prologue.
    Lai2023,
    /// FRED as Linux documents and uses it.
    Fred,
    /// The fill of a missing vmalloc slot.
    VmallocFault,
    /// Follows from the others.
    Derived,
    /// The model's own choice.
    ModelChoice,
}

impl Source {
    /// Every source, in the order of the list in the docs.
    pub const ALL: [Source; 23] = [
        Source::SdmNmi,
        Source::SdmFrame64,
        Source::SdmPopf,
        Source::SdmDebug,
        Source::SdmPriority,
        Source::SdmVmxIret,
        Source::KernelStacks,
        Source::Linux2635,
        Source::Desnoyers2010,
        Source::Torvalds2010,
        Source::Seed2010,
        Source::Rostedt33,
        Source::RostedtSwapped,
        Source::RostedtDebugStack,
        Source::RostedtLatch,
        Source::RostedtCr2,
        Source::Lutomirski42,
        Source::Advisory2015,
        Source::Lai2023,
        Source::Fred,
        Source::VmallocFault,
        Source::Derived,
        Source::ModelChoice,
    ];

    /// The citation.
    #[must_use]
    pub fn cite(self) -> &'static str {
        match self {
            Source::SdmNmi => "Intel SDM vol. 3A, 6.7 and 6.7.1 (Nonmaskable Interrupt; Handling Multiple NMIs)",
            Source::SdmFrame64 => "Intel SDM vol. 3A, 6.14 (64-bit mode frames, IST)",
            Source::SdmPopf => "Intel SDM vol. 2B, POPF; vol. 3A, 6.7.1 (only IRET ends NMI blocking)",
            Source::SdmDebug => "Intel SDM vol. 3B, chapter 17 (single step, code breakpoints, RF)",
            Source::SdmPriority => "Intel SDM vol. 3A, 6.9 (priority among simultaneous exceptions and interrupts)",
            Source::SdmVmxIret => {
                "Intel SDM vol. 3A, 6.7.1 and vol. 3C, 27.2.2 (a faulting IRET has already unblocked NMIs)"
            }
            Source::KernelStacks => "Linux 2.6.35, Documentation/x86/x86_64/kernel-stacks",
            Source::Linux2635 => "Linux 2.6.35, arch/x86/kernel/entry_64.S, nmi",
            Source::Desnoyers2010 => {
                "Mathieu Desnoyers, 2010, \"x86 NMI-safe INT3 and Page Fault\" (asm/irqflags.h of trees carrying it)"
            }
            Source::Torvalds2010 => "Linus Torvalds, 16 Jul 2010, \"Re: [patch 2/2] x86 NMI-safe INT3 and Page Fault\"",
            Source::Seed2010 => "Linus Torvalds, 14 Jul 2010, \"Re: [patch 1/2] x86_64 page fault NMI-safe\"",
            Source::Rostedt33 => "Linux 3.4, arch/x86/kernel/entry_64.S, nmi; commit 3f3c8b8c4b2a (v3.3)",
            Source::RostedtSwapped => {
                "Linux 3.13, arch/x86/kernel/entry_64.S, nmi (copied and saved frame swapped, v3.9)"
            }
            Source::RostedtDebugStack => "Linux 3.4, arch/x86/kernel/nmi.c (the debug stack is kept during an NMI)",
            Source::RostedtLatch => "commit ccd49c239177 (v3.3), later common C code: arch/x86/kernel/nmi.c, exc_nmi",
            Source::RostedtCr2 => {
                "\"x86: Save cr2 in NMI in case NMIs take a page fault\", 2012; Linux 3.13, entry_64.S and nmi.c (absent in 3.4)"
            }
            Source::Lutomirski42 => {
                "Linux 4.19, arch/x86/entry/entry_64.S, nmi; commits 9b6e6a8334d5, a27507ca2d79, 810bc075f78f, 9d0503167990 (v4.2)"
            }
            Source::Advisory2015 => "Andy Lutomirski, 2015, oss-security: CVE-2015-3290, CVE-2015-3291, CVE-2015-5157",
            Source::Lai2023 => {
                "Lai Jiangshan, 3 Apr 2023, atomic IST entry RFC (Message-ID 20230403140605.540512-1-jiangshanlai@gmail.com)"
            }
            Source::Fred => {
                "Linux, Documentation/arch/x86/x86_64/fred.rst, arch/x86/entry/entry_64_fred.S, arch/x86/kernel/fred.c (v6.9)"
            }
            Source::VmallocFault => "Linux 2.6.35, arch/x86/mm/fault.c, vmalloc_fault",
            Source::Derived => "follows from the cited rules",
            Source::ModelChoice => "model choice",
        }
    }

    /// How sure it makes what it is cited for.
    #[must_use]
    pub fn standing(self) -> Standing {
        match self {
            Source::Derived => Standing::Derived,
            Source::ModelChoice => Standing::ModelChoice,
            // Section numbers and the footnote on RF come from memory: kernel facts agree, the text was not read.
            Source::SdmPopf | Source::SdmDebug | Source::SdmPriority | Source::SdmFrame64 => Standing::Unverified,
            _ => Standing::Cited,
        }
    }
}
