//! Digests that must not change unless the model does: each line has a digest and the fragment that gives it.

use playground::{CompareJob, Explore, ExploreJob, NmiRun};
use scenario::Link;

/// The committed digests.
pub const DIGESTS: &str = include_str!("digests.txt");

/// Those of the NMI machine: of a run's transcript by its fragment, of the table of proofs by how many NMIs may come.
pub const NMI_DIGESTS: &str = include_str!("nmi.txt");

/// The digest of a fragment, worked out now.
pub fn digest(fragment: &str) -> String {
    CompareJob::new(&Link::read(fragment).scenario.compare).run().digest()
}

/// The digest of a run of the NMI machine or, for `explore` and a number, of the table of proofs, worked out now.
pub fn nmi_digest(what: &str) -> String {
    match what.strip_prefix("explore ") {
        Some(arrivals) => {
            let arrivals = arrivals.parse().expect("a number of NMIs");
            ExploreJob::new(&Explore { arrivals, ..Explore::default() }).run().digest()
        }
        None => NmiRun::new(&Link::read(what).scenario.nmi).expect("links are of runs that exist").digest(),
    }
}

/// Digest and fragment of each line.
pub fn lines(digests: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    digests.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '))
}
