//! What a run tells while it goes on, to whoever wants to know: instants with their causes.

use crate::units::{AreaId, CpuId, ProcId, Ps, SlotId};

/// In which context something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// A process's own kernel code.
    Task,
    /// An interrupt handler.
    Irq,
    /// An NMI handler.
    Nmi,
}

/// What `pgd_lock` is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To write the entry of a slot into all tables.
    Walk {
        /// The slot.
        slot: SlotId,
        /// Tables on the list.
        tables: u32,
    },
    /// To see another's walk through.
    Look,
    /// To copy a table and join the list.
    Join,
    /// To leave the list.
    Leave,
}

/// What a CPU does for its processes: one call at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Work {
    /// vmalloc, or what else gives an area.
    Vmalloc {
        /// Pages asked for, without the guard page.
        pages: u64,
    },
    /// vfree.
    Vfree,
    /// fork, as far as its new table goes.
    Fork,
    /// exec, as far as the new table and the old one go.
    Exec {
        /// Whose.
        process: ProcId,
    },
    /// A child's exit.
    Exit,
    /// A context switch.
    Switch {
        /// To whom.
        process: ProcId,
    },
    /// A process's access to a page.
    Touch {
        /// Whose table is loaded; none is the reference table.
        process: Option<ProcId>,
    },
    /// A kernel thread's, through the table that it found loaded.
    Kthread {
        /// Whose table that is.
        process: Option<ProcId>,
    },
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A CPU began a call.
    Began {
        /// What.
        work: Work,
        /// When it was asked for.
        due: Ps,
    },
    /// The call is over.
    Ended,
    /// A CPU entered an interrupt or NMI handler.
    Entered {
        /// Which.
        context: Context,
    },
    /// It left that.
    Left {
        /// Which.
        context: Context,
    },
    /// The fault of the access before is over, and its entry filled.
    Filled {
        /// Whose table.
        process: ProcId,
        /// The slot.
        slot: SlotId,
        /// From where it was accessed.
        context: Context,
    },
    /// A vmalloc got an area, which spans these slots.
    Allocated {
        /// The area.
        area: AreaId,
        /// Address of its first page.
        address: u64,
        /// Its pages, without the guard page.
        pages: u64,
        /// Its first and last slot.
        slots: (SlotId, SlotId),
    },
    /// A vmalloc found no room.
    NoRoom {
        /// What it asked for, without the guard page.
        pages: u64,
    },
    /// A vmalloc put an entry into the reference table for the first time.
    SlotNew {
        /// The slot.
        slot: SlotId,
    },
    /// A huge page's entry went from the reference table.
    SlotGone {
        /// The slot.
        slot: SlotId,
    },
    /// A walk has written an entry into all tables on the list.
    Walked {
        /// The slot.
        slot: SlotId,
        /// Tables written.
        tables: u32,
    },
    /// An area can be accessed from now on.
    Published {
        /// The area.
        area: AreaId,
    },
    /// A vfree.
    Freed {
        /// The area.
        area: AreaId,
    },
    /// A fork copied the reference table and joined the list.
    Forked {
        /// The child.
        process: ProcId,
        /// Entries that the reference table had.
        copied: u32,
    },
    /// An exec gave a process a new copy of the reference table.
    Execed {
        /// Whose.
        process: ProcId,
        /// Entries that the reference table had.
        copied: u32,
    },
    /// A process's table left the list.
    Exited {
        /// Whose.
        process: ProcId,
    },
    /// An access to a page.
    Accessed {
        /// Whose table is loaded; none is the reference table.
        process: Option<ProcId>,
        /// The slot of the page.
        slot: SlotId,
        /// From where.
        context: Context,
        /// Whether the entry was missing, so that a fault follows: it fills, or is an oops.
        fault: bool,
    },
    /// The fault handler knows nothing of such entries.
    Oopsed {
        /// Whose table.
        process: ProcId,
        /// The slot.
        slot: SlotId,
        /// From where it was accessed.
        context: Context,
    },
    /// An access through an entry that has gone from the reference table: what it finds is no more the area's.
    AccessedStale {
        /// Whose table.
        process: ProcId,
        /// The slot.
        slot: SlotId,
        /// From where.
        context: Context,
    },
    /// A CPU's own stack lies in a slot that the table just loaded lacks: the first push faults, and so does the fault's own.
    DoubleFaulted {
        /// Whose table.
        process: ProcId,
        /// The slot.
        slot: SlotId,
    },
    /// A context switch has copied the entry of the stack in use into the new table.
    StackSynced {
        /// Whose table.
        process: ProcId,
        /// The slot.
        slot: SlotId,
    },
    /// A CPU loaded another process's table.
    Switched {
        /// Whose.
        process: ProcId,
    },
    /// A CPU asks for `pgd_lock`.
    LockAsked {
        /// What for.
        purpose: Purpose,
    },
    /// It has it.
    LockTaken {
        /// What for.
        purpose: Purpose,
        /// How long it spun.
        waited: Ps,
    },
    /// It lets go of it.
    LockReleased {
        /// What it was for.
        purpose: Purpose,
    },
    /// A fault's IRET in an NMI handler has unblocked NMIs.
    NmiWindowOpened,
    /// A further NMI is due in such a window: it would nest.
    NmiWindowHit,
}

/// Sees what happens in a machine. The silent one costs nothing.
pub trait Observer {
    /// `event` happened on `cpu` at `now`.
    fn see(&mut self, now: Ps, cpu: CpuId, event: Event);
}

/// Sees nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {
    #[inline(always)]
    fn see(&mut self, _: Ps, _: CpuId, _: Event) {}
}

/// Two see the same.
impl<A: Observer, B: Observer> Observer for (A, B) {
    fn see(&mut self, now: Ps, cpu: CpuId, event: Event) {
        self.0.see(now, cpu, event);
        self.1.see(now, cpu, event);
    }
}

/// Keeps the first events of a run, up to a bound, and counts the rest.
///
/// ```
/// use pgd_sim::{Event, Trace};
/// let trace = Trace::bounded(1_000);
/// assert!(trace.events().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Trace {
    events: Vec<(Ps, CpuId, Event)>,
    most: usize,
    dropped: u64,
}

impl Trace {
    /// Keeps at most so many.
    #[must_use]
    pub const fn bounded(most: usize) -> Trace {
        Trace { events: Vec::new(), most, dropped: 0 }
    }

    /// What was kept, in the order in which it happened.
    #[must_use]
    pub fn events(&self) -> &[(Ps, CpuId, Event)] {
        &self.events
    }

    /// How many more there were.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Forgets what was kept, to begin anew.
    pub fn clear(&mut self) {
        self.events.clear();
        self.dropped = 0;
    }
}

impl Observer for Trace {
    fn see(&mut self, now: Ps, cpu: CpuId, event: Event) {
        if self.events.len() < self.most {
            self.events.push((now, cpu, event));
        } else {
            self.dropped += 1;
        }
    }
}
