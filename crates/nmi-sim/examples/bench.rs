//! States per second, and the time of the whole table.
//!
//! `cargo run --release -p nmi-sim --example bench`
#![allow(missing_docs)]

use std::time::Instant;

use nmi_sim::{Config, Context, Fault, Handler, Machine, Property, STATES_MAX, Search};

fn main() {
    let arrivals: u8 = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(2);
    let begin = Instant::now();
    let mut total = 0u64;
    for handler in Handler::ALL {
        for context in Context::ALL {
            for fault in Fault::ALL {
                let config = Config::new(handler, context, fault, arrivals);
                let Ok(machine) = Machine::new(config) else { continue };
                let report = Search::complete(machine, STATES_MAX);
                total += u64::from(report.states);
                let broken: Vec<&str> = report.broken().map(Property::name).collect();
                println!(
                    "{:15} {:12} {:22} {:8} {:4} {}{}",
                    handler.name(),
                    context.name(),
                    fault.name(),
                    report.states,
                    report.depth,
                    broken.join(" "),
                    if report.bounded { " (bounded)" } else { "" }
                );
            }
        }
    }
    let seconds = begin.elapsed().as_secs_f64();
    println!("{total} states in {seconds:.3} s: {:.0} states/s", total as f64 / seconds);
}
