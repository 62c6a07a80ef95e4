//! Links of older grammars: each version has one pure function that makes of its links those of the next.
//!
//! There is one version so far. Whoever adds the next raises [`VERSION`] and cannot build before the function is there.

use crate::link::VERSION;

/// Keys and values of a link, in its order.
pub(crate) type Pairs = Vec<(String, String)>;

/// Makes of a link of version `n` one of version `n + 1`.
type Step = fn(Pairs) -> Pairs;

/// The first takes from version 1 to 2, and so on.
const STEPS: [Step; (VERSION - 1) as usize] = [];

/// The link of a version that there has been, in today's grammar.
pub(crate) fn migrate(pairs: Pairs, version: u32) -> Pairs {
    through(&STEPS, pairs, version)
}

fn through(steps: &[Step], pairs: Pairs, version: u32) -> Pairs {
    let behind = version.saturating_sub(1) as usize;
    steps.iter().skip(behind).fold(pairs, |pairs, step| step(pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Pairs {
        form_urlencoded::parse(text.as_bytes()).into_owned().collect()
    }

    #[test]
    fn a_link_goes_through_the_steps_that_it_has_not_seen() {
        let renamed: Step =
            |pairs| pairs.into_iter().map(|(key, value)| (key.replace("tasks", "procs"), value)).collect();
        let dropped: Step = |pairs| pairs.into_iter().filter(|(key, _)| key != "colour").collect();
        let steps = [renamed, dropped];
        assert_eq!(through(&steps, pairs("tasks=9&colour=red"), 1), pairs("procs=9"));
        assert_eq!(through(&steps, pairs("tasks=9&colour=red"), 2), pairs("tasks=9"));
        assert_eq!(through(&steps, pairs("tasks=9&colour=red"), 3), pairs("tasks=9&colour=red"));
    }
}
