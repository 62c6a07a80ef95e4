//! An independent model checker finds the same states and the same verdicts.
#![cfg(not(target_family = "wasm"))]
#![allow(missing_docs)]

use nmi_sim::{Config, Context, Event, Fault, Handler, Machine, Property, STATES_MAX, Search, State};
use stateright::{Checker, Model};

struct Oracle(Machine);

macro_rules! holds {
    ($($property:ident),*) => {
        vec![$(stateright::Property::always(Property::$property.name(), |_: &Oracle, state: &State| {
            !state.broken().contains(Property::$property)
        })),*]
    };
}

impl Model for Oracle {
    type State = State;
    type Action = Event;

    fn init_states(&self) -> Vec<State> {
        vec![self.0.start()]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Event>) {
        actions.extend(Event::ALL.into_iter().filter(|&event| self.0.allows(state, event).is_ok()));
    }

    fn next_state(&self, state: &State, event: Event) -> Option<State> {
        self.0.step(state, event).ok().map(|step| step.state)
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        let mut all =
            holds!(FrameReturns, BodyOnce, NmiServed, Cr2Survives, StackInBounds, EndsUnblocked, ResumesAtOnce);
        // Never discovered, so that the checker goes on to the last state.
        all.push(stateright::Property::always("exhaust", |_, _| true));
        all
    }
}

/// The same machine with fuel: a run that never ends uses it up, an ending one does not.
struct Fuelled(Machine);

/// More than the longest run of any configuration tested here that ends.
const FUEL: u16 = 400;

impl Model for Fuelled {
    type State = (State, u16);
    type Action = Event;

    fn init_states(&self) -> Vec<(State, u16)> {
        vec![(self.0.start(), FUEL)]
    }

    fn actions(&self, (state, fuel): &(State, u16), actions: &mut Vec<Event>) {
        if *fuel > 0 {
            actions.extend(Event::ALL.into_iter().filter(|&event| self.0.allows(state, event).is_ok()));
        }
    }

    fn next_state(&self, (state, fuel): &(State, u16), event: Event) -> Option<(State, u16)> {
        self.0.step(state, event).ok().map(|step| (step.state, fuel - u16::from(event.is_move())))
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        vec![stateright::Property::always("ends", |_, (_, fuel): &(State, u16)| *fuel > 0)]
    }
}

fn compare(config: Config) {
    let machine = Machine::new(config).unwrap();
    let ours = Search::complete(machine.clone(), STATES_MAX);
    let theirs = Oracle(machine).checker().spawn_bfs().join();
    assert_eq!(theirs.unique_state_count(), ours.states as usize, "{config:?}");
    for (property, verdict) in &ours.verdicts {
        if *property != Property::Ends {
            let found = theirs.discovery(property.name());
            assert_eq!(found.is_some(), verdict.is_broken(), "{} of {config:?}", property.name());
        }
    }
}

fn compare_ends(config: Config) {
    let machine = Machine::new(config).unwrap();
    let ours = Search::complete(machine.clone(), STATES_MAX);
    let theirs = Fuelled(machine).checker().spawn_dfs().join();
    let found = theirs.discovery("ends");
    assert_eq!(found.is_some(), ours.verdict(Property::Ends).is_broken(), "{config:?}");
}

#[test]
fn same_states_and_verdicts_for_every_handler() {
    for handler in Handler::ALL {
        for (context, fault, arrivals) in [
            (Context::Kernel, Fault::PageFaultAndBreakpoint, 2),
            (Context::User, Fault::FaultingIret, 2),
            (Context::PageFault, Fault::PageFault, 2),
            (Context::DebugStack, Fault::Breakpoint, 2),
            (Context::Syscall, Fault::PageFault, 2),
            (Context::Kernel, Fault::PageFault, 3),
            (Context::User, Fault::CodeBreakpoint, 2),
            (Context::User, Fault::SingleStep, 2),
            (Context::User, Fault::MachineCheck, 2),
            (Context::User, Fault::StackEdge, 2),
        ] {
            let config = Config::new(handler, context, fault, arrivals);
            if config.inapplicable().is_none() {
                compare(config);
            }
        }
    }
}

#[test]
fn same_verdict_on_ending() {
    for handler in Handler::ALL {
        for fault in [Fault::None, Fault::PageFault, Fault::CodeBreakpoint] {
            compare_ends(Config::new(handler, Context::User, fault, 2));
        }
    }
}
