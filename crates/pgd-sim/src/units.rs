//! Newtypes for what the machine counts, so that a slot is never taken for a process.

use core::fmt;
use core::ops::{Add, AddAssign, Sub};

/// Model time, or a span of it, in whole picoseconds. The clock ends at 2^58 ps, that is 80 hours: what would happen later
/// does not. Sums that no 64 bits hold are [`Ps::NEVER`].
///
/// ```
/// use pgd_sim::Ps;
/// assert_eq!(Ps::from_ns(150).times(20_000).as_ns(), 3_000_000);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ps(pub u64);

impl Ps {
    /// No time at all.
    pub const ZERO: Ps = Ps(0);
    /// Later than everything: the time of what is not going to happen by itself.
    pub const NEVER: Ps = Ps(u64::MAX);

    /// Whole nanoseconds.
    #[must_use]
    pub const fn from_ns(ns: u64) -> Ps {
        Ps(ns * 1_000)
    }

    /// Nanoseconds, rounded half up: the unit of every report.
    #[must_use]
    pub const fn as_ns(self) -> u64 {
        self.0.saturating_add(500) / 1_000
    }

    /// `count` spans like this one, one after the other.
    #[must_use]
    pub const fn times(self, count: u64) -> Ps {
        Ps(self.0.saturating_mul(count))
    }

    /// What is left of this span after `other`, nothing if that is longer.
    #[must_use]
    pub const fn saturating_sub(self, other: Ps) -> Ps {
        Ps(self.0.saturating_sub(other.0))
    }
}

impl Add for Ps {
    type Output = Ps;
    fn add(self, other: Ps) -> Ps {
        Ps(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Ps {
    fn add_assign(&mut self, other: Ps) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl Sub for Ps {
    type Output = Ps;
    fn sub(self, other: Ps) -> Ps {
        Ps(self.0 - other.0)
    }
}

macro_rules! index {
    ($(#[$doc:meta])* $name:ident($inner:ty), $letter:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
                pub struct $name(pub $inner);

        impl $name {
            /// As an index into a table kept by the machine.
            #[must_use]
            pub const fn at(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($letter, "{}"), self.0)
            }
        }
    };
}

index! {
    /// A CPU, from 0.
    CpuId(u8), "cpu"
}
index! {
    /// A process, that is a page table. Numbers of processes that have gone are used again.
    ProcId(u32), "p"
}
index! {
    /// A slot: one entry of the level that has to be spread, counted from the start of the vmalloc area.
    SlotId(u16), "slot"
}
index! {
    /// An allocation of the vmalloc area. Numbers of freed areas are used again.
    AreaId(u32), "area"
}
