//! The proof table: handler × context × fault source × property.

use serde::Serialize;

use crate::config::{Config, Context, Fault, Handler, Switches};
use crate::machine::Machine;
use crate::search::{Report, STATES_MAX, Search};

/// What a table asks.
#[derive(Clone, Debug)]
pub struct Question {
    /// The handlers.
    pub handlers: Vec<Handler>,
    /// The contexts.
    pub contexts: Vec<Context>,
    /// The fault sources.
    pub faults: Vec<Fault>,
    /// How many NMIs may arrive.
    pub arrivals_max: u8,
    /// The switches.
    pub switches: Switches,
    /// How many states a search keeps at most.
    pub states_max: u32,
}

impl Question {
    /// Everything, for up to so many NMIs.
    #[must_use]
    pub fn everything(arrivals_max: u8) -> Question {
        Question {
            handlers: Handler::ALL.to_vec(),
            contexts: Context::ALL.to_vec(),
            faults: Fault::ALL.to_vec(),
            arrivals_max,
            switches: Switches::default(),
            states_max: STATES_MAX,
        }
    }

    /// The configurations asked about: all contexts and faults of the first handler, then of the next.
    fn configs(&self) -> Vec<(Context, Fault, Config)> {
        let mut configs = Vec::new();
        for &handler in &self.handlers {
            for &context in &self.contexts {
                for &fault in &self.faults {
                    let config = Config::new(handler, context, fault, self.arrivals_max);
                    configs.push((context, fault, Config { switches: self.switches, ..config }));
                }
            }
        }
        configs
    }
}

/// What a row found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// The search's report.
    Searched(Report),
    /// The combination cannot exist, and why.
    Inapplicable(&'static str),
}

/// One handler in one context with one fault source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The handler.
    pub handler: Handler,
    /// The context.
    pub context: Context,
    /// The fault source.
    pub fault: Fault,
    /// What was found.
    pub finding: Finding,
}

/// How far a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TableProgress {
    /// Rows done.
    pub rows: u32,
    /// Rows in all.
    pub rows_total: u32,
    /// States found in all searches so far.
    pub states: u64,
    /// Whether there is nothing left to do.
    pub done: bool,
}

/// A table in slices: call [`Table::advance`] until it is done; drop it to cancel.
#[derive(Clone, Debug)]
pub struct Table {
    configs: Vec<(Context, Fault, Config)>,
    states_max: u32,
    current: Option<Search>,
    rows: Vec<Row>,
    states: u64,
}

impl Table {
    /// A table to be filled.
    #[must_use]
    pub fn new(question: &Question) -> Table {
        Table {
            configs: question.configs(),
            states_max: question.states_max,
            current: None,
            rows: Vec::new(),
            states: 0,
        }
    }

    /// Fills the whole table.
    #[must_use]
    pub fn complete(question: &Question) -> Vec<Row> {
        let mut table = Table::new(question);
        while !table.advance(u32::MAX).done {}
        table.rows
    }

    /// Expands up to so many states, or finishes a row.
    pub fn advance(&mut self, expand_max: u32) -> TableProgress {
        if let Some(&(context, fault, config)) = self.configs.get(self.rows.len()) {
            match self.current.take().map_or_else(|| Machine::new(config).map(|m| Search::new(m, self.states_max)), Ok)
            {
                Err(reason) => self.push(context, fault, config.handler, Finding::Inapplicable(reason)),
                Ok(mut search) => {
                    if search.advance(expand_max).done {
                        let report = search.report();
                        self.states += u64::from(report.states);
                        self.push(context, fault, config.handler, Finding::Searched(report));
                    } else {
                        self.current = Some(search);
                    }
                }
            }
        }
        self.progress()
    }

    fn push(&mut self, context: Context, fault: Fault, handler: Handler, finding: Finding) {
        self.rows.push(Row { handler, context, fault, finding });
    }

    /// The rows done so far.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> TableProgress {
        let running = self.current.as_ref().map_or(0, |search| u64::from(search.progress().states));
        TableProgress {
            rows: self.rows.len() as u32,
            rows_total: self.configs.len() as u32,
            states: self.states + running,
            done: self.rows.len() == self.configs.len(),
        }
    }
}
