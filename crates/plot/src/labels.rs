//! Labels at the ends of lines, none over another.

/// Moves places as little as possible so that neighbours are at least `gap` apart and all stay from `low` to `high`; the
/// order stays, and of equal ones that of the list. Where there is not room for all they are spread evenly.
#[must_use]
pub fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    // By insertion: there are a handful, and the library's sort would be the largest thing in here.
    let mut order: Vec<usize> = Vec::with_capacity(wanted.len());
    for (index, place) in wanted.iter().enumerate() {
        let rank = order.iter().position(|other| wanted[*other] > *place).unwrap_or(order.len());
        order.insert(rank, index);
    }
    let needed = gap * wanted.len().saturating_sub(1) as f64;
    let gap = if needed > high - low && needed > 0.0 { gap * (high - low) / needed } else { gap };

    // Runs of labels that touch: each has the mean of where its members want it to begin, and two that meet become one.
    let mut runs: Vec<Run> = Vec::new();
    for (rank, index) in order.iter().enumerate() {
        let mut run = Run { first: rank, count: 1, starts: wanted[*index] };
        run.keep(gap, low, high);
        while let Some(before) = runs.last().copied() {
            if before.start() + before.count as f64 * gap <= run.start() + f64::EPSILON {
                break;
            }
            runs.pop();
            let shifted = run.starts - run.count as f64 * before.count as f64 * gap;
            run = Run { first: before.first, count: before.count + run.count, starts: before.starts + shifted };
            run.keep(gap, low, high);
        }
        runs.push(run);
    }

    let mut places = vec![0.0; wanted.len()];
    for run in runs {
        for offset in 0..run.count {
            places[order[run.first + offset]] = run.start() + offset as f64 * gap;
        }
    }
    places
}

/// Labels `first..first + count` in order of place, touching.
#[derive(Clone, Copy)]
struct Run {
    first: usize,
    count: usize,
    /// Sum over the members of where each would have the run begin.
    starts: f64,
}

impl Run {
    fn start(&self) -> f64 {
        self.starts / self.count as f64
    }

    /// Keeps the whole run inside.
    fn keep(&mut self, gap: f64, low: f64, high: f64) {
        let last = (high - (self.count - 1) as f64 * gap).max(low);
        self.starts = self.start().clamp(low, last) * self.count as f64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_room_stays() {
        assert_eq!(spread(&[10.0, 80.0, 40.0], 14.0, 0.0, 100.0), [10.0, 80.0, 40.0]);
    }

    #[test]
    fn equal_ones_part_around_their_place() {
        assert_eq!(spread(&[50.0, 50.0, 50.0], 14.0, 0.0, 100.0), [36.0, 50.0, 64.0]);
        assert_eq!(spread(&[0.0, 50.0, 0.0], 14.0, 0.0, 100.0), [0.0, 50.0, 14.0]);
        assert_eq!(spread(&[100.0, 100.0, 10.0], 14.0, 0.0, 100.0), [86.0, 100.0, 10.0]);
    }

    #[test]
    fn order_and_distance_hold_whatever_is_wanted() {
        let mut state = 1_u64;
        for _ in 0..500 {
            let wanted: Vec<f64> = (0..5)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (state >> 33) as f64 % 120.0 - 10.0
                })
                .collect();
            let mut places = spread(&wanted, 14.0, 0.0, 100.0);
            for (a, b) in (0..5).flat_map(|a| (0..5).map(move |b| (a, b))) {
                assert!(wanted[a] >= wanted[b] || places[a] < places[b], "{wanted:?} to {places:?}");
            }
            places.sort_by(f64::total_cmp);
            assert!(places.windows(2).all(|pair| pair[1] - pair[0] > 13.999), "{wanted:?} to {places:?}");
            assert!(places[0] > -1e-9 && places[4] < 100.0 + 1e-9, "{wanted:?} to {places:?}");
        }
    }

    #[test]
    fn too_many_are_spread_evenly() {
        assert_eq!(spread(&[5.0, 5.0, 5.0], 14.0, 0.0, 20.0), [0.0, 10.0, 20.0]);
        assert!(spread(&[], 14.0, 0.0, 20.0).is_empty());
    }
}
