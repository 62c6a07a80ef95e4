//! Moments of a run that mean the same under every handler, and how to find them.

use serde::Serialize;

use crate::event::Event;
use crate::machine::Machine;
use crate::op::{Label, Phase};
use crate::schedule::{MOVES_MAX, Schedule};
use crate::state::State;

/// A moment of a run, independent of how long a handler's listing is. Visits count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// So many moves into the n-th visit of a phase; at its last boundary if the visit is shorter.
    Phase {
        /// The phase.
        phase: Phase,
        /// Which visit.
        visit: u16,
        /// Moves into it.
        offset: u16,
    },
    /// So many micro-ops behind a label, the n-th time the CPU stands there.
    Place {
        /// The label.
        label: Label,
        /// Micro-ops behind it.
        offset: u8,
        /// Which time.
        visit: u16,
    },
    /// The n-th time the event is possible.
    Possible {
        /// The event.
        event: Event,
        /// Which time.
        visit: u16,
    },
}

/// Walks the boundaries of a scheduled run.
struct Walk {
    phase: Option<Phase>,
    visits: [u16; Phase::FaultReturn as usize + 1],
    offset: u16,
}

impl Walk {
    fn new() -> Walk {
        Walk { phase: None, visits: [0; Phase::FaultReturn as usize + 1], offset: 0 }
    }

    fn arrive(&mut self, phase: Phase) {
        if self.phase == Some(phase) {
            self.offset += 1;
        } else {
            self.phase = Some(phase);
            self.visits[phase as usize] += 1;
            self.offset = 0;
        }
    }

    fn visit(&self) -> u16 {
        self.phase.map_or(0, |phase| self.visits[phase as usize])
    }
}

impl Machine {
    /// The states at the boundaries of a scheduled run, each after the NMIs of that boundary and before its move.
    fn boundaries(&self, schedule: &Schedule) -> Vec<State> {
        let mut state = self.start();
        let mut states = Vec::new();
        for event in self.replay(schedule).events {
            if event.is_move() {
                states.push(state);
            }
            // The replay has just done the same.
            let _ = self.step_in_place(&mut state, event);
        }
        states.push(state);
        states.truncate(usize::from(MOVES_MAX));
        states
    }

    /// The first boundary of the scheduled run that is this moment.
    #[must_use]
    pub fn boundary_at(&self, schedule: &Schedule, moment: Moment) -> Option<u16> {
        let mut walk = Walk::new();
        let mut times = 0;
        let mut last = None;
        for (boundary, state) in self.boundaries(schedule).iter().enumerate() {
            let boundary = boundary as u16;
            walk.arrive(self.next_line(state).phase());
            match moment {
                Moment::Phase { phase, visit, offset } => {
                    if walk.phase == Some(phase) && walk.visit() == visit {
                        last = Some(boundary);
                        if walk.offset == offset {
                            break;
                        }
                    } else if last.is_some() {
                        break;
                    }
                }
                Moment::Place { label, offset, visit } => {
                    let here = self.program.find(label).map(|place| place.saturating_add(offset));
                    times += u16::from(here == Some(state.rip) && !self.takes_first(state));
                    if times == visit {
                        return Some(boundary);
                    }
                }
                Moment::Possible { event, visit } => {
                    times += u16::from(self.allows(state, event).is_ok());
                    if times == visit {
                        return Some(boundary);
                    }
                }
            }
        }
        last
    }

    /// What moment a boundary of the scheduled run is, for an event to be repeated under another handler.
    #[must_use]
    pub fn moment_of(&self, schedule: &Schedule, event: Event, boundary: u16) -> Option<Moment> {
        let states = self.boundaries(schedule);
        let states = states.get(..=usize::from(boundary))?;
        if matches!(event, Event::Breakpoint | Event::IretFault) {
            let visit = states.iter().filter(|state| self.allows(state, event).is_ok()).count() as u16;
            return (visit > 0).then_some(Moment::Possible { event, visit });
        }
        let mut walk = Walk::new();
        for state in states {
            walk.arrive(self.next_line(state).phase());
        }
        let phase = walk.phase?;
        Some(Moment::Phase { phase, visit: walk.visit(), offset: walk.offset })
    }
}
