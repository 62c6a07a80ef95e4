//! The worker of comparisons, and the one of what happens when: a scenario is run slice by slice.

use std::cell::RefCell;

use pgd_sim::Ps;
use playground::{CompareJob, LanesJob, Replays, SLICE_EVENTS};
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
    Tell(Answer),
    /// Nothing, until something is asked.
    Idle,
    /// This, and it was the last.
    Last(Answer),
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
    let (lanes, replays) = (Some(LanesJob::new(compare)), Replays::new(compare));
    Box::new(Stage { lanes, replays, recorded: false, asked: None })
}

impl Job for CompareJob {
    fn advance(&mut self, run: u32) -> Slice {
        CompareJob::advance(self, SLICE_EVENTS)
            .map_or(Slice::More, |comparison| Slice::Last(Answer::Done { run, comparison: Box::new(comparison) }))
    }

    fn permille(&self) -> u32 {
        CompareJob::permille(self)
    }
}

/// First the lanes, which are a picture by themselves; then the run once more, to be looked at at any instant.
struct Stage {
    /// None when they are told.
    lanes: Option<LanesJob>,
    replays: Replays,
    recorded: bool,
    /// The instant that is asked about: the last one counts.
    asked: Option<Ps>,
}

impl Job for Stage {
    fn advance(&mut self, run: u32) -> Slice {
        if let Some(job) = &mut self.lanes {
            let Some(lanes) = job.advance(SLICE_EVENTS) else { return Slice::More };
            self.lanes = None;
            return Slice::Tell(Answer::Lanes { run, lanes: Box::new(lanes) });
        }
        if !self.recorded {
            self.recorded = self.replays.record(SLICE_EVENTS);
            return Slice::More;
        }
        match self.asked.take() {
            Some(at) => Slice::Tell(Answer::Maps { run, maps: Box::new(self.replays.maps(at)) }),
            None => Slice::Idle,
        }
    }

    fn permille(&self) -> u32 {
        self.lanes.as_ref().map_or(1000, LanesJob::permille)
    }

    fn look(&mut self, at: Ps) {
        self.asked = Some(at);
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
                desk::post(&answer.encode());
                true
            }
            Slice::Idle => false,
            Slice::Last(answer) => {
                *slot = None;
                desk::post(&answer.encode());
                false
            }
        }
    }
}
