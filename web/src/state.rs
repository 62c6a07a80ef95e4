//! Everything that the page knows, and the one function by which it changes. It reads no clock, no storage and no address.

use std::rc::Rc;

use pgd_sim::Level;
use playground::Comparison;
use scenario::{Claim, Compare, Link, Notice, SHOWN_FIELDS, Scenario, ScenarioError};
use yew::Reducible;

use crate::client::RunEvent;
use crate::port::Trouble;

/// How the address follows the last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// Not at all: the change came from the address, or there was none.
    Keep,
    /// As a step that Back undoes.
    Push,
    /// In place: the change goes on with the one before, as while a slider is drawn.
    Replace,
}

/// What a person has typed and the scenario does not (yet) have.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The field's key.
    pub key: &'static str,
    /// As typed.
    pub text: String,
    /// Why it cannot be taken.
    pub error: Option<ScenarioError>,
    /// Whether to say so: not before one has finished typing.
    pub told: bool,
}

/// What is typed, a draft a field: a list, since there is hardly ever more than one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drafts(Vec<Draft>);

impl Drafts {
    /// A field's draft.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Draft> {
        self.0.iter().find(|draft| draft.key == key)
    }

    fn get_mut(&mut self, key: &str) -> Option<&mut Draft> {
        self.0.iter_mut().find(|draft| draft.key == key)
    }

    fn put(&mut self, draft: Draft) {
        self.remove(draft.key);
        self.0.push(draft);
    }

    fn remove(&mut self, key: &str) {
        self.0.retain(|draft| draft.key != key);
    }
}

/// How the wanted run stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Under way. How far, in thousandths, is told only by runs that take a while: until then nothing need be drawn.
    Running(Option<u32>),
    /// Complete: the picture is of the scenario.
    Done,
    /// Stopped by the user.
    Cancelled,
    /// Not possible.
    Failed(Trouble),
}

impl Phase {
    /// Whether the picture is of something else by now. While a run has told nothing yet it is left alone: most runs are
    /// over before an eye could follow.
    #[must_use]
    pub const fn is_stale(&self) -> bool {
        !matches!(self, Phase::Done | Phase::Running(None))
    }
}

/// A result on the page.
#[derive(Debug, PartialEq)]
pub struct Picture {
    /// What was asked.
    pub scenario: Scenario,
    /// What came of it.
    pub comparison: Comparison,
    /// The fingerprint of the result.
    pub digest: String,
}

/// Works of one run: the scenario itself, and both ends of the range of costs.
const WORKS: u32 = 3;
/// These ends.
const ENDS: [Level; 2] = [Level::Low, Level::High];

/// The page.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What is asked.
    pub scenario: Scenario,
    /// The number of this question: each change of what is to be run makes a new one.
    pub run: u32,
    /// The number of this scenario: each change of anything makes a new one.
    pub version: u32,
    /// How the address follows.
    pub write: Write,
    /// How the run stands.
    pub phase: Phase,
    /// The last result, whatever is being asked now.
    pub picture: Option<Rc<Picture>>,
    /// What came of the same with every cost at its low, and at its high value, as far as that is there.
    ends: [Option<Rc<Comparison>>; 2],
    /// What the reader of the link should know, until dismissed.
    pub notices: Vec<Notice>,
    /// The result that the link's author saw, until dismissed or something else is asked.
    pub claim: Option<Claim>,
    /// Texts that are not (yet) of the scenario, one a field.
    pub drafts: Drafts,
    /// The field that is being changed: the next change of it goes on with this one.
    gesture: Option<&'static str>,
}

