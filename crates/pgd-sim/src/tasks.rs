//! What processes ask for: vmalloc, vfree, fork, exit, accesses and context switches, phase by phase.

use crate::config::Strategy;
use crate::cpu::{Kept, Phase, Task};
use crate::demand::{PageWord, Ticket, Want};
use crate::machine::Machine;
use crate::rng::pick;
use crate::trace::{Context, Event, Observer};
use crate::units::{AreaId, CpuId, ProcId, Ps, SlotId};

impl<O: Observer> Machine<O> {
    /// The next operation of this CPU's processes begins.
    pub(crate) fn task_begins(&mut self, id: CpuId) {
        let now = self.now;
        let cpu = &mut self.cpus[id.at()];
        let Some(demand) = cpu.demand.take() else { return };
        cpu.task = Task { demand: demand.at, start: now, phase: Phase::Idle };
        let costs = &self.config.costs;
        let (phase, span) = match demand.want {
            Want::Vmalloc { pages, ticket } => {
                (Phase::Finding { pages, ticket }, costs.vmalloc + costs.vmalloc_page.times(pages))
            }
            Want::Vfree { ticket } => (Phase::Freeing { ticket }, costs.vfree),
            Want::Fork { ticket } => (Phase::NewTable { ticket }, costs.pgd_alloc),
            Want::Exit { ticket } => {
                self.cpus[id.at()].task.phase = Phase::Leaving { ticket };
                return self.lock(id);
            }
            Want::Touch { who, page } => {
                let Some(who) = self.toucher(id, who) else { return };
                if self.cpus[id.at()].loaded == Some(who) {
                    return self.task_accesses(id, page);
                }
                (Phase::Switching { to: who, then: Some(page) }, costs.switch)
            }
            Want::Switch { who } => {
                let processes = &self.cpus[id.at()].processes;
                if processes.is_empty() {
                    return;
                }
                (Phase::Switching { to: processes[pick(who, processes.len())], then: None }, costs.switch)
            }
        };
        self.task_goes_on(id, phase, span);
    }

    /// A phase of the running operation is over.
    pub(crate) fn task_phase_ends(&mut self, id: CpuId) {
        match self.cpus[id.at()].task.phase {
            Phase::Idle => {}
            Phase::Finding { pages, ticket } => self.vmalloc_found(id, pages, ticket),
            Phase::Spreading { area, slot, last, since, ticket } => {
                self.vmalloc_spread(id, area, slot, last, since, ticket);
            }
            Phase::Freeing { ticket } => self.vfree_ends(id, ticket),
            Phase::NewTable { ticket } => {
                self.cpus[id.at()].task.phase = Phase::Joining { ticket };
                self.lock(id);
            }
            Phase::Joining { ticket } => self.fork_joins(id, ticket),
            Phase::Leaving { ticket } => self.exit_leaves(id, ticket),
            Phase::Switching { to, then } => self.switch_ends(id, to, then),
            Phase::Accessing { fill } => {
                if let Some(fill) = fill {
                    self.fill(fill);
                }
                let done = self.task_ends(id);
                self.tally.touch.record(done.demand, done.start, self.now);
            }
        }
    }

    fn task_goes_on(&mut self, id: CpuId, phase: Phase, span: Ps) {
        let cpu = &mut self.cpus[id.at()];
        cpu.task.phase = phase;
        cpu.lasts(Context::Task, span, self.now);
    }

    /// vmalloc has looked for an address: entries that the reference table lacks are made there at this instant.
    fn vmalloc_found(&mut self, id: CpuId, pages: u64, ticket: Option<Ticket>) {
        let Some(area) = self.areas.allocate(pages) else {
            self.tally.failed_vmallocs += 1;
            self.tell(id, Event::NoRoom);
            self.cpus[id.at()].keep(ticket, Kept::Nothing);
            let done = self.task_ends(id);
            return self.tally.vmalloc.record(done.demand, done.start, self.now);
        };
        let (first, last) = self.areas.slots(area);
        self.tell(id, Event::Allocated { area, slots: (first, last) });
        let lazy = self.config.strategy == Strategy::Lazy;
        for slot in (first.0..=last.0).map(SlotId) {
            if !self.tables.made(slot) {
                self.tables.make(slot, lazy);
                self.tally.slots_new += 1;
                self.tell(id, Event::SlotNew { slot });
            }
        }
        self.vmalloc_goes_on(id, area, first, last, ticket);
    }

