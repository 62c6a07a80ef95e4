//! What processes ask for: vmalloc, vfree, fork, exit, accesses and context switches, phase by phase.

use crate::config::{EagerForm, Scope, Second, Strategy};
use crate::cpu::{Kept, Owner, Phase, Task, Walk};
use crate::demand::{Handle, Target, Want};
use crate::geometry::{PAGE_BYTES, Sharing};
use crate::machine::Machine;
use crate::tables::Plan;
use crate::trace::{Context, Event, Observer, Work};
use crate::units::{AreaId, CpuId, ProcId, Ps, SlotId};

impl<O: Observer> Machine<O> {
    /// The next operation of this CPU's processes begins.
    pub(crate) fn task_begins(&mut self, id: CpuId) {
        let now = self.now;
        let cpu = &mut self.cpus[id.at()];
        let Some(demand) = cpu.demand.take() else { return };
        cpu.task = Task { demand: demand.at, start: now, phase: Phase::Idle };
        let costs = &self.config.costs;
        let (work, phase, span) = match demand.want {
            Want::Vmalloc { pages, top_down, handle } => {
                let span = costs.vmalloc + costs.vmalloc_page.times(pages);
                (Work::Vmalloc { pages }, Phase::Finding { pages, top_down, handle }, span)
            }
            Want::Vfree { handle } => (Work::Vfree, Phase::Freeing { handle }, costs.vfree),
            Want::Fork { handle } => (Work::Fork, Phase::NewTable { owner: Owner::Child(handle) }, costs.pgd_alloc),
            Want::Exec { who } => {
                let Some(process) = self.anyone(id, who) else { return };
                (Work::Exec { process }, Phase::NewTable { owner: Owner::Exec(process) }, costs.pgd_alloc)
            }
            Want::Exit { handle } => {
                self.began(id, Work::Exit);
                self.cpus[id.at()].task.phase = Phase::Leaving { owner: Owner::Child(Some(handle)) };
                return self.lock(id);
            }
            Want::Touch { who, page } => {
                let Some(who) = self.toucher(id, who) else { return };
                if self.cpus[id.at()].loaded == Some(who) {
                    self.began(id, Work::Touch { process: Some(who) });
                    return self.task_accesses(id, page);
                }
                let span = costs.switch + self.catch_up_cost(who);
                (Work::Switch { process: who }, Phase::Switching { to: who, then: Some(page) }, span)
            }
            Want::Kthread { page } => {
                self.began(id, Work::Kthread { process: self.cpus[id.at()].loaded });
                return self.task_accesses(id, page);
            }
            Want::Switch { who } => {
                let Some(to) = self.anyone(id, who) else { return };
                let span = costs.switch + self.catch_up_cost(to);
                (Work::Switch { process: to }, Phase::Switching { to, then: None }, span)
            }
        };
        self.began(id, work);
        self.task_goes_on(id, phase, span);
    }

    /// A phase of the running operation is over.
    pub(crate) fn task_phase_ends(&mut self, id: CpuId) {
        match self.cpus[id.at()].task.phase {
            Phase::Idle => {}
            Phase::Finding { pages, top_down, handle } => self.vmalloc_found(id, pages, top_down, handle),
            Phase::Calling(walk) => {
                self.cpus[id.at()].task.phase = Phase::Walking(walk);
                self.lock(id);
            }
            Phase::Walking(walk) => self.slot_walked(id, walk),
            Phase::Looking { area, since, handle } => {
                self.tally.sync += self.now - since;
                self.unlock_task(id);
                self.vmalloc_goes_on(id, area, handle);
            }
            Phase::Freeing { handle } => self.vfree_ends(id, handle),
            Phase::NewTable { owner } => {
                self.cpus[id.at()].task.phase = Phase::Joining { owner };
                self.lock(id);
            }
            Phase::Joining { owner } => self.table_joins(id, owner),
            Phase::Leaving { owner } => self.table_leaves(id, owner),
            Phase::Switching { to, then } => self.switch_ends(id, to, then),
            Phase::Accessing { fill } => {
                if let Some(fill) = fill {
                    self.fill(id, fill, Context::Task);
                }
                let done = self.task_ends(id);
                self.tally.touch.record(done.demand, done.start, self.now);
            }
        }
    }

