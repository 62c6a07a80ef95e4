//! `pgd compare`: one load under the three strategies.

use playground::CompareJob;
use scenario::{Link, PRESETS, Scenario};

use crate::Refusal;
use crate::arguments::Format;

pub(crate) fn run(text: &str, format: Format) -> Result<String, Refusal> {
    let scenario = scenario(text)?;
    let comparison = CompareJob::new(&scenario.compare).run();
    Ok(match format {
        Format::Table => export::table(&scenario, &comparison),
        Format::Json => export::json(&scenario, &comparison) + "\n",
        Format::Csv => export::csv(&comparison),
    })
}

/// The scenario of a fragment, a link or a preset's name. What a page would replace by a default is refused here.
pub(crate) fn scenario(text: &str) -> Result<Scenario, Refusal> {
    let preset = PRESETS.iter().find(|preset| preset.name == text);
    let fragment = preset.map_or(text, |preset| preset.fragment);
    if preset.is_none() && !fragment.is_empty() && !fragment.contains('=') {
        let names: Vec<_> = PRESETS.iter().map(|preset| preset.name).collect();
        return Err(Refusal(format!("{text}: neither a fragment nor a preset; presets are {}", names.join(", "))));
    }
    let link = Link::read(fragment);
    if let Some(notice) = link.error() {
        return Err(Refusal(notice.to_string()));
    }
    for notice in &link.notices {
        eprintln!("pgd: note: {notice}");
    }
    Ok(link.scenario)
}
