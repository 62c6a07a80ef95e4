//! The tail of a distribution in the lanes: which calls it is made of, marked where they happened, and as a list.

use std::cmp::Reverse;

use pgd_sim::{CallKind, SlowCall};
use playground::{Lane, Track};
use plot::nanoseconds;
use scenario::Slower;
use yew::prelude::*;

use crate::components::folded::{Row, folded, table};
use crate::components::strategy::name;
use crate::stage::{Move, Stage, instant};

/// The calls of a lane that are looked at, as far as they are kept: the slowest first.
pub fn calls(track: &Track, slower: Slower) -> &[SlowCall] {
    let tail = &track.tails[slower.kind as usize];
    let most = usize::try_from(slower.of(tail.count)).unwrap_or(usize::MAX);
    &tail.calls[..tail.calls.len().min(most)]
}

/// The row of the drawing in which they stand.
pub const fn row(kind: CallKind) -> usize {
    match kind {
        CallKind::Vmalloc => 0,
        // Forks are there for their waiting, accesses and switches for what they miss.
        CallKind::Fork => 2,
        CallKind::Touch | CallKind::Switch => 3,
    }
}

const fn plural(kind: CallKind) -> &'static str {
    match kind {
        CallKind::Vmalloc => "vmallocs",
        CallKind::Fork => "forks",
        CallKind::Touch => "accesses",
        CallKind::Switch => "context switches",
    }
}

/// What is marked, in words, and each of the calls.
pub fn told(stage: &Stage, slower: Slower, open: &UseStateHandle<bool>, act: &Callback<Move>) -> Html {
    let lane = |lane: Lane| {
        let track = stage.lanes.track(lane);
        let (kept, all) = (calls(track, slower), slower.of(track.tails[slower.kind as usize].count));
        let words = match kept.last() {
            None => " none".to_owned(),
            Some(last) if kept.len() as u64 == all => format!(" {all}, from {} on", nanoseconds(last.took().as_ns())),
            Some(last) => {
                format!(" the slowest {} of {all}, from {} on", kept.len(), nanoseconds(last.took().as_ns()))
            }
        };
        html! { <li key={lane.id()}>{name(lane)}{words}</li> }
    };
    let list = || {
        let all = Lane::ALL
            .into_iter()
            .flat_map(|lane| calls(stage.lanes.track(lane), slower).iter().map(move |call| (lane, *call)));
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|(lane, call)| (Reverse(call.took()), call.from, *lane as usize));
        let rows = all.into_iter().map(|(lane, call)| {
            let on_click = act.reform(move |_: MouseEvent| Move::Go(call.from.0));
            let head = html! { <button type="button" class="link" onclick={on_click}>{instant(call.from.0)}</button> };
            let took = nanoseconds(call.took().as_ns()).to_string();
            Row { head, cells: vec![name(lane), took.into(), call.cpu.0.to_string().into()], current: false }
        });
        table(&["Instant", "Strategy", "It took", "CPU"].map(Html::from), rows)
    };
    html! {
        <>
            <p>
                {"Marked are the "}{plural(slower.kind)}
                {format!(" that are slower than {} % of all:", slower.percent())}
            </p>
            <ul>{for Lane::ALL.map(lane)}</ul>
            {folded("The slow calls that are marked, as a table", open, list)}
        </>
    }
}
