//! The lanes of a comparison: one for each of the three ways.

/// The three ways, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Entries shared from the start.
    Shared,
    /// All tables walked when an entry is new.
    Eager,
    /// A fault fills the entry when it is missed.
    Lazy,
}

impl Lane {
    /// All lanes in order.
    pub const ALL: [Lane; 3] = [Lane::Shared, Lane::Eager, Lane::Lazy];

    /// The one of that id.
    #[must_use]
    pub fn named(id: &str) -> Option<Lane> {
        Lane::ALL.into_iter().find(|lane| lane.id() == id)
    }

    /// As in links and JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Lane::Shared => "shared",
            Lane::Eager => "eager",
            Lane::Lazy => "lazy",
        }
    }

    /// As on the page.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Lane::Shared => "Shared",
            Lane::Eager => "Eager",
            Lane::Lazy => "Lazy",
        }
    }

    /// Its letter, which goes with its colour everywhere.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Lane::Shared => 'S',
            Lane::Eager => 'E',
            Lane::Lazy => 'L',
        }
    }
}
