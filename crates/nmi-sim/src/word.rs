//! What a stack slot or a register can hold, as a symbol: sixteen bits, so that a state stays small.

use serde::Serialize;

/// Who wrote a slot: the code that was interrupted, the n-th NMI delivered, or a nested exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Owner {
    /// The interrupted context.
    Context = 0,
    /// The first NMI that was delivered.
    Nmi1 = 1,
    /// The second.
    Nmi2 = 2,
    /// The third.
    Nmi3 = 3,
    /// A page fault inside an NMI.
    PageFault = 4,
    /// A breakpoint (`INT3`).
    Breakpoint = 5,
    /// A debug trap or a code breakpoint.
    Debug = 6,
    /// A machine check.
    MachineCheck = 7,
    /// The fault of an IRET.
    Protection = 8,
    /// Nobody in this run: what was there before.
    Before = 9,
}

impl Owner {
    const ALL: [Owner; 10] = [
        Owner::Context,
        Owner::Nmi1,
        Owner::Nmi2,
        Owner::Nmi3,
        Owner::PageFault,
        Owner::Breakpoint,
        Owner::Debug,
        Owner::MachineCheck,
        Owner::Protection,
        Owner::Before,
    ];

    /// The owner of the n-th NMI delivered, counted from one.
    pub(crate) fn nmi(n: u8) -> Owner {
        match n {
            1 => Owner::Nmi1,
            2 => Owner::Nmi2,
            _ => Owner::Nmi3,
        }
    }

    /// Whether this is one of the NMIs.
    #[must_use]
    pub fn is_nmi(self) -> bool {
        matches!(self, Owner::Nmi1 | Owner::Nmi2 | Owner::Nmi3)
    }

    /// A short name for a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Owner::Context => "interrupted code",
            Owner::Nmi1 => "NMI 1",
            Owner::Nmi2 => "NMI 2",
            Owner::Nmi3 => "NMI 3",
            Owner::PageFault => "page fault",
            Owner::Breakpoint => "breakpoint",
            Owner::Debug => "debug exception",
            Owner::MachineCheck => "machine check",
            Owner::Protection => "faulting IRET",
            Owner::Before => "before this run",
        }
    }
}

/// The address that a page fault is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Address {
    /// No fault has been taken in this run.
    Earlier = 0,
    /// The address of the interrupted code's own fault.
    Context = 1,
    /// The vmalloc'ed buffer that the NMI's body touches.
    Buffer = 2,
}

impl Address {
    pub(crate) fn from_bits(bits: u8) -> Address {
        match bits {
            1 => Address::Context,
            2 => Address::Buffer,
            _ => Address::Earlier,
        }
    }

    /// A short name for a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Address::Earlier => "an earlier address",
            Address::Context => "the interrupted code's address",
            Address::Buffer => "the vmalloc buffer's address",
        }
    }
}

/// The flags of RFLAGS that matter here, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Flags(u8);

impl Flags {
    /// Interrupts enabled.
    pub const IF: Flags = Flags(1);
    /// Trap flag: single step.
    pub const TF: Flags = Flags(2);
    /// Direction flag.
    pub const DF: Flags = Flags(4);
    /// Resume flag: ignore a code breakpoint for one instruction.
    pub const RF: Flags = Flags(8);
    /// None of them.
    pub const NONE: Flags = Flags(0);

    pub(crate) fn from_bits(bits: u8) -> Flags {
        Flags(bits & 15)
    }

    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    /// Whether all the given flags are set.
    #[must_use]
    pub fn has(self, flags: Flags) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// With the given flags set.
    #[must_use]
    pub fn with(self, flags: Flags) -> Flags {
        Flags(self.0 | flags.0)
    }

    /// With the given flags clear.
    #[must_use]
    pub fn without(self, flags: Flags) -> Flags {
        Flags(self.0 & !flags.0)
    }
}

