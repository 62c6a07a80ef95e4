//! What if: any figure over any field, the scenario run again and again with that field changed.

use std::rc::Rc;

use playground::Sweep;
use scenario::{FIELDS, Group, Scenario};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::browser::Timer;
use crate::components::sweep_chart::SweepChart;
use crate::figures;
use crate::hooks::{Progress, use_runs, use_seen};
use crate::state::Action;
use crate::sweep::{Asked, POINTS, UNASKED_OPERATIONS_MAX, can_change};

/// Before a sweep begins by itself: while a slider is drawn the page's own run comes first.
const SETTLES_MS: i32 = 350;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is asked.
    pub scenario: Scenario,
    /// Whether the page's own run is done and nothing is being changed.
    pub quiet: bool,
    /// What to do.
    pub act: Callback<Action>,
}

/// The choice of field and figure, the chart, and how the runs stand.
#[function_component]
pub fn SweepView(props: &Props) -> Html {
    let node = use_node_ref();
    let seen = use_seen(&node);
    let key = use_state_eq(|| "procs".to_owned());
    let figure = use_state_eq(|| "fork_ns.max".to_owned());
    let runs = use_runs();

    let Some(asked) = Asked::named(&key, &figure) else { return Html::default() };
    let Some(sweep) = Sweep::usual(&props.scenario, asked.field, POINTS) else { return Html::default() };
    let wanted = Rc::new(sweep.points.iter().map(|(_, scenario)| scenario.compare.clone()).collect::<Vec<_>>());
    let operations = wanted.iter().map(|compare| compare.operations()).max().unwrap_or(0);
    let unasked = operations <= UNASKED_OPERATIONS_MAX;
    let current = *runs.runs.wanted == *wanted;
    let runs = Rc::new(runs);

    use_effect_with((seen && props.quiet && unasked && !current, Rc::clone(&wanted)), {
        let runs = Rc::clone(&runs);
        move |(due, wanted): &(bool, Rc<Vec<_>>)| {
            let wanted = Rc::clone(wanted);
            let timer = due.then(|| Timer::after(SETTLES_MS, move || runs.start(wanted)));
            move || drop(timer)
        }
    });

    let on_select = |set: UseStateSetter<String>| {
        Callback::from(move |event: Event| {
            if let Some(select) = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok()) {
                set.set(select.value());
            }
        })
    };
    let got = if current { runs.runs.got.clone() } else { Vec::new() };
    let progress = if current { runs.runs.progress.clone() } else { Progress::Idle };
    let done = got.iter().flatten().count();
    html! {
        <section class="sweep" aria-labelledby="sweep-title" ref={node}>
            <h2 id="sweep-title">{"What if"}</h2>
            <p class="ask">
                <label for="sweep-figure">{"How"}</label>
                <select id="sweep-figure" onchange={on_select(figure.setter())}>
                    { for figures::named().map(|(id, label, _)| option(id, label, *figure == id)) }
                </select>
                <label for="sweep-field">{"changes with"}</label>
                <select id="sweep-field" onchange={on_select(key.setter())}>
                    { for Group::ALL.map(|group| fields(group, &key)) }
                </select>
                {button(&runs, &wanted, &progress)}
            </p>
            {standing(&progress, done, wanted.len(), unasked)}
            <SweepChart asked={AskedOf(asked)} scenario={props.scenario.clone()} sweep={Rc::new(sweep)} {got} act={props.act.clone()} />
        </section>
    }
}

/// What is asked, as a property: equal where field and figure are.
#[derive(Clone, PartialEq)]
pub struct AskedOf(pub Asked);

fn fields(group: Group, chosen: &str) -> Html {
    let fields = FIELDS.iter().filter(|field| field.group == group && can_change(field));
    html! {
        <optgroup key={group.title()} label={group.title()}>
            { for fields.map(|field| option(field.key, field.label, field.key == chosen)) }
        </optgroup>
    }
}

fn option(id: &'static str, label: &'static str, selected: bool) -> Html {
    html! { <option key={id} value={id} {selected}>{label}</option> }
}

/// One button, so that the focus stays where it is.
fn button(runs: &Rc<crate::hooks::UseRuns>, wanted: &Rc<Vec<scenario::Compare>>, progress: &Progress) -> Html {
    let (label, runs, wanted) = (
        match progress {
            Progress::Running => "Stop",
            Progress::Done => "Complete",
            Progress::Idle | Progress::Broken(_) => "Run the sweep",
        },
        Rc::clone(runs),
        Rc::clone(wanted),
    );
    let (running, wanted_none) = (*progress == Progress::Running, wanted.is_empty());
    let on_click =
        Callback::from(move |_: MouseEvent| if running { runs.stop() } else { runs.start(Rc::clone(&wanted)) });
    html! {
        <button type="button" class="button" disabled={*progress == Progress::Done || wanted_none} onclick={on_click}>{label}</button>
    }
}

fn standing(progress: &Progress, done: usize, all: usize, unasked: bool) -> Html {
    let text = match progress {
        _ if all == 0 => "No other value of this field goes with the rest of the scenario.".to_owned(),
        Progress::Running => {
            return html! {
                <p class="standing">
                    <label for="sweep-progress">{format!("{done} of {all} runs")}</label>
                    {" "}
                    <progress id="sweep-progress" max={all.to_string()} value={done.to_string()}></progress>
                </p>
            };
        }
        Progress::Done => format!("{all} runs of this scenario, each with all three strategies."),
        Progress::Idle if done > 0 => format!("Stopped after {done} of {all} runs."),
        Progress::Idle if unasked => "The lines are the closed form; the runs follow.".to_owned(),
        Progress::Idle => {
            format!("The lines are the closed form. {all} runs of this load take a while; they begin when you say so.")
        }
        Progress::Broken(trouble) => format!("▲ {trouble} {}", trouble.remedy()),
    };
    html! { <p class="standing">{text}</p> }
}
