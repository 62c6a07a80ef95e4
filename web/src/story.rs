//! Which preset a scenario tells, or tells a variation of.

use scenario::{FIELDS, Field, PRESETS, Preset, Scenario};

/// A preset and what differs from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// The preset that shares most with the scenario; of equally near ones the first.
    pub preset: &'static Preset,
    /// Its scenario.
    pub base: Scenario,
    /// Keys of the fields that differ.
    pub changed: Vec<&'static str>,
}

impl Story {
    /// The story nearest to a scenario. It depends on nothing else, so a link tells the same one to everybody.
    ///
    /// # Panics
    /// Never: there is a first preset.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Story {
        let stories = PRESETS.iter().map(|preset| {
            let base = preset.scenario();
            let differs = |field: &&Field| scenario.differs(&base, field);
            let script = (scenario.compare.script != base.compare.script).then_some("do");
            let changed = FIELDS.iter().filter(differs).map(|field| field.key).chain(script).collect();
            Story { preset, base, changed }
        });
        stories.min_by_key(|story| story.changed.len()).expect("there is a first preset")
    }

    /// Whether a field differs from the preset.
    #[must_use]
    pub fn changes(&self, field: &Field) -> bool {
        self.changed.contains(&field.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_preset_is_its_own_story() {
        for preset in PRESETS {
            let story = Story::of(&preset.scenario());
            assert_eq!((story.preset.name, story.changed.len()), (preset.name, 0));
        }
    }

    #[test]
    fn a_variation_names_what_differs() {
        for preset in PRESETS {
            let varied = preset.scenario().with("seed", "7").and_then(|scenario| scenario.with("irq", "11"));
            let story = Story::of(&varied.expect("both are within limits"));
            assert_eq!((story.preset.name, story.changed), (preset.name, vec!["irq", "seed"]));
        }
    }
}
