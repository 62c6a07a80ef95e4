//! The machine at one instant, as a picture needs it: what each CPU is at, who has the lock, which tables are behind.

use crate::cpu::{Cpu, Phase};
use crate::machine::Machine;
use crate::tables::Entry;
use crate::trace::{Context, Observer, Purpose};
use crate::units::{CpuId, ProcId, Ps, SlotId};

/// What a CPU does for its processes at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Nothing.
    Idle,
    /// vmalloc looks for an address, or sets out to walk.
    Vmalloc,
    /// vfree.
    Vfree,
    /// fork or exec gets a page for a new table.
    NewTable,
    /// A context switch.
    Switch {
        /// To whom.
        to: ProcId,
    },
    /// An access to a page.
    Access {
        /// Whether a fault fills the entry first.
        fault: bool,
    },
    /// It waits for `pgd_lock`.
    Waits(Purpose),
    /// It has `pgd_lock`.
    Holds(Purpose),
}

/// A CPU at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CpuMoment {
    /// Which context runs; those below it are interrupted.
    pub running: Context,
    /// What it does for its processes, or did when it was interrupted.
    pub task: Task,
    /// Whose table is loaded; none is the reference table.
    pub loaded: Option<ProcId>,
    /// NMIs are unblocked while an NMI handler still runs.
    pub nmi_window: bool,
    /// An NMI waits for the one that runs.
    pub nmi_pending: bool,
    /// An interrupt waits.
    pub irq_pending: bool,
}

/// A slot at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotMoment {
    /// Whether the reference table has its entry.
    pub made: bool,
    /// Tables of processes that do too.
    pub present: u32,
    /// Tables that have an entry there which has gone from the reference table.
    pub stale: u32,
}

/// The machine at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Ps,
    /// Events worked through so far.
    pub events: u64,
    /// Each CPU.
    pub cpus: Vec<CpuMoment>,
    /// Who has `pgd_lock`.
    pub lock: Option<CpuId>,
    /// Who waits for it, the next one first.
    pub queue: Vec<CpuId>,
    /// Page tables of processes on the list.
    pub tables: u32,
}

/// Tables by slots at an instant, neighbouring processes put together in rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableMap {
    /// How many process numbers a row stands for; the last row may have fewer.
    pub processes_per_row: u32,
    /// Of the processes of a row one in so many was looked at.
    pub one_in: u32,
    /// In the order of process numbers.
    pub rows: Vec<TableRow>,
}

/// Some processes' tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// How many of those that were looked at are alive.
    pub alive: u32,
    /// Each slot, over those.
    pub slots: Vec<SlotMoment>,
}

/// The most tables that a map looks at: with the 496 slots of the largest reserve, some tens of milliseconds.
const LOOKED_AT_MAX: u32 = 1 << 15;

impl<O: Observer> Machine<O> {
    /// The machine as it is now.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment {
            at: self.now(),
            events: self.events(),
            cpus: self.cpus.iter().zip(0..).map(|(cpu, id)| self.cpu_moment(cpu, CpuId(id))).collect(),
            lock: self.lock.holder(),
            queue: self.lock.queue().collect(),
            tables: self.tables.listed(),
        }
    }

    /// Whether a process's table has a slot's entry now, that of the reference table.
    #[must_use]
    pub fn has_entry(&self, process: ProcId, slot: SlotId) -> bool {
        self.tables.made(slot) && self.tables.look(process, slot, self.now()) == Entry::Present
    }

    /// Which tables have which entry at an instant between the last event and the next, in at most so many rows, and at least
    /// one. Between two events all stays as it is but for a walk, which comes by one table after the other.
    #[must_use]
    pub fn table_map(&self, at: Ps, rows: u32) -> TableMap {
        let numbers = self.tables.numbers();
        let processes_per_row = numbers.div_ceil(rows.max(1));
        let one_in = numbers.div_ceil(LOOKED_AT_MAX).min(processes_per_row);
        let mut gone = vec![false; numbers as usize];
        self.tables.gone().for_each(|process| gone[process.at()] = true);
        let slots = || (0..self.tables.slots()).map(SlotId);
        let row = |first: u32| {
            let last = (first + processes_per_row).min(numbers);
            let looked_at = (first..last).step_by(one_in as usize).map(ProcId);
            let alive: Vec<ProcId> = looked_at.filter(|process| !gone[process.at()]).collect();
            let slots = slots().map(|slot| {
                let (present, stale) = self.tables.census(slot, &alive, at);
                SlotMoment { made: self.tables.made(slot), present, stale }
            });
            TableRow { alive: alive.len() as u32, slots: slots.collect() }
        };
        let rows = (0..numbers).step_by(processes_per_row as usize).map(row).collect();
        TableMap { processes_per_row, one_in, rows }
    }

    fn cpu_moment(&self, cpu: &Cpu, id: CpuId) -> CpuMoment {
        let phase = cpu.task.phase;
        let task = match phase {
            _ if phase.locks() && self.lock.holder() == Some(id) => Task::Holds(self.purpose(id)),
            _ if phase.locks() => Task::Waits(self.purpose(id)),
            Phase::Idle => Task::Idle,
            Phase::Freeing { .. } => Task::Vfree,
            Phase::NewTable { .. } => Task::NewTable,
            Phase::Switching { to, .. } => Task::Switch { to },
            Phase::Accessing { fill } => Task::Access { fault: fill.is_some() },
            _ => Task::Vmalloc,
        };
        CpuMoment {
            running: cpu.running(),
            task,
            loaded: cpu.loaded,
            nmi_window: cpu.nmi_window,
            nmi_pending: cpu.nmi_latched.is_some(),
            irq_pending: cpu.irq_latched.is_some(),
        }
    }
}
