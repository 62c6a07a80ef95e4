//! Which scenario a command is to run.

use scenario::{Link, PRESETS, Scenario, View, nmi_presets};

use crate::Refusal;

/// The scenario of a fragment, a link or a preset's name, for a command that runs one view. What a page would replace by a
/// default is refused here.
pub(crate) fn scenario(view: View, text: &str) -> Result<Scenario, Refusal> {
    let fragment = resolve(view, text)?;
    let link = Link::read_as(view, &fragment);
    if let Some(notice) = link.error() {
        return Err(Refusal(notice.to_string()));
    }
    if link.scenario.view != view {
        let id = link.scenario.view.id();
        return Err(Refusal(format!("view: the link opens “{id}”; `pgd {id}` runs it")));
    }
    for notice in link.notices.iter().chain(&link.scenario.remarks()) {
        eprintln!("pgd: note: {notice}");
    }
    Ok(link.scenario)
}

/// The fragment of a link, or of the preset of that name.
pub(crate) fn resolve(view: View, text: &str) -> Result<String, Refusal> {
    if text.is_empty() || text.contains('=') {
        return Ok(text.to_owned());
    }
    let presets = presets(view);
    let named = presets.iter().find(|(name, _)| *name == text).map(|(_, fragment)| fragment.clone());
    named.ok_or_else(|| {
        let names: Vec<_> = presets.iter().map(|(name, _)| *name).collect();
        Refusal(format!("{text}: neither a fragment nor a preset; presets are {}", names.join(", ")))
    })
}

/// Names and fragments.
fn presets(view: View) -> Vec<(&'static str, String)> {
    match view {
        View::Compare => PRESETS.iter().map(|preset| (preset.name, preset.fragment.to_owned())).collect(),
        View::Nmi => nmi_presets().into_iter().map(|preset| (preset.name, preset.fragment)).collect(),
    }
}