    fn began(&mut self, id: CpuId, work: Work) {
        self.tell(id, Event::Began { work, due: self.cpus[id.at()].task.demand });
    }

    fn task_goes_on(&mut self, id: CpuId, phase: Phase, span: Ps) {
        let cpu = &mut self.cpus[id.at()];
        cpu.task.phase = phase;
        cpu.lasts(Context::Task, span, self.now);
    }

    /// vmalloc has looked for an address: entries that the reference table lacks are made there at this instant.
    fn vmalloc_found(&mut self, id: CpuId, pages: u64, top_down: bool, handle: Option<Handle>) {
        let Some(area) = self.areas.allocate(pages, top_down) else {
            self.tally.failed_vmallocs += 1;
            self.tell(id, Event::NoRoom { pages });
            self.keep(id, handle, Kept::Nothing);
            let done = self.task_ends(id);
            return self.tally.vmalloc.record(done.demand, done.start, self.now);
        };
        let (first, last) = self.areas.slots(area);
        let (address, pages) =
            (self.config.geometry.start + self.areas.start(area) * PAGE_BYTES, self.areas.mapped_pages(area));
        self.tell(id, Event::Allocated { area, address, pages, slots: (first, last) });
        let plan = self.plan();
        let mut new = None;
        for slot in (first.0..=last.0).map(SlotId) {
            if !self.tables.made(slot) {
                self.tables.make(slot, plan);
                self.tally.slots_new += 1;
                self.tell(id, Event::SlotNew { slot });
                new = new.or(Some(slot));
            }
        }
        match (new, self.config.strategy) {
            (Some(new), Strategy::Eager(form)) if plan == Plan::Walk => {
                let (slot, last) = match form.scope {
                    Scope::NewSlots => (new, last),
                    Scope::ToTop => (first, self.tables.top()),
                };
                let walk = Walk { area, handle, since: self.now, slot, last, first: true };
                self.task_goes_on(id, Phase::Calling(walk), self.config.costs.walk_call);
            }
            _ => self.vmalloc_goes_on(id, area, handle),
        }
    }

    /// What becomes of a new entry.
    fn plan(&self) -> Plan {
        match (self.config.geometry.sharing, self.config.strategy) {
            (Sharing::OneTable, _) => Plan::Everywhere,
            (Sharing::PerProcess, Strategy::Eager(_)) => Plan::Walk,
            (Sharing::PerProcess, Strategy::Shared(_) | Strategy::Lazy | Strategy::CatchUp) => Plan::OnDemand,
        }
    }

    /// A slot's walk is over. The lock is dropped between slots, so that whoever queues gets in.
    fn slot_walked(&mut self, id: CpuId, walk: Walk) {
        let tables = self.tables.listed();
        self.tally.walks += 1;
        if self.tables.walk_ends(walk.slot) {
            self.tally.entries_written += u64::from(tables);
        }
        self.tell(id, Event::Walked { slot: walk.slot, tables });
        self.unlock_task(id);
        let to_top = matches!(self.config.strategy, Strategy::Eager(EagerForm { scope: Scope::ToTop, .. }));
        let next = (walk.slot.0 + 1..=walk.last.0).map(SlotId).find(|slot| to_top || self.tables.unwalked(*slot));
        match next {
            Some(slot) => {
                self.cpus[id.at()].task.phase = Phase::Walking(Walk { slot, first: false, ..walk });
                self.lock(id);
            }
            None => {
                self.tally.sync += self.now - walk.since;
                self.vmalloc_goes_on(id, walk.area, walk.handle);
            }
        }
    }

