//! Which table has which entry where one stands: processes by slots, one map for each strategy, a path for each shade.

use playground::{Happening, Lane, LaneMap, Maps, Shade};
use plot::{count, px};
use yew::prelude::*;

use crate::components::chart::pointed_at;
use crate::components::folded::{Row, folded, table};
use crate::components::strategy::{class, name};
use crate::components::svg;
use crate::stage::instant;

/// The height of a map side by side with others, and below one another, unless a row would be higher than the last.
const HEIGHT: f64 = 168.0;
const LOW: f64 = 104.0;
const ROW_MAX: f64 = 20.0;
/// Between two maps side by side.
const GAP: f64 = 28.0;
/// From this width on they stand side by side.
const ABREAST: f64 = 640.0;

/// A cell under the pointer: whose map, which row from the oldest process on, which column.
pub type Spot = (Lane, usize, usize);

/// What is shown beside the maps themselves.
pub struct Looks<'a> {
    /// How wide the place is.
    pub width: f64,
    /// The happening that is looked at.
    pub looked_at: Option<(Lane, Happening)>,
    /// The cell under the pointer.
    pub spot: Option<Spot>,
    /// Whether the table behind is unfolded.
    pub open: &'a UseStateHandle<bool>,
    /// The pointer is over a cell, or over none.
    pub on_spot: Callback<Option<Spot>>,
    /// A cell is picked.
    pub on_pick: Callback<Spot>,
}

/// The three maps with their legend and the table behind them.
pub fn table_map(maps: &Maps, looks: &Looks) -> Html {
    let size = match looks.width {
        narrow if narrow < ABREAST => (narrow, LOW),
        wide => (((wide - 2.0 * GAP) / 3.0).floor(), HEIGHT),
    };
    let first = maps.lane(Lane::Shared);
    let several = first.processes_per_row > 1 || first.slots_per_column > 1;
    let shades = Shade::ALL.into_iter().filter(|shade| match shade {
        Shade::Most | Shade::Few => several,
        Shade::Stale => Lane::ALL.iter().any(|lane| maps.lane(*lane).cells.iter().any(|cell| cell.stale > 0)),
        Shade::There | Shade::Missing | Shade::NotNew => true,
    });
    let slot = looks.looked_at.and_then(|(_, happening)| happening.slot).map(usize::from);
    let reading = looks.spot.and_then(|spot| reading(maps, spot));
    html! {
        <>
            <div key="maps" class={classes!("maps", (size.1 == HEIGHT).then_some("abreast"))}>{for Lane::ALL.map(|lane| one(maps, lane, size, looks))}</div>
            <p key="reading" class="reading">{reading.unwrap_or_else(|| layout(first))}</p>
            <ul key="key" class="shades" aria-label="Shades">
                {for shades.map(|shade| html! {
                    <li key={id(shade)}><span class={classes!("swatch", id(shade))} aria-hidden="true"></span>{words(shade)}</li>
                })}
            </ul>
            {folded("Which table has which entry, as a table", looks.open, || twin(maps, slot))}
        </>
    }
}

const fn id(shade: Shade) -> &'static str {
    match shade {
        Shade::NotNew => "not-new",
        Shade::Missing => "missing",
        Shade::Few => "few",
        Shade::Most => "most",
        Shade::There => "there",
        Shade::Stale => "stale",
    }
}

const fn words(shade: Shade) -> &'static str {
    match shade {
        Shade::NotNew => "nobody needs it yet",
        Shade::Missing => "missing: the table is behind",
        Shade::Few => "there in less than half",
        Shade::Most => "there in half or more",
        Shade::There => "there",
        Shade::Stale => "stale: gone, and still in a table",
    }
}

/// How the maps are laid out.
fn layout(map: &LaneMap) -> String {
    let row = match map.processes_per_row {
        1 => "the table of a process".to_owned(),
        many => format!("the tables of {} processes", count(many.into())),
    };
    let column = match map.slots_per_column {
        1 => "a slot".to_owned(),
        many => format!("{many} slots"),
    };
    let sample = match map.one_in {
        1 => String::new(),
        many => format!(" One process in {many} is looked at."),
    };
    format!("A row is {row}, the newest on top, as a walk goes; a column is {column} of the vmalloc area.{sample}")
}

