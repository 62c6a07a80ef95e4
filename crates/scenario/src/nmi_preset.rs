//! The NMI machine's named runs as scenarios.

use crate::link::{Link, Scenario};
use crate::nmi::Nmi;

/// The link of the first run, for who has the grammar but not the machine that finds the moments of the others.
pub(crate) const NMI_START: &str = "v=1&view=nmi&nmi=0,7&step=14";

/// A run that tells something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NmiPreset {
    /// Its name, as in addresses and on the command line.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows, in a sentence or two.
    pub sentence: &'static str,
    /// Where the story is from.
    pub source: &'static str,
    /// The link.
    pub fragment: String,
}

impl NmiPreset {
    /// Its scenario.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        Link::read(&self.fragment).scenario
    }
}

/// The runs of [`nmi_sim::Preset::all`] with their links, in the order of the story.
///
/// ```
/// let first = &scenario::nmi_presets()[0];
/// assert_eq!(first.name, "no-nmiret");
/// assert_eq!(first.scenario().fragment(), first.fragment);
/// assert_eq!(scenario::Scenario::default().in_view(scenario::View::Nmi).fragment(), first.fragment);
/// ```
#[must_use]
pub fn nmi_presets() -> Vec<NmiPreset> {
    let preset = |preset: nmi_sim::Preset| {
        let nmi = Nmi::of(&preset.config, &preset.schedule, preset.step);
        let fragment = Scenario::from(nmi).fragment();
        NmiPreset {
            name: preset.id,
            title: preset.title,
            sentence: preset.sentence,
            source: preset.source.cite(),
            fragment,
        }
    };
    nmi_sim::Preset::all().into_iter().map(preset).collect()
}
