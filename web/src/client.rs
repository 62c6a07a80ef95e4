//! The page's side of the worker: starts it, numbers its runs, and starts another when one breaks.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use playground::{Comparison, Lanes};
use scenario::Compare;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Url, Worker, WorkerOptions, WorkerType};
use yew::Callback;

use crate::browser::{Listener, document};
use crate::protocol::{Answer, BUILD, Request, fields};

/// Trunk's name of the file that starts the worker of comparisons.
pub const COMPARISONS: &str = "worker_loader.js";
/// The same for what happens when.
pub const LANES: &str = "deeper_worker_loader.js";

/// What the page hears of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum RunEvent {
    /// It goes on.
    Progress {
        /// The number given to it.
        run: u32,
        /// How far, in thousandths.
        permille: u32,
    },
    /// It is complete.
    Done {
        /// The number given to it.
        run: u32,
        /// The result.
        comparison: Box<Comparison>,
    },
    /// What happened when.
    Lanes {
        /// The number given to it.
        run: u32,
        /// The result.
        lanes: Box<Lanes>,
    },
    /// There is no worker any more.
    Broken(Trouble),
}

/// Why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It could not be started, or its files did not load.
    NotStarted(String),
    /// It is of another build than the page.
    OtherBuild,
    /// It ended by a fault of its own.
    Crashed(String),
}

impl Trouble {
    /// What a person can do about it.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Trouble::NotStarted(_) => "Check the connection and run again; if that does not help, reload the page.",
            Trouble::OtherBuild => {
                "Reload the page; if that does not help, clear what the browser has stored of this site."
            }
            Trouble::Crashed(_) => {
                "That is a fault of ours. Change the scenario or run again; a report with the address would help."
            }
        }
    }

    /// Whether only a reload can help.
    #[must_use]
    pub const fn needs_reload(&self) -> bool {
        matches!(self, Trouble::OtherBuild)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NotStarted(detail) if detail.is_empty() => write!(f, "The simulation could not be started."),
            Trouble::NotStarted(detail) => write!(f, "The simulation could not be started: {detail}."),
            Trouble::OtherBuild => write!(f, "The page and its simulation are from different releases."),
            Trouble::Crashed(detail) => write!(f, "The simulation has broken down: {detail}."),
        }
    }
}

/// A worker for comparisons. Cheap to clone; the worker ends with the last clone.
#[derive(Clone)]
pub struct Client(Rc<Inner>);

struct Inner {
    /// The file that starts it.
    worker: &'static str,
    on_event: Callback<RunEvent>,
    running: RefCell<Option<Running>>,
    /// What to send when the worker is ready; only the last run counts.
    waiting: RefCell<Option<Request>>,
    ready: Cell<bool>,
}

/// A worker and what listens to it. Dropping it ends the worker.
struct Running {
    worker: Worker,
    _listeners: [Listener; 3],
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Client {
    /// A client of the worker that a file starts, which tells `on_event` what happens. The worker starts at once, to be ready
    /// when it is needed.
    #[must_use]
    pub fn new(worker: &'static str, on_event: Callback<RunEvent>) -> Client {
        let client = Client(Rc::new(Inner {
            worker,
            on_event,
            running: RefCell::new(None),
            waiting: RefCell::new(None),
            ready: Cell::new(false),
        }));
        client.make_sure();
        client
    }

    /// Runs a scenario, instead of the one that may be under way.
    pub fn run(&self, run: u32, compare: &Compare) {
        self.make_sure();
        self.send(Request::Run { run, fields: fields(compare) });
    }

    /// Stops a run.
    pub fn cancel(&self, run: u32) {
        self.send(Request::Cancel { run });
    }

    fn send(&self, request: Request) {
        if !self.0.ready.get() {
            *self.0.waiting.borrow_mut() = Some(request);
        } else if let Some(running) = &*self.0.running.borrow() {
            // A plain value can be cloned, and a worker that is gone tells so itself.
            let _ = running.worker.post_message(&request.encode());
        }
    }

    fn make_sure(&self) {
        if self.0.running.borrow().is_some() {
            return;
        }
        match self.spawn() {
            Ok(running) => *self.0.running.borrow_mut() = Some(running),
            Err(error) => self.give_up(Trouble::NotStarted(words(&error))),
        }
    }

    fn spawn(&self) -> Result<Running, JsValue> {
        let base = document().base_uri()?.unwrap_or_default();
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name("simulation");
        let worker = Worker::new_with_options(&Url::new_with_base(self.0.worker, &base)?.href(), &options)?;
        // Weak, or worker and client would keep each other alive.
        let hear = |take: fn(&Client, web_sys::Event)| {
            let inner = Rc::downgrade(&self.0);
            move |event| {
                if let Some(inner) = inner.upgrade() {
                    take(&Client(inner), event);
                }
            }
        };
        let listeners = [
            Listener::new(&worker, "message", hear(Client::take_message)),
            Listener::new(&worker, "messageerror", hear(|client, _| client.give_up(Trouble::OtherBuild))),
            Listener::new(&worker, "error", hear(Client::take_error)),
        ];
        Ok(Running { worker, _listeners: listeners })
    }

    fn take_message(&self, event: web_sys::Event) {
        match Answer::decode(event.unchecked_into::<MessageEvent>().data()) {
            Some(Answer::Ready { build }) if build == BUILD => {
                self.0.ready.set(true);
                let waiting = self.0.waiting.take();
                if let Some(request) = waiting {
                    self.send(request);
                }
            }
            Some(Answer::Ready { .. }) | None => self.give_up(Trouble::OtherBuild),
            Some(Answer::Progress { run, permille }) => self.0.on_event.emit(RunEvent::Progress { run, permille }),
            Some(Answer::Done { run, comparison }) => self.0.on_event.emit(RunEvent::Done { run, comparison }),
            Some(Answer::Lanes { run, lanes }) => self.0.on_event.emit(RunEvent::Lanes { run, lanes }),
            Some(Answer::Broken { message }) => self.give_up(Trouble::Crashed(message)),
        }
    }

    fn take_error(&self, event: web_sys::Event) {
        event.prevent_default();
        let message = js_sys::Reflect::get(&event, &"message".into()).ok().and_then(|value| value.as_string());
        let message = message.unwrap_or_default();
        self.give_up(if self.0.ready.get() { Trouble::Crashed(message) } else { Trouble::NotStarted(message) });
    }

    /// Ends the worker, so that the next run starts another.
    fn give_up(&self, trouble: Trouble) {
        // What is dropped may be what has called us: it goes when the browser is back in its event loop.
        if let Some(running) = self.0.running.take() {
            wasm_bindgen_futures::spawn_local(async move { drop(running) });
        }
        self.0.ready.set(false);
        self.0.waiting.take();
        self.0.on_event.emit(RunEvent::Broken(trouble));
    }
}

impl PartialEq for Client {
    fn eq(&self, other: &Client) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

fn words(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|value| value.as_string());
    message.unwrap_or_else(|| format!("{error:?}"))
}
