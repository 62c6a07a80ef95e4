//! The search over all arrivals at every boundary: breadth first, so the first counterexample is a shortest one.

use serde::Serialize;

use crate::config::Config;
use crate::event::Event;
use crate::machine::Machine;
use crate::property::Property;
use crate::schedule::Schedule;
use crate::state::State;

/// How many states a search keeps at most unless told otherwise; about 0.5 KB each.
pub const STATES_MAX: u32 = 400_000;

const NONE: u32 = u32::MAX;
const EMPTY: u64 = u64::MAX;

/// What a search found out about one property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It holds in every state that can be reached, and these are all of them.
    Proved {
        /// How many.
        states: u32,
    },
    /// It does not hold.
    Broken {
        /// The number of events in the shortest run that breaks it.
        steps: u32,
        /// That run.
        schedule: Schedule,
    },
    /// It held as far as the search went: not proved beyond these states.
    Bounded {
        /// How many were seen.
        states: u32,
    },
}

impl Verdict {
    /// Whether the property is broken.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        matches!(self, Verdict::Broken { .. })
    }

    /// Whether it is proved.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        matches!(self, Verdict::Proved { .. })
    }
}

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// States found so far.
    pub states: u32,
    /// States whose successors are known.
    pub expanded: u32,
    /// Steps taken.
    pub steps: u64,
    /// Whether there is nothing left to do.
    pub done: bool,
}

/// What a finished search says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The question.
    pub config: Config,
    /// Different states reached.
    pub states: u32,
    /// Steps taken between them.
    pub steps: u64,
    /// The length of the longest shortest way to a state.
    pub depth: u32,
    /// Whether the bound was hit, so that nothing is proved.
    pub bounded: bool,
    /// One verdict per property, in the order of [`Property::ALL`].
    pub verdicts: Vec<(Property, Verdict)>,
}

impl Report {
    /// The verdict on a property.
    #[must_use]
    pub fn verdict(&self, property: Property) -> &Verdict {
        &self.verdicts[property as usize].1
    }

    /// The properties that are broken.
    pub fn broken(&self) -> impl Iterator<Item = Property> {
        self.verdicts.iter().filter(|(_, v)| v.is_broken()).map(|(p, _)| *p)
    }
}

/// A search in slices: call [`Search::advance`] until it is done; drop it to cancel.
#[derive(Clone, Debug)]
pub struct Search {
    machine: Machine,
    states_max: u32,
    states: Vec<State>,
    /// Which state each was reached from, and by what.
    parents: Vec<(u32, Event)>,
    /// Where [`Event::Run`] leads from each state.
    runs: Vec<u32>,
    /// Open addressing: the upper half of an entry is the lower half of a fingerprint, the lower half the state's
    /// number; a power of two in size, at most half full.
    table: Vec<u64>,
    next: u32,
    steps: u64,
    first_broken: [u32; Property::ALL.len()],
    bounded: bool,
}

impl Search {
    /// A search of the machine's states, all of them or up to the bound.
    #[must_use]
    pub fn new(machine: Machine, states_max: u32) -> Search {
        let start = machine.start();
        let mut search = Search {
            machine,
            states_max,
            states: Vec::new(),
            parents: Vec::new(),
            runs: Vec::new(),
            table: vec![EMPTY; 1 << 12],
            next: 0,
            steps: 0,
            first_broken: [NONE; Property::ALL.len()],
            bounded: false,
        };
        search.remember(&start, NONE, Event::Run);
        search
    }

    /// Searches to the end.
    #[must_use]
    pub fn complete(machine: Machine, states_max: u32) -> Report {
        let mut search = Search::new(machine, states_max);
        while !search.advance(u32::MAX).done {}
        search.report()
    }

    /// Expands up to so many states.
    pub fn advance(&mut self, expand_max: u32) -> Progress {
        let end = self.next.saturating_add(expand_max);
        while self.next < end && self.next < self.count() {
            self.expand(self.next);
            self.next += 1;
        }
        self.progress()
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress { states: self.count(), expanded: self.next, steps: self.steps, done: self.next == self.count() }
    }

    fn count(&self) -> u32 {
        // Never more than states_max, itself a u32.
        self.states.len() as u32
    }

