//! The scenario in the page's address.
//!
//! A change of mind is a step that Back undoes; what goes on while a slider is drawn replaces the last step, and no more
//! than four times a second: browsers refuse to write the address much more often.
//!
//! An embed's address stays as its host has given it. What would be written there is held by the document instead, as
//! web/frame.js has it at the start, and read from there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::browser::{document, window};
use crate::embed::host;
use crate::state::Write;

/// Between two replacements.
const REPLACE_EVERY_MS: i32 = 250;

/// The document's attribute that an embed has instead of an address.
const HELD: &str = "data-fragment";

fn held() -> Option<String> {
    document().document_element().and_then(|root| root.get_attribute(HELD))
}

/// The fragment that the address has now, without `#`.
#[must_use]
pub fn fragment() -> String {
    if let Some(held) = held() {
        return held;
    }
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// The query of the address: how things are shown, and nothing of the scenario.
#[must_use]
pub fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// The page's address, however it is shown and whatever stands in it.
#[must_use]
pub fn page() -> String {
    let href = window().location().href().unwrap_or_default();
    href.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// The address of a scenario, whatever the page's own is and however that is shown.
#[must_use]
pub fn link(fragment: &str) -> String {
    format!("{}#{fragment}", page())
}

/// Writes the address, in time.
#[derive(Clone, Default)]
pub struct Writer(Rc<Inner>);

#[derive(Default)]
struct Inner {
    wanted: RefCell<Option<String>>,
    timer: Cell<Option<i32>>,
}

impl Writer {
    /// Takes a change over into the address.
    pub fn write(&self, fragment: &str, how: Write) {
        if held().is_some() {
            hold(fragment, how);
            return;
        }
        match how {
            Write::Keep => self.forget(),
            Write::Push => {
                self.flush();
                put(fragment, how);
            }
            Write::Replace => {
                *self.0.wanted.borrow_mut() = Some(fragment.to_owned());
                self.flush_later();
            }
        }
    }

    /// Writes what is waiting.
    pub fn flush(&self) {
        if let Some(fragment) = self.0.wanted.take() {
            put(&fragment, Write::Replace);
        }
    }

    /// Gives up what is waiting.
    pub fn forget(&self) {
        self.0.wanted.take();
    }

    fn flush_later(&self) {
        if self.0.timer.get().is_some() {
            return;
        }
        let writer = self.clone();
        let on_time = Closure::once_into_js(move || {
            writer.0.timer.set(None);
            writer.flush();
        });
        let timer =
            window().set_timeout_with_callback_and_timeout_and_arguments_0(on_time.unchecked_ref(), REPLACE_EVERY_MS);
        self.0.timer.set(timer.ok());
    }
}

fn hold(fragment: &str, how: Write) {
    if let Some(root) = document().document_element().filter(|_| how != Write::Keep) {
        // The name is a good one, so it is taken.
        let _ = root.set_attribute(HELD, fragment);
    }
    host::tell_state(None);
}

fn put(fragment: &str, how: Write) {
    let Ok(history) = window().history() else { return };
    let url = format!("#{fragment}");
    // A browser may refuse, as in a sandboxed frame or when asked too often: the page works without.
    let _ = match how {
        Write::Push => history.push_state_with_url(&JsValue::NULL, "", Some(&url)),
        Write::Replace | Write::Keep => history.replace_state_with_url(&JsValue::NULL, "", Some(&url)),
    };
}
