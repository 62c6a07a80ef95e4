//! A worker seen from itself: it takes requests and works slice by slice.
//!
//! Between two slices it goes back to its event loop, so that a newer request gets through. It does so by a message to itself:
//! a timer would add 4 ms each time (browsers' least delay for nested timers), a message adds microseconds.
//!
//! It speaks first, with the name of its build: a page must not talk to the worker of another release, whose files have the
//! same names and may come from a cache.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

/// The name of the sources that this side was built from; see the build script.
pub const BUILD: &str = env!("PGD_BUILD");

/// What every worker says, whatever it works at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hail {
    /// It listens from now on.
    Ready {
        /// The name of its sources.
        build: String,
    },
    /// A fault of the program itself: the worker is of no more use.
    Broken {
        /// What it said last.
        message: String,
    },
}

impl Hail {
    fn text(&self) -> String {
        match self {
            Hail::Ready { build } => format!("ready {build}"),
            Hail::Broken { message } => format!("broken {message}"),
        }
    }

    fn of(text: &str) -> Option<Hail> {
        match text.split_once(' ')? {
            ("ready", build) => Some(Hail::Ready { build: build.to_owned() }),
            ("broken", message) => Some(Hail::Broken { message: message.to_owned() }),
            _ => None,
        }
    }

    /// From a value that was posted; nothing where it is part of the work.
    #[must_use]
    pub fn read(message: &JsValue) -> Option<Hail> {
        Hail::of(&message.as_string()?)
    }
}

/// What a worker works at.
pub trait Work {
    /// Takes a request.
    ///
    /// # Errors
    /// Where it is none.
    fn take(&self, message: &JsValue) -> Result<(), String>;

    /// Does a slice. Whether there is more to do.
    fn slice(&self) -> bool;
}

/// Progress is told no more often than this: as often as an eye can follow.
const TOLD_EVERY_MS: f64 = 50.0;

/// When something was last told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    at_ms: f64,
}

impl Told {
    /// Nothing needs be told before a while from now.
    #[must_use]
    pub fn now() -> Told {
        Told { at_ms: js_sys::Date::now() }
    }

    /// Whether it is time to tell more. Then it counts as told.
    pub fn is_due(&mut self) -> bool {
        let now_ms = js_sys::Date::now();
        let due = now_ms - self.at_ms >= TOLD_EVERY_MS;
        if due {
            self.at_ms = now_ms;
        }
        due
    }
}

/// Sets the worker up; from then on it only answers.
///
/// # Panics
/// Where the browser has no message channels, which every browser with WebAssembly has.
pub fn open(work: impl Work + 'static) {
    std::panic::set_hook(Box::new(|panic| broken(panic.to_string())));
    let channel = MessageChannel::new().expect("a worker has message channels");
    let desk = Rc::new(Desk { work, due: Cell::new(false), channel });

    let on_slice = Closure::<dyn Fn()>::new({
        let desk = Rc::clone(&desk);
        move || desk.slice()
    });
    desk.channel.port1().set_onmessage(Some(on_slice.as_ref().unchecked_ref()));
    on_slice.forget();

    let on_request = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| desk.take(&event.data()));
    scope().set_onmessage(Some(on_request.as_ref().unchecked_ref()));
    on_request.forget();

    post(&Hail::Ready { build: BUILD.to_owned() }.text().into());
}

struct Desk<W> {
    work: W,
    /// Whether a message to itself is under way; never two.
    due: Cell<bool>,
    channel: MessageChannel,
}

impl<W: Work> Desk<W> {
    fn take(&self, message: &JsValue) {
        match self.work.take(message) {
            Ok(()) => self.slice_later(),
            Err(message) => broken(message),
        }
    }

    fn slice(&self) {
        self.due.set(false);
        if self.work.slice() {
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

/// Tells the page.
pub fn post(message: &JsValue) {
    // A plain value can be cloned; there is nobody else to tell.
    let _ = scope().post_message(message);
}

fn broken(message: String) {
    post(&Hail::Broken { message }.text().into());
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hail_crosses_and_nothing_else_is_one() {
        for hail in [Hail::Ready { build: "a b".to_owned() }, Hail::Broken { message: "index 3\nof 2".to_owned() }] {
            assert_eq!(Hail::of(&hail.text()), Some(hail));
        }
        for text in ["", "ready", "progress 3 4", "cells 1 2"] {
            assert_eq!(Hail::of(text), None, "{text}");
        }
    }
}
