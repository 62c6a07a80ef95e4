//! What the break-even map is drawn from: who wins each place, by a run or on paper, and where on paper both are alike.

use std::rc::Rc;

use playground::{BreakEven, Comparison, Lane, SHARES_PERCENT, Spot, Verdict, break_even, measured};
use plot::{Point, Span, count, line, nanoseconds};
use scenario::{Compare, Measure};

/// A place of the map on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// What is there.
    pub cell: Spot,
    /// Who wins.
    pub verdict: Option<Verdict>,
    /// What eager and lazy come to, in nanoseconds, once they have been run; before, the verdict is that of the closed forms.
    pub found: Option<[u64; 2]>,
    /// Whether the shared strategy would do no worse than either.
    pub shared_best: bool,
}

/// Everything judged and laid out.
#[derive(Debug)]
pub struct Sheet {
    /// Numbers of processes, from left to right.
    pub processes: Vec<u32>,
    /// Rows from the largest share to the smallest, each from left to right.
    pub rows: Vec<Vec<Place>>,
    /// Where both are alike on paper, in processes and hundredths of them; only of time spent spreading.
    frontier: Vec<(f64, f64)>,
    across: Span,
    down: Span,
}

impl Sheet {
    /// Judges what is there.
    #[must_use]
    pub fn new(
        map: &BreakEven,
        measure: Measure,
        compare: &Compare,
        got: &[Option<Rc<Comparison>>],
        across: Span,
        down: Span,
    ) -> Sheet {
        let mut got = got.iter();
        // Runs are those of the places that can be run, in their order.
        let places: Vec<Place> = map.cells.iter().map(|cell| place(cell, measure, &mut got)).collect();
        let mut rows: Vec<Vec<Place>> = places.chunks(map.processes.len()).map(<[Place]>::to_vec).collect();
        rows.reverse();
        let alike = |procs: &u32| {
            let many = break_even(&Compare { procs: *procs, ..compare.clone() })?;
            Some((f64::from(*procs), many as f64 * 100.0 / f64::from(*procs)))
        };
        let frontier =
            if measure == Measure::Spreading { map.processes.iter().filter_map(alike).collect() } else { Vec::new() };
        Sheet { processes: map.processes.clone(), rows, frontier, across, down }
    }

    /// How wide and how high a place is.
    #[must_use]
    pub fn size(&self) -> (f64, f64) {
        let (columns, rows) = (self.processes.len() as f64, self.rows.len() as f64);
        ((self.across.to - self.across.from) / columns, (self.down.to - self.down.from) / rows)
    }

    /// The upper left corner of a place.
    #[must_use]
    pub fn corner(&self, row: usize, column: usize) -> Point {
        let (width, height) = self.size();
        Point::new(self.across.from + width * column as f64, self.down.from + height * row as f64)
    }

    /// The line on which a walk takes as long as the faults, where that is within the map. It begins in the first column in
    /// which so many processes exist at all.
    #[must_use]
    pub fn frontier(&self) -> Option<String> {
        let (width, _) = self.size();
        let inside = self.frontier.iter().enumerate().filter(|(_, (_, percent))| *percent <= 100.0);
        let points: Vec<Point> = inside
            .map(|(column, (_, percent))| Point::new(self.corner(0, column).x + width / 2.0, self.height(*percent)))
            .collect();
        (points.len() > 1).then(|| line(&points))
    }

    /// Where a share stands: between the middles of the rows, as far as it is between their shares.
    fn height(&self, percent: f64) -> f64 {
        let (_, height) = self.size();
        let middle = |share: usize| self.corner(SHARES_PERCENT.len() - 1 - share, 0).y + height / 2.0;
        let above =
            SHARES_PERCENT.partition_point(|share| f64::from(*share) < percent).clamp(1, SHARES_PERCENT.len() - 1);
        let [low, high] = [above - 1, above].map(|at| f64::from(SHARES_PERCENT[at]));
        let along = ((percent - low) / (high - low)).clamp(0.0, 1.0);
        middle(above - 1) + (middle(above) - middle(above - 1)) * along
    }

    /// How many places were run, and in how many of them the shared strategy would do no worse than either.
    #[must_use]
    pub fn shared(&self) -> (usize, usize) {
        let ran = || self.rows.iter().flatten().filter(|place| place.found.is_some());
        (ran().count(), ran().filter(|place| place.shared_best).count())
    }
}

