//! What happened when, for a picture of the three strategies on one axis of time.

use pgd_sim::{
    CallWork, CallWorks, Context, CpuId, Doing, Machine, Mark, Ps, Purpose, Sign, SlowCall, Slowest, Span, Spans, Tail,
    Work, Works,
};
use scenario::{Compare, Lane};

use crate::three::Three;

/// The most spans of a lane that are kept.
const SPANS_MAX: usize = 4_000;

/// The most calls of a lane whose work is kept.
const WORKS_MAX: usize = 10_000;

/// The slowest calls of each kind that are kept.
const SLOWEST_MAX: usize = 100;

/// One thing that happened on a CPU, from an instant to another; what has no length has one instant twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// What.
    pub sign: Sign,
    /// Where.
    pub cpu: u8,
    /// For whom or through whose table, where there is one.
    pub process: Option<u32>,
    /// From.
    pub from: Ps,
    /// Until.
    pub until: Ps,
    /// Which entry, where it is about one.
    pub slot: Option<u16>,
    /// Into how many tables a walk writes.
    pub tables: u32,
}

/// One lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Track {
    /// By start.
    pub happenings: Vec<Happening>,
    /// Of calls and handlers at which something happened one in so many is kept…
    pub one_in: u64,
    /// …and of accesses that went wrong one in so many.
    pub wrong_one_in: u64,
    /// What its calls of vmalloc brought about.
    pub works: CallWorks,
    /// The slowest calls of each kind, in the order of [`pgd_sim::CallKind::ALL`].
    pub tails: [Tail; 4],
}

/// The three lanes, in the order of [`Lane::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    tracks: [Track; 3],
    /// When the last of the three is through.
    pub end: Ps,
}

impl Lanes {
    /// One lane's.
    #[must_use]
    pub const fn track(&self, lane: Lane) -> &Track {
        &self.tracks[lane as usize]
    }

    /// As plain numbers, for a border that numbers cross quickly.
    #[must_use]
    pub fn words(&self) -> Vec<u64> {
        let mut words = vec![self.end.0];
        for track in &self.tracks {
            words.extend([track.one_in, track.wrong_one_in, track.happenings.len() as u64]);
            for happening in &track.happenings {
                let process = happening.process.map_or(0, |process| u64::from(process) + 1);
                let slot = happening.slot.map_or(0, |slot| u64::from(slot) + 1);
                words.extend([
                    happening.sign as u64 | u64::from(happening.cpu) << 8 | process << 16,
                    happening.from.0,
                    happening.until.0,
                    slot | u64::from(happening.tables) << 32,
                ]);
            }
            let CallWorks { calls, works, dropped } = &track.works;
            words.extend([*calls, *dropped, works.len() as u64]);
            words.extend(works.iter().flat_map(|work| [work.at.0, work.tables, work.time.0]));
            for Tail { count, calls } in &track.tails {
                words.extend([*count, calls.len() as u64]);
                words.extend(calls.iter().flat_map(|call| [call.from.0, call.until.0, call.cpu.0.into()]));
            }
        }
        words
    }

    /// The lanes of [`Lanes::words`]; none where they are not of any.
    #[must_use]
    pub fn from_words(words: impl IntoIterator<Item = u64>) -> Option<Lanes> {
        let words = &mut words.into_iter();
        let mut lanes = Lanes { end: Ps(words.next()?), ..Lanes::default() };
        for track in &mut lanes.tracks {
            (track.one_in, track.wrong_one_in) = (words.next()?, words.next()?);
            for _ in 0..words.next()? {
                let (what, from, until, about) = (words.next()?, words.next()?, words.next()?, words.next()?);
                track.happenings.push(Happening {
                    sign: *Sign::ALL.get((what & 0xff) as usize)?,
                    cpu: (what >> 8) as u8,
                    process: (what >> 16).checked_sub(1).map(|process| process as u32),
                    from: Ps(from),
                    until: Ps(until),
                    slot: (about & 0xffff_ffff).checked_sub(1).map(|slot| slot as u16),
                    tables: (about >> 32) as u32,
                });
            }
            (track.works.calls, track.works.dropped) = (words.next()?, words.next()?);
            for _ in 0..words.next()? {
                let (at, tables, time) = (Ps(words.next()?), words.next()?, Ps(words.next()?));
                track.works.works.push(CallWork { at, tables, time });
            }
            for tail in &mut track.tails {
                tail.count = words.next()?;
                for _ in 0..words.next()? {
                    let (from, until, cpu) = (Ps(words.next()?), Ps(words.next()?), CpuId(words.next()? as u8));
                    tail.calls.push(SlowCall { from, until, cpu });
                }
            }
        }
        words.next().is_none().then_some(lanes)
    }
}

