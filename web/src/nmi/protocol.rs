//! What the NMI view and its worker say to each other: lines of text, of which the first is a word and numbers.
//!
//! As in [`crate::protocol`], the worker speaks first, with the name of its build, and questions are numbered by the page. The
//! worker knows the machine alone; links are the page's business.

use nmi_sim::{Cell, Config, Context, Fault, Handler, Injected, Property, Schedule, Sources, Switches};

/// From the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// What one more NMI would do at each boundary of a run; drop the strip that is under way.
    Strip {
        /// The page's number for it.
        ask: u32,
        /// The machine.
        config: Config,
        /// The run.
        schedule: Schedule,
    },
    /// The table of proofs; drop the one that is under way.
    Prove {
        /// The page's number for it.
        ask: u32,
        /// How many NMIs may come.
        arrivals: u8,
    },
    /// No more of the table.
    Stop,
}

/// From the worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// More cells of a strip.
    Cells {
        /// The question.
        ask: u32,
        /// How many there will be.
        total: u16,
        /// What has come since the last answer.
        cells: Vec<Cell>,
    },
    /// More rows of the table.
    Rows {
        /// The question.
        ask: u32,
        /// How far it is.
        progress: Progress,
        /// What has come since the last answer.
        rows: Vec<Row>,
    },
}

/// How far a table of proofs is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// In thousandths of all rows.
    pub permille: u32,
    /// States seen so far.
    pub states: u64,
    /// Whether that is all.
    pub done: bool,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The handler.
    pub handler: Handler,
    /// What is interrupted.
    pub context: Context,
    /// What may fault.
    pub fault: Fault,
    /// What the search found.
    pub found: Found,
}

/// What the search of a row found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The combination cannot exist, and why.
    Impossible(String),
    /// So many states, whether there was no more room, and each broken property with the shortest run to it.
    Searched(u32, bool, Vec<(Property, u32, Schedule)>),
}

impl Request {
    /// As text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Request::Strip { ask, config, schedule } => {
                format!("strip {ask} {} {}", config_text(config), schedule_text(schedule))
            }
            Request::Prove { ask, arrivals } => format!("prove {ask} {arrivals}"),
            Request::Stop => "stop".to_owned(),
        }
    }

    /// From a text; nothing where it is none of this protocol.
    #[must_use]
    pub fn read(text: &str) -> Option<Request> {
        let mut words = text.split(' ');
        Some(match words.next()? {
            "strip" => Request::Strip {
                ask: words.next()?.parse().ok()?,
                config: read_config(&mut words)?,
                schedule: read_schedule(words.next()?)?,
            },
            "prove" => Request::Prove { ask: words.next()?.parse().ok()?, arrivals: words.next()?.parse().ok()? },
            "stop" => Request::Stop,
            _ => return None,
        })
    }
}

impl Answer {
    /// As text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Answer::Cells { ask, total, cells } => {
                format!("cells {ask} {total}{}", cells.iter().map(cell_line).collect::<String>())
            }
            Answer::Rows { ask, progress: Progress { permille, states, done }, rows } => {
                format!("rows {ask} {permille} {states} {done}{}", rows.iter().map(row_line).collect::<String>())
            }
        }
    }

    /// From a text; nothing where it is none of this protocol.
    #[must_use]
    pub fn read(text: &str) -> Option<Answer> {
        let (word, rest) = text.split_once(' ')?;
        let (head, lines) = rest.split_once('\n').unwrap_or((rest, ""));
        let mut words = head.split(' ');
        Some(match word {
            "cells" => Answer::Cells {
                ask: words.next()?.parse().ok()?,
                total: words.next()?.parse().ok()?,
                cells: lines.lines().map(read_cell).collect::<Option<_>>()?,
            },
            "rows" => Answer::Rows {
                ask: words.next()?.parse().ok()?,
                progress: Progress {
                    permille: words.next()?.parse().ok()?,
                    states: words.next()?.parse().ok()?,
                    done: words.next()?.parse().ok()?,
                },
                rows: lines.lines().map(read_row).collect::<Option<_>>()?,
            },
            _ => return None,
        })
    }
}

fn listed<T: ToString>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

fn list<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').filter(|item| !item.is_empty()).map(read).collect()
}

/// The four lists of a schedule, apart by semicolons.
fn schedule_text(schedule: &Schedule) -> String {
    let Schedule { nmi, breakpoint, machine_check, iret_fault } = schedule;
    [nmi, breakpoint, machine_check, iret_fault].map(|list| listed(list)).join(";")
}

fn read_schedule(text: &str) -> Option<Schedule> {
    let mut lists = text.split(';').map(|times| list(times, |item| item.parse().ok()));
    let mut next = || lists.next().flatten();
    Some(Schedule { nmi: next()?, breakpoint: next()?, machine_check: next()?, iret_fault: next()? })
}

/// Names, then a digit for each thing that is on or off.
fn config_text(config: &Config) -> String {
    let Config { handler, context, mut sources, arrivals_max, mut switches } = *config;
    let digits = |flags: &[&mut bool]| flags.iter().map(|on| if **on { '1' } else { '0' }).collect::<String>();
    let (faulty, open) = (digits(&flags(&mut sources)), digits(&open(&mut switches)));
    format!("{} {} {faulty} {arrivals_max} {open}", handler.name(), context.name())
}

