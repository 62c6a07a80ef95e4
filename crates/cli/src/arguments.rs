//! What is asked for on the command line.

use lexopt::{Arg, Parser};

use crate::Refusal;

/// What to do.
pub(crate) enum Command {
    Compare { link: String, format: Format },
    Sweep { link: String, over: String, points: u32, format: Format },
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
  pgd sweep [FRAGMENT] --over FIELD=FROM..TO [--points N] [--format table|json|csv]
  pgd presets
  pgd --help | --version

A sweep runs the scenario at N values of one field (16 unless told), on all cores.
FRAGMENT is what stands behind # in a link, a whole link, or the name of a preset; without it the default is run.
A scenario that cannot be had is refused with exit status 2. Times are model time, not a benchmark.

Examples:
  pgd compare one-line-answer
  pgd compare 'v=1&view=compare&procs=30k&time=200ms' --format json
  pgd sweep one-line-answer --over procs=10..1m --format csv
";

pub(crate) fn read(mut parser: Parser) -> Result<Command, Refusal> {
    let command = match next(&mut parser)? {
        None | Some(Word::Help) => return Ok(Command::Help),
        Some(Word::Version) => return Ok(Command::Version),
        Some(Word::Option(name, _)) => return Err(Refusal(format!("--{name}: say first what to do; see pgd --help"))),
        Some(Word::Value(command)) => command,
    };
    let (mut link, mut options) = (None, Options::default());
    while let Some(word) = next(&mut parser)? {
        match word {
            Word::Help => return Ok(Command::Help),
            Word::Version => return Ok(Command::Version),
            Word::Value(value) if link.is_none() && command != "presets" => link = Some(value),
            Word::Value(value) if command == "presets" => {
                return Err(Refusal(format!("{value}: presets takes no arguments")));
            }
            Word::Value(value) => return Err(Refusal(format!("{value}: one scenario at a time; quote the fragment"))),
            Word::Option(name, value) => options.take(&command, name, value)?,
        }
    }
    let (link, format) = (link.unwrap_or_default(), options.format.unwrap_or(Format::Table));
    match command.as_str() {
        "compare" => Ok(Command::Compare { link, format }),
        "sweep" => {
            let over = options.over.ok_or_else(|| {
                Refusal("--over: a sweep needs a field and a range, such as --over procs=10..1m".to_owned())
            })?;
            Ok(Command::Sweep { link, over, points: options.points.unwrap_or(16), format })
        }
        "presets" => Ok(Command::Presets),
        other => Err(Refusal(format!("{other}: no such command; there are compare, sweep and presets"))),
    }
}

/// Options that were given.
#[derive(Default)]
struct Options {
    format: Option<Format>,
    over: Option<String>,
    points: Option<u32>,
}

impl Options {
    fn take(&mut self, command: &str, name: &'static str, value: String) -> Result<(), Refusal> {
        let refuse = |expected: &str| Err(Refusal(format!("--{name}: “{value}” will not do; {expected}")));
        match (name, command) {
            ("format", "compare" | "sweep") => match Format::ALL.iter().find(|(word, _)| *word == value) {
                Some((_, format)) => self.format = Some(*format),
                None => return refuse(&format!("write one of {}", Format::ALL.map(|(word, _)| word).join(", "))),
            },
            ("over", "sweep") => self.over = Some(value),
            ("points", "sweep") => match value.parse() {
                Ok(points) => self.points = Some(points),
                Err(_) => return refuse(&format!("write 1 to {}", playground::POINTS_MAX)),
            },
            _ => return Err(Refusal(format!("--{name}: {command} does not take it; see pgd --help"))),
        }
        Ok(())
    }
}

enum Word {
    Value(String),
    Option(&'static str, String),
    Help,
    Version,
}

fn next(parser: &mut Parser) -> Result<Option<Word>, Refusal> {
    let refuse = |error: lexopt::Error| Refusal(format!("{error}; see pgd --help"));
    let Some(argument) = parser.next().map_err(refuse)? else { return Ok(None) };
    let name = match argument {
        Arg::Long("help") | Arg::Short('h') => return Ok(Some(Word::Help)),
        Arg::Long("version") | Arg::Short('V') => return Ok(Some(Word::Version)),
        Arg::Long("format") => "format",
        Arg::Long("over") => "over",
        Arg::Long("points") => "points",
        Arg::Value(value) => {
            let text = value.into_string();
            let text = text.map_err(|value| Refusal(format!("{}: not UTF-8 text", value.to_string_lossy())))?;
            return Ok(Some(Word::Value(text)));
        }
        other @ (Arg::Long(_) | Arg::Short(_)) => return Err(refuse(other.unexpected())),
    };
    let value = parser.value().map_err(refuse)?.to_string_lossy().into_owned();
    Ok(Some(Word::Option(name, value)))
}
