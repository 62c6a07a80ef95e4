//! A whole run as text, the same bytes wherever it is made.

use core::fmt::Write as _;

use crate::config::Config;
use crate::explain::Place;
use crate::hazard::Outcome;
use crate::run::Run;
use crate::schedule::{End, Schedule};

/// The run of a schedule, step by step.
///
/// # Errors
/// The reason, if the configuration cannot exist.
pub fn transcript(config: Config, schedule: &Schedule) -> Result<String, &'static str> {
    let mut run = Run::scheduled(config, schedule)?;
    let outcome = run.finish();
    let mut text = String::new();
    head(&mut text, &run, schedule);
    for step in 1..=run.len() {
        one_step(&mut text, &run, step);
    }
    foot(&mut text, &run, &outcome);
    Ok(text)
}

// Writing to a String cannot fail, so the results are dropped.

fn head(text: &mut String, run: &Run, schedule: &Schedule) {
    let config = run.machine().config();
    let _ = writeln!(text, "{}: {}", config.handler.name(), config.handler.sentence());
    let _ = writeln!(text, "{}: {}", config.context.name(), config.context.sentence());
    let sources = config.sources;
    let on: Vec<&str> = [
        (sources.slot_missing, "the vmalloc slot is missing"),
        (sources.breakpoint, "a breakpoint may fire"),
        (sources.single_step, "its handler steps the displaced instruction"),
        (sources.code_breakpoint, "a code breakpoint is set"),
        (sources.stack_edge, "the body stands at its stack's edge"),
        (sources.machine_check, "a machine check may come"),
        (sources.faulting_iret, "an IRET to user mode may fault"),
    ]
    .into_iter()
    .filter_map(|(is_on, says)| is_on.then_some(says))
    .collect();
    let faults = if on.is_empty() { "nothing".to_owned() } else { on.join(", ") };
    let _ = writeln!(text, "may fault: {faults}");
    for (name, list) in [
        ("NMIs arrive at", &schedule.nmi),
        ("breakpoints at", &schedule.breakpoint),
        ("machine checks at", &schedule.machine_check),
        ("faulting IRETs at", &schedule.iret_fault),
    ] {
        if !list.is_empty() {
            let list: Vec<String> = list.iter().map(u16::to_string).collect();
            let _ = writeln!(text, "{name}: {}", list.join(", "));
        }
    }
    for ignored in run.ignored() {
        let _ = writeln!(
            text,
            "not done: {} at {}: {}",
            ignored.event.name(),
            ignored.boundary,
            ignored.refusal.sentence()
        );
    }
    text.push('\n');
}

fn one_step(text: &mut String, run: &Run, step: u16) {
    let Some(explained) = run.explanation_of(step) else { return };
    let boundary = run.boundary_of(step - 1);
    let _ = writeln!(text, "{step:>4} @{boundary:<4} {} [{}]", explained.sentence, explained.source.cite());
    for change in &explained.changes {
        let by = match (&change.place, change.owners) {
            (Place::Slots { .. }, Some((old, new))) if old != new => {
                format!(" ({} → {})", old.name(), new.name())
            }
            _ => String::new(),
        };
        let _ = writeln!(text, "           {}: {} → {}{by}", change.name, change.old, change.new);
    }
}

fn foot(text: &mut String, run: &Run, outcome: &Outcome) {
    text.push('\n');
    let end = match outcome.end {
        End::Finished => "The interrupted code goes on.".to_owned(),
        End::Crashed => "The CPU is down.".to_owned(),
        End::Loops { lap } => format!("The CPU goes round for ever, {lap} moves a lap."),
        End::Cut => "The run was cut.".to_owned(),
    };
    let _ = writeln!(text, "{end} Bodies run: {}. Further rounds: {}.", outcome.bodies, outcome.rounds);
    let hazards = run.hazards();
    if hazards.is_empty() {
        let _ = writeln!(text, "Every property holds.");
    }
    for hazard in hazards {
        let _ = writeln!(
            text,
            "Broken at step {}, bound to happen from step {}: {} ({})",
            hazard.step,
            hazard.inevitable,
            hazard.property.sentence(),
            hazard.property.name()
        );
    }
}
