//! The benchmark of the simulation, which is an example of the crate `playground`.

use crate::failure::Outcome;
use crate::process;
use crate::project::Project;

/// Runs it with the arguments given.
pub fn run(project: &Project, arguments: &[&str]) -> Outcome {
    let mut cargo = project.cargo("run");
    cargo.args(["--quiet", "--release", "--package", "playground", "--example", "bench", "--"]).args(arguments);
    process::run(&mut cargo)
}
