//! The table of proofs as JSON, whose keys are stable, and as text.

use core::fmt::{Arguments, Write};
use std::collections::BTreeMap;

use nmi_sim::{Context, Fault, Handler, Property};
use playground::{Exploration, Explored, Found, Proof};
use serde::Serialize;

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "Exploration"), ts(rename = "Exploration"))]
pub(crate) struct Document<'a> {
    /// How many NMIs could arrive at most.
    arrivals: u8,
    /// The states of all rows.
    states: u64,
    /// The fingerprint of every verdict, sixteen hexadecimal digits.
    digest: String,
    /// Each handler in each context against each source of faults.
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Row<'a> {
    /// How NMIs are handled.
    handler: &'static str,
    /// What the first NMI interrupts.
    context: &'static str,
    /// What may fault.
    faults: &'static str,
    /// Why the combination cannot exist; the keys below are then `null`.
    impossible: Option<&'a str>,
    /// How many states can be reached, or were when there was no more room.
    states: Option<u32>,
    /// Whether there was no more room.
    bounded: Option<bool>,
    /// Each property, by its name.
    properties: Option<BTreeMap<&'static str, Verdict<'a>>>,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Verdict<'a> {
    /// `proved`, `broken` or `bounded`.
    verdict: &'static str,
    /// The length of the shortest run that breaks it; its link opens right before it does.
    steps: Option<u32>,
    /// That link's fragment.
    scenario: Option<&'a str>,
}

/// Every cell: `.rows[].{handler,context,faults,impossible,states,bounded}` and for each property
/// `.rows[].properties."frame-returns".{verdict,steps,scenario}`; and `.arrivals`, `.states`, `.digest`.
///
/// A property is `proved` over the row's states, `broken` in so many steps by the run of a scenario, or `bounded`: not
/// proved beyond the row's states.
#[must_use]
pub fn explore_json(exploration: &Exploration) -> String {
    let document = Document {
        arrivals: exploration.arrivals,
        states: exploration.states(),
        digest: exploration.digest(),
        rows: exploration.rows.iter().map(row).collect(),
    };
    serde_json::to_string_pretty(&document).expect("numbers and strings can always be written")
}

fn row(explored: &Explored) -> Row<'_> {
    let (impossible, states, bounded) = match &explored.found {
        Found::Searched { states, bounded, .. } => (None, Some(*states), Some(*bounded)),
        Found::Impossible { reason } => (Some(reason.as_str()), None, None),
    };
    let verdict = |property: Property| {
        let (verdict, broken) = match explored.proof(property)? {
            Proof::Proved(_) => ("proved", None),
            Proof::Bounded(_) => ("bounded", None),
            Proof::Broken(broken) => ("broken", Some(broken)),
        };
        let steps = broken.map(|broken| broken.steps);
        let scenario = broken.map(|broken| broken.fragment.as_str());
        Some((property.name(), Verdict { verdict, steps, scenario }))
    };
    Row {
        handler: explored.handler.name(),
        context: explored.context.name(),
        faults: explored.fault.name(),
        impossible,
        states,
        bounded,
        properties: Property::ALL.into_iter().map(verdict).collect(),
    }
}

/// A grid for each handler with a letter for each broken property, and below it a line for each, with its shortest run.
///
/// ```
/// use nmi_sim::Handler;
/// use playground::{Explore, ExploreJob};
///
/// let table = ExploreJob::new(&Explore { handlers: vec![Handler::Naive], arrivals: 2 }).run();
/// let text = export::explore_table(&table);
/// assert!(text.contains("frame-returns, 35 steps"), "{text}");
/// assert!(text.contains("#v=1&view=nmi&"));
/// ```
#[must_use]
pub fn explore_table(exploration: &Exploration) -> String {
    let mut text = String::new();
    for handler in Handler::ALL {
        let rows: Vec<_> = exploration.rows.iter().filter(|row| row.handler == handler).collect();
        if !rows.is_empty() {
            grid(&mut text, handler, &rows);
            links(&mut text, &rows);
            text.push('\n');
        }
    }
    let letters = Property::ALL.map(|property| format!("{} {}", property.letter(), property.name()));
    write(&mut text, format_args!("Broken: {}.\n", letters.join(", ")));
    text.push_str("ok N: proved over the N states there are. ? N: not proved beyond N states. -: cannot exist.\n");
    let (states, arrivals) = (exploration.states(), exploration.arrivals);
    let up_to = if arrivals == 1 { "one NMI".to_owned() } else { format!("up to {arrivals} NMIs") };
    write(&mut text, format_args!("{states} states, {up_to}; digest {}\n", exploration.digest()));
    text
}

fn grid(text: &mut String, handler: Handler, rows: &[&Explored]) {
    write(text, format_args!("{}: {}\n\n  {:<27}", handler.name(), handler.sentence(), "may fault"));
    let line = |text: &mut String, cells: [String; Context::ALL.len()]| {
        let cells = cells.map(|cell| format!("{cell:<12}")).concat();
        write(text, format_args!("{}\n", cells.trim_end()));
    };
    line(text, Context::ALL.map(|context| context.name().to_owned()));
    for fault in Fault::ALL {
        write(text, format_args!("  {:<27}", fault.name()));
        let at = |context| rows.iter().find(|row| row.context == context && row.fault == fault);
        line(text, Context::ALL.map(|context| at(context).map_or_else(String::new, |row| cell(row))));
    }
}

fn cell(row: &Explored) -> String {
    let Found::Searched { states, bounded, broken } = &row.found else { return "-".to_owned() };
    let letters: String = broken.iter().map(|broken| broken.property.letter()).collect();
    match (letters.is_empty(), *bounded) {
        (true, false) => format!("ok {states}"),
        (_, true) => format!("{letters}? {states}"),
        (false, false) => letters,
    }
}

fn links(text: &mut String, rows: &[&Explored]) {
    for row in rows.iter().filter(|row| !row.broken().is_empty()) {
        write(text, format_args!("\n  {}, {}: {} states\n", row.context.name(), row.fault.name(), row.states()));
        for broken in row.broken() {
            let what = format!("{}, {} steps", broken.property.name(), broken.steps);
            write(text, format_args!("    {what:<26} #{}\n", broken.fragment));
        }
    }
}

fn write(text: &mut String, arguments: Arguments<'_>) {
    text.write_fmt(arguments).expect("writing to a string does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_that_was_hit_shows() {
        let found = Found::Searched { states: 9, bounded: true, broken: Vec::new() };
        let row = Explored { handler: Handler::Fred, context: Context::User, fault: Fault::None, found };
        assert_eq!(cell(&row), "? 9");
        let exploration = Exploration { arrivals: 2, rows: vec![row] };
        assert!(explore_json(&exploration).contains("\"verdict\": \"bounded\""));
    }
}
