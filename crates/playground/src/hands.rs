//! Hands on: a machine so small that each operation of a script can be looked at by itself, and what each strategy makes of it.

use std::collections::BTreeMap;

use pgd_sim::{
    Act, AreaName, ChildName, Config, Context, CpuId, Event, Machine, Observer, Ps, Purpose, Sharing, SlotId, Who,
};
use scenario::{Compare, Lane};

use crate::maps::{LaneMap, map_of};
use crate::three::Three;

/// The most processes, and children that are ever forked.
const TABLES_MAX: usize = 40;
/// The most slots.
const SLOTS_MAX: u32 = 64;

/// What one strategy made of one operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deed {
    /// Kernel time, of calls and handlers.
    pub took: Ps,
    /// How much of it the strategy took to bring entries where they were missing: walks under `pgd_lock`, and faults.
    pub sync: Ps,
    /// Entries that are new in the reference table.
    pub slots_new: u32,
    /// Tables that a walk has written.
    pub walked: u32,
    /// Faults that filled an entry.
    pub faults: u32,
    /// How long NMIs were unblocked inside an NMI handler.
    pub window: Ps,
    /// Accesses to a missing entry that nobody fills.
    pub oopses: u32,
    /// Allocations that found no room.
    pub no_room: u32,
}

impl Deed {
    const WORDS: usize = 8;

    fn words(&self) -> [u64; Deed::WORDS] {
        let Deed { took, sync, slots_new, walked, faults, window, oopses, no_room } = *self;
        let [slots_new, walked, faults, oopses, no_room] = [slots_new, walked, faults, oopses, no_room].map(u64::from);
        [took.0, sync.0, slots_new, walked, faults, window.0, oopses, no_room]
    }

    fn of([took, sync, slots_new, walked, faults, window, oopses, no_room]: [u64; Deed::WORDS]) -> Deed {
        let [slots_new, walked, faults, oopses, no_room] =
            [slots_new, walked, faults, oopses, no_room].map(|word| word as u32);
        Deed { took: Ps(took), sync: Ps(sync), slots_new, walked, faults, window: Ps(window), oopses, no_room }
    }
}

/// A process that is there at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// What a script calls it.
    pub who: Who,
    /// Its number: a row of the map.
    pub process: u32,
    /// Where it lives.
    pub cpu: CpuId,
    /// Whether its table is loaded there.
    pub loaded: bool,
}

/// The machine after the script, and what came of each operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hands {
    /// When the last strategy is through.
    pub end: Ps,
    /// Who is there; the same with all strategies, since each operation is over before the next.
    pub people: Vec<Person>,
    /// Areas, each with its first and its last slot.
    pub areas: Vec<(AreaName, u16, u16)>,
    lanes: [(LaneMap, Vec<Deed>); 3],
}

impl Hands {
    /// Whether a scenario is such a machine: small, and with nothing to do but a script.
    #[must_use]
    pub fn fits(compare: &Compare) -> bool {
        let forks = compare.script.iter().filter(|scripted| matches!(scripted.act, Act::Fork { .. })).count();
        let geometry = compare.geometry();
        compare.operations() == 0
            && compare.procs as usize + forks <= TABLES_MAX
            && geometry.slots() <= SLOTS_MAX
            && geometry.sharing == Sharing::PerProcess
    }

    /// Who has which entry: a row a process, a column a slot.
    #[must_use]
    pub const fn map(&self, lane: Lane) -> &LaneMap {
        &self.lanes[lane as usize].0
    }

    /// What a strategy made of each operation, in the order of the script.
    #[must_use]
    pub fn deeds(&self, lane: Lane) -> &[Deed] {
        &self.lanes[lane as usize].1
    }

    /// As plain numbers, for a border that numbers cross quickly.
    #[must_use]
    pub fn words(&self) -> Vec<u64> {
        let mut words = vec![self.end.0, self.people.len() as u64, self.areas.len() as u64];
        for person in &self.people {
            let (child, name) = match person.who {
                Who::Initial(process) => (0, process),
                Who::Child(child) => (1, child.0.into()),
            };
            words.push(u64::from(name) << 32 | u64::from(person.process) << 16);
            words.push(u64::from(person.cpu.0) << 2 | u64::from(person.loaded) << 1 | child);
        }
        words.extend(
            self.areas
                .iter()
                .map(|(area, first, last)| u64::from(area.0) | u64::from(*first) << 16 | u64::from(*last) << 32),
        );
        for (map, deeds) in &self.lanes {
            map.put(&mut words);
            words.push(deeds.len() as u64);
            words.extend(deeds.iter().flat_map(Deed::words));
        }
        words
    }