impl core::fmt::Display for Flags {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut first = true;
        for (flag, name) in [(Flags::IF, "IF"), (Flags::TF, "TF"), (Flags::DF, "DF"), (Flags::RF, "RF")] {
            if self.has(flag) {
                if !first {
                    f.write_str(" ")?;
                }
                f.write_str(name)?;
                first = false;
            }
        }
        if first { f.write_str("none") } else { Ok(()) }
    }
}

/// A segment word of a frame, with what FRED keeps beside the selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Segment {
    /// Ring 3 rather than ring 0.
    pub user: bool,
    /// A stack segment rather than a code segment.
    pub stack: bool,
    /// FRED: this frame was made by an NMI (bit 18 of the SS word).
    pub nmi: bool,
    /// FRED: the stack level to go back to (bits 16 and 17 of the CS word).
    pub level: u8,
}

/// The content of a slot or of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Never written in this run.
    Unwritten,
    /// A place in the listings.
    Code(u8),
    /// A stack address, as a word index; [`USER_RSP`] is the user's own stack.
    Stack(u8),
    /// RFLAGS.
    Flags(Flags),
    /// A segment selector.
    Segment(Segment),
    /// A small number: a flag, an error code, −1.
    Number(i8),
    /// A register value that belongs to someone.
    Of(Owner),
    /// A fault address.
    Address(Address),
}

/// The stack pointer value that stands for the user's own stack.
pub const USER_RSP: u8 = 255;

/// One stack slot: a [`Value`] and the [`Owner`] who wrote it, in sixteen bits.
///
/// Bits 0–7 payload, 8–11 kind, 12–15 owner. This packing is a model choice.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Word(u16);

impl Word {
    /// What a slot holds before anyone in this run has written it.
    pub const UNWRITTEN: Word = Word((Owner::Before as u16) << 12);

    /// Packs a value and its writer.
    #[must_use]
    pub fn new(value: Value, owner: Owner) -> Word {
        let (kind, payload) = match value {
            Value::Unwritten => (0, 0),
            Value::Code(at) => (1, at),
            Value::Stack(at) => (2, at),
            Value::Flags(flags) => (3, flags.bits()),
            Value::Segment(s) => (4, u8::from(s.user) | u8::from(s.stack) << 1 | u8::from(s.nmi) << 2 | s.level << 3),
            Value::Number(n) => (5, n.cast_unsigned()),
            Value::Of(owner) => (6, owner as u8),
            Value::Address(address) => (7, address as u8),
        };
        Word(u16::from(owner as u8) << 12 | kind << 8 | u16::from(payload))
    }

    /// The content.
    #[must_use]
    pub fn value(self) -> Value {
        let payload = (self.0 & 0xff) as u8;
        match self.0 >> 8 & 15 {
            1 => Value::Code(payload),
            2 => Value::Stack(payload),
            3 => Value::Flags(Flags::from_bits(payload)),
            4 => Value::Segment(Segment {
                user: payload & 1 != 0,
                stack: payload & 2 != 0,
                nmi: payload & 4 != 0,
                level: payload >> 3 & 3,
            }),
            5 => Value::Number(payload.cast_signed()),
            6 => Value::Of(Owner::ALL[usize::from(payload)]),
            7 => Value::Address(Address::from_bits(payload)),
            _ => Value::Unwritten,
        }
    }

    /// Who wrote it.
    #[must_use]
    pub fn owner(self) -> Owner {
        Owner::ALL[usize::from(self.0 >> 12)]
    }

    pub(crate) fn bits(self) -> u16 {
        self.0
    }
}

impl core::fmt::Debug for Word {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?} by {:?}", self.value(), self.owner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back() {
        for owner in Owner::ALL {
            for value in [
                Value::Unwritten,
                Value::Code(200),
                Value::Stack(USER_RSP),
                Value::Flags(Flags::IF.with(Flags::RF)),
                Value::Segment(Segment { user: true, stack: true, nmi: true, level: 2 }),
                Value::Number(-1),
                Value::Of(Owner::Protection),
                Value::Address(Address::Buffer),
            ] {
                let word = Word::new(value, owner);
                assert_eq!((word.value(), word.owner()), (value, owner));
            }
        }
    }
}
