//! One parameter from little to much: the same scenario again and again with one field changed.

use scenario::{Field, Kind, Scenario, ScenarioError, Swept, Unit, Value, View};

/// The most points of a sweep.
pub const POINTS_MAX: u32 = 1_000;

/// The points of the sweep that a link shows.
pub const SHOWN_POINTS: u32 = 21;

/// The scenarios of a sweep, in ascending order of the field that changes. Whoever holds it runs them, side by side where it
/// can.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The field that changes.
    pub field: &'static Field,
    /// Its values with their scenarios.
    pub points: Vec<(u64, Scenario)>,
}

impl PartialEq for Sweep {
    fn eq(&self, other: &Sweep) -> bool {
        self.field.key == other.field.key && self.points == other.points
    }
}

impl Sweep {
    /// Reads a range such as `procs=10..1m`, and lays `points` values over it, each the same factor beyond the last. Whole
    /// numbers being what they are, there may be fewer. The points show the Compare view, whatever the scenario shows.
    ///
    /// # Errors
    /// Where the range is not one, its field has no numbers, or a value is beyond the field's limits or at odds with the
    /// rest of the scenario.
    ///
    /// ```
    /// use playground::Sweep;
    /// use scenario::Scenario;
    ///
    /// let sweep = Sweep::over(&Scenario::default(), "procs=10..1k", 3).unwrap();
    /// let values: Vec<_> = sweep.points.iter().map(|(value, _)| *value).collect();
    /// assert_eq!(values, [10, 100, 1_000]);
    /// ```
    pub fn over(scenario: &Scenario, range: &str, points: u32) -> Result<Sweep, ScenarioError> {
        let refuse = |value: &str, expected: &str| Err(ScenarioError::new("over", value, expected));
        let Some((key, from, to)) = split(range) else {
            return refuse(range, "write a field and a range, such as procs=10..1m");
        };
        let number = |field: &'static Field| matches!(field.kind, Kind::Number { .. }).then_some(field);
        let Some(field) = scenario::FIELDS.iter().find(|field| field.key == key).and_then(number) else {
            let keys: Vec<_> = scenario::FIELDS.iter().filter_map(number).map(|field| field.key).collect();
            return refuse(key, &format!("the fields with numbers are {}", keys.join(", ")));
        };
        let (Value::Number(from), Value::Number(to)) = (field.read(from)?, field.read(to)?) else {
            return refuse(range, "write two numbers");
        };
        if from > to {
            return refuse(range, "write the smaller number first");
        }
        if !(1..=POINTS_MAX).contains(&points) {
            let expected = format!("write 1 to {POINTS_MAX}");
            return Err(ScenarioError::new("points", &points.to_string(), expected));
        }
        let scenario = shown(scenario);
        let points = values(from, to, points).into_iter().map(|value| {
            let point = scenario.with(field.key, &field.write(Value::Number(value)))?;
            Ok((value, point))
        });
        Ok(Sweep { field, points: points.collect::<Result<_, _>>()? })
    }

    /// What a link shows: its field over its range, or over the one in which one usually plays, at round values and without
    /// the points that are at odds with the rest of the scenario. A range from nothing begins at a ten-thousandth of its end,
    /// since equal factors never come to nothing.
    ///
    /// ```
    /// use playground::{SHOWN_POINTS, Sweep};
    /// use scenario::{Scenario, Swept};
    ///
    /// let sweep = Sweep::shown(&Scenario::default(), SHOWN_POINTS);
    /// assert_eq!((sweep.points[0].0, sweep.points[20].0), (10, 1 << 20));
    /// let own = Scenario::default().with("sweep", "procs:fork_ns.max:100..10k").unwrap();
    /// let values: Vec<_> = Sweep::shown(&own, 3).points.iter().map(|(value, _)| *value).collect();
    /// assert_eq!(values, [100, 1_000, 10_000]);
    /// ```
    #[must_use]
    pub fn shown(scenario: &Scenario, points: u32) -> Sweep {
        let Swept { field, range, .. } = scenario.shown.sweep;
        // What can be swept has a number for its kind.
        let (unit, usual) = match field.kind {
            Kind::Number { unit, usual, .. } => (unit, usual),
            Kind::Choice { .. } => (Unit::Count, (0, 1)),
        };
        let (low, high) = range.unwrap_or(usual);
        let from = if low == 0 { (high / 10_000).max(1) } else { low };
        let scenario = shown(scenario);
        let point = |value| Some((value, scenario.with(field.key, &field.write(Value::Number(value))).ok()?));
        let inner = values(from, high, points.clamp(1, POINTS_MAX)).into_iter().map(|value| round(value, unit));
        let mut values: Vec<u64> = inner.map(|value| value.clamp(from, high)).collect();
        values.dedup();
        if let [first, .., last] = &mut values[..] {
            (*first, *last) = (from, high);
        }
        Sweep { field, points: values.into_iter().filter_map(point).collect() }
    }
}

/// What `nmi=` means depends on the view.
fn shown(scenario: &Scenario) -> Scenario {
    let mut scenario = scenario.clone();
    scenario.view = View::Compare;
    scenario
}

/// The nearest number with two figures; of bytes with three binary ones.
fn round(value: u64, unit: Unit) -> u64 {
    let mut least = 1;
    let (base, most) = if unit == Unit::Bytes { (2, 8) } else { (10, 100) };
    while value / least >= most {
        least *= base;
    }
    (value + least / 2) / least * least
}

fn values(from: u64, to: u64, points: u32) -> Vec<u64> {
    let mut values: Vec<u64> = (0..points).map(|point| value(from, to, point, points)).collect();
    values.dedup();
    values
}

/// `procs=10..1m` in its three parts.
fn split(range: &str) -> Option<(&str, &str, &str)> {
    let (key, range) = range.split_once('=')?;
    let (from, to) = range.split_once("..")?;
    Some((key, from, to))
}

/// The value of a point: at equal factors, or at equal distances where the range begins with nothing.
fn value(from: u64, to: u64, point: u32, points: u32) -> u64 {
    if point + 1 >= points {
        return to;
    }
    let share = f64::from(point) / f64::from((points - 1).max(1));
    let value = if from == 0 {
        libm::round(to as f64 * share)
    } else {
        libm::round(from as f64 * libm::pow(to as f64 / from as f64, share))
    };
    (value as u64).clamp(from, to)
}
