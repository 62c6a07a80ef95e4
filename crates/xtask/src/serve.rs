//! The page on this machine, for a person.

use std::net::{Ipv4Addr, TcpListener};

use crate::build;
use crate::failure::{Failure, Outcome};
use crate::process;
use crate::project::Project;
use crate::setup::{self, Need};

const DEFAULT_PORT: u16 = 8080;

/// How to serve.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    port: u16,
    watch: bool,
}

impl Options {
    /// Reads the words after `serve`.
    pub fn parse(words: &[&str]) -> Outcome<Self> {
        let mut options = Self { port: DEFAULT_PORT, watch: false };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--watch" => options.watch = true,
                "--port" => options.port = parse_port(words.next().copied().unwrap_or_default())?,
                other => {
                    return Err(Failure::usage(format!("serve knows no `{other}`; it takes --port N and --watch")));
                }
            }
        }
        Ok(options)
    }
}

fn parse_port(word: &str) -> Outcome<u16> {
    match word.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(Failure::usage(format!("--port `{word}` is not a port; give a number from 1 to 65535"))),
    }
}

/// Makes sure of the tools, builds and serves until ctrl-C.
pub fn run(project: &Project, options: &Options) -> Outcome {
    // Taken first and held during the build: a port in use should be known now, not minutes later.
    let port = options.port;
    let held = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        Failure::usage(format!("cannot serve on 127.0.0.1:{port}: {error}; choose another port with --port N"))
    })?;
    let tools = setup::ensure(project, &Need::TO_BUILD)?;
    let server = if options.watch {
        let mut trunk = tools.trunk("serve");
        trunk.args(["--address", "127.0.0.1", "--port", &port.to_string()]);
        trunk
    } else {
        build::release(project, &tools)?;
        // The server of the browser tests: what a person sees is what was tested.
        let mut node = tools.command("node");
        node.arg("web/e2e/harness/server.mjs").args(["--port", &port.to_string(), "dist"]);
        node
    };
    drop(held);
    process::become_program(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_wrong_ones_named() {
        assert_eq!(Options::parse(&[]).ok(), Some(Options { port: 8080, watch: false }));
        assert_eq!(Options::parse(&["--watch", "--port", "9000"]).ok(), Some(Options { port: 9000, watch: true }));
        for (words, named) in [(vec!["--prot", "1"], "--prot"), (vec!["--port", "0"], "`0`"), (vec!["--port"], "``")] {
            let message = Options::parse(&words).expect_err("a wrong option").to_string();
            assert!(message.contains(named), "{message}");
        }
    }
}
