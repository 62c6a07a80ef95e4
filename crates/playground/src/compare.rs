//! One load run by the three strategies.

use pgd_sim::{Digest, Report, Silent};
use scenario::{Compare, Lane};

use crate::three::Three;

/// Events in a slice: long enough that the call costs nothing, short enough that a page stays alive. A WebAssembly engine
/// swaps in its optimised code between calls, not in the middle of one, so one long call would be twice as slow.
pub const SLICE_EVENTS: u32 = 100_000;

/// What came of one load in the three lanes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// In the order of [`Lane::ALL`].
    reports: [Report; 3],
}

impl Comparison {
    /// Of the reports in the order of [`Lane::ALL`].
    pub(crate) const fn of(reports: [Report; 3]) -> Comparison {
        Comparison { reports }
    }

    /// One lane's report.
    #[must_use]
    pub const fn report(&self, lane: Lane) -> &Report {
        &self.reports[lane as usize]
    }

    /// All three as plain numbers, for a border that numbers cross quickly.
    #[must_use]
    pub fn words(&self) -> Vec<u64> {
        self.reports.iter().flat_map(Report::words).collect()
    }

    /// The comparison of [`Comparison::words`]; none where they are not exactly one.
    #[must_use]
    pub fn from_words(words: impl IntoIterator<Item = u64>) -> Option<Comparison> {
        let words = &mut words.into_iter();
        let mut read = || Report::from_words(words);
        let reports = [read()?, read()?, read()?];
        words.next().is_none().then_some(Comparison { reports })
    }

    /// Each lane with its report.
    pub fn lanes(&self) -> impl Iterator<Item = (Lane, &Report)> {
        Lane::ALL.into_iter().zip(&self.reports)
    }

    /// The fingerprint of all three, sixteen hexadecimal digits: equal scenarios have equal ones wherever they are run.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut digest = Digest::new();
        self.reports.iter().for_each(|report| digest.feed(report.digest()));
        format!("{:016x}", digest.value())
    }
}

/// A comparison under way.
#[derive(Clone, Debug)]
pub struct CompareJob(Three<Silent>);

impl CompareJob {
    /// Sets up the three machines.
    #[must_use]
    pub fn new(compare: &Compare) -> CompareJob {
        CompareJob(Three::new(compare, |_| Silent))
    }

    /// Works through at most `events` more events; gives the comparison when it is complete.
    pub fn advance(&mut self, events: u32) -> Option<Comparison> {
        self.0.advance(events)?;
        Some(Comparison::of(self.0.reports()))
    }

    /// How far it is, in thousandths, by the demand that was met.
    #[must_use]
    pub fn permille(&self) -> u32 {
        self.0.permille()
    }

    /// Runs to the end.
    #[must_use]
    pub fn run(mut self) -> Comparison {
        loop {
            if let Some(comparison) = self.advance(SLICE_EVENTS) {
                return comparison;
            }
        }
    }
}
