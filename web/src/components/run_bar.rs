//! How the run stands.

use std::rc::Rc;

use playground::Lane;
use plot::{count, nanoseconds};
use yew::prelude::*;

use crate::browser::window;
use crate::port::Trouble;
use crate::state::{Action, Phase, Picture};

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// How it stands.
    pub phase: Phase,
    /// The last result.
    pub picture: Option<Rc<Picture>>,
    /// What to do.
    pub act: Callback<Action>,
}

/// One line of fixed height, so that nothing below moves, and one button, so that the focus stays where it is.
#[function_component]
pub fn RunBar(props: &Props) -> Html {
    let underway = matches!(props.phase, Phase::Running(Some(_)))
        || (props.phase == Phase::Running(None) && props.picture.is_none());
    let reload = matches!(&props.phase, Phase::Failed(trouble) if trouble.needs_reload());
    let (label, action) = if underway { ("Cancel", Action::Cancel) } else { ("Run again", Action::Rerun) };
    let on_click = if reload {
        Callback::from(|_: MouseEvent| {
            // A page that cannot reload itself still says what to do.
            let _ = window().location().reload();
        })
    } else {
        props.act.reform(move |_: MouseEvent| action.clone())
    };
    let state = match &props.phase {
        Phase::Running(Some(permille)) => running(*permille),
        Phase::Running(None) if props.picture.is_none() => running(0),
        Phase::Running(None) | Phase::Done => props.picture.as_deref().map_or_else(|| running(0), done),
        Phase::Cancelled => html! {
            <p key="cancelled" class="told">
                <strong>{"Cancelled."}</strong>
                {if props.picture.is_some() { " What is shown is of the scenario before." } else { " There is no result yet." }}
            </p>
        },
        Phase::Failed(trouble) => failed(trouble),
    };
    let quiet = matches!(props.phase, Phase::Done | Phase::Running(None)) && props.picture.is_some();
    let trouble = matches!(props.phase, Phase::Failed(_));
    html! {
        <section class={classes!("run", trouble.then_some("trouble"))} aria-label="Run">
            {state}
            <button type="button" class={classes!("button", quiet.then_some("quiet"))} onclick={on_click}>{if reload { "Reload" } else { label }}</button>
        </section>
    }
}

fn running(permille: u32) -> Html {
    let percent = format!("{} %", permille / 10);
    html! {
        <p key="running" class="told">
            <label for="progress">{"Running"}</label>
            {" "}
            <progress id="progress" max="1000" value={permille.to_string()}>{percent.clone()}</progress>
            {" "}
            <span class="percent">{percent}</span>
        </p>
    }
}

fn done(picture: &Picture) -> Html {
    let report = picture.comparison.report(Lane::Lazy);
    let calls = |number, what| format!("{} {what}", count(number));
    let load = [
        calls(report.vmalloc.count, "vmalloc"),
        calls(report.fork.count, "fork"),
        calls(report.touch.count, "accesses"),
        calls(report.switch.count, "switches"),
    ];
    html! {
        <p key="done" class="told">
            <span>{format!("One load for all: {} in {} of model time.", load.join(", "), nanoseconds(picture.scenario.compare.time.as_ns()))}</span>
        </p>
    }
}

fn failed(trouble: &Trouble) -> Html {
    html! {
        <p key="failed" class="told" role="alert">
            <strong>{"▲ "}{trouble.to_string()}</strong>
            {" "}
            {trouble.remedy()}
        </p>
    }
}