fn place<'a>(cell: &Spot, measure: Measure, got: &mut impl Iterator<Item = &'a Option<Rc<Comparison>>>) -> Place {
    let comparison = cell.scenario.as_ref().and_then(|_| got.next()?.as_deref());
    let on_paper = || Verdict::on_paper(measure, cell.scenario.as_ref()?);
    let of = |lane: Lane| comparison.map(|comparison| measured(measure, comparison.report(lane)));
    let found = of(Lane::Eager).zip(of(Lane::Lazy)).map(|(eager, lazy)| [eager, lazy]);
    let whole = comparison.is_some_and(|it| it.report(Lane::Shared).failed_vmallocs == 0);
    let least = found.map(|found| found[0].min(found[1]));
    Place {
        verdict: comparison.map_or_else(on_paper, |comparison| Verdict::of(measure, comparison)),
        shared_best: whole && of(Lane::Shared) <= least,
        cell: cell.clone(),
        found,
    }
}

impl Place {
    /// The letter of who wins; `=` where nobody does, `·` where there is nothing to judge.
    #[must_use]
    pub const fn letter(&self) -> char {
        match self.verdict {
            Some(Verdict::Wins(lane, _)) => lane.letter(),
            Some(Verdict::Even) => '=',
            None => '·',
        }
    }

    /// How clear it is, from 0 to 3: less than twice, less than ten times, more.
    #[must_use]
    pub const fn strength(&self) -> u8 {
        match self.verdict {
            Some(Verdict::Wins(_, 1_000..)) => 3,
            Some(Verdict::Wins(_, 200..)) => 2,
            Some(Verdict::Wins(..)) => 1,
            Some(Verdict::Even) | None => 0,
        }
    }

    /// What is there, in words: `1,000 processes, 100 of them access an area`.
    #[must_use]
    pub fn what(&self) -> String {
        let Spot { percent, touchers, .. } = self.cell;
        let procs = count(self.cell.procs.into());
        match touchers {
            0 => format!("{percent}\u{a0}% of {procs} processes is nobody"),
            _ => format!("{procs} processes, of which {} ({percent}\u{a0}%) access an area", count(touchers.into())),
        }
    }

    /// Who wins, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let by = match self.verdict {
            Some(Verdict::Wins(lane, percent)) => format!("{} wins by {} times", lane.title(), times(percent)),
            Some(Verdict::Even) => "alike to a hundredth".to_owned(),
            None if self.cell.scenario.is_none() && self.cell.touchers > 0 => {
                "more accesses than one run may have".to_owned()
            }
            None => "not run".to_owned(),
        };
        match self.found {
            Some([eager, lazy]) => format!("{by}: Eager {}, Lazy {}", nanoseconds(eager), nanoseconds(lazy)),
            None if self.verdict.is_some() => format!("{by}, on paper"),
            None => by,
        }
    }
}

fn times(percent: u64) -> String {
    if percent < 1_000 { format!("{}.{:02}", percent / 100, percent % 100) } else { (percent / 100).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground::CompareJob;
    use scenario::Scenario;

    fn sheet(scenario: &Scenario, runs: bool) -> Sheet {
        let map = BreakEven::of(scenario);
        let run = |cell: &Spot| {
            let scenario = cell.scenario.as_ref()?;
            Some((runs && cell.procs <= 100).then(|| Rc::new(CompareJob::new(&scenario.compare).run())))
        };
        let got: Vec<_> = map.cells.iter().filter_map(run).collect();
        let paper = Span::new(0.0, 90.0);
        Sheet::new(&map, scenario.shown.map.measure, &scenario.compare, &got, paper, paper)
    }

    #[test]
    fn what_is_not_run_yet_is_judged_on_paper() {
        let sheet = sheet(&Scenario::default().with("time", "300ms").expect("fine"), true);
        let ran = |place: &&Place| place.found.is_some();
        let places = || sheet.rows.iter().flatten();
        assert!(places().filter(ran).all(|place| place.cell.procs <= 100 && place.cell.touchers > 0));
        let (run, shared) = sheet.shared();
        assert!(run >= 12 && shared == run, "{shared} of {run}");
        let one = &sheet.rows[6][7];
        assert_eq!((one.letter(), one.strength(), one.found), ('L', 3, None));
        assert!(one.words().ends_with("on paper"), "{}", one.words());
        assert_eq!(sheet.rows[6][0].what(), "1\u{a0}% of 10 processes is nobody");
    }

    #[test]
    fn the_line_lies_at_three_quarters_of_many_processes() {
        let sheet = sheet(&Scenario::default(), false);
        // 150 ns against 200 ns.
        let (_, percent) = sheet.frontier.last().copied().expect("there is a closed form");
        assert!((74.0..77.0).contains(&percent), "{percent}");
        assert!(sheet.height(75.0) > sheet.height(100.0) && sheet.height(75.0) < sheet.height(50.0));
        assert!(sheet.frontier().is_some());
        let pause = Scenario::default().with("map", "pause").expect("fine");
        assert!(super::tests::sheet(&pause, false).frontier().is_none());
    }
}
