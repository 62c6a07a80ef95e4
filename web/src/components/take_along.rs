//! Take it along: the run's figures as files, the same bytes as on a terminal, and each chart as a picture.

use std::rc::Rc;

use scenario::Scenario;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

use crate::browser::picture::{Picture, save_text};
use crate::browser::{address, document};
use crate::hooks::use_runs;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is asked.
    pub scenario: Scenario,
}

/// Charts of the page: their names, and where they are.
const CHARTS: [(&str, &str, &str); 4] = [
    ("Latency by percentile", "latency", ".latency svg"),
    ("Faults by context", "faults", ".faults svg"),
    ("What happens when", "lanes", ".lanes .stage svg"),
    ("What if", "sweep", ".sweeping svg"),
];

/// Data as files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Data {
    Csv,
    Json,
}

/// Buttons that save.
#[function_component]
pub fn TakeAlong(props: &Props) -> Html {
    let runs = Rc::new(use_runs());
    let wanted = use_state_eq(|| None::<Data>);
    let theme = use_state_eq(|| "light".to_owned());
    let link = address::link(&props.scenario.fragment());

    // The run is done again, which takes no longer than to carry its figures over here.
    let got = (*runs.runs.wanted == [props.scenario.compare.clone()]).then(|| runs.runs.got.first()?.clone()).flatten();
    use_effect_with((*wanted, got, props.scenario.clone()), {
        let (runs, wanted) = (Rc::clone(&runs), wanted.setter());
        move |(kind, got, scenario)| match (kind, got) {
            (Some(kind), Some(comparison)) => {
                let (text, mime, name) = match kind {
                    Data::Csv => (export::csv(comparison), "text/csv", "pgd.csv"),
                    Data::Json => (export::json(scenario, comparison) + "\n", "application/json", "pgd.json"),
                };
                // A browser that saves nothing says so itself.
                let _ = save_text(&text, mime, name);
                wanted.set(None);
            }
            (Some(_), None) => runs.start(Rc::new(vec![scenario.compare.clone()])),
            (None, _) => {}
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
                <label for="along-theme">{"Charts as pictures, with title and link inside, in"}</label>
                <select id="along-theme" onchange={on_theme}>
                    { for ["light", "dark"].map(|id| html! { <option key={id} value={id} selected={*theme == id}>{id}</option> }) }
                </select>
            </p>
            <ul>{ for CHARTS.map(picture) }</ul>
        </section>
    }
}
