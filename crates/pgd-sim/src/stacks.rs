//! Kernel stacks in the vmalloc area: a context switch loads the next process's table while it still runs on the last
//! one's stack.

use crate::config::{Stacks, Strategy};
use crate::machine::Machine;
use crate::tables::Entry;
use crate::trace::{Event, Observer};
use crate::units::{AreaId, CpuId, ProcId, SlotId};

impl<O: Observer> Machine<O> {
    /// A child has a stack of its own. Those of the first processes lie in what was in use at boot. Model choice.
    pub(crate) fn set_stack(&mut self, process: ProcId, stack: Option<AreaId>) {
        if stack.is_some() && self.stacks.len() <= process.at() {
            self.stacks.resize(process.at() + 1, None);
        }
        if let Some(place) = self.stacks.get_mut(process.at()) {
            *place = stack;
        }
    }

    /// The stack of a process that has gone.
    pub(crate) fn take_stack(&mut self, process: ProcId) -> Option<AreaId> {
        self.stacks.get_mut(process.at()).and_then(Option::take)
    }

    /// Whether a switch to a process has an entry to copy first.
    pub(crate) fn stack_is_due(&self, id: CpuId, to: ProcId) -> bool {
        self.config.stacks == Stacks::VmallocSynced && self.stack_slot_lacking(id, to).is_some()
    }

    /// The table of a process is about to be loaded, under the stack that is in use.
    pub(crate) fn stack_meets(&mut self, id: CpuId, process: ProcId) {
        let Some(slot) = self.stack_slot_lacking(id, process) else { return };
        if self.config.stacks == Stacks::VmallocSynced {
            self.tables.fill(process, slot, self.now);
            self.tally.entries_written += 1;
            self.tally.sync += self.config.costs.entries(1);
            self.tell(id, Event::StackSynced { process, slot });
        } else {
            // A kernel would stop here; the run goes on, so that all such switches are counted.
            self.tally.double_faults += 1;
            self.tell(id, Event::DoubleFaulted { process, slot });
        }
    }

    /// The slot of the stack in use that a process's table lacks.
    fn stack_slot_lacking(&self, id: CpuId, process: ProcId) -> Option<SlotId> {
        let stack = (*self.stacks.get(self.cpus[id.at()].loaded?.at())?)?;
        if self.config.strategy == Strategy::CatchUp && self.tables.behind(process) {
            // It is brought up first.
            return None;
        }
        let (first, last) = self.areas.slots(stack);
        (first.0..=last.0).map(SlotId).find(|slot| self.tables.look(process, *slot, self.now) == Entry::Missing)
    }
}
