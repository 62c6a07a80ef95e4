//! A sweep, point by point: a head, a piece for each point in order, a tail. So it can be written while it is still running.

use core::fmt::Write;

use pgd_sim::{FIGURES, Figure};
use playground::{Comparison, Lane, Sweep};
use scenario::{Field, Scenario, Value};

use crate::json;
use crate::table::words;

/// How a sweep is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SweepFormat {
    /// The most telling figures, for a terminal.
    Table,
    /// All figures of all strategies, a row for each point.
    Csv,
    /// An array with what [`crate::json`] gives for each point.
    Json,
}

/// What a table of a sweep shows: figure and strategy.
const TOLD: [(&str, Lane); 6] = [
    ("vmalloc_ns.max", Lane::Eager),
    ("vmalloc_ns.max", Lane::Lazy),
    ("fork_ns.max", Lane::Eager),
    ("fork_ns.max", Lane::Lazy),
    ("sync_ns_total", Lane::Eager),
    ("sync_ns_total", Lane::Lazy),
];

impl SweepFormat {
    /// All of a sweep whose points are all there, in their order.
    #[must_use]
    pub fn whole<'a>(self, sweep: &Sweep, comparisons: impl IntoIterator<Item = &'a Comparison>) -> String {
        let points = sweep.points.iter().zip(comparisons).enumerate();
        let point = |(at, ((value, scenario), comparison)): (usize, (&(u64, Scenario), &Comparison))| {
            self.point(sweep.field, *value, scenario, comparison, at + 1 == sweep.points.len())
        };
        self.head(sweep.field) + &points.map(point).collect::<String>() + self.tail()
    }

    /// What stands before the first point.
    #[must_use]
    pub fn head(self, field: &Field) -> String {
        match self {
            SweepFormat::Table => {
                let mut text = format!("{:>12}", field.key);
                for (id, lane) in TOLD {
                    let name = id.trim_end_matches("_ns.max").trim_end_matches("_ns_total");
                    write(&mut text, format_args!(" {:>13}", format!("{name} {}", lane.letter())));
                }
                text + "\n"
            }
            SweepFormat::Csv => {
                let columns = columns().map(|(figure, lane)| format!(",{}.{}", lane.id(), figure.id));
                format!("{}{}\n", field.key, columns.collect::<String>())
            }
            SweepFormat::Json => "[\n".to_owned(),
        }
    }

    /// One point.
    #[must_use]
    pub fn point(self, field: &Field, value: u64, scenario: &Scenario, comparison: &Comparison, last: bool) -> String {
        match self {
            SweepFormat::Table => {
                let mut text = format!("{:>12}", field.write(Value::Number(value)));
                for (id, lane) in TOLD {
                    let cell = columns()
                        .find(|(figure, at)| figure.id == id && *at == lane)
                        .map(|(figure, lane)| words(figure, figure.of(comparison.report(lane))));
                    write(&mut text, format_args!(" {:>13}", cell.unwrap_or_default()));
                }
                text + "\n"
            }
            SweepFormat::Csv => {
                let cells = columns().map(|(figure, lane)| format!(",{}", figure.of(comparison.report(lane))));
                format!("{value}{}\n", cells.collect::<String>())
            }
            SweepFormat::Json => json::line(scenario, comparison) + if last { "\n" } else { ",\n" },
        }
    }

    /// What stands behind the last point.
    #[must_use]
    pub const fn tail(self) -> &'static str {
        match self {
            SweepFormat::Table => {
                "\nlongest calls and all time spent spreading; S shared, E eager, L lazy; model time\n"
            }
            SweepFormat::Csv => "",
            SweepFormat::Json => "]\n",
        }
    }
}

/// Every figure of every strategy.
fn columns() -> impl Iterator<Item = (&'static Figure, Lane)> {
    Lane::ALL.into_iter().flat_map(|lane| FIGURES.iter().copied().flatten().map(move |figure| (figure, lane)))
}

fn write(text: &mut String, arguments: core::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("writing to a string does not fail");
}
