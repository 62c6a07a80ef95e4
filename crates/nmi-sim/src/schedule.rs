//! When things happen in a run, small enough for a link.

use serde::{Deserialize, Serialize};

use crate::event::{Event, Refusal};
use crate::machine::Machine;
use crate::state::State;

/// How many moves a replay makes at most. A model choice: the longest run of a correct handler is some hundreds.
pub const MOVES_MAX: u16 = 4096;

/// When NMIs arrive and faults happen, counted in moves of the CPU: boundary `n` is before its move number `n`.
///
/// An arrival takes no move; everything else is one. NMIs of one boundary arrive one after the other, before the
/// move. With the machine's [`crate::Config`] this is a whole run: whatever is not named here is [`Event::Run`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Schedule {
    /// The boundaries at which NMIs arrive, in order; a boundary may be named more than once.
    pub nmi: Vec<u16>,
    /// The moves that are breakpoints.
    pub breakpoint: Vec<u16>,
    /// The moves that are machine checks.
    pub machine_check: Vec<u16>,
    /// The moves that are faults of an IRET.
    pub iret_fault: Vec<u16>,
}

impl Schedule {
    /// NMIs at the given boundaries and nothing else.
    #[must_use]
    pub fn of_nmis(boundaries: &[u16]) -> Schedule {
        let mut nmi = boundaries.to_vec();
        nmi.sort_unstable();
        Schedule { nmi, ..Schedule::default() }
    }

    /// The schedule that repeats the given events.
    #[must_use]
    pub fn of_events(events: &[Event]) -> Schedule {
        let mut schedule = Schedule::default();
        let mut moves = 0u16;
        for &event in events {
            if let Some(list) = schedule.list(event) {
                list.push(moves);
            }
            if event.is_move() {
                moves = moves.saturating_add(1);
            }
        }
        schedule
    }

    /// The same with one more NMI.
    #[must_use]
    pub fn with_nmi(&self, boundary: u16) -> Schedule {
        let mut schedule = self.clone();
        let at = schedule.nmi.partition_point(|&b| b <= boundary);
        schedule.nmi.insert(at, boundary);
        schedule
    }

    /// The same with one more event of any kind; [`Event::Run`] changes nothing.
    #[must_use]
    pub fn with(&self, event: Event, at: u16) -> Schedule {
        let mut schedule = self.clone();
        if let Some(list) = schedule.list(event) {
            let place = list.partition_point(|&m| m <= at);
            list.insert(place, at);
        }
        schedule
    }

    fn list(&mut self, event: Event) -> Option<&mut Vec<u16>> {
        match event {
            Event::Run => None,
            Event::Nmi => Some(&mut self.nmi),
            Event::Breakpoint => Some(&mut self.breakpoint),
            Event::MachineCheck => Some(&mut self.machine_check),
            Event::IretFault => Some(&mut self.iret_fault),
        }
    }

    /// The move that the CPU makes at this boundary, if it is not [`Event::Run`].
    fn fault_at(&self, boundary: u16) -> Option<Event> {
        [
            (&self.machine_check, Event::MachineCheck),
            (&self.breakpoint, Event::Breakpoint),
            (&self.iret_fault, Event::IretFault),
        ]
        .into_iter()
        .find_map(|(list, event)| list.contains(&boundary).then_some(event))
    }

    fn last(&self) -> Option<u16> {
        [&self.nmi, &self.breakpoint, &self.machine_check, &self.iret_fault]
            .into_iter()
            .filter_map(|list| list.iter().copied().max())
            .max()
    }
}

/// How a replay came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// The interrupted code came to its end.
    Finished,
    /// The CPU crashed.
    Crashed,
    /// The CPU goes round for ever: the last `lap` moves lead back to where they started.
    Loops {
        /// The length of the loop.
        lap: u16,
    },
    /// [`MOVES_MAX`] was reached.
    Cut,
}

