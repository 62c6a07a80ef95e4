//! What a run came to: its outcome, and for each broken property the step that broke it and the steps behind that.

use serde::Serialize;

use crate::event::Event;
use crate::machine::Machine;
use crate::op::{Op, Src};
use crate::property::{Property, PropertySet};
use crate::run::Run;
use crate::schedule::{End, MOVES_MAX};
use crate::state::State;
use crate::word::Value;

/// What a whole run came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// How it ended.
    pub end: End,
    /// The properties it broke, in the order of [`Property::ALL`].
    pub broken: Vec<Property>,
    /// How often the body began.
    pub bodies: u16,
    /// How often another round began, in assembly or in C.
    pub rounds: u16,
}

/// A broken property on a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Hazard {
    /// Which.
    pub property: Property,
    /// The step that broke it; for [`Property::Ends`] the step at which the path enters its loop.
    pub step: u16,
    /// The step that did the damage. For a lost frame it wrote the word which the return read, perhaps by way of
    /// copies; for CR2 it last wrote it; for a lost NMI it returned without having done anything. Otherwise it is the
    /// same as `step`.
    pub cause: u16,
    /// The step from which on it was bound to happen, even if nothing else came.
    pub inevitable: u16,
}

impl Run {
    /// The properties that the path breaks, each with the step that broke it and the step that sealed it.
    #[must_use]
    pub fn hazards(&self) -> Vec<Hazard> {
        let states: Vec<&State> = (0..=self.len()).map(|s| self.state_at(s)).collect();
        let fates: Vec<PropertySet> = states.iter().map(|state| self.machine().fate(state)).collect();
        let last = states.len() - 1;
        Property::ALL
            .into_iter()
            .filter(|&p| fates[last].contains(p))
            .map(|property| {
                let sealed = (0..=last).rev().take_while(|&s| fates[s].contains(property)).last().unwrap_or(last);
                let broke = states
                    .iter()
                    .position(|s| s.broken().contains(property))
                    .or_else(|| states.iter().position(|&s| property == Property::Ends && states[last] == s))
                    .unwrap_or(last);
                Hazard {
                    property,
                    step: broke as u16,
                    cause: self.cause(&states, property, broke) as u16,
                    inevitable: sealed.min(broke) as u16,
                }
            })
            .collect()
    }

    fn cause(&self, states: &[&State], property: Property, broke: usize) -> usize {
        match property {
            Property::Cr2Survives => (1..broke).rev().find(|&s| states[s - 1].cr2 != states[s].cr2).unwrap_or(broke),
            // The return of an NMI that had found nothing to do.
            Property::NmiServed => (1..=broke)
                .rev()
                .find(|&s| states[s].depth < states[s - 1].depth && states[s - 1].current().is_nmi())
                .unwrap_or(broke),
            Property::FrameReturns => self.cause_of_return(states, broke),
            _ => broke,
        }
    }

    /// Follows the word that a wrong return read to who wrote it, through copies of it.
    fn cause_of_return(&self, states: &[&State], broke: usize) -> usize {
        let Some(before) = broke.checked_sub(1).map(|s| states[s]) else { return broke };
        let program = &self.machine().program;
        let rip = match program.op(before.rip) {
            Op::Iret => before.rsp,
            Op::Erets => before.rsp.saturating_add(1),
            Op::Signal => self.machine().frame(before),
            _ => return broke,
        };
        let read = |up| Machine::read(before, rip, up);
        let wrong = match usize::from(before.depth).checked_sub(1).map(|top| before.interruptions[top]) {
            Some(i) if read(0) == Value::Code(i.rip) && read(2) == Value::Flags(i.flags) => 3,
            Some(i) if read(0) == Value::Code(i.rip) => 2,
            _ => 0,
        };
        let mut word = usize::from(rip.saturating_add(wrong));
        let mut end = broke;
        loop {
            let written = (1..end).rev().find(|&s| {
                let (old, new) = (states[s - 1].memory.get(word), states[s].memory.get(word));
                old != new
            });
            let Some(step) = written else { return end.min(broke) };
            match program.op(states[step - 1].rip) {
                Op::Push(Src::Slot(slot)) if usize::from(states[step].rsp) == word => {
                    word = usize::from(self.machine().slot(slot));
                    end = step;
                }
                _ => return step,
            }
        }
    }

    /// The step at which the path is best opened: right before the first damage, or where nothing breaks right before the
    /// last arrival.
    #[must_use]
    pub fn opening_step(&self) -> u16 {
        let damage = self.hazards().iter().map(|hazard| hazard.cause.saturating_sub(1)).min();
        let last_arrival = || self.events().iter().rposition(|&event| event == Event::Nmi).unwrap_or(0) as u16;
        damage.unwrap_or_else(last_arrival)
    }
}

impl Machine {
    /// What a whole run came to: its events and how it ended.
    #[must_use]
    pub fn outcome(&self, events: &[Event], end: End) -> Outcome {
        let mut state = self.start();
        let (mut bodies, mut rounds) = (0, 0);
        for &event in events {
            let before = state;
            if self.step_in_place(&mut state, event).is_err() {
                break;
            }
            if event == Event::Run && !self.takes_first(&before) {
                match self.program.op(before.rip) {
                    Op::BodyEnter => bodies += 1,
                    Op::LatchDown(_) if state.latch != 0 => rounds += 1,
                    Op::Iret if self.round().is_some_and(|(place, _)| state.rip == place) => rounds += 1,
                    _ => {}
                }
            }
        }
        let mut broken = state.broken();
        if matches!(end, End::Loops { .. } | End::Cut) {
            broken.insert(Property::Ends);
        }
        Outcome { end, broken: broken.iter().collect(), bodies, rounds }
    }

    /// The properties that are broken once nothing more comes: what this state is bound for.
    #[must_use]
    pub fn fate(&self, state: &State) -> PropertySet {
        let mut end = *state;
        let mut remembered = end;
        let mut until = 1;
        for moves in 1..=MOVES_MAX {
            if self.step_in_place(&mut end, Event::Run).is_err() {
                return end.broken();
            }
            if end == remembered {
                break;
            }
            if moves == until {
                remembered = end;
                until *= 2;
            }
        }
        let mut broken = end.broken();
        broken.insert(Property::Ends);
        broken
    }
}
