//! Which table has which entry: the reference table, and one table for each process.
//!
//! A table has an entry when it was copied after the entry was made, when a walk has written it everywhere, or when a fault
//! of its own has filled it. So a fork costs one number, a walk over a million tables one flag, and a fault one bit.

use crate::units::{ProcId, SlotId};

/// Slots of the largest geometry (x86_64, four levels).
pub(crate) const SLOTS_MAX: usize = 64;

/// How the tables that were there before an entry was made come to it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Spread {
    /// The reference table has no such entry yet.
    Absent,
    /// All have it.
    Everywhere,
    /// The reference table has it, and a walk is due or under way.
    Unwalked,
    /// Those have it that filled it by a fault: one bit a process.
    OnDemand(Vec<u64>),
}

/// All page tables, as far as the vmalloc area goes.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    spread: Vec<Spread>,
    /// For each slot, how many were made before it.
    order: [u8; SLOTS_MAX],
    made: u8,
    /// For each process, how many slots the reference table had when its own was copied.
    copied: Vec<u8>,
    gone: Vec<ProcId>,
    listed: u32,
    listed_max: u32,
}

impl Tables {
    /// Tables of `processes` processes which all have the first `boot_slots` entries, or all entries there are.
    pub(crate) fn new(slots: u32, boot_slots: u32, processes: u32) -> Tables {
        assert!(slots as usize <= SLOTS_MAX, "no geometry has more slots than SLOTS_MAX");
        let mut order = [0; SLOTS_MAX];
        let mut spread = Vec::new();
        for slot in 0..slots {
            order[slot as usize] = slot as u8;
            spread.push(if slot < boot_slots { Spread::Everywhere } else { Spread::Absent });
        }
        let made = boot_slots as u8;
        let copied = vec![made; processes as usize];
        Tables { spread, order, made, copied, gone: Vec::new(), listed: processes, listed_max: processes }
    }

    /// Whether the reference table has the entry.
    pub(crate) fn made(&self, slot: SlotId) -> bool {
        self.spread[slot.at()] != Spread::Absent
    }

    /// Entries that the reference table has.
    pub(crate) fn made_count(&self) -> u32 {
        self.made.into()
    }

    /// Makes the entry in the reference table, to be written everywhere by a walk, or filled on demand.
    pub(crate) fn make(&mut self, slot: SlotId, on_demand: bool) {
        debug_assert!(!self.made(slot), "{slot} is made once");
        self.order[slot.at()] = self.made;
        self.made += 1;
        self.spread[slot.at()] =
            if on_demand { Spread::OnDemand(vec![0; self.copied.len().div_ceil(64)]) } else { Spread::Unwalked };
    }

    /// Whether a walk is due for the entry.
    pub(crate) fn unwalked(&self, slot: SlotId) -> bool {
        self.spread[slot.at()] == Spread::Unwalked
    }

    /// A walk has written the entry into all tables.
    pub(crate) fn walked(&mut self, slot: SlotId) {
        self.spread[slot.at()] = Spread::Everywhere;
    }

    /// Whether a process's table has the entry. A CPU without a process runs on the reference table.
    pub(crate) fn has(&self, process: Option<ProcId>, slot: SlotId) -> bool {
        let Some(process) = process else { return self.made(slot) };
        match &self.spread[slot.at()] {
            Spread::Absent => false,
            Spread::Everywhere => true,
            Spread::Unwalked => self.copied_after(process, slot),
            Spread::OnDemand(filled) => {
                let bit = filled.get(process.at() / 64).is_some_and(|word| word >> (process.at() % 64) & 1 == 1);
                bit || self.copied_after(process, slot)
            }
        }
    }

    /// A fault has filled the entry of a process; gives whether it was missing until then.
    pub(crate) fn fill(&mut self, process: ProcId, slot: SlotId) -> bool {
        let missing = !self.has(Some(process), slot);
        if let Spread::OnDemand(filled) = &mut self.spread[slot.at()] {
            let (word, bit) = (process.at() / 64, process.at() % 64);
            if filled.len() <= word {
                filled.resize(word + 1, 0);
            }
            filled[word] |= 1 << bit;
        }
        missing
    }

    /// A new table, copied from the reference table and put on the list.
    pub(crate) fn fork(&mut self) -> ProcId {
        self.listed += 1;
        self.listed_max = self.listed_max.max(self.listed);
        if let Some(process) = self.gone.pop() {
            // Bits of the one who had this number are of entries made before this copy, where they count no more.
            self.copied[process.at()] = self.made;
            return process;
        }
        self.copied.push(self.made);
        ProcId(self.copied.len() as u32 - 1)
    }

    /// A table leaves the list.
    pub(crate) fn exit(&mut self, process: ProcId) {
        self.listed -= 1;
        self.gone.push(process);
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

    fn copied_after(&self, process: ProcId, slot: SlotId) -> bool {
        self.order[slot.at()] < self.copied[process.at()]
    }
}
