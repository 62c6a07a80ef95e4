//! The NMI view: one run of the NMI machine, step by step, and what the search says of all runs.
//!
//! A program of its own, with a worker of its own: see index.html and boot.js. The page steps the machine itself; the strip and
//! the table of proofs, which are many runs, come from the worker as they are found.

pub mod client;
pub mod components;
pub mod hook;
pub mod keys;
pub mod protocol;
pub mod state;
pub mod words;
pub mod worker;

use scenario::View;

use crate::browser::place;

/// Draws the NMI view into its place while the address asks for it.
pub fn start() {
    place::keep::<components::App>(View::Nmi);
}
