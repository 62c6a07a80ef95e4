//! Latency by percentile, one line a strategy.

use std::rc::Rc;

use pgd_sim::{CallKind, Latency};
use playground::{Comparison, Lane};
use plot::{Scale, Span, Tick, decades, nanoseconds, nines, px};
use scenario::Slower;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::chart::{Cursor, Frame, axes, cursor, is_narrow, names, nearest, stop_after};
use crate::components::latency_table;
use crate::components::strategy::{class, name};
use crate::components::svg;
use crate::hooks::use_width;
use crate::latency::{CALLS, Call, FIRST_STOP, STOPS, Sheet, Stop, at_share};
use crate::state::{Action, Picture};

const HEIGHT: f64 = 310.0;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The result.
    pub picture: Rc<Picture>,
    /// Whether the range of costs is to be shown.
    pub banded: bool,
    /// What the low and the high costs give, once that is there.
    pub band: Option<[Rc<Comparison>; 2]>,
    /// Which slow calls are marked in the lanes.
    pub tail: Option<Slower>,
    /// What to do.
    pub act: Callback<Action>,
}

/// The chart, with the choice of calls, a cursor that is read out, and the same as a table.
#[function_component]
pub fn LatencyChart(props: &Props) -> Html {
    let node = use_node_ref();
    let width = use_width(&node, 620.0);
    // A link that marks a tail opens the chart there.
    let chosen = use_state_eq(|| props.tail.map_or(0, |tail| tail.kind as usize));
    let stop = use_state_eq(|| {
        props.tail.and_then(|tail| STOPS.iter().position(|it| than(*it) == tail.than)).unwrap_or(FIRST_STOP)
    });
    let call = CALLS[*chosen];
    let comparison = &props.picture.comparison;
    let frame = Frame::new(width, HEIGHT);
    let ends = props.band.as_ref().map(|[low, high]| [&**low, &**high]);
    let (across, up) = (Span::new(frame.left, frame.right), Span::new(frame.ground, frame.top));
    let sheet = Sheet::new(comparison, ends, call, across, up);
    let stops = sheet.stops();
    let at = (*stop).min(stops.len() - 1);

    let on_call = {
        let chosen = chosen.setter();
        Callback::from(move |index: usize| chosen.set(index))
    };
    let on_key = {
        let (stop, last) = (stop.setter(), stops.len() - 1);
        Callback::from(move |event: KeyboardEvent| {
            let Some(next) = stop_after(&event.key(), at, last) else { return };
            event.prevent_default();
            stop.set(next);
        })
    };
    let on_pointer = {
        let places: Vec<f64> = stops.iter().map(|stop| sheet.x.place(stop.share)).collect();
        let stop = stop.setter();
        Callback::from(move |event: PointerEvent| stop.set(nearest(&event, &places).unwrap_or(FIRST_STOP)))
    };
    let here = Slower { kind: CallKind::ALL[*chosen], than: than(stops[at]) };
    // What is marked goes with the cursor.
    use_effect_with((here, props.tail.is_some()), {
        let (act, tail) = (props.act.clone(), props.tail);
        move |(here, marks)| {
            if *marks && tail != Some(*here) {
                mark(&act, Some(*here));
            }
        }
    });
    let on_mark = {
        let (act, to) = (props.act.clone(), props.tail.is_none().then_some(here));
        Callback::from(move |_: Event| mark(&act, to))
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
                        {ruled(&sheet, frame, is_narrow(width))}
                        <g key="tail">{for props.tail.map(|_| {
                            let x = sheet.x.place(stops[at].share);
                            svg::rect(classes!("tail"), (x, frame.top), (frame.right - x, frame.ground - frame.top))
                        })}</g>
                        <g key="bands">{for sheet.lanes.iter().filter_map(|(lane, _)| band(&sheet, *lane))}</g>
                        <g key="lines">{for sheet.lanes.iter().map(|(lane, latency)| line(&sheet, *lane, latency))}</g>
                        {names(frame, &sheet.ends(), is_narrow(width))}
                        {cursor(frame, cursor_at(&sheet, call, stops[at], (at, stops.len() - 1)), on_key)}
                    </svg>
                }
            </div>
            {range_switch(props)}
            <p class="told">
                <label>
                    <input type="checkbox" checked={props.tail.is_some()} onchange={on_mark} />
                    {" Mark in the lanes further down what is slower than this"}
                </label>
            </p>
            {latency_table::table(comparison, ends)}
        </figure>
    }
}

