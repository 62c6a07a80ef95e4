//! The worker's side: runs a comparison slice by slice.
//!
//! Between two slices it goes back to its event loop, so that a cancel or a newer run gets through. It does so by a message
//! to itself: a timer would add 4 ms each time (browsers' least delay for nested timers), a message adds microseconds.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use playground::{CompareJob, LanesJob, SLICE_EVENTS};
use scenario::Compare;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use crate::protocol::{Answer, BUILD, Request, scenario};

/// Progress is told no more often than this: as often as an eye can follow.
const PROGRESS_MS: f64 = 50.0;

/// Sets the worker up; from then on it only answers.
///
/// # Panics
/// Where the browser has no message channels, which every browser with WebAssembly has.
pub fn start(make: Make) {
    std::panic::set_hook(Box::new(|panic| post(&Answer::Broken { message: panic.to_string() })));
    let channel = MessageChannel::new().expect("a worker has message channels");
    let engine = Rc::new(Engine { make, job: RefCell::new(None), due: Cell::new(false), channel });

    let on_slice = Closure::<dyn Fn()>::new({
        let engine = Rc::clone(&engine);
        move || engine.slice()
    });
    engine.channel.port1().set_onmessage(Some(on_slice.as_ref().unchecked_ref()));
    on_slice.forget();

    let on_request =
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| match Request::decode(&event.data()) {
            Ok(request) => engine.take(request),
            Err(message) => post(&Answer::Broken { message }),
        });
    scope().set_onmessage(Some(on_request.as_ref().unchecked_ref()));
    on_request.forget();

    post(&Answer::Ready { build: BUILD.to_owned() });
}

struct Engine {
    make: Make,
    job: RefCell<Option<Active>>,
    /// Whether a message to itself is under way; never two.
    due: Cell<bool>,
    channel: MessageChannel,
}

struct Active {
    run: u32,
    job: Box<dyn Job>,
    told_at_ms: f64,
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

impl Engine {
    fn take(&self, request: Request) {
        match request {
            Request::Run { run, fields } => {
                let compare = match scenario(&fields) {
                    Ok(compare) => compare,
                    Err(message) => return post(&Answer::Broken { message }),
                };
                let job = (self.make)(&compare);
                self.job.replace(Some(Active { run, job, told_at_ms: js_sys::Date::now() }));
                self.slice_later();
            }
            Request::Cancel { run } => {
                self.job.borrow_mut().take_if(|active| active.run == run);
            }
        }
    }

    fn slice(&self) {
        self.due.set(false);
        let mut slot = self.job.borrow_mut();
        let Some(active) = slot.as_mut() else { return };
        let run = active.run;
        if let Some(answer) = active.job.advance(run) {
            *slot = None;
            post(&answer);
            return;
        }
        let now_ms = js_sys::Date::now();
        if now_ms - active.told_at_ms >= PROGRESS_MS {
            active.told_at_ms = now_ms;
            post(&Answer::Progress { run, permille: active.job.permille() });
        }
        self.slice_later();
    }

    fn slice_later(&self) {
        if !self.due.replace(true) {
            // Posting null to an open channel cannot fail.
            let _ = self.channel.port2().post_message(&JsValue::NULL);
        }
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn post(answer: &Answer) {
    // A plain value can be cloned; there is nobody else to tell.
    let _ = scope().post_message(&answer.encode());
}
