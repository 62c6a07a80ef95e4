//! What has to do with the browser itself.

pub mod address;
pub mod clipboard;
pub mod crash;
mod listener;
pub mod picture;
pub mod place;
pub mod theme;
mod timer;

pub use listener::Listener;
pub use timer::Timer;
use web_sys::{Document, Window};

/// The window.
///
/// # Panics
/// In a worker, where the page's code never runs.
#[must_use]
pub fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

/// The document.
///
/// # Panics
/// As [`window`].
#[must_use]
pub fn document() -> Document {
    window().document().expect("a window has a document")
}
