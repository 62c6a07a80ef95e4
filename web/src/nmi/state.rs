//! Everything that the NMI view knows, and the one function by which it changes. It reads no clock, no storage and no
//! address. The machine is stepped right here: a whole run takes less time than drawing it.

use std::rc::Rc;

use nmi_sim::{Branch, Cell, Config, Event, Grain, Hazard, Machine, Mark, Outcome, Property, Run, Schedule, carry};
use playground::{Broken, Exploration, Explored, Found, NmiRun};
use scenario::{Claim, Link, Notice, Pane, Scenario, ScenarioError};
use yew::Reducible;

use crate::nmi::protocol::{self, Answer, Progress, Row};
use crate::port::Trouble;
use crate::state::Write;

/// What is known of the whole path, whatever the step.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// What it came to.
    pub outcome: Outcome,
    /// What it breaks.
    pub hazards: Vec<Hazard>,
    /// Its marks, for the scrub bar.
    pub marks: Vec<(u16, Mark)>,
    /// The branches that leave it.
    pub branches: Vec<Branch>,
}

impl Path {
    /// The path to the end of the run, which it makes longer where it has been left open.
    fn of(run: &mut Run) -> Rc<Path> {
        let outcome = run.finish();
        Rc::new(Path { outcome, hazards: run.hazards(), marks: run.marks(), branches: run.branches() })
    }
}

/// The strip: the run without its last NMI, or as it is where it has but one, and one more at each boundary.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StripState {
    /// Its number.
    pub ask: u32,
    /// The run into which the NMI is put.
    pub base: Schedule,
    /// How many cells there will be, once that is known.
    pub total: Option<u16>,
    /// Those that are there.
    pub cells: Rc<Vec<Cell>>,
}

/// The table of proofs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProofState {
    /// Its number.
    pub ask: u32,
    /// How many NMIs may come.
    pub arrivals: u8,
    /// Whether it was stopped.
    pub stopped: bool,
    /// How far it is.
    pub progress: Progress,
    /// The rows that are there, with the links of what is broken.
    pub rows: Rc<Vec<Explored>>,
    /// The fingerprint of the whole, when it is whole.
    pub digest: Option<String>,
}

impl ProofState {
    /// Whether it is at work.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.ask > 0 && !self.stopped && self.digest.is_none()
    }
}

/// The page.
#[derive(Clone)]
pub struct State {
    /// What the address says: the run's events and the step are always those shown.
    pub scenario: Scenario,
    /// How the address follows.
    pub write: Write,
    /// Counts what the address has to follow.
    pub version: u32,
    /// The run, at its step, with all branches that were tried.
    pub run: Rc<Run>,
    /// What is known of its path.
    pub path: Rc<Path>,
    /// How far one step goes.
    pub grain: Grain,
    /// Whether it steps by itself.
    pub playing: bool,
    /// What the reader should know, until dismissed.
    pub notices: Vec<Notice>,
    /// The run that the link's author saw, where this is another, until dismissed: theirs, and that of this page.
    pub differs: Option<(Claim, String)>,
    /// The strip of this run.
    pub strip: StripState,
    /// The table of proofs.
    pub proofs: ProofState,
    /// Why there is no worker.
    pub trouble: Option<Trouble>,
}

/// What can happen.
#[derive(Clone, Debug)]
pub enum Action {
    /// The address has changed.
    Open(Box<Link>),
    /// A grain on.
    Forward,
    /// A grain back.
    Back,
    /// So many grains on, or back.
    By(i32),
    /// To a step.
    GoTo(u16),
    /// Lets an event happen here.
    Choose(Event),
    /// Makes a branch the path.
    Take(Branch),
    /// How far one step goes.
    Grain(Grain),
    /// Steps by itself, or no more.
    Play(bool),
    /// A field gets another value; events happen at the same moments as before.
    Set(&'static str, String),
    /// What stands beside the stack.
    Pane(Pane),
    /// Starts the table of proofs.
    Prove(u8),
    /// Stops it.
    Stop,
    /// Notices have been read.
    Dismiss,
    /// From the worker.
    Heard(Result<Answer, Trouble>),
}

impl State {
    /// The page as a link opens it.
    #[must_use]
    pub fn open(link: Link) -> State {
        let Link { scenario, notices, claim } = link;
        let differs = differs(&scenario, claim);
        let mut run = built(&scenario);
        let path = Path::of(&mut run);
        run.go_to(scenario.nmi.step);
        let mut state = State {
            scenario,
            write: Write::Keep,
            version: 1,
            run: Rc::new(run),
            path,
            grain: Grain::MicroOp,
            playing: false,
            notices,
            differs,
            strip: StripState::default(),
            // The whole table for two NMIs takes a second or two, after the strip.
            proofs: ProofState { ask: 1, arrivals: 2, ..ProofState::default() },
            trouble: None,
        };
        state.ask_strip();
        state
    }

