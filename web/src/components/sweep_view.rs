//! What if: any figure over any field, the scenario run again and again with that field changed.

use std::rc::Rc;

use export::SweepFormat;
use pgd_sim::Figure;
use playground::{SHOWN_POINTS, Sweep};
use scenario::{FIELDS, Group, Scenario, ScenarioError, Swept, Value};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::browser::Timer;
use crate::browser::picture::save_text;
use crate::components::sweep_chart::SweepChart;
use crate::figures;
use crate::hooks::{Progress, Runs, UseRuns, use_seen};
use crate::state::Action;
use crate::sweep::{Asked, UNASKED_OPERATIONS_MAX};

/// Before a sweep begins by itself: while a slider is drawn the page's own run comes first.
const SETTLES_MS: i32 = 350;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is asked, and what of it is swept.
    pub scenario: Scenario,
    /// The sweep's runs.
    pub runs: UseRuns,
    /// Whether the page's own run is done and nothing is being changed.
    pub quiet: bool,
    /// What to do.
    pub act: Callback<Action>,
}

/// The choice of field, range and figure, the chart, and how the runs stand.
#[function_component]
pub fn SweepView(props: &Props) -> Html {
    let node = use_node_ref();
    let seen = use_seen(&node);
    let wrong = use_state_eq(|| None::<ScenarioError>);
    let runs = &props.runs;

    let swept = props.scenario.shown.sweep;
    let sweep = Sweep::shown(&props.scenario, SHOWN_POINTS);
    let wanted = Rc::new(sweep.points.iter().map(|(_, scenario)| scenario.compare.clone()).collect::<Vec<_>>());
    let operations = wanted.iter().map(|compare| compare.operations()).max().unwrap_or(0);
    let unasked = operations <= UNASKED_OPERATIONS_MAX;
    let of_this = runs.of(&wanted);

    use_effect_with((seen && props.quiet && unasked && of_this.is_none(), Rc::clone(&wanted)), {
        let runs = runs.clone();
        move |(due, wanted): &(bool, Rc<Vec<_>>)| {
            let wanted = Rc::clone(wanted);
            let timer = due.then(|| Timer::after(SETTLES_MS, move || runs.start(wanted)));
            move || drop(timer)
        }
    });

    // Read here as well, since here is where it can be said what is wrong.
    let show = {
        let (act, wrong) = (props.act.clone(), wrong.setter());
        Callback::from(move |text: String| {
            let error = Swept::read(&text).err();
            if error.is_none() {
                act.emit(Action::Edit("sweep", text));
            }
            wrong.set(error);
        })
    };
    let on_figure = show.reform(move |event: Event| {
        let figure = Figure::named(&value(&event)).unwrap_or(swept.figure);
        Swept { figure, ..swept }.text()
    });
    let on_field = show.reform(move |event: Event| {
        let key = value(&event);
        let field = FIELDS.iter().find(|field| field.key == key).unwrap_or(swept.field);
        Swept { field, range: None, ..swept }.text()
    });
    let got = of_this.map(|runs| runs.got.clone()).unwrap_or_default();
    let progress = of_this.map(|runs| runs.progress.clone()).unwrap_or_default();
    let done = got.iter().flatten().count();
    let command = format!("pgd sweep '{}' --format csv", props.scenario.fragment());
    let asked = Asked::of(&swept);
    let unlisted = figures::named().all(|(id, _)| id != swept.figure.id);
    html! {
        <section class="sweep" aria-labelledby="sweep-title" ref={node}>
            <h2 id="sweep-title">{"What if"}</h2>
            <p class="ask">
                <label for="sweep-figure">{"How"}</label>
                <select id="sweep-figure" onchange={on_figure}>
                    { for figures::named().map(|(id, label)| option(id, label, swept.figure.id == id)) }
                    { for unlisted.then(|| option(swept.figure.id, asked.label, true)) }
                </select>
                <label for="sweep-field">{"changes with"}</label>
                <select id="sweep-field" onchange={on_field}>
                    { for Group::ALL.map(|group| fields(group, swept.field.key)) }
                </select>
                {range(&swept, &sweep, &show, wrong.is_some())}
                {button("Run the sweep", runs, &wanted, &progress)}
            </p>
            <p class="wrong" id="sweep-wrong" role="alert">{wrong.as_ref().map(|error| format!("“{}” will not do; {}.", error.value, error.expected))}</p>
            {standing(&progress, done, wanted.len(), unasked)}
            <SweepChart {asked} scenario={props.scenario.clone()} sweep={Rc::new(sweep.clone())} {got} act={props.act.clone()} />
            <p class="files">
                {csv(sweep, runs, &wanted)}
                <span>{"the same as"}</span>
                <code>{command}</code>
            </p>
        </section>
    }
}

