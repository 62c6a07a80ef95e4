//! Latencies as a table: the chart's twin, for who reads rather than looks.

use pgd_sim::Latency;
use playground::{Comparison, Lane};
use plot::{count, nanoseconds};
use yew::prelude::*;

use crate::components::chart::twin;
use crate::components::strategy;
use crate::latency::CALLS;

/// The name of a column, and its figure in nanoseconds.
type Column = (&'static str, fn(&Latency) -> u64);

/// All of it as a table.
pub fn table(comparison: &Comparison) -> Html {
    let columns: [Column; 6] = [
        ("p50", |l| l.p50),
        ("p90", |l| l.p90),
        ("p99", |l| l.p99),
        ("p99.9", |l| l.p999),
        ("max", |l| l.max),
        ("mean", |l| l.sum.checked_div(l.count).unwrap_or(0)),
    ];
    let time = |ns: u64| html! { <data value={ns.to_string()}>{nanoseconds(ns).to_string()}</data> };
    let row = |name: &'static str, lane: Lane, latency: &Latency| {
        let head = html! { <>{name}{" "}{strategy::name(lane)}</> };
        let figures = columns.iter().map(|(_, of)| time(of(latency)));
        (head, figures.chain([count(latency.count).to_string().into()]).collect())
    };
    let rows = CALLS
        .iter()
        .flat_map(|call| comparison.lanes().map(move |(lane, report)| row(call.name, lane, (call.of)(report))));
    let heads = ["Calls"].into_iter().chain(columns.iter().map(|(name, _)| *name)).chain(["count"]);
    twin("Latencies as a table", heads.map(Html::from).collect(), rows.collect())
}
