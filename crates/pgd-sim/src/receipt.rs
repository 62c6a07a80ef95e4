//! Receipts: each fault, each wait for `pgd_lock` and each failed allocation with its causes.

use std::collections::BTreeMap;

use crate::trace::{Context, Event, Observer, Purpose};
use crate::units::{AreaId, CpuId, ProcId, Ps, SlotId};

/// Where a slot came from: the vmalloc that made its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// When.
    pub at: Ps,
    /// On which CPU.
    pub cpu: CpuId,
    /// For which area.
    pub area: AreaId,
}

/// Where a table came from: the fork or exec that copied the reference table. What was there from the start was copied at 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// When.
    pub at: Ps,
    /// Entries that the reference table had then; none is known of tables that were there from the start.
    pub entries: Option<u32>,
}

/// Somebody had the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Who.
    pub cpu: CpuId,
    /// What for.
    pub purpose: Purpose,
    /// From when.
    pub from: Ps,
    /// Until when.
    pub until: Ps,
}

/// What happened, and what had to happen before so that it could.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// An access found the entry missing.
    Fault {
        /// When.
        at: Ps,
        /// Where.
        cpu: CpuId,
        /// In which context.
        context: Context,
        /// Through whose table.
        process: ProcId,
        /// In which slot.
        slot: SlotId,
        /// The copy of the table, which was made before the slot…
        copied: Copied,
        /// …by this vmalloc.
        made: Option<Made>,
    },
    /// A CPU spun for the lock.
    Wait {
        /// When it got the lock.
        at: Ps,
        /// Where.
        cpu: CpuId,
        /// What for.
        purpose: Purpose,
        /// How long it spun.
        waited: Ps,
        /// Who had the lock in the meantime, one after the other.
        holds: Vec<Hold>,
    },
    /// An allocation found no room.
    NoRoom {
        /// When.
        at: Ps,
        /// Where.
        cpu: CpuId,
        /// What it asked for.
        pages: u64,
    },
}

/// Writes receipts while a machine runs, up to a bound, and counts those beyond it.
///
/// ```
/// use pgd_sim::*;
///
/// let page = Page { area: AreaName(0), page: 0 };
/// let config = Config {
///     geometry: Arch::I386.geometry(),
///     strategy: Strategy::Lazy,
///     fault: FaultHandler::Fills,
///     costs: CostSet::ZEN_2024.costs(Arch::I386, Level::Typical, Heat::Cold),
///     processes: 2,
///     cpus: 1,
///     seed: 42,
///     duration: Ps::from_ns(1_000_000),
///     irqs_off: false,
///     unmap: Unmap::Forgets,
///     stacks: Stacks::Direct,
///     boot_bytes: 4 << 20,
///     script: vec![
///         Scripted { at: Ps::ZERO, act: Act::Vmalloc { cpu: CpuId(0), area: AreaName(0), pages: 1, mapping: Mapping::Pages } },
///         Scripted { at: Ps::from_ns(5_000), act: Act::Touch(Who::Initial(0), page) },
///     ],
///     load: Load::default(),
/// };
/// let mut machine = Machine::observed(config, Receipts::bounded(100));
/// while machine.step() {}
/// let [Receipt::Fault { at, made: Some(made), .. }] = machine.observer().receipts() else { panic!("one fault") };
/// assert!(made.at < *at);
/// ```
#[derive(Clone, Debug)]
pub struct Receipts {
    receipts: Vec<Receipt>,
    most: usize,
    dropped: u64,
    made: BTreeMap<SlotId, Made>,
    copied: BTreeMap<ProcId, Copied>,
    /// The area that a CPU's vmalloc has got, for which its new slots are.
    allocating: BTreeMap<CpuId, AreaId>,
    holding: Option<(CpuId, Purpose, Ps)>,
    /// Holds that somebody who still waits has waited for, and how many were let go before the first of them.
    holds: Vec<Hold>,
    forgotten: usize,
    /// How many holds had ended when each waiting CPU asked.
    waiting: BTreeMap<CpuId, usize>,
}

impl Receipts {
    /// Keeps at most so many.
    #[must_use]
    pub const fn bounded(most: usize) -> Receipts {
        Receipts {
            receipts: Vec::new(),
            most,
            dropped: 0,
            made: BTreeMap::new(),
            copied: BTreeMap::new(),
            allocating: BTreeMap::new(),
            holding: None,
            holds: Vec::new(),
            forgotten: 0,
            waiting: BTreeMap::new(),
        }
    }

    /// What was kept, in the order in which it happened.
    #[must_use]
    pub fn receipts(&self) -> &[Receipt] {
        &self.receipts
    }

    /// How many more there were.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    fn write(&mut self, receipt: Receipt) {
        if self.receipts.len() < self.most {
            self.receipts.push(receipt);
        } else {
            self.dropped += 1;
        }
    }

    fn lock_taken(&mut self, now: Ps, cpu: CpuId, purpose: Purpose, waited: Ps) {
        let asked = self.waiting.remove(&cpu).unwrap_or(self.forgotten);
        if waited > Ps::ZERO {
            let holds = self.holds[asked - self.forgotten..].to_vec();
            self.write(Receipt::Wait { at: now, cpu, purpose, waited, holds });
        }
        self.holding = Some((cpu, purpose, now));
    }

    fn lock_released(&mut self, now: Ps) {
        if let Some((cpu, purpose, from)) = self.holding.take() {
            self.holds.push(Hold { cpu, purpose, from, until: now });
        }
        // What nobody waits for any more can go.
        let ended = self.forgotten + self.holds.len();
        let needed = self.waiting.values().copied().min().unwrap_or(ended);
        self.holds.drain(..needed - self.forgotten);
        self.forgotten = needed;
    }
}

impl Observer for Receipts {
    fn see(&mut self, now: Ps, cpu: CpuId, event: Event) {
        match event {
            Event::Allocated { area, .. } => {
                self.allocating.insert(cpu, area);
            }
            Event::SlotNew { slot } => {
                if let Some(area) = self.allocating.get(&cpu) {
                    self.made.insert(slot, Made { at: now, cpu, area: *area });
                }
            }
            Event::Forked { process, copied } | Event::Execed { process, copied } => {
                self.copied.insert(process, Copied { at: now, entries: Some(copied) });
            }
            Event::Accessed { process: Some(process), slot, context, fault: true } => {
                let copied = self.copied.get(&process).copied().unwrap_or_default();
                let made = self.made.get(&slot).copied();
                self.write(Receipt::Fault { at: now, cpu, context, process, slot, copied, made });
            }
            Event::NoRoom { pages } => self.write(Receipt::NoRoom { at: now, cpu, pages }),
            Event::LockAsked { .. } => {
                self.waiting.insert(cpu, self.forgotten + self.holds.len());
            }
            Event::LockTaken { purpose, waited } => self.lock_taken(now, cpu, purpose, waited),
            Event::LockReleased { .. } => self.lock_released(now),
            _ => {}
        }
    }
}
