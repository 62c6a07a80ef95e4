//! How much of a view is shown. The query of the address says it, and nothing of it is part of the scenario.

use scenario::{Notice, ScenarioError};

use crate::browser::address;

/// The keys of the query and the words of each, the one that is meant without it first. boot.js and frame.js, which are there
/// before the program, read `embed`, `theme` and `load`.
const KEYS: [(&str, &[&str]); 4] = [
    ("embed", &["0", "1"]),
    ("controls", &["full", "step", "none"]),
    ("theme", &["auto", "light", "dark"]),
    ("load", &["eager", "lazy", "click"]),
];

/// Where a view is shown, and with how much to touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presentation {
    /// A page of its own.
    #[default]
    Page,
    /// Embedded with everything but the page's head and foot.
    Full,
    /// Embedded as what is looked at and what steps it.
    Step,
    /// Embedded as a figure; it still steps by keys.
    Figure,
}

/// What may be left out of a view. Everything else is always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The page's head and foot.
    Chrome,
    /// What sets the scenario, and panes beyond those that tell the story.
    Settings,
    /// What steps or runs it.
    Transport,
    /// What stands further down: the same in other ways, and where it is from.
    Further,
}

impl Presentation {
    /// What the page's address asks for.
    #[must_use]
    pub fn current() -> Presentation {
        Presentation::of(&address::query())
    }

    /// What a query asks for; what it cannot have is as by default.
    fn of(query: &str) -> Presentation {
        if value(query, "embed") != Some("1") {
            return Presentation::Page;
        }
        match value(query, "controls") {
            Some("step") => Presentation::Step,
            Some("none") => Presentation::Figure,
            Some(_) | None => Presentation::Full,
        }
    }

    /// Whether a part is shown.
    #[must_use]
    pub const fn has(self, part: Part) -> bool {
        match part {
            Part::Chrome => matches!(self, Presentation::Page),
            Part::Settings | Part::Further => matches!(self, Presentation::Page | Presentation::Full),
            Part::Transport => !matches!(self, Presentation::Figure),
        }
    }
}

/// What is wrong with a query.
pub fn notices(query: &str) -> Vec<Notice> {
    let wrong = |(key, words): &(&str, &[&str])| {
        let text = value(query, key).filter(|text| !words.contains(text))?;
        let error = ScenarioError::new(key, text, format!("write one of {}", words.join(", ")));
        Some(Notice::Replaced { error, used: words[0].to_owned() })
    };
    KEYS.iter().filter_map(wrong).collect()
}

/// As `URLSearchParams.get` has it: the first of several. The words need no decoding.
fn value<'a>(query: &'a str, key: &str) -> Option<&'a str> {
    let query = query.strip_prefix('?').unwrap_or(query);
    query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_embed_leaves_something_out() {
        for (query, expected) in [
            ("", Presentation::Page),
            ("?controls=none", Presentation::Page),
            ("?embed=yes", Presentation::Page),
            ("?embed=1", Presentation::Full),
            ("?theme=dark&embed=1&controls=step", Presentation::Step),
            ("?embed=1&controls=none&controls=full", Presentation::Figure),
            ("?embed=1&controls=all", Presentation::Full),
        ] {
            assert_eq!(Presentation::of(query), expected, "{query}");
        }
    }

    #[test]
    fn each_presentation_shows_less_than_the_one_before() {
        let parts = [Part::Transport, Part::Settings, Part::Further, Part::Chrome];
        let shown = |presentation: Presentation| parts.map(|part| presentation.has(part));
        assert_eq!(shown(Presentation::Page), [true, true, true, true]);
        assert_eq!(shown(Presentation::Full), [true, true, true, false]);
        assert_eq!(shown(Presentation::Step), [true, false, false, false]);
        assert_eq!(shown(Presentation::Figure), [false; 4]);
    }

    #[test]
    fn a_wrong_word_is_named_with_those_that_there_are() {
        assert!(notices("?embed=1&controls=full&theme=auto&load=click&utm=x").is_empty());
        let long = format!("?embed=1&load={}&controls=<b>", "x".repeat(9_999));
        let told: Vec<String> = notices(&long).iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 2);
        assert!(told[0].contains("“<b>”") && told[0].contains("full, step, none"), "{}", told[0]);
        assert!(told[1].len() < 200, "{}", told[1]);
    }
}
