//! A figure over a field, both axes logarithmic: the model's points, the closed form, crossings, and a real kernel's points.

use std::rc::Rc;

use playground::{Comparison, Lane, Sweep};
use plot::{Scale, Span, px};
use scenario::{Scenario, Value};
use yew::prelude::*;

use crate::components::chart::{Cursor, Frame, axes, cursor, is_narrow, names, nearest, stop_after, twin};
use crate::components::strategy::{class, name};
use crate::components::svg;
use crate::figures;
use crate::hooks::use_width;
use crate::state::Action;
use crate::sweep::{Asked, MEASURED_SOURCE, Place, Sheet, about};

const HEIGHT: f64 = 340.0;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Field and figure.
    pub asked: Asked,
    /// The scenario that is varied.
    pub scenario: Scenario,
    /// Its variations.
    pub sweep: Rc<Sweep>,
    /// What came of each so far.
    pub got: Vec<Option<Rc<Comparison>>>,
    /// What to do.
    pub act: Callback<Action>,
}

/// The chart with a cursor that is read out and opens runs, what there is to say of it, and the same as a table.
#[function_component]
pub fn SweepChart(props: &Props) -> Html {
    let node = use_node_ref();
    let width = use_width(&node, 620.0);
    let stop = use_state_eq(|| None::<usize>);
    let asked = props.asked;
    let frame = Frame::new(width, HEIGHT);
    let (across, up) = (Span::new(frame.left, frame.right), Span::new(frame.ground, frame.top));
    let sheet = Sheet::new(&asked, &props.sweep, &props.got, across, up);
    let Some(sheet) = sheet else { return Html::default() };
    let last = sheet.places.len() - 1;
    let now = match asked.field.value(&props.scenario.compare) {
        Value::Number(now) => Some(now),
        Value::None | Value::Choice(_) => None,
    };
    let nearest_now = |now: u64| (0..=last).min_by_key(|at| sheet.places[*at].value.abs_diff(now)).unwrap_or(0);
    let at = stop.unwrap_or_else(|| now.map_or(last / 2, nearest_now)).min(last);

    let load = {
        let (act, key) = (props.act.clone(), asked.field.key);
        let texts: Vec<String> =
            sheet.places.iter().map(|place| asked.field.write(Value::Number(place.value))).collect();
        Callback::from(move |at: usize| {
            act.emit(Action::Edit(key, texts[at].clone()));
            act.emit(Action::Commit(key));
        })
    };
    let on_key = {
        let (stop, load) = (stop.setter(), load.clone());
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            if key == "Enter" {
                load.emit(at);
            }
            let Some(next) = stop_after(&key, at, last) else { return };
            event.prevent_default();
            stop.set(Some(next));
        })
    };
    let places: Rc<[f64]> = sheet.places.iter().map(|place| sheet.x.place(place.value as f64)).collect();
    let on_move = {
        let (stop, places) = (stop.setter(), Rc::clone(&places));
        Callback::from(move |event: PointerEvent| stop.set(nearest(&event, &places)))
    };
    let on_click = {
        let load = load.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(at) = nearest(&event, &places) {
                load.emit(at);
            }
        })
    };
    let title = format!("{} over {}", asked.label, asked.field.label);
    html! {
        <figure class="chart sweeping" aria-label={title.clone()}>
            <p class="readout">{readout(&sheet, &asked, at, now, &load)}</p>
            <div class="paper" ref={node}>
                <svg
                    width={px(width)}
                    height={px(HEIGHT)}
                    role="group"
                    aria-labelledby="sweep-svg-title sweep-svg-desc"
                    onpointermove={on_move}
                    onclick={on_click}
                >
                    <title id="sweep-svg-title">{title}</title>
                    <desc id="sweep-svg-desc">
                        {"Both axes are logarithmic. Points and lines are the model's; thin lines are the closed form. \
                          The same figures are in the table below."}
                    </desc>
                    {axes(frame, &sheet.across(asked.field, ((frame.right - frame.left) / 70.0) as usize), &sheet.up(6), [
                        asked.field.label,
                        "model time, not a benchmark",
                    ])}
                    {now_at(&sheet, frame, now)}
                    { for Lane::ALL.map(|lane| series(&sheet, lane)) }
                    {names(frame, &ends(&sheet), is_narrow(width))}
                    {real(&sheet)}
                    {crossing_marks(&sheet)}
                    {cursor(frame, cursor_at(&sheet, &asked, at), on_key)}
                </svg>
            </div>
            {told(&sheet, &asked)}
            {table(&sheet, &asked)}
        </figure>
    }
}

fn words(asked: &Asked, value: Option<u64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| figures::write(asked.figure.unit, value).to_string())
}

fn readout(sheet: &Sheet, asked: &Asked, at: usize, now: Option<u64>, load: &Callback<usize>) -> Html {
    let place = &sheet.places[at];
    let text = asked.field.write(Value::Number(place.value));
    let value = |lane: Lane| {
        html! {
            <span key={lane.id()} class="value">
                {name(lane)}
                {" "}
                <span class="number">{words(asked, place.found[lane as usize])}</span>
            </span>
        }
    };
    let here = now == Some(place.value);
    html! {
        <>
            <span key="what" class="what"><strong>{format!("{} {text}", asked.field.label)}</strong>{format!(": {}", asked.label)}</span>
            <span key="values" class="values">
                { for Lane::ALL.map(value) }
                <button
                    key="load"
                    type="button"
                    class="button quiet"
                    disabled={here}
                    onclick={load.reform(move |_: MouseEvent| at)}
                >
                    {if here { "The run above".to_owned() } else { format!("Load the run at {text}") }}
                </button>
            </span>
        </>
    }
}