    /// The next entry of the area for which a walk is due, or the end.
    ///
    /// An allocation in a slot that somebody else has made but not walked yet waits for the lock too, and walks the slot
    /// itself where it comes first. So no area is handed out before all tables have its entries, as with the walk over all
    /// tasks in Linux 1.2 (`set_pgdir`). What happens where the second one does not wait is Linux 5.8's race (commit
    /// 4819e15f740e).
    fn vmalloc_goes_on(&mut self, id: CpuId, area: AreaId, from: SlotId, last: SlotId, ticket: Option<Ticket>) {
        let due = (from.0..=last.0).map(SlotId).find(|slot| self.tables.unwalked(*slot));
        match due {
            Some(slot) => {
                let since = self.now;
                self.cpus[id.at()].task.phase = Phase::Spreading { area, slot, last, since, ticket };
                self.lock(id);
            }
            None => {
                self.areas.publish(area);
                self.tell(id, Event::Published { area });
                self.cpus[id.at()].keep(ticket, Kept::Area(area));
                let done = self.task_ends(id);
                self.tally.vmalloc.record(done.demand, done.start, self.now);
            }
        }
    }

    /// The section under the lock is over. The lock is dropped between slots, so that whoever queues gets in.
    fn vmalloc_spread(
        &mut self,
        id: CpuId,
        area: AreaId,
        slot: SlotId,
        last: SlotId,
        since: Ps,
        ticket: Option<Ticket>,
    ) {
        if self.tables.unwalked(slot) {
            let tables = self.tables.listed();
            self.tables.walked(slot);
            self.tally.walks += 1;
            self.tally.entries_written += u64::from(tables);
            self.tell(id, Event::Walked { slot, tables });
        }
        self.tally.sync += self.now - since;
        self.unlock_task(id);
        self.vmalloc_goes_on(id, area, slot, last, ticket);
    }

    fn vfree_ends(&mut self, id: CpuId, ticket: Ticket) {
        if let Kept::Area(area) = self.cpus[id.at()].redeem(ticket) {
            self.areas.free(area);
            self.tell(id, Event::Freed { area });
        }
        self.task_ends(id);
    }

    /// The copy and the list insert are one section: a child has what the reference table has at this instant, and every
    /// later walk finds it.
    fn fork_joins(&mut self, id: CpuId, ticket: Option<Ticket>) {
        let process = self.tables.fork();
        let copied = self.tables.copied(process);
        self.tell(id, Event::Forked { process, copied });
        self.settle(id, process);
        self.cpus[id.at()].keep(ticket, Kept::Process(process));
        self.unlock_task(id);
        let done = self.task_ends(id);
        self.tally.fork.record(done.demand, done.start, self.now);
    }

    fn exit_leaves(&mut self, id: CpuId, ticket: Ticket) {
        if let Kept::Process(process) = self.cpus[id.at()].redeem(ticket) {
            self.tables.exit(process);
            self.tell(id, Event::Exited { process });
            self.unsettle(id, process);
        }
        self.unlock_task(id);
        self.task_ends(id);
    }

    fn switch_ends(&mut self, id: CpuId, to: ProcId, then: Option<PageWord>) {
        let now = self.now;
        self.cpus[id.at()].loaded = Some(to);
        self.tell(id, Event::Switched { process: to });
        let task = self.cpus[id.at()].task;
        self.tally.switch.record(task.demand, task.start, now);
        match then {
            Some(page) => {
                // The access is a call of its own, which begins now.
                self.tally.kernel += now - task.start;
                self.cpus[id.at()].task.start = now;
                self.task_accesses(id, page);
            }
            None => {
                self.task_ends(id);
            }
        }
    }

    fn task_accesses(&mut self, id: CpuId, page: PageWord) {
        match self.page(page) {
            Some(slot) => {
                let (span, fill) = self.access(id, slot, Context::Task);
                self.task_goes_on(id, Phase::Accessing { fill }, span);
            }
            // Nothing is allocated yet.
            None => {
                self.task_ends(id);
            }
        }
    }

    /// Lets go of the lock, and takes the interrupt that had to wait for it.
    fn unlock_task(&mut self, id: CpuId) {
        self.unlock(id);
        self.cpus[id.at()].task.phase = Phase::Idle;
        self.irq_if_latched(id);
    }
}
