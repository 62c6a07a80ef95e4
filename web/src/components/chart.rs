//! What charts have in common: axes, names at the ends of lines, a cursor that is read out, a table for who reads rather than
//! looks.

use playground::Lane;
use plot::{Tick, px, spread};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::components::strategy::class;
use crate::components::svg;

/// Least distance of two names, from line to line.
const LABEL_GAP: f64 = 17.0;

/// The field that lines are drawn in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Its left edge, right of the vertical axis' labels.
    pub left: f64,
    /// Its right edge, left of the names.
    pub right: f64,
    /// Its upper edge.
    pub top: f64,
    /// The horizontal axis.
    pub ground: f64,
}

impl Frame {
    /// The frame on paper of this size. Narrow paper has room for letters only.
    #[must_use]
    pub fn new(width: f64, height: f64) -> Frame {
        let left = 58.0;
        let names = if is_narrow(width) { 26.0 } else { 84.0 };
        Frame { left, right: (width - names).max(left + 60.0), top: 24.0, ground: height - 46.0 }
    }
}

/// Whether paper is as narrow as on a phone.
#[must_use]
pub fn is_narrow(width: f64) -> bool {
    width < 440.0
}

/// Both axes with their ticks and titles.
pub fn axes(frame: Frame, across: &[Tick], up: &[Tick], titles: [&str; 2]) -> Html {
    let Frame { left, right, top, ground } = frame;
    let vertical = |tick: &Tick| svg::path("grid", format!("M{} {}V{}", px(tick.place), px(top), px(ground)));
    let below = |tick: &Tick| svg::text("tick across", tick.place, ground + 17.0, &tick.label);
    let horizontal = |tick: &Tick| svg::path("grid", format!("M{} {}H{}", px(left), px(tick.place), px(right)));
    let beside = |tick: &Tick| svg::text("tick up", left - 8.0, tick.place + 4.0, &tick.label);
    html! {
        <g key="axes" class="axes" aria-hidden="true">
            <g key="lines">{for across.iter().map(vertical).chain(up.iter().map(horizontal))}</g>
            <g key="below">{for across.iter().map(below)}</g>
            <g key="beside">{for up.iter().map(beside)}</g>
            {svg::text("axis across", (left + right) / 2.0, ground + 38.0, titles[0])}
            {svg::text("axis", 0.0, 11.0, titles[1])}
        </g>
    }
}

/// The strategies' names at the ends of their lines, none over another.
pub fn names(frame: Frame, ends: &[(Lane, f64)], narrow: bool) -> Html {
    let places = spread(&ends.iter().map(|(_, y)| *y).collect::<Vec<_>>(), LABEL_GAP, frame.top, frame.ground);
    let label = |((lane, y), place): (&(Lane, f64), f64)| {
        let words = if narrow { lane.letter().to_string() } else { format!("{} {}", lane.letter(), lane.title()) };
        let leader = format!("M{} {}L{} {}", px(frame.right), px(*y), px(frame.right + 8.0), px(place));
        html! {
            <g key={lane.id()} class={class(*lane)}>
                {svg::path("leader", leader)}
                {svg::text("end", frame.right + 11.0, place + 4.0, &words)}
            </g>
        }
    };
    html! { <g key="names">{for ends.iter().zip(places).map(label)}</g> }
}

/// Where a chart's cursor stands and what it says.
pub struct Cursor {
    /// What it is for.
    pub label: String,
    /// Its stop, and the last one.
    pub at: (usize, usize),
    /// Its stop in words, with the figures there.
    pub spoken: String,
    /// Where it stands.
    pub x: f64,
    /// The lines' places under it.
    pub dots: Vec<(Lane, f64)>,
}

/// The cursor is a slider whose stops are the points, so that every point is a key away.
pub fn cursor(frame: Frame, cursor: Cursor, on_key: Callback<KeyboardEvent>) -> Html {
    let Cursor { label, at: (at, last), spoken, x, dots } = cursor;
    let dot = |(lane, y): (Lane, f64)| svg::dot(classes!("dot", class(lane)), x, y);
    html! {
        <g
            key="cursor"
            class="cursor"
            tabindex="0"
            role="slider"
            aria-label={label}
            aria-valuemin="0"
            aria-valuemax={last.to_string()}
            aria-valuenow={at.to_string()}
            aria-valuetext={spoken}
            onkeydown={on_key}
        >
            {svg::rect(classes!("focus"), (x - 12.0, frame.top), (24.0, frame.ground - frame.top))}
            {svg::path("hair", format!("M{} {}V{}", px(x), px(frame.top), px(frame.ground)))}
            {for dots.into_iter().map(dot)}
        </g>
    }
}

/// The stop that a key leads to.
#[must_use]
pub fn stop_after(key: &str, at: usize, last: usize) -> Option<usize> {
    match key {
        "ArrowRight" | "ArrowUp" => Some((at + 1).min(last)),
        "ArrowLeft" | "ArrowDown" => Some(at.saturating_sub(1)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// Which of these places is nearest to the pointer, from the left edge of the paper.
#[must_use]
pub fn nearest(event: &MouseEvent, places: &[f64]) -> Option<usize> {
    let x = pointed(event)?;
    (0..places.len()).min_by(|a, b| (places[*a] - x).abs().total_cmp(&(places[*b] - x).abs()))
}

/// How far the pointer is from the left edge of the paper that it is over.
#[must_use]
pub fn pointed(event: &MouseEvent) -> Option<f64> {
    pointed_at(event).map(|(x, _)| x)
}

/// Where the pointer is on the paper that it is over. (What listens is no help: Yew listens at the root of everything.)
#[must_use]
pub fn pointed_at(event: &MouseEvent) -> Option<(f64, f64)> {
    let paper = event.target()?.dyn_into::<Element>().ok()?.closest("svg, .paper").ok()??;
    let corner = paper.get_bounding_client_rect();
    Some((f64::from(event.client_x()) - corner.left(), f64::from(event.client_y()) - corner.top()))
}

/// A table behind a chart: its name, its heads, and rows of a head and cells.
pub fn twin(name: &'static str, heads: Vec<Html>, rows: Vec<(Html, Vec<Html>)>) -> Html {
    let head = |(at, head): (usize, Html)| html! { <th key={at} scope="col">{head}</th> };
    let cell = |(at, cell): (usize, Html)| html! { <td key={at}>{cell}</td> };
    let row = |(at, (head, cells)): (usize, (Html, Vec<Html>))| {
        html! { <tr key={at}><th key="head" scope="row">{head}</th>{for cells.into_iter().enumerate().map(cell)}</tr> }
    };
    html! {
        <details class="twin">
            <summary>{name}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label={name}>
                <table>
                    <thead><tr>{for heads.into_iter().enumerate().map(head)}</tr></thead>
                    <tbody>{for rows.into_iter().enumerate().map(row)}</tbody>
                </table>
            </div>
        </details>
    }
}
