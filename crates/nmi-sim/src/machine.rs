//! The one way in which a state changes.

use crate::config::{ARRIVALS_LIMIT, Config};
use crate::event::{Event, Refusal, Vector};
use crate::op::{Label, Line, Op};
use crate::program::{Program, Section};
use crate::property::{Property, PropertySet};
use crate::state::State;
use crate::word::{Segment, Value};

/// How a return ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Return {
    /// Exactly where the interruption was.
    AsInterrupted,
    /// At the start of another round, which a nested NMI asked for.
    ToAnotherRound,
    /// Somewhere else: the frame is lost.
    Elsewhere,
}

/// What a step did, for whoever explains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The micro-op did what its text says.
    Executed,
    /// A jump was or was not taken.
    Branched {
        /// Whether it was.
        taken: bool,
    },
    /// The CPU took an interrupt or an exception.
    Delivered {
        /// Which.
        vector: Vector,
    },
    /// An NMI arrived and is held in the latch.
    Latched,
    /// An NMI arrived and merged with the one in the latch.
    Merged,
    /// An exception or an NMI returned.
    Returned(Return),
    /// The CPU stopped for good.
    Crashed,
}

/// One step: the state after it and what it did.
#[derive(Clone, Debug)]
pub struct Step {
    /// The state after the step.
    pub state: State,
    /// What it did.
    pub effect: Effect,
}

impl Step {
    /// The properties that this step broke first.
    #[must_use]
    pub fn broke(&self, before: &State) -> PropertySet {
        self.state.broken.minus(before.broken)
    }
}

/// A machine: a configuration and the listings that it runs.
#[derive(Clone, Debug)]
pub struct Machine {
    pub(crate) config: Config,
    pub(crate) program: Program,
}

impl Machine {
    /// Builds the machine of a configuration.
    ///
    /// # Errors
    /// The reason, in a sentence, if the combination cannot exist.
    pub fn new(config: Config) -> Result<Machine, &'static str> {
        if let Some(reason) = config.inapplicable() {
            return Err(reason);
        }
        let config = Config { arrivals_max: config.arrivals_max.clamp(1, ARRIVALS_LIMIT), ..config };
        Ok(Machine { config, program: Program::new(&config) })
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The listings, the interrupted code first.
    #[must_use]
    pub fn sections(&self) -> &[Section] {
        self.program.sections()
    }

    /// The micro-op that is next.
    #[must_use]
    pub fn next_line(&self, state: &State) -> &Line {
        self.program.line(state.rip)
    }

    /// The state in which a run starts.
    #[must_use]
    pub fn start(&self) -> State {
        State::start(&self.config, &self.program)
    }

    /// Whether nothing more can happen: the interrupted code is at its end, or the CPU has crashed.
    #[must_use]
    pub fn is_over(&self, state: &State) -> bool {
        state.crash.is_some() || self.is_finished(state)
    }

    /// Whether the interrupted code is at its end and nothing is about to interrupt it.
    #[must_use]
    pub fn is_finished(&self, state: &State) -> bool {
        state.crash.is_none() && !self.takes_first(state) && self.program.op(state.rip) == Op::Done
    }

    /// Whether an event that is already there comes before the next micro-op.
    pub(crate) fn takes_first(&self, state: &State) -> bool {
        state.trap || (state.pending && !state.blocked && !state.shadow)
    }