/// What was chosen of a list.
pub fn value(event: &Event) -> String {
    let target = event.target();
    let select = target.and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
    select.map(|select| select.value()).unwrap_or_default()
}

/// From where to where: what is there, unless one types something else. Nothing typed is the usual range again.
fn range(swept: &Swept, sweep: &Sweep, show: &Callback<String>, wrong: bool) -> Html {
    let ends = [sweep.points.first(), sweep.points.last()]
        .map(|point| point.map(|(value, _)| swept.field.write(Value::Number(*value))).unwrap_or_default());
    let (ends, swept) = (swept.range_texts().unwrap_or(ends), *swept);
    let entry = |(at, label): (usize, &'static str)| {
        let id = format!("sweep-range-{at}");
        let typed = {
            let ends = ends.clone();
            move |event: Event| {
                let mut ends = ends.clone();
                ends[at] = event.target_unchecked_into::<HtmlInputElement>().value().trim().to_owned();
                let usual = Swept { range: None, ..swept }.text();
                if ends[at].is_empty() { usual } else { format!("{usual}:{}..{}", ends[0], ends[1]) }
            }
        };
        html! {
            <>
                <label key={label} for={id.clone()}>{label}</label>
                <input
                    key={id.clone()}
                    {id}
                    type="text"
                    class="end"
                    autocomplete="off"
                    spellcheck="false"
                    value={ends[at].clone()}
                    aria-label={format!("Sweep {label}")}
                    aria-invalid={wrong.to_string()}
                    aria-describedby="sweep-wrong"
                    onchange={show.reform(typed)}
                />
            </>
        }
    };
    html! { <span key="range" class="range">{ for ["from", "to"].into_iter().enumerate().map(entry) }</span> }
}

/// The sweep as a file, once it is complete.
fn csv(sweep: Sweep, runs: &UseRuns, wanted: &[scenario::Compare]) -> Html {
    let there = runs.of(wanted).and_then(Runs::all).is_some_and(|all| !all.is_empty());
    let (runs, wanted) = (runs.clone(), wanted.to_vec());
    let on_click = Callback::from(move |_: MouseEvent| {
        if let Some(all) = runs.of(&wanted).and_then(Runs::all) {
            // A browser that saves nothing says so itself.
            let _ = save_text(&SweepFormat::Csv.whole(&sweep, all), "text/csv", "pgd-sweep.csv");
        }
    });
    html! { <button key="csv" type="button" class="button" disabled={!there} onclick={on_click}>{"Sweep as CSV"}</button> }
}

fn fields(group: Group, chosen: &str) -> Html {
    let fields = FIELDS.iter().filter(|field| field.group == group && Swept::can_change(field));
    html! {
        <optgroup key={group.title()} label={group.title()}>
            { for fields.map(|field| option(field.key, field.label, field.key == chosen)) }
        </optgroup>
    }
}

/// One of a list.
pub fn option(id: &'static str, label: &'static str, selected: bool) -> Html {
    html! { <option key={id} value={id} {selected}>{label}</option> }
}

/// One button, so that the focus stays where it is.
pub fn button(start: &'static str, runs: &UseRuns, wanted: &Rc<Vec<scenario::Compare>>, progress: &Progress) -> Html {
    let (label, runs, wanted) = (
        match progress {
            Progress::Running => "Stop",
            Progress::Done => "Complete",
            Progress::Idle | Progress::Broken(_) => start,
        },
        runs.clone(),
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
