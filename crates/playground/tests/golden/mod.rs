//! Digests that must not change unless the model does: each line has a digest and the fragment that gives it.

use playground::CompareJob;
use scenario::Link;

/// The committed digests.
pub const DIGESTS: &str = include_str!("digests.txt");

/// The digest of a fragment, worked out now.
pub fn digest(fragment: &str) -> String {
    CompareJob::new(&Link::read(fragment).scenario.compare).run().digest()
}

/// Digest and fragment of each line.
pub fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    DIGESTS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '))
}
