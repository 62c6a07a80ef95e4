//! What the chart of latencies is drawn from: which calls, where the cursor stops, scales and lines.

use pgd_sim::{Latency, Report};
use playground::{Comparison, Lane};
use plot::{Log, Nines, Point, Scale, Span, band, steps};

/// Calls of which there are latencies.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// As in the page's form.
    pub id: &'static str,
    /// In words.
    pub name: &'static str,
    /// Theirs in a report.
    pub of: fn(&Report) -> &Latency,
}

/// All calls, in the order of the switch.
pub const CALLS: [Call; 4] = [
    Call { id: "vmalloc", name: "vmalloc", of: |report| &report.vmalloc },
    Call { id: "fork", name: "fork", of: |report| &report.fork },
    Call { id: "touch", name: "access", of: |report| &report.touch },
    Call { id: "switch", name: "switch", of: |report| &report.switch },
];

/// A place where the cursor stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// The share of calls that took no longer.
    pub share: f64,
    /// Its short name.
    pub name: &'static str,
    /// What the figure beside it says, before and after the name of the call.
    pub words: (&'static str, &'static str),
}

const fn stop(share: f64, name: &'static str, of: &'static str) -> Stop {
    Stop { share, name, words: (of, "calls took at most") }
}

/// All stops, from the shortest to the longest call.
pub const STOPS: [Stop; 10] = [
    Stop { share: 0.0, name: "Shortest", words: ("the quickest", "took") },
    stop(0.5, "p50", "50\u{a0}% of"),
    stop(0.75, "p75", "75\u{a0}% of"),
    stop(0.9, "p90", "90\u{a0}% of"),
    stop(0.95, "p95", "95\u{a0}% of"),
    stop(0.99, "p99", "99\u{a0}% of"),
    stop(0.995, "p99.5", "99.5\u{a0}% of"),
    stop(0.999, "p99.9", "99.9\u{a0}% of"),
    stop(0.9999, "p99.99", "99.99\u{a0}% of"),
    Stop { share: 1.0, name: "Longest", words: ("the slowest", "took") },
];

/// Where the cursor is at first: p99.
pub const FIRST_STOP: usize = 5;

