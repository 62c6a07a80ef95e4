//! Work per vmalloc: what each call that opens a slot brings about, at once by walks or later by faults.

use std::collections::BTreeMap;

use crate::trace::{Context, Event, Observer, Purpose, Work};
use crate::units::{CpuId, Ps, SlotId};

/// What one vmalloc brought about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallWork {
    /// When the call began.
    pub at: Ps,
    /// Tables that its own walks went over, or that a fault brought to a slot which it opened.
    pub tables: u64,
    /// Time that these walks take, the waiting for the lock and for another's walk included, or these faults.
    pub time: Ps,
}

/// What all calls of a run brought about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallWorks {
    /// Calls of vmalloc and its kind, with work and without.
    pub calls: u64,
    /// Those with work, by start.
    pub works: Vec<CallWork>,
    /// How many more there were than are kept.
    pub dropped: u64,
}

/// Keeps accounts of them while a machine runs.
///
/// A walk is the work of the call it belongs to. A fault is that of the call which put the slot's entry into the reference
/// table last. Walks of a vfree and copies at context switches are no call's.
#[derive(Clone, Debug)]
pub struct Works {
    found: CallWorks,
    most: usize,
    /// The call that each CPU is in: its start, and its place among the works once it has one.
    now: BTreeMap<CpuId, (Ps, Option<usize>)>,
    /// The call that opened each slot.
    opened: BTreeMap<SlotId, usize>,
    /// Since when a CPU walks, or waits for the lock to do so or to see another's walk through.
    walking: BTreeMap<CpuId, Ps>,
    /// Since when it is in a fault, in each context.
    faulting: BTreeMap<(CpuId, Context), Ps>,
}

impl Works {
    /// Keeps at most so many calls with work.
    #[must_use]
    pub const fn bounded(most: usize) -> Works {
        Works {
            found: CallWorks { calls: 0, works: Vec::new(), dropped: 0 },
            most,
            now: BTreeMap::new(),
            opened: BTreeMap::new(),
            walking: BTreeMap::new(),
            faulting: BTreeMap::new(),
        }
    }

    /// What was found.
    #[must_use]
    pub const fn found(&self) -> &CallWorks {
        &self.found
    }

    /// The account of the call that a CPU is in.
    fn account(&mut self, cpu: CpuId) -> Option<usize> {
        let (at, place) = self.now.get_mut(&cpu)?;
        if place.is_none() {
            if self.found.works.len() < self.most {
                *place = Some(self.found.works.len());
                self.found.works.push(CallWork { at: *at, ..CallWork::default() });
            } else {
                self.found.dropped += 1;
                self.now.remove(&cpu);
                return None;
            }
        }
        *place
    }

    fn add(&mut self, place: Option<usize>, tables: u64, time: Ps) {
        if let Some(work) = place.and_then(|place| self.found.works.get_mut(place)) {
            work.tables += tables;
            work.time += time;
        }
    }
}

impl Observer for Works {
    fn see(&mut self, now: Ps, cpu: CpuId, event: Event) {
        match event {
            Event::Began { work: Work::Vmalloc { .. }, .. } => {
                self.found.calls += 1;
                self.now.insert(cpu, (now, None));
            }
            Event::Ended => {
                self.now.remove(&cpu);
            }
            Event::SlotNew { slot } => match self.account(cpu) {
                Some(place) => drop(self.opened.insert(slot, place)),
                None => drop(self.opened.remove(&slot)),
            },
            Event::LockAsked { purpose: Purpose::Walk { .. } | Purpose::Look } => drop(self.walking.insert(cpu, now)),
            Event::LockReleased { purpose: Purpose::Walk { .. } | Purpose::Look } => {
                if let Some(from) = self.walking.remove(&cpu) {
                    let place = self.account(cpu);
                    self.add(place, 0, now - from);
                }
            }
            Event::Walked { tables, .. } => {
                let place = self.account(cpu);
                self.add(place, tables.into(), Ps::ZERO);
            }
            Event::Accessed { fault: true, context, .. } => drop(self.faulting.insert((cpu, context), now)),
            Event::Filled { slot, context, .. } => {
                if let Some(from) = self.faulting.remove(&(cpu, context)) {
                    self.add(self.opened.get(&slot).copied(), 1, now - from);
                }
            }
            _ => {}
        }
    }
}
