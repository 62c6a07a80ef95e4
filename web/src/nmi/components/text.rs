//! The run as a whole: what it came to, property by property, and every step as text, the same bytes as on a terminal.

use nmi_sim::{Hazard, Outcome, Property};
use playground::NmiRun;
use scenario::Scenario;
use yew::prelude::*;

use crate::components::copy_button::CopyButton;
use crate::nmi::state::Action;
use crate::nmi::words;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub scenario: Scenario,
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
    // Told anew for another run, not for another step of it.
    let nmi = &props.scenario.nmi;
    let asked = (nmi.config(), nmi.schedule.clone());
    let told = use_memo(asked, |_| NmiRun::new(&props.scenario.nmi).ok());
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
            if let Some(told) = &*told {
                <details key="transcript" class="transcript">
                    <summary>{"Every step as text"}</summary>
                    <pre tabindex="0" aria-label="Transcript">{told.transcript().to_owned()}</pre>
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
                <code>{told.as_ref().as_ref().map_or_else(String::new, NmiRun::digest)}</code>
            </p>
        </section>
    }
}
