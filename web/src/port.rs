//! A worker seen from the page: started when it is needed, checked to be of the same build, and another one when it breaks.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, MessageEvent, Url, Worker, WorkerOptions, WorkerType};
use yew::Callback;

use crate::browser::{Listener, document, window};
use crate::desk::{BUILD, Hail};

/// How the name of a file ends that starts a worker: without it, it is the name of the worker's program.
const LOADER: &str = "_loader.js";

/// Why there is no worker.
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

/// What a worker is heard to say: a message, or nothing more.
pub type Heard = Result<JsValue, Trouble>;

/// A worker. Cheap to clone; it ends with the last clone.
#[derive(Clone)]
pub struct Port(Rc<Inner>);

struct Inner {
    /// The file that starts it: Trunk's name of it.
    file: &'static str,
    on_heard: Callback<Heard>,
    running: RefCell<Option<Running>>,
    /// What to say when it listens.
    waiting: RefCell<Vec<JsValue>>,
    listens: Cell<bool>,
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

impl Port {
    /// A worker that a file starts, when it is first needed.
    #[must_use]
    pub fn new(file: &'static str, on_heard: Callback<Heard>) -> Port {
        let (running, waiting, listens) = (RefCell::default(), RefCell::default(), Cell::default());
        Port(Rc::new(Inner { file, on_heard, running, waiting, listens }))
    }

    /// Starts the worker unless it is there.
    pub fn make_sure(&self) {
        if self.0.running.borrow().is_some() {
            return;
        }
        match self.spawn() {
            Ok(running) => *self.0.running.borrow_mut() = Some(running),
            Err(error) => self.give_up(Trouble::NotStarted(words(&error))),
        }
    }

    /// Says something, now or as soon as the worker listens.
    pub fn say(&self, message: JsValue) {
        match &*self.0.running.borrow() {
            // A plain value can be cloned, and a worker that is gone tells so itself.
            Some(running) if self.0.listens.get() => drop(running.worker.post_message(&message)),
            _ => self.0.waiting.borrow_mut().push(message),
        }
    }

    /// Takes back what the worker has not been told yet.
    pub fn unsay(&self) {
        self.0.waiting.borrow_mut().clear();
    }

    /// Ends the worker, so that the next need starts another.
    pub fn give_up(&self, trouble: Trouble) {
        // What is dropped may be what has called us: it goes when the browser is back in its event loop.
        if let Some(running) = self.0.running.take() {
            wasm_bindgen_futures::spawn_local(async move { drop(running) });
        }
        self.0.listens.set(false);
        self.unsay();
        self.0.on_heard.emit(Err(trouble));
    }

    fn spawn(&self) -> Result<Running, JsValue> {
        let worker = start(self.0.file)?;
        // Weak, or worker and port would keep each other alive.
        let hear = |take: fn(&Port, web_sys::Event)| {
            let inner = Rc::downgrade(&self.0);
            move |event| {
                if let Some(inner) = inner.upgrade() {
                    take(&Port(inner), event);
                }
            }
        };
        let listeners = [
            Listener::new(&worker, "message", hear(Port::take_message)),
            Listener::new(&worker, "messageerror", hear(|port, _| port.give_up(Trouble::OtherBuild))),
            Listener::new(&worker, "error", hear(Port::take_error)),
        ];
        Ok(Running { worker, _listeners: listeners })
    }

    fn take_message(&self, event: web_sys::Event) {
        let message = event.unchecked_into::<MessageEvent>().data();
        match Hail::read(&message) {
            Some(Hail::Ready { build }) if build == BUILD => {
                self.0.listens.set(true);
                let waiting = self.0.waiting.take();
                waiting.into_iter().for_each(|message| self.say(message));
            }
            Some(Hail::Broken { message }) => self.give_up(Trouble::Crashed(message)),
            None if self.0.listens.get() => self.0.on_heard.emit(Ok(message)),
            // Another build's name, or a first word that is none of ours.
            Some(Hail::Ready { .. }) | None => self.give_up(Trouble::OtherBuild),
        }
    }

    fn take_error(&self, event: web_sys::Event) {
        event.prevent_default();
        let message = words(&event);
        self.give_up(if self.0.listens.get() { Trouble::Crashed(message) } else { Trouble::NotStarted(message) });
    }
}

/// Starts a worker by its file.
///
/// A frame in a sandbox is of no origin, so no file is of its own and none may start a worker; only what the frame has made
/// itself may. There a line of script stands for the file and imports the program, which its server must allow (CORS). It is
/// no module, since Chromium starts none of those from a sandbox.
fn start(file: &str) -> Result<Worker, JsValue> {
    let base = document().base_uri()?.unwrap_or_default();
    let options = WorkerOptions::new();
    options.set_name("simulation");
    if !is_sandboxed() {
        options.set_type(WorkerType::Module);
        return Worker::new_with_options(&Url::new_with_base(file, &base)?.href(), &options);
    }
    let program = Url::new_with_base(&file.replace(LOADER, ".js"), &base)?.href();
    // What goes wrong is thrown where the page hears of it, which it does not of a promise.
    let script = format!(
        "import({}).then((program) => program.default()).catch((error) => setTimeout(() => {{ throw error; }}));",
        js_sys::JSON::stringify(&program.into())?
    );
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&script.into()), &kind)?;
    // The address stays: a line is nothing to save, and browsers differ in how long they need it.
    Worker::new_with_options(&Url::create_object_url_with_blob(&blob)?, &options)
}

/// Whether the page is of no origin, so that no file of its server is its own.
fn is_sandboxed() -> bool {
    window().origin() == "null"
}

impl PartialEq for Port {
    fn eq(&self, other: &Port) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What an error or its event says of itself.
fn words(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|value| value.as_string());
    message.unwrap_or_default()
}
