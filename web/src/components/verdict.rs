//! The sentence on top.

use std::rc::Rc;

use playground::Lane;
use scenario::{Compare, FIELDS, Value};
use yew::prelude::*;

use crate::components::scrub::Scrub;
use crate::components::strategy;
use crate::state::{Action, Phase, Picture};
use crate::story::Story;
use crate::verdict::{Part, verdict};

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The last result.
    pub picture: Option<Rc<Picture>>,
    /// What is being told.
    pub story: Rc<Story>,
    /// How the run stands.
    pub phase: Phase,
    /// What is asked now.
    pub compare: Compare,
    /// What to do.
    pub act: Callback<Action>,
}

/// The question, the answer, and which story this is.
#[function_component]
pub fn VerdictView(props: &Props) -> Html {
    let answer = match &props.picture {
        Some(picture) => {
            let verdict = verdict(&picture.scenario.compare, &picture.comparison);
            html! {
                <div key="answer" class={classes!("answer", props.phase.is_stale().then_some("stale"))}>
                    <p class="main">{sentence(&verdict.main, props)}</p>
                    <ul class="more">{ for verdict.more.iter().enumerate().map(|item| also(item, props)) }</ul>
                </div>
            }
        }
        None => {
            let text = match props.phase {
                Phase::Running(_) | Phase::Done => "The three are being run on the same load…",
                Phase::Cancelled | Phase::Failed(_) => "No result yet.",
            };
            html! { <div key="waiting" class="answer"><p class="main waiting">{text}</p></div> }
        }
    };
    html! {
        <section class="verdict" aria-labelledby="question">
            <h1 id="question">{"A new kernel mapping, thousands of page tables: three ways to spread it"}</h1>
            {answer}
            <p class="story">{story(&props.story)}</p>
        </section>
    }
}

fn also((at, (lane, parts)): (usize, &(Option<Lane>, Vec<Part>)), props: &Props) -> Html {
    let letter = lane.map_or_else(|| String::from("="), |lane| lane.letter().to_string());
    html! {
        <li key={at} class={lane.map(strategy::class)}>
            <span class="letter" aria-hidden="true">{letter}</span>
            <span>{sentence(parts, props)}</span>
        </li>
    }
}

fn sentence(parts: &[Part], props: &Props) -> Html {
    let part = |(at, part): (usize, &Part)| match part {
        Part::Words(text) => html! { <span key={at}>{text.clone()}</span> },
        Part::Asked { key, .. } => {
            let field = FIELDS.iter().find(|field| field.key == *key);
            let value = field.map_or(Value::None, |field| field.value(&props.compare));
            html! { <Scrub key={*key} id={*key} value={value} act={props.act.clone()} /> }
        }
        Part::Figure { text, lane, source } => {
            let class = lane.map_or_else(|| classes!("figure"), |lane| classes!("figure", strategy::class(lane)));
            html! { <span key={at} {class} title={source.clone()}>{text.clone()}</span> }
        }
    };
    parts.iter().enumerate().map(part).collect()
}

fn story(story: &Story) -> Html {
    let preset = story.preset;
    let changed = story.changed.len();
    let title = if changed == 0 { preset.title.to_owned() } else { format!("{}, varied", preset.title) };
    let told = match changed {
        0 => preset.sentence.to_owned(),
        1 => "One field is not as in that preset.".to_owned(),
        _ => format!("{changed} fields are not as in that preset."),
    };
    html! {
        <>
            <span class="preset" title={format!("Source: {}", preset.source)}>{title}</span>
            {" "}
            <span>{told}</span>
        </>
    }
}