    fn expand(&mut self, from: u32) {
        let before = self.states[from as usize];
        for event in Event::ALL {
            if self.machine.allows(&before, event).is_err() {
                continue;
            }
            let mut after = before;
            self.machine.perform(&mut after, event);
            self.steps += 1;
            let to = self.remember(&after, from, event);
            if event == Event::Run {
                self.runs[from as usize] = to;
            }
        }
    }

    /// The state's number; a new one if it has not been seen, [`NONE`] if there is no room.
    fn remember(&mut self, state: &State, from: u32, event: Event) -> u32 {
        let mask = self.table.len() - 1;
        let tag = state.fingerprint() as u32;
        let mut place = tag as usize & mask;
        while self.table[place] != EMPTY {
            let entry = self.table[place];
            let known = entry as u32;
            if (entry >> 32) as u32 == tag && self.states[known as usize] == *state {
                return known;
            }
            place = (place + 1) & mask;
        }
        let number = self.count();
        if number >= self.states_max {
            self.bounded = true;
            return NONE;
        }
        self.table[place] = u64::from(tag) << 32 | u64::from(number);
        self.states.push(*state);
        self.parents.push((from, event));
        self.runs.push(NONE);
        let broken_before = if from == NONE { Default::default() } else { self.states[from as usize].broken() };
        for property in state.broken().minus(broken_before).iter() {
            let first = &mut self.first_broken[property as usize];
            *first = (*first).min(number);
        }
        if self.states.len() * 2 > self.table.len() {
            self.grow();
        }
        number
    }

    fn grow(&mut self) {
        let mask = self.table.len() * 2 - 1;
        let mut table = vec![EMPTY; mask + 1];
        for &entry in self.table.iter().filter(|&&entry| entry != EMPTY) {
            let mut place = (entry >> 32) as usize & mask;
            while table[place] != EMPTY {
                place = (place + 1) & mask;
            }
            table[place] = entry;
        }
        self.table = table;
    }

    /// The verdicts. Before the search is done they are those of a bounded one.
    #[must_use]
    pub fn report(&self) -> Report {
        let unfinished = self.bounded || self.next < self.count();
        let first_loop = self.first_on_a_loop();
        let verdict = |property: Property| {
            let first = if property == Property::Ends { first_loop } else { self.first_broken[property as usize] };
            if first != NONE {
                let events = self.path_to(first);
                Verdict::Broken { steps: events.len() as u32, schedule: Schedule::of_events(&events) }
            } else if unfinished {
                Verdict::Bounded { states: self.count() }
            } else {
                Verdict::Proved { states: self.count() }
            }
        };
        Report {
            config: *self.machine.config(),
            states: self.count(),
            steps: self.steps,
            depth: self.path_to(self.count() - 1).len() as u32,
            bounded: unfinished,
            verdicts: Property::ALL.into_iter().map(|p| (p, verdict(p))).collect(),
        }
    }

    /// The events that lead to a state by the shortest way.
    fn path_to(&self, number: u32) -> Vec<Event> {
        let mut events = Vec::new();
        let mut at = number;
        while self.parents[at as usize].0 != NONE {
            let (from, event) = self.parents[at as usize];
            events.push(event);
            at = from;
        }
        events.reverse();
        events
    }

    /// The first state found that lies on a loop.
    ///
    /// Arrivals and faults are spent or lead on through the listing, so a loop can only consist of [`Event::Run`],
    /// of which each state has one: following it from every state finds every loop.
    fn first_on_a_loop(&self) -> u32 {
        const UNSEEN: u32 = 0;
        let mut seen_in = vec![UNSEEN; self.states.len()];
        let mut first = NONE;
        for start in 0..self.count() {
            let walk = start + 1;
            let mut at = start;
            while at != NONE && seen_in[at as usize] == UNSEEN {
                seen_in[at as usize] = walk;
                at = self.runs[at as usize];
            }
            if at == NONE || seen_in[at as usize] != walk {
                continue;
            }
            let entry = at;
            loop {
                first = first.min(at);
                at = self.runs[at as usize];
                if at == entry {
                    break;
                }
            }
        }
        first
    }
}
