//! What is asked for on the command line.

use std::ffi::OsString;

use playground::Explore;

/// What to do.
pub enum Task {
    /// Do what standard input names.
    Answer,
    /// Compare this machine itself with WebAssembly, which this node runs.
    Compare {
        /// The table of proofs is for up to so many NMIs.
        nmis: u8,
        /// The program; none leaves WebAssembly out.
        node: Option<OsString>,
    },
}

/// Reads them.
pub fn read(arguments: impl Iterator<Item = String>) -> Result<Task, String> {
    let (mut nmis, mut node) = (2, None);
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--answer" => return Ok(Task::Answer),
            "--nmis" => {
                let number = arguments.next().and_then(|number| number.parse().ok());
                nmis = number
                    .filter(|nmis| (2..=Explore::ARRIVALS_MAX).contains(nmis))
                    .ok_or_else(|| format!("--nmis: write a number from 2 to {} behind it", Explore::ARRIVALS_MAX))?;
            }
            "--node" => node = Some(arguments.next().ok_or("--node: name the program behind it")?.into()),
            _ => return Err(format!("{argument}: the benchmark takes --nmis and a number, or nothing")),
        }
    }
    Ok(Task::Compare { nmis, node })
}
