//! What a sweep's chart is drawn from: what is asked, points as they come, scales, crossings, the closed form, and what was
//! measured on a real kernel.

use std::rc::Rc;

use pgd_sim::{Arch, CostSet, Figure, FigureUnit as Kind, Heat};
use playground::{Comparison, Lane, Sweep, closed_form};
use plot::{Crossing, Log, Point, Scale, Span, Tick, crossings, line, powers};
use scenario::{Compare, Field, Swept, Unit, Value};

use crate::figures;

/// Beyond so many operations a run, a sweep begins only when asked to: it would keep a small machine busy for long.
pub const UNASKED_OPERATIONS_MAX: u64 = 60_000;

/// What one looks at: a figure over a field.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// What changes.
    pub field: &'static Field,
    /// What is looked at.
    pub figure: &'static Figure,
    /// The figure's name on the page.
    pub label: &'static str,
}

impl Asked {
    /// What a link asks to see.
    #[must_use]
    pub fn of(swept: &Swept) -> Asked {
        Asked { field: swept.field, figure: swept.figure, label: figures::label(swept.figure) }
    }
}

impl PartialEq for Asked {
    fn eq(&self, other: &Asked) -> bool {
        (self.field.key, self.figure) == (other.field.key, other.figure)
    }
}

/// What was measured on a real kernel and is comparable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The sign of its points.
    pub mark: char,
    /// In words.
    pub name: &'static str,
    /// Tables and nanoseconds.
    pub points: &'static [(u32, u64)],
}

/// Where the measured points are from, in words for a reader.
pub const MEASURED_SOURCE: &str = "One walk of one slot by the machine code of Linux 6.1.176 (i386) on a Zen 5 at 2.6 GHz, every \
     table checked; medians of nine, for this project.";

/// Points of a real kernel beside this: a walk over so many tables, on the architecture on which it was measured.
#[must_use]
pub fn measured(asked: &Asked, compare: &Compare) -> Vec<Measured> {
    let of_a_walk = ["vmalloc_ns.max", "fork_ns.max", "lock.hold_ns_max"].contains(&asked.figure.id);
    if asked.field.key != "procs" || !of_a_walk || compare.arch != Arch::I386 || compare.costs.unit != "ns" {
        return Vec::new();
    }
    let sets = [
        (&CostSet::LINUX_6_1_BOOT_ORDER, '×', "measured, list in boot order"),
        (&CostSet::LINUX_6_1_AGED, '+', "measured, list aged"),
    ];
    let of = |(set, mark, name): (&CostSet, char, &'static str)| {
        let [cold, hot] = set.curves?;
        Some(Measured { mark, name, points: if compare.heat == Heat::Hot { hot } else { cold } })
    };
    sets.into_iter().filter_map(of).collect()
}

/// A place of the field, with what came out there in the order of lanes.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The field's value.
    pub value: u64,
    /// The figure for each lane; none while the run is not there, or where the load has no such call.
    pub found: [Option<u64>; 3],
    /// The figure on paper.
    pub paper: [Option<u64>; 3],
}

/// Everything measured and scaled.
#[derive(Debug)]
pub struct Sheet {
    /// In ascending order.
    pub places: Vec<Place>,
    /// Values of the field.
    pub x: Log,
    /// The figure.
    pub y: Log,
    /// Of a real kernel.
    pub measured: Vec<Measured>,
    unit: Kind,
}

impl Sheet {
    /// Scales what is there to paper. The closed form keeps the scales where they are while points come in.
    #[must_use]
    pub fn new(asked: &Asked, sweep: &Sweep, got: &[Option<Rc<Comparison>>], across: Span, up: Span) -> Option<Sheet> {
        let place = |(at, (value, scenario)): (usize, &(u64, scenario::Scenario))| {
            let comparison = got.get(at).and_then(Option::as_ref);
            Place {
                value: *value,
                found: Lane::ALL.map(|lane| asked.figure.known(comparison?.report(lane))),
                paper: Lane::ALL.map(|lane| closed_form(asked.figure.id, lane, &scenario.compare)),
            }
        };
        let places: Vec<Place> = sweep.points.iter().enumerate().map(place).collect();
        let (first, last) = (places.first()?.value, places.last()?.value);
        let measured = measured(asked, &sweep.points.first()?.1.compare);
        let of_places = places.iter().flat_map(|place| place.found.iter().chain(&place.paper).flatten().copied());
        let of_kernel = measured.iter().flat_map(|measured| measured.points).map(|(_, ns)| *ns);
        let values = || of_places.clone().chain(of_kernel.clone()).filter(|value| *value > 0);
        let (least, most) = (values().min().unwrap_or(1), values().max().unwrap_or(10));
        Some(Sheet {
            x: Log::new(first as f64, last as f64, across),
            y: Log::decades(least as f64, most as f64, up),
            measured,
            places,
            unit: asked.figure.unit,
        })
    }

    /// Where a value stands; nothing at all stands on the ground.
    #[must_use]
    pub fn height(&self, value: u64) -> f64 {
        self.y.place(value as f64)
    }

    /// The places at which a lane's run is there.
    pub fn points(&self, lane: Lane) -> impl Iterator<Item = (usize, u64, Point)> {
        let found = move |(at, place): (usize, &Place)| {
            let value = place.found[lane as usize]?;
            Some((at, value, Point::new(self.x.place(place.value as f64), self.height(value))))
        };
        self.places.iter().enumerate().filter_map(found)
    }

    /// The line through a lane's points.
    #[must_use]
    pub fn line(&self, lane: Lane) -> String {
        line(&self.points(lane).map(|(.., point)| point).collect::<Vec<_>>())
    }

