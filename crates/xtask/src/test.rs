//! All tests, each where it belongs: this machine, node, a page, a worker, and the whole product in a browser.

use std::path::PathBuf;
use std::process::Command;

use crate::build;
use crate::check;
use crate::failure::{Failure, Outcome};
use crate::npm;
use crate::process;
use crate::project::Project;
use crate::setup::{self, Need};
use crate::size;
use crate::tally::Tally;
use crate::tools::Tools;
use crate::tools::browser::Browser;

/// A part of the tests that can be run by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The checks that run nothing of the product.
    Check,
    /// The crates on this machine.
    Native,
    /// The crates as WebAssembly in node, in a page and in a worker.
    Wasm,
    /// The release, its size, and the page in a browser.
    Browser,
}

/// The tests of the crates that must come out alike wherever they run: package and test.
const WASM_TESTS: [(&str, &str); 2] = [("playground", "parity_wasm"), ("export", "trace_bytes")];

/// Where WebAssembly tests run, and the variable by which wasm-bindgen's runner is told so.
const WASM_PLACES: [(&str, Option<&str>); 3] =
    [("node", None), ("page", Some("WASM_BINDGEN_USE_BROWSER")), ("worker", Some("WASM_BINDGEN_USE_DEDICATED_WORKER"))];

/// For each file of browser tests: it may wait for what never comes.
const E2E_TIMEOUT: &str = "--test-timeout=600000";

impl Part {
    /// Every part, in the order in which they run: what is quick to fail first.
    pub const ALL: [Self; 4] = [Self::Check, Self::Native, Self::Wasm, Self::Browser];

    /// Reads the word after `test`.
    pub fn parse(word: &str) -> Outcome<Self> {
        match word {
            "check" => Ok(Self::Check),
            "native" => Ok(Self::Native),
            "wasm" => Ok(Self::Wasm),
            "browser" => Ok(Self::Browser),
            _ => {
                Err(Failure::usage(format!("test knows no part `{word}`; the parts are native, wasm, browser, check")))
            }
        }
    }

    fn needs(self) -> &'static [Need] {
        match self {
            Self::Check => &check::NEEDS,
            Self::Native => &[],
            Self::Wasm => &[Need::Node, Need::Compiler, Need::Browser, Need::WasmBindgen],
            Self::Browser => &Need::ALL,
        }
    }
}

/// Makes sure of the tools, runs the parts and prints the total. A failure does not keep later parts from running.
pub fn run(project: &Project, parts: &[Part]) -> Outcome {
    let needs: Vec<Need> = parts.iter().flat_map(|part| part.needs()).copied().collect();
    let tools = setup::ensure(project, &needs)?;
    let mut tally = Tally::default();
    for part in parts {
        match part {
            Part::Check => check::checks(project, &tools, &mut tally),
            Part::Native => tally.tests("native", project.cargo("test").arg("--no-fail-fast")),
            Part::Wasm => wasm(&tools, &mut tally),
            Part::Browser => browser(project, &tools, &mut tally),
        }
    }
    // Alone, the checks include the tidy test; otherwise it has run among the native tests.
    if parts == [Part::Check] {
        check::tidy(project, &mut tally);
    }
    tally.finish()
}

fn wasm(tools: &Tools, tally: &mut Tally) {
    for (package, test) in WASM_TESTS {
        for (place, variable) in WASM_PLACES {
            let mut cargo = tools.wasm_cargo("test");
            cargo
                .args(["--package", package, "--test", test])
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
                // The runner's own 20 s and 5 s are short for an unoptimised build on a busy machine.
                .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
                .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
            if let Some(variable) = variable {
                cargo.env(variable, "1");
            }
            if let Some(browser) = &tools.browser {
                cargo
                    .env("CHROMEDRIVER", &browser.driver)
                    .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &browser.capabilities);
            }
            tally.tests(&format!("{test} in {place}"), &mut cargo);
        }
    }
}

fn browser(project: &Project, tools: &Tools, tally: &mut Tally) {
    let built = tally.check("release build", || build::release(project, tools))
        & tally.check("command line build", || process::run(&mut build_cli(project)));
    if !built {
        eprintln!("xtask: the browser tests are left out, since there is nothing to test");
        return;
    }
    tally.check("size", || size::run(project));
    tally.check("npm package", || npm::build(project, tools));
    match e2e(project, tools) {
        Ok(mut command) => tally.tests("browser", &mut command),
        Err(failure) => {
            tally.check("browser", || Err(failure));
        }
    }
}

/// The browser tests compare the page's figures with those of the command line, in a build that is as fast.
fn build_cli(project: &Project) -> Command {
    let mut cargo = project.cargo("build");
    cargo.args(["--release", "--package", "pgd-cli"]);
    cargo
}

fn e2e(project: &Project, tools: &Tools) -> Outcome<Command> {
    let mut node = tools.command("node");
    node.current_dir(project.e2e()).args(["--test", "--test-reporter=spec", E2E_TIMEOUT]).args(e2e_files(project)?);
    node.env("DIST", project.dist()).env("PGD", project.target().join("release/pgd"));
    node.env("NPM_PACKAGE", npm::folder(project));
    if let Some(Browser { program, .. }) = &tools.browser {
        node.env("CHROMIUM", program);
    }
    Ok(node)
}

/// Named one by one: node 20 takes no pattern.
fn e2e_files(project: &Project) -> Outcome<Vec<PathBuf>> {
    let entries =
        std::fs::read_dir(project.e2e()).map_err(|error| Failure::failed(format!("cannot read web/e2e: {error}")))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    Ok(files)
}