/// What can happen.
#[derive(Clone, Debug)]
pub enum Action {
    /// A link is opened. It becomes a step of its own unless it came from the address.
    Open(Box<Link>, Write),
    /// A field's text changes, as while typing or drawing a slider.
    Edit(&'static str, String),
    /// The change is complete.
    Commit(&'static str),
    /// What was typed is given up.
    Abandon(&'static str),
    /// The same again.
    Rerun,
    /// Enough.
    Cancel,
    /// Notices have been read.
    Dismiss,
    /// From the worker.
    Run(RunEvent),
}

impl State {
    /// The page as a link opens it.
    #[must_use]
    pub fn open(link: Link) -> State {
        let Link { scenario, notices, claim } = link;
        State {
            notices,
            claim,
            scenario,
            run: 1,
            version: 1,
            write: Write::Keep,
            phase: Phase::Running(None),
            picture: None,
            ends: [None, None],
            drafts: Drafts::default(),
            gesture: None,
        }
    }

    /// The number of the work that is the scenario's own run.
    #[must_use]
    pub const fn own_work(&self) -> u32 {
        self.run * WORKS
    }

    /// What the worker is to do now, with its number: what is asked, and once that is there, what of the range of costs is to
    /// be shown and is not there yet. A new number takes the worker off the old one.
    #[must_use]
    pub fn work(&self) -> Option<(u32, Compare)> {
        let number = self.own_work();
        let compare = &self.scenario.compare;
        match self.phase {
            Phase::Running(_) => Some((number, compare.clone())),
            Phase::Done if self.scenario.shown.band => {
                let end = self.ends.iter().position(Option::is_none)?;
                Some((number + 1 + end as u32, Compare { level: ENDS[end], ..compare.clone() }))
            }
            Phase::Done | Phase::Cancelled | Phase::Failed(_) => None,
        }
    }

    /// What the low and the high costs give, where that is to be shown and both are there.
    #[must_use]
    pub fn band(&self) -> Option<[Rc<Comparison>; 2]> {
        let [low, high] = &self.ends;
        Some([low.clone()?, high.clone()?]).filter(|_| self.scenario.shown.band)
    }

    /// Whether a change is under way that the next one may go on with, as while a slider is drawn.
    #[must_use]
    pub const fn is_changing(&self) -> bool {
        self.gesture.is_some()
    }

    /// Whether the picture is of what is asked.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.phase == Phase::Done
    }

    /// The fingerprint of the result, once there is one of what is asked.
    #[must_use]
    pub fn digest(&self) -> Option<String> {
        self.picture.as_ref().filter(|_| self.is_current()).map(|picture| picture.digest.clone())
    }

    /// What the link's author saw and what came of it here, where these differ.
    #[must_use]
    pub fn differs(&self) -> Option<(&Claim, String)> {
        self.claim.as_ref().zip(self.digest()).filter(|(claim, digest)| !claim.holds_for(digest))
    }

    fn ask(&mut self, scenario: Scenario, write: Write) {
        if scenario == self.scenario {
            return;
        }
        // What is only looked at otherwise need not be run again.
        let same_run = scenario.compare == self.scenario.compare;
        self.scenario = scenario;
        self.write = write;
        self.version += 1;
        if !same_run {
            self.claim = None;
            self.restart();
        }
    }

    fn restart(&mut self) {
        self.run += 1;
        self.phase = Phase::Running(None);
        self.ends = [None, None];
    }

    fn edit(&mut self, key: &'static str, text: String) {
        let told = self.drafts.get(key).is_some_and(|draft| draft.told);
        let error = match self.scenario.with(key, &text) {
            Ok(mut scenario) => {
                let write = if self.gesture == Some(key) || self.passes_by(key) { Write::Replace } else { Write::Push };
                // What happens in one run does not happen in another.
                if scenario.compare != self.scenario.compare {
                    scenario.shown.stand = None;
                }
                if scenario != self.scenario {
                    self.gesture = Some(key);
                    self.ask(scenario, write);
                }
                None
            }
            Err(error) => Some(error),
        };
        self.drafts.put(Draft { key, text, told: told && error.is_some(), error });
    }

    /// Whether a change of a field only goes on with the one before: one that is no step, and was not the first of its kind.
    fn passes_by(&self, key: &str) -> bool {
        let field = SHOWN_FIELDS.iter().find(|field| field.key == key);
        field.is_some_and(|field| !field.is_step && !field.text(&self.scenario.shown).is_empty())
    }

    fn commit(&mut self, key: &'static str) {
        self.gesture = None;
        if let Some(draft) = self.drafts.get_mut(key) {
            draft.told = true;
            if draft.error.is_none() {
                self.drafts.remove(key);
            }
        }
    }

    fn hear(&mut self, event: RunEvent) {
        match event {
            RunEvent::Broken(trouble) => self.phase = Phase::Failed(trouble),
            // Of a run that is no longer wanted.
            RunEvent::Progress { run, .. } | RunEvent::Done { run, .. } if run / WORKS != self.run => {}
            RunEvent::Progress { .. } | RunEvent::Done { .. } if self.phase == Phase::Cancelled => {}
            RunEvent::Progress { run, permille } if run % WORKS == 0 => self.phase = Phase::Running(Some(permille)),
            RunEvent::Progress { .. } => {}
            RunEvent::Done { run, comparison } => match run % WORKS {
                0 => self.show(*comparison),
                end => self.ends[end as usize - 1] = Some(Rc::from(comparison)),
            },
        }
    }

    fn show(&mut self, comparison: Comparison) {
        let digest = comparison.digest();
        self.picture = Some(Rc::new(Picture { scenario: self.scenario.clone(), comparison, digest }));
        self.phase = Phase::Done;
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = Rc::unwrap_or_clone(self);
        match action {
            Action::Open(link, write) => {
                state.drafts = Drafts::default();
                state.gesture = None;
                let Link { scenario, notices, claim } = *link;
                state.notices = notices;
                state.ask(scenario, write);
                state.claim = claim;
            }
            Action::Edit(key, text) => state.edit(key, text),
            Action::Commit(key) => state.commit(key),
            Action::Abandon(key) => {
                state.drafts.remove(key);
            }
            Action::Rerun => {
                state.write = Write::Keep;
                state.restart();
            }
            Action::Cancel => {
                if matches!(state.phase, Phase::Running(_)) {
                    state.phase = Phase::Cancelled;
                }
            }
            Action::Dismiss => {
                state.notices.clear();
                state.claim = None;
            }
            Action::Run(event) => state.hear(event),
        }
        Rc::new(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(state: State, actions: impl IntoIterator<Item = Action>) -> State {
        Rc::unwrap_or_clone(actions.into_iter().fold(Rc::new(state), |state, action| state.reduce(action)))
    }

    fn edit(text: &str) -> Action {
        Action::Edit("procs", text.to_owned())
    }

    #[test]
    fn drawing_a_slider_is_one_step() {
        let start = State::open(Link::default());
        let first = after(start, [edit("30k")]);
        assert_eq!((first.write, first.run, first.scenario.compare.procs), (Write::Push, 2, 30_000));
        let second = after(first, [edit("31k"), edit("32k")]);
        assert_eq!((second.write, second.run), (Write::Replace, 4));
        let next = after(second, [Action::Commit("procs"), edit("33k")]);
        assert_eq!((next.write, next.drafts.0.len()), (Write::Push, 1));
        assert!(after(next, [Action::Commit("procs")]).drafts.0.is_empty());
    }

    #[test]
    fn what_cannot_be_taken_is_kept_and_told_when_complete() {
        let typed = after(State::open(Link::default()), [edit("0"), edit("2x")]);
        assert_eq!((typed.run, typed.scenario.compare.procs), (1, 20_000));
        assert!(!typed.drafts.get("procs").is_some_and(|draft| draft.told));
        let told = after(typed, [Action::Commit("procs")]);
        assert!(told.drafts.get("procs").is_some_and(|draft| draft.told));
        assert_eq!(
            told.drafts.get("procs").and_then(|draft| draft.error.as_ref()).map(|error| error.field.as_str()),
            Some("procs")
        );
        let mended = after(told, [edit("20k"), Action::Commit("procs")]);
        assert!(mended.drafts.0.is_empty());
        assert_eq!(mended.run, 1, "the same scenario is not run again");
    }

    #[test]
    fn looking_elsewhere_is_a_step_and_no_new_run() {
        let sweep = Action::Edit("sweep", "cpus:fork_ns.max".to_owned());
        let state = after(State::open(Link::default()), [sweep, Action::Commit("sweep")]);
        assert_eq!((state.write, state.run, state.version), (Write::Push, 1, 2));
        let state = after(state, [edit("30k")]);
        assert_eq!((state.run, state.version), (2, 3));
        assert_eq!(state.scenario.shown.sweep.field.key, "cpus", "another load is looked at in the same way");
    }

    #[test]
    fn the_range_of_costs_comes_after_the_run_and_never_before_it() {
        let start = State::open(Link::read("#v=1&procs=10&time=1ms&band=on"));
        let run = |state: &State| {
            let (run, compare) = state.work().expect("there is work");
            let comparison = Box::new(playground::CompareJob::new(&compare).run());
            (compare.level, Action::Run(RunEvent::Done { run, comparison }))
        };
        let (mut state, mut levels) = (start, Vec::new());
        while state.work().is_some() {
            let (level, done) = run(&state);
            levels.push(level);
            state = after(state, [done]);
        }
        assert_eq!(levels, [Level::Typical, Level::Low, Level::High]);
        assert!(state.band().is_some() && state.is_current());
        let hidden = after(state, [Action::Edit("band", "off".to_owned())]);
        assert_eq!((hidden.band(), hidden.run), (None, 1));
        let changed = after(hidden, [Action::Edit("band", "on".to_owned()), edit("20")]);
        let (number, compare) = changed.work().expect("there is work");
        assert_eq!((number, compare.procs, compare.level), (2 * WORKS, 20, Level::Typical));
        let (_, late) = run(&after(changed, [Action::Cancel, Action::Rerun]));
        assert!(matches!(late, Action::Run(RunEvent::Done { run, .. }) if run == 3 * WORKS));
    }

    #[test]
    fn picking_is_a_step_and_passing_by_is_none_after_the_first() {
        let look = |key, text: &str| [Action::Edit(key, text.to_owned()), Action::Commit(key)];
        let picked = after(State::open(Link::default()), look("pick", "lazy:fault:3:2ms"));
        assert_eq!((picked.write, picked.run), (Write::Push, 1));
        let gone = after(picked, look("at", "3ms"));
        assert_eq!(gone.write, Write::Push, "so that Back leads to what was picked");
        let further = after(gone, look("at", "4ms"));
        assert_eq!(further.write, Write::Replace);
        let other = after(further, [edit("30k")]);
        assert_eq!((other.write, other.scenario.shown.stand), (Write::Push, None), "another run has other happenings");
    }

    #[test]
    fn answers_to_other_questions_are_dropped() {
        let progress = |run, permille| Action::Run(RunEvent::Progress { run: run * WORKS, permille });
        let state = after(State::open(Link::default()), [progress(1, 250), progress(7, 900)]);
        assert_eq!(state.phase, Phase::Running(Some(250)));
        let cancelled = after(state, [Action::Cancel, progress(1, 500)]);
        assert_eq!(cancelled.phase, Phase::Cancelled);
        let again = after(cancelled, [Action::Rerun, progress(2, 100)]);
        assert_eq!((again.phase, again.write), (Phase::Running(Some(100)), Write::Keep));
    }

    #[test]
    fn a_claim_holds_until_something_else_is_asked() {
        let open = || State::open(Link::read("#v=1&procs=9k&d=0123ABCD"));
        assert_eq!(open().claim.map(|claim| claim.to_string()).as_deref(), Some("0123abcd"));
        assert_eq!(open().differs(), None, "nothing is known before the run");
        assert_eq!(after(open(), [edit("10k")]).claim, None);
        assert_eq!(after(open(), [Action::Dismiss]).claim, None);
    }

    #[test]
    fn opening_a_link_forgets_what_was_typed_and_says_what_was_wrong() {
        let link = Box::new(Link::read("#v=1&procs=soon&nonsense=1"));
        let state = after(State::open(Link::default()), [edit("x"), Action::Open(link, Write::Keep)]);
        assert!(state.drafts.0.is_empty());
        assert_eq!(state.notices.len(), 2);
        assert!(after(state, [Action::Dismiss]).notices.is_empty());
    }
}
