//! What is checked without running the product: formatting, clippy, documentation, tidiness.

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process;
use crate::project::Project;
use crate::setup::{self, Need};
use crate::tally::Tally;
use crate::tools::Tools;

/// The packages that are WebAssembly only; all others are checked on this machine itself.
pub const WASM_PACKAGES: [&str; 4] = ["--package", "web", "--package", "js"];

/// What the checks need.
pub const NEEDS: [Need; 2] = [Need::Compiler, Need::Clippy];

/// Makes sure of the tools and runs every check, the tidy test among them.
pub fn run(project: &Project) -> Outcome {
    let tools = setup::ensure(project, &NEEDS)?;
    let mut tally = Tally::default();
    checks(project, &tools, &mut tally);
    tidy(project, &mut tally);
    tally.finish()
}

/// All checks but the tidy test, which is one of the native tests.
pub fn checks(project: &Project, tools: &Tools, tally: &mut Tally) {
    tally.check("formatting", || {
        process::run(project.cargo().args(["fmt", "--all", "--check"]))
            .map_err(|_| Failure::failed("the lines above are not formatted; `cargo fmt --all` does it"))
    });
    tally.check("clippy, native", || {
        process::run(deny_clippy_warnings(project.cargo().args(["clippy", "--all-targets"])))
    });
    tally.check("clippy, WebAssembly", || {
        process::run(deny_clippy_warnings(tools.wasm_cargo("clippy").args(WASM_PACKAGES).arg("--all-targets")))
    });
    tally.check("documentation, native", || process::run(document(&mut project.cargo()).arg("doc")));
    tally.check("documentation, WebAssembly", || process::run(document(tools.wasm_cargo("doc").args(WASM_PACKAGES))));
}

/// The tidy test alone.
pub fn tidy(project: &Project, tally: &mut Tally) {
    let mut cargo = project.cargo();
    cargo.args(["test", "--quiet", "--package", "xtask", "--test", "tidy"]);
    tally.tests("tidy", &mut cargo);
}

fn deny_clippy_warnings(command: &mut Command) -> &mut Command {
    command.args(["--", "--deny", "warnings"])
}

fn document(command: &mut Command) -> &mut Command {
    command.arg("--no-deps").env("RUSTDOCFLAGS", "--deny warnings")
}
