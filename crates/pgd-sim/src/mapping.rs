//! How areas come and go: addresses, the entries that they need, and the walks that spread entries or take them back.

use crate::config::{EagerForm, Scope, Second, Strategy, Unmap};
use crate::cpu::{AreaFor, Errand, Kept, Owner, Phase, Walk, Wanted};
use crate::geometry::{PAGE_BYTES, Sharing};
use crate::machine::Machine;
use crate::script::Mapping;
use crate::tables::{Holds, Plan};
use crate::trace::{Event, Observer};
use crate::units::{AreaId, CpuId, Ps, SlotId};

impl<O: Observer> Machine<O> {
    /// How long it takes to find an address and to map the pages: a huge page is one.
    pub(crate) fn finding(&self, wanted: &Wanted) -> Ps {
        let costs = &self.config.costs;
        let pages = if wanted.mapping == Mapping::Huge { 1 } else { wanted.pages };
        costs.vmalloc + costs.vmalloc_page.times(pages)
    }

    /// An address has been looked for: entries that the reference table lacks are made there at this instant.
    #[inline(never)]
    pub(crate) fn address_found(&mut self, id: CpuId, wanted: Wanted) {
        let Some(area) = self.areas.allocate(wanted.pages, wanted.mapping) else {
            if !wanted.purged && self.areas.can_purge() {
                return self.purge(id, Some(Wanted { purged: true, ..wanted }));
            }
            return self.no_room(id, wanted);
        };
        let (first, last) = self.areas.slots(area);
        let (address, pages) =
            (self.config.geometry.start + self.areas.start(area) * PAGE_BYTES, self.areas.mapped_pages(area));
        self.tell(id, Event::Allocated { area, address, pages, slots: (first, last) });
        let plan = self.plan();
        // Where a table of the next level stands already, a huge mapping is made of pages: with PAE Linux does not free that
        // table (arch/x86/mm/pgtable.c, `pmd_free_pte_page` without CONFIG_X86_64).
        let huge = wanted.mapping == Mapping::Huge && self.config.geometry.huge();
        let holds = if huge { Holds::HugePage } else { Holds::Table };
        let mut new = None;
        for slot in (first.0..=last.0).map(SlotId) {
            if !self.tables.made(slot) {
                self.tables.make(slot, plan, holds);
                self.tally.slots_new += 1;
                self.tell(id, Event::SlotNew { slot });
                new = new.or(Some(slot));
            }
        }
        if huge && new.is_some() {
            self.areas.set_huge_page(area);
        }
        match (new, self.config.strategy) {
            (Some(new), Strategy::Eager(form)) if plan == Plan::Walk => {
                let (slot, last) = match form.scope {
                    Scope::NewSlots => (new, last),
                    Scope::ToTop => (first, self.tables.top()),
                };
                let errand = Errand::Map { area, purpose: wanted.purpose };
                self.sets_out(id, Walk { errand, since: self.now, slot, last, first: true });
            }
            _ => self.area_goes_on(id, area, wanted.purpose),
        }
    }

    fn no_room(&mut self, id: CpuId, wanted: Wanted) {
        self.tally.failed_vmallocs += 1;
        self.tell(id, Event::NoRoom { pages: wanted.pages });
        let (AreaFor::Caller(handle) | AreaFor::Stack(handle)) = wanted.purpose;
        self.keep(id, handle, Kept::Nothing);
        let done = self.task_ends(id);
        let recorder = match wanted.purpose {
            AreaFor::Caller(_) => &mut self.tally.vmalloc,
            AreaFor::Stack(_) => &mut self.tally.fork,
        };
        recorder.record(done.demand, done.start, self.now);
    }

    /// What becomes of a new entry.
    fn plan(&self) -> Plan {
        match (self.config.geometry.sharing, self.config.strategy) {
            (Sharing::OneTable, _) => Plan::Everywhere,
            (Sharing::PerProcess, Strategy::Eager(_)) => Plan::Walk,
            (Sharing::PerProcess, Strategy::Shared(_) | Strategy::Lazy | Strategy::CatchUp) => Plan::OnDemand,
        }
    }

