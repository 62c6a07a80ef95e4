//! Latency by percentile, one line a strategy.

use std::rc::Rc;

use pgd_sim::{Latency, Report};
use playground::{Comparison, Lane};
use plot::{Log, Nines, Point, Scale, Span, Tick, decades, nanoseconds, nines, percent, spread, steps};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::components::strategy::{StrategyName, class};
use crate::hooks::use_width;
use crate::state::Picture;

/// Calls of which there are latencies: id, name, what one of them is.
const CALLS: [(&str, &str, fn(&Report) -> &Latency); 4] = [
    ("vmalloc", "vmalloc", |report| &report.vmalloc),
    ("fork", "fork", |report| &report.fork),
    ("touch", "access", |report| &report.touch),
    ("switch", "switch", |report| &report.switch),
];

/// Where the cursor stops, as shares; 1 is the longest call.
const STOPS: [f64; 10] = [0.0, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999, 1.0];
/// p99.
const FIRST_STOP: usize = 5;

const HEIGHT: f64 = 300.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 46.0;
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
    let call = use_state_eq(|| 0_usize);
    let stop = use_state_eq(|| FIRST_STOP);
    let (_, name, of) = CALLS[*call];
    let comparison = &props.picture.comparison;
    let sheet = Sheet::new(comparison, of, width);
    let stops = sheet.stops();
    let at = (*stop).min(stops.len() - 1);

    let on_call = {
        let call = call.setter();
        Callback::from(move |index: usize| call.set(index))
    };
    let on_key = {
        let (stop, last) = (stop.setter(), stops.len() - 1);
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => (at + 1).min(last),
                "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            stop.set(next);
        })
    };
    let on_pointer = {
        let (stop, places) = (stop.setter(), stops.iter().map(|share| sheet.x.place(*share)).collect::<Vec<_>>());
        Callback::from(move |event: PointerEvent| {
            let Some(svg) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
            let x = f64::from(event.client_x()) - svg.get_bounding_client_rect().left();
            let near = (0..places.len()).min_by(|a, b| (places[*a] - x).abs().total_cmp(&(places[*b] - x).abs()));
            stop.set(near.unwrap_or(FIRST_STOP));
        })
    };
    html! {
        <figure class="chart latency" aria-labelledby="latency-title">
            <figcaption>
                <h2 id="latency-title">{"Latency by percentile"}</h2>
                <Choice chosen={*call} on_choice={on_call} />
            </figcaption>
            <p class="readout">{readout(&sheet, name, stops[at])}</p>
            <div class="paper" ref={node}>
                if sheet.count == 0 {
                    <p key="nothing" class="nothing">{format!("This load has no {name}, so there is no latency to show.")}</p>
                } else {
                    {drawing(&sheet, name, stops, at, on_key, on_pointer)}
                }
            </div>
            {twin(comparison)}
        </figure>
    }
}

/// Everything measured and scaled for one call.
struct Sheet<'a> {
    lanes: Vec<(Lane, &'a Latency)>,
    count: u64,
    x: Nines,
    y: Log,
    right: f64,
    narrow: bool,
}

