//! Latency by percentile, one line a strategy.

use std::rc::Rc;

use pgd_sim::Latency;
use playground::Lane;
use plot::{Scale, Span, Tick, decades, nanoseconds, nines, px, spread};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::components::latency_table;
use crate::components::strategy::{class, name};
use crate::components::svg;
use crate::hooks::use_width;
use crate::latency::{CALLS, Call, FIRST_STOP, Sheet, Stop, at_share};
use crate::state::Picture;

const HEIGHT: f64 = 310.0;
const TOP: f64 = 24.0;
/// Where the horizontal axis is.
const GROUND: f64 = HEIGHT - 46.0;
const LEFT: f64 = 58.0;
const LABEL_GAP: f64 = 17.0;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The result.
    pub picture: Rc<Picture>,
}

/// The chart, with the choice of calls, a cursor that is read out, and the same as a table.
#[function_component]
pub fn LatencyChart(props: &Props) -> Html {
    let node = use_node_ref();
    let width = use_width(&node, 620.0);
    let chosen = use_state_eq(|| 0_usize);
    let cursor = use_state_eq(|| FIRST_STOP);
    let call = CALLS[*chosen];
    let comparison = &props.picture.comparison;
    let paper = Paper::new(width);
    let sheet = Sheet::new(comparison, call, Span::new(LEFT, paper.right), Span::new(GROUND, TOP));
    let stops = sheet.stops();
    let at = (*cursor).min(stops.len() - 1);

    let on_call = {
        let chosen = chosen.setter();
        Callback::from(move |index: usize| chosen.set(index))
    };
    let on_key = {
        let (cursor, last) = (cursor.setter(), stops.len() - 1);
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => (at + 1).min(last),
                "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            cursor.set(next);
        })
    };
    let on_pointer = {
        let (cursor, places) =
            (cursor.setter(), stops.iter().map(|stop| sheet.x.place(stop.share)).collect::<Vec<_>>());
        Callback::from(move |event: PointerEvent| {
            let Some(svg) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
            let x = f64::from(event.client_x()) - svg.get_bounding_client_rect().left();
            let near = (0..places.len()).min_by(|a, b| (places[*a] - x).abs().total_cmp(&(places[*b] - x).abs()));
            cursor.set(near.unwrap_or(FIRST_STOP));
        })
    };
    html! {
        <figure class="chart latency" aria-labelledby="latency-title">
            <figcaption>
                <h2 id="latency-title">{"Latency by percentile"}</h2>
                <Choice chosen={*chosen} on_choice={on_call} />
            </figcaption>
            <p class="readout">{readout(&sheet, call, stops[at])}</p>
            <div class="paper" ref={node}>
                if sheet.count == 0 {
                    <p key="nothing" class="nothing">{format!("This load has no {}, so there is no latency to show.", call.name)}</p>
                } else {
                    <svg
                        key="drawing"
                        width={px(width)}
                        height={px(HEIGHT)}
                        role="group"
                        aria-labelledby="latency-svg-title latency-svg-desc"
                        onpointermove={on_pointer.clone()}
                        onpointerdown={on_pointer}
                    >
                        <title id="latency-svg-title">{format!("Latency of {} by percentile, for the three strategies", call.name)}</title>
                        <desc id="latency-svg-desc">
                            {"Across: the share of calls, each further nine as wide as the one before. Up: model time, logarithmic. \
                              The same figures are in the table below."}
                        </desc>
                        {axes(&sheet, &paper)}
                        {lines(&sheet, &paper)}
                        {cursor_at(&sheet, call, &stops, at, on_key)}
                    </svg>
                }
            </div>
            {latency_table::table(comparison)}
        </figure>
    }
}

/// The room there is.
struct Paper {
    /// Where lines end and their names begin.
    right: f64,
    narrow: bool,
}

impl Paper {
    fn new(width: f64) -> Paper {
        let narrow = width < 440.0;
        let names = if narrow { 26.0 } else { 76.0 };
        Paper { right: (width - names).max(LEFT + 60.0), narrow }
    }
}

fn readout(sheet: &Sheet<'_>, call: Call, stop: Stop) -> Html {
    let value = |(lane, latency): &(Lane, &Latency)| {
        html! {
            <span key={lane.id()} class="value">
                {name(*lane)}
                {" "}
                <span class="number">{nanoseconds(at_share(latency, stop.share)).to_string()}</span>
            </span>
        }
    };
    let (before, after) = stop.words;
    html! {
        <>
            <span key="what" class="what"><strong>{stop.name}</strong>{format!(": {before} {} {after}", call.name)}</span>
            <span key="values" class="values">{ for sheet.lanes.iter().map(value) }</span>
        </>
    }
}

