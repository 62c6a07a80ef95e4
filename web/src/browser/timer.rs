//! Something that happens a while later, unless its owner goes before.

use wasm_bindgen::prelude::*;

use crate::browser::window;

/// A call that is to come. Dropping it calls it off.
pub struct Timer {
    handle: Option<i32>,
    _closure: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `then` once after so many milliseconds.
    pub fn after(ms: i32, then: impl FnOnce() + 'static) -> Timer {
        let closure = Closure::once(then);
        let set = window().set_timeout_with_callback_and_timeout_and_arguments_0(closure.as_ref().unchecked_ref(), ms);
        Timer { handle: set.ok(), _closure: closure }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(handle) = self.handle {
            window().clear_timeout_with_handle(handle);
        }
    }
}
