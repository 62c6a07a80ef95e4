//! What is in view in the lanes, as a list to read.

use playground::Lane;
use yew::prelude::*;

use crate::components::folded::table;
use crate::components::strategy::name;
use crate::stage::{Stage, instant};

/// The most rows.
const ROWS_MAX: usize = 200;

/// The rows in view, by instant.
pub fn lanes_table(stage: &Stage) -> Html {
    let (from, to) = stage.view;
    let places = Lane::ALL.into_iter().flat_map(|lane| {
        let track = &stage.lanes.track(lane).happenings;
        let inside = track.iter().enumerate().filter(move |(_, it)| it.until.0 >= from && it.from.0 <= to);
        inside.map(move |(at, it)| (it.from, lane, at))
    });
    let mut places: Vec<_> = places.collect();
    places.sort_by_key(|(from, lane, at)| (*from, *lane as usize, *at));
    let more = places.len().saturating_sub(ROWS_MAX);
    let rows = places.iter().take(ROWS_MAX).map(|(from, lane, at)| {
        let receipt = stage.receipt((*lane, *at));
        let what = receipt.split_once(": ").map_or(receipt.as_str(), |(_, what)| what).to_owned();
        (instant(from.0).into(), vec![name(*lane), what.into()])
    });
    let rest = (more > 0).then(|| ("…".into(), vec![Html::default(), format!("{more} more in this view").into()]));
    table(&["Instant", "Strategy", "What happens"].map(Html::from), rows.chain(rest))
}
