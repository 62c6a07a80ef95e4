//! What is asked for on the command line.

use lexopt::{Arg, Parser};

use crate::Refusal;

/// What to do.
pub(crate) enum Command {
    Compare { link: String, format: Format },
    Presets,
    Help,
    Version,
}

/// How a comparison is written.
#[derive(Clone, Copy)]
pub(crate) enum Format {
    Table,
    Json,
    Csv,
}

impl Format {
    const ALL: [(&str, Format); 3] = [("table", Format::Table), ("json", Format::Json), ("csv", Format::Csv)];
}

pub(crate) const HELP: &str = "\
pgd: three ways of spreading a new kernel mapping over all page tables, compared

Usage:
  pgd compare [FRAGMENT] [--format table|json|csv]
  pgd presets
  pgd --help | --version

FRAGMENT is what stands behind # in a link, a whole link, or the name of a preset; without it the default is run.
A scenario that cannot be had is refused with exit status 2. Times are model time, not a benchmark.

Examples:
  pgd compare one-line-answer
  pgd compare 'v=1&view=compare&procs=30k&time=200ms' --format json
";

pub(crate) fn read(mut parser: Parser) -> Result<Command, Refusal> {
    let command = match next(&mut parser)? {
        None | Some(Word::Help) => return Ok(Command::Help),
        Some(Word::Version) => return Ok(Command::Version),
        Some(Word::Format(_)) => return Err(Refusal("--format: say first what to do; see pgd --help".to_owned())),
        Some(Word::Value(command)) => command,
    };
    match command.as_str() {
        "compare" => compare(&mut parser),
        "presets" => match next(&mut parser)? {
            None => Ok(Command::Presets),
            Some(Word::Help) => Ok(Command::Help),
            Some(_) => Err(Refusal("presets: takes no arguments".to_owned())),
        },
        other => Err(Refusal(format!("{other}: no such command; there are compare and presets"))),
    }
}

fn compare(parser: &mut Parser) -> Result<Command, Refusal> {
    let (mut link, mut format) = (None, Format::Table);
    while let Some(word) = next(parser)? {
        match word {
            Word::Format(chosen) => format = chosen,
            Word::Value(value) if link.is_none() => link = Some(value),
            Word::Value(value) => return Err(Refusal(format!("{value}: one scenario at a time; quote the fragment"))),
            Word::Help => return Ok(Command::Help),
            Word::Version => return Ok(Command::Version),
        }
    }
    Ok(Command::Compare { link: link.unwrap_or_default(), format })
}

enum Word {
    Value(String),
    Format(Format),
    Help,
    Version,
}

fn next(parser: &mut Parser) -> Result<Option<Word>, Refusal> {
    let refuse = |error: lexopt::Error| Refusal(format!("{error}; see pgd --help"));
    let Some(argument) = parser.next().map_err(refuse)? else { return Ok(None) };
    let word = match argument {
        Arg::Long("help") | Arg::Short('h') => Word::Help,
        Arg::Long("version") | Arg::Short('V') => Word::Version,
        Arg::Long("format") => {
            let value = parser.value().map_err(refuse)?.to_string_lossy().into_owned();
            let format = Format::ALL.iter().find(|(name, _)| *name == value);
            let names = Format::ALL.map(|(name, _)| name).join(", ");
            Word::Format(
                format.ok_or_else(|| Refusal(format!("--format: “{value}” will not do; write one of {names}")))?.1,
            )
        }
        Arg::Value(value) => Word::Value(
            value.into_string().map_err(|value| Refusal(format!("{}: not UTF-8 text", value.to_string_lossy())))?,
        ),
        other @ (Arg::Long(_) | Arg::Short(_)) => return Err(refuse(other.unexpected())),
    };
    Ok(Some(word))
}
