//! The break-even map: the same load with more and more processes of which a larger and larger share ever accesses an area, and
//! whether a walk over all tables or a fault in each that needs it comes cheaper.
//!
//! The shared strategy has neither and is no party to it: who can have it need not ask.

use pgd_sim::{Latency, Report};
use scenario::{Lane, Mapped, Measure, Scenario, View};

use crate::compare::Comparison;
use crate::paper::closed_form;

/// Shares of the processes that ever access an area, in hundredths.
pub const SHARES_PERCENT: [u32; 7] = [1, 3, 10, 25, 50, 75, 100];

/// Processes: two a decade, up to where process numbers of a 32-bit kernel end.
const PROCESSES: [u32; 8] = [10, 32, 100, 320, 1_000, 3_200, 10_000, 32_000];

/// What is nearer than a hundredth decides nothing.
const DECIDED_PERCENT: u128 = 101;

/// All places of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakEven {
    /// Numbers of processes, ascending.
    pub processes: Vec<u32>,
    /// For each share, and for each number of processes within it.
    pub cells: Vec<Spot>,
}

/// A place of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Processes.
    pub procs: u32,
    /// The share of them that access an area, in hundredths.
    pub percent: u32,
    /// How many that is; none is no place.
    pub touchers: u32,
    /// What is to be run; none where there is nobody to make accesses, or so many of them that no run of it is allowed.
    pub scenario: Option<Scenario>,
}

/// Who wins a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// One, and how many hundredths the other's figure is of its own.
    Wins(Lane, u64),
    /// Nobody: there is not a hundredth between them.
    Even,
}

impl BreakEven {
    /// The map of a scenario, for as many accesses of each process as it shows.
    ///
    /// ```
    /// use playground::{BreakEven, SHARES_PERCENT};
    ///
    /// let map = BreakEven::of(&scenario::Scenario::default());
    /// assert_eq!(map.cells.len(), SHARES_PERCENT.len() * map.processes.len());
    /// let last = map.cells.last().unwrap();
    /// assert_eq!((last.procs, last.percent, last.touchers), (32_000, 100, 32_000));
    /// ```
    #[must_use]
    pub fn of(scenario: &Scenario) -> BreakEven {
        let Mapped { each, .. } = scenario.shown.map;
        let base = scenario.in_view(View::Compare);
        let cell = |percent: u32, procs: u32| {
            let touchers = (u64::from(procs) * u64::from(percent) / 100) as u32;
            let accesses = u64::from(touchers) * u64::from(each);
            let set = [("touchers", u64::from(touchers)), ("touch", accesses), ("procs", procs.into())];
            let run = || set.iter().try_fold(base.clone(), |run, (key, value)| run.with(key, &value.to_string()).ok());
            Spot { procs, percent, touchers, scenario: (touchers > 0).then(run).flatten() }
        };
        let cells = SHARES_PERCENT.iter().flat_map(|percent| PROCESSES.map(|procs| cell(*percent, procs)));
        BreakEven { processes: PROCESSES.to_vec(), cells: cells.collect() }
    }
}

impl Verdict {
    /// Between a walk and faults; none where there is nothing to judge.
    #[must_use]
    pub fn between(eager: Option<u64>, lazy: Option<u64>) -> Option<Verdict> {
        let (eager, lazy) = (eager?, lazy?);
        let (lane, less, more) = if eager < lazy { (Lane::Eager, eager, lazy) } else { (Lane::Lazy, lazy, eager) };
        let percent = u128::from(more) * 100 / u128::from(less.max(1));
        if more == less || percent < DECIDED_PERCENT {
            return Some(Verdict::Even);
        }
        Some(Verdict::Wins(lane, u64::try_from(percent).unwrap_or(u64::MAX)))
    }

    /// By a run.
    #[must_use]
    pub fn of(measure: Measure, comparison: &Comparison) -> Option<Verdict> {
        let of = |lane| Some(measured(measure, comparison.report(lane)));
        Verdict::between(of(Lane::Eager), of(Lane::Lazy))
    }

