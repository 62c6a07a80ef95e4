//! Latencies as a table: the chart's twin, for who reads rather than looks.

use pgd_sim::Latency;
use playground::{Comparison, Lane};
use plot::{count, nanoseconds};
use yew::prelude::*;

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
    let row = |name: &'static str, lane: Lane, latency: &Latency| {
        html! {
            <tr key={format!("{name}-{}", lane.id())}>
                <th scope="row">{name}{" "}{strategy::name(lane)}</th>
                { for columns.iter().map(|(column, of)| html! {
                    <td key={*column}><data value={of(latency).to_string()}>{nanoseconds(of(latency)).to_string()}</data></td>
                }) }
                <td key="count">{count(latency.count).to_string()}</td>
            </tr>
        }
    };
    let rows = CALLS
        .iter()
        .flat_map(|call| comparison.lanes().map(move |(lane, report)| row(call.name, lane, (call.of)(report))));
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
