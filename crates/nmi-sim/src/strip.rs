//! The strip: a run, and at each of its boundaries what one more NMI would do.

use serde::Serialize;

use crate::config::{ARRIVALS_LIMIT, Config};
use crate::event::Event;
use crate::hazard::Outcome;
use crate::machine::{Effect, Machine};
use crate::property::Property;
use crate::schedule::Schedule;

/// What became of the injected NMI and of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Injected {
    /// It was taken at once and had a run of the body of its own.
    Taken,
    /// It was held in the latch and had its own run later.
    Held,
    /// It made the outer NMI go round again.
    Repeated,
    /// A run of the body that came anyway serves it too.
    Merged,
    /// It broke a property; this is the gravest.
    Broke(Property),
}

impl Injected {
    /// A word or two.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Injected::Taken => "safe",
            Injected::Held => "safe, held",
            Injected::Repeated => "repeated",
            Injected::Merged => "merged",
            Injected::Broke(property) => property.broken(),
        }
    }
}

/// One boundary of the strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The boundary at which the NMI was injected.
    pub boundary: u16,
    /// The step of the base run that stands at this boundary.
    pub step: u16,
    /// What became of it.
    pub injected: Injected,
    /// All that broke, if anything did.
    pub broken: Vec<Property>,
    /// The run with the injected NMI.
    pub schedule: Schedule,
}

/// A strip that is computed cell by cell.
#[derive(Clone, Debug)]
pub struct Strip {
    machine: Machine,
    schedule: Schedule,
    base: Outcome,
    /// The step at which each boundary of the base run is reached, after the NMIs of its own.
    steps: Vec<u16>,
    next: u16,
}

/// The gravest first: what a cell is named after if it breaks more than one.
const BY_GRAVITY: [Property; Property::ALL.len()] = [
    Property::StackInBounds,
    Property::FrameReturns,
    Property::BodyOnce,
    Property::NmiServed,
    Property::Cr2Survives,
    Property::EndsUnblocked,
    Property::Ends,
    Property::ResumesAtOnce,
];

impl Strip {
    /// The strip of a run.
    ///
    /// # Errors
    /// The reason, if the configuration cannot exist or the run has as many NMIs as a run can have.
    pub fn new(config: Config, schedule: &Schedule) -> Result<Strip, &'static str> {
        let arrivals = u8::try_from(schedule.nmi.len()).unwrap_or(ARRIVALS_LIMIT);
        if arrivals >= ARRIVALS_LIMIT {
            return Err("this run already has as many NMIs as a run can have");
        }
        let machine = Machine::new(Config { arrivals_max: arrivals + 1, ..config })?;
        let replay = machine.replay(schedule);
        let base = machine.outcome(&replay.events, replay.end);
        let mut steps = Vec::new();
        for (step, event) in replay.events.iter().enumerate() {
            if event.is_move() {
                steps.push(step as u16);
            }
        }
        Ok(Strip { machine, schedule: schedule.clone(), base, steps, next: 0 })
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> u16 {
        self.steps.len() as u16
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    fn cell(&self, boundary: u16) -> Cell {
        let schedule = self.schedule.with_nmi(boundary);
        let replay = self.machine.replay(&schedule);
        let outcome = self.machine.outcome(&replay.events, replay.end);
        let broken: Vec<Property> = outcome.broken.iter().copied().filter(|p| !self.base.broken.contains(p)).collect();
        let gravest = BY_GRAVITY.into_iter().find(|p| broken.contains(p));
        let step = self.steps[usize::from(boundary)];
        let injected = match gravest {
            Some(property) => Injected::Broke(property),
            None if outcome.rounds > self.base.rounds => Injected::Repeated,
            None if outcome.bodies <= self.base.bodies => Injected::Merged,
            None if self.is_taken_at(&replay.events, step) => Injected::Taken,
            None => Injected::Held,
        };
        Cell { boundary, step, injected, broken, schedule }
    }

    fn is_taken_at(&self, events: &[Event], step: u16) -> bool {
        let mut state = self.machine.start();
        for &event in &events[..usize::from(step)] {
            if self.machine.step_in_place(&mut state, event).is_err() {
                return false;
            }
        }
        matches!(self.machine.step(&state, Event::Nmi), Ok(step) if matches!(step.effect, Effect::Delivered { .. }))
    }
}

impl Iterator for Strip {
    type Item = Cell;

    fn next(&mut self) -> Option<Cell> {
        if self.next >= self.len() {
            return None;
        }
        self.next += 1;
        Some(self.cell(self.next - 1))
    }
}
