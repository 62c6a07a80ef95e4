//! The worker's side: a strip and a table of proofs, slice by slice, the strip first. As in [`crate::engine`], a message to
//! itself lets a new request through between two slices.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use nmi_sim::Strip;
use playground::{Explore, ExploreJob, SLICE_STATES};
use scenario::Link;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use crate::nmi::protocol::{Answer, Progress, Request};
use crate::protocol::BUILD;

/// What has been found is told no more often than this: as often as an eye can follow.
const TOLD_EVERY_MS: f64 = 50.0;
/// Cells of a strip in a slice: a cell is a whole run.
const SLICE_CELLS: usize = 8;

/// Sets the worker up; from then on it only answers.
///
/// # Panics
/// Where the browser has no message channels, which every browser with WebAssembly has.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| post(&Answer::Broken { message: panic.to_string() })));
    let channel = MessageChannel::new().expect("a worker has message channels");
    let engine = Rc::new(Engine { jobs: RefCell::default(), due: Cell::new(false), channel });

    let on_slice = Closure::<dyn Fn()>::new({
        let engine = Rc::clone(&engine);
        move || engine.slice()
    });
    engine.channel.port1().set_onmessage(Some(on_slice.as_ref().unchecked_ref()));
    on_slice.forget();

    let on_request = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        match event.data().as_string().as_deref().and_then(Request::read) {
            Some(request) => engine.take(request),
            None => post(&Answer::Broken { message: "a request that is none".to_owned() }),
        }
    });
    scope().set_onmessage(Some(on_request.as_ref().unchecked_ref()));
    on_request.forget();

    post(&Answer::Ready { build: BUILD.to_owned() });
}

#[derive(Default)]
struct Jobs {
    strip: Option<Stripping>,
    table: Option<Proving>,
}

struct Stripping {
    ask: u32,
    strip: Strip,
    found: Vec<nmi_sim::Cell>,
    told_at_ms: f64,
}

struct Proving {
    ask: u32,
    job: ExploreJob,
    told: usize,
    told_at_ms: f64,
}

struct Engine {
    jobs: RefCell<Jobs>,
    /// Whether a message to itself is under way; never two.
    due: Cell<bool>,
    channel: MessageChannel,
}

impl Engine {
    fn take(&self, request: Request) {
        let mut jobs = self.jobs.borrow_mut();
        match request {
            Request::Strip { ask, fragment } => {
                let nmi = Link::read(&fragment).scenario.nmi;
                // What has no strip is not asked for.
                jobs.strip = Strip::new(nmi.config(), &nmi.schedule).ok().map(|strip| Stripping {
                    ask,
                    strip,
                    found: Vec::new(),
                    told_at_ms: 0.0,
                });
            }
            Request::Prove { ask, arrivals } => {
                let job = ExploreJob::new(&Explore { arrivals, ..Explore::default() });
                jobs.table = Some(Proving { ask, job, told: 0, told_at_ms: 0.0 });
            }
            Request::Stop => jobs.table = None,
        }
        self.slice_later();
    }

    fn slice(&self) {
        self.due.set(false);
        let mut jobs = self.jobs.borrow_mut();
        if let Some(strip) = &mut jobs.strip {
            if strip.advance() {
                jobs.strip = None;
            }
        } else if let Some(table) = &mut jobs.table
            && table.advance()
        {
            jobs.table = None;
        }
        if jobs.strip.is_some() || jobs.table.is_some() {
            self.slice_later();
        }
    }

    fn slice_later(&self) {
        if !self.due.replace(true) {
            // Posting null to an open channel cannot fail.
            let _ = self.channel.port2().post_message(&JsValue::NULL);
        }
    }
}

impl Stripping {
    /// Whether it is complete.
    fn advance(&mut self) -> bool {
        let before = self.found.len();
        self.found.extend(self.strip.by_ref().take(SLICE_CELLS));
        let done = self.found.len() < before + SLICE_CELLS;
        if done || is_time(&mut self.told_at_ms) {
            let cells = std::mem::take(&mut self.found);
            post(&Answer::Cells { ask: self.ask, total: self.strip.len(), cells });
        }
        done
    }
}

impl Proving {
    /// Whether it is complete.
    fn advance(&mut self) -> bool {
        let table = self.job.advance(SLICE_STATES);
        let done = table.is_some();
        if done || is_time(&mut self.told_at_ms) {
            let rows = self.job.rows_from(self.told);
            self.told += rows.len();
            let digest = table.map(|table| table.digest());
            let progress = Progress { permille: self.job.permille(), states: self.job.progress().states, digest };
            post(&Answer::Rows { ask: self.ask, progress, rows });
        }
        done
    }
}

fn is_time(told_at_ms: &mut f64) -> bool {
    let now_ms = js_sys::Date::now();
    let is_time = now_ms - *told_at_ms >= TOLD_EVERY_MS;
    if is_time {
        *told_at_ms = now_ms;
    }
    is_time
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn post(answer: &Answer) {
    // A text can be cloned; there is nobody else to tell.
    let _ = scope().post_message(&answer.text().into());
}