/// Everything measured and scaled for one kind of call.
#[derive(Debug)]
pub struct Sheet<'a> {
    /// The strategies' latencies.
    pub lanes: Vec<(Lane, &'a Latency)>,
    /// The same with every cost at its low, and at its high value; in the order of lanes, once both are there.
    ends: Option<[Vec<&'a Latency>; 2]>,
    /// The most calls in a lane.
    pub count: u64,
    /// Shares of calls.
    pub x: Nines,
    /// Nanoseconds.
    pub y: Log,
}

impl<'a> Sheet<'a> {
    /// Scales everything to paper.
    #[must_use]
    pub fn new(
        comparison: &'a Comparison,
        ends: Option<[&'a Comparison; 2]>,
        call: Call,
        across: Span,
        up: Span,
    ) -> Sheet<'a> {
        let of = |comparison: &'a Comparison| comparison.lanes().map(|(_, report)| (call.of)(report)).collect();
        let lanes: Vec<_> = comparison.lanes().map(|(lane, report)| (lane, (call.of)(report))).collect();
        let ends: Option<[Vec<&Latency>; 2]> = ends.map(|ends| ends.map(of));
        let drawn = || lanes.iter().map(|(_, latency)| *latency).chain(ends.iter().flatten().flatten().copied());
        let called = || drawn().filter(|latency| latency.count > 0);
        let count = called().map(|latency| latency.count).max().unwrap_or(0);
        let min = called().map(|latency| latency.min).min().unwrap_or(1);
        let max = called().map(|latency| latency.max).max().unwrap_or(10);
        Sheet { count, x: Nines::for_count(count, across), y: Log::decades(min as f64, max as f64, up), lanes, ends }
    }

    /// Where the cursor can stop.
    #[must_use]
    pub fn stops(&self) -> Vec<Stop> {
        stops(self.count)
    }

    /// Where the lines end: at the longest call.
    #[must_use]
    pub fn ends(&self) -> Vec<(Lane, f64)> {
        self.lanes.iter().map(|(lane, latency)| (*lane, self.y.place(latency.max as f64))).collect()
    }

    /// The line of one strategy.
    #[must_use]
    pub fn line(&self, latency: &Latency) -> String {
        steps(&self.points(latency), self.x.place(1.0))
    }

    /// What lies between a strategy's lines with low and with high costs.
    #[must_use]
    pub fn band(&self, lane: Lane) -> Option<String> {
        let [low, high] = self.ends.as_ref()?.each_ref().map(|end| self.points(end[lane as usize]));
        Some(band(&low, &high, self.x.place(1.0)))
    }

    /// What this share of a strategy's calls did not exceed, with low and with high costs.
    #[must_use]
    pub fn range(&self, lane: Lane, share: f64) -> Option<[u64; 2]> {
        self.ends.as_ref().map(|ends| ends.each_ref().map(|end| at_share(end[lane as usize], share)))
    }

    fn points(&self, latency: &Latency) -> Vec<Point> {
        let mut before = 0;
        let points = latency.steps.iter().map(|step| {
            let share = before as f64 / latency.count as f64;
            before = step.at_most;
            Point::new(self.x.place(share), self.y.place(step.ns as f64))
        });
        points.collect()
    }
}

/// Where a cursor over so many calls can stop: finer shares than one in all mean nothing.
#[must_use]
pub fn stops(calls: u64) -> Vec<Stop> {
    let finest = 1.0 - 1.0 / calls.max(2) as f64;
    STOPS.into_iter().filter(|stop| stop.share <= finest || stop.share == 1.0).collect()
}

/// The time that this share of the calls did not exceed.
#[must_use]
pub fn at_share(latency: &Latency, share: f64) -> u64 {
    let rank = ((share * latency.count as f64).ceil() as u64).max(1);
    let step = latency.steps.iter().find(|step| step.at_most >= rank);
    step.map_or(latency.max, |step| step.ns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pgd_sim::Level;
    use playground::CompareJob;
    use scenario::Compare;

    #[test]
    fn the_cursor_reads_what_the_report_says() {
        let comparison = CompareJob::new(&Compare::default()).run();
        for (lane, report) in comparison.lanes() {
            for call in CALLS {
                let latency = (call.of)(report);
                let known = [
                    (0.5, latency.p50),
                    (0.9, latency.p90),
                    (0.99, latency.p99),
                    (0.999, latency.p999),
                    (1.0, latency.max),
                ];
                for (share, ns) in known {
                    assert_eq!(at_share(latency, share), ns, "{} {} at {share}", lane.id(), call.name);
                }
            }
        }
    }

    #[test]
    fn the_range_of_costs_is_that_of_both_ends() {
        let at = |level| CompareJob::new(&Compare { level, ..Compare::default() }).run();
        let [low, typical, high] = [Level::Low, Level::Typical, Level::High].map(at);
        let paper = Span::new(0.0, 100.0);
        let sheet = Sheet::new(&typical, Some([&low, &high]), CALLS[0], paper, paper);
        assert!(sheet.band(Lane::Eager).is_some_and(|path| path.ends_with('Z')));
        let longest = sheet.range(Lane::Eager, 1.0).expect("both ends are there");
        assert_eq!(longest, [low.report(Lane::Eager).vmalloc.max, high.report(Lane::Eager).vmalloc.max]);
        assert!(
            longest[0] < typical.report(Lane::Eager).vmalloc.max
                && typical.report(Lane::Eager).vmalloc.max < longest[1]
        );
        assert_eq!(Sheet::new(&typical, None, CALLS[0], paper, paper).band(Lane::Eager), None);
    }

    #[test]
    fn stops_end_where_samples_do() {
        let comparison = CompareJob::new(&Compare { vmalloc: 20, ..Compare::default() }).run();
        let paper = Span::new(0.0, 100.0);
        let sheet = Sheet::new(&comparison, None, CALLS[0], paper, paper);
        let names: Vec<_> = sheet.stops().iter().map(|stop| stop.name).collect();
        assert!(sheet.count < 100 && names.last() == Some(&"Longest") && !names.contains(&"p99"), "{names:?}");
    }
}
