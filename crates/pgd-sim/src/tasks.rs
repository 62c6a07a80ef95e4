//! What processes ask for: fork, exit, accesses and context switches, phase by phase; areas come and go in `mapping`.

use crate::config::{STACK_PAGES, Stacks, Strategy};
use crate::cpu::{AreaFor, Kept, Owner, Phase, Task, Wanted};
use crate::demand::{Handle, Target, Want};
use crate::machine::Machine;
use crate::script::Mapping;
use crate::trace::{Context, Event, Observer, Work};
use crate::units::{CpuId, ProcId, Ps};

impl<O: Observer> Machine<O> {
    /// The next operation of this CPU's processes begins.
    pub(crate) fn task_begins(&mut self, id: CpuId) {
        let now = self.now;
        let cpu = &mut self.cpus[id.at()];
        let Some(demand) = cpu.demand.take() else { return };
        cpu.task = Task { demand: demand.at, start: now, phase: Phase::Idle };
        let costs = &self.config.costs;
        let (work, phase, span) = match demand.want {
            Want::Vmalloc { pages, mapping, handle } => {
                let wanted = Wanted { pages, mapping, purpose: AreaFor::Caller(handle), purged: false };
                (Work::Vmalloc { pages }, Phase::Finding(wanted), self.finding(&wanted))
            }
            Want::Vfree { handle } => (Work::Vfree, Phase::Freeing { handle }, costs.vfree),
            Want::Fork { handle } if self.config.stacks == Stacks::Direct => {
                (Work::Fork, Phase::NewTable { owner: Owner::Child(handle, None) }, costs.pgd_alloc)
            }
            // The child's stack comes before its table.
            Want::Fork { handle } => {
                let wanted = Wanted {
                    pages: STACK_PAGES,
                    mapping: Mapping::Pages,
                    purpose: AreaFor::Stack(handle),
                    purged: false,
                };
                (Work::Fork, Phase::Finding(wanted), self.finding(&wanted))
            }
            Want::Exec { who } => {
                let Some(process) = self.anyone(id, who) else { return };
                (Work::Exec { process }, Phase::NewTable { owner: Owner::Exec(process) }, costs.pgd_alloc)
            }
            Want::Exit { handle } => {
                self.began(id, Work::Exit);
                self.cpus[id.at()].task.phase = Phase::Leaving { owner: Owner::Child(Some(handle), None) };
                return self.lock(id);
            }
            Want::Touch { who, page } => {
                let Some(who) = self.toucher(id, who) else { return };
                if self.cpus[id.at()].loaded == Some(who) {
                    self.began(id, Work::Touch { process: Some(who) });
                    return self.task_accesses(id, page);
                }
                let span = self.switching(id, who);
                (Work::Switch { process: who }, Phase::Switching { to: who, then: Some(page) }, span)
            }
            Want::Kthread { page } => {
                self.began(id, Work::Kthread { process: self.cpus[id.at()].loaded });
                return self.task_accesses(id, page);
            }
            Want::Switch { who } => {
                let Some(to) = self.anyone(id, who) else { return };
                let span = self.switching(id, to);
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
            Phase::Finding(wanted) => self.address_found(id, wanted),
            Phase::Calling(walk) => {
                self.cpus[id.at()].task.phase = Phase::Walking(walk);
                self.lock(id);
            }
            Phase::Walking(walk) => self.slot_walked(id, walk),
            Phase::Looking { area, since, purpose } => {
                self.tally.sync += self.now - since;
                self.unlock_task(id);
                self.area_goes_on(id, area, purpose);
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

    pub(crate) fn task_goes_on(&mut self, id: CpuId, phase: Phase, span: Ps) {
        let cpu = &mut self.cpus[id.at()];
        cpu.task.phase = phase;
        cpu.lasts(Context::Task, span, self.now);
    }

    /// The copy and the list insert are one section: a new table has what the reference table has at this instant, and every
    /// later walk finds it.
    #[inline(never)]
    fn table_joins(&mut self, id: CpuId, owner: Owner) {
        match owner {
            Owner::Child(handle, stack) => {
                let process = self.tables.fork();
                self.settle(id, process);
                self.set_stack(process, stack);
                self.keep(id, handle, Kept::Process(process));
                self.tell(id, Event::Forked { process, copied: self.tables.made_count() });
                self.unlock_task(id);
                let done = self.task_ends(id);
                self.tally.fork.record(done.demand, done.start, self.now);
            }
            Owner::Exec(process) => {
                self.tables.list();
                self.tables.copy(process);
                self.tell(id, Event::Execed { process, copied: self.tables.made_count() });
                self.unlock_task(id);
                self.cpus[id.at()].task.phase = Phase::Leaving { owner };
                self.lock(id);
            }
        }
    }

    #[inline(never)]
    fn table_leaves(&mut self, id: CpuId, owner: Owner) {
        let mut stack = None;
        match owner {
            Owner::Child(Some(handle), _) => {
                if let Kept::Process(process) = self.redeem(id, handle) {
                    self.tables.exit(process);
                    self.tell(id, Event::Exited { process });
                    self.unsettle(id, process);
                    stack = self.take_stack(process);
                }
            }
            Owner::Exec(_) => self.tables.unlist(),
            Owner::Child(None, _) => {}
        }
        self.unlock_task(id);
        match stack {
            Some(area) => self.area_goes(id, area),
            None => {
                self.task_ends(id);
            }
        }
    }

    #[inline(never)]
    fn vfree_ends(&mut self, id: CpuId, handle: Handle) {
        match self.redeem(id, handle) {
            Kept::Area(area) => self.area_goes(id, area),
            Kept::Nothing | Kept::Process(_) => {
                self.task_ends(id);
            }
        }
    }

    /// What a switch takes, with what has to be copied into the new table first.
    fn switching(&self, id: CpuId, to: ProcId) -> Ps {
        let costs = &self.config.costs;
        if self.config.strategy == Strategy::CatchUp && self.tables.behind(to) {
            costs.switch + costs.catch_up
        } else if self.stack_is_due(id, to) {
            costs.switch + costs.entries(1)
        } else {
            costs.switch
        }
    }

    #[inline(never)]
    fn switch_ends(&mut self, id: CpuId, to: ProcId, then: Option<Target>) {
        let now = self.now;
        if self.config.strategy == Strategy::CatchUp && self.tables.behind(to) {
            self.tables.copy(to);
            self.tally.catch_ups += 1;
            self.tally.sync += self.config.costs.catch_up;
        }
        self.stack_meets(id, to);
        self.cpus[id.at()].loaded = Some(to);
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
    pub(crate) fn unlock_task(&mut self, id: CpuId) {
        self.unlock(id);
        self.cpus[id.at()].task.phase = Phase::Idle;
        self.irq_if_latched(id);
    }
}