    /// What [`Hands::words`] are of; none where they are not of any.
    #[must_use]
    pub fn from_words(words: impl IntoIterator<Item = u64>) -> Option<Hands> {
        let words = &mut words.into_iter();
        let mut hands = Hands { end: Ps(words.next()?), ..Hands::default() };
        let (people, areas) = (words.next()?, words.next()?);
        for _ in 0..people {
            let (names, more) = (words.next()?, words.next()?);
            let name = (names >> 32) as u32;
            hands.people.push(Person {
                who: if more & 1 == 1 { Who::Child(ChildName(name as u16)) } else { Who::Initial(name) },
                process: (names >> 16) as u16 as u32,
                cpu: CpuId((more >> 2) as u8),
                loaded: more & 2 == 2,
            });
        }
        for _ in 0..areas {
            let word = words.next()?;
            hands.areas.push((AreaName(word as u16), (word >> 16) as u16, (word >> 32) as u16));
        }
        for (map, deeds) in &mut hands.lanes {
            *map = LaneMap::take(words)?;
            for _ in 0..words.next()? {
                let mut deed = [0; Deed::WORDS];
                for word in &mut deed {
                    *word = words.next()?;
                }
                deeds.push(Deed::of(deed));
            }
        }
        words.next().is_none().then_some(hands)
    }
}

/// Such a machine under way.
#[derive(Clone, Debug)]
pub struct HandsJob(Three<Watch>);

impl HandsJob {
    /// Sets the three machines up, where the scenario is such a machine.
    #[must_use]
    pub fn new(compare: &Compare) -> Option<HandsJob> {
        Hands::fits(compare).then(|| HandsJob(Three::new(compare, Watch::new)))
    }

    /// Works through at most `events` more events; gives what came of it when it is complete.
    pub fn advance(&mut self, events: u32) -> Option<Hands> {
        let machines = self.0.advance(events)?;
        let [.., lazy] = machines;
        let watch = lazy.observer();
        let loaded: Vec<_> = lazy.moment().cpus.iter().map(|cpu| cpu.loaded).collect();
        let person = |(process, (who, cpu)): (&u32, &(Who, CpuId))| Person {
            who: *who,
            process: *process,
            cpu: *cpu,
            loaded: loaded[cpu.at()].is_some_and(|loaded| loaded.0 == *process),
        };
        Some(Hands {
            end: machines.iter().map(Machine::now).max().unwrap_or_default(),
            people: watch.people.iter().map(person).collect(),
            areas: watch.areas.iter().map(|(area, (first, last))| (*area, first.0, last.0)).collect(),
            lanes: machines
                .each_ref()
                .map(|machine| (map_of(machine, machine.now()), machine.observer().deeds.clone())),
        })
    }
}

/// Puts down what happens to the operation to which it belongs.
#[derive(Clone, Debug)]
struct Watch {
    /// The operations, and which of them is the last that has begun.
    script: Vec<(Ps, Act)>,
    deeds: Vec<Deed>,
    people: BTreeMap<u32, (Who, CpuId)>,
    areas: BTreeMap<AreaName, (SlotId, SlotId)>,
    /// For each CPU since when it is in a call, an interrupt handler, an NMI handler, in that with NMIs unblocked, at a walk, and
    /// at a fault.
    since: Vec<[Option<Ps>; 6]>,
}

impl Watch {
    fn new(config: &Config) -> Watch {
        let home = |process: u32| CpuId((process % u32::from(config.cpus)) as u8);
        Watch {
            script: config.script.iter().map(|scripted| (scripted.at, scripted.act)).collect(),
            deeds: vec![Deed::default(); config.script.len()],
            people: (0..config.processes).map(|process| (process, (Who::Initial(process), home(process)))).collect(),
            areas: BTreeMap::new(),
            since: vec![[None; 6]; config.cpus.into()],
        }
    }

    /// The operation that is under way.
    fn at(&self, now: Ps) -> Option<usize> {
        self.script.partition_point(|(at, _)| *at <= now).checked_sub(1)
    }
}