    /// Whether the event can happen here.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn allows(&self, state: &State, event: Event) -> Result<(), Refusal> {
        if state.crash.is_some() {
            return Err(Refusal::Crashed);
        }
        if self.is_finished(state) {
            return Err(Refusal::Finished);
        }
        let sources = &self.config.sources;
        let refusal = match event {
            Event::Run => None,
            Event::Nmi => (state.arrivals >= self.config.arrivals_max).then_some(Refusal::NoArrivalLeft),
            Event::Breakpoint if !sources.breakpoint => Some(Refusal::SourceOff),
            Event::MachineCheck if !sources.machine_check => Some(Refusal::SourceOff),
            Event::IretFault if !sources.faulting_iret => Some(Refusal::SourceOff),
            Event::MachineCheck if state.machine_check_spent => Some(Refusal::Spent),
            Event::MachineCheck => (!state.in_nmi_handler()).then_some(Refusal::NotInNmi),
            Event::IretFault if state.iret_fault_spent => Some(Refusal::Spent),
            Event::Breakpoint | Event::IretFault if self.takes_first(state) => Some(Refusal::TakenFirst),
            Event::Breakpoint => (self.program.op(state.rip) != Op::Probe).then_some(Refusal::NotAtProbe),
            Event::IretFault => (!self.at_user_iret(state)).then_some(Refusal::NotAtUserIret),
        };
        refusal.map_or(Ok(()), Err)
    }

    fn at_user_iret(&self, state: &State) -> bool {
        let cs = state.rsp.checked_add(1).and_then(|at| state.memory.get(usize::from(at)));
        self.program.op(state.rip) == Op::Iret
            && matches!(cs.map(|w| w.value()), Some(Value::Segment(Segment { user: true, .. })))
    }

    /// The step that the event makes.
    ///
    /// # Errors
    /// Why the event cannot happen here.
    pub fn step(&self, before: &State, event: Event) -> Result<Step, Refusal> {
        let mut state = *before;
        let effect = self.step_in_place(&mut state, event)?;
        Ok(Step { state, effect })
    }

    /// The same, on the state itself, which is left alone if the event is refused.
    ///
    /// # Errors
    /// Why the event cannot happen here.
    pub fn step_in_place(&self, state: &mut State, event: Event) -> Result<Effect, Refusal> {
        self.allows(state, event)?;
        Ok(self.perform(state, event))
    }

    /// What an allowed event does.
    pub(crate) fn perform(&self, state: &mut State, event: Event) -> Effect {
        let effect = match event {
            Event::Run => self.run(state),
            Event::Nmi => self.arrive(state),
            Event::Breakpoint => {
                // INT3 is a trap: the return address is the one behind it.
                let behind = state.rip + 1;
                self.deliver(state, Vector::Breakpoint, behind)
            }
            Event::MachineCheck => {
                state.machine_check_spent = true;
                let here = state.rip;
                self.deliver(state, Vector::MachineCheck, here)
            }
            Event::IretFault => {
                state.iret_fault_spent = true;
                if self.config.switches.faulting_iret_unblocks {
                    state.blocked = false;
                }
                let here = state.rip;
                self.deliver(state, Vector::Protection, here)
            }
        };
        if self.is_finished(state) {
            if state.owed {
                state.breaks(Property::NmiServed);
            }
            if state.blocked {
                state.breaks(Property::EndsUnblocked);
            }
        }
        if state.crash.is_some() { Effect::Crashed } else { effect }
    }

    fn arrive(&self, state: &mut State) -> Effect {
        state.arrivals += 1;
        state.owed = true;
        if state.pending {
            return Effect::Merged;
        }
        // A trap that is due at this boundary comes before the NMI.
        if state.blocked || state.shadow || state.trap {
            state.pending = true;
            return Effect::Latched;
        }
        let here = state.rip;
        self.deliver(state, Vector::Nmi, here)
    }

    fn run(&self, state: &mut State) -> Effect {
        let here = state.rip;
        if state.trap {
            state.trap = false;
            return self.deliver(state, Vector::Debug, here);
        }
        if state.pending && !state.blocked && !state.shadow {
            state.pending = false;
            return self.deliver(state, Vector::Nmi, here);
        }
        self.execute(state)
    }

    /// Where a handler that knows another round starts one: the place, and RSP as words below the NMI stack's top.
    pub(crate) fn round(&self) -> Option<(u8, u8)> {
        use crate::config::Handler;
        let below_top = match self.config.handler {
            Handler::Linus2010 => 11,
            Handler::Rostedt33 => 12,
            Handler::Lutomirski42 => 17,
            Handler::Naive | Handler::PopfRet | Handler::I386Latch | Handler::Fred => return None,
        };
        Some((self.program.place(Label::Repeat), below_top))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Context, Fault, Handler};

    /// No handler here leaves NMIs blocked or an arrival unserved by itself in this context, so the two checks at the
    /// end of a run are shown to bite on states made by hand.
    #[test]
    fn the_end_of_a_run_is_looked_at() {
        let machine = Machine::new(Config::new(Handler::Fred, Context::User, Fault::None, 1)).unwrap();
        let mut state = State { blocked: true, owed: true, ..machine.start() };
        let effect = machine.step_in_place(&mut state, Event::Run);
        assert_eq!(effect, Ok(Effect::Executed));
        assert!(machine.is_finished(&state));
        let broken: Vec<Property> = state.broken().iter().collect();
        assert_eq!(broken, [Property::NmiServed, Property::EndsUnblocked]);
        assert_eq!(machine.step_in_place(&mut state, Event::Run), Err(Refusal::Finished));
    }

    #[test]
    fn the_latch_has_one_bit() {
        let machine = Machine::new(Config::new(Handler::Naive, Context::Kernel, Fault::None, 3)).unwrap();
        let mut state = machine.start();
        let mut arrive = || machine.step_in_place(&mut state, Event::Nmi);
        assert_eq!(arrive(), Ok(Effect::Delivered { vector: Vector::Nmi }));
        assert_eq!(arrive(), Ok(Effect::Latched));
        assert_eq!(arrive(), Ok(Effect::Merged));
        assert_eq!(arrive(), Err(Refusal::NoArrivalLeft));
    }
}
