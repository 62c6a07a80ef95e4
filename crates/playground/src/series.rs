//! A number that changes over time, kept within a bound: where there are too many changes, the most within each bin.

use pgd_sim::Ps;

/// Bins that are kept at most: more than a screen has columns.
const BINS_MAX: u64 = 2_048;
/// The first width of a bin: one picosecond, so that all is exact until there is too much.
const FIRST_WIDTH: u64 = 1;

/// A number over time, from nothing on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    width: u64,
    /// Only those in which something changed.
    bins: Vec<Bin>,
    /// The last change, which counts once time has passed.
    pending: Option<(Ps, u64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bin {
    number: u64,
    /// The most in it.
    most: u64,
    /// The number at its end.
    last: u64,
}

impl Default for Series {
    fn default() -> Series {
        Series { width: FIRST_WIDTH, bins: Vec::new(), pending: None }
    }
}

impl Series {
    /// The number is `value` from this instant on, unless it is another at the same instant. Instants come in order.
    pub(crate) fn set(&mut self, at: Ps, value: u64) {
        if self.pending.is_some_and(|(before, _)| before < at) {
            self.take_pending();
        }
        self.pending = Some((at, value));
    }

    fn take_pending(&mut self) {
        let Some((at, value)) = self.pending.take() else { return };
        if self.bins.last().map_or(0, |bin| bin.last) == value {
            return;
        }
        self.put(Bin { number: at.0 / self.width, most: value, last: value });
        while self.bins.len() as u64 > BINS_MAX {
            self.width *= 2;
            for bin in std::mem::take(&mut self.bins) {
                self.put(Bin { number: bin.number / 2, ..bin });
            }
        }
    }

    /// How wide the bins are within which only the most is known; changes further apart are all there.
    #[must_use]
    pub const fn width(&self) -> Ps {
        Ps(self.width)
    }

    /// Each change: from when on, and what is the most from there to the next one, or to the end of the bin.
    #[must_use]
    pub fn changes(&self) -> Vec<(Ps, u64)> {
        let mut all = self.clone();
        all.take_pending();
        let (mut changes, mut shown) = (Vec::new(), 0);
        let mut change = |at, value| {
            if std::mem::replace(&mut shown, value) != value {
                changes.push((Ps(at), value));
            }
        };
        for (place, bin) in all.bins.iter().enumerate() {
            change(bin.number * all.width, bin.most);
            // Its last number goes on behind it, unless something changes there.
            if all.bins.get(place + 1).is_none_or(|next| next.number > bin.number + 1) {
                change((bin.number + 1) * all.width, bin.last);
            }
        }
        changes
    }

    fn put(&mut self, bin: Bin) {
        match self.bins.last_mut() {
            Some(last) if last.number == bin.number => {
                last.most = last.most.max(bin.most);
                last.last = bin.last;
            }
            _ => self.bins.push(bin),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_changes_are_all_there() {
        let mut series = Series::default();
        for (at, value) in [(5, 0), (10, 3), (10, 4), (20, 4), (25, 7), (25, 4), (30, 0)] {
            series.set(Ps(at), value);
        }
        assert_eq!(series.changes(), [(Ps(10), 4), (Ps(30), 0)]);
    }

    #[test]
    fn of_many_the_most_of_each_bin_is() {
        let mut series = Series::default();
        for at in 0..100_000 {
            series.set(Ps(at * 1_000), if at == 50_000 { 900 } else { at % 2 });
        }
        let changes = series.changes();
        assert!(changes.len() as u64 <= 2 * BINS_MAX && changes.len() > 1, "{}", changes.len());
        assert!(changes.windows(2).all(|pair| pair[0].0 < pair[1].0), "in order");
        let (at, most) = changes.iter().max_by_key(|(_, value)| *value).expect("there are changes");
        assert_eq!(*most, 900);
        assert!((at.0..at.0 + series.width().0).contains(&50_000_000));
    }
}
