//! The run as a whole: what it came to, property by property, and every step as text, the same bytes as on a terminal.

use nmi_sim::{Hazard, Outcome, Property};
use playground::NmiRun;
use scenario::{Nmi, Scenario};
use yew::prelude::*;

use crate::components::copy_button::CopyButton;
use crate::nmi::state::Action;
use crate::nmi::words;

/// A run as text.
#[derive(Clone, PartialEq)]
pub struct Told {
    /// Every step.
    pub transcript: AttrValue,
    /// The fingerprint of that.
    pub digest: AttrValue,
}

impl Told {
    /// The text of a run that exists.
    pub fn of(nmi: &Nmi) -> Option<Told> {
        let run = NmiRun::new(nmi).ok()?;
        Some(Told { transcript: run.transcript().to_owned().into(), digest: run.digest().into() })
    }
}

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub scenario: Scenario,
    /// It as text, where it exists.
    pub told: Option<Told>,
    /// What it came to.
    pub outcome: Outcome,
    /// What it breaks.
    pub hazards: Vec<Hazard>,
    /// What to do.
    pub act: Callback<Action>,
}

/// The section.
#[function_component]
pub fn Text(props: &Props) -> Html {
    let line = format!("pgd nmi '{}'", props.scenario.fragment());
    let row = |property: Property| {
        let hazard = props.hazards.iter().find(|hazard| hazard.property == property).copied();
        html! {
            <tr key={property.name()} class={hazard.map(|_| "broken")}>
                <th scope="row"><span class="letter" aria-hidden="true">{property.letter()}</span>{property.name()}</th>
                <td>{property.sentence()}</td>
                <td class="verdict-cell">
                    if let Some(hazard) = hazard {
                        <span key="broken">
                            {"▲ broken at "}
                            <button type="button" class="link" onclick={props.act.reform(move |_: MouseEvent| Action::GoTo(hazard.step))}>
                                {format!("step {}", hazard.step)}
                            </button>
                        </span>
                    } else {
                        <span key="holds">{"holds"}</span>
                    }
                </td>
            </tr>
        }
    };
    html! {
        <section class="text" aria-labelledby="text-title">
            <h2 id="text-title">{"The whole run"}</h2>
            <p class="came-to">
                {words::ended(&props.outcome)}
                {format!(" Bodies run: {}. Further rounds: {}.", props.outcome.bodies, props.outcome.rounds)}
            </p>
            <div class="scroll-x" tabindex="0" role="group" aria-label="Properties of this run">
                <table class="properties">
                    <thead><tr><th scope="col">{"Property"}</th><th scope="col">{"What it says"}</th><th scope="col">{"In this run"}</th></tr></thead>
                    <tbody>{ for Property::ALL.map(row) }</tbody>
                </table>
            </div>
            if let Some(told) = &props.told {
                <details key="transcript" class="transcript">
                    <summary>{"Every step as text"}</summary>
                    <pre tabindex="0" aria-label="Transcript">{told.transcript.clone()}</pre>
                </details>
            } else {
                <span key="no-transcript"></span>
            }
            <p class="command">
                <code>{line.clone()}</code>
                {" "}
                <CopyButton text={line} label="Copy command" />
            </p>
            <p class="digest">
                {"It prints the same text, byte for byte. Digest of this run: "}
                <code>{props.told.as_ref().map(|told| told.digest.clone())}</code>
            </p>
        </section>
    }
}
