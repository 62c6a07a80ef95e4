//! Speed, as ratios from one run: `cargo xtask bench`.
//!
//! Machines differ and are noisy, so no time here is a promise; the ratios are what to compare before and after a change.
//! The same work is done natively, as WebAssembly in node, and in a worker in Chromium, each a program that waits for the
//! name of some work and answers with the time it took. Each figure is the median of several rounds, and what is compared
//! is run in turn.

#![forbid(unsafe_code)]

mod plain;
mod work;

#[cfg(not(target_arch = "wasm32"))]
mod answer;
#[cfg(not(target_arch = "wasm32"))]
mod arguments;
#[cfg(not(target_arch = "wasm32"))]
mod place;
#[cfg(not(target_arch = "wasm32"))]
mod report;
#[cfg(not(target_arch = "wasm32"))]
mod sections;

#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    let outcome = arguments::read(std::env::args().skip(1)).and_then(|task| match task {
        arguments::Task::Answer => answer::answer_all().map_err(|error| error.to_string()),
        arguments::Task::Compare { nmis, node } => sections::run(nmis, node),
    });
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("bench: {message}");
            std::process::ExitCode::from(2)
        }
    }
}

/// JavaScript calls what it wants.
#[cfg(target_arch = "wasm32")]
fn main() {}
