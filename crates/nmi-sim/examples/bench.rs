//! The whole proof table, states per second, and the time it took.
//!
//! `cargo run --release -p nmi-sim --example bench [NMIs]`; without a number, for up to two and up to three.
#![allow(missing_docs)]

use std::time::Instant;

use nmi_sim::{Finding, Handler, Property, Question, Row, State, Table};

fn main() {
    match std::env::args().nth(1).and_then(|number| number.parse().ok()) {
        Some(arrivals_max) => measure(arrivals_max),
        None => (2..=3).for_each(measure),
    }
}

fn measure(arrivals_max: u8) {
    let begin = Instant::now();
    let rows = Table::complete(&Question::everything(arrivals_max));
    let seconds = begin.elapsed().as_secs_f64();
    for handler in Handler::ALL {
        println!("\n{}", handler.name());
        rows.iter().filter(|row| row.handler == handler).for_each(print_row);
    }
    let states: u64 = rows.iter().map(states).sum();
    println!(
        "\nup to {arrivals_max} NMIs: {states} states of {} bytes in {seconds:.3} s, {:.0} states/s",
        size_of::<State>(),
        states as f64 / seconds
    );
}

fn states(row: &Row) -> u64 {
    match &row.finding {
        Finding::Searched(report) => u64::from(report.states),
        Finding::Inapplicable(_) => 0,
    }
}

fn print_row(row: &Row) {
    let Finding::Searched(report) = &row.finding else { return };
    let broken: Vec<&str> = report.broken().map(Property::name).collect();
    let verdict = if broken.is_empty() { "proved".to_owned() } else { format!("breaks {}", broken.join(", ")) };
    let bounded = if report.bounded { ", not proved beyond these states" } else { "" };
    println!("  {:12} {:26} {:7} {verdict}{bounded}", row.context.name(), row.fault.name(), report.states);
}
