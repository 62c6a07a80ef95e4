//! What is checked without a browser: formatting, clippy, documentation and its links, tidiness.

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process;
use crate::project::Project;
use crate::setup::{self, Need};
use crate::tally::Tally;
use crate::tools::Tools;

/// What has code for WebAssembly only; all else is checked on this machine itself.
pub const WASM_PACKAGES: [&str; 6] = ["--package", "web", "--package", "js", "--package", "bench"];

/// What has links in it.
const DOCUMENTS: [&str; 3] = ["README.md", "ARCHITECTURE.md", "docs"];

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
        process::run(project.cargo("fmt").args(["--all", "--check"]))
            .map_err(|_| Failure::failed("the lines above are not formatted; `cargo fmt --all` does it"))
    });
    tally.check("clippy, native", || clippy(&mut project.cargo("clippy")));
    tally.check("clippy, WebAssembly", || clippy(tools.wasm_cargo("clippy").args(WASM_PACKAGES)));
    tally.check("documentation, native", || document(&mut project.cargo("doc")));
    tally.check("documentation, WebAssembly", || document(tools.wasm_cargo("doc").args(WASM_PACKAGES)));
    tally.check("links in the documents", || links(project));
}

/// Each link to the playground in what is published about it, as its readers will open it.
fn links(project: &Project) -> Outcome {
    let mut cargo = project.cargo("run");
    cargo.args(["--quiet", "--package", "pgd-cli", "--", "check-url"]).args(DOCUMENTS);
    let said = cargo.output().map_err(|error| Failure::failed(format!("cannot start cargo: {error}")))?;
    if said.status.success() {
        return Ok(());
    }
    print!("{}", String::from_utf8_lossy(&said.stdout));
    eprint!("{}", String::from_utf8_lossy(&said.stderr));
    Err(Failure::failed("a link above is broken; `cargo run -p pgd-cli -- check-url FILE` checks one file"))
}

/// The tidy test alone.
pub fn tidy(project: &Project, tally: &mut Tally) {
    let mut cargo = project.cargo("test");
    cargo.args(["--quiet", "--package", "xtask", "--test", "tidy"]);
    tally.tests("tidy", &mut cargo);
}

fn clippy(command: &mut Command) -> Outcome {
    process::run(command.args(["--all-targets", "--", "--deny", "warnings"]))
}

fn document(command: &mut Command) -> Outcome {
    process::run(command.arg("--no-deps").env("RUSTDOCFLAGS", "--deny warnings"))
}
