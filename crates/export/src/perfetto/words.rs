//! What things are called in a trace.

use pgd_sim::{Context, Doing, Mark, Purpose, Span, Work};

use super::events::ns;

/// A span's name, its category, and what else there is to say of it, each as a pair of JSON.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) name: String,
    pub(super) category: &'static str,
    pub(super) arguments: Vec<String>,
}

pub(super) fn span(span: &Span) -> Words {
    let since = |what: &str, from: u64, until: u64| format!("\"{what}\":{}", until.saturating_sub(from));
    match span.doing {
        Doing::Call { work, due } => {
            let mut arguments = vec![since("delay_ns", ns(due), ns(span.from))];
            if let Work::Vmalloc { pages } = work {
                arguments.push(format!("\"pages\":{pages}"));
            }
            Words { name: call(work).to_owned(), category: "call", arguments }
        }
        Doing::Wait { purpose, granted } => Words {
            name: "waits for pgd_lock".to_owned(),
            category: "lock",
            arguments: vec![
                format!("\"for\":{}", quoted(&under_lock(purpose))),
                since("granted_after_ns", ns(span.from), ns(granted)),
            ],
        },
        Doing::Hold { purpose, granted } => Words {
            name: format!("pgd_lock: {}", under_lock(purpose)),
            category: "lock",
            arguments: vec![since("granted_before_ns", ns(granted), ns(span.from))],
        },
        Doing::Handler(context) => {
            Words { name: handler(context).to_owned(), category: "handler", arguments: Vec::new() }
        }
        Doing::Fault { context, slot } => Words {
            name: format!("page fault, {slot}"),
            category: "fault",
            arguments: vec![format!("\"in\":{}", quoted(handler(context)))],
        },
        Doing::NmiWindow => {
            Words { name: "NMIs unblocked in an NMI".to_owned(), category: "hazard", arguments: Vec::new() }
        }
    }
}

const fn call(work: Work) -> &'static str {
    match work {
        Work::Vmalloc { .. } => "vmalloc",
        Work::Vfree => "vfree",
        Work::Fork => "fork",
        Work::Exec { .. } => "exec",
        Work::Exit => "exit",
        Work::Switch { .. } => "context switch",
        Work::Touch { .. } => "access",
        Work::Kthread { .. } => "kernel thread's access",
    }
}

fn under_lock(purpose: Purpose) -> String {
    match purpose {
        Purpose::Walk { slot, tables } => format!("walk {tables} tables, {slot}"),
        Purpose::Look => "see another's walk through".to_owned(),
        Purpose::Join => "copy the table, join the list".to_owned(),
        Purpose::Leave => "leave the list".to_owned(),
    }
}

const fn handler(context: Context) -> &'static str {
    match context {
        Context::Task => "task",
        Context::Irq => "interrupt",
        Context::Nmi => "NMI",
    }
}

pub(super) fn instant(mark: Mark) -> String {
    match mark {
        Mark::SlotNew(slot) => format!("new: {slot}"),
        Mark::Walked(slot, tables) => format!("{slot} written into {tables} tables"),
        Mark::NoRoom => "vmalloc fails: no room".to_owned(),
        Mark::Oops(slot) => format!("oops, {slot}"),
        Mark::Stale(slot) => format!("access through a stale entry, {slot}"),
        Mark::DoubleFault(slot) => format!("double fault: no stack, {slot}"),
        Mark::NmiNests => "an NMI would nest".to_owned(),
    }
}

/// A text of JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