    /// The machine.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        self.run.machine()
    }

    /// What will break next, or has broken last: the hazards whose damage lies ahead come first.
    #[must_use]
    pub fn next_hazard(&self) -> Option<Hazard> {
        let ahead = self.path.hazards.iter().filter(|hazard| hazard.step > self.run.step());
        ahead.min_by_key(|hazard| (hazard.cause.max(self.run.step()), hazard.step)).copied()
    }

    /// The links of the hazards' steps and of those right before the damage, in order.
    #[must_use]
    pub fn hazard_stops(&self) -> Vec<u16> {
        let stops = self.path.hazards.iter().flat_map(|hazard| [hazard.cause.saturating_sub(1), hazard.step]);
        let mut stops: Vec<u16> = stops.collect();
        stops.sort_unstable();
        stops.dedup();
        stops
    }

    fn moved(&mut self, step: u16, write: Write) {
        Rc::make_mut(&mut self.run).go_to(step);
        self.scenario.nmi.step = self.run.step();
        self.write = write;
        self.version += 1;
    }

    /// The path is another one: what is known of it is found out, and the address follows.
    fn repath(&mut self) {
        let run = Rc::make_mut(&mut self.run);
        self.path = Path::of(run);
        let schedule = run.schedule();
        let write = if schedule == self.scenario.nmi.schedule { Write::Replace } else { Write::Push };
        if write == Write::Push {
            self.differs = None;
        }
        self.scenario.nmi.schedule = schedule;
        self.moved(self.run.step(), write);
        if write == Write::Push {
            self.ask_strip();
        }
    }

    fn choose(&mut self, event: Event) {
        let before = self.clone();
        if Rc::make_mut(&mut self.run).choose(event).is_err() {
            return;
        }
        self.playing = false;
        self.repath();
        // What no link can hold is not done: there would be no way back to it.
        if let Some(notice) = Link::read(&self.scenario.fragment()).notices.pop() {
            *self = State { notices: vec![notice], ..before };
        }
    }

    fn open_again(&mut self, link: Link) {
        let Link { scenario, notices, claim } = link;
        self.notices = notices;
        self.differs = differs(&scenario, claim);
        self.playing = false;
        let same_machine = scenario.nmi.config() == self.scenario.nmi.config();
        let same_run = same_machine && scenario.nmi.schedule == self.scenario.nmi.schedule;
        self.scenario = scenario;
        if !same_run {
            let wanted = built(&self.scenario);
            let run = if same_machine { along(&self.run, &wanted) } else { wanted };
            self.run = Rc::new(run);
            self.path = Path::of(Rc::make_mut(&mut self.run));
            self.ask_strip();
        }
        Rc::make_mut(&mut self.run).go_to(self.scenario.nmi.step);
        self.write = Write::Keep;
        self.version += 1;
    }

    fn set(&mut self, key: &'static str, text: &str) -> Result<(), ScenarioError> {
        let mut scenario = self.scenario.with(key, text)?;
        self.playing = false;
        if scenario.nmi.config() != self.scenario.nmi.config() {
            let wanted = Machine::new(scenario.nmi.config()).map_err(|why| ScenarioError::new(key, text, why))?;
            let (schedule, missed) = carry(self.machine(), &self.scenario.nmi.schedule, &wanted);
            self.notices = if missed.is_empty() { Vec::new() } else { vec![left_out(&missed)] };
            self.differs = None;
            scenario.nmi.schedule = schedule;
            self.scenario = scenario;
            let mut run = built(&self.scenario);
            self.path = Path::of(&mut run);
            let step = run.opening_step();
            self.run = Rc::new(run);
            self.moved(step, Write::Push);
            self.ask_strip();
        } else if scenario != self.scenario {
            self.scenario = scenario;
            self.moved(self.run.step(), Write::Push);
        }
        Ok(())
    }

    /// The link of the same events at the same moments under another setting, opened where there is something to see.
    #[must_use]
    pub fn elsewhere(&self, key: &'static str, text: &str) -> Option<String> {
        let mut other = self.clone();
        other.set(key, text).ok()?;
        Some(other.scenario.fragment())
    }

    fn ask_strip(&mut self) {
        let mut base = self.scenario.nmi.schedule.clone();
        if base.nmi.len() > 1 {
            base.nmi.pop();
        }
        self.strip = StripState { ask: self.strip.ask + 1, base, ..StripState::default() };
    }

