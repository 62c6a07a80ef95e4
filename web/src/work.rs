//! What the chart of work per vmalloc is drawn from: for each strategy, how much each call brings about, at once by walks or
//! later by faults.

use pgd_sim::CallWork;
use playground::{Lane, Lanes};
use plot::{Log, Nines, Point, Quantity, Scale, Span, count, nanoseconds, steps};

/// What is counted of it.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// As in the page's form.
    pub id: &'static str,
    /// In words.
    pub name: &'static str,
    /// It in one call's work.
    pub of: fn(&CallWork) -> u64,
    /// In words.
    pub write: fn(u64) -> Quantity,
}

/// All of it, in the order of the switch.
pub const MEASURES: [Measure; 2] = [
    Measure { id: "tables", name: "tables gone to", of: |work| work.tables, write: count },
    Measure { id: "time", name: "time", of: |work| work.time.as_ns(), write: nanoseconds },
];

/// Room between the ground, where nothing is, and the least there is.
const FOOT: f64 = 22.0;

/// One strategy's calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Whose.
    pub lane: Lane,
    /// All calls.
    pub calls: u64,
    /// What those with work brought about, ascending.
    pub worked: Vec<u64>,
}

impl Series {
    fn new(lanes: &Lanes, lane: Lane, measure: Measure) -> Series {
        let works = &lanes.track(lane).works;
        let mut worked: Vec<u64> = works.works.iter().map(measure.of).filter(|value| *value > 0).collect();
        worked.sort_unstable();
        Series { lane, calls: works.calls, worked }
    }

    /// What this share of the calls did not exceed.
    #[must_use]
    pub fn at_share(&self, share: f64) -> u64 {
        let rank = ((share * self.calls as f64).ceil() as usize).max(1);
        let idle = self.calls as usize - self.worked.len();
        rank.checked_sub(idle + 1).and_then(|at| self.worked.get(at).or(self.worked.last())).copied().unwrap_or(0)
    }

    /// The most.
    #[must_use]
    pub fn most(&self) -> u64 {
        self.worked.last().copied().unwrap_or(0)
    }

    /// All together.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.worked.iter().sum()
    }
}

/// Everything counted and scaled.
#[derive(Debug)]
pub struct Sheet {
    /// In the order of lanes.
    pub series: Vec<Series>,
    /// Calls whose work is not kept.
    pub dropped: u64,
    /// Shares of calls.
    pub x: Nines,
    /// What they bring about; nothing at all is on the ground, below the scale.
    pub y: Log,
    ground: f64,
}

impl Sheet {
    /// Scales what is there to paper.
    #[must_use]
    pub fn new(lanes: &Lanes, measure: Measure, across: Span, up: Span) -> Sheet {
        let series: Vec<Series> = Lane::ALL.map(|lane| Series::new(lanes, lane, measure)).into();
        let calls = series.iter().map(|series| series.calls).max().unwrap_or(0);
        let all = || series.iter().flat_map(|series| &series.worked).copied();
        let (least, most) = (all().min().unwrap_or(1), all().max().unwrap_or(10));
        let y = Log::decades(least as f64, most as f64, Span::new(up.from - FOOT, up.to));
        let dropped = Lane::ALL.iter().map(|lane| lanes.track(*lane).works.dropped).sum();
        Sheet { x: Nines::for_count(calls, across), y, ground: up.from, series, dropped }
    }

    /// Where a value stands.
    #[must_use]
    pub fn height(&self, value: u64) -> f64 {
        if value == 0 { self.ground } else { self.y.place(value as f64) }
    }

    /// A strategy's line.
    #[must_use]
    pub fn line(&self, series: &Series) -> String {
        let idle = series.calls - series.worked.len() as u64;
        let none = (idle > 0).then(|| Point::new(self.x.place(0.0), self.ground));
        let point = |(at, value): (usize, &u64)| {
            let share = (idle + at as u64) as f64 / series.calls as f64;
            Point::new(self.x.place(share), self.height(*value))
        };
        let points: Vec<Point> = none.into_iter().chain(series.worked.iter().enumerate().map(point)).collect();
        steps(&points, self.x.place(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground::{CompareJob, LanesJob};
    use scenario::Compare;

    #[test]
    fn calls_bring_about_what_the_report_counts() {
        let compare = Compare::default();
        let mut job = LanesJob::new(&compare);
        let lanes = std::iter::from_fn(|| Some(job.advance(100_000))).flatten().next().expect("it ends");
        let comparison = CompareJob::new(&compare).run();
        let paper = Span::new(100.0, 0.0);
        let sheet = Sheet::new(&lanes, MEASURES[0], Span::new(0.0, 100.0), paper);
        for (series, (lane, report)) in sheet.series.iter().zip(comparison.lanes()) {
            assert_eq!((series.lane, series.calls, series.sum()), (lane, report.vmalloc.count, report.entries_written));
            assert_eq!((series.at_share(0.5), series.at_share(1.0)), (0, series.most()), "most calls open no slot");
        }
        let [shared, eager, lazy] = &sheet.series[..] else { panic!("three lanes") };
        assert!(shared.worked.is_empty() && eager.most() >= 20_000 && (1..1_000).contains(&lazy.most()));
        assert_eq!(sheet.line(shared), "M0 100H100", "nothing at all is on the ground");
        assert!(sheet.height(1) < sheet.height(0));
    }
}
