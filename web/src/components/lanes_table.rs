//! What is in view in the lanes, as a list to read.

use playground::Lane;
use yew::prelude::*;

use crate::components::folded::{Row, table};
use crate::components::strategy::name;
use crate::stage::{Move, Place, Stage, instant};

/// The most rows.
const ROWS_MAX: usize = 200;

/// The rows in view, by instant.
pub fn lanes_table(stage: &Stage, looked_at: Option<Place>, act: &Callback<Move>) -> Html {
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
        let place = (*lane, *at);
        let on_click = act.reform(move |_: MouseEvent| Move::Pick(Some(place)));
        let head = html! { <button type="button" class="link" onclick={on_click}>{instant(from.0)}</button> };
        Row { head, cells: vec![name(*lane), what.into()], current: looked_at == Some(place) }
    });
    let rest = (more > 0).then(|| {
        let cells = vec![Html::default(), format!("{more} more in this view").into()];
        Row { head: "…".into(), cells, current: false }
    });
    table(&["Instant", "Strategy", "What happens"].map(Html::from), rows.chain(rest))
}
