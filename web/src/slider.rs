//! The stops of a slider: round values, evenly spread to the eye, over the range in which one usually plays.

use scenario::{Field, Kind, Unit, Value};

/// Leading figures of the stops within a decade.
const DECIMAL: [u64; 24] = [
    100, 110, 120, 130, 140, 150, 160, 180, 200, 220, 250, 280, 300, 350, 400, 450, 500, 550, 600, 650, 700, 750, 800,
    900,
];

/// Between two powers of two, in eighths.
const BINARY: [u64; 8] = [8, 9, 10, 11, 12, 13, 14, 15];

/// The values at which a slider of this field stops, in order; a word such as "never" is the last. None for choices.
#[must_use]
pub fn stops(field: &Field) -> Option<Vec<Value>> {
    let Kind::Number { unit, usual: (low, high), none, .. } = field.kind else { return None };
    // Both ends, and what is round between them; the figures come in ascending order.
    let mut numbers = vec![low];
    let mut add = |number: u64| {
        if low < number && number < high {
            numbers.push(number);
        }
    };
    match unit {
        // Below a page there is nothing to choose.
        Unit::Bytes => {
            let octaves = (12..=62).flat_map(|octave| BINARY.map(|eighths| (1_u64 << octave >> 3) * eighths));
            octaves.filter(|bytes| bytes.is_multiple_of(4 << 10)).for_each(&mut add);
        }
        Unit::Count | Unit::PerSecond | Unit::Time => {
            let decades = (0..17).flat_map(|exponent| DECIMAL.map(|figure| figure * 10_u64.pow(exponent)));
            decades.filter(|number| number.is_multiple_of(100)).map(|number| number / 100).for_each(&mut add);
        }
    }
    numbers.push(high);
    let word = none.map(|_| Value::None);
    Some(numbers.into_iter().map(Value::Number).chain(word).collect())
}

/// The place of the stop nearest to a value; what is beyond the usual is at its end.
#[must_use]
pub fn nearest(stops: &[Value], value: Value) -> usize {
    let distance = |stop: &Value| match (*stop, value) {
        (Value::Number(stop), Value::Number(value)) => stop.abs_diff(value),
        (stop, value) if stop == value => 0,
        _ => u64::MAX,
    };
    let places = stops.iter().enumerate();
    places.min_by_key(|(_, stop)| distance(stop)).map_or(0, |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use scenario::FIELDS;

    fn field(key: &str) -> &'static Field {
        FIELDS.iter().find(|field| field.key == key).expect("a key of the table")
    }

    #[test]
    fn every_stop_of_every_field_can_be_had() {
        for field in FIELDS {
            let Some(stops) = stops(field) else { continue };
            assert!((8..=320).contains(&stops.len()), "{} has {} stops", field.key, stops.len());
            for stop in &stops {
                let text = field.write(*stop);
                assert_eq!(field.read(&text).as_ref(), Ok(stop), "{} at {text}", field.key);
            }
            for (place, stop) in stops.iter().enumerate() {
                assert_eq!(nearest(&stops, *stop), place);
            }
        }
    }

    #[test]
    fn ends_are_those_of_the_usual_range() {
        let procs = stops(field("procs")).expect("a number");
        assert_eq!((procs.first(), procs.last()), (Some(&Value::Number(10)), Some(&Value::Number(1 << 20))));
        assert_eq!(nearest(&procs, Value::Number(1)), 0);
        let life = stops(field("life")).expect("a number");
        assert_eq!(life.last(), Some(&Value::None));
        assert_eq!(nearest(&life, Value::Number(u64::MAX)), life.len() - 2);
        assert!(stops(field("arch")).is_none());
    }

    #[test]
    fn few_cpus_are_chosen_one_by_one() {
        let cpus = stops(field("cpus")).expect("a number");
        assert_eq!(cpus[..9], [1, 2, 3, 4, 5, 6, 7, 8, 9].map(Value::Number));
    }
}
