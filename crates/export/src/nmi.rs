//! A run of the NMI machine as JSON. The keys are stable: scripts rest on them.

use std::collections::BTreeMap;

use nmi_sim::{Change, End, Explanation, Mark, Phase, Property, Rule, Run, Schedule, Standing};
use playground::NmiRun;
use scenario::Scenario;
use serde::Serialize;

#[derive(Serialize)]
struct Document {
    scenario: String,
    digest: String,
    handler: &'static str,
    context: &'static str,
    schedule: Schedule,
    /// The step at which the link opens the run.
    step: u16,
    steps: Vec<Step>,
    ignored: Vec<Ignored>,
    outcome: Outcome,
    properties: BTreeMap<&'static str, Held>,
}

#[derive(Serialize)]
struct Step {
    step: u16,
    /// How many moves the CPU had made before it.
    boundary: u16,
    event: &'static str,
    sentence: String,
    source: &'static str,
    /// How sure the source makes it.
    standing: Standing,
    rule: Option<Rule>,
    /// What the listing is at after it.
    phase: Phase,
    marks: Vec<Mark>,
    changes: Vec<Changed>,
    broke: Vec<Property>,
}

#[derive(Serialize)]
struct Changed {
    name: String,
    old: String,
    new: String,
    /// Who wrote a stack slot, before and after.
    writer: Option<[&'static str; 2]>,
}

#[derive(Serialize)]
struct Ignored {
    boundary: u16,
    event: &'static str,
    reason: &'static str,
}

#[derive(Serialize)]
struct Outcome {
    end: &'static str,
    /// The moves of a lap, where the CPU goes round for ever.
    lap: Option<u16>,
    bodies: u16,
    rounds: u16,
}

#[derive(Serialize)]
struct Held {
    holds: bool,
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
        schedule: scenario.nmi.schedule.clone(),
        step: run.run().step(),
        steps: steps(run.run()),
        ignored: ignored(run.run()),
        outcome: Outcome { end, lap, bodies: outcome.bodies, rounds: outcome.rounds },
        properties: properties(run),
    };
    serde_json::to_string_pretty(&document).expect("numbers and strings can always be written")
}

fn steps(run: &Run) -> Vec<Step> {
    let events = run.events();
    let explained = |step: u16| Some((step, run.explanation_of(step)?));
    (1..=run.len())
        .filter_map(explained)
        .zip(events)
        .map(|((step, explanation), event)| {
            let Explanation { sentence, source, rule, phase, marks, changes, broke } = explanation;
            Step {
                step,
                boundary: run.boundary_of(step - 1),
                event: event.name(),
                sentence,
                source: source.cite(),
                standing: source.standing(),
                rule,
                phase,
                marks,
                changes: changes.into_iter().map(changed).collect(),
                broke,
            }
        })
        .collect()
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
