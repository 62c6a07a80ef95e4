//! `pgd`: the playground on a terminal. The same scenarios, the same figures, the same digests as on the page.

mod arguments;
mod check;
mod compare;
mod explore;
mod link;
mod nmi;
mod presets;
mod progress;
mod sweep;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use arguments::Command;

/// A wrong argument or scenario: one line, exit status 2.
pub(crate) struct Refusal(pub(crate) String);

fn main() -> ExitCode {
    let mut status = ExitCode::SUCCESS;
    let output = arguments::read(lexopt::Parser::from_env()).and_then(|command| match command {
        Command::Compare { link, format } => compare::run(&link, format),
        Command::Sweep { link, over, points, format } => {
            // It writes by itself, as points come in.
            sweep::run(&link, over.as_deref(), points, format).map(|()| String::new())
        }
        Command::Nmi { link, format } => nmi::run(&link, format),
        Command::Explore { explore, format } => Ok(explore::run(&explore, format)),
        Command::Check { subjects, update, format } => check::run(&subjects, update, format).map(|report| {
            if !report.all_good {
                status = ExitCode::FAILURE;
            }
            report.text
        }),
        Command::Presets => Ok(presets::list()),
        Command::Facts => Ok(export::facts()),
        Command::Help => Ok(arguments::HELP.to_owned()),
        Command::Version => Ok(concat!("pgd ", env!("CARGO_PKG_VERSION"), "\n").to_owned()),
    });
    let written = output.and_then(|text| write(&mut std::io::stdout().lock(), &text));
    match written {
        Ok(()) => status,
        Err(Refusal(message)) => {
            eprintln!("pgd: {message}");
            ExitCode::from(2)
        }
    }
}

/// Writes a result. A reader that has seen enough (`pgd … | head`) is no error, but the end.
pub(crate) fn write(output: &mut dyn Write, text: &str) -> Result<(), Refusal> {
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(Refusal(format!("cannot write the result: {error}"))),
    }
}
