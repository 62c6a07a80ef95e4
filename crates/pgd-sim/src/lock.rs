//! `pgd_lock`: a queued spinlock that eager walks and forks share.

use std::collections::VecDeque;

use crate::report::LockUse;
use crate::units::{CpuId, Ps};

/// The lock with its queue, first come first served as Linux' ticket and queued spinlocks are.
#[derive(Clone, Debug, Default)]
pub(crate) struct PgdLock {
    held: Option<Held>,
    queue: VecDeque<Waiting>,
    used: LockTimes,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    by: CpuId,
    since: Ps,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    cpu: CpuId,
    since: Ps,
}

/// Who gets the lock next, and how long it waited.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grant {
    pub(crate) cpu: CpuId,
    pub(crate) waited: Ps,
}

#[derive(Clone, Copy, Debug, Default)]
struct LockTimes {
    holds: u64,
    hold_max: Ps,
    hold_total: Ps,
    waits: u64,
    wait_max: Ps,
    wait_total: Ps,
}

impl PgdLock {
    /// Asks for the lock; whether it is had at once. Otherwise the CPU spins in the queue.
    pub(crate) fn acquire(&mut self, cpu: CpuId, now: Ps) -> bool {
        let free = self.held.is_none();
        if free {
            self.held = Some(Held { by: cpu, since: now });
        } else {
            self.queue.push_back(Waiting { cpu, since: now });
        }
        free
    }

    /// Lets go of the lock; the first in the queue has it then.
    pub(crate) fn release(&mut self, cpu: CpuId, now: Ps) -> Option<Grant> {
        let held = self.held.take();
        debug_assert!(held.is_some_and(|held| held.by == cpu), "{cpu} releases what it holds");
        let hold = now.saturating_sub(held.map_or(now, |held| held.since));
        self.used.holds += 1;
        self.used.hold_max = self.used.hold_max.max(hold);
        self.used.hold_total += hold;
        let next = self.queue.pop_front()?;
        self.held = Some(Held { by: next.cpu, since: now });
        let waited = now - next.since;
        // One who asked at this very instant has not waited.
        self.used.waits += u64::from(waited > Ps::ZERO);
        self.used.wait_max = self.used.wait_max.max(waited);
        self.used.wait_total += waited;
        Some(Grant { cpu: next.cpu, waited })
    }

    /// Who has it.
    pub(crate) fn holder(&self) -> Option<CpuId> {
        self.held.map(|held| held.by)
    }

    /// Who waits for it, the next one first.
    pub(crate) fn queue(&self) -> impl Iterator<Item = CpuId> {
        self.queue.iter().map(|waiting| waiting.cpu)
    }

    pub(crate) fn used(&self) -> LockUse {
        LockUse {
            holds: self.used.holds,
            hold_ns_max: self.used.hold_max.as_ns(),
            hold_ns_total: self.used.hold_total.as_ns(),
            waits: self.used.waits,
            wait_ns_max: self.used.wait_max.as_ns(),
            wait_ns_total: self.used.wait_total.as_ns(),
        }
    }
}
