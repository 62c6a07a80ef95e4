//! Which table has which entry: the reference table, and one table for each process.
//!
//! A table has an entry when it was copied after the entry was made, when a walk has written it everywhere, or when a fault
//! of its own has filled it. So a fork costs one number, a walk over a million tables one flag, and a fault one bit.
//!
//! An entry that maps a huge page itself goes with its mapping. Tables that are not told keep it: from then on it is stale,
//! and a new entry in the same place is not seen through it.

use crate::units::{ProcId, Ps, SlotId};

/// More than the slots of any geometry: the largest 32-bit reserve with PAE has 496.
pub(crate) const SLOTS_MAX: usize = 512;

/// How the tables that were there before an entry was made come to it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Spread {
    /// The reference table has no such entry yet, or no more.
    Absent,
    /// All have it.
    Everywhere,
    /// The reference table has it, and a walk is due.
    Unwalked,
    /// A walk is on its way: it began then, and needs so long for each table.
    Walking { since: Ps, each: Ps },
    /// Those have it that filled it by a fault: one bit a process.
    OnDemand(Bits),
}

/// What is to become of an entry that has just been made in the reference table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// There is but one table.
    Everywhere,
    /// A walk is going to write it into all tables.
    Walk,
    /// Each process comes to it by itself.
    OnDemand,
}

/// What an entry holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A table of the next level, which is never given back.
    Table,
    /// A huge page, which goes with its mapping.
    HugePage,
}

/// What a process's table has where an entry should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Missing,
    Present,
    /// That of a mapping that is gone.
    Stale,
}

/// One slot, with what the reference table has there.
#[derive(Clone, Debug)]
struct Slot {
    spread: Spread,
    holds: Holds,
    /// The era in which the entry was made.
    born: u32,
    stale: Option<Stale>,
}

/// Whose tables have an entry that has gone from the reference table.
#[derive(Clone, Debug)]
struct Stale {
    bits: Bits,
    /// The era in which it went: who was copied later does not have it.
    died: u32,
}

/// One bit a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn has(&self, process: ProcId) -> bool {
        self.0.get(process.at() / 64).is_some_and(|word| word >> (process.at() % 64) & 1 == 1)
    }

    fn set(&mut self, process: ProcId) {
        let (word, bit) = (process.at() / 64, process.at() % 64);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << bit;
    }
}

/// All page tables, as far as the vmalloc area goes.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    slots: Vec<Slot>,
    /// Counts the changes of the reference table: entries made, and entries gone.
    era: u32,
    made: u32,
    huge: u32,
    /// For each process, the era in which its own table was copied: it has what the reference table had before.
    copied: Vec<u32>,
    gone: Vec<ProcId>,
    listed: u32,
    listed_max: u32,
}

impl Tables {
    /// Tables of `processes` processes which all have the first `boot_slots` of `slots` entries.
    pub(crate) fn new(slots: u32, boot_slots: u32, processes: u32) -> Tables {
        assert!(slots as usize <= SLOTS_MAX, "no geometry has more slots than SLOTS_MAX");
        let boot = |slot| Slot {
            spread: if slot < boot_slots { Spread::Everywhere } else { Spread::Absent },
            holds: Holds::Table,
            born: slot,
            stale: None,
        };
        Tables {
            slots: (0..slots).map(boot).collect(),
            era: boot_slots,
            made: boot_slots,
            huge: 0,
            copied: vec![boot_slots; processes as usize],
            gone: Vec::new(),
            listed: processes,
            listed_max: processes,
        }
    }

    /// The topmost slot.
    pub(crate) fn top(&self) -> SlotId {
        SlotId(self.slots.len() as u16 - 1)
    }

    /// How many slots there are.
    pub(crate) fn slots(&self) -> u16 {
        self.slots.len() as u16
    }

    /// One more than the largest number that any process had.
    pub(crate) fn numbers(&self) -> u32 {
        self.copied.len() as u32
    }

    /// Numbers below that which no process has now.
    pub(crate) fn gone(&self) -> impl Iterator<Item = ProcId> {
        self.gone.iter().copied()
    }

    /// Whether the reference table has the entry.
    pub(crate) fn made(&self, slot: SlotId) -> bool {
        self.slots[slot.at()].spread != Spread::Absent
    }

    /// Entries that the reference table has.
    pub(crate) const fn made_count(&self) -> u32 {
        self.made
    }

    /// Those that hold a table of the next level.
    pub(crate) const fn next_tables(&self) -> u32 {
        self.made - self.huge
    }

    /// Makes the entry in the reference table.
    pub(crate) fn make(&mut self, slot: SlotId, plan: Plan, holds: Holds) {
        debug_assert!(!self.made(slot), "{slot} is made once");
        let spread = match plan {
            Plan::Everywhere => Spread::Everywhere,
            Plan::Walk => Spread::Unwalked,
            Plan::OnDemand => Spread::OnDemand(Bits(vec![0; self.copied.len().div_ceil(64)])),
        };
        let stale = self.slots[slot.at()].stale.take();
        self.slots[slot.at()] = Slot { spread, holds, born: self.era, stale };
        self.era += 1;
        self.made += 1;
        self.huge += u32::from(holds == Holds::HugePage);
    }

    /// Takes a huge page's entry out of the reference table. Where each process has a table of its own (`kept`), those that
    /// have the entry keep it. This may look at every table.
    pub(crate) fn unmake(&mut self, slot: SlotId, kept: bool, now: Ps) {
        debug_assert!(self.slots[slot.at()].holds == Holds::HugePage && self.made(slot), "{slot} holds a huge page");
        let mut bits = Bits::default();
        let all = self.slots[slot.at()].spread == Spread::Everywhere && self.slots[slot.at()].stale.is_none();
        if kept && all {
            bits.0 = vec![u64::MAX; self.copied.len().div_ceil(64)];
        } else if kept {
            let have =
                (0..self.numbers()).map(ProcId).filter(|process| self.look(*process, slot, now) != Entry::Missing);
            have.for_each(|process| bits.set(process));
        }
        let there = &mut self.slots[slot.at()];
        there.spread = Spread::Absent;
        there.stale = kept.then_some(Stale { bits, died: self.era });
        self.era += 1;
        self.made -= 1;
        self.huge -= 1;
    }