/// The lanes of a scenario, under way.
#[derive(Clone, Debug)]
pub struct LanesJob(Three<(Spans, (Works, Slowest))>);

impl LanesJob {
    /// Sets up the three machines.
    #[must_use]
    pub fn new(compare: &Compare) -> LanesJob {
        let slowest = || (Works::bounded(WORKS_MAX), Slowest::bounded(SLOWEST_MAX));
        LanesJob(Three::new(compare, |_| (Spans::bounded(SPANS_MAX), slowest())))
    }

    /// Works through at most `events` more events; gives the lanes when they are complete.
    pub fn advance(&mut self, events: u32) -> Option<Lanes> {
        let machines = self.0.advance(events)?;
        let end = machines.iter().map(Machine::now).max().unwrap_or_default();
        Some(Lanes { tracks: machines.each_ref().map(|machine| track(machine.observer())), end })
    }

    /// How far it is, in thousandths.
    #[must_use]
    pub fn permille(&self) -> u32 {
        self.0.permille()
    }
}

fn track((spans, (works, slowest)): &(Spans, (Works, Slowest))) -> Track {
    let timeline = spans.timeline();
    let mut happenings: Vec<Happening> = timeline.spans.iter().filter_map(happening).collect();
    happenings.extend(timeline.marks.iter().filter_map(|marked| {
        let (sign, slot) = match marked.mark {
            Mark::SlotNew(slot) => (Sign::SlotNew, Some(slot.0)),
            Mark::NoRoom => (Sign::NoRoom, None),
            Mark::Oops(slot) => (Sign::Oops, Some(slot.0)),
            Mark::NmiNests => (Sign::NmiNests, None),
            Mark::Stale(slot) => (Sign::Stale, Some(slot.0)),
            Mark::DoubleFault(slot) => (Sign::DoubleFault, Some(slot.0)),
            // A walk is a bar already, as long as it takes.
            Mark::Walked(..) => return None,
        };
        let (from, until) = (marked.at, marked.at);
        let process = marked.process.map(|process| process.0);
        Some(Happening { sign, cpu: marked.cpu.0, process, from, until, slot, tables: 0 })
    }));
    happenings.sort_by_key(|happening| (happening.from, happening.cpu, happening.sign as u8));
    let sampling = timeline.sampling;
    Track {
        happenings,
        one_in: sampling.remarkable,
        wrong_one_in: sampling.accesses,
        works: works.found().clone(),
        tails: slowest.tails().clone(),
    }
}

