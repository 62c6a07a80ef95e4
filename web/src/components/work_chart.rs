//! Work per vmalloc: what a call brings about, by the share of calls that bring about no more.

use std::rc::Rc;

use playground::{Lane, Lanes};
use plot::{Span, Tick, count, decades, nines, px};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::chart::{Cursor, Frame, axes, cursor, is_narrow, names, nearest, stop_after, twin};
use crate::components::strategy::{class, name};
use crate::components::svg;
use crate::hooks::use_width;
use crate::latency::{FIRST_STOP, stops};
use crate::work::{MEASURES, Measure, Series, Sheet};

const HEIGHT: f64 = 280.0;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What happened in the three lanes, once it is known.
    pub lanes: Option<Rc<Lanes>>,
}

/// The chart with its cursor, what there is to say of it, and the same as a table.
#[function_component]
pub fn WorkChart(props: &Props) -> Html {
    let node = use_node_ref();
    let width = use_width(&node, 620.0);
    let chosen = use_state_eq(|| 0_usize);
    let stop = use_state_eq(|| FIRST_STOP);
    let measure = MEASURES[*chosen];
    let frame = Frame::new(width, HEIGHT);
    let (across, up) = (Span::new(frame.left, frame.right), Span::new(frame.ground, frame.top));
    let sheet = props.lanes.as_ref().map(|lanes| Sheet::new(lanes, measure, across, up));
    let on_measure = {
        let chosen = chosen.setter();
        Callback::from(move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let id = input.map(|input| input.value()).unwrap_or_default();
            chosen.set(MEASURES.iter().position(|measure| measure.id == id).unwrap_or(0));
        })
    };
    let radio = |(at, measure): (usize, &Measure)| {
        html! {
            <label key={measure.id}>
                <input type="radio" name="work-in" value={measure.id} checked={*chosen == at} onchange={on_measure.clone()} />
                <span>{measure.name}</span>
            </label>
        }
    };
    html! {
        <figure class="chart latency work" aria-labelledby="work-title">
            <figcaption>
                <h2 id="work-title">{"Work per vmalloc"}</h2>
                <fieldset class="choice">
                    <legend class="unseen">{"Work, counted in"}</legend>
                    { for MEASURES.iter().enumerate().map(radio) }
                </fieldset>
            </figcaption>
            <div ref={node}>
                if let Some(sheet) = sheet.filter(|sheet| sheet.series.iter().any(|series| series.calls > 0)) {
                    {drawing(&sheet, measure, frame, is_narrow(width), *stop, &stop.setter())}
                } else {
                    <p key="nothing" class="nothing">{"Nothing to show: the run is being put together, or it has no vmalloc."}</p>
                }
            </div>
        </figure>
    }
}

