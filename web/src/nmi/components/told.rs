//! The step in one sentence with its source, and what is broken, with the step that sealed it.

use nmi_sim::{Explanation, Hazard, Standing};
use yew::prelude::*;

use crate::nmi::state::Action;

/// What is shown.
#[derive(PartialEq)]
pub struct Step {
    /// What happened.
    pub sentence: String,
    /// Where the fact is from.
    pub source: &'static str,
    /// How sure that makes it.
    pub standing: Standing,
}

impl From<&Explanation> for Step {
    fn from(explained: &Explanation) -> Step {
        Step {
            sentence: explained.sentence.clone(),
            source: explained.source.cite(),
            standing: explained.source.standing(),
        }
    }
}

/// What is shown.
pub struct Props {
    /// The number of steps done, and of all.
    pub at: (u16, u16),
    /// The step that led here; none at the start.
    pub step: Option<Step>,
}

/// The line, which is said aloud at each step.
pub fn view(props: &Props) -> Html {
    let (step, len) = props.at;
    let sentence = match &props.step {
        Some(step) => step.sentence.clone(),
        None => "The start: nothing has happened yet.".to_owned(),
    };
    let sure = props.step.as_ref().map_or("", |step| match step.standing {
        Standing::Cited => "",
        Standing::Derived => "derived",
        Standing::Unverified => "unverified",
        Standing::ModelChoice => "model choice",
    });
    html! {
        <div class="told">
            <div class="said" role="status" aria-live="polite" aria-atomic="true">
                <p class="count">{format!("Step {step} of {len}")}</p>
                <p class="sentence">{sentence}</p>
            </div>
            <p class="source">
                if let Some(step) = &props.step {
                    <span key="source">
                        {step.source}
                        if !sure.is_empty() && sure != step.source { <span key="sure" class="sure">{format!(" · {sure}")}</span> }
                    </span>
                } else {
                    <span key="no-source"></span>
                }
            </p>
        </div>
    }
}

/// What is broken by now. Below the buttons, so that it does not move them.
pub fn banners(hazards: &[Hazard], step: u16, act: &Callback<Action>) -> Html {
    let broken = hazards.iter().filter(|hazard| hazard.step <= step);
    html! { <div class="hazards">{ for broken.map(|hazard| banner(hazard, act)) }</div> }
}

fn banner(hazard: &Hazard, act: &Callback<Action>) -> Html {
    let go = |words: &str, step: u16| {
        let on_click = act.reform(move |_: MouseEvent| Action::GoTo(step));
        html! { <button key={words.to_owned()} type="button" class="link" onclick={on_click}>{format!("{words} {step}")}</button> }
    };
    html! {
        <div key={hazard.property.name()} class="hazard" role="group" aria-label={format!("Broken: {}", hazard.property.broken())}>
            <p>
                <strong>{format!("▲ {}", hazard.property.broken())}</strong>
                {" "}
                <span class="property">{hazard.property.sentence()}</span>
            </p>
            <p class="steps">
                {go("Broken at step", hazard.step)}
                if hazard.cause < hazard.step { <span key="cause">{", damage done at "}{go("step", hazard.cause)}</span> }
                {", "}{go("bound to happen from step", hazard.inevitable)}
            </p>
        </div>
    }
}
