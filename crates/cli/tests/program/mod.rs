//! The program, run as a person runs it.

use std::process::{Command, Output};

/// Runs it.
pub fn pgd(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pgd")).args(arguments).output().expect("the program starts")
}

/// What it prints where it succeeds.
pub fn printed(arguments: &[&str]) -> String {
    let output = pgd(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Why it refuses: one line, status 2, nothing on standard output.
pub fn refused(arguments: &[&str]) -> String {
    let output = pgd(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty());
    let message = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(message.lines().count(), 1, "one line: {message}");
    message
}
