//! Where the stacks lie.
//!
//! Memory is one row of words; each stack is a stretch of it, with an unused word between two stacks that catches
//! an overrun. Sizes are a model choice: the smallest that hold the deepest nesting a correct handler can reach. The
//! real ones are larger (4 KiB for an IST stack in 2.6.35), because real C functions use them too.

use serde::Serialize;

use crate::config::Arch;
use crate::word::USER_RSP;

/// How many words a state holds.
pub(crate) const MEMORY_WORDS: usize = 160;

/// One of the stacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stack {
    /// The task's kernel stack.
    Task,
    /// The machine check's IST stack.
    MachineCheck,
    /// The IST stack of #DB and #BP (under FRED: stack level 1).
    Debug,
    /// The NMI's IST stack (under FRED: stack level 2, which machine checks share).
    Nmi,
}

impl Stack {
    /// The letter that stands for its top in an address, as in `T−40`.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Stack::Task => 'K',
            Stack::MachineCheck => 'M',
            Stack::Debug => 'D',
            Stack::Nmi => 'T',
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Stack::Task => "task stack",
            Stack::MachineCheck => "machine-check stack",
            Stack::Debug => "debug stack",
            Stack::Nmi => "NMI stack",
        }
    }
}

/// The stretch of one stack: words `bottom` to `top − 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) stack: Stack,
    pub(crate) bottom: u8,
    /// One past the highest word: where RSP is when the stack is empty.
    pub(crate) top: u8,
}

const fn region(stack: Stack, bottom: u8, top: u8) -> Region {
    Region { stack, bottom, top }
}

// Tops are multiples of eight words, since FRED aligns frames to 64 bytes (and the IDT to 16).
const IDT64: [Region; 4] = [
    region(Stack::Task, 1, 48),
    region(Stack::MachineCheck, 49, 72),
    region(Stack::Debug, 73, 96),
    region(Stack::Nmi, 97, 160),
];
const I386: [Region; 1] = [region(Stack::Task, 1, 160)];
const FRED64: [Region; 3] = [region(Stack::Task, 1, 48), region(Stack::Debug, 49, 72), region(Stack::Nmi, 73, 160)];

impl Arch {
    pub(crate) fn regions(self) -> &'static [Region] {
        match self {
            Arch::Idt64 => &IDT64,
            Arch::I386 => &I386,
            Arch::Fred64 => &FRED64,
        }
    }

    /// Where RSP is when the stack is empty; a stack that this mode lacks is the task's.
    pub(crate) fn top(self, stack: Stack) -> u8 {
        self.regions().iter().find(|r| r.stack == stack).map_or(self.regions()[0].top, |r| r.top)
    }

    /// The region that a push to the word would belong to.
    pub(crate) fn region_of(self, word: u8) -> Option<Region> {
        self.regions().iter().copied().find(|r| r.bottom <= word && word < r.top)
    }

    /// How many registers a save pushes: fifteen in 64-bit mode, eleven in a 32-bit `pt_regs` (segments included).
    pub(crate) fn gprs(self) -> u8 {
        match self {
            Arch::Idt64 | Arch::Fred64 => 15,
            Arch::I386 => 11,
        }
    }

    /// Bytes of a slot.
    #[must_use]
    pub fn word_bytes(self) -> u16 {
        match self {
            Arch::Idt64 | Arch::Fred64 => 8,
            Arch::I386 => 4,
        }
    }

    /// A stack pointer as text, such as `T−136`; the top itself is `T`.
    #[must_use]
    pub fn address_name(self, rsp: u8) -> String {
        if rsp == USER_RSP {
            return "user stack".to_owned();
        }
        // An empty stack's pointer is one past its last word, so the word below decides where it belongs.
        let Some(region) = self.region_of(rsp).or_else(|| self.region_of(rsp.wrapping_sub(1))) else {
            return format!("word {rsp}");
        };
        let below = u16::from(region.top - rsp) * self.word_bytes();
        if below == 0 { region.stack.letter().to_string() } else { format!("{}−{below}", region.stack.letter()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacks_do_not_touch_and_tops_are_aligned() {
        for arch in [Arch::Idt64, Arch::I386, Arch::Fred64] {
            let mut last_top = 0;
            for region in arch.regions() {
                assert!(region.bottom > last_top, "a word between {:?} and the one below", region.stack);
                assert_eq!(region.top % 8, 0);
                assert!(usize::from(region.top) <= MEMORY_WORDS);
                last_top = region.top;
            }
        }
    }

    #[test]
    fn addresses_read_as_in_the_layouts() {
        assert_eq!(Arch::Idt64.address_name(160), "T");
        assert_eq!(Arch::Idt64.address_name(155), "T−40");
        assert_eq!(Arch::I386.address_name(159), "K−4");
        assert_eq!(Arch::Idt64.address_name(USER_RSP), "user stack");
    }
}
