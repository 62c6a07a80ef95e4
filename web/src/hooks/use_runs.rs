//! Runs beside the page's own, as they come in.

use std::cell::RefCell;
use std::rc::Rc;

use playground::Comparison;
use scenario::Compare;
use yew::prelude::*;

use crate::pool::{self, Outcome, Ticket};
use crate::port::Trouble;

/// How they stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Progress {
    /// Nothing was asked for, or it was taken back.
    #[default]
    Idle,
    /// Under way.
    Running,
    /// All are there.
    Done,
    /// Nothing more will come.
    Broken(Trouble),
}

/// What was asked for and what is there of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Runs {
    /// The scenarios.
    pub wanted: Rc<Vec<Compare>>,
    /// What came of each.
    pub got: Vec<Option<Rc<Comparison>>>,
    /// How it stands.
    pub progress: Progress,
}

impl Runs {
    /// How many are there.
    #[must_use]
    pub fn done(&self) -> usize {
        self.got.iter().flatten().count()
    }

    /// All of them, once all are there.
    #[must_use]
    pub fn all(&self) -> Option<Vec<&Comparison>> {
        self.got.iter().map(Option::as_deref).collect()
    }
}

/// What can happen to them.
pub enum Heard {
    /// These are asked for, instead of what was.
    Start(Rc<Vec<Compare>>),
    /// No more are wanted.
    Stop,
    /// One of them is there.
    Outcome(Outcome),
}

impl Reducible for Runs {
    type Action = Heard;

    fn reduce(self: Rc<Self>, heard: Heard) -> Rc<Self> {
        let mut runs = Rc::unwrap_or_clone(self);
        match heard {
            Heard::Start(wanted) => {
                runs = Runs { got: vec![None; wanted.len()], wanted, progress: Progress::Running };
            }
            Heard::Stop if runs.progress == Progress::Running => runs.progress = Progress::Idle,
            Heard::Stop => {}
            Heard::Outcome(Outcome::Broken(trouble)) => runs.progress = Progress::Broken(trouble),
            Heard::Outcome(Outcome::Done(at, comparison)) => {
                runs.got[at] = Some(comparison);
                if runs.done() == runs.got.len() {
                    runs.progress = Progress::Done;
                }
            }
        }
        Rc::new(runs)
    }
}

/// Runs, and what to do with them: start what is given, stop.
#[derive(Clone)]
pub struct UseRuns {
    /// As they stand.
    pub runs: UseReducerHandle<Runs>,
    ticket: Rc<RefCell<Option<Ticket>>>,
}

impl PartialEq for UseRuns {
    fn eq(&self, other: &UseRuns) -> bool {
        self.runs == other.runs && Rc::ptr_eq(&self.ticket, &other.ticket)
    }
}

impl UseRuns {
    /// Those of a list, where that is what was last asked for.
    #[must_use]
    pub fn of(&self, wanted: &[Compare]) -> Option<&Runs> {
        (*self.runs.wanted == *wanted).then_some(&*self.runs)
    }

    /// Starts these, instead of what may be under way. What is there already or on its way is not started again.
    pub fn start(&self, wanted: Rc<Vec<Compare>>) {
        let known = *wanted == *self.runs.wanted;
        if wanted.is_empty() || (known && matches!(self.runs.progress, Progress::Running | Progress::Done)) {
            return;
        }
        let dispatcher = self.runs.dispatcher();
        // What was asked for before is called off first, or its results would be taken for these.
        self.ticket.take();
        dispatcher.dispatch(Heard::Start(Rc::clone(&wanted)));
        let ticket = pool::run(wanted, Callback::from(move |outcome| dispatcher.dispatch(Heard::Outcome(outcome))));
        self.ticket.replace(Some(ticket));
    }

    /// Calls off what is under way; what is there stays.
    pub fn stop(&self) {
        self.ticket.take();
        self.runs.dispatch(Heard::Stop);
    }
}

/// Runs of a component; they are called off with it.
#[hook]
pub fn use_runs() -> UseRuns {
    let runs = use_reducer_eq(Runs::default);
    let ticket = use_mut_ref(|| None);
    UseRuns { runs, ticket }
}
