//! What components share of state and of the browser.

mod use_playground;
mod use_width;

pub use use_playground::use_playground;
pub use use_width::use_width;
