//! The task runner: everything a person needs, from an empty machine to a tested release.
//!
//! `cargo xtask serve` and `cargo xtask test` are enough to work with the project; `cargo xtask help` lists the rest.

mod bench;
mod book;
mod build;
mod check;
mod csp;
mod failure;
mod fuzz;
mod lean;
mod npm;
mod previews;
mod process;
mod project;
mod serve;
mod setup;
mod size;
mod tally;
mod test;
mod tools;

use std::process::ExitCode;

use failure::{Failure, Outcome};
use project::Project;

const HELP: &str = "\
cargo xtask COMMAND

  serve [--port N] [--watch]   make sure of every tool, build, serve on 127.0.0.1 (port 8080);
                               --watch rebuilds a debug build at each change
  test [PART]                  make sure of every tool and run all tests, or one part:
                               native, wasm, browser, check
  build                        the release, into dist/: the playground, its book, the presets' pages;
                               SITE_ADDRESS=https://… is where they will be, for links that unfurl
  check                        formatting, clippy, documentation, tidiness
  npm                          the npm package, into target/npm/
  size                         the size of each file in dist/, against the budget
  bench [--native] [--nmis N]  the benchmark: natively, in node, in Chromium's worker; --native is
                               the first alone; the table of proofs is for up to N NMIs (2)
  fuzz TARGET [ARGUMENTS]      fuzzing by hand: link, packed or script; the arguments are libFuzzer's,
                               such as -max_total_time=60
  setup                        make sure of every tool, and nothing else
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            failure.exit_code()
        }
    }
}

fn run(arguments: &[String]) -> Outcome {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let project = Project::find()?;
    match words.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        ["serve", options @ ..] => serve::run(&project, &serve::Options::parse(options)?),
        ["test"] => test::run(&project, &test::Part::ALL),
        ["test", part] => test::run(&project, &[test::Part::parse(part)?]),
        ["build"] => build::run(&project),
        ["check"] => check::run(&project),
        ["npm"] => npm::run(&project),
        ["size"] => size::run(&project),
        ["bench", rest @ ..] => bench::run(&project, rest),
        ["fuzz", target, rest @ ..] => fuzz::run(&project, target, rest),
        ["setup"] => setup::ensure(&project, &setup::Need::ALL).map(drop),
        _ => Err(Failure::usage(format!("`{}` is no command; `cargo xtask help` lists them", words.join(" ")))),
    }
}