    /// The area's entries are made, and written everywhere by this vmalloc where that was its task. Where another's walk is
    /// still under way for one of them, the lock is waited for, as often as it takes.
    fn vmalloc_goes_on(&mut self, id: CpuId, area: AreaId, handle: Option<Handle>) {
        let (first, last) = self.areas.slots(area);
        let waits = matches!(self.config.strategy, Strategy::Eager(EagerForm { second: Second::Waits, .. }));
        if waits && (first.0..=last.0).any(|slot| self.tables.awaits_walk(SlotId(slot))) {
            self.cpus[id.at()].task.phase = Phase::Looking { area, since: self.now, handle };
            return self.lock(id);
        }
        self.areas.publish(area);
        self.tell(id, Event::Published { area });
        self.keep(id, handle, Kept::Area(area));
        let done = self.task_ends(id);
        self.tally.vmalloc.record(done.demand, done.start, self.now);
    }

    fn vfree_ends(&mut self, id: CpuId, handle: Handle) {
        if let Kept::Area(area) = self.redeem(id, handle) {
            self.areas.free(area);
            self.tell(id, Event::Freed { area });
        }
        self.task_ends(id);
    }

    /// The copy and the list insert are one section: a new table has what the reference table has at this instant, and every
    /// later walk finds it.
    fn table_joins(&mut self, id: CpuId, owner: Owner) {
        match owner {
            Owner::Child(handle) => {
                let process = self.tables.fork();
                self.settle(id, process);
                self.keep(id, handle, Kept::Process(process));
                self.tell(id, Event::Forked { process, copied: self.tables.copied(process) });
                self.unlock_task(id);
                let done = self.task_ends(id);
                self.tally.fork.record(done.demand, done.start, self.now);
            }
            Owner::Exec(process) => {
                self.tables.list();
                self.tables.copy(process);
                self.tell(id, Event::Execed { process, copied: self.tables.copied(process) });
                self.unlock_task(id);
                self.cpus[id.at()].task.phase = Phase::Leaving { owner };
                self.lock(id);
            }
        }
    }

    fn table_leaves(&mut self, id: CpuId, owner: Owner) {
        match owner {
            Owner::Child(Some(handle)) => {
                if let Kept::Process(process) = self.redeem(id, handle) {
                    self.tables.exit(process);
                    self.tell(id, Event::Exited { process });
                    self.unsettle(id, process);
                }
            }
            Owner::Exec(_) => self.tables.unlist(),
            Owner::Child(None) => {}
        }
        self.unlock_task(id);
        self.task_ends(id);
    }

    /// What a switch to this process costs more, where its table is behind and is brought up then.
    fn catch_up_cost(&self, to: ProcId) -> Ps {
        let due = self.config.strategy == Strategy::CatchUp && self.tables.behind(to);
        if due { self.config.costs.catch_up } else { Ps::ZERO }
    }

    fn switch_ends(&mut self, id: CpuId, to: ProcId, then: Option<Target>) {
        let now = self.now;
        self.cpus[id.at()].loaded = Some(to);
        if self.config.strategy == Strategy::CatchUp && self.tables.behind(to) {
            self.tables.copy(to);
            self.tally.catch_ups += 1;
            self.tally.sync += self.config.costs.catch_up;
        }
        self.tell(id, Event::Switched { process: to });
        let task = self.cpus[id.at()].task;
        self.tally.switch.record(task.demand, task.start, now);
        match then {
            Some(page) => {
                // The access is a call of its own, which begins now.
                self.tally.kernel += now - task.start;
                self.cpus[id.at()].task.start = now;
                self.tell(id, Event::Ended);
                self.began(id, Work::Touch { process: Some(to) });
                self.task_accesses(id, page);
            }
            None => {
                self.task_ends(id);
            }
        }
    }

    fn task_accesses(&mut self, id: CpuId, page: Target) {
        match self.page(page, Context::Task) {
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
