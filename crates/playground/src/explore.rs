//! The table of proofs: each handler in each context against each source of faults, searched over all arrivals.

use nmi_sim::{
    ARRIVALS_LIMIT, Config, Context, Fault, Finding, Handler, Property, Question, Report, Row, Schedule, Table,
    TableProgress, Verdict,
};
use scenario::{Nmi, Scenario, ScenarioError};

use crate::nmi::fingerprint;

/// States in a slice: some ten milliseconds in a browser. A row of the table ends a slice too.
pub const SLICE_STATES: u32 = 10_000;

/// What is to be explored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explore {
    /// The handlers.
    pub handlers: Vec<Handler>,
    /// How many NMIs may arrive at most, 1 to [`Explore::ARRIVALS_MAX`].
    pub arrivals: u8,
}

impl Explore {
    /// The most NMIs.
    pub const ARRIVALS_MAX: u8 = ARRIVALS_LIMIT;

    /// Reads a handler's name, or `all`, and a number of NMIs.
    ///
    /// # Errors
    /// Where there is no such handler, or the number is none or beyond the limits.
    ///
    /// ```
    /// use playground::Explore;
    ///
    /// assert_eq!(Explore::read("all", "2"), Ok(Explore::default()));
    /// assert_eq!(Explore::read("fred", "4").unwrap_err().field, "arrivals");
    /// ```
    pub fn read(handler: &str, arrivals: &str) -> Result<Explore, ScenarioError> {
        let handlers = match Handler::named(handler) {
            Some(handler) => vec![handler],
            None if handler == "all" => Handler::ALL.to_vec(),
            None => {
                let names = Handler::ALL.map(Handler::name).join(", ");
                return Err(ScenarioError::new("handler", handler, format!("write all, or one of {names}")));
            }
        };
        let number = arrivals.parse().ok().filter(|number| (1..=Explore::ARRIVALS_MAX).contains(number));
        let expected = || format!("write a number of NMIs from 1 to {}", Explore::ARRIVALS_MAX);
        let arrivals = number.ok_or_else(|| ScenarioError::new("arrivals", arrivals, expected()))?;
        Ok(Explore { handlers, arrivals })
    }
}

impl Default for Explore {
    /// All handlers, up to two NMIs.
    fn default() -> Explore {
        Explore { handlers: Handler::ALL.to_vec(), arrivals: 2 }
    }
}

/// A property that is broken, by the shortest run that breaks it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Broken {
    /// Which.
    pub property: Property,
    /// How many steps the run takes until then.
    pub steps: u32,
    /// The link that opens the run right before that step; a fragment without `#`.
    pub fragment: String,
}

impl Broken {
    /// A property that a schedule breaks in so many steps.
    #[must_use]
    pub fn new(property: Property, steps: u32, config: &Config, schedule: &Schedule) -> Broken {
        let before = u16::try_from(steps.saturating_sub(1)).unwrap_or(u16::MAX);
        let fragment = Scenario::from(Nmi::of(config, schedule, before)).fragment();
        Broken { property, steps, fragment }
    }
}

/// What the search of one row found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Found {
    /// It went through the states.
    Searched {
        /// How many there are, or were when there was no more room.
        states: u32,
        /// Whether there was no more room: what is not broken is then not proved either.
        bounded: bool,
        /// What is broken, in the order of [`Property::ALL`].
        broken: Vec<Broken>,
    },
    /// The combination cannot exist.
    Impossible {
        /// Why.
        reason: String,
    },
}

/// What is known about one property in one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof<'a> {
    /// It holds in all of so many states, and these are all that can be reached.
    Proved(u32),
    /// It does not hold.
    Broken(&'a Broken),
    /// It holds in so many states, and is not proved beyond them.
    Bounded(u32),
}

/// One handler in one context with one source of faults.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Explored {
    /// The handler.
    pub handler: Handler,
    /// What the first NMI interrupts.
    pub context: Context,
    /// What may fault.
    pub fault: Fault,
    /// What was found.
    pub found: Found,
}

