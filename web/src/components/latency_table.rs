//! Latencies as a table: the chart's twin, for who reads rather than looks.

use pgd_sim::Latency;
use playground::{Comparison, Lane};
use plot::{count, nanoseconds};
use yew::prelude::*;

use crate::components::chart::twin;
use crate::components::strategy;
use crate::latency::{CALLS, Call};

/// The name of a column, and its figure in nanoseconds.
type Column = (&'static str, fn(&Latency) -> u64);

/// All of it as a table; with both ends of the range of costs where they are there.
pub fn table(comparison: &Comparison, ends: Option<[&Comparison; 2]>) -> Html {
    let columns: [Column; 6] = [
        ("p50", |l| l.p50),
        ("p90", |l| l.p90),
        ("p99", |l| l.p99),
        ("p99.9", |l| l.p999),
        ("max", |l| l.max),
        ("mean", |l| l.sum.checked_div(l.count).unwrap_or(0)),
    ];
    let row = |call: &Call, lane: Lane, latency: &Latency| {
        let head = html! { <>{call.name}{" "}{strategy::name(lane)}</> };
        let ends = ends.map(|ends| ends.map(|end| (call.of)(end.report(lane))));
        let time = |of: fn(&Latency) -> u64| {
            let ns = of(latency);
            let range = ends.map(|[low, high]| format!(" ({} to {})", nanoseconds(of(low)), nanoseconds(of(high))));
            html! { <><data value={ns.to_string()}>{nanoseconds(ns).to_string()}</data>{range.unwrap_or_default()}</> }
        };
        let figures = columns.iter().map(|(_, of)| time(*of));
        (head, figures.chain([count(latency.count).to_string().into()]).collect())
    };
    let rows =
        CALLS.iter().flat_map(|call| comparison.lanes().map(move |(lane, report)| row(call, lane, (call.of)(report))));
    let heads = ["Calls"].into_iter().chain(columns.iter().map(|(name, _)| *name)).chain(["count"]);
    twin("Latencies as a table", heads.map(Html::from).collect(), rows.collect())
}