fn happening(span: &Span) -> Option<Happening> {
    let (sign, slot, tables) = match span.doing {
        Doing::Call { work: Work::Vmalloc { .. }, .. } => (Sign::Vmalloc, None, 0),
        Doing::Hold { purpose: Purpose::Walk { slot, tables }, .. } => (Sign::Walk, Some(slot.0), tables),
        Doing::Wait { purpose: Purpose::Join, .. } => (Sign::ForkWaits, None, 0),
        Doing::Wait { purpose: Purpose::Walk { slot, .. }, .. } => (Sign::VmallocWaits, Some(slot.0), 0),
        Doing::Wait { purpose: Purpose::Look, .. } => (Sign::VmallocWaits, None, 0),
        Doing::Wait { purpose: Purpose::Leave, .. } => (Sign::OtherWaits, None, 0),
        Doing::Fault { context, slot } => {
            let sign = match context {
                Context::Task => Sign::TaskFault,
                Context::Irq => Sign::IrqFault,
                Context::Nmi => Sign::NmiFault,
            };
            (sign, Some(slot.0), 0)
        }
        Doing::NmiWindow => (Sign::NmiWindow, None, 0),
        Doing::Call { .. } | Doing::Hold { .. } | Doing::Handler(_) => return None,
    };
    let process = span.process.map(|process| process.0);
    Some(Happening { sign, cpu: span.cpu.0, process, from: span.from, until: span.until, slot, tables })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::CompareJob;

    fn lanes(compare: &Compare) -> Lanes {
        let mut job = LanesJob::new(compare);
        loop {
            if let Some(lanes) = job.advance(1_000) {
                return lanes;
            }
        }
    }

    #[test]
    fn lanes_show_what_reports_count() {
        let compare = Compare::default();
        let (lanes, comparison) = (lanes(&compare), CompareJob::new(&compare).run());
        for (lane, report) in comparison.lanes() {
            let track = lanes.track(lane);
            assert_eq!(track.one_in, 1, "{}: all is kept", lane.id());
            let count = |sign| track.happenings.iter().filter(|happening| happening.sign == sign).count() as u64;
            assert_eq!(count(Sign::Vmalloc), report.vmalloc.count);
            assert_eq!((count(Sign::Walk), count(Sign::SlotNew)), (report.walks, report.slots_new));
            let faults = [count(Sign::TaskFault), count(Sign::IrqFault), count(Sign::NmiFault)];
            assert_eq!(faults, [report.faults.task, report.faults.irq, report.faults.nmi]);
            assert_eq!(count(Sign::NmiWindow), report.nmi_windows.opened);
            assert!(track.happenings.windows(2).all(|pair| pair[0].from <= pair[1].from));
            assert!(lanes.end.as_ns() >= report.end_ns);
        }
        let waits = |lane| lanes.track(lane).happenings.iter().filter(|happening| happening.sign.waits()).count();
        assert!(waits(Lane::Eager) > 0 && waits(Lane::Lazy) < waits(Lane::Eager));
    }

    #[test]
    fn accesses_that_go_wrong_are_shown_with_whose_table_they_went_through() {
        for (preset, lane, sign) in
            [("unmap-is-not-free", Lane::Eager, Sign::Stale), ("stack-in-vmalloc", Lane::Lazy, Sign::DoubleFault)]
        {
            let preset = scenario::PRESETS.iter().find(|it| it.name == preset).expect("a preset");
            let compare = preset.scenario().compare;
            let (lanes, comparison) = (lanes(&compare), CompareJob::new(&compare).run());
            let (track, report) = (lanes.track(lane), comparison.report(lane));
            let shown: Vec<_> = track.happenings.iter().filter(|happening| happening.sign == sign).collect();
            let all = if sign == Sign::Stale { report.stale_accesses } else { report.double_faults };
            assert_eq!(shown.len() as u64, all.div_ceil(track.wrong_one_in), "{}", preset.name);
            assert!(!shown.is_empty() && shown.iter().all(|it| it.process.is_some() && it.slot.is_some()));
            let new = track.happenings.iter().filter(|happening| happening.sign == Sign::SlotNew);
            assert_eq!(new.count() as u64, report.slots_new, "causes are kept apart");
        }
    }

    #[test]
    fn every_table_gone_to_is_the_work_of_a_call() {
        for fragment in [
            "v=1",
            "v=1&arch=i386-pae&size=2MiB&time=300ms",
            "v=1&walk=top",
            "v=1&percpu=20&irq=5k&nmi=5k&touchers=all",
        ] {
            let compare = scenario::Link::read(fragment).scenario.compare;
            let (lanes, comparison) = (lanes(&compare), CompareJob::new(&compare).run());
            for (lane, report) in comparison.lanes() {
                let works = &lanes.track(lane).works;
                assert_eq!((works.calls, works.dropped), (report.vmalloc.count, 0), "{fragment} {}", lane.id());
                let (tables, ns) = works
                    .works
                    .iter()
                    .fold((0, 0), |(tables, ns), work| (tables + work.tables, ns + work.time.as_ns()));
                // A walk to the area's top goes over tables to write nothing.
                let exact = compare.walk == pgd_sim::Scope::NewSlots || lane != Lane::Eager;
                assert!(
                    tables == report.entries_written || !exact && tables > report.entries_written,
                    "{fragment} {}",
                    lane.id()
                );
                // Here with what interrupts a walk or a fault, and without what a walk does before it asks for the lock.
                assert!(
                    ns.abs_diff(report.sync_ns_total) * 4 <= report.sync_ns_total,
                    "{fragment} {}: {ns} {}",
                    lane.id(),
                    report.sync_ns_total
                );
            }
        }
    }

    #[test]
    fn words_are_the_whole_lanes() {
        let lanes = lanes(&Compare { time: Ps(100_000_000_000), ..Compare::default() });
        let words = lanes.words();
        assert_eq!(Lanes::from_words(words.iter().copied()), Some(lanes));
        assert_eq!(Lanes::from_words(words[..words.len() - 1].iter().copied()), None);
        assert_eq!(Lanes::from_words([0, 1, 1, u64::MAX]), None);
    }
}