    /// On paper, where there are closed forms.
    #[must_use]
    pub fn on_paper(measure: Measure, scenario: &Scenario) -> Option<Verdict> {
        let form = |figure: &str, lane| closed_form(figure, lane, &scenario.compare);
        let of = |lane| match measure {
            Measure::Spreading => form("sync_ns_total", lane),
            Measure::Kernel => None,
            Measure::Pause => ["vmalloc_ns.max", "fork_ns.max", "touch_ns.max"]
                .map(|figure| form(figure, lane))
                .into_iter()
                .flatten()
                .max(),
        };
        Verdict::between(of(Lane::Eager), of(Lane::Lazy))
    }
}

/// What a measure comes to in a report, in nanoseconds.
#[must_use]
pub fn measured(measure: Measure, report: &Report) -> u64 {
    let longest = |latency: &Latency| latency.max;
    match measure {
        Measure::Spreading => report.sync_ns_total,
        Measure::Kernel => report.kernel_ns_total,
        Measure::Pause => [&report.vmalloc, &report.fork, &report.touch].map(longest).into_iter().max().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::CompareJob;
    use crate::paper::break_even;
    use scenario::Link;

    fn run(fragment: &str) -> (Scenario, Comparison) {
        let scenario = Link::read(fragment).scenario;
        let comparison = CompareJob::new(&scenario.compare).run();
        (scenario, comparison)
    }

    #[test]
    fn machine_and_paper_change_sides_at_the_same_share() {
        // Everybody comes to every slot: there is one that is new, from the start.
        let load = "v=1&procs=1k&fork=0&switch=0&irq=0&nmi=0&time=200ms&vmalloc=0&touch=200k&do=0s:vmalloc:0:a1:8MiB";
        let (scenario, _) = run(&format!("{load}&touchers=1"));
        let frontier = break_even(&scenario.compare).expect("there is a closed form");
        assert!((500..1_000).contains(&frontier), "{frontier}");
        for (touchers, winner) in [(frontier / 2, Lane::Lazy), (frontier * 5 / 4, Lane::Eager)] {
            let (_, comparison) = run(&format!("{load}&touchers={touchers}"));
            let verdict = Verdict::of(Measure::Spreading, &comparison);
            assert!(matches!(verdict, Some(Verdict::Wins(lane, _)) if lane == winner), "{touchers}: {verdict:?}");
        }
    }

    #[test]
    fn no_fault_is_as_long_as_a_walk_over_many() {
        let (scenario, comparison) = run("v=1&procs=5k&time=200ms&touchers=all");
        let by_run = Verdict::of(Measure::Pause, &comparison);
        assert!(matches!(by_run, Some(Verdict::Wins(Lane::Lazy, 1_000..))), "{by_run:?}");
        let on_paper = Verdict::on_paper(Measure::Pause, &scenario);
        assert!(matches!(on_paper, Some(Verdict::Wins(Lane::Lazy, 1_000..))), "{on_paper:?}");
        assert_eq!(Verdict::on_paper(Measure::Kernel, &scenario), None);
    }

    #[test]
    fn a_place_is_the_load_with_three_fields_changed() {
        let scenario = Link::read("v=1&vmalloc=7&map=pause:10").scenario;
        let map = BreakEven::of(&scenario);
        let cell = map.cells.iter().find(|cell| (cell.procs, cell.percent) == (1_000, 10)).expect("a place");
        let link = cell.scenario.as_ref().map(Scenario::fragment);
        assert_eq!(link.as_deref(), Some("v=1&view=compare&procs=1k&vmalloc=7&touch=1k&touchers=100&map=pause:10"));
        let nobody = map.cells.iter().find(|cell| (cell.procs, cell.percent) == (10, 1)).expect("a place");
        assert_eq!(nobody.scenario, None);
        let long = Link::read("v=1&time=100s&touch=100&fork=100").scenario;
        assert_eq!(
            BreakEven::of(&long).cells.last().and_then(|cell| cell.scenario.clone()),
            None,
            "too many operations"
        );
    }

    #[test]
    fn what_is_as_good_as_equal_has_no_winner() {
        assert_eq!(Verdict::between(Some(1_000), Some(1_009)), Some(Verdict::Even));
        assert_eq!(Verdict::between(Some(0), Some(0)), Some(Verdict::Even));
        assert_eq!(Verdict::between(Some(1_000), Some(250)), Some(Verdict::Wins(Lane::Lazy, 400)));
        assert_eq!(Verdict::between(None, Some(250)), None);
    }
}