fn read_config<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Config> {
    let (handler, context) = (Handler::named(words.next()?)?, Context::named(words.next()?)?);
    let mut config = Config::new(handler, context, Fault::None, 0);
    let set = |flags: &mut [&mut bool], digits: &str| {
        flags.iter_mut().zip(digits.bytes()).for_each(|(on, digit)| **on = digit == b'1');
    };
    set(&mut flags(&mut config.sources), words.next()?);
    config.arrivals_max = words.next()?.parse().ok()?;
    set(&mut open(&mut config.switches), words.next()?);
    Some(config)
}

fn flags(sources: &mut Sources) -> [&mut bool; 7] {
    let Sources { slot_missing, breakpoint, single_step, code_breakpoint, stack_edge, machine_check, faulting_iret } =
        sources;
    [slot_missing, breakpoint, single_step, code_breakpoint, stack_edge, machine_check, faulting_iret]
}

fn open(switches: &mut Switches) -> [&mut bool; 4] {
    let Switches { sti_holds_nmi, faulting_iret_unblocks, exit_recognised, cr2_kept } = switches;
    [sti_holds_nmi, faulting_iret_unblocks, exit_recognised, cr2_kept]
}

const KINDS: [(&str, Injected); 4] = [
    ("taken", Injected::Taken),
    ("held", Injected::Held),
    ("repeated", Injected::Repeated),
    ("merged", Injected::Merged),
];

fn cell_line(cell: &Cell) -> String {
    let kind = match cell.injected {
        Injected::Broke(property) => property.name(),
        kind => KINDS.iter().find(|(_, named)| *named == kind).map_or("", |(name, _)| name),
    };
    let broken: Vec<&str> = cell.broken.iter().map(|property| property.name()).collect();
    let schedule = schedule_text(&cell.schedule);
    format!("\n{} {} {kind} {} {schedule}", cell.boundary, cell.step, listed(&broken))
}

fn read_cell(line: &str) -> Option<Cell> {
    let mut words = line.split(' ');
    let (boundary, step) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let kind = words.next()?;
    let injected = match KINDS.iter().find(|(name, _)| *name == kind) {
        Some((_, injected)) => *injected,
        None => Injected::Broke(Property::named(kind)?),
    };
    let broken = list(words.next()?, Property::named)?;
    Some(Cell { boundary, step, injected, broken, schedule: read_schedule(words.next()?)? })
}

/// `handler context fault states bounded` and for each broken property `name steps schedule`, none of which has a space; or
/// `handler context fault - reason`.
fn row_line(row: &Row) -> String {
    let found = match &row.found {
        Found::Impossible(reason) => format!("- {reason}"),
        Found::Searched(states, bounded, broken) => {
            let broken = broken
                .iter()
                .map(|(property, steps, schedule)| format!(" {} {steps} {}", property.name(), schedule_text(schedule)));
            format!("{states} {bounded}{}", broken.collect::<String>())
        }
    };
    format!("\n{} {} {} {found}", row.handler.name(), row.context.name(), row.fault.name())
}

fn read_row(line: &str) -> Option<Row> {
    let mut words = line.splitn(5, ' ');
    let (handler, context, fault) =
        (Handler::named(words.next()?)?, Context::named(words.next()?)?, Fault::named(words.next()?)?);
    let (states, rest) = (words.next()?, words.next()?);
    let found = if states == "-" {
        Found::Impossible(rest.to_owned())
    } else {
        let mut words = rest.split(' ');
        let bounded = words.next()?.parse().ok()?;
        let mut broken = Vec::new();
        while let Some(name) = words.next() {
            broken.push((Property::named(name)?, words.next()?.parse().ok()?, read_schedule(words.next()?)?));
        }
        Found::Searched(states.parse().ok()?, bounded, broken)
    };
    Some(Row { handler, context, fault, found })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nmi_sim::{Preset, Question, Strip, Table};

    use crate::nmi::worker::row_of;

    #[test]
    fn every_preset_crosses() {
        for Preset { config, schedule, .. } in Preset::all() {
            let request = Request::Strip { ask: 3, config, schedule };
            assert_eq!(Request::read(&request.text()), Some(request));
        }
        let prove = Request::Prove { ask: 4, arrivals: 2 };
        assert_eq!(Request::read(&prove.text()), Some(prove));
        assert_eq!(Request::read("stop"), Some(Request::Stop));
        assert_eq!(Request::read("strip x"), None);
    }

    #[test]
    fn every_cell_and_every_row_crosses() {
        let preset = Preset::find("breakpoint-slots-in-place").expect("there is one");
        let schedule = Schedule { nmi: vec![0], ..preset.schedule };
        let cells: Vec<Cell> = Strip::new(preset.config, &schedule).expect("it exists").collect();
        let cells = Answer::Cells { ask: 7, total: cells.len() as u16, cells };
        assert_eq!(Answer::read(&cells.text()), Some(cells));

        let question = Question { handlers: vec![Handler::Naive, Handler::Fred], ..Question::everything(1) };
        let rows = Table::complete(&question).iter().map(row_of).collect();
        let rows = Answer::Rows { ask: 1, progress: Progress { permille: 1000, states: 5, done: true }, rows };
        assert_eq!(Answer::read(&rows.text()), Some(rows));
        assert_eq!(Answer::read("hello"), None);
    }
}
