//! Few ticks, at round numbers.

use crate::number::{count, nanoseconds};
use crate::scale::{Linear, Log, Nines, Scale};

/// One tick of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where on paper.
    pub place: f64,
    /// What is written there.
    pub label: String,
}

/// The decades of a scale of nanoseconds, at most `most` of them.
#[must_use]
pub fn decades(scale: &Log, most: usize) -> Vec<Tick> {
    powers(scale, 10, most, |ns| nanoseconds(ns).round())
}

/// The powers of a base on a scale, at most `most` of them, written by `label`.
#[must_use]
pub fn powers(scale: &Log, base: u32, most: usize, label: impl Fn(u64) -> String) -> Vec<Tick> {
    let (min, max) = scale.domain();
    let log = |value: f64| value.log10() / f64::from(base).log10();
    // A hair of slack, or a power at the very end would be lost to rounding.
    let first = (log(min) - 1e-9).ceil() as i32;
    let last = (log(max) + 1e-9).floor() as i32;
    let every = ((last - first + 1).max(1) as usize).div_ceil(most.max(1)).max(1);
    let tick = |exponent: i32| {
        let value = f64::from(base).powi(exponent);
        Tick { place: scale.place(value), label: label(value as u64) }
    };
    (first..=last).step_by(every).map(tick).collect()
}

/// Round counts from zero, at most `most` steps of them.
#[must_use]
pub fn linear(scale: &Linear, most: usize) -> Vec<Tick> {
    let rough = (scale.max() / most.max(1) as f64).max(1.0);
    let unit = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * unit).into_iter().find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(rough);
    let steps = (scale.max() / step).floor() as usize;
    let tick = |index: usize| {
        let value = index as f64 * step;
        Tick { place: scale.place(value), label: count(value as u64).to_string() }
    };
    (0..=steps).map(tick).collect()
}

/// The percentiles 0, 50, 90, 99 and so on, as far as the axis goes.
#[must_use]
pub fn nines(scale: &Nines) -> Vec<Tick> {
    let fixed = [(0.0, "0".to_owned()), (0.5, "50".to_owned())];
    let more = (1..=scale.nines().floor() as usize).map(|nines| (1.0 - 0.1_f64.powi(nines as i32), percentile(nines)));
    fixed
        .into_iter()
        .chain(more)
        .map(|(share, label)| Tick { place: scale.place(share), label: label + " %" })
        .collect()
}

/// So many nines as a percentage.
fn percentile(nines: usize) -> String {
    match nines {
        1 => "90".to_owned(),
        2 => "99".to_owned(),
        more => format!("99.{}", "9".repeat(more - 2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scale::Span;

    const PAPER: Span = Span::new(0.0, 300.0);

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn decades_are_written_short() {
        let ticks = decades(&Log::decades(200.0, 3_000_000.0, PAPER), 9);
        assert_eq!(labels(&ticks), ["100 ns", "1 µs", "10 µs", "100 µs", "1 ms", "10 ms"].map(nbsp));
        assert_eq!(decades(&Log::decades(1.0, 1e12, PAPER), 4).len(), 4);
    }

    #[test]
    fn powers_of_other_bases_reach_both_ends() {
        let scale = Log::new(4_096.0, 16_777_216.0, PAPER);
        let ticks = powers(&scale, 16, 9, |value| value.to_string());
        assert_eq!(labels(&ticks), ["4096", "65536", "1048576", "16777216"]);
        assert_eq!((ticks[0].place, ticks[3].place), (0.0, 300.0));
    }

    #[test]
    fn counts_are_round() {
        assert_eq!(labels(&linear(&Linear::to(1_234.0, PAPER), 4)), ["0", "500", "1,000"]);
        assert_eq!(labels(&linear(&Linear::to(3.0, PAPER), 4)), ["0", "1", "2", "3"]);
        assert_eq!(labels(&linear(&Linear::to(0.0, PAPER), 4)), ["0", "1"]);
    }

    #[test]
    fn percentiles_end_where_samples_do() {
        let ticks = nines(&Nines::for_count(2_000, PAPER));
        assert_eq!(labels(&ticks), ["0 %", "50 %", "90 %", "99 %", "99.9 %"]);
    }

    fn nbsp(text: &str) -> String {
        text.replace(' ', "\u{a0}")
    }
}
