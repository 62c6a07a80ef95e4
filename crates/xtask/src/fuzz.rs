//! Fuzzing by hand: one of the targets of the crate `fuzz` under libFuzzer, until it finds something or is told to stop.

use std::fs;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process;
use crate::project::Project;

/// What the compiler adds so that libFuzzer sees which code an input reaches. Stable compilers take these too; the
/// sanitizers, which they do not, would find nothing in code without `unsafe`.
const FLAGS: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cdebug-assertions",
    "-Coverflow-checks",
];

/// Builds and runs a target. The rest goes to libFuzzer: `-max_total_time=60`, say.
pub fn run(project: &Project, target: &str, rest: &[&str]) -> Outcome {
    let known = project.root.join("crates/fuzz/corpus").join(target);
    if !known.is_dir() {
        return Err(Failure::usage(format!(
            "fuzz knows no target `{target}`; each folder of crates/fuzz/corpus is one"
        )));
    }
    let triple = process::answer(Command::new("rustc").args(["--print", "host-tuple"]))
        .ok_or_else(|| Failure::usage("`rustc --print host-tuple` says nothing; Rust 1.88 or later is needed"))?;
    let folder = project.target().join("fuzz");
    let mut cargo = project.cargo("build");
    cargo.args(["--release", "--package", "fuzz", "--features", "by-hand", "--bin", "by-hand"]);
    // With the target named, the flags are for it alone and not for what cargo runs while it builds.
    cargo.args(["--target", &triple]).env("RUSTFLAGS", FLAGS.join(" "));
    cargo.env("CARGO_TARGET_DIR", &folder).env("CARGO_PROFILE_RELEASE_LTO", "false");
    process::run(&mut cargo)?;
    // What is found on the way is kept apart: of it, only what tells something new belongs into the corpus.
    let found = folder.join("found").join(target);
    fs::create_dir_all(&found).map_err(|error| Failure::failed(format!("cannot make {}: {error}", found.display())))?;
    let mut fuzzer = Command::new(folder.join(triple).join("release/by-hand"));
    fuzzer.args(rest).arg("-max_len=2000").arg(&found).arg(&known);
    process::run(fuzzer.env("FUZZ_TARGET", target).current_dir(&found))
}
