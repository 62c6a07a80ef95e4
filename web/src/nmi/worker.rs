//! The worker's side: a strip and a table of proofs, slice by slice, the strip first. As in [`crate::engine`], a message to
//! itself lets a new request through between two slices.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use nmi_sim::{Finding, Question, Strip, Table, Verdict};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use crate::nmi::protocol::{Answer, Found, Progress, Request, Row};
use crate::protocol::BUILD;

/// What has been found is told no more often than this: as often as an eye can follow.
const TOLD_EVERY_MS: f64 = 50.0;
/// Cells of a strip in a slice: a cell is a whole run.
const SLICE_CELLS: usize = 8;
/// States of a search in a slice: some ten milliseconds.
const SLICE_STATES: u32 = 10_000;

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
    table: Table,
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
            Request::Strip { ask, config, schedule } => {
                // What has no strip is not asked for.
                jobs.strip = Strip::new(config, &schedule).ok().map(|strip| Stripping {
                    ask,
                    strip,
                    found: Vec::new(),
                    told_at_ms: 0.0,
                });
            }
            Request::Prove { ask, arrivals } => {
                let table = Table::new(&Question::everything(arrivals));
                jobs.table = Some(Proving { ask, table, told: 0, told_at_ms: 0.0 });
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
        let progress = self.table.advance(SLICE_STATES);
        if progress.done || is_time(&mut self.told_at_ms) {
            let rows: Vec<Row> = self.table.rows()[self.told..].iter().map(row_of).collect();
            self.told += rows.len();
            let permille = (progress.rows * 1_000).checked_div(progress.rows_total).unwrap_or(1_000);
            let progress = Progress { permille, states: progress.states, done: progress.done };
            post(&Answer::Rows { ask: self.ask, progress, rows });
        }
        progress.done
    }
}

/// A row as it crosses.
#[must_use]
pub fn row_of(row: &nmi_sim::Row) -> Row {
    let found = match &row.finding {
        Finding::Inapplicable(reason) => Found::Impossible((*reason).to_owned()),
        Finding::Searched(report) => {
            let broken = report.verdicts.iter().filter_map(|(property, verdict)| match verdict {
                Verdict::Broken { steps, schedule } => Some((*property, *steps, schedule.clone())),
                _ => None,
            });
            Found::Searched(report.states, report.bounded, broken.collect())
        }
    };
    Row { handler: row.handler, context: row.context, fault: row.fault, found }
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
