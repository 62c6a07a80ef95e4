//! What the NMI view and its worker say to each other: lines of text, of which the first is a word and numbers.
//!
//! As in [`crate::protocol`], the worker speaks first, with the name of its build, and questions are numbered by the page. A
//! run crosses as its link.

use nmi_sim::{Cell, Context, Fault, Handler, Injected, Property, Schedule};
use playground::{Broken, Explored, Found};

/// From the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// What one more NMI would do at each boundary of the link's run; drop the strip that is under way.
    Strip {
        /// The page's number for it.
        ask: u32,
        /// The run's link.
        fragment: String,
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
    /// It listens from now on.
    Ready {
        /// The name of its sources.
        build: String,
    },
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
        rows: Vec<Explored>,
    },
    /// A fault of the program itself: the worker is of no more use.
    Broken {
        /// What it said last.
        message: String,
    },
}

/// How far a table of proofs is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// In thousandths of all rows.
    pub permille: u32,
    /// States seen so far.
    pub states: u64,
    /// The fingerprint of the whole, when it is whole.
    pub digest: Option<String>,
}

impl Request {
    /// As text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Request::Strip { ask, fragment } => format!("strip {ask} {fragment}"),
            Request::Prove { ask, arrivals } => format!("prove {ask} {arrivals}"),
            Request::Stop => "stop".to_owned(),
        }
    }

    /// From a text; nothing where it is none of this protocol.
    #[must_use]
    pub fn read(text: &str) -> Option<Request> {
        let mut words = text.splitn(3, ' ');
        Some(match words.next()? {
            "strip" => Request::Strip { ask: words.next()?.parse().ok()?, fragment: words.next()?.to_owned() },
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
            Answer::Ready { build } => format!("ready {build}"),
            Answer::Cells { ask, total, cells } => {
                format!("cells {ask} {total}{}", cells.iter().map(cell_line).collect::<String>())
            }
            Answer::Rows { ask, progress: Progress { permille, states, digest }, rows } => {
                let digest = digest.as_deref().unwrap_or("-");
                format!("rows {ask} {permille} {states} {digest}{}", rows.iter().map(row_line).collect::<String>())
            }
            Answer::Broken { message } => format!("broken {message}"),
        }
    }

    /// From a text; nothing where it is none of this protocol.
    #[must_use]
    pub fn read(text: &str) -> Option<Answer> {
        let (word, rest) = text.split_once(' ')?;
        let (head, lines) = rest.split_once('\n').unwrap_or((rest, ""));
        let mut words = head.split(' ');
        Some(match word {
            "ready" => Answer::Ready { build: rest.to_owned() },
            "broken" => Answer::Broken { message: rest.to_owned() },
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
                    digest: words.next().filter(|digest| *digest != "-").map(str::to_owned),
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
    let Schedule { nmi, breakpoint, machine_check, iret_fault } = &cell.schedule;
    let broken: Vec<&str> = cell.broken.iter().map(|property| property.name()).collect();
    let lists = [nmi, breakpoint, machine_check, iret_fault].map(|list| listed(list)).join(" ");
    format!("\n{} {} {kind} {} {lists}", cell.boundary, cell.step, listed(&broken))
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
    let mut times = || list(words.next()?, |item| item.parse().ok());
    let schedule = Schedule { nmi: times()?, breakpoint: times()?, machine_check: times()?, iret_fault: times()? };
    Some(Cell { boundary, step, injected, broken, schedule })
}

/// `handler context fault states bounded` and for each broken property `name steps fragment`, none of which has a space; or
/// `handler context fault - reason`.
fn row_line(row: &Explored) -> String {
    let found = match &row.found {
        Found::Impossible { reason } => format!("- {reason}"),
        Found::Searched { states, bounded, broken } => {
            let broken = broken.iter().map(|b| format!(" {} {} {}", b.property.name(), b.steps, b.fragment));
            format!("{states} {bounded}{}", broken.collect::<String>())
        }
    };
    format!("\n{} {} {} {found}", row.handler.name(), row.context.name(), row.fault.name())
}

fn read_row(line: &str) -> Option<Explored> {
    let mut words = line.splitn(5, ' ');
    let (handler, context, fault) =
        (Handler::named(words.next()?)?, Context::named(words.next()?)?, Fault::named(words.next()?)?);
    let (states, rest) = (words.next()?, words.next()?);
    let found = if states == "-" {
        Found::Impossible { reason: rest.to_owned() }
    } else {
        let mut words = rest.split(' ');
        let bounded = words.next()? == "true";
        let mut broken = Vec::new();
        while let Some(name) = words.next() {
            let (steps, fragment) = (words.next()?.parse().ok()?, words.next()?.to_owned());
            broken.push(Broken { property: Property::named(name)?, steps, fragment });
        }
        Found::Searched { states: states.parse().ok()?, bounded, broken }
    };
    Some(Explored { handler, context, fault, found })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nmi_sim::{Preset, Strip};
    use playground::{Explore, ExploreJob};

    #[test]
    fn requests_cross() {
        for request in [
            Request::Strip { ask: 3, fragment: "v=1&view=nmi&nmi=0,7".to_owned() },
            Request::Prove { ask: 4, arrivals: 2 },
            Request::Stop,
        ] {
            assert_eq!(Request::read(&request.text()), Some(request));
        }
        assert_eq!(Request::read("strip x"), None);
    }

    #[test]
    fn every_cell_and_every_row_crosses() {
        let preset = Preset::find("breakpoint-slots-in-place").expect("there is one");
        let schedule = Schedule { nmi: vec![0], ..preset.schedule };
        let cells: Vec<Cell> = Strip::new(preset.config, &schedule).expect("it exists").collect();
        let cells = Answer::Cells { ask: 7, total: cells.len() as u16, cells };
        assert_eq!(Answer::read(&cells.text()), Some(cells));

        for handler in [Handler::Naive, Handler::Fred] {
            let exploration = ExploreJob::new(&Explore { handlers: vec![handler], arrivals: 1 }).run();
            let progress = Progress { permille: 1000, states: 5, digest: Some(exploration.digest()) };
            let rows = Answer::Rows { ask: 1, progress, rows: exploration.rows };
            assert_eq!(Answer::read(&rows.text()), Some(rows));
        }
        assert_eq!(
            Answer::read("rows 1 0 0 -"),
            Some(Answer::Rows { ask: 1, progress: Progress::default(), rows: vec![] })
        );
        assert_eq!(Answer::read("hello"), None);
    }
}
