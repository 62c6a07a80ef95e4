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

/// All presets, in the order of a list. The first is what a page without a link opens.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "default",
        title: "A busy i386",
        sentence: "20,000 processes while drivers vmalloc: every few milliseconds of allocation a slot is new.",
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
];
