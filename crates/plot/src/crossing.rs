//! Where two series cross, on axes of equal ratios.

/// Two series change places between two of their points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// Where, along the axis they share.
    pub x: f64,
    /// The value that both have there.
    pub y: f64,
}

/// What is nearer than this to being equal decides nothing: values that agree but for chance do not cross at every point.
const DECIDED: f64 = 1.02;

/// The crossings of two series over the same places, `(x, a, b)` in ascending order, all above zero; others are passed over.
/// Between points both are straight lines on paper whose axes are logarithmic.
#[must_use]
pub fn crossings(points: impl IntoIterator<Item = (f64, f64, f64)>) -> Vec<Crossing> {
    let mut found = Vec::new();
    let mut before: Option<(f64, f64, f64)> = None;
    for (x, a, b) in points {
        if !(x > 0.0 && a > 0.0 && b > 0.0) || (a < b * DECIDED && b < a * DECIDED) {
            continue;
        }
        if let Some((x0, a0, b0)) = before
            && (a0 > b0) != (a > b)
        {
            let (from, to) = ((a0 / b0).log10(), (a / b).log10());
            let share = from / (from - to);
            let between = |low: f64, high: f64| 10_f64.powf(low.log10() + (high.log10() - low.log10()) * share);
            found.push(Crossing { x: between(x0, x), y: between(a0, a) });
        }
        before = Some((x, a, b));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_cross_where_they_are_equal() {
        // a = x, b = 200 constant.
        let found = crossings([10.0, 100.0, 1_000.0].map(|x| (x, x, 200.0)));
        assert_eq!(found.len(), 1);
        assert!((found[0].x - 200.0).abs() < 1e-6 && (found[0].y - 200.0).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn what_is_as_good_as_equal_does_not_cross() {
        assert!(crossings([(1.0, 100.0, 101.0), (2.0, 101.0, 100.0), (3.0, 100.0, 100.0)]).is_empty());
        // Decided before and after, with a tie between.
        assert_eq!(crossings([(1.0, 1.0, 2.0), (2.0, 2.0, 2.0), (4.0, 4.0, 2.0)]).len(), 1);
        assert!(crossings([(1.0, 0.0, 2.0), (2.0, 4.0, 2.0)]).is_empty(), "nothing is known of zero");
    }
}
