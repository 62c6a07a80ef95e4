//! One load run by the three strategies, and written down as it goes: what each CPU did, where entries came from, and how
//! many are missing.

use std::collections::BTreeMap;

use pgd_sim::{Config, CpuId, Event, Observer, Ps, SlotId, Spans, Timeline};
use scenario::Compare;

use crate::behind::Behind;
use crate::compare::Comparison;
use crate::series::Series;
use crate::three::Three;

/// Spans that are kept of each lane: more than one looks at, and a file that still opens at once.
pub const SPANS_MAX: usize = 40_000;

/// What came of one lane.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What each CPU did.
    pub timeline: Timeline,
    /// When and where slots that were new got their entry in the reference table; where a huge page goes with its mapping,
    /// a slot can be new more than once.
    pub made: BTreeMap<SlotId, Vec<(Ps, CpuId)>>,
    /// Entries of the reference table that a process's table has not: over all tables.
    pub missing: Series,
    /// CPUs that wait for `pgd_lock`.
    pub waiting: Series,
}

/// What came of all three.
#[derive(Clone, Debug)]
pub struct Recordings {
    /// In the order of [`crate::Lane::ALL`].
    pub lanes: [Recording; 3],
    /// The same comparison that [`crate::CompareJob`] gives.
    pub comparison: Comparison,
}

/// A recording under way.
#[derive(Clone, Debug)]
pub struct RecordJob(Three<Recorder>);

impl RecordJob {
    /// Sets up the three machines; of each at most so many spans are kept.
    #[must_use]
    pub fn new(compare: &Compare, spans: usize) -> RecordJob {
        RecordJob(Three::new(compare, |config| Recorder::new(config, spans)))
    }

    /// Works through at most `events` more events; gives the recordings when they are complete.
    pub fn advance(&mut self, events: u32) -> Option<Recordings> {
        let machines = self.0.advance(events)?;
        let lanes = machines.each_ref().map(|machine| machine.observer().recording());
        Some(Recordings { lanes, comparison: Comparison::of(self.0.reports()) })
    }

    /// Runs to the end.
    #[must_use]
    pub fn run(mut self) -> Recordings {
        loop {
            if let Some(recordings) = self.advance(crate::SLICE_EVENTS) {
                return recordings;
            }
        }
    }
}

/// Writes everything down that a [`Recording`] has.
#[derive(Clone, Debug)]
struct Recorder {
    spans: Spans,
    tables: Behind,
    made: BTreeMap<SlotId, Vec<(Ps, CpuId)>>,
    missing: Series,
    waiting: Series,
    /// How many wait now.
    queue: u64,
}

impl Recorder {
    fn new(config: &Config, spans: usize) -> Recorder {
        Recorder {
            spans: Spans::bounded(spans),
            tables: Behind::new(config),
            made: BTreeMap::new(),
            missing: Series::default(),
            waiting: Series::default(),
            queue: 0,
        }
    }

    fn recording(&self) -> Recording {
        Recording {
            timeline: self.spans.timeline(),
            made: self.made.clone(),
            missing: self.missing.clone(),
            waiting: self.waiting.clone(),
        }
    }
}

impl Observer for Recorder {
    fn see(&mut self, now: Ps, cpu: CpuId, event: Event) {
        self.spans.see(now, cpu, event);
        match event {
            Event::SlotNew { slot } => self.made.entry(slot).or_default().push((now, cpu)),
            Event::LockAsked { .. } => self.queue += 1,
            Event::LockTaken { .. } => self.queue -= 1,
            _ => {}
        }
        self.waiting.set(now, self.queue);
        if self.tables.see(cpu, event) {
            self.missing.set(now, self.tables.missing());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pgd_sim::Machine;
    use scenario::{Lane, Link};

    const FORMS: [&str; 8] = [
        "",
        "&lazy=catch-up",
        "&shared=skipped&percpu=300&arch=x86_64",
        "&arch=arm64",
        "&walk=top&exec=3k",
        "&arch=i386-pae&ioremap=3k&life=4ms&unmap=walks",
        "&arch=i386-pae&ioremap=3k&life=4ms&lazy=catch-up",
        "&stacks=synced",
    ];

    /// The machine's own tables, looked at one by one.
    fn really_missing(machine: &Machine<Recorder>) -> u64 {
        let map = machine.table_map(machine.now(), 1_000);
        assert_eq!(map.one_in, 1, "every table is looked at");
        let slots = map.rows.iter().flat_map(|row| row.slots.iter().map(|slot| (row.alive, slot)));
        slots.filter(|(_, slot)| slot.made).map(|(alive, slot)| u64::from(alive - slot.present)).sum()
    }

    #[test]
    fn what_is_missing_is_what_the_tables_lack() {
        let (mut looked, mut behind, mut again) = (0, 0, 0);
        for more in FORMS {
            let fragment = format!(
                "v=1&procs=90&cpus=3&time=60ms&vmalloc=1k&size=900KiB&fork=3k&child=9ms&exec=500&touch=30k&touchers=all\
                 &kthread=2k&irq=2k&nmi=2k{more}"
            );
            let link = Link::read(&fragment);
            assert_eq!(link.error(), None);
            for machine in RecordJob::new(&link.scenario.compare, 100).0.machines() {
                while !machine.advance(211) {
                    // In the middle of a walk some tables have the entry, which only the machine knows.
                    if machine.moment().lock.is_none() {
                        assert_eq!(machine.observer().tables.missing(), really_missing(machine), "{fragment}");
                        looked += 1;
                        behind += u64::from(really_missing(machine) > 0);
                    }
                }
                again += machine.observer().made.values().filter(|made| made.len() > 1).count();
            }
        }
        assert!(looked > 100 && behind > 50 && again > 5, "{looked} {behind} {again}");
    }

    #[test]
    fn a_recording_changes_nothing() {
        let compare = Link::read("v=1&procs=500&time=50ms&vmalloc=1k&size=1MiB").scenario.compare;
        let recordings = RecordJob::new(&compare, 1_000).run();
        assert_eq!(recordings.comparison, crate::CompareJob::new(&compare).run());
        let [_, _, lazy] = &recordings.lanes;
        assert_eq!(lazy.made.values().flatten().count() as u64, recordings.comparison.report(Lane::Lazy).slots_new);
    }
}
