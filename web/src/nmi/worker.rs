//! The NMI view's worker: a strip and a table of proofs, slice by slice, the strip first.

use std::cell::RefCell;

use nmi_sim::{Finding, Question, Strip, Table, Verdict};
use wasm_bindgen::JsValue;

use crate::desk::{self, Told, Work};
use crate::nmi::protocol::{Answer, Found, Progress, Request, Row};

/// Cells of a strip in a slice: a cell is a whole run.
const SLICE_CELLS: usize = 8;
/// States of a search in a slice: some ten milliseconds.
const SLICE_STATES: u32 = 10_000;

/// Sets the worker up; from then on it only answers.
pub fn start() {
    desk::open(RefCell::<Jobs>::default());
}

#[derive(Default)]
struct Jobs {
    strip: Option<Stripping>,
    table: Option<Proving>,
}

struct Stripping {
    ask: u32,
    strip: Strip,
    found: Vec<nmi_sim::Cell>,
    told_at: Told,
}

struct Proving {
    ask: u32,
    table: Table,
    told: usize,
    told_at: Told,
}

impl Work for RefCell<Jobs> {
    fn take(&self, message: &JsValue) -> Result<(), String> {
        let request = message.as_string().as_deref().and_then(Request::read).ok_or("a request that is none")?;
        let mut jobs = self.borrow_mut();
        match request {
            Request::Strip { ask, config, schedule } => {
                // What has no strip is not asked for.
                jobs.strip = Strip::new(config, &schedule).ok().map(|strip| Stripping {
                    ask,
                    strip,
                    found: Vec::new(),
                    told_at: Told::default(),
                });
            }
            Request::Prove { ask, arrivals } => {
                let table = Table::new(&Question::everything(arrivals));
                jobs.table = Some(Proving { ask, table, told: 0, told_at: Told::default() });
            }
            Request::Stop => jobs.table = None,
        }
        Ok(())
    }

    fn slice(&self) -> bool {
        let mut jobs = self.borrow_mut();
        if let Some(strip) = &mut jobs.strip {
            if strip.advance() {
                jobs.strip = None;
            }
        } else if let Some(table) = &mut jobs.table
            && table.advance()
        {
            jobs.table = None;
        }
        jobs.strip.is_some() || jobs.table.is_some()
    }
}

impl Stripping {
    /// Whether it is complete.
    fn advance(&mut self) -> bool {
        let before = self.found.len();
        self.found.extend(self.strip.by_ref().take(SLICE_CELLS));
        let done = self.found.len() < before + SLICE_CELLS;
        if done || self.told_at.is_due() {
            let cells = std::mem::take(&mut self.found);
            tell(&Answer::Cells { ask: self.ask, total: self.strip.len(), cells });
        }
        done
    }
}

impl Proving {
    /// Whether it is complete.
    fn advance(&mut self) -> bool {
        let progress = self.table.advance(SLICE_STATES);
        if progress.done || self.told_at.is_due() {
            let rows: Vec<Row> = self.table.rows()[self.told..].iter().map(row_of).collect();
            self.told += rows.len();
            let permille = (progress.rows * 1_000).checked_div(progress.rows_total).unwrap_or(1_000);
            let progress = Progress { permille, states: progress.states, done: progress.done };
            tell(&Answer::Rows { ask: self.ask, progress, rows });
        }
        progress.done
    }
}

/// A row as it crosses.
#[must_use]
pub fn row_of(row: &nmi_sim::Row) -> Row {
    let found = match &row.finding {
        Finding::Inapplicable(reason) => Found::Impossible((*reason).to_owned()),
        Finding::Searched(report) => {
            let broken = report.verdicts.iter().filter_map(|(property, verdict)| match verdict {
                Verdict::Broken { steps, schedule } => Some((*property, *steps, schedule.clone())),
                _ => None,
            });
            Found::Searched(report.states, report.bounded, broken.collect())
        }
    };
    Row { handler: row.handler, context: row.context, fault: row.fault, found }
}

fn tell(answer: &Answer) {
    desk::post(&answer.text().into());
}
