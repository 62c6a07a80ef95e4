//! From values to places on paper.

/// Where an axis begins and ends on paper, in its direction: a vertical axis begins at the bottom, so its `from` is larger.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// The place of the domain's lower end.
    pub from: f64,
    /// The place of its upper end.
    pub to: f64,
}

impl Span {
    /// From one place to another.
    #[must_use]
    pub const fn new(from: f64, to: f64) -> Span {
        Span { from, to }
    }

    /// The place at `share` of the way, kept between the ends.
    fn at(self, share: f64) -> f64 {
        self.from + (self.to - self.from) * share.clamp(0.0, 1.0)
    }

    /// How far along `place` is.
    fn share(self, place: f64) -> f64 {
        if self.from == self.to { 0.0 } else { ((place - self.from) / (self.to - self.from)).clamp(0.0, 1.0) }
    }
}

/// A scale puts each value of its domain on paper; what is outside stays at the nearer end.
pub trait Scale {
    /// The place of a value.
    fn place(&self, value: f64) -> f64;
    /// The value at a place.
    fn value(&self, place: f64) -> f64;
}

/// Equal steps for equal differences, from zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linear {
    max: f64,
    span: Span,
}

impl Linear {
    /// From zero to `max`; a `max` of zero still makes an axis.
    #[must_use]
    pub fn to(max: f64, span: Span) -> Linear {
        Linear { max: if max > 0.0 { max } else { 1.0 }, span }
    }

    /// The upper end.
    #[must_use]
    pub const fn max(&self) -> f64 {
        self.max
    }
}

impl Scale for Linear {
    fn place(&self, value: f64) -> f64 {
        self.span.at(value / self.max)
    }

    fn value(&self, place: f64) -> f64 {
        self.span.share(place) * self.max
    }
}

/// Equal steps for equal ratios.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Log {
    min: f64,
    max: f64,
    span: Span,
}

impl Log {
    /// From `min` to `max`, both above zero and apart; what is not is mended.
    #[must_use]
    pub fn new(min: f64, max: f64, span: Span) -> Log {
        let min = if min > 0.0 { min } else { 1.0 };
        Log { min, max: if max > min { max } else { min * 10.0 }, span }
    }

    /// The whole decades that hold everything from `min` to `max`.
    #[must_use]
    pub fn decades(min: f64, max: f64, span: Span) -> Log {
        let least = 10_f64.powf(min.max(1.0).log10().floor());
        let most = 10_f64.powf(max.max(1.0).log10().ceil());
        Log::new(least, if most > least { most } else { least * 10.0 }, span)
    }

    /// Both ends.
    #[must_use]
    pub const fn domain(&self) -> (f64, f64) {
        (self.min, self.max)
    }
}

impl Scale for Log {
    fn place(&self, value: f64) -> f64 {
        self.span.at((value.max(self.min) / self.min).log10() / (self.max / self.min).log10())
    }

    fn value(&self, place: f64) -> f64 {
        self.min * (self.max / self.min).powf(self.span.share(place))
    }
}

/// The axis of percentiles on which each further nine takes the same room: `log10(1 / (1 − p))`, as plots of HdrHistogram
/// have it. Values are shares, 0.99 for p99; the longest of all, share 1, is at the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nines {
    nines: f64,
    span: Span,
}

impl Nines {
    /// The room that the longest of all gets, in nines, so that it can be seen.
    const LAST: f64 = 0.25;

    /// An axis for `count` samples: the last of them is one in `count`, and finer shares mean nothing.
    #[must_use]
    pub fn for_count(count: u64, span: Span) -> Nines {
        Nines { nines: (count.max(10) as f64).log10() + Nines::LAST, span }
    }

    /// How many nines fit.
    #[must_use]
    pub const fn nines(&self) -> f64 {
        self.nines
    }
}

impl Scale for Nines {
    fn place(&self, share: f64) -> f64 {
        let rest = 1.0 - share;
        if rest <= 0.0 { self.span.to } else { self.span.at(-rest.log10() / self.nines) }
    }

    fn value(&self, place: f64) -> f64 {
        1.0 - 10_f64.powf(-self.span.share(place) * self.nines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: Span = Span::new(0.0, 300.0);

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-6 * b.abs().max(1.0), "{a} is not {b}");
    }

    #[test]
    fn each_decade_takes_the_same_room() {
        let scale = Log::decades(100.0, 100_000.0, PAPER);
        near(scale.place(100.0), 0.0);
        near(scale.place(1_000.0), 100.0);
        near(scale.place(100_000.0), 300.0);
    }

    #[test]
    fn each_nine_takes_the_same_room() {
        let scale = Nines { nines: 3.0, span: PAPER };
        near(scale.place(0.0), 0.0);
        near(scale.place(0.9), 100.0);
        near(scale.place(0.99), 200.0);
        near(scale.place(0.999), 300.0);
        near(scale.place(1.0), 300.0);
    }

    #[test]
    fn what_is_placed_is_found_again() {
        let scales: [(&dyn Scale, [f64; 3]); 3] = [
            (&Linear::to(50.0, PAPER), [0.0, 12.5, 50.0]),
            (&Log::new(20.0, 9_000.0, PAPER), [20.0, 777.0, 9_000.0]),
            (&Nines::for_count(1_000, PAPER), [0.0, 0.5, 0.99]),
        ];
        for (scale, values) in scales {
            values.into_iter().for_each(|value| near(scale.value(scale.place(value)), value));
        }
    }

    #[test]
    fn nothing_leaves_the_paper() {
        let log = Log::decades(0.0, 0.0, PAPER);
        let linear = Linear::to(0.0, PAPER);
        let nines = Nines::for_count(0, PAPER);
        for value in [-1.0, 0.0, 1.0, 1e30, f64::INFINITY] {
            for place in [log.place(value), linear.place(value), nines.place(value)] {
                assert!((0.0..=300.0).contains(&place), "{value} is at {place}");
            }
        }
    }
}
