//! What stands further down in the Compare view, as a program of its own: lanes, sweeps, and where numbers come from. Most
//! visitors do not come so far, and need not download it.
//!
//! The view gives it a place, writes there what is asked, and says so by an event; what is changed down here goes back the
//! same way. Two programs share no memory, so what goes between them is text.

use std::cell::RefCell;

use scenario::{Link, Scenario};
use web_sys::{Element, Event};
use yew::prelude::*;

use crate::browser::{Listener, crash, document, window};
use crate::components::break_even_view::BreakEvenView;
use crate::components::hands_on::HandsOn;
use crate::components::lanes_view::LanesView;
use crate::components::sources::Sources;
use crate::components::sweep_view::SweepView;
use crate::components::take_along::TakeAlong;
use crate::components::work_chart::WorkChart;
use crate::hooks::{UseLanes, use_lanes, use_runs};
use crate::state::Action;

/// The id of its place.
pub const PLACE: &str = "deeper";
/// Said when the place comes into sight: load the program.
pub const WANTED: &str = "deeper";
/// Said by the view: what is asked has changed.
pub const ASKED: &str = "asked";
/// Said by the program: a field is changed.
pub const CHANGED: &str = "changed";
/// Where the scenario is written, as a link's fragment.
pub const FRAGMENT: &str = "data-fragment";
/// Whether the view's own run is done and nothing is being changed.
pub const QUIET: &str = "data-quiet";
/// Where a change is written: as `key=text`, or as a whole link behind `#`.
pub const CHANGE: &str = "data-change";

/// Says something at the place.
pub fn say(place: &Element, what: &str) {
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict(what, &init) {
        // A listener that throws is its own matter.
        let _ = place.dispatch_event(&event);
    }
}

/// What is asked, as the place has it.
fn asked(place: &Element) -> (Scenario, bool) {
    let fragment = place.get_attribute(FRAGMENT).unwrap_or_default();
    (Link::read(&fragment).scenario, place.get_attribute(QUIET).as_deref() == Some("true"))
}

/// Draws it into its place, and again into another when the view has been left and is back.
pub fn start() {
    yew::set_custom_panic_hook(Box::new(crash::show));
    let shown = RefCell::new(None);
    let show = move || {
        if let Some(before) = shown.take() {
            yew::AppHandle::destroy(before);
        }
        if let Some(place) = document().get_element_by_id(PLACE) {
            shown.replace(Some(rendered(&place)));
        }
    };
    show();
    std::mem::forget(Listener::new(&window(), WANTED, move |_| show()));
}

/// Draws the program under a number of its own.
///
/// Yew tells by a root's number whose an event is, and numbers roots from 1 in each program. Under the number of the root that
/// this place stands in, what happens here would be taken for something up there: drawing the scrub bar would draw a slider.
fn rendered(place: &Element) -> yew::AppHandle<Deeper> {
    let above = std::iter::successors(place.parent_element(), |it| it.parent_element()).find_map(|it| root_number(&it));
    // Numbers are given in turn, so a root that nobody sees tells the next one.
    while let Ok(unseen) = document().create_element("div") {
        yew::Renderer::<Nothing>::with_root(unseen.clone()).render().destroy();
        if above.is_none() || root_number(&unseen).map(|number| number + 1.0) != above {
            break;
        }
    }
    yew::Renderer::<Deeper>::with_root_and_props(place.clone(), Props { place: place.clone() }).render()
}

#[function_component]
fn Nothing() -> Html {
    Html::default()
}

/// The number that Yew (0.23) has given to the root that an element is.
fn root_number(element: &Element) -> Option<f64> {
    js_sys::Reflect::get(element, &"__yew_subtree_id".into()).ok()?.as_f64()
}

#[derive(PartialEq, Properties)]
struct Props {
    place: Element,
}

#[function_component]
fn Deeper(props: &Props) -> Html {
    let now = use_state_eq(|| asked(&props.place));
    use_effect_with(props.place.clone(), {
        let now = now.setter();
        move |place| {
            let here = place.clone();
            // What has been asked between the first picture and now.
            now.set(asked(place));
            let listener = Listener::new(place, ASKED, move |_| now.set(asked(&here)));
            move || drop(listener)
        }
    });
    let act = use_callback(props.place.clone(), |action: Action, place| {
        let change = match action {
            Action::Edit(key, text) => format!("{key}={text}"),
            Action::Open(link, _) => format!("#{}", link.scenario.fragment()),
            _ => return,
        };
        // A place that takes no attribute is not in the page any more.
        let _ = place.set_attribute(CHANGE, &change);
        say(place, CHANGED);
    });
    let (scenario, quiet) = (*now).clone();
    let UseLanes { found, maps, hands, look } = use_lanes(quiet.then(|| scenario.compare.clone()));
    // Both show them: as a chart, and as a file.
    let runs = use_runs();
    html! {
        <>
            <HandsOn compare={scenario.compare.clone()} {hands} act={act.clone()} />
            <LanesView
                cpus={scenario.compare.cpus}
                found={found.clone()}
                {maps}
                {look}
                stand={scenario.shown.stand}
                tail={scenario.shown.tail}
                tell={act.clone()}
            />
            <WorkChart lanes={found.map(|found| found.lanes)} />
            <SweepView scenario={scenario.clone()} runs={runs.clone()} {quiet} act={act.clone()} />
            <BreakEvenView scenario={scenario.clone()} act={act.clone()} />
            <TakeAlong scenario={scenario.clone()} sweep={runs} />
            <Sources {scenario} {act} />
        </>
    }
}