fn lines(sheet: &Sheet<'_>, paper: &Paper) -> Html {
    let ends: Vec<f64> = sheet.lanes.iter().map(|(_, latency)| sheet.y.place(latency.max as f64)).collect();
    let places = spread(&ends, LABEL_GAP, TOP, GROUND);
    let line = |((lane, latency), (end, place)): (&(Lane, &Latency), (&f64, f64))| {
        let leader = format!("M{} {}L{} {}", px(paper.right), px(*end), px(paper.right + 8.0), px(place));
        let words =
            if paper.narrow { lane.letter().to_string() } else { format!("{} {}", lane.letter(), lane.title()) };
        html! {
            <g key={lane.id()} class={class(*lane)}>
                {svg::path("line", sheet.line(latency))}
                {svg::path("leader", leader)}
                {svg::text("end", paper.right + 11.0, place + 4.0, &words)}
            </g>
        }
    };
    html! { <g key="lines">{ for sheet.lanes.iter().zip(ends.iter().zip(places)).map(line) }</g> }
}

fn axes(sheet: &Sheet<'_>, paper: &Paper) -> Html {
    // On a narrow screen every other nine, so that labels do not touch.
    let across = nines(&sheet.x);
    let room = (paper.right - LEFT) / across.len() as f64;
    let every = if room < 46.0 { 2 } else { 1 };
    let last = across.len() - 1;
    let shown = across.into_iter().enumerate().filter(|(index, _)| (last - index).is_multiple_of(every));
    let across: Vec<Tick> = shown.map(|(_, tick)| tick).collect();
    let up = decades(&sheet.y, 6);
    let vertical = |tick: &Tick| svg::path("grid", format!("M{} {}V{}", px(tick.place), px(TOP), px(GROUND)));
    let below = |tick: &Tick| svg::text("tick across", tick.place, GROUND + 17.0, &tick.label);
    let horizontal = |tick: &Tick| svg::path("grid", format!("M{} {}H{}", px(LEFT), px(tick.place), px(paper.right)));
    let beside = |tick: &Tick| svg::text("tick up", LEFT - 8.0, tick.place + 4.0, &tick.label);
    let title =
        if paper.narrow { "share of calls, in nines" } else { "share of calls, each further nine as wide as the last" };
    html! {
        <g key="axes" class="axes" aria-hidden="true">
            <g key="lines">{for across.iter().map(vertical).chain(up.iter().map(horizontal))}</g>
            <g key="below">{for across.iter().map(below)}</g>
            <g key="beside">{for up.iter().map(beside)}</g>
            {svg::text("axis across", (LEFT + paper.right) / 2.0, HEIGHT - 8.0, title)}
            {svg::text("axis", 0.0, 11.0, "model time")}
        </g>
    }
}

/// The cursor is a slider whose stops are percentiles, so that every point is a key away.
fn cursor_at(sheet: &Sheet<'_>, call: Call, stops: &[Stop], at: usize, on_key: Callback<KeyboardEvent>) -> Html {
    let stop = stops[at];
    let x = sheet.x.place(stop.share);
    let values: Vec<_> = sheet.lanes.iter().map(|(lane, latency)| (*lane, at_share(latency, stop.share))).collect();
    let spoken: Vec<_> = values.iter().map(|(lane, ns)| format!("{} {}", lane.title(), nanoseconds(*ns))).collect();
    let dot = |(lane, ns): &(Lane, u64)| svg::dot(classes!("dot", class(*lane)), x, sheet.y.place(*ns as f64));
    html! {
        <g
            key="cursor"
            class="cursor"
            tabindex="0"
            role="slider"
            aria-label={format!("Percentile of {} to read out", call.name)}
            aria-valuemin="0"
            aria-valuemax={(stops.len() - 1).to_string()}
            aria-valuenow={at.to_string()}
            aria-valuetext={format!("{}: {}", stop.name, spoken.join(", "))}
            onkeydown={on_key}
        >
            {svg::rect(classes!("focus"), (x - 12.0, TOP), (24.0, GROUND - TOP))}
            {svg::path("hair", format!("M{} {}V{}", px(x), px(TOP), px(GROUND)))}
            {for values.iter().map(dot)}
        </g>
    }
}

#[derive(PartialEq, Properties)]
struct ChoiceProps {
    chosen: usize,
    on_choice: Callback<usize>,
}

/// Which calls are drawn.
#[function_component]
fn Choice(props: &ChoiceProps) -> Html {
    let on_change = props.on_choice.reform(|event: Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let id = input.map(|input| input.value()).unwrap_or_default();
        CALLS.iter().position(|call| call.id == id).unwrap_or(0)
    });
    let radio = |(index, call): (usize, &Call)| {
        html! {
            <label key={call.id}>
                <input type="radio" name="latency-of" value={call.id} checked={props.chosen == index} onchange={on_change.clone()} />
                <span>{call.name}</span>
            </label>
        }
    };
    html! {
        <fieldset class="choice">
            <legend class="unseen">{"Calls"}</legend>
            { for CALLS.iter().enumerate().map(radio) }
        </fieldset>
    }
}
