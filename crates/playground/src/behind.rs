//! How many tables are behind the reference table, put together from what a machine tells.
//!
//! The machine's own form of it is made for speed: to count it takes a look at every table. Here each table of which something
//! happened is kept by itself, and all others, which are alike, as one.

use std::collections::{BTreeMap, BTreeSet};

use pgd_sim::{Config, CpuId, Event, ProcId, Sharing, SlotId, Strategy};

/// One bit a slot; no geometry has more than 512.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Slots([u64; 8]);

impl Slots {
    const fn has(&self, slot: SlotId) -> bool {
        self.0[slot.at() / 64] >> (slot.at() % 64) & 1 == 1
    }

    const fn put(&mut self, slot: SlotId, there: bool) {
        let (word, bit) = (slot.at() / 64, slot.at() % 64);
        self.0[word] = self.0[word] & !(1 << bit) | (there as u64) << bit;
    }

    fn not_in(&self, other: &Slots) -> u64 {
        self.0.iter().zip(other.0).map(|(word, other)| u64::from((word & !other).count_ones())).sum()
    }
}

/// What a process's table has, of the slots that were not there from the start.
#[derive(Clone, Copy, Debug, Default)]
struct Table {
    present: Slots,
    /// Entries of mappings that are gone, in the way of new ones.
    stale: Slots,
}

impl Table {
    fn write(&mut self, slot: SlotId) {
        if !self.stale.has(slot) {
            self.present.put(slot, true);
        }
    }
}

/// All tables.
#[derive(Clone, Debug)]
pub(crate) struct Behind {
    /// Processes' tables are copies, so that they can be behind.
    copies: bool,
    strategy: Strategy,
    /// What the reference table has.
    reference: Slots,
    /// Slots for which a walk is due.
    unwalked: Slots,
    tables: BTreeMap<ProcId, Table>,
    /// All processes of which nothing happened, and how many they are.
    others: (Table, u64),
    /// CPUs whose call has got an area: their walks write entries, those of others take entries back.
    mapping: BTreeSet<CpuId>,
    missing: u64,
}

impl Behind {
    pub(crate) fn new(config: &Config) -> Behind {
        Behind {
            copies: config.geometry.sharing == Sharing::PerProcess,
            strategy: config.strategy,
            reference: Slots::default(),
            unwalked: Slots::default(),
            tables: BTreeMap::new(),
            others: (Table::default(), config.processes.into()),
            mapping: BTreeSet::new(),
            missing: 0,
        }
    }

    /// How many entries of the reference table are missing or stale, over all tables.
    pub(crate) const fn missing(&self) -> u64 {
        self.missing
    }

    /// Whether the event can have changed that.
    pub(crate) fn see(&mut self, cpu: CpuId, event: Event) -> bool {
        if !self.copies {
            return false;
        }
        match event {
            Event::Allocated { .. } => drop(self.mapping.insert(cpu)),
            Event::Ended => drop(self.mapping.remove(&cpu)),
            _ => {}
        }
        match event {
            Event::SlotNew { slot } => {
                self.reference.put(slot, true);
                self.unwalked.put(slot, self.walks());
                self.count();
            }
            Event::SlotGone { slot } => {
                self.reference.put(slot, false);
                self.unwalked.put(slot, false);
                self.each(|table| {
                    table.stale.put(slot, table.stale.has(slot) || table.present.has(slot));
                    table.present.put(slot, false);
                });
            }
            Event::Walked { slot, .. } => self.walked(slot, self.mapping.contains(&cpu)),
            // What a fault writes before the walk comes by is the walk's all the same.
            Event::Filled { process, slot, .. } | Event::StackSynced { process, slot } if !self.walks() => {
                let there = self.reference.has(slot);
                self.change(process, |table| {
                    if there {
                        table.write(slot)
                    }
                });
            }
            Event::Forked { process, .. } => {
                self.tables.insert(process, self.copy());
            }
            Event::Execed { process, .. } => self.copied(process),
            Event::Switched { process } if self.strategy == Strategy::CatchUp => self.copied(process),
            Event::Exited { process } => {
                self.copied(process);
                self.tables.remove(&process);
            }
            _ => return false,
        }
        true
    }

    const fn walks(&self) -> bool {
        matches!(self.strategy, Strategy::Eager(_))
    }

    fn walked(&mut self, slot: SlotId, mapping: bool) {
        let made = self.reference.has(slot);
        if mapping {
            self.unwalked.put(slot, false);
        }
        let written = made && !self.unwalked.has(slot);
        self.each(|table| {
            if !mapping {
                table.stale.put(slot, false);
            }
            if written {
                table.write(slot);
            }
        });
    }

    /// Changes every table.
    fn each(&mut self, mut change: impl FnMut(&mut Table)) {
        self.tables.values_mut().for_each(&mut change);
        change(&mut self.others.0);
        self.count();
    }

    /// Counts anew.
    fn count(&mut self) {
        let (table, count) = self.others;
        let of = |table: &Table| self.reference.not_in(&table.present);
        self.missing = self.tables.values().map(of).sum::<u64>() + of(&table) * count;
    }

    /// Changes one table.
    fn change(&mut self, process: ProcId, change: impl FnOnce(&mut Table)) {
        let (others, count) = &mut self.others;
        let table = self.tables.entry(process).or_insert_with(|| {
            *count -= 1;
            *others
        });
        self.missing -= self.reference.not_in(&table.present);
        change(table);
        self.missing += self.reference.not_in(&table.present);
    }

    const fn copy(&self) -> Table {
        Table { present: self.reference, stale: Slots([0; 8]) }
    }

    /// The table has a new copy, and so lacks nothing.
    fn copied(&mut self, process: ProcId) {
        let copy = self.copy();
        self.change(process, |table| *table = copy);
    }
}