/// A map's counts: entries due, there, stale.
fn counts(map: &LaneMap) -> [u64; 3] {
    (0..map.columns()).fold([0; 3], |sum, column| {
        let [due, have, stale] = map.column(column);
        [sum[0] + due, sum[1] + have, sum[2] + stale]
    })
}

/// What a map says at a glance.
fn glance(map: &LaneMap) -> String {
    let [due, have, stale] = counts(map);
    let behind = match due - have {
        0 => "no entry missing".to_owned(),
        missing => format!("{} of {} entries missing", count(missing), count(due)),
    };
    let stale = if stale == 0 { String::new() } else { format!(", {} stale", count(stale)) };
    format!("{behind}{stale}")
}

/// How many tables it shows.
fn tables(map: &LaneMap) -> String {
    format!("{} tables{}", count(map.alive.into()), if map.one_in > 1 { " looked at" } else { "" })
}

fn one(maps: &Maps, lane: Lane, (width, height): (f64, f64), looks: &Looks) -> Html {
    let map = maps.lane(lane);
    let rows = map.rows().len();
    let high = (height / rows.max(1) as f64).min(ROW_MAX);
    let wide = width / map.columns().max(1) as f64;
    let gap = if wide >= 4.0 { 1.0 } else { 0.0 };
    let at = {
        let columns = map.columns();
        move |event: &PointerEvent| {
            let (x, y) = pointed_at(event)?;
            let (column, row) = ((x / wide).max(0.0) as usize, (y / high).max(0.0) as usize);
            // The newest process is on top.
            (column < columns && row < rows).then(|| (lane, rows - 1 - row, column))
        }
    };
    let on_move = looks.on_spot.reform(move |event: PointerEvent| at(&event));
    let on_down = {
        let pick = looks.on_pick.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some(spot) = at(&event) {
                pick.emit(spot);
            }
        })
    };
    let on_leave = looks.on_spot.reform(|_: PointerEvent| None);
    let hatch = format!("hatch-{}", lane.id());
    let frame = |class: &'static str, (column, columns): (usize, usize), (row, rows_high): (usize, usize)| {
        let (x, y) = (wide * column as f64, high * row as f64);
        let (w, h) = (px((wide * columns as f64 - gap).max(1.0)), px(high * rows_high as f64));
        svg::path(class, format!("M{} {}h{w}v{h}h-{w}z", px(x), px(y)))
    };
    let looked_at = looks.looked_at.filter(|(other, _)| *other == lane).map(|(_, happening)| happening);
    let slot = looked_at.and_then(|it| it.slot).map(|slot| usize::from(slot) / map.slots_per_column.max(1) as usize);
    let process = looked_at.and_then(|it| it.process).map(|it| (it / map.processes_per_row.max(1)) as usize);
    let marked = [
        slot.filter(|slot| *slot < map.columns()).map(|slot| frame("picked", (slot, 1), (0, rows))),
        process.filter(|row| *row < rows).map(|row| frame("picked", (0, map.columns()), (rows - 1 - row, 1))),
        looks
            .spot
            .filter(|(other, row, column)| *other == lane && *row < rows && *column < map.columns())
            .map(|(_, row, column)| frame("spot", (column, 1), (rows - 1 - row, 1))),
    ];
    let shades = paths(map, (wide, high, gap));
    html! {
        <figure key={lane.id()} class={class(lane)}>
            <figcaption>{name(lane)}{" "}<span>{tables(map)}</span><p>{glance(map)}</p></figcaption>
            <svg
                width={px(width)}
                height={px(high * rows as f64)}
                role="img"
                aria-label={format!("{}: {}: {}", lane.title(), tables(map), glance(map))}
                onpointermove={on_move}
                onpointerdown={on_down}
                onpointerleave={on_leave}
            >
                <pattern key="hatch" id={hatch.clone()} width="5" height="5" patternUnits="userSpaceOnUse">
                    <path d="M-1 1L1 -1M0 5L5 0M4 6L6 4" />
                </pattern>
                {for Shade::ALL.into_iter().zip(shades).map(|(shade, d)| html! {
                    <path key={id(shade)} class={id(shade)} fill={(shade == Shade::Missing).then(|| format!("url(#{hatch})"))} {d} />
                })}
                <g key="marked">{for marked.into_iter().flatten()}</g>
            </svg>
        </figure>
    }
}

