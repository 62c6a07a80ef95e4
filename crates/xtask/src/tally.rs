//! Counts what passed and what failed, over test programs that each say it in their own way.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::process;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
}

impl Counts {
    /// Adds what a line of output says, if it is a summary: cargo's `test result: ok. 3 passed; 0 failed; …`, which
    /// wasm-bindgen prints too, or node's `ℹ pass 3`, `ℹ fail 0` and `ℹ cancelled 0`.
    fn read(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["test", "result:", _, passed, "passed;", failed, "failed;", ..] => {
                self.passed += number(passed);
                self.failed += number(failed);
            }
            ["ℹ" | "#", "pass", passed] => self.passed += number(passed),
            ["ℹ" | "#", "fail" | "cancelled", failed] => self.failed += number(failed),
            _ => {}
        }
    }
}

fn number(word: &str) -> u64 {
    word.parse().unwrap_or(0)
}

/// The counts of each part of a run.
#[derive(Default)]
pub struct Tally {
    parts: Vec<(String, Counts, Duration)>,
}

impl Tally {
    /// Runs a test program and counts its tests. One that fails without naming a failed test, or that runs no test,
    /// is one failure.
    pub fn tests(&mut self, name: &str, command: &mut Command) {
        let started = announce(name);
        let mut counts = Counts::default();
        let outcome = process::run_reading(command, |line| counts.read(line));
        match outcome {
            Err(failure) if counts.failed == 0 => {
                eprintln!("xtask: {name}: {failure}");
                counts.failed += 1;
            }
            Ok(()) if counts == Counts::default() => {
                eprintln!("xtask: {name}: no test was run");
                counts.failed += 1;
            }
            _ => {}
        }
        self.parts.push((name.to_owned(), counts, started.elapsed()));
    }

    /// Runs a check, which counts as one test.
    pub fn check(&mut self, name: &str, check: impl FnOnce() -> Outcome) -> bool {
        let started = announce(name);
        let passed = match check() {
            Ok(()) => true,
            Err(failure) => {
                eprintln!("xtask: {name}: {failure}");
                false
            }
        };
        let counts = Counts { passed: u64::from(passed), failed: u64::from(!passed) };
        self.parts.push((name.to_owned(), counts, started.elapsed()));
        passed
    }

    /// Prints each part and, as the last line, the total. A failure anywhere is a failure of the whole.
    pub fn finish(self) -> Outcome {
        println!();
        let mut total = Counts::default();
        for (name, counts, elapsed) in &self.parts {
            println!(
                "{name:<28} {:>6} passed {:>4} failed {:>8.1} s",
                counts.passed,
                counts.failed,
                elapsed.as_secs_f64()
            );
            total.passed += counts.passed;
            total.failed += counts.failed;
        }
        println!("{} passed, {} failed", total.passed, total.failed);
        if total.failed == 0 { Ok(()) } else { Err(Failure::failed(format!("{} of the above failed", total.failed))) }
    }
}

fn announce(name: &str) -> Instant {
    println!("\n== {name}");
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_of_every_kind_are_added() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 filtered out",
            "ℹ pass 4",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "# pass 5",
            "a test that says pass 9",
        ] {
            counts.read(line);
        }
        assert_eq!(counts, Counts { passed: 13, failed: 4 });
    }

    #[test]
    fn a_program_that_tests_nothing_is_a_failure() {
        let mut tally = Tally::default();
        tally.tests("nothing", &mut Command::new("true"));
        tally.tests("broken", &mut Command::new("false"));
        assert!(tally.finish().is_err());
    }

    #[test]
    fn checks_count_as_tests() {
        let mut tally = Tally::default();
        assert!(tally.check("good", || Ok(())));
        assert!(tally.finish().is_ok());
    }
}
