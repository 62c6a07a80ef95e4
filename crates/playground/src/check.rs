//! What an author wants to know of a link before it is published: is it right, and what comes of it.

use scenario::{Link, Notice, Scenario, View};

use crate::{CompareJob, NmiRun};

/// The fingerprint of what a link shows, sixteen hexadecimal digits: equal links have equal ones wherever they are run.
#[must_use]
pub fn digest(scenario: &Scenario) -> String {
    match scenario.view {
        View::Compare => CompareJob::new(&scenario.compare).run().digest(),
        View::Nmi => {
            // What is read from a link is such that its machine exists; anything else would be a fault of the grammar.
            NmiRun::new(&scenario.nmi).expect("a scenario that can be linked can be run").digest()
        }
    }
}

/// What is broken in a link: all that a reader would be told of it, but for remarks on what it shows.
#[must_use]
pub fn broken(link: &Link) -> Vec<&Notice> {
    link.notices.iter().filter(|notice| !matches!(notice, Notice::Remark { .. })).collect()
}