    /// The line of a lane's closed form, where it has one.
    #[must_use]
    pub fn paper(&self, lane: Lane) -> Option<String> {
        let point = |place: &Place| {
            Some(Point::new(
                self.x.place(place.value as f64),
                self.height(place.paper[lane as usize].filter(|v| *v > 0)?),
            ))
        };
        let points: Vec<Point> = self.places.iter().filter_map(point).collect();
        (points.len() > 1).then(|| line(&points))
    }

    /// Where two lanes change places.
    #[must_use]
    pub fn crossings(&self) -> Vec<(Lane, Lane, Crossing)> {
        let pairs = [(Lane::Shared, Lane::Eager), (Lane::Shared, Lane::Lazy), (Lane::Eager, Lane::Lazy)];
        let of = |(a, b): (Lane, Lane)| {
            let both = self.places.iter().filter_map(|place| {
                let of = |lane: Lane| place.found[lane as usize].map(|value| value as f64);
                Some((place.value as f64, of(a)?, of(b)?))
            });
            crossings(both).into_iter().map(move |crossing| (a, b, crossing)).collect::<Vec<_>>()
        };
        pairs.into_iter().flat_map(of).collect()
    }

    /// Ticks of the field.
    #[must_use]
    pub fn across(&self, field: &Field, most: usize) -> Vec<Tick> {
        let base = match field.kind {
            scenario::Kind::Number { unit: Unit::Bytes, .. } => 1_024,
            _ => 10,
        };
        // A range of bytes may lie between two powers of 1,024.
        let ticks = powers(&self.x, base, most, |value| field.write(Value::Number(value)));
        if ticks.len() > 1 { ticks } else { powers(&self.x, 16, most, |value| field.write(Value::Number(value))) }
    }

    /// Ticks of the figure.
    #[must_use]
    pub fn up(&self, most: usize) -> Vec<Tick> {
        powers(&self.y, 10, most, |value| figures::write(self.unit, value).round())
    }
}

/// The value of a field at a crossing, with no more figures than it deserves.
#[must_use]
pub fn about(field: &Field, x: f64) -> String {
    let mut unit = 1;
    let value = x as u64;
    while value / unit >= 100 {
        unit *= 10;
    }
    field.write(Value::Number((value + unit / 2) / unit * unit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pgd_sim::FIGURES;
    use playground::{CompareJob, SHOWN_POINTS};
    use scenario::{FIELDS, Scenario};

    const PAPER: Span = Span::new(0.0, 100.0);

    fn swept(key: &str, id: &str) -> Asked {
        Asked::of(&Swept::read(&format!("{key}:{id}")).expect("both are there"))
    }

    fn sheet(key: &str, id: &str, scenario: &Scenario, points: u32) -> (Asked, Sheet) {
        let scenario = scenario.with("sweep", &format!("{key}:{id}")).expect("both are there");
        let sweep = Sweep::shown(&scenario, points);
        let run = |(_, scenario): &(u64, Scenario)| Some(Rc::new(CompareJob::new(&scenario.compare).run()));
        let got: Vec<_> = sweep.points.iter().map(run).collect();
        let asked = swept(key, id);
        let sheet = Sheet::new(&asked, &sweep, &got, PAPER, PAPER).expect("there are points");
        (asked, sheet)
    }

    #[test]
    fn every_field_with_numbers_and_every_figure_can_be_asked_for() {
        for field in FIELDS.iter().filter(|field| Swept::can_change(field)) {
            let scenario = Scenario::default().with("sweep", &format!("{}:fork_ns.max", field.key)).expect(field.key);
            let sweep = Sweep::shown(&scenario, SHOWN_POINTS);
            // Some fields go with nothing but zero, or only once others are set.
            assert!(!(1..4).contains(&sweep.points.len()), "{} has {} points", field.key, sweep.points.len());
        }
        for figure in FIGURES.iter().copied().flatten() {
            assert!(!swept("procs", figure.id).label.is_empty(), "{}", figure.id);
        }
    }

    #[test]
    fn eager_and_lazy_cross_where_a_walk_takes_as_long_as_the_faults() {
        // Twenty processes touch: twenty faults a slot, which is what a walk over few tables costs too.
        let scenario = Scenario::default().with("fork", "0").expect("fine");
        let (_, sheet) = sheet("procs", "sync_ns_total", &scenario, 11);
        let crossings = sheet.crossings();
        let [(Lane::Eager, Lane::Lazy, crossing)] = crossings[..] else { panic!("{crossings:?}") };
        assert!((10.0..60.0).contains(&crossing.x), "{crossing:?}");
        assert!(sheet.paper(Lane::Eager).is_some() && sheet.paper(Lane::Shared).is_none());
    }

    #[test]
    fn what_was_measured_stands_beside_what_it_can_be_compared_with_only() {
        let compare = Compare::default();
        let asked = swept;
        assert_eq!(measured(&asked("procs", "vmalloc_ns.max"), &compare).len(), 2);
        assert!(measured(&asked("procs", "faults.task"), &compare).is_empty());
        assert!(measured(&asked("cpus", "vmalloc_ns.max"), &compare).is_empty());
        let other = Compare { arch: Arch::X86_64, ..compare };
        assert!(measured(&asked("procs", "vmalloc_ns.max"), &other).is_empty());
    }

    #[test]
    fn crossings_are_told_in_round_numbers() {
        let (asked, _) = sheet("procs", "faults.task", &Scenario::default().with("time", "1ms").expect("fine"), 2);
        assert_eq!(about(asked.field, 1_234.5), "1.2k");
        assert_eq!(about(asked.field, 26.7), "26");
    }
}