fn drawing(
    sheet: &Sheet,
    measure: Measure,
    frame: Frame,
    narrow: bool,
    stop: usize,
    set: &UseStateSetter<usize>,
) -> Html {
    let calls = sheet.series.iter().map(|series| series.calls).max().unwrap_or(0);
    let stops = stops(calls);
    let at = stop.min(stops.len() - 1);
    let now = stops[at];
    let on_key = {
        let (set, last) = (set.clone(), stops.len() - 1);
        Callback::from(move |event: KeyboardEvent| {
            let Some(next) = stop_after(&event.key(), at, last) else { return };
            event.prevent_default();
            set.set(next);
        })
    };
    let on_pointer = {
        let places: Vec<f64> = stops.iter().map(|stop| plot::Scale::place(&sheet.x, stop.share)).collect();
        let set = set.clone();
        Callback::from(move |event: PointerEvent| set.set(nearest(&event, &places).unwrap_or(FIRST_STOP)))
    };
    let words = |value: u64| if value == 0 { "none".to_owned() } else { (measure.write)(value).to_string() };
    let value = |series: &Series| {
        html! {
            <span key={series.lane.id()} class="value">{name(series.lane)}{" "}<span class="number">{words(series.at_share(now.share))}</span></span>
        }
    };
    let spoken: Vec<_> = sheet
        .series
        .iter()
        .map(|series| format!("{} {}", series.lane.title(), words(series.at_share(now.share))))
        .collect();
    let under = Cursor {
        label: format!("Percentile of vmalloc at which to read out {}", measure.name),
        at: (at, stops.len() - 1),
        spoken: format!("{}: {}", now.name, spoken.join(", ")),
        x: plot::Scale::place(&sheet.x, now.share),
        dots: sheet.series.iter().map(|series| (series.lane, sheet.height(series.at_share(now.share)))).collect(),
    };
    let ends: Vec<(Lane, f64)> = sheet.series.iter().map(|series| (series.lane, sheet.height(series.most()))).collect();
    let line = |series: &Series| html! { <g key={series.lane.id()} class={class(series.lane)}>{svg::path("line", sheet.line(series))}</g> };
    let across = nines(&sheet.x);
    let every = if (frame.right - frame.left) / (across.len() as f64) < 46.0 { 2 } else { 1 };
    let last = across.len() - 1;
    let across: Vec<Tick> = across
        .into_iter()
        .enumerate()
        .filter(|(index, _)| (last - index).is_multiple_of(every))
        .map(|(_, tick)| tick)
        .collect();
    let mut up: Vec<Tick> = decades(&sheet.y, 6);
    if measure.id == "tables" {
        // The scale's words are times.
        up = plot::powers(&sheet.y, 10, 6, |value| count(value).round());
    }
    up.push(Tick { place: frame.ground, label: "none".to_owned() });
    let titles = [
        if narrow { "share of calls, in nines" } else { "share of calls, each further nine as wide as the last" },
        measure.name,
    ];
    html! {
        <>
            <p key="readout" class="readout">
                <span key="what" class="what"><strong>{now.name}</strong>{": the call brings about"}</span>
                <span key="values" class="values">{ for sheet.series.iter().map(value) }</span>
            </p>
            <svg
                key="drawing"
                width={px(frame.right + if narrow { 26.0 } else { 84.0 })}
                height={px(HEIGHT)}
                role="group"
                aria-labelledby="work-svg-title work-svg-desc"
                onpointermove={on_pointer.clone()}
                onpointerdown={on_pointer}
            >
                <title id="work-svg-title">{format!("Work per vmalloc by percentile of calls, in {}, for the three strategies", measure.name)}</title>
                <desc id="work-svg-desc">{"Across: the share of calls. Up: what a call brings about, logarithmic. The same is in the table below."}</desc>
                {axes(frame, &across, &up, titles)}
                <g key="lines">{ for sheet.series.iter().map(line) }</g>
                {names(frame, &ends, narrow)}
                {cursor(frame, under, on_key)}
            </svg>
            <p key="told" class="told">{told(sheet)}</p>
            {table(sheet, measure)}
        </>
    }
}

fn told(sheet: &Sheet) -> String {
    let working = |series: &Series| format!("{} {}", series.lane.title(), count(series.worked.len() as u64));
    let calls = sheet.series.first().map_or(0, |series| series.calls);
    let all: Vec<_> = sheet.series.iter().map(working).collect();
    let more = if sheet.dropped > 0 {
        format!(" Of {} more with work it is not kept.", count(sheet.dropped))
    } else {
        String::new()
    };
    format!(
        "Of {} calls these bring any about: {}. A walk is the work of the call that walks, with the waiting for its lock; a fault \
         that of the call which opened the slot.{more}",
        count(calls),
        all.join(", ")
    )
}

fn table(sheet: &Sheet, measure: Measure) -> Html {
    let heads = ["Strategy", "Calls", "with work", "p50", "p90", "p99", "most", "in all"].map(Html::from);
    let row = |series: &Series| {
        let counts = [series.calls, series.worked.len() as u64].map(|number| Html::from(count(number).to_string()));
        let values = [series.at_share(0.5), series.at_share(0.9), series.at_share(0.99), series.most(), series.sum()];
        let values =
            values.map(|value| html! { <data value={value.to_string()}>{(measure.write)(value).to_string()}</data> });
        (name(series.lane), counts.into_iter().chain(values).collect())
    };
    twin("Work per vmalloc as a table", heads.into(), sheet.series.iter().map(row).collect())
}
