//! Makes sure of every tool that a task needs. Each step prints one line: what it found or installed, and the time it took.
//!
//! A tool is believed when it answers with the right version, never because a folder exists: an interrupted
//! installation is done again. What is the project's own goes into the checkout; outside of it only rustup, cargo and
//! the system's package manager keep what they always keep.

use std::process::Command;
use std::time::Instant;

use crate::failure::{Failure, Outcome};
use crate::process;
use crate::project::Project;
use crate::tools::{Tools, browser, cargo_tool, compiler, npm};

/// The oldest Node.js that the browser tests and wasm-opt run on.
const NODE_MAJOR_MIN: u32 = 20;

/// One thing that a task can need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Node.js: it runs wasm-opt, the server and the browser tests. Never installed, only asked for.
    Node,
    /// A compiler for WebAssembly.
    Compiler,
    /// Clippy for that compiler.
    Clippy,
    /// A browser and its driver.
    Browser,
    /// The npm packages of the browser tests.
    NodePackages,
    /// wasm-opt, which is one of them unless PATH has the right version.
    WasmOpt,
    /// wasm-bindgen and its test runner.
    WasmBindgen,
    /// Trunk, which puts the page together.
    Trunk,
    /// mdBook, which makes the book of `docs/`.
    MdBook,
}

impl Need {
    /// What may have to be installed by hand comes first, what takes minutes last.
    pub const ALL: [Self; 9] = [
        Self::Node,
        Self::Compiler,
        Self::Clippy,
        Self::Browser,
        Self::NodePackages,
        Self::WasmOpt,
        Self::WasmBindgen,
        Self::Trunk,
        Self::MdBook,
    ];

    /// What it takes to make a build of the page.
    pub const TO_BUILD: [Self; 7] =
        [Self::Node, Self::Compiler, Self::NodePackages, Self::WasmOpt, Self::WasmBindgen, Self::Trunk, Self::MdBook];
}

/// What a step of set-up came to, in words, for its line.
pub struct Found(pub String);

/// Makes sure of the tools asked for.
pub fn ensure(project: &Project, needs: &[Need]) -> Outcome<Tools> {
    let started = Instant::now();
    let mut tools = Tools::new(project);
    for need in Need::ALL.iter().filter(|need| needs.contains(need)) {
        match need {
            Need::Node => step("node", node)?,
            Need::Compiler => step("compiler", || compiler::ensure(project, &mut tools))?,
            Need::Clippy => step("clippy", || compiler::ensure_clippy(project, &tools))?,
            Need::Browser => step("browser", || browser::ensure(project, &mut tools))?,
            Need::NodePackages => step("npm packages", || npm::ensure_packages(project))?,
            Need::WasmOpt => step("wasm-opt", || npm::ensure_wasm_opt(project, &mut tools))?,
            Need::WasmBindgen => step("wasm-bindgen", || cargo_tool::ensure_wasm_bindgen(project, &mut tools))?,
            Need::Trunk => step("trunk", || cargo_tool::ensure_trunk(project, &mut tools))?,
            Need::MdBook => step("mdbook", || cargo_tool::ensure_mdbook(project, &mut tools))?,
        }
    }
    say("done", "", started);
    Ok(tools)
}

fn step(name: &str, ensure: impl FnOnce() -> Outcome<Found>) -> Outcome {
    let started = Instant::now();
    let Found(what) = ensure()?;
    say(name, &what, started);
    Ok(())
}

fn say(name: &str, what: &str, started: Instant) {
    println!("set-up  {name:<14} {what:<48} {:>6.1} s", started.elapsed().as_secs_f64());
}

fn node() -> Outcome<Found> {
    let version = process::answer(Command::new("node").arg("--version"));
    let major =
        version.as_deref().and_then(|version| version.trim_start_matches('v').split('.').next()?.parse::<u32>().ok());
    match (version, major) {
        (Some(version), Some(major)) if major >= NODE_MAJOR_MIN => Ok(Found(format!("{version} found"))),
        (Some(version), _) => {
            Err(Failure::usage(format!("Node.js {version} is too old; {NODE_MAJOR_MIN} or newer is needed")))
        }
        (None, _) => Err(Failure::usage(format!(
            "there is no `node` on PATH; install Node.js {NODE_MAJOR_MIN} or newer, with its npm"
        ))),
    }
}