    /// Whether the entry is in the reference table, or gone from it and still in others: what a walk before addresses are
    /// used again goes through.
    pub(crate) fn known(&self, slot: SlotId) -> bool {
        self.made(slot) || self.slots[slot.at()].stale.is_some()
    }

    /// A walk has brought all tables to what the reference table has here. Whether any was behind.
    pub(crate) fn resync(&mut self, slot: SlotId) -> bool {
        let there = &mut self.slots[slot.at()];
        let stale = there.stale.take().is_some();
        let behind = matches!(there.spread, Spread::OnDemand(_));
        if behind {
            there.spread = Spread::Everywhere;
        }
        stale || behind
    }

    /// Whether a walk is due for the entry.
    pub(crate) fn unwalked(&self, slot: SlotId) -> bool {
        self.slots[slot.at()].spread == Spread::Unwalked
    }

    /// Whether the entry is made, but not in all tables yet, as a walk is due or on its way.
    pub(crate) fn awaits_walk(&self, slot: SlotId) -> bool {
        matches!(self.slots[slot.at()].spread, Spread::Unwalked | Spread::Walking { .. })
    }

    /// A walk sets out to write the entry into all tables, one after the other.
    pub(crate) fn walk_begins(&mut self, slot: SlotId, since: Ps, each: Ps) {
        if self.unwalked(slot) {
            self.slots[slot.at()].spread = Spread::Walking { since, each };
        }
    }

    /// The walk is at its end. Whether it brought the entry anywhere.
    pub(crate) fn walk_ends(&mut self, slot: SlotId) -> bool {
        let walking = matches!(self.slots[slot.at()].spread, Spread::Walking { .. });
        if walking {
            self.slots[slot.at()].spread = Spread::Everywhere;
        }
        walking
    }

    /// What a process's table has at this instant.
    #[inline(always)]
    pub(crate) fn look(&self, process: ProcId, slot: SlotId, now: Ps) -> Entry {
        let there = &self.slots[slot.at()];
        let copied = self.copied[process.at()];
        if there.stale.as_ref().is_some_and(|stale| copied <= stale.died && stale.bits.has(process)) {
            return Entry::Stale;
        }
        let copied_after = there.born < copied;
        let present = match &there.spread {
            Spread::Absent => false,
            Spread::Everywhere => true,
            Spread::Unwalked => copied_after,
            Spread::Walking { since, each } => {
                // The list has the newest table first; that numbers grow with age on it is a model choice.
                let before = self.copied.len() - process.at();
                copied_after || *since + each.times(before as u64) <= now
            }
            Spread::OnDemand(filled) => copied_after || filled.has(process),
        };
        if present { Entry::Present } else { Entry::Missing }
    }

    /// How many of these processes' tables have the entry at this instant, and how many have one that is stale.
    pub(crate) fn census(&self, slot: SlotId, processes: &[ProcId], now: Ps) -> (u32, u32) {
        let there = &self.slots[slot.at()];
        match there.spread {
            // Most slots are so at most instants, and need no look at each table.
            Spread::Absent if there.stale.is_none() => return (0, 0),
            Spread::Everywhere if there.stale.is_none() => return (processes.len() as u32, 0),
            _ => {}
        }
        processes.iter().fold((0, 0), |(present, stale), process| match self.look(*process, slot, now) {
            Entry::Missing => (present, stale),
            Entry::Present => (present + u32::from(self.made(slot)), stale),
            Entry::Stale => (present, stale + 1),
        })
    }

    /// A fault has filled the entry of a process; gives whether it was missing until then.
    pub(crate) fn fill(&mut self, process: ProcId, slot: SlotId, now: Ps) -> bool {
        let missing = self.look(process, slot, now) == Entry::Missing;
        if let Spread::OnDemand(filled) = &mut self.slots[slot.at()].spread {
            filled.set(process);
        }
        missing
    }

    /// Whether a process's table was copied before the last change of the reference table.
    pub(crate) fn behind(&self, process: ProcId) -> bool {
        self.copied[process.at()] < self.era
    }

    /// A process's table is brought up to the reference table.
    pub(crate) fn copy(&mut self, process: ProcId) {
        self.copied[process.at()] = self.era;
    }

    /// A new table, copied from the reference table and put on the list.
    pub(crate) fn fork(&mut self) -> ProcId {
        self.list();
        if let Some(process) = self.gone.pop() {
            // Bits of the one who had this number are of eras before this copy, where they count no more.
            self.copy(process);
            return process;
        }
        self.copied.push(self.era);
        ProcId(self.copied.len() as u32 - 1)
    }

    /// A table leaves the list with its process.
    pub(crate) fn exit(&mut self, process: ProcId) {
        self.unlist();
        self.gone.push(process);
    }

    /// One more table on the list.
    pub(crate) fn list(&mut self) {
        self.listed += 1;
        self.listed_max = self.listed_max.max(self.listed);
    }

    /// One table less on the list.
    pub(crate) fn unlist(&mut self) {
        self.listed -= 1;
    }

    /// Tables on the list.
    pub(crate) const fn listed(&self) -> u32 {
        self.listed
    }

    /// The most tables that were on the list.
    pub(crate) const fn listed_max(&self) -> u32 {
        self.listed_max
    }
}
