//! A list with a bound that stays spread over all it was given.

/// Groups of items. Beyond the bound every second group is let go, and from then on every second one is taken; then every
/// fourth, and so on: what is there is one in so many, evenly from the first to the last.
#[derive(Clone, Debug)]
pub(crate) struct Thin<T> {
    most: usize,
    one_in: u64,
    seen: u64,
    groups: Vec<(u64, T)>,
}

impl<T> Thin<T> {
    pub(crate) const fn bounded(most: usize) -> Thin<T> {
        Thin { most, one_in: 1, seen: 0, groups: Vec::new() }
    }

    /// Takes a group, or leaves it out.
    pub(crate) fn push(&mut self, group: impl IntoIterator<Item = T>) {
        let number = self.seen;
        self.seen += 1;
        if !number.is_multiple_of(self.one_in) {
            return;
        }
        self.groups.extend(group.into_iter().map(|item| (number, item)));
        while self.groups.len() > self.most && self.one_in <= self.seen {
            self.one_in *= 2;
            self.groups.retain(|(number, _)| number.is_multiple_of(self.one_in));
        }
        // A first group that is beyond the bound by itself.
        self.groups.truncate(self.most);
    }

    /// One group in so many is there.
    pub(crate) const fn one_in(&self) -> u64 {
        self.one_in
    }

    /// All that is there, in the order in which it was given.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.groups.iter().map(|(_, item)| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_evenly_spread_and_within_the_bound() {
        for most in [0, 1, 7, 100] {
            let mut thin = Thin::bounded(most);
            for number in 0..1_000_u64 {
                thin.push([number, number]);
                assert!(thin.groups.len() <= most);
            }
            let step = thin.one_in();
            assert!(thin.iter().step_by(2).zip((0..).step_by(step as usize)).all(|(item, number)| *item == number));
            assert!(most < 100 || thin.groups.len() * 4 > most, "{} of {most}", thin.groups.len());
        }
    }
}
