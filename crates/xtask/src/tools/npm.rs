//! The npm packages, exactly as the committed lock file has them: wasm-opt for the build, the rest for browser tests.

use std::fs;
use std::process::Command;

use super::Tools;
use crate::failure::{Failure, Outcome};
use crate::process::{self, Quiet};
use crate::project::Project;
use crate::setup::Found;

/// Makes sure that `node_modules` is what the lock file says.
pub fn ensure_packages(project: &Project) -> Outcome<Found> {
    let there = packages_are_there(project);
    if !there {
        install(project)?;
    }
    Ok(Found(format!("as in package-lock.json, {}", if there { "found" } else { "installed" })))
}

/// Makes sure of wasm-opt in the version that Trunk.toml asks for.
pub fn ensure_wasm_opt(project: &Project, tools: &mut Tools) -> Outcome<Found> {
    let wanted = project.wasm_opt_version()?;
    let is_right =
        |command: &mut Command| process::answer(command.arg("--version")).is_some_and(|said| said.contains(&wanted));
    if is_right(&mut Command::new("wasm-opt")) {
        return Ok(Found(format!("{wanted} found on PATH")));
    }
    let there = packages_are_there(project);
    if !there {
        install(project)?;
    }
    let folder = project.e2e().join("node_modules/.bin");
    if !is_right(&mut Command::new(folder.join("wasm-opt"))) {
        return Err(Failure::failed(format!(
            "the npm package binaryen has no wasm-opt that says {wanted}; its version in web/e2e/package.json and \
             wasm_opt in Trunk.toml must agree"
        )));
    }
    tools.look_in(&folder);
    Ok(Found(format!("{wanted} {}", if there { "found" } else { "installed" })))
}

/// npm empties `node_modules` first, so the copy of the lock file put there at the end says that all of it came.
fn packages_are_there(project: &Project) -> bool {
    let lock = fs::read(project.e2e().join("package-lock.json"));
    let installed = fs::read(project.e2e().join(INSTALLED_LOCK));
    matches!((lock, installed), (Ok(lock), Ok(installed)) if lock == installed)
}

const INSTALLED_LOCK: &str = "node_modules/installed-package-lock.json";

fn install(project: &Project) -> Outcome {
    let mut command = Command::new("npm");
    command.arg("ci").arg("--cache").arg(project.tools().join("npm-cache")).current_dir(project.e2e());
    Quiet { name: "npm packages", log: project.tools().join("log/npm.log"), limit: None }.run(&mut command)?;
    fs::copy(project.e2e().join("package-lock.json"), project.e2e().join(INSTALLED_LOCK))
        .map(drop)
        .map_err(|error| Failure::failed(format!("cannot write web/e2e/{INSTALLED_LOCK}: {error}")))
}