/// A path for each shade in the order of [`Shade::ALL`]: each column as few upright bars.
fn paths(map: &LaneMap, (wide, high, gap): (f64, f64, f64)) -> [String; 6] {
    let mut paths: [String; 6] = Default::default();
    // The newest process on top.
    let mut rows: Vec<_> = map.rows().collect();
    rows.reverse();
    let w = px((wide - gap).max(0.5));
    for column in 0..map.columns() {
        let shade = |row: usize| rows[row][column].shade();
        let mut from = 0;
        for row in 1..=rows.len() {
            if row == rows.len() || shade(row) != shade(from) {
                let at = Shade::ALL.iter().position(|it| *it == shade(from)).unwrap_or_default();
                let (x, y, h) = (px(wide * column as f64), px(high * from as f64), px(high * (row - from) as f64));
                paths[at].push_str(&format!("M{x} {y}h{w}v{h}h-{w}z"));
                from = row;
            }
        }
    }
    paths
}

/// What a cell says.
fn reading(maps: &Maps, (lane, row, column): Spot) -> Option<String> {
    let map = maps.lane(lane);
    let cell = map.rows().nth(row)?.get(column)?;
    let range = |at: usize, each: u32, most: Option<u32>| {
        let first = at as u64 * u64::from(each);
        let last = (first + u64::from(each) - 1).min(most.map_or(u64::MAX, |most| u64::from(most) - 1));
        if first == last { format!(" {first}") } else { format!("s {} to {}", count(first), count(last)) }
    };
    let slot = range(column, map.slots_per_column, Some(map.slots));
    let process = range(row, map.processes_per_row, None).replacen('s', "es", 1);
    let said = match cell.shade() {
        Shade::NotNew => "the reference table has no entry either".to_owned(),
        _ if cell.due == 1 && cell.have == 0 => "the entry is missing".to_owned(),
        _ if cell.due == 1 => "the entry is there".to_owned(),
        _ => format!("{} of {} entries are there", cell.have, cell.due),
    };
    let stale = if cell.stale == 0 { String::new() } else { format!(", {} stale", cell.stale) };
    Some(format!("{} · slot{slot}, process{process}: {said}{stale}.", lane.title()))
}

/// The counts of each column.
fn twin(maps: &Maps, slot: Option<usize>) -> Html {
    let first = maps.lane(Lane::Shared);
    let row = |column: usize| {
        let cell = |lane: Lane| {
            let [due, have, stale] = maps.lane(lane).column(column);
            let stale = if stale == 0 { String::new() } else { format!(", {} stale", count(stale)) };
            match (due, due.saturating_sub(have)) {
                (0, _) => format!("not new yet{stale}").into(),
                (_, 0) => format!("all {}{stale}", count(due)).into(),
                (_, missing) => format!("{} of {} missing{stale}", count(missing), count(due)).into(),
            }
        };
        let first_slot = column as u32 * first.slots_per_column;
        let last = (first_slot + first.slots_per_column).min(first.slots) - 1;
        let head = if first_slot == last { last.to_string() } else { format!("{first_slot} to {last}") };
        let first = first_slot as usize..=last as usize;
        Row {
            head: head.into(),
            cells: Lane::ALL.map(cell).into(),
            current: slot.is_some_and(|slot| first.contains(&slot)),
        }
    };
    let slot = format!("Slot, at {}", instant(maps.at.0));
    let heads = [Html::from(slot)].into_iter().chain(Lane::ALL.map(name));
    table(&heads.collect::<Vec<_>>(), (0..first.columns()).map(row))
}
