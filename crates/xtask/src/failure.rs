//! What ends a task: one line in words, and whether the person or the project is to act.

use std::fmt;
use std::process::ExitCode;

/// The result of a task that has nothing to hand back.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Why a task stopped.
#[derive(Debug)]
pub enum Failure {
    /// Something that ran did not succeed. Exit status 1.
    Failed(String),
    /// Nothing was run: the call is wrong, or something must be installed by hand first. Exit status 2.
    Usage(String),
}

impl Failure {
    /// A step that ran and did not succeed.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::Failed(message.into())
    }

    /// A call that cannot be carried out until the person changes something.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }

    /// The exit status of the whole task.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Failed(_) => ExitCode::from(1),
            Self::Usage(_) => ExitCode::from(2),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(message) | Self::Usage(message) => formatter.write_str(message),
        }
    }
}
