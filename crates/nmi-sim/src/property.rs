//! What must hold, each with a name and a sentence.

use serde::{Deserialize, Serialize};

/// A property of every run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Property {
    /// Every return goes back to what was interrupted.
    FrameReturns = 0,
    /// The handlers' body does not nest.
    BodyOnce = 1,
    /// Every arrival is followed by a run of the body.
    NmiServed = 2,
    /// CR2 is what the fault put there when its handler reads it.
    Cr2Survives = 3,
    /// No push leaves its stack.
    StackInBounds = 4,
    /// Every run comes to its end.
    Ends = 5,
    /// At the end NMIs are open again.
    EndsUnblocked = 6,
    /// Flags and place come back as one act.
    ResumesAtOnce = 7,
}

impl Property {
    /// All of them, in the order of the table.
    pub const ALL: [Property; 8] = [
        Property::FrameReturns,
        Property::BodyOnce,
        Property::NmiServed,
        Property::Cr2Survives,
        Property::StackInBounds,
        Property::Ends,
        Property::EndsUnblocked,
        Property::ResumesAtOnce,
    ];

    /// The name used in links and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Property::FrameReturns => "frame-returns",
            Property::BodyOnce => "body-once",
            Property::NmiServed => "nmi-served",
            Property::Cr2Survives => "cr2-survives",
            Property::StackInBounds => "stack-in-bounds",
            Property::Ends => "ends",
            Property::EndsUnblocked => "ends-unblocked",
            Property::ResumesAtOnce => "resumes-at-once",
        }
    }

    /// The property of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Property> {
        Property::ALL.into_iter().find(|property| property.name() == name)
    }

    /// Its letter in a table: the first of its name, or of what tells it from another.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Property::FrameReturns => 'F',
            Property::BodyOnce => 'B',
            Property::NmiServed => 'N',
            Property::Cr2Survives => 'C',
            Property::StackInBounds => 'S',
            Property::Ends => 'E',
            Property::EndsUnblocked => 'U',
            Property::ResumesAtOnce => 'R',
        }
    }

    /// What it says.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Property::FrameReturns => {
                "Every return goes back exactly to what was interrupted: the same RIP, CS, flags, RSP and registers."
            }
            Property::BodyOnce => "The handlers' C body is never entered while it is already running on this CPU.",
            Property::NmiServed => {
                "After every arrival the body starts at least once more; arrivals may merge, none is lost."
            }
            Property::Cr2Survives => "A page-fault handler that reads CR2 finds the address of its own fault.",
            Property::StackInBounds => "No push leaves the stack it belongs to.",
            Property::Ends => "Once no more events come, the CPU gets back to the interrupted code and on to its end.",
            Property::EndsUnblocked => "When the interrupted code goes on, NMIs are open again.",
            Property::ResumesAtOnce => "Flags and place come back as one act: no trap falls between the two.",
        }
    }

    /// What a banner says when it is broken.
    #[must_use]
    pub fn broken(self) -> &'static str {
        match self {
            Property::FrameReturns => "frame lost",
            Property::BodyOnce => "body entered twice",
            Property::NmiServed => "NMI lost",
            Property::Cr2Survives => "CR2 lost",
            Property::StackInBounds => "stack overrun",
            Property::Ends => "never ends",
            Property::EndsUnblocked => "NMIs left blocked",
            Property::ResumesAtOnce => "trap before the resumed instruction",
        }
    }
}

/// A set of properties, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "Vec<Property>")]
pub struct PropertySet(u8);

impl PropertySet {
    /// The empty set.
    pub const EMPTY: PropertySet = PropertySet(0);

    /// Whether the property is in it.
    #[must_use]
    pub fn contains(self, property: Property) -> bool {
        self.0 & (1 << property as u8) != 0
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Adds one.
    pub fn insert(&mut self, property: Property) {
        self.0 |= 1 << property as u8;
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub fn minus(self, other: PropertySet) -> PropertySet {
        PropertySet(self.0 & !other.0)
    }

    /// Its members, in the order of [`Property::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Property> {
        Property::ALL.into_iter().filter(move |&p| self.contains(p))
    }

    pub(crate) fn bits(self) -> u8 {
        self.0
    }
}

impl From<PropertySet> for Vec<Property> {
    fn from(set: PropertySet) -> Vec<Property> {
        set.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_property_has_a_letter_of_its_own() {
        let letters: BTreeSet<_> = Property::ALL.map(Property::letter).into_iter().collect();
        assert_eq!(letters.len(), Property::ALL.len());
    }
}
