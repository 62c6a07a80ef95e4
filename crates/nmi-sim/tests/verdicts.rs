//! The whole table for up to two NMIs, written down: how many states each search has, and which properties break
//! after how many events. A change in any listing or rule shows here.
//!
//! To write it anew after a change that is meant: `NMI_SIM_BLESS=1 cargo test -p nmi-sim --test verdicts`.
#![allow(missing_docs)]

use std::fmt::Write as _;

use nmi_sim::{Finding, Question, Table, Verdict};

#[test]
fn the_table_is_as_written_down() {
    let mut text = String::new();
    for row in Table::complete(&Question::everything(2)) {
        let _ = write!(text, "{} {} {}:", row.handler.name(), row.context.name(), row.fault.name());
        match row.finding {
            Finding::Inapplicable(_) => text.push_str(" cannot exist"),
            Finding::Searched(report) => {
                let _ = write!(text, " {} states", report.states);
                for (property, verdict) in &report.verdicts {
                    match verdict {
                        Verdict::Proved { .. } => {}
                        Verdict::Broken { steps, .. } => {
                            let _ = write!(text, ", {} at {steps}", property.name());
                        }
                        Verdict::Bounded { .. } => panic!("{:?} is not exhausted", report.config),
                    }
                }
            }
        }
        text.push('\n');
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verdicts.txt");
    if std::env::var_os("NMI_SIM_BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    for (found, expected) in text.lines().zip(written.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(text.lines().count(), written.lines().count());
}
