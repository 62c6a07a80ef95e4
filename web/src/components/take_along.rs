//! Take it along: the run's figures as files, the same bytes as on a terminal, and each chart as a picture.

use std::rc::Rc;

use export::SweepFormat;
use playground::{SHOWN_POINTS, Sweep};
use scenario::Scenario;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

use crate::browser::picture::{Picture, save_text};
use crate::browser::{address, document};
use crate::hooks::{Progress, Runs, UseRuns, use_runs};

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is asked, and what of it is swept.
    pub scenario: Scenario,
    /// The sweep's runs.
    pub sweep: UseRuns,
}

/// Charts of the page: their names, and where they are.
const CHARTS: [(&str, &str, &str); 6] = [
    ("Latency by percentile", "latency", ".latency svg"),
    ("Faults by context", "faults", ".faults svg"),
    ("What happens when", "lanes", ".lanes .stage svg"),
    ("Work per vmalloc", "work", ".work svg"),
    ("What if", "sweep", ".sweeping svg"),
    ("Break-even", "break-even", ".even svg"),
];

/// Data as files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Data {
    Csv,
    Json,
    Sweep,
}

/// Buttons that save.
#[function_component]
pub fn TakeAlong(props: &Props) -> Html {
    let own = use_runs();
    let wanted = use_state_eq(|| None::<Data>);
    let theme = use_state_eq(|| "light".to_owned());
    let link = address::link(&props.scenario.fragment());

    // What a file is made of: the run is done again, which takes no longer than to carry its figures over here; the sweep's
    // runs may be there already.
    let sweep = Sweep::shown(&props.scenario, SHOWN_POINTS);
    let runs = if *wanted == Some(Data::Sweep) { props.sweep.clone() } else { own };
    let compares: Vec<_> = match *wanted {
        Some(Data::Sweep) => sweep.points.iter().map(|(_, scenario)| scenario.compare.clone()).collect(),
        Some(Data::Csv | Data::Json) | None => vec![props.scenario.compare.clone()],
    };
    let under_way = runs.of(&compares).filter(|_| wanted.is_some()).map(|runs| (runs.done(), compares.len()));
    use_effect_with((*wanted, runs, props.scenario.clone()), {
        let wanted = wanted.setter();
        move |(kind, runs, scenario)| {
            let Some(kind) = *kind else { return };
            let there = runs.of(&compares);
            if there.is_some_and(|runs| matches!(runs.progress, Progress::Broken(_))) {
                return wanted.set(None);
            }
            let Some(all) = there.and_then(Runs::all) else { return runs.start(Rc::new(compares)) };
            let (text, mime, name) = match (kind, &all[..]) {
                (Data::Sweep, all) => {
                    (SweepFormat::Csv.whole(&sweep, all.iter().copied()), "text/csv", "pgd-sweep.csv")
                }
                (Data::Csv, [comparison, ..]) => (export::csv(comparison), "text/csv", "pgd.csv"),
                (Data::Json, [comparison, ..]) => {
                    (export::json(scenario, comparison) + "\n", "application/json", "pgd.json")
                }
                (Data::Csv | Data::Json, []) => return,
            };
            // A browser that saves nothing says so itself.
            let _ = save_text(&text, mime, name);
            wanted.set(None);
        }
    });
    let data = |label: &'static str, kind: Data| {
        let wanted = wanted.setter();
        let on_click = Callback::from(move |_: MouseEvent| wanted.set(Some(kind)));
        html! { <button key={label} type="button" class="button" onclick={on_click}>{label}</button> }
    };
    let picture = |(title, name, place): (&'static str, &'static str, &'static str)| {
        let save = |png: bool| {
            let (theme, link) = ((*theme).clone(), link.clone());
            Callback::from(move |_: MouseEvent| {
                let chart: Option<Element> = document().query_selector(place).ok().flatten();
                // Charts say themselves what they show, more exactly than their headings.
                let picture = chart.and_then(|chart| {
                    let said = chart.query_selector("title").ok().flatten().and_then(|title| title.text_content());
                    Picture::of(&chart, &theme, said.as_deref().unwrap_or(title), &link).ok()
                });
                let Some(picture) = picture else { return };
                let _ = if png {
                    picture.save_png(&format!("pgd-{name}.png"))
                } else {
                    save_text(&picture.svg, "image/svg+xml", &format!("pgd-{name}.svg"))
                };
            })
        };
        html! {
            <li key={name}>
                <span>{title}</span>
                <button type="button" class="button" aria-label={format!("{title} as SVG")} onclick={save(false)}>{"SVG"}</button>
                <button type="button" class="button" aria-label={format!("{title} as PNG")} onclick={save(true)}>{"PNG"}</button>
            </li>
        }
    };
    let on_theme = {
        let theme = theme.setter();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok()) {
                theme.set(select.value());
            }
        })
    };
    html! {
        <section class="along" aria-labelledby="along-title">
            <h2 id="along-title">{"Take it along"}</h2>
            <p class="files">
                <span>{"All figures of this run, as on a terminal:"}</span>
                {data("CSV", Data::Csv)}
                {data("JSON", Data::Json)}
            </p>
            <p class="files">
                <span>{format!("The sweep over {}, all figures at each point:", props.scenario.shown.sweep.field.label)}</span>
                {data("CSV of the sweep", Data::Sweep)}
                <span role="status">{under_way.map(|(done, all)| format!("{done} of {all} runs"))}</span>
            </p>
            <p class="files">
                <label for="along-theme">{"Charts as pictures, with title and link inside, in"}</label>
                <select id="along-theme" onchange={on_theme}>
                    { for ["light", "dark"].map(|id| html! { <option key={id} value={id} selected={*theme == id}>{id}</option> }) }
                </select>
            </p>
            <ul>{ for CHARTS.map(picture) }</ul>
        </section>
    }
}
