//! The playground's page and its worker.
//!
//! The page draws and never simulates; the worker simulates and never draws. Between them goes what [`protocol`] names:
//! the fields of a scenario one way, progress and a comparison the other. All of the page's state is in [`state`], changed
//! by one pure function; what has to do with the browser itself is in [`browser`].

#![forbid(unsafe_code)]

pub mod break_even;
pub mod browser;
pub mod client;
pub mod components;
pub mod deeper;
pub mod desk;
pub mod embed;
pub mod engine;
pub mod figures;
pub mod hands;
pub mod hooks;
pub mod latency;
pub mod nmi;
pub mod pool;
pub mod port;
pub mod protocol;
pub mod slider;
pub mod stage;
pub mod stage_answer;
pub mod stage_engine;
pub mod state;
pub mod story;
pub mod sweep;
pub mod verdict;
pub mod work;
