//! A comparison as rows: one figure a row, one strategy a column.

use core::fmt::Write;

use pgd_sim::{FIGURES, Figure, FigureUnit};
use playground::{Comparison, Lane};
use scenario::Scenario;

fn write(text: &mut String, arguments: core::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("writing to a string does not fail");
}

/// Plain numbers for other programs.
#[must_use]
pub fn csv(comparison: &Comparison) -> String {
    let lanes = Lane::ALL.map(Lane::id).join(",");
    let mut text = format!("figure,unit,{lanes}\n");
    for figure in FIGURES.iter().copied().flatten() {
        let [shared, eager, lazy] = Lane::ALL.map(|lane| figure.of(comparison.report(lane)));
        write(&mut text, format_args!("{},{},{shared},{eager},{lazy}\n", figure.id, figure.unit.id()));
    }
    text
}

/// Three figures and a unit, for a terminal.
#[must_use]
pub fn table(scenario: &Scenario, comparison: &Comparison) -> String {
    let mut text = format!("#{}\n\n", scenario.fragment());
    let [shared, eager, lazy] = Lane::ALL.map(Lane::title);
    row(&mut text, "", [shared, eager, lazy].map(str::to_owned));
    for group in FIGURES {
        text.push('\n');
        for figure in group.iter().filter(|figure| !figure.label.is_empty()) {
            row(&mut text, figure.label, Lane::ALL.map(|lane| words(figure, figure.of(comparison.report(lane)))));
        }
    }
    write(&mut text, format_args!("\nmodel time, not a benchmark; digest {}\n", comparison.digest()));
    text
}

fn row(text: &mut String, label: &str, values: [String; 3]) {
    let [shared, eager, lazy] = values;
    write(text, format_args!("{label:<26} {shared:>12} {eager:>12} {lazy:>12}\n"));
}

pub(crate) fn words(figure: &Figure, value: u64) -> String {
    let quantity = match figure.unit {
        FigureUnit::Nanoseconds => plot::nanoseconds(value),
        FigureUnit::Bytes => plot::bytes(value),
        FigureUnit::Count => plot::count(value),
    };
    // On a terminal a space that does not break is just a space.
    quantity.to_string().replace('\u{a0}', " ")
}
