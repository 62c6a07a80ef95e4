//! Where work is done: a program that waits for its name.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::work::Work;

/// One of the places.
#[derive(Clone, Debug)]
pub enum Place {
    /// This machine itself.
    Native,
    /// WebAssembly in node.
    Node(OsString),
    /// WebAssembly in a worker in Chromium, which this node drives.
    Worker(OsString),
}

impl Place {
    /// As the head of a column.
    pub const fn name(&self) -> &'static str {
        match self {
            Place::Native => "native",
            Place::Node(_) => "node",
            Place::Worker(_) => "worker",
        }
    }

    /// Starts its program.
    pub fn start(&self) -> Result<Running, String> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/e2e/bench/runner.mjs");
        let mut command = match self {
            Place::Native => {
                let own = std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
                let mut command = Command::new(own);
                command.arg("--answer");
                command
            }
            Place::Node(node) | Place::Worker(node) => {
                let mut command = Command::new(node);
                command.args([script.as_os_str(), OsStr::new(self.name())]);
                command
            }
        };
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", self.name()))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("{} takes no questions", self.name()));
        };
        Ok(Running { name: self.name(), child, input: Some(input), output: BufReader::new(output) })
    }
}

/// What a program says of some work.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// How long it took.
    pub ns: f64,
    /// How much there was.
    pub count: f64,
    /// The most memory up to then.
    pub bytes: f64,
}

/// A program that waits for work. Dropping it ends it.
pub struct Running {
    name: &'static str,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Running {
    /// Has some work done.
    pub fn ask(&mut self, work: Work) -> Result<Answer, String> {
        let broken = |what: &str| format!("{} has not done “{}”: {what}", self.name, work.name());
        let input = self.input.as_mut().ok_or_else(|| broken("it was ended"))?;
        writeln!(input, "{}", work.name()).map_err(|error| broken(&error.to_string()))?;
        let mut line = String::new();
        self.output.read_line(&mut line).map_err(|error| broken(&error.to_string()))?;
        let numbers: Vec<f64> = line.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        match numbers[..] {
            [ns, count, bytes] => Ok(Answer { ns, count, bytes }),
            _ => Err(broken(&format!("it says “{}”", line.trim()))),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The end of its input is the end of its work.
        drop(self.input.take());
        // Whatever its status is, there is nothing left to tell it.
        let _ = self.child.wait();
    }
}
