//! What components share of state and of the browser.

mod use_lanes;
mod use_playground;
mod use_runs;
mod use_seen;
mod use_stand;
mod use_width;

pub use use_lanes::{Found, UseLanes, use_lanes};
pub use use_playground::use_playground;
pub use use_runs::{Progress, Runs, UseRuns, use_runs};
pub use use_seen::use_seen;
pub use use_stand::use_stand;
pub use use_width::use_width;
