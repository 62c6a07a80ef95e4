//! What is asked for on the command line.

use std::collections::BTreeMap;

use lexopt::{Arg, Parser};
use playground::Explore;

use crate::Refusal;

/// What to do.
pub(crate) enum Command {
    Compare { link: String, format: CompareFormat },
    Sweep { link: String, over: Option<String>, points: Option<u32>, format: Format },
    Nmi { link: String, format: NmiFormat },
    Explore { explore: Explore, format: ExploreFormat },
    Check { subjects: Vec<String>, update: bool, format: CheckFormat },
    Presets,
    Facts,
    Help,
    Version,
}

/// How a comparison is written.
#[derive(Clone, Copy)]
pub(crate) enum CompareFormat {
    Figures(Format),
    /// What happened, as a trace.
    Perfetto,
}

/// How figures are written.
#[derive(Clone, Copy)]
pub(crate) enum Format {
    Table,
    Json,
    Csv,
}

/// How a run of the NMI machine is written.
#[derive(Clone, Copy)]
pub(crate) enum NmiFormat {
    Transcript,
    Json,
}

/// How the table of proofs is written.
#[derive(Clone, Copy)]
pub(crate) enum ExploreFormat {
    Table,
    Json,
}

/// How it is told what links are.
#[derive(Clone, Copy)]
pub(crate) enum CheckFormat {
    Text,
    Json,
}

/// The words for each; the first is what is taken without one.
const FORMATS: [(&str, Format); 3] = [("table", Format::Table), ("json", Format::Json), ("csv", Format::Csv)];
const COMPARE_FORMATS: [(&str, CompareFormat); 4] = [
    (FORMATS[0].0, CompareFormat::Figures(FORMATS[0].1)),
    (FORMATS[1].0, CompareFormat::Figures(FORMATS[1].1)),
    (FORMATS[2].0, CompareFormat::Figures(FORMATS[2].1)),
    ("perfetto", CompareFormat::Perfetto),
];
const NMI_FORMATS: [(&str, NmiFormat); 2] = [("transcript", NmiFormat::Transcript), ("json", NmiFormat::Json)];
const EXPLORE_FORMATS: [(&str, ExploreFormat); 2] = [("table", ExploreFormat::Table), ("json", ExploreFormat::Json)];
const CHECK_FORMATS: [(&str, CheckFormat); 2] = [("text", CheckFormat::Text), ("json", CheckFormat::Json)];

pub(crate) const HELP: &str = "\
pgd: three ways of spreading a new kernel mapping over all page tables, compared; and the NMI that breaks one of them

Usage:
  pgd compare [FRAGMENT] [--format table|json|csv|perfetto]
  pgd sweep [FRAGMENT] [--over FIELD=FROM..TO] [--points N] [--format table|json|csv]
  pgd nmi [FRAGMENT] [--format transcript|json]
  pgd explore [--handler NAME|all] [--arrivals N] [--format table|json]
  pgd check-url LINK|FILE|FOLDER... [--update] [--format text|json]
  pgd presets
  pgd facts
  pgd --help | --version

compare runs one load under the three strategies; as perfetto it is a trace of who did what when, for ui.perfetto.dev.
sweep does so at N values of one field (16 unless told), on all cores; without --over it is the sweep that the link shows,
with the page's 21 values.
nmi tells one run of the NMI machine step by step. explore searches every arrival of up to N NMIs (2 unless told, 3 at
most) at every boundary, and gives for each property a proof or the shortest run that breaks it, as a FRAGMENT for nmi.
check-url is for authors: it runs each link that is given or that stands in the files (links with #v=, <pgd-playground>
elements, pgd command lines in code), prints its canonical form and its digest, and ends with status 1 if one is broken
or carries a digest (d=) that is not its run's. --update writes the right digests into the files.
presets lists the scenarios with a name; facts is what the model is made of, each figure with its source, in Markdown.
FRAGMENT is what stands behind # in a link, a whole link, or the name of a preset; without it the default is run.
What cannot be had is refused with exit status 2. Times are model time, not a benchmark.

Examples:
  pgd compare one-line-answer
  pgd compare 'v=1&view=compare&procs=30k&time=200ms' --format json
  pgd compare fork-locked-out --format perfetto > trace.json
  pgd sweep one-line-answer --over procs=10..1m --format csv
  pgd nmi no-nmiret
  pgd nmi 'v=1&view=nmi&handler=popf-ret&nmi=0,7'
  pgd explore --handler rostedt-3.3
  pgd check-url docs README.md
