//! The strip: at each boundary of the run, what one NMI more would do there. A cell opens that run.

use nmi_sim::{Cell, Injected, Property, Run};
use scenario::{Nmi, Scenario};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use crate::nmi::state::StripState;
use crate::nmi::words;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run that is shown.
    pub scenario: Scenario,
    /// Its strip, as far as it is.
    pub strip: StripState,
}

/// The section.
#[function_component]
pub fn StripView(props: &Props) -> Html {
    let node = use_node_ref();
    let Props { scenario, strip } = props;
    let base =
        use_memo((scenario.nmi.config(), strip.base.clone()), |(config, base)| Run::scheduled(*config, base).ok());
    let moves_last = scenario.nmi.schedule.nmi.len() > 1;
    let total = strip.total.map_or(0, usize::from);
    let current = strip.cells.iter().position(|cell| cell.schedule == scenario.nmi.schedule);
    // One stop for the Tab key; from there the arrows go along.
    let stop = current.unwrap_or(0);
    let cell = |(at, cell): (usize, &Cell)| {
        let nmi = Nmi { schedule: cell.schedule.clone(), step: cell.step, ..scenario.nmi.clone() };
        let fragment = scenario.with_nmi(nmi).fragment();
        let place =
            (*base).as_ref().map_or_else(String::new, |run| run.machine().place_text(run.state_at(cell.step).rip()));
        let label = format!("Boundary {}, before {place}: {}", cell.boundary, outcome(cell));
        let broke = matches!(cell.injected, Injected::Broke(_));
        html! {
            <li key={cell.boundary}>
                <a
                    href={format!("#{fragment}")}
                    class={classes!("cell", broke.then_some("broke"))}
                    tabindex={if at == stop { "0" } else { "-1" }}
                    aria-current={(Some(at) == current).then_some("true")}
                    aria-label={label.clone()}
                    title={label}
                >{words::injected(cell.injected)}</a>
            </li>
        }
    };
    let on_key = {
        let node = node.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(list) = node.cast::<Element>()
                && go_along(&list, &event)
            {
                event.prevent_default();
            }
        })
    };
    let progress = if strip.cells.len() < total || strip.total.is_none() {
        format!("{} of {total} boundaries", strip.cells.len())
    } else {
        format!("{total} boundaries")
    };
    let about = if moves_last {
        "The same run with its last NMI at every other boundary instead: what becomes of it there. Each cell opens that run."
    } else {
        "The same run with one more NMI at each boundary: what becomes of it there. Each cell opens that run."
    };
    html! {
        <section class="strip" aria-labelledby="strip-title">
            <h2 id="strip-title">{"Where an NMI does harm"}<span class="of">{progress}</span></h2>
            <p class="about">{about}</p>
            <ol class="cells" ref={node} onkeydown={on_key} aria-label="Boundaries">
                { for strip.cells.iter().enumerate().map(cell) }
            </ol>
            <p class="legend">{ for legend(&strip.cells).into_iter().map(|(mark, name, number)| html! {
                <span key={name}>
                    <span class={classes!("cell", "sample", mark.is_ascii_uppercase().then_some("broke"))} aria-hidden="true">{mark}</span>
                    {format!("{name} {number}")}
                </span>
            }) }</p>
        </section>
    }
}

/// What a cell came to, in words.
fn outcome(cell: &Cell) -> String {
    if cell.broken.is_empty() {
        return cell.injected.name().to_owned();
    }
    cell.broken.iter().map(|property| property.broken()).collect::<Vec<_>>().join(", ")
}

/// The outcomes that there are, in a fixed order: mark, name, how many.
fn legend(cells: &[Cell]) -> Vec<(char, &'static str, usize)> {
    let quiet = [Injected::Taken, Injected::Held, Injected::Repeated, Injected::Merged];
    let all = quiet.into_iter().chain(Property::ALL.map(Injected::Broke));
    all.filter_map(|kind| {
        let number = cells.iter().filter(|cell| cell.injected == kind).count();
        (number > 0).then(|| (words::injected(kind), kind.name(), number))
    })
    .collect()
}

/// Moves the focus along the cells; whether the key was one for that.
fn go_along(list: &Element, event: &KeyboardEvent) -> bool {
    let Ok(cells) = list.query_selector_all("a.cell") else { return false };
    let focus = |at: u32| {
        if let Some(cell) = cells.item(at).and_then(|cell| cell.dyn_into::<HtmlElement>().ok()) {
            let _ = cell.focus();
        }
    };
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    let here = (0..cells.length()).find(|&at| cells.item(at) == target);
    let Some(here) = here else { return false };
    match event.key().as_str() {
        "ArrowRight" => focus((here + 1).min(cells.length() - 1)),
        "ArrowLeft" => focus(here.saturating_sub(1)),
        "Home" => focus(0),
        "End" => focus(cells.length() - 1),
        _ => return false,
    }
    true
}
