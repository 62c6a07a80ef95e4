//! Scenarios with a name, a story and a source.

use crate::link::{Link, Scenario};

/// A scenario that tells something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name, as in addresses and on the command line.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows, in one sentence.
    pub sentence: &'static str,
    /// Where the story is from.
    pub source: &'static str,
    /// The link.
    pub fragment: &'static str,
}

impl Preset {
    /// Its scenario.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        Link::read(self.fragment).scenario
    }
}

/// A small machine without any load: its script is what one does.
pub const HANDS_ON: &str = "v=1&view=compare&procs=8&cpus=2&vmalloc=0&fork=0&touch=0&switch=0&irq=0&nmi=0";

/// All presets, in the order of a list. The first is what a page without a link opens.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "default",
        title: "A busy i386",
        sentence: "20,000 processes while drivers allocate: a dozen times in a second a slot is new, and every table should have it.",
        source: "model choice; slots of 4 MiB as on i386",
        fragment: "v=1&view=compare",
    },
    Preset {
        name: "one-line-answer",
        title: "The one-line answer",
        sentence: "One new slot among 10,000 processes of which only 20 ever touch it: walking every table costs far more \
                   than twenty faults.",
        source: "Linus Torvalds, 14 July 2010, “Re: [patch 1/2] x86_64 page fault NMI-safe”",
        fragment: "v=1&view=compare&arch=x86_64&procs=10k&used=524287MiB&time=200ms&vmalloc=500&size=64KiB&sizes=fixed\
                   &fork=5k&switch=0&irq=0&nmi=0&costs=nehalem-2010",
    },
    Preset {
        name: "fork-locked-out",
        title: "fork() is locked out",
        sentence: "Eight CPUs fork while a driver opens slot after slot under 30,000 processes: each walk stops every fork for \
                   its length.",
        source: "Linus Torvalds, 14 July 2010, same mail; Linux 2.6.35, arch/x86/mm/pgtable.c and fault.c",
        fragment: "v=1&view=compare&procs=30k&time=500ms&vmalloc=20&size=4MiB&sizes=fixed&fork=40k&child=5ms\
                   &touch=2k&irq=0&nmi=0&costs=nehalem-2010",
    },
    Preset {
        name: "four-mebibytes",
        title: "It would limit vmalloc to 4 MiB",
        sentence: "With one shared entry on i386 nothing is ever new and nothing is ever slow, until the 4 MiB are gone and \
                   every allocation fails.",
        source: "Linus Torvalds, 14 July 2010, same mail; a page-directory entry of i386 covers 4 MiB",
        fragment: "v=1&view=compare&procs=2k&used=0B&vmalloc=100&size=64KiB&sizes=fixed&fork=1k&shared=single",
    },
    Preset {
        name: "preallocated",
        title: "256 KiB end the debate",
        sentence: "Per-CPU areas open far slots on x86_64 while eight CPUs fork: with all 64 slots filled at boot nothing is \
                   walked and nothing faults, for 256 KiB.",
        source: "Linux commits 6eb82f994026 and 58a18fe95e83 (v5.9, v5.10)",
        fragment: "v=1&view=compare&arch=x86_64&procs=30k&time=500ms&percpu=20&unit=512GiB&fork=40k&child=5ms&touch=2k&pop=newer",
    },
    Preset {
        name: "stack-in-vmalloc",
        title: "The stack in vmalloc",
        sentence: "Children get their kernel stacks in a slot that older tables lack: the switch away from such a child loads a \
                   table without the stack it stands on, and the fault's own push faults too.",
        source: "Linux commit e37e43a497d5 (v4.9), which syncs the stack's entry in the switch",
        fragment: "v=1&view=compare&arch=x86_64&procs=1k&used=524287MiB&time=200ms&vmalloc=0&touchers=all&switch=20k&irq=0\
                   &nmi=0&stacks=vmalloc",
    },
    Preset {
        name: "unmap-is-not-free",
        title: "Unmapping is not free",
        sentence: "With PAE an entry can map 2 MiB by itself and goes with its mapping; tables that nobody tells keep the old \
                   one, and reach memory that is somebody else's.",
        source: "Linux commits 3f8fd02b1bf1 and 763802b53a42 (v5.3, v5.6)",
        fragment: "v=1&view=compare&arch=i386-pae&procs=2k&time=200ms&vmalloc=2k&life=5ms&ioremap=2k&fork=1k&touch=50k\
                   &touchers=all&pop=newer",
    },
    Preset {
        name: "already-present",
        title: "Somebody else has already put it there",
        sentence: "Two CPUs allocate in one new slot: the second finds the entry present and goes on while the first still \
                   walks, and its access is an oops where faults no longer fill.",
        source: "Linux commit 4819e15f740e (v5.9), a race of v5.8 on 32-bit x86",
        fragment: "v=1&view=compare&procs=30k&cpus=2&time=200ms&vmalloc=5k&size=16KiB&sizes=fixed&life=100ms&fork=0\
                   &touch=200k&pop=newer&eager=races&fault=oopses",
    },
    Preset {
        name: "skipped-slots",
        title: "The slots that were skipped",
        sentence: "Preallocation left out what had nothing under it at boot, and nothing else spread it: the first access in \
                   such a slot is an oops.",
        source: "Linux commits 995909a4e22b and 7b4ea9456dd3 (v5.9-rc)",
        fragment: "v=1&view=compare&arch=x86_64&procs=1k&time=200ms&percpu=20&unit=1MiB&touch=5k&pop=newer&shared=skipped\
                   &fault=oopses",
    },
    Preset {
        name: "hot-added",
        title: "Only init_mm had it",
        sentence: "A slot that is new in the reference table alone, where neither walk nor fault spreads it, as for memory \
                   added while running: the lazy lane has nobody who fills.",
        source: "Linux commit 9b861528a801 (2010), and again Harry Yoo, August 2025, on vmemmap",
        fragment: "v=1&view=compare&arch=x86_64&procs=1k&used=524287MiB&time=200ms&vmalloc=500&size=64KiB&sizes=fixed\
                   &touch=5k&pop=newer&fault=oopses",
    },
    Preset {
        name: "catch-up",
        title: "Catch up at the switch",
        sentence: "A counter says at each context switch whether a table is behind, and then the whole area's entries are \
                   copied: fewer faults, dearer switches.",
        source: "Linux 4.19, arch/arm/include/asm/mmu_context.h (vmalloc_seq of 32-bit Arm)",
        fragment: "v=1&view=compare&procs=5k&touchers=all&irq=5k&nmi=1k&lazy=catch-up",
    },
    Preset {
        name: "hands-on",
        title: "Hands on",
        sentence: "Eight processes, two CPUs, and nothing happens but what you do: make a new slot, let somebody touch it, and see \
                   what each way makes of it.",
        source: "model choice; slots of 4 MiB as on i386",
        fragment: HANDS_ON,
    },
];