/// An event of a schedule that could not happen where it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ignored {
    /// The boundary it was asked for.
    pub boundary: u16,
    /// The event.
    pub event: Event,
    /// Why not.
    pub refusal: Refusal,
}

/// A schedule carried out: every event in order.
#[derive(Clone, Debug)]
pub struct Replay {
    /// The events, [`Event::Run`] included.
    pub events: Vec<Event>,
    /// The state at the end.
    pub state: State,
    /// How it ended.
    pub end: End,
    /// What was asked for and could not happen.
    pub ignored: Vec<Ignored>,
}

impl Machine {
    /// Carries out a schedule from the start to the end of the run.
    #[must_use]
    pub fn replay(&self, schedule: &Schedule) -> Replay {
        let replay = self.replay_as_asked(schedule);
        if replay.ignored.is_empty() {
            return replay;
        }
        // A loop is not looked for before the last event asked for. One that came to nothing must not make the run longer
        // than it is by its own events alone.
        let own = self.replay_as_asked(&Schedule::of_events(&replay.events));
        Replay { ignored: replay.ignored, ..own }
    }

    fn replay_as_asked(&self, schedule: &Schedule) -> Replay {
        let mut replay = Replay { events: Vec::new(), state: self.start(), end: End::Cut, ignored: Vec::new() };
        let last = schedule.last();
        let mut lap = Lap::new(replay.state);
        for boundary in 0..MOVES_MAX {
            let arrivals = schedule.nmi.iter().filter(|&&b| b == boundary).count();
            for _ in 0..arrivals {
                self.try_event(&mut replay, boundary, Event::Nmi);
            }
            if self.is_over(&replay.state) {
                replay.end = self.end_of(&replay.state);
                self.ignore_rest(&mut replay, schedule, boundary);
                return replay;
            }
            let fault = schedule.fault_at(boundary);
            if fault.is_none_or(|event| !self.try_event(&mut replay, boundary, event)) {
                self.try_event(&mut replay, boundary, Event::Run);
            }
            if last.is_none_or(|last| boundary >= last)
                && let Some(lap) = lap.closed_by(&replay.state)
            {
                replay.end = End::Loops { lap };
                return replay;
            }
        }
        replay
    }

    fn try_event(&self, replay: &mut Replay, boundary: u16, event: Event) -> bool {
        match self.step_in_place(&mut replay.state, event) {
            Ok(_) => {
                replay.events.push(event);
                true
            }
            Err(refusal) => {
                replay.ignored.push(Ignored { boundary, event, refusal });
                false
            }
        }
    }

    fn end_of(&self, state: &State) -> End {
        if state.crash().is_some() { End::Crashed } else { End::Finished }
    }

    fn ignore_rest(&self, replay: &mut Replay, schedule: &Schedule, over_at: u16) {
        let refusal = match replay.end {
            End::Crashed => Refusal::Crashed,
            End::Finished | End::Loops { .. } | End::Cut => Refusal::Finished,
        };
        for (list, event, from) in [
            (&schedule.nmi, Event::Nmi, over_at.saturating_add(1)),
            (&schedule.breakpoint, Event::Breakpoint, over_at),
            (&schedule.machine_check, Event::MachineCheck, over_at),
            (&schedule.iret_fault, Event::IretFault, over_at),
        ] {
            for &boundary in list.iter().filter(|&&b| b >= from) {
                replay.ignored.push(Ignored { boundary, event, refusal });
            }
        }
    }
}

/// Finds that a run without further events goes round: Brent's algorithm, one remembered state.
struct Lap {
    remembered: State,
    since: u16,
    until: u16,
}

impl Lap {
    fn new(state: State) -> Lap {
        Lap { remembered: state, since: 0, until: 1 }
    }

    /// The length of the loop, if the state is the remembered one.
    fn closed_by(&mut self, state: &State) -> Option<u16> {
        self.since += 1;
        if self.remembered == *state {
            return Some(self.since);
        }
        if self.since == self.until {
            *self = Lap { remembered: *state, since: 0, until: self.until.saturating_mul(2) };
        }
        None
    }
}