impl<'a> Sheet<'a> {
    fn new(comparison: &'a Comparison, of: fn(&Report) -> &Latency, width: f64) -> Sheet<'a> {
        let lanes: Vec<_> = comparison.lanes().map(|(lane, report)| (lane, of(report))).collect();
        let count = lanes.iter().map(|(_, latency)| latency.count).max().unwrap_or(0);
        let called = || lanes.iter().filter(|(_, latency)| latency.count > 0);
        let min = called().map(|(_, latency)| latency.min).min().unwrap_or(1);
        let max = called().map(|(_, latency)| latency.max).max().unwrap_or(10);
        let narrow = width < 440.0;
        let right = (width - if narrow { 26.0 } else { 76.0 }).max(LEFT + 60.0);
        Sheet {
            count,
            x: Nines::for_count(count, Span::new(LEFT, right)),
            y: Log::decades(min as f64, max as f64, Span::new(HEIGHT - BOTTOM, TOP)),
            right,
            narrow,
            lanes,
        }
    }

    /// Shares that the cursor can stop at: finer ones than one in all mean nothing.
    fn stops(&self) -> Vec<f64> {
        let finest = 1.0 - 1.0 / self.count.max(2) as f64;
        STOPS.into_iter().filter(|share| *share <= finest || *share == 1.0).collect()
    }

    fn line(&self, latency: &Latency) -> String {
        let mut before = 0;
        let points = latency.steps.iter().map(|step| {
            let share = before as f64 / latency.count as f64;
            before = step.at_most;
            Point::new(self.x.place(share), self.y.place(step.ns as f64))
        });
        steps(&points.collect::<Vec<_>>(), self.right)
    }
}

/// The time that this share of the calls did not exceed.
fn at_share(latency: &Latency, share: f64) -> u64 {
    let rank = ((share * latency.count as f64).ceil() as u64).max(1);
    let step = latency.steps.iter().find(|step| step.at_most >= rank);
    step.map_or(latency.max, |step| step.ns)
}

fn share_name(share: f64) -> String {
    match share {
        0.0 => "Shortest".to_owned(),
        1.0 => "Longest".to_owned(),
        share => format!("p{}", percent(share).trim_end_matches("\u{a0}%")),
    }
}

fn readout(sheet: &Sheet<'_>, name: &str, share: f64) -> Html {
    let what = match share {
        0.0 => format!("the quickest {name} took"),
        1.0 => format!("the slowest {name} took"),
        share => format!("{} of {name} calls took at most", percent(share)),
    };
    let value = |(lane, latency): &(Lane, &Latency)| {
        html! {
            <span key={lane.id()} class="value">
                <StrategyName lane={*lane} />
                {" "}
                <span class="number">{nanoseconds(at_share(latency, share)).to_string()}</span>
            </span>
        }
    };
    html! { <><strong>{share_name(share)}</strong>{": "}{what}{" "}{ for sheet.lanes.iter().map(value) }</> }
}

fn drawing(
    sheet: &Sheet<'_>,
    name: &str,
    stops: Vec<f64>,
    at: usize,
    on_key: Callback<KeyboardEvent>,
    on_pointer: Callback<PointerEvent>,
) -> Html {
    let width = sheet.right + if sheet.narrow { 26.0 } else { 76.0 };
    let ground = HEIGHT - BOTTOM;
    let ends: Vec<f64> = sheet.lanes.iter().map(|(_, latency)| sheet.y.place(latency.max as f64)).collect();
    let places = spread(&ends, LABEL_GAP, TOP, ground);
    let lanes = sheet.lanes.iter().zip(ends.iter().zip(places)).map(|((lane, latency), (end, place))| {
        html! {
            <g key={lane.id()} class={class(*lane)}>
                <path class="line" d={sheet.line(latency)} />
                <path class="leader" d={format!("M{} {end:.1}L{} {place:.1}", sheet.right, sheet.right + 8.0)} />
                <text class="end" x={(sheet.right + 11.0).to_string()} y={(place + 4.0).to_string()}>
                    {if sheet.narrow { lane.letter().to_string() } else { format!("{} {}", lane.letter(), lane.title()) }}
                </text>
            </g>
        }
    });
    html! {
        <svg
            key="drawing"
            width={width.to_string()}
            height={HEIGHT.to_string()}
            role="group"
            aria-labelledby="latency-svg-title latency-svg-desc"
            onpointermove={on_pointer.clone()}
            onpointerdown={on_pointer}
        >
            <title id="latency-svg-title">{format!("Latency of {name} by percentile, for the three strategies")}</title>
            <desc id="latency-svg-desc">
                {"Across: the share of calls, each further nine as wide as the one before. Up: model time, logarithmic. The same figures are in the table below."}
            </desc>
            {axes(sheet)}
            {for lanes}
            {cursor(sheet, name, &stops, at, on_key)}
        </svg>
    }
}

fn axes(sheet: &Sheet<'_>) -> Html {
    let ground = HEIGHT - BOTTOM;
    // On a narrow screen every other nine, so that labels do not touch.
    let across = nines(&sheet.x);
    let room = (sheet.right - LEFT) / across.len() as f64;
    let every = if room < 46.0 { 2 } else { 1 };
    let last = across.len() - 1;
    let across =
        across.into_iter().enumerate().filter(|(index, _)| (last - index).is_multiple_of(every)).map(|(_, tick)| tick);
    let vertical = |tick: Tick| {
        html! {
            <g key={tick.label.clone()}>
                <path class="grid" d={format!("M{:.1} {TOP}V{ground}", tick.place)} />
                <text class="tick across" x={format!("{:.1}", tick.place)} y={(ground + 17.0).to_string()}>{tick.label}</text>
            </g>
        }
    };
    let horizontal = |tick: Tick| {
        html! {
            <g key={tick.label.clone()}>
                <path class="grid" d={format!("M{LEFT} {:.1}H{:.1}", tick.place, sheet.right)} />
                <text class="tick up" x={(LEFT - 8.0).to_string()} y={format!("{:.1}", tick.place + 4.0)}>{tick.label}</text>
            </g>
        }
    };
    html! {
        <g class="axes" aria-hidden="true">
            <g key="across">{for across.map(vertical)}</g>
            <g key="up">{for decades(&sheet.y, 6).into_iter().map(horizontal)}</g>
            <text key="title" class="axis across" x={((LEFT + sheet.right) / 2.0).to_string()} y={(HEIGHT - 8.0).to_string()}>
                {"share of calls, in nines · up: model time"}
            </text>
        </g>
    }
}

fn cursor(sheet: &Sheet<'_>, name: &str, stops: &[f64], at: usize, on_key: Callback<KeyboardEvent>) -> Html {
    let share = stops[at];
    let x = sheet.x.place(share);
    let values: Vec<_> = sheet.lanes.iter().map(|(lane, latency)| (*lane, at_share(latency, share))).collect();
    let spoken: Vec<_> = values.iter().map(|(lane, ns)| format!("{} {}", lane.title(), nanoseconds(*ns))).collect();
    let dot = |(lane, ns): &(Lane, u64)| {
        html! {
            <circle
                key={lane.id()}
                class={classes!("dot", class(*lane))}
                cx={format!("{x:.1}")}
                cy={format!("{:.1}", sheet.y.place(*ns as f64))}
                r="4.5"
            />
        }
    };
    html! {
        <g
            key="cursor"
            class="cursor"
            tabindex="0"
            role="slider"
            aria-label={format!("Percentile of {name} to read out")}
            aria-valuemin="0"
            aria-valuemax={(stops.len() - 1).to_string()}
            aria-valuenow={at.to_string()}
            aria-valuetext={format!("{}: {}", share_name(share), spoken.join(", "))}
            onkeydown={on_key}
        >
            <rect x={format!("{:.1}", x - 12.0)} y={TOP.to_string()} width="24" height={(HEIGHT - BOTTOM - TOP).to_string()} rx="4" />
            <path d={format!("M{x:.1} {TOP}V{}", HEIGHT - BOTTOM)} />
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
        CALLS.iter().position(|(known, ..)| *known == id).unwrap_or(0)
    });
    let radio = |(index, (id, name, _)): (usize, &(&'static str, &'static str, fn(&Report) -> &Latency))| {
        html! {
            <label key={*id}>
                <input type="radio" name="latency-of" value={*id} checked={props.chosen == index} onchange={on_change.clone()} />
                <span>{*name}</span>
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

/// All of it as a table.
fn twin(comparison: &Comparison) -> Html {
    let columns: [(&str, fn(&Latency) -> u64); 6] = [
        ("p50", |l| l.p50),
        ("p90", |l| l.p90),
        ("p99", |l| l.p99),
        ("p99.9", |l| l.p999),
        ("max", |l| l.max),
        ("mean", |l| l.sum.checked_div(l.count).unwrap_or(0)),
    ];
    let row = |name: &'static str, lane: Lane, latency: &Latency| {
        html! {
            <tr key={format!("{name}-{}", lane.id())}>
                <th scope="row">{name}{" "}<StrategyName {lane} /></th>
                { for columns.iter().map(|(column, of)| html! {
                    <td key={*column}><data value={of(latency).to_string()}>{nanoseconds(of(latency)).to_string()}</data></td>
                }) }
                <td key="count">{plot::count(latency.count).to_string()}</td>
            </tr>
        }
    };
    let rows = CALLS
        .iter()
        .flat_map(|(_, name, of)| comparison.lanes().map(move |(lane, report)| row(name, lane, of(report))));
    html! {
        <details class="twin">
            <summary>{"Latencies as a table"}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Latencies as a table">
                <table>
                    <caption class="unseen">{"Latency of each call, in model time"}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{"Calls"}</th>
                            { for columns.iter().map(|(column, _)| html! { <th key={*column} scope="col">{*column}</th> }) }
                            <th key="count" scope="col">{"count"}</th>
                        </tr>
                    </thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground::CompareJob;
    use scenario::Compare;

    #[test]
    fn the_cursor_reads_what_the_report_says() {
        let comparison = CompareJob::new(&Compare::default()).run();
        for (lane, report) in comparison.lanes() {
            for (_, name, of) in CALLS {
                let latency = of(report);
                let known = [
                    (0.5, latency.p50),
                    (0.9, latency.p90),
                    (0.99, latency.p99),
                    (0.999, latency.p999),
                    (1.0, latency.max),
                ];
                for (share, ns) in known {
                    assert_eq!(at_share(latency, share), ns, "{} {name} at {share}", lane.id());
                }
            }
        }
    }
}
