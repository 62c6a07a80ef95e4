//! A worker that runs a scenario slice by slice: that of comparisons, and in [`crate::stage_engine`] that of what happens when.

use std::cell::RefCell;

use pgd_sim::Ps;
use playground::{CompareJob, SLICE_EVENTS};
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
    /// One slice.
    fn advance(&mut self, run: u32) -> Slice;
    /// How far it is.
    fn permille(&self) -> u32;
    /// An instant is asked about, where the job is one that answers.
    fn look(&mut self, _at: Ps) {}
}

/// What came of a slice.
pub enum Slice {
    /// There is more to do.
    More,
    /// This, and there is more to do.
    Tell(JsValue),
    /// Nothing, until something is asked.
    Idle,
    /// This, and it was the last.
    Last(JsValue),
}

/// Sets work up.
pub type Make = fn(&Compare) -> Box<dyn Job>;

/// The work of the page's own worker.
#[must_use]
pub fn comparisons(compare: &Compare) -> Box<dyn Job> {
    Box::new(CompareJob::new(compare))
}

impl Job for CompareJob {
    fn advance(&mut self, run: u32) -> Slice {
        let Some(comparison) = CompareJob::advance(self, SLICE_EVENTS) else { return Slice::More };
        Slice::Last(Answer::Done { run, comparison: Box::new(comparison) }.encode())
    }

    fn permille(&self) -> u32 {
        CompareJob::permille(self)
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
            Request::Look { run, at } => {
                if let Some(active) = self.job.borrow_mut().as_mut().filter(|active| active.run == run) {
                    active.job.look(at);
                }
            }
        }
        Ok(())
    }

    fn slice(&self) -> bool {
        let mut slot = self.job.borrow_mut();
        let Some(active) = slot.as_mut() else { return false };
        match active.job.advance(active.run) {
            Slice::More => {
                if active.told.is_due() {
                    desk::post(&Answer::Progress { run: active.run, permille: active.job.permille() }.encode());
                }
                true
            }
            Slice::Tell(answer) => {
                desk::post(&answer);
                true
            }
            Slice::Idle => false,
            Slice::Last(answer) => {
                *slot = None;
                desk::post(&answer);
                false
            }
        }
    }
}