/// The share of calls at a stop, in ten-thousandths.
fn than(stop: Stop) -> u16 {
    (stop.share * 10_000.0).round() as u16
}

/// Marks what is slower, or nothing.
fn mark(act: &Callback<Action>, what: Option<Slower>) {
    act.emit(Action::Edit("tail", what.map_or_else(String::new, Slower::text)));
    act.emit(Action::Commit("tail"));
}

fn readout(sheet: &Sheet<'_>, call: Call, stop: Stop) -> Html {
    let value = |(lane, latency): &(Lane, &Latency)| {
        html! {
            <span key={lane.id()} class="value">
                {name(*lane)}
                {" "}
                <span class="number">{nanoseconds(at_share(latency, stop.share)).to_string()}</span>
                { for sheet.range(*lane, stop.share).map(|range| html! { <span key="range" class="range">{between(range)}</span> }) }
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

/// Both ends of a range.
fn between([low, high]: [u64; 2]) -> String {
    format!("{} to {}", nanoseconds(low), nanoseconds(high))
}

/// Whether the range of costs is shown, and what it is.
fn range_switch(props: &Props) -> Html {
    let on_change = {
        let (act, to) = (props.act.clone(), if props.banded { "off" } else { "on" });
        Callback::from(move |_: Event| {
            act.emit(Action::Edit("band", to.to_owned()));
            act.emit(Action::Commit("band"));
        })
    };
    let told = match &props.band {
        _ if !props.banded => String::new(),
        None => "Both ends are being run.".to_owned(),
        Some(_) => format!(
            "Shaded: the same load with every cost of “{}” at its low and at its high value, two runs of their own. Own \
             figures and measured walks stay as they are; what each cost is from stands under “Where numbers come from”.",
            props.picture.scenario.compare.costs.title
        ),
    };
    html! {
        <p class="told">
            <label><input type="checkbox" checked={props.banded} onchange={on_change} />{" Show the range of costs"}</label>
            {" "}
            <span>{told}</span>
        </p>
    }
}

fn band(sheet: &Sheet<'_>, lane: Lane) -> Option<Html> {
    let d = sheet.band(lane)?;
    Some(html! { <g key={lane.id()} class={class(lane)}>{svg::path("band", d)}</g> })
}

fn line(sheet: &Sheet<'_>, lane: Lane, latency: &Latency) -> Html {
    html! { <g key={lane.id()} class={class(lane)}>{svg::path("line", sheet.line(latency))}</g> }
}

fn ruled(sheet: &Sheet<'_>, frame: Frame, narrow: bool) -> Html {
    // On a narrow screen every other nine, so that labels do not touch.
    let across = nines(&sheet.x);
    let room = (frame.right - frame.left) / across.len() as f64;
    let every = if room < 46.0 { 2 } else { 1 };
    let last = across.len() - 1;
    let shown = across.into_iter().enumerate().filter(|(index, _)| (last - index).is_multiple_of(every));
    let across: Vec<Tick> = shown.map(|(_, tick)| tick).collect();
    let title =
        if narrow { "share of calls, in nines" } else { "share of calls, each further nine as wide as the last" };
    axes(frame, &across, &decades(&sheet.y, 6), [title, "model time"])
}

fn cursor_at(sheet: &Sheet<'_>, call: Call, stop: Stop, at: (usize, usize)) -> Cursor {
    let values: Vec<_> = sheet.lanes.iter().map(|(lane, latency)| (*lane, at_share(latency, stop.share))).collect();
    let range = |lane| sheet.range(lane, stop.share).map(|range| format!(", {}", between(range))).unwrap_or_default();
    let said = |(lane, ns): &(Lane, u64)| format!("{} {}{}", lane.title(), nanoseconds(*ns), range(*lane));
    let spoken: Vec<_> = values.iter().map(said).collect();
    Cursor {
        label: format!("Percentile of {} to read out", call.name),
        at,
        spoken: format!("{}: {}", stop.name, spoken.join(", ")),
        x: sheet.x.place(stop.share),
        dots: values.into_iter().map(|(lane, ns)| (lane, sheet.y.place(ns as f64))).collect(),
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
