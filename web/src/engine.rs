//! The worker of comparisons, and the one of what happens when: a scenario is run slice by slice.

use std::cell::RefCell;

use playground::{CompareJob, LanesJob, SLICE_EVENTS};
use scenario::Compare;
use wasm_bindgen::JsValue;

use crate::desk::{self, Told, Work};
use crate::protocol::{Answer, Request, scenario};

/// Sets the worker up; from then on it only answers.
pub fn start(make: Make) {
    desk::open(Engine { make, job: RefCell::new(None) });
}

struct Engine {
    make: Make,
    job: RefCell<Option<Active>>,
}

struct Active {
    run: u32,
    job: Box<dyn Job>,
    told: Told,
}

/// Work in slices. Each worker knows one kind, so that nobody downloads the code of another.
pub trait Job {
    /// One slice; the answer when that was the last one.
    fn advance(&mut self, run: u32) -> Option<Answer>;
    /// How far it is.
    fn permille(&self) -> u32;
}

/// Sets work up.
pub type Make = fn(&Compare) -> Box<dyn Job>;

/// The work of the page's own worker.
#[must_use]
pub fn comparisons(compare: &Compare) -> Box<dyn Job> {
    Box::new(CompareJob::new(compare))
}

/// The work of the worker for what happens when.
#[must_use]
pub fn lanes(compare: &Compare) -> Box<dyn Job> {
    Box::new(LanesJob::new(compare))
}

impl Job for CompareJob {
    fn advance(&mut self, run: u32) -> Option<Answer> {
        let comparison = CompareJob::advance(self, SLICE_EVENTS)?;
        Some(Answer::Done { run, comparison: Box::new(comparison) })
    }

    fn permille(&self) -> u32 {
        CompareJob::permille(self)
    }
}

impl Job for LanesJob {
    fn advance(&mut self, run: u32) -> Option<Answer> {
        Some(Answer::Lanes { run, lanes: Box::new(LanesJob::advance(self, SLICE_EVENTS)?) })
    }

    fn permille(&self) -> u32 {
        LanesJob::permille(self)
    }
}

impl Work for Engine {
    fn take(&self, message: &JsValue) -> Result<(), String> {
        match Request::decode(message)? {
            Request::Run { run, fields } => {
                let job = (self.make)(&scenario(&fields)?);
                self.job.replace(Some(Active { run, job, told: Told::now() }));
            }
            Request::Cancel { run } => {
                self.job.borrow_mut().take_if(|active| active.run == run);
            }
        }
        Ok(())
    }

    fn slice(&self) -> bool {
        let mut slot = self.job.borrow_mut();
        let Some(active) = slot.as_mut() else { return false };
        let run = active.run;
        if let Some(answer) = active.job.advance(run) {
            *slot = None;
            desk::post(&answer.encode());
            return false;
        }
        if active.told.is_due() {
            desk::post(&Answer::Progress { run, permille: active.job.permille() }.encode());
        }
        true
    }
}