impl Explored {
    /// What is known about a property; nothing where the combination cannot exist.
    #[must_use]
    pub fn proof(&self, property: Property) -> Option<Proof<'_>> {
        let Found::Searched { states, bounded, broken } = &self.found else { return None };
        Some(match broken.iter().find(|broken| broken.property == property) {
            Some(broken) => Proof::Broken(broken),
            None if *bounded => Proof::Bounded(*states),
            None => Proof::Proved(*states),
        })
    }

    /// What is broken.
    #[must_use]
    pub fn broken(&self) -> &[Broken] {
        match &self.found {
            Found::Searched { broken, .. } => broken,
            Found::Impossible { .. } => &[],
        }
    }

    /// The number of states that were seen.
    #[must_use]
    pub fn states(&self) -> u32 {
        match self.found {
            Found::Searched { states, .. } => states,
            Found::Impossible { .. } => 0,
        }
    }

    /// What the search says of a row, with links.
    #[must_use]
    pub fn of(row: &Row) -> Explored {
        let found = match &row.finding {
            Finding::Inapplicable(reason) => Found::Impossible { reason: (*reason).to_owned() },
            Finding::Searched(report) => Found::Searched {
                states: report.states,
                bounded: report.bounded,
                broken: report
                    .verdicts
                    .iter()
                    .filter_map(|(property, verdict)| broken(report, *property, verdict))
                    .collect(),
            },
        };
        Explored { handler: row.handler, context: row.context, fault: row.fault, found }
    }
}

fn broken(report: &Report, property: Property, verdict: &Verdict) -> Option<Broken> {
    let Verdict::Broken { steps, schedule } = verdict else { return None };
    Some(Broken::new(property, *steps, &report.config, schedule))
}

/// The whole table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Exploration {
    /// How many NMIs could arrive at most.
    pub arrivals: u8,
    /// All contexts and sources of the first handler, then of the next.
    pub rows: Vec<Explored>,
}

impl Exploration {
    /// The number of states that were seen in all searches.
    #[must_use]
    pub fn states(&self) -> u64 {
        self.rows.iter().map(|row| u64::from(row.states())).sum()
    }

    /// The fingerprint of every verdict, sixteen hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut text = format!("{}\n", self.arrivals);
        for Explored { handler, context, fault, found } in &self.rows {
            text.push_str(&format!("{} {} {}", handler.name(), context.name(), fault.name()));
            match found {
                Found::Impossible { reason } => text.push_str(&format!(" {reason}\n")),
                Found::Searched { states, bounded, broken } => {
                    text.push_str(&format!(" {states} {bounded}\n"));
                    for Broken { property, steps, fragment } in broken {
                        text.push_str(&format!(" {} {steps} {fragment}\n", property.name()));
                    }
                }
            }
        }
        fingerprint(&text)
    }
}

/// A table under way.
///
/// ```
/// use nmi_sim::{Handler, Property};
/// use playground::{Explore, ExploreJob, SLICE_STATES};
///
/// let mut job = ExploreJob::new(&Explore { handlers: vec![Handler::Fred], arrivals: 1 });
/// let table = loop {
///     if let Some(table) = job.advance(SLICE_STATES) {
///         break table;
///     }
///     println!("{} of 1000 done, {} states", job.permille(), job.progress().states);
/// };
/// assert!(table.rows.iter().all(|row| row.broken().is_empty()));
/// ```
#[derive(Clone, Debug)]
pub struct ExploreJob {
    arrivals: u8,
    table: Table,
}

impl ExploreJob {
    /// Sets the table up. A number of NMIs beyond the limits is cut to them.
    #[must_use]
    pub fn new(explore: &Explore) -> ExploreJob {
        let arrivals = explore.arrivals.clamp(1, Explore::ARRIVALS_MAX);
        let question = Question { handlers: explore.handlers.clone(), ..Question::everything(arrivals) };
        ExploreJob { arrivals, table: Table::new(&question) }
    }

    /// Looks at up to so many more states; gives the table when it is complete.
    pub fn advance(&mut self, states: u32) -> Option<Exploration> {
        let done = self.table.advance(states).done;
        done.then(|| Exploration {
            arrivals: self.arrivals,
            rows: self.table.rows().iter().map(Explored::of).collect(),
        })
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> TableProgress {
        self.table.progress()
    }

    /// How far it is, in thousandths of all rows.
    #[must_use]
    pub fn permille(&self) -> u32 {
        let TableProgress { rows, rows_total, .. } = self.progress();
        (rows * 1_000).checked_div(rows_total).unwrap_or(1_000)
    }

    /// Runs to the end.
    #[must_use]
    pub fn run(mut self) -> Exploration {
        loop {
            if let Some(exploration) = self.advance(SLICE_STATES) {
                return exploration;
            }
        }
    }
}
