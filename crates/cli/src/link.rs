//! Which scenario a command is to run.

use scenario::{Link, PRESETS, Scenario, View, nmi_presets};

use crate::Refusal;

/// The scenario of a fragment, a link or a preset's name, for a command that runs one view. What a page would replace by a
/// default is refused here.
pub(crate) fn scenario(view: View, text: &str) -> Result<Scenario, Refusal> {
    let mut fragment = text.to_owned();
    if !text.is_empty() && !text.contains('=') {
        let presets = presets(view);
        let Some((_, of_preset)) = presets.iter().find(|(name, _)| *name == text) else {
            let names: Vec<_> = presets.iter().map(|(name, _)| *name).collect();
            return Err(Refusal(format!("{text}: neither a fragment nor a preset; presets are {}", names.join(", "))));
        };
        fragment.clone_from(of_preset);
    }
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

/// Names and fragments.
fn presets(view: View) -> Vec<(&'static str, String)> {
    match view {
        View::Compare => PRESETS.iter().map(|preset| (preset.name, preset.fragment.to_owned())).collect(),
        View::Nmi => nmi_presets().into_iter().map(|preset| (preset.name, preset.fragment)).collect(),
    }
}