/// Where the scenario itself stands.
fn now_at(sheet: &Sheet, frame: Frame, now: Option<u64>) -> Html {
    let Some(now) = now else { return html! { <g key="now"></g> } };
    svg::path("now", format!("M{} {}V{}", px(sheet.x.place(now as f64)), px(frame.top), px(frame.ground)))
}

/// A lane's closed form, its line and its points. Where there is nothing at all, a point is hollow and on the ground.
fn series(sheet: &Sheet, lane: Lane) -> Html {
    let points = sheet.points(lane).map(|(at, value, point)| {
        let class = if value == 0 { "point none" } else { "point" };
        html! { <circle key={at} {class} cx={px(point.x)} cy={px(point.y)} r="2.6" /> }
    });
    html! {
        <g key={lane.id()} class={class(lane)}>
            <g key="paper">{for sheet.paper(lane).map(|d| svg::path("closed", d))}</g>
            {svg::path("line", sheet.line(lane))}
            <g key="points">{for points}</g>
        </g>
    }
}

/// Where lines end: at the last run that is there, or where the closed form does.
fn ends(sheet: &Sheet) -> Vec<(Lane, f64)> {
    let end = |lane: Lane| {
        let paper = sheet.places.last().and_then(|place| place.paper[lane as usize]);
        let last = sheet.points(lane).last().map(|(.., point)| point.y);
        Some((lane, last.or_else(|| paper.map(|value| sheet.height(value)))?))
    };
    Lane::ALL.into_iter().filter_map(end).collect()
}

/// What a real kernel was measured to do.
fn real(sheet: &Sheet) -> Html {
    let (from, to) = sheet.x.domain();
    let points = sheet.measured.iter().flat_map(|measured| {
        let inside = measured.points.iter().filter(move |(tables, _)| (from..=to).contains(&f64::from(*tables)));
        inside.map(|(tables, ns)| {
            let (x, y) = (sheet.x.place(f64::from(*tables)), sheet.height(*ns));
            html! { <text key={format!("{}{tables}", measured.mark)} class="measured" x={px(x)} y={px(y + 5.0)}>{measured.mark}</text> }
        })
    });
    html! { <g key="real" class="real" aria-hidden="true">{for points}</g> }
}

fn crossing_marks(sheet: &Sheet) -> Html {
    let marks = sheet.crossings().into_iter().map(|(a, b, crossing)| {
        let (x, y) = (sheet.x.place(crossing.x), sheet.y.place(crossing.y));
        let label = format!("{}={}", a.letter(), b.letter());
        html! {
            <g key={format!("{label}{}", px(x))} class="crossing">
                <circle cx={px(x)} cy={px(y)} r="7" />
                <text x={px(x)} y={px(y - 12.0)}>{label}</text>
            </g>
        }
    });
    html! { <g key="crossings" aria-hidden="true">{for marks}</g> }
}

fn cursor_at(sheet: &Sheet, asked: &Asked, at: usize) -> Cursor {
    let place = &sheet.places[at];
    let found = Lane::ALL.into_iter().filter_map(|lane| Some((lane, sheet.height(place.found[lane as usize]?))));
    let spoken = Lane::ALL.map(|lane| format!("{} {}", lane.title(), words(asked, place.found[lane as usize])));
    Cursor {
        label: format!("{} at which to read out {}; Enter loads the run", asked.field.label, asked.label),
        at: (at, sheet.places.len() - 1),
        spoken: format!("{}: {}", asked.field.write(Value::Number(place.value)), spoken.join(", ")),
        x: sheet.x.place(place.value as f64),
        dots: found.collect(),
    }
}

/// Crossings and measured points in words.
fn told(sheet: &Sheet, asked: &Asked) -> Html {
    let crossings = sheet.crossings().into_iter().map(|(a, b, crossing)| {
        format!(
            "{} and {} change places near {} {}.",
            a.title(),
            b.id(),
            asked.field.label,
            about(asked.field, crossing.x)
        )
    });
    let mut told: Vec<String> = crossings.collect();
    if Lane::ALL.iter().any(|lane| sheet.paper(*lane).is_some()) {
        told.push("Thin: the closed form.".to_owned());
    }
    if !sheet.measured.is_empty() {
        let marks: Vec<_> =
            sheet.measured.iter().map(|measured| format!("{} {}", measured.mark, measured.name)).collect();
        told.push(format!("{}: {MEASURED_SOURCE}", marks.join(", ")));
    }
    html! { <p class="told">{told.join(" ")}</p> }
}

fn table(sheet: &Sheet, asked: &Asked) -> Html {
    let heads = std::iter::once(asked.field.label.into()).chain(Lane::ALL.map(name)).collect();
    let row = |place: &Place| {
        let cells = Lane::ALL.map(|lane| words(asked, place.found[lane as usize]).into());
        (asked.field.write(Value::Number(place.value)).into(), cells.to_vec())
    };
    twin("The sweep as a table", heads, sheet.places.iter().map(row).collect())
}
