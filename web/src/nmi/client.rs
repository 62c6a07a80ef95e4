//! The page's side of the NMI view's worker: starts it when it is first needed, and another when one breaks.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Url, Worker, WorkerOptions, WorkerType};
use yew::Callback;

use crate::browser::{Listener, document};
use crate::client::Trouble;
use crate::nmi::protocol::{Answer, Request};
use crate::protocol::BUILD;

/// Trunk's name of the file that starts the worker.
const WORKER: &str = "nmi_worker_loader.js";

/// A worker for strips and proofs. It ends with its last clone.
#[derive(Clone)]
pub struct Client(Rc<Inner>);

struct Inner {
    on_answer: Callback<Result<Answer, Trouble>>,
    running: RefCell<Option<Running>>,
    /// What to send when the worker is ready.
    waiting: RefCell<Vec<Request>>,
    ready: Cell<bool>,
}

struct Running {
    worker: Worker,
    _listeners: [Listener; 2],
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Client {
    /// A client that tells `on_answer` what the worker says.
    #[must_use]
    pub fn new(on_answer: Callback<Result<Answer, Trouble>>) -> Client {
        Client(Rc::new(Inner {
            on_answer,
            running: RefCell::new(None),
            waiting: RefCell::default(),
            ready: Cell::new(false),
        }))
    }

    /// Asks, now or as soon as the worker listens.
    pub fn ask(&self, request: Request) {
        if self.0.running.borrow().is_none() {
            match self.spawn() {
                Ok(running) => *self.0.running.borrow_mut() = Some(running),
                Err(error) => return self.give_up(Trouble::NotStarted(format!("{error:?}"))),
            }
        }
        match &*self.0.running.borrow() {
            Some(running) if self.0.ready.get() => {
                // A text can be cloned, and a worker that is gone tells so itself.
                let _ = running.worker.post_message(&request.text().into());
            }
            _ => self.0.waiting.borrow_mut().push(request),
        }
    }

    fn spawn(&self) -> Result<Running, JsValue> {
        let base = document().base_uri()?.unwrap_or_default();
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name("search");
        let worker = Worker::new_with_options(&Url::new_with_base(WORKER, &base)?.href(), &options)?;
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
            Listener::new(&worker, "error", hear(Client::take_error)),
        ];
        Ok(Running { worker, _listeners: listeners })
    }

    fn take_message(&self, event: web_sys::Event) {
        let text = event.unchecked_into::<MessageEvent>().data().as_string();
        match text.as_deref().and_then(Answer::read) {
            Some(Answer::Ready { build }) if build == BUILD => {
                self.0.ready.set(true);
                let waiting = self.0.waiting.take();
                waiting.into_iter().for_each(|request| self.ask(request));
            }
            None | Some(Answer::Ready { .. }) => self.give_up(Trouble::OtherBuild),
            Some(Answer::Broken { message }) => self.give_up(Trouble::Crashed(message)),
            Some(answer) => self.0.on_answer.emit(Ok(answer)),
        }
    }

    fn take_error(&self, event: web_sys::Event) {
        event.prevent_default();
        let message = js_sys::Reflect::get(&event, &"message".into()).ok().and_then(|value| value.as_string());
        let message = message.unwrap_or_default();
        self.give_up(if self.0.ready.get() { Trouble::Crashed(message) } else { Trouble::NotStarted(message) });
    }

    /// Ends the worker, so that the next question starts another.
    fn give_up(&self, trouble: Trouble) {
        // What is dropped may be what has called us: it goes when the browser is back in its event loop.
        if let Some(running) = self.0.running.take() {
            wasm_bindgen_futures::spawn_local(async move { drop(running) });
        }
        self.0.ready.set(false);
        self.0.waiting.take();
        self.0.on_answer.emit(Err(trouble));
    }
}

impl PartialEq for Client {
    fn eq(&self, other: &Client) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
