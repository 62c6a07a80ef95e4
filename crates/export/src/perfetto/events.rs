//! The lines of a trace.

use core::fmt::Write;

use pgd_sim::{CpuId, Ps, Span};
use playground::Series;

use super::words::{Words, quoted};

/// Events, one a line.
#[derive(Debug, Default)]
pub(super) struct Events {
    text: String,
    flows: u64,
}

/// Whole nanoseconds of the model: both ends of a span are cut down alike.
pub(super) const fn ns(at: Ps) -> u64 {
    at.0 / 1_000
}

/// Nanoseconds as the microseconds of the format, exactly.
fn micros(ns: u64) -> String {
    format!("{}.{:03}", ns / 1_000, ns % 1_000)
}

impl Events {
    pub(super) fn process(&mut self, pid: u32, name: &str) {
        self.about(pid, None, "process_name", &format!("\"name\":{}", quoted(name)));
        self.about(pid, None, "process_sort_index", &format!("\"sort_index\":{pid}"));
    }

    pub(super) fn thread(&mut self, pid: u32, cpu: u8) {
        self.about(pid, Some(cpu), "thread_name", &format!("\"name\":\"CPU {cpu}\""));
        self.about(pid, Some(cpu), "thread_sort_index", &format!("\"sort_index\":{cpu}"));
    }

    fn about(&mut self, pid: u32, cpu: Option<u8>, name: &str, arguments: &str) {
        let tid = cpu.map(|cpu| format!(",\"tid\":{cpu}")).unwrap_or_default();
        self.line(format_args!("\"ph\":\"M\",\"pid\":{pid}{tid},\"name\":\"{name}\",\"args\":{{{arguments}}}"));
    }

    pub(super) fn span(&mut self, pid: u32, span: &Span, words: &Words) {
        let (from, until) = (ns(span.from), ns(span.until));
        let name = quoted(&words.name);
        let process = span.process.map(|process| format!("\"process\":\"{process}\""));
        let arguments: Vec<String> = process.into_iter().chain(words.arguments.iter().cloned()).collect();
        self.line(format_args!(
            "\"ph\":\"X\",\"pid\":{pid},\"tid\":{},\"cat\":\"{}\",\"name\":{name},\"ts\":{},\"dur\":{},\"args\":{{{}}}",
            span.cpu.0,
            words.category,
            micros(from),
            micros(until - from),
            arguments.join(",")
        ));
    }

    pub(super) fn instant(&mut self, pid: u32, cpu: CpuId, at: Ps, name: &str) {
        let (name, at) = (quoted(name), micros(ns(at)));
        self.line(format_args!(
            "\"ph\":\"i\",\"s\":\"t\",\"pid\":{pid},\"tid\":{},\"cat\":\"mark\",\"name\":{name},\"ts\":{at}",
            cpu.0
        ));
    }

    /// An arrow from the vmalloc that made an entry to a fault that missed it.
    pub(super) fn flow(&mut self, pid: u32, made: (Ps, CpuId), missed: (Ps, CpuId)) {
        self.flows += 1;
        let id = self.flows;
        for (ph, (at, cpu)) in [("\"s\"", made), ("\"f\",\"bp\":\"e\"", missed)] {
            self.line(format_args!(
                "\"ph\":{ph},\"pid\":{pid},\"tid\":{},\"cat\":\"cause\",\"name\":\"missed by\",\"id\":{id},\"ts\":{}",
                cpu.0,
                micros(ns(at))
            ));
        }
    }

    pub(super) fn counter(&mut self, pid: u32, name: &str, key: &str, series: &Series) {
        let changes = core::iter::once((Ps::ZERO, 0)).chain(series.changes());
        for (at, value) in changes {
            self.line(format_args!(
                "\"ph\":\"C\",\"pid\":{pid},\"name\":\"{name}\",\"ts\":{},\"args\":{{\"{key}\":{value}}}",
                micros(ns(at))
            ));
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn line(&mut self, event: core::fmt::Arguments<'_>) {
        if !self.text.is_empty() {
            self.text.push_str(",\n");
        }
        write!(self.text, "{{{event}}}").expect("writing to a string does not fail");
    }
}