";

const COMMANDS: [&str; 7] = ["compare", "sweep", "nmi", "explore", "check-url", "presets", "facts"];

pub(crate) fn read(mut parser: Parser) -> Result<Command, Refusal> {
    let command = match next(&mut parser)? {
        None | Some(Word::Help) => return Ok(Command::Help),
        Some(Word::Version) => return Ok(Command::Version),
        Some(Word::Option(name, _)) => return Err(Refusal(format!("--{name}: say first what to do; see pgd --help"))),
        Some(Word::Value(command)) => command,
    };
    let Some(command) = COMMANDS.into_iter().find(|known| *known == command) else {
        let (last, others) = COMMANDS.split_last().expect("there are commands");
        return Err(Refusal(format!("{command}: no such command; there are {} and {last}", others.join(", "))));
    };
    let takes = match command {
        "check-url" => usize::MAX,
        "compare" | "sweep" | "nmi" => 1,
        _ => 0,
    };
    let (mut values, mut options) = (Vec::new(), Options { command, given: BTreeMap::new() });
    while let Some(word) = next(&mut parser)? {
        match word {
            Word::Help => return Ok(Command::Help),
            Word::Version => return Ok(Command::Version),
            Word::Value(value) if values.len() < takes => values.push(value),
            Word::Value(value) if takes == 0 => {
                return Err(Refusal(format!("{value}: {command} takes no scenario; see pgd --help")));
            }
            Word::Value(value) => return Err(Refusal(format!("{value}: one scenario at a time; quote the fragment"))),
            Word::Option(name, value) => {
                options.given.insert(name, value);
            }
        }
    }
    if command == "check-url" && values.is_empty() {
        return Err(Refusal("check-url: give links, files or folders; see pgd --help".to_owned()));
    }
    let link = values.first().cloned().unwrap_or_default();
    let command = match command {
        "compare" => Command::Compare { link, format: options.word("format", &COMPARE_FORMATS)? },
        "sweep" => Command::Sweep {
            link,
            over: options.take("over"),
            points: options.points()?,
            format: options.word("format", &FORMATS)?,
        },
        "nmi" => Command::Nmi { link, format: options.word("format", &NMI_FORMATS)? },
        "explore" => {
            let handler = options.take("handler").unwrap_or_else(|| "all".to_owned());
            let arrivals = options.take("arrivals").unwrap_or_else(|| "2".to_owned());
            let explore = Explore::read(&handler, &arrivals).map_err(|error| Refusal(format!("--{error}")))?;
            Command::Explore { explore, format: options.word("format", &EXPLORE_FORMATS)? }
        }
        "check-url" => {
            let update = options.take("update").is_some();
            Command::Check { subjects: values, update, format: options.word("format", &CHECK_FORMATS)? }
        }
        "facts" => Command::Facts,
        _ => Command::Presets,
    };
    options.none_left()?;
    Ok(command)
}

/// Options that were given and not taken yet.
struct Options {
    command: &'static str,
    given: BTreeMap<&'static str, String>,
}

impl Options {
    fn take(&mut self, name: &str) -> Option<String> {
        self.given.remove(name)
    }

    /// One of a few words; the first where none was given.
    fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Result<T, Refusal> {
        let Some(given) = self.take(name) else { return Ok(words[0].1) };
        let known = words.iter().find(|(word, _)| *word == given).map(|(_, meaning)| *meaning);
        known.ok_or_else(|| {
            let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            refused(name, &given, &format!("write one of {}", words.join(", ")))
        })
    }

    fn points(&mut self) -> Result<Option<u32>, Refusal> {
        let Some(given) = self.take("points") else { return Ok(None) };
        let points = given.parse().ok().filter(|points| (1..=playground::POINTS_MAX).contains(points));
        let refuse = || refused("points", &given, &format!("write 1 to {}", playground::POINTS_MAX));
        points.map(Some).ok_or_else(refuse)
    }

    fn none_left(&self) -> Result<(), Refusal> {
        match self.given.keys().next() {
            Some(name) => Err(Refusal(format!("--{name}: {} does not take it; see pgd --help", self.command))),
            None => Ok(()),
        }
    }
}

fn refused(name: &str, given: &str, expected: &str) -> Refusal {
    Refusal(format!("--{name}: “{given}” will not do; {expected}"))
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
        Arg::Long("handler") => "handler",
        Arg::Long("arrivals") => "arrivals",
        // The one that stands alone.
        Arg::Long("update") => return Ok(Some(Word::Option("update", String::new()))),
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
