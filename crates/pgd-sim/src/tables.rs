//! Which table has which entry: the reference table, and one table for each process.
//!
//! A table has an entry when it was copied after the entry was made, when a walk has written it everywhere, or when a fault
//! of its own has filled it. So a fork costs one number, a walk over a million tables one flag, and a fault one bit.

use crate::units::{ProcId, Ps, SlotId};

/// More than the slots of any geometry: the largest 32-bit reserve with PAE has 496.
pub(crate) const SLOTS_MAX: usize = 512;

/// How the tables that were there before an entry was made come to it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Spread {
    /// The reference table has no such entry yet.
    Absent,
    /// All have it.
    Everywhere,
    /// The reference table has it, and a walk is due.
    Unwalked,
    /// A walk is on its way: it began then, and needs so long for each table.
    Walking { since: Ps, each: Ps },
    /// Those have it that filled it by a fault: one bit a process.
    OnDemand(Vec<u64>),
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

/// All page tables, as far as the vmalloc area goes.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    spread: Vec<Spread>,
    /// For each slot, how many were made before it.
    order: Vec<u16>,
    made: u16,
    /// For each process, how many slots the reference table had when its own was copied.
    copied: Vec<u16>,
    gone: Vec<ProcId>,
    listed: u32,
    listed_max: u32,
}

impl Tables {
    /// Tables of `processes` processes which all have the first `boot_slots` of `slots` entries.
    pub(crate) fn new(slots: u32, boot_slots: u32, processes: u32) -> Tables {
        assert!(slots as usize <= SLOTS_MAX, "no geometry has more slots than SLOTS_MAX");
        let boot = |slot| if slot < boot_slots { Spread::Everywhere } else { Spread::Absent };
        let made = boot_slots as u16;
        Tables {
            spread: (0..slots).map(boot).collect(),
            order: (0..slots as u16).collect(),
            made,
            copied: vec![made; processes as usize],
            gone: Vec::new(),
            listed: processes,
            listed_max: processes,
        }
    }

    /// The topmost slot.
    pub(crate) fn top(&self) -> SlotId {
        SlotId(self.spread.len() as u16 - 1)
    }

    /// How many slots there are.
    pub(crate) fn slots(&self) -> u16 {
        self.spread.len() as u16
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
        self.spread[slot.at()] != Spread::Absent
    }

    /// Entries that the reference table has.
    pub(crate) fn made_count(&self) -> u32 {
        self.made.into()
    }

    /// Makes the entry in the reference table.
    pub(crate) fn make(&mut self, slot: SlotId, plan: Plan) {
        debug_assert!(!self.made(slot), "{slot} is made once");
        self.order[slot.at()] = self.made;
        self.made += 1;
        self.spread[slot.at()] = match plan {
            Plan::Everywhere => Spread::Everywhere,
            Plan::Walk => Spread::Unwalked,
            Plan::OnDemand => Spread::OnDemand(vec![0; self.copied.len().div_ceil(64)]),
        };
    }

    /// Whether a walk is due for the entry.
    pub(crate) fn unwalked(&self, slot: SlotId) -> bool {
        self.spread[slot.at()] == Spread::Unwalked
    }

    /// Whether the entry is made, but not in all tables yet, as a walk is due or on its way.
    pub(crate) fn awaits_walk(&self, slot: SlotId) -> bool {
        matches!(self.spread[slot.at()], Spread::Unwalked | Spread::Walking { .. })
    }

    /// A walk sets out to write the entry into all tables, one after the other.
    pub(crate) fn walk_begins(&mut self, slot: SlotId, since: Ps, each: Ps) {
        if self.unwalked(slot) {
            self.spread[slot.at()] = Spread::Walking { since, each };
        }
    }

    /// The walk is at its end. Whether it brought the entry anywhere.
    pub(crate) fn walk_ends(&mut self, slot: SlotId) -> bool {
        let walking = matches!(self.spread[slot.at()], Spread::Walking { .. });
        if walking {
            self.spread[slot.at()] = Spread::Everywhere;
        }
        walking
    }

    /// Whether a process's table has the entry at this instant. A CPU without a process runs on the reference table.
    pub(crate) fn has(&self, process: Option<ProcId>, slot: SlotId, now: Ps) -> bool {
        let Some(process) = process else { return self.made(slot) };
        let copied_after = self.order[slot.at()] < self.copied[process.at()];
        match &self.spread[slot.at()] {
            Spread::Absent => false,
            Spread::Everywhere => true,
            Spread::Unwalked => copied_after,
            Spread::Walking { since, each } => {
                // The list has the newest table first; that numbers grow with age on it is a model choice.
                let before = self.copied.len() - process.at();
                copied_after || *since + each.times(before as u64) <= now
            }
            Spread::OnDemand(filled) => {
                let bit = filled.get(process.at() / 64).is_some_and(|word| word >> (process.at() % 64) & 1 == 1);
                copied_after || bit
            }
        }
    }

    /// A fault has filled the entry of a process; gives whether it was missing until then.
    pub(crate) fn fill(&mut self, process: ProcId, slot: SlotId, now: Ps) -> bool {
        let missing = !self.has(Some(process), slot, now);
        if let Spread::OnDemand(filled) = &mut self.spread[slot.at()] {
            let (word, bit) = (process.at() / 64, process.at() % 64);
            if filled.len() <= word {
                filled.resize(word + 1, 0);
            }
            filled[word] |= 1 << bit;
        }
        missing
    }

    /// Whether a process's table was copied before the newest entry was made.
    pub(crate) fn behind(&self, process: ProcId) -> bool {
        self.copied[process.at()] < self.made
    }

    /// A process's table is brought up to the reference table.
    pub(crate) fn copy(&mut self, process: ProcId) {
        self.copied[process.at()] = self.made;
    }

    /// A new table, copied from the reference table and put on the list.
    pub(crate) fn fork(&mut self) -> ProcId {
        self.list();
        if let Some(process) = self.gone.pop() {
            // Bits of the one who had this number are of entries made before this copy, where they count no more.
            self.copy(process);
            return process;
        }
        self.copied.push(self.made);
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

    /// How many entries the reference table had when this process's was copied.
    pub(crate) fn copied(&self, process: ProcId) -> u32 {
        self.copied[process.at()].into()
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