    fn hear(&mut self, answer: Answer) {
        self.trouble = None;
        match answer {
            Answer::Cells { ask, total, cells } if ask == self.strip.ask => {
                self.strip.total = Some(total);
                Rc::make_mut(&mut self.strip.cells).extend(cells);
            }
            Answer::Rows { ask, progress, rows } if ask == self.proofs.ask && !self.proofs.stopped => {
                self.proofs.progress = progress;
                Rc::make_mut(&mut self.proofs.rows).extend(rows.iter().map(|row| explored(row, self.proofs.arrivals)));
                if progress.done {
                    let exploration = Exploration { arrivals: self.proofs.arrivals, rows: self.proofs.rows.to_vec() };
                    self.proofs.digest = Some(exploration.digest());
                }
            }
            // Of a question that is no longer asked, or for the client alone.
            Answer::Cells { .. } | Answer::Rows { .. } => {}
        }
    }
}

/// A row of the worker's with its links.
fn explored(row: &Row, arrivals: u8) -> Explored {
    let Row { handler, context, fault, found } = row;
    let config = Config::new(*handler, *context, *fault, arrivals);
    let broken =
        |(property, steps, schedule): &(Property, u32, Schedule)| Broken::new(*property, *steps, &config, schedule);
    let found = match found {
        protocol::Found::Impossible(reason) => Found::Impossible { reason: reason.clone() },
        protocol::Found::Searched(states, bounded, all) => {
            Found::Searched { states: *states, bounded: *bounded, broken: all.iter().map(broken).collect() }
        }
    };
    Explored { handler: *handler, context: *context, fault: *fault, found }
}

/// What the author of a link says of its run, where that is not so, and its fingerprint here.
fn differs(scenario: &Scenario, claim: Option<Claim>) -> Option<(Claim, String)> {
    let claim = claim?;
    let digest = NmiRun::new(&scenario.nmi).ok()?.digest();
    (!claim.holds_for(&digest)).then_some((claim, digest))
}

/// A run of a scenario. One that was read from a link always exists.
fn built(scenario: &Scenario) -> Run {
    let nmi = &scenario.nmi;
    Run::scheduled(nmi.config(), &nmi.schedule).expect("a link is read until its combination exists")
}

/// The wanted path in the tree of a run of the same machine, so that what was tried stays as branches.
fn along(run: &Run, wanted: &Run) -> Run {
    let mut run = run.clone();
    run.go_to(0);
    for event in wanted.events() {
        if run.choose(event).is_err() {
            return wanted.clone();
        }
    }
    run
}

fn left_out(missed: &[Event]) -> Notice {
    let names: Vec<&str> = missed.iter().map(|event| event.name()).collect();
    let text = format!("left out, since their moment does not exist here: {}", names.join(", "));
    Notice::Remark { field: "events", text }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = Rc::unwrap_or_clone(self);
        match action {
            Action::Open(link) => state.open_again(*link),
            Action::Forward => {
                state.moved(state.run.ahead(state.grain), Write::Replace);
                state.playing &= state.run.step() < state.run.len();
            }
            Action::Back => {
                state.playing = false;
                state.moved(state.run.behind(state.grain), Write::Replace);
            }
            Action::By(grains) => {
                state.playing = false;
                // Beyond either end nothing moves, however many are left.
                let mut run = (*state.run).clone();
                for _ in 0..grains.unsigned_abs().min(u32::from(run.len())) {
                    let step = if grains > 0 { run.ahead(state.grain) } else { run.behind(state.grain) };
                    run.go_to(step);
                }
                state.moved(run.step(), Write::Replace);
            }
            Action::GoTo(step) => {
                state.playing = false;
                state.moved(step, Write::Replace);
            }
            Action::Choose(event) => state.choose(event),
            Action::Take(branch) => {
                state.playing = false;
                Rc::make_mut(&mut state.run).take(branch);
                state.repath();
            }
            Action::Grain(grain) => state.grain = grain,
            Action::Play(playing) => state.playing = playing && state.run.step() < state.run.len(),
            Action::Set(key, text) => {
                if let Err(error) = state.set(key, &text) {
                    let used = "what was there before".to_owned();
                    state.notices = vec![Notice::Replaced { error, used }];
                }
            }
            Action::Pane(pane) => {
                state.scenario.nmi.pane = pane;
                state.moved(state.run.step(), Write::Replace);
            }
            Action::Prove(arrivals) => {
                state.proofs = ProofState { ask: state.proofs.ask + 1, arrivals, ..ProofState::default() };
            }
            Action::Stop => state.proofs.stopped = true,
            Action::Dismiss => {
                state.notices.clear();
                state.differs = None;
            }
            Action::Heard(Ok(answer)) => state.hear(answer),
            Action::Heard(Err(trouble)) => {
                state.proofs.stopped |= state.proofs.is_running();
                state.trouble = Some(trouble);
            }
        }
        Rc::new(state)
    }
}