    /// The area's entries are made, and written everywhere where that was this call's task. Where another's walk is still
    /// under way for one of them, the lock is waited for, as often as it takes.
    #[inline(never)]
    pub(crate) fn area_goes_on(&mut self, id: CpuId, area: AreaId, purpose: AreaFor) {
        let (first, last) = self.areas.slots(area);
        let waits = matches!(self.config.strategy, Strategy::Eager(EagerForm { second: Second::Waits, .. }));
        if waits && (first.0..=last.0).any(|slot| self.tables.awaits_walk(SlotId(slot))) {
            self.cpus[id.at()].task.phase = Phase::Looking { area, since: self.now, purpose };
            return self.lock(id);
        }
        match purpose {
            AreaFor::Caller(handle) => {
                self.areas.publish(area);
                self.tell(id, Event::Published { area });
                self.keep(id, handle, Kept::Area(area));
                let done = self.task_ends(id);
                self.tally.vmalloc.record(done.demand, done.start, self.now);
            }
            // Nobody but its own process uses a stack.
            AreaFor::Stack(handle) => {
                let phase = Phase::NewTable { owner: Owner::Child(handle, Some(area)) };
                self.task_goes_on(id, phase, self.config.costs.pgd_alloc);
            }
        }
    }

    /// An area is freed, the last thing that a vfree or an exit does. A huge page's entry goes from the reference table with
    /// it.
    #[inline(never)]
    pub(crate) fn area_goes(&mut self, id: CpuId, area: AreaId) {
        if let Some(slot) = self.areas.free(area) {
            self.tables.unmake(slot, self.config.geometry.sharing == Sharing::PerProcess, self.now);
            self.tell(id, Event::SlotGone { slot });
        }
        self.tell(id, Event::Freed { area });
        if self.areas.purge_is_due() {
            return self.purge(id, None);
        }
        self.task_ends(id);
    }

    /// Freed addresses are to be used again; then what set this off goes on.
    fn purge(&mut self, id: CpuId, then: Option<Wanted>) {
        let walks = self.config.unmap == Unmap::Walks && self.config.geometry.sharing == Sharing::PerProcess;
        let first = (0..self.tables.slots()).map(SlotId).find(|slot| walks && self.tables.known(*slot));
        let Some(slot) = first else {
            self.areas.purge();
            return self.purged(id, then);
        };
        self.areas.purge_begins(id);
        self.cpus[id.at()].retry = then;
        let errand = Errand::Purge;
        self.sets_out(id, Walk { errand, since: self.now, slot, last: self.tables.top(), first: true });
    }

    fn purged(&mut self, id: CpuId, then: Option<Wanted>) {
        match then {
            Some(wanted) => self.address_found(id, wanted),
            None => {
                self.task_ends(id);
            }
        }
    }

    fn sets_out(&mut self, id: CpuId, walk: Walk) {
        self.task_goes_on(id, Phase::Calling(walk), self.config.costs.walk_call);
    }

    /// A slot's walk is over. The lock is dropped between slots, so that whoever queues gets in.
    #[inline(never)]
    pub(crate) fn slot_walked(&mut self, id: CpuId, walk: Walk) {
        let tables = self.tables.listed();
        self.tally.walks += 1;
        let written = match walk.errand {
            Errand::Map { .. } => self.tables.walk_ends(walk.slot),
            Errand::Purge => self.tables.resync(walk.slot),
        };
        if written {
            self.tally.entries_written += u64::from(tables);
        }
        self.tell(id, Event::Walked { slot: walk.slot, tables });
        self.unlock_task(id);
        let next = (walk.slot.0 + 1..=walk.last.0).map(SlotId).find(|slot| match walk.errand {
            Errand::Map { .. } => self.walks_to_top() || self.tables.unwalked(*slot),
            Errand::Purge => self.tables.known(*slot),
        });
        if let Some(slot) = next {
            self.cpus[id.at()].task.phase = Phase::Walking(Walk { slot, first: false, ..walk });
            return self.lock(id);
        }
        self.tally.sync += self.now - walk.since;
        match walk.errand {
            Errand::Map { area, purpose } => self.area_goes_on(id, area, purpose),
            Errand::Purge => {
                self.areas.purge_ends(id);
                let then = self.cpus[id.at()].retry.take();
                self.purged(id, then);
            }
        }
    }

    fn walks_to_top(&self) -> bool {
        matches!(self.config.strategy, Strategy::Eager(EagerForm { scope: Scope::ToTop, .. }))
    }
}
