//! Who and what is meant: processes and pages that a random word or a script names.

use crate::config::{Popularity, Touchers};
use crate::cpu::Kept;
use crate::demand::{Handle, Target, Whom, on_cpu};
use crate::machine::Machine;
use crate::rng::{below, pick};
use crate::script::Who;
use crate::trace::{Context, Observer};
use crate::units::{CpuId, ProcId, SlotId};

impl<O: Observer> Machine<O> {
    /// A child comes to live on a CPU.
    pub(crate) fn settle(&mut self, id: CpuId, process: ProcId) {
        let processes = &mut self.cpus[id.at()].processes;
        if self.places.len() <= process.at() {
            self.places.resize(process.at() + 1, 0);
        }
        self.places[process.at()] = processes.len() as u32;
        processes.push(process);
    }

    /// A child leaves the CPU that it lives on; the last one takes its place.
    pub(crate) fn unsettle(&mut self, id: CpuId, process: ProcId) {
        let cpu = &mut self.cpus[id.at()];
        let place = self.places[process.at()] as usize;
        debug_assert_eq!(cpu.processes[place], process, "a process is where it is noted");
        cpu.processes.swap_remove(place);
        if let Some(moved) = cpu.processes.get(place) {
            self.places[moved.at()] = place as u32;
        }
        if cpu.loaded == Some(process) {
            // The CPU idles on the reference table until the next switch.
            cpu.loaded = None;
        }
    }

    /// Leaves something for a later operation.
    pub(crate) fn keep(&mut self, id: CpuId, handle: Option<Handle>, kept: Kept) {
        match handle {
            Some(Handle::Ticket(ticket)) => self.cpus[id.at()].keep(ticket, kept),
            Some(Handle::Area(name)) => self.named_areas[usize::from(name.0)] = kept,
            Some(Handle::Child(name)) => self.named_children[usize::from(name.0)] = kept,
            None => {}
        }
    }

    /// What an earlier operation left.
    pub(crate) fn redeem(&mut self, id: CpuId, handle: Handle) -> Kept {
        match handle {
            Handle::Ticket(ticket) => self.cpus[id.at()].redeem(ticket),
            Handle::Area(name) => core::mem::take(&mut self.named_areas[usize::from(name.0)]),
            Handle::Child(name) => core::mem::take(&mut self.named_children[usize::from(name.0)]),
        }
    }

    /// The process that a script names, where it is there.
    pub(crate) fn named_process(&self, who: Who) -> Option<ProcId> {
        match who {
            Who::Initial(process) => Some(ProcId(process)),
            Who::Child(child) => match self.named_children[usize::from(child.0)] {
                Kept::Process(process) => Some(process),
                Kept::Nothing | Kept::Area(_) => None,
            },
        }
    }

    /// The process that is meant: of a word, among those of a CPU that access areas.
    pub(crate) fn toucher(&self, id: CpuId, who: Whom) -> Option<ProcId> {
        let word = match who {
            Whom::Drawn(word) => word,
            Whom::Scripted(who) => return self.named_process(who),
        };
        let processes = &self.cpus[id.at()].processes;
        let count = match self.config.load.touchers {
            Touchers::All => processes.len(),
            // Those who are there from the start keep their places at the head of the list.
            Touchers::Some(count) => (on_cpu(count, self.config.cpus, id) as usize).min(processes.len()),
        };
        (count > 0).then(|| processes[pick(word, count)])
    }

    /// The slot of the page that is meant, where it can be accessed: of words, among all areas that can.
    #[inline(always)]
    pub(crate) fn page(&self, target: Target, context: Context) -> Option<SlotId> {
        let (area, page) = match target {
            Target::Drawn { area, page } => {
                let published = self.areas.published();
                let place = match self.config.load.popularity[context as usize] {
                    Popularity::Even => pick(area, published.len()),
                    // Of two drawn from the two halves of the word, the newer.
                    Popularity::Newer => pick(area, published.len()).max(pick(area << 32, published.len())),
                };
                let area = *published.get(place)?;
                (area, below(page, self.areas.mapped_pages(area)))
            }
            Target::Scripted(page) => match self.named_areas[usize::from(page.area.0)] {
                Kept::Area(area) => (area, page.page),
                // It found no room, or is still being made.
                Kept::Nothing | Kept::Process(_) => return None,
            },
        };
        Some(self.areas.slot(area, page))
    }

    /// The process that is meant: of a word, among all of the CPU.
    pub(crate) fn anyone(&self, id: CpuId, who: Whom) -> Option<ProcId> {
        let processes = &self.cpus[id.at()].processes;
        match who {
            Whom::Drawn(word) => (!processes.is_empty()).then(|| processes[pick(word, processes.len())]),
            Whom::Scripted(who) => self.named_process(who),
        }
    }
}
