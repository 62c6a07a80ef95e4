//! Several handlers under the same events, and where they part.

use serde::Serialize;

use crate::config::{Config, Handler};
use crate::event::Event;
use crate::explain::Mark;
use crate::hazard::Outcome;
use crate::machine::Machine;
use crate::moment::Moment;
use crate::op::Phase;
use crate::run::Run;
use crate::schedule::Schedule;
use crate::word::Owner;

/// A moment that handlers have in common: what kind, and who runs after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Milestone {
    /// What kind of moment.
    pub mark: Mark,
    /// Who runs after it.
    pub runs: Owner,
    /// The step of that lane's run.
    pub step: u16,
}

/// One handler of a duel.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The handler.
    pub handler: Handler,
    /// Its run, the same events at the same moments.
    pub run: Run,
    /// Its schedule, for a link.
    pub schedule: Schedule,
    /// What it came to.
    pub outcome: Outcome,
    /// Its milestones, in order.
    pub milestones: Vec<Milestone>,
    /// The events whose moment does not exist under this handler.
    pub missed: Vec<Event>,
}

/// A duel: the first lane leads.
#[derive(Clone, Debug)]
pub struct Duel {
    /// The lanes.
    pub lanes: Vec<Lane>,
    /// The index of the first milestone at which a lane differs from the leading one.
    pub divergence: Option<u16>,
}

impl Duel {
    /// The leading configuration's schedule, carried over to the other handlers.
    ///
    /// # Errors
    /// The reason, if a handler cannot exist in this context.
    pub fn new(lead: Config, schedule: &Schedule, others: &[Handler]) -> Result<Duel, &'static str> {
        let leader = Machine::new(lead)?;
        let mut lanes = vec![lane(lead, schedule.clone(), Vec::new())?];
        for &handler in others {
            let config = lead.with_handler(handler);
            let (schedule, missed) = carry(&leader, schedule, &Machine::new(config)?);
            lanes.push(lane(config, schedule, missed)?);
        }
        let divergence = first_divergence(&lanes);
        Ok(Duel { lanes, divergence })
    }
}

fn lane(config: Config, schedule: Schedule, missed: Vec<Event>) -> Result<Lane, &'static str> {
    let mut run = Run::scheduled(config, &schedule)?;
    let outcome = run.finish();
    let milestones = run
        .marks()
        .into_iter()
        .map(|(step, mark)| Milestone { mark, runs: run.state_at(step).current(), step })
        .collect();
    Ok(Lane { handler: config.handler, run, schedule, outcome, milestones, missed })
}

/// The schedule's events at the same moments on another machine, one after the other in time; and those whose moment does
/// not exist there.
#[must_use]
pub fn carry(from: &Machine, schedule: &Schedule, to: &Machine) -> (Schedule, Vec<Event>) {
    let mut events: Vec<(u16, Event)> = [
        (&schedule.nmi, Event::Nmi),
        (&schedule.breakpoint, Event::Breakpoint),
        (&schedule.machine_check, Event::MachineCheck),
        (&schedule.iret_fault, Event::IretFault),
    ]
    .into_iter()
    .flat_map(|(list, event)| list.iter().map(move |&boundary| (boundary, event)))
    .collect();
    events.sort_by_key(|&(boundary, event)| (boundary, event.is_move()));
    let mut source = Schedule::default();
    let mut carried = Schedule::default();
    let mut missed = Vec::new();
    for (boundary, event) in events {
        // The moment is looked up in the run as it was before this event.
        let Some(moment) = from.moment_of(&source, event, boundary) else { continue };
        source = source.with(event, boundary);
        match find(to, &carried, moment) {
            Some(at) => carried = carried.with(event, at),
            None => missed.push(event),
        }
    }
    (carried, missed)
}

/// A handler without a phase has the next best: frames are copied, and nesting is found out, on entry.
fn find(machine: &Machine, schedule: &Schedule, moment: Moment) -> Option<u16> {
    machine.boundary_at(schedule, moment).or_else(|| match moment {
        Moment::Phase { phase: Phase::Frames | Phase::Nested, visit, offset } => {
            machine.boundary_at(schedule, Moment::Phase { phase: Phase::Entry, visit, offset })
        }
        _ => None,
    })
}

fn first_divergence(lanes: &[Lane]) -> Option<u16> {
    let (leader, others) = lanes.split_first()?;
    let longest = lanes.iter().map(|lane| lane.milestones.len()).max()?;
    let kind = |lane: &Lane, i: usize| lane.milestones.get(i).map(|m| (m.mark, m.runs));
    (0..longest).find(|&i| others.iter().any(|lane| kind(lane, i) != kind(leader, i))).map(|i| i as u16)
}
