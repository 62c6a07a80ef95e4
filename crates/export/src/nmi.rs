//! A run of the NMI machine as JSON. The keys are stable: scripts rest on them.

use std::collections::BTreeMap;

use nmi_sim::{Change, End, Explanation, Mark, Phase, Property, Rule, Run, Schedule, Standing};
use playground::NmiRun;
use scenario::Scenario;
use serde::Serialize;

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "NmiRun"), ts(rename = "NmiRun"))]
pub(crate) struct Document {
    /// The link's fragment, without `#`, in its canonical form.
    scenario: String,
    /// The fingerprint of the run's transcript, sixteen hexadecimal digits.
    digest: String,
    /// How NMIs are handled.
    handler: &'static str,
    /// What the first NMI interrupts.
    context: &'static str,
    /// What comes when.
    schedule: ScheduleOf,
    /// The step at which the link opens the run.
    step: u16,
    /// Every step, from 1.
    steps: Vec<Step>,
    /// What the schedule asked for and could not have.
    ignored: Vec<Ignored>,
    /// What it came to.
    outcome: Outcome,
    /// Each property, by its name.
    properties: BTreeMap<&'static str, Held>,
}

/// Arrivals and faults, counted in moves of the CPU: `n` is before move number `n`.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "Schedule"), ts(rename = "Schedule"))]
pub(crate) struct ScheduleOf {
    /// NMIs that arrive.
    nmi: Vec<u16>,
    /// Moves that are breakpoints.
    breakpoint: Vec<u16>,
    /// Moves that are machine checks.
    machine_check: Vec<u16>,
    /// Moves that are faults of an IRET.
    iret_fault: Vec<u16>,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Step {
    /// Its number.
    step: u16,
    /// How many moves the CPU had made before it.
    boundary: u16,
    /// What happened.
    event: &'static str,
    /// Why, in a sentence.
    sentence: String,
    /// From where that is known.
    source: &'static str,
    /// How sure the source makes it.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "String"), ts(as = "String"))]
    standing: Standing,
    /// The rule of the hardware that it shows.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Option<String>"), ts(as = "Option<String>"))]
    rule: Option<Rule>,
    /// What the listing is at after it.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "String"), ts(as = "String"))]
    phase: Phase,
    /// What kind of moment it is.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Vec<String>"), ts(as = "Vec<String>"))]
    marks: Vec<Mark>,
    /// What it wrote.
    changes: Vec<Changed>,
    /// What it broke, by name.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Vec<String>"), ts(as = "Vec<String>"))]
    broke: Vec<Property>,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Changed {
    /// A register, a flag, or a stack slot by its address.
    name: String,
    /// What it was.
    old: String,
    /// What it is.
    new: String,
    /// Who wrote a stack slot, before and after.
    writer: Option<[&'static str; 2]>,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Ignored {
    /// Where it was asked for.
    boundary: u16,
    /// What.
    event: &'static str,
    /// Why not.
    reason: &'static str,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Outcome {
    /// `finished`, `crashed`, `loops` or `cut`.
    end: &'static str,
    /// The moves of a lap, where the CPU goes round for ever.
    lap: Option<u16>,
    /// How often the body began.
    bodies: u16,
    /// How often another round began, in assembly or in C.
    rounds: u16,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Held {
    /// Whether it does.
    holds: bool,
    /// What it says.
    sentence: &'static str,
    /// The step that broke it, the one that did the damage, and the one from which on it was bound to happen.
    step: Option<u16>,
    cause: Option<u16>,
    inevitable: Option<u16>,
}

/// The run of a scenario: `.schedule.{nmi,breakpoint,machine_check,iret_fault}`;
/// `.steps[].{step,boundary,event,sentence,source,standing,rule,phase,marks,changes,broke}` with
/// `.changes[].{name,old,new,writer}`; `.ignored[].{boundary,event,reason}`; `.outcome.{end,lap,bodies,rounds}`;
/// `.properties."frame-returns".{holds,sentence,step,cause,inevitable}` and so on for each property; and `.scenario`,
/// `.digest`, `.handler`, `.context`, `.step`. Steps count from 1, boundaries are moves of the CPU.
///
/// ```
/// use playground::NmiRun;
/// use scenario::Link;
///
/// let scenario = Link::read("#v=1&view=nmi&nmi=0,7").scenario;
/// let run = NmiRun::new(&scenario.nmi)?;
/// assert!(export::nmi_json(&scenario, &run).starts_with("{\n  \"scenario\": \"v=1&view=nmi&nmi=0,7\""));
/// # Ok::<(), &'static str>(())
/// ```
#[must_use]
pub fn nmi_json(scenario: &Scenario, run: &NmiRun) -> String {
    let outcome = run.outcome();
    let (end, lap) = match outcome.end {
        End::Finished => ("finished", None),
        End::Crashed => ("crashed", None),
        End::Loops { lap } => ("loops", Some(lap)),
        End::Cut => ("cut", None),
    };
    let config = run.run().machine().config();
    let document = Document {
        scenario: scenario.fragment(),
        digest: run.digest(),
        handler: config.handler.name(),
        context: config.context.name(),
        schedule: schedule(&scenario.nmi.schedule),
        step: run.run().step(),
        steps: steps(run.run()),
        ignored: ignored(run.run()),
        outcome: Outcome { end, lap, bodies: outcome.bodies, rounds: outcome.rounds },
        properties: properties(run),
    };
    serde_json::to_string_pretty(&document).expect("numbers and strings can always be written")
}

fn schedule(schedule: &Schedule) -> ScheduleOf {
    let Schedule { nmi, breakpoint, machine_check, iret_fault } = schedule.clone();
    ScheduleOf { nmi, breakpoint, machine_check, iret_fault }
}

fn steps(run: &Run) -> Vec<Step> {
    (1..=run.len()).filter_map(|at| step(run, at)).collect()
}

/// One step of the path; none for step 0 and beyond the end.
pub(crate) fn step(run: &Run, step: u16) -> Option<Step> {
    let Explanation { sentence, source, rule, phase, marks, changes, broke } = run.explanation_of(step)?;
    let before = step.checked_sub(1)?;
    Some(Step {
        step,
        boundary: run.boundary_of(before),
        event: run.events().get(usize::from(before))?.name(),
        sentence,
        source: source.cite(),
        standing: source.standing(),
        rule,
        phase,
        marks,
        changes: changes.into_iter().map(changed).collect(),
        broke,
    })
}

fn changed(Change { name, old, new, owners, .. }: Change) -> Changed {
    Changed { name, old, new, writer: owners.map(|(before, after)| [before.name(), after.name()]) }
}

fn ignored(run: &Run) -> Vec<Ignored> {
    let ignored = run.ignored().iter();
    ignored
        .map(|ignored| Ignored {
            boundary: ignored.boundary,
            event: ignored.event.name(),
            reason: ignored.refusal.sentence(),
        })
        .collect()
}

fn properties(run: &NmiRun) -> BTreeMap<&'static str, Held> {
    let hazards = run.hazards();
    let held = |property: Property| {
        let hazard = hazards.iter().find(|hazard| hazard.property == property);
        let held = Held {
            holds: hazard.is_none(),
            sentence: property.sentence(),
            step: hazard.map(|hazard| hazard.step),
            cause: hazard.map(|hazard| hazard.cause),
            inevitable: hazard.map(|hazard| hazard.inevitable),
        };
        (property.name(), held)
    };
    Property::ALL.into_iter().map(held).collect()
}