impl Observer for Watch {
    fn see(&mut self, now: Ps, cpu: CpuId, event: Event) {
        // Before the first operation nothing happens.
        let Some(at) = self.at(now) else { return };
        let act = self.script[at].1;
        let since = &mut self.since[cpu.at()];
        let deed = &mut self.deeds[at];
        let of = |context: Context| context as usize;
        match event {
            Event::Began { .. } => since[of(Context::Task)] = Some(now),
            Event::Entered { context } => since[of(context)] = Some(now),
            Event::Ended => deed.took += now - since[of(Context::Task)].take().unwrap_or(now),
            Event::Left { context } => {
                deed.took += now - since[of(context)].take().unwrap_or(now);
                if context == Context::Nmi {
                    deed.window += now - since[3].take().unwrap_or(now);
                }
            }
            Event::NmiWindowOpened => since[3] = Some(now),
            Event::LockTaken { purpose: Purpose::Walk { .. }, .. } => since[4] = Some(now),
            Event::LockReleased { purpose: Purpose::Walk { .. } } => deed.sync += now - since[4].take().unwrap_or(now),
            Event::Accessed { fault: true, .. } => since[5] = Some(now),
            Event::SlotNew { .. } => deed.slots_new += 1,
            Event::Walked { tables, .. } => deed.walked += tables,
            Event::Filled { .. } => {
                deed.sync += now - since[5].take().unwrap_or(now);
                deed.faults += 1;
            }
            Event::Oopsed { .. } => deed.oopses += 1,
            Event::NoRoom { .. } => deed.no_room += 1,
            Event::Allocated { slots, .. } => {
                if let Act::Vmalloc { area, .. } = act {
                    self.areas.insert(area, slots);
                }
            }
            Event::Forked { process, .. } => {
                if let Act::Fork { child, .. } = act {
                    self.people.insert(process.0, (Who::Child(child), cpu));
                }
            }
            Event::Exited { process } => {
                self.people.remove(&process.0);
            }
            _ => {}
        }
        if let Act::Vfree(area) = act {
            self.areas.remove(&area);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::CompareJob;
    use scenario::Link;

    const SMALL: &str = "v=1&procs=8&cpus=2&vmalloc=0&fork=0&touch=0&switch=0&irq=0&nmi=0";

    fn hands(script: &str) -> (Hands, crate::Comparison) {
        let link = Link::read(&format!("{SMALL}&do={script}"));
        assert_eq!(link.error(), None);
        let compare = link.scenario.compare;
        let mut job = HandsJob::new(&compare).expect("a small machine");
        let hands = loop {
            if let Some(hands) = job.advance(7) {
                break hands;
            }
        };
        (hands, CompareJob::new(&compare).run())
    }

    #[test]
    fn each_operation_is_told_and_together_they_are_the_reports() {
        let (hands, comparison) = hands(
            "0s:vmalloc:0:a1:4MiB,1ms:fork:1:c1,2ms:touch:p3:a1.1023,3ms:touch:c1:a1.1023,4ms:switch:p2,5ms:nmi:0:a1.1023,\
             6ms:exit:c1,7ms:touch:p3:a1.1023",
        );
        for (lane, report) in comparison.lanes() {
            let deeds = hands.deeds(lane);
            assert_eq!(deeds.len(), 8);
            let sum = |number: &dyn Fn(&Deed) -> u64| deeds.iter().map(number).sum::<u64>();
            assert_eq!(sum(&|deed| deed.faults.into()), report.faults.total(), "{}", lane.id());
            assert_eq!(sum(&|deed| deed.slots_new.into()), report.slots_new);
            // Rounding to nanoseconds is all that is between them.
            assert_eq!(Ps(sum(&|deed| deed.took.0)).as_ns(), report.kernel_ns_total, "{}", lane.id());
            assert!(hands.end.as_ns() >= report.end_ns);
        }
        let [eager, lazy] = [Lane::Eager, Lane::Lazy].map(|lane| hands.deeds(lane));
        assert_eq!((eager[0].walked, lazy[0].walked, lazy[0].slots_new), (8, 0, 1));
        let faults: Vec<u32> = lazy.iter().map(|deed| deed.faults).collect();
        assert_eq!(faults, [0, 0, 1, 0, 0, 1, 0, 0], "an old table, not the child's, once more in the NMI");
        assert!(lazy[5].window > Ps::ZERO && eager[5].window == Ps::ZERO);
        assert_eq!(hands.people.len(), 8, "the child has gone");
        assert_eq!(hands.areas, [(AreaName(1), 0, 1)]);
        let loaded: Vec<u32> =
            hands.people.iter().filter(|person| person.loaded).map(|person| person.process).collect();
        assert_eq!(loaded, [2, 3]);
        assert_eq!(Hands::from_words(hands.words()), Some(hands));
    }

    #[test]
    fn only_a_small_machine_with_a_script_alone_is_one() {
        let fits = |fragment: &str| Hands::fits(&Link::read(fragment).scenario.compare);
        assert!(fits(SMALL));
        assert!(!fits(&format!("{SMALL}&arch=arm64")), "there is but one table");
        assert!(!fits("v=1") && !fits(&format!("{SMALL}&procs=100")) && !fits(&format!("{SMALL}&irq=1")));
        assert!(!fits(&format!("{SMALL}&reserve=960MiB&arch=i386-pae")));
        let forks: Vec<String> = (1..40).map(|child| format!("{child}us:fork:0:c{child}")).collect();
        assert!(!fits(&format!("{SMALL}&do={}", forks.join(","))));
    }
}
