//! The headline figures of the three lanes, row by row.

use pgd_sim::{Latency, Report};
use playground::{Comparison, Lane};
use plot::{Quantity, bytes, count, nanoseconds, ratio};

/// How a figure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Nanoseconds,
    Count,
    Bytes,
}

/// A line of the table: one figure, three lanes.
struct Line {
    label: &'static str,
    help: &'static str,
    unit: Unit,
    /// Whether less is better. Of what is only told, none is marked.
    judged: bool,
    /// None where the load has no such call.
    of: fn(&Report) -> Option<u64>,
}

/// Lines that belong together.
struct Block {
    /// Whether they stand by themselves or unfold.
    headline: bool,
    lines: &'static [Line],
}

/// A figure of one lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Whose.
    pub lane: Lane,
    /// The exact number, in nanoseconds, bytes or pieces.
    pub exact: Option<u64>,
    /// As written.
    pub shown: Quantity,
    /// Whether no lane has a better one and some lane a worse.
    pub best: bool,
    /// How many times the best, where that is not zero and this is at least twice as much.
    pub times: Option<String>,
}

/// A row as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What the figure is.
    pub label: &'static str,
    /// In one sentence more.
    pub help: &'static str,
    /// In the order of lanes.
    pub cells: Vec<Cell>,
}

/// Rows that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Whether they stand by themselves or unfold.
    pub headline: bool,
    /// The rows.
    pub rows: Vec<Row>,
}

const fn line(label: &'static str, unit: Unit, of: fn(&Report) -> Option<u64>, help: &'static str) -> Line {
    Line { label, help, unit, judged: true, of }
}

const fn told(label: &'static str, unit: Unit, of: fn(&Report) -> Option<u64>, help: &'static str) -> Line {
    Line { label, help, unit, judged: false, of }
}

fn called(latency: &Latency, value: u64) -> Option<u64> {
    (latency.count > 0).then_some(value)
}

#[rustfmt::skip] // a table: one figure, one or two lines
const BLOCKS: &[Block] = &[
    Block { headline: true, lines: &[
        line("vmalloc p50", Unit::Nanoseconds, |r| called(&r.vmalloc, r.vmalloc.p50), "Half of the calls took no longer; a call's own time."),
        line("vmalloc p99", Unit::Nanoseconds, |r| called(&r.vmalloc, r.vmalloc.p99), "99 in 100 calls took no longer."),
        line("vmalloc max", Unit::Nanoseconds, |r| called(&r.vmalloc, r.vmalloc.max), "The longest call."),
    ] },
    Block { headline: true, lines: &[
        line("fork p99", Unit::Nanoseconds, |r| called(&r.fork, r.fork.p99), "99 in 100 forks took no longer: pgd_alloc, the part that needs the lock."),
        line("fork max", Unit::Nanoseconds, |r| called(&r.fork, r.fork.max), "The longest fork: pgd_alloc, the part that needs the lock."),
    ] },
    Block { headline: true, lines: &[
        line("faults in tasks", Unit::Count, |r| Some(r.faults.task), "Taken in a process's own kernel code."),
        line("faults in interrupts", Unit::Count, |r| Some(r.faults.irq), "Taken in an interrupt handler."),
        line("faults in NMIs", Unit::Count, |r| Some(r.faults.nmi), "Taken in an NMI handler: the fault's IRET unblocks NMIs too early."),
    ] },
    Block { headline: true, lines: &[
        line("entries written", Unit::Count, |r| Some(r.entries_written), "Into tables of processes after they were made, by walk or by fault."),
        line("oopses", Unit::Count, |r| Some(r.oopses), "Accesses to a missing entry that the fault handler does not fill."),
        told("stale accesses", Unit::Count, |r| Some(r.stale_accesses), "Accesses through an entry whose mapping is gone: they reach what is there now."),
        told("double faults", Unit::Count, |r| Some(r.double_faults), "Switches into a table that lacks the stack in use."),
        line("failed vmallocs", Unit::Count, |r| Some(r.failed_vmallocs), "Calls that found no room."),
    ] },
    Block { headline: false, lines: &[
        told("new slots", Unit::Count, |r| Some(r.slots_new), "Entries that became new in the reference table during the run."),
        line("time spreading", Unit::Nanoseconds, |r| Some(r.sync_ns_total), "All walks and the waiting for their lock, or all faults."),
        line("lock held, longest", Unit::Nanoseconds, |r| Some(r.lock.hold_ns_max), "The longest section under pgd_lock, interruptions included."),
        line("lock waited for", Unit::Nanoseconds, |r| Some(r.lock.wait_ns_total), "All waits for pgd_lock together."),
        line("vmalloc delay p99", Unit::Nanoseconds, |r| called(&r.vmalloc, r.vmalloc.delay.p99), "From the demand for a call to its start, while its CPU was busy."),
        line("fork delay p99", Unit::Nanoseconds, |r| called(&r.fork, r.fork.delay.p99), "From the demand for a fork to its start, while its CPU was busy."),
        line("access p99", Unit::Nanoseconds, |r| called(&r.touch, r.touch.p99), "An access to an area by a process, with the fault where one is taken."),
        line("switch p99", Unit::Nanoseconds, |r| called(&r.switch, r.switch.p99), "99 in 100 context switches took no longer."),
        line("NMI windows opened", Unit::Count, |r| Some(r.nmi_windows.opened), "Times when a fault's IRET had unblocked NMIs inside an NMI handler."),
        line("NMI windows hit", Unit::Count, |r| Some(r.nmi_windows.hit), "Windows in which a further NMI was due: it would have nested."),
        line("kernel tables", Unit::Bytes, |r| Some(r.table_bytes), "The kernel's own next-level tables under the slots at the end, one page each."),
        line("kernel time", Unit::Nanoseconds, |r| Some(r.kernel_ns_total), "Time of all CPUs in the operations of the load, spinning included."),
    ] },
];

/// All figures of a comparison.
#[must_use]
pub fn sections(comparison: &Comparison) -> Vec<Section> {
    let section = |block: &Block| Section {
        headline: block.headline,
        rows: block.lines.iter().map(|line| row(line, comparison)).collect(),
    };
    BLOCKS.iter().map(section).collect()
}

fn row(line: &Line, comparison: &Comparison) -> Row {
    let values: Vec<_> = comparison.lanes().map(|(lane, report)| (lane, (line.of)(report))).collect();
    let known = || values.iter().filter_map(|(_, value)| *value);
    let least = known().min().unwrap_or(0);
    let differ = line.judged && known().max() != Some(least);
    let cell = |(lane, exact): &(Lane, Option<u64>)| Cell {
        lane: *lane,
        exact: *exact,
        shown: exact.map_or_else(missing, |exact| write(line.unit, exact)),
        best: differ && *exact == Some(least),
        times: exact.filter(|exact| differ && *exact >= 2 * least).and_then(|exact| ratio(exact, least)),
    };
    Row { label: line.label, help: line.help, cells: values.iter().map(cell).collect() }
}

fn write(unit: Unit, exact: u64) -> Quantity {
    match unit {
        Unit::Nanoseconds => nanoseconds(exact),
        Unit::Count => count(exact),
        Unit::Bytes => bytes(exact),
    }
}

fn missing() -> Quantity {
    Quantity { number: "none".to_owned(), unit: "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground::CompareJob;
    use scenario::Compare;

    fn row(label: &str, compare: &Compare) -> Row {
        let sections = sections(&CompareJob::new(compare).run());
        let mut rows = sections.into_iter().flat_map(|section| section.rows);
        rows.find(|row| row.label == label).expect("a label of the table")
    }

    #[test]
    fn the_best_is_marked_where_there_is_one() {
        let compare = Compare::default();
        let best = |label| row(label, &compare).cells.iter().map(|cell| cell.best).collect::<Vec<_>>();
        assert_eq!(best("vmalloc max"), [true, false, true]);
        assert_eq!(best("faults in tasks"), [true, true, false]);
        assert_eq!(best("failed vmallocs"), [false; 3], "all are alike");
        assert_eq!(best("new slots"), [false; 3], "neither more nor fewer is better");
    }

    #[test]
    fn how_much_worse_is_said_where_it_can_be() {
        let compare = Compare::default();
        let times = |label| row(label, &compare).cells.into_iter().map(|cell| cell.times.is_some()).collect::<Vec<_>>();
        assert_eq!(times("vmalloc max"), [false, true, false]);
        assert_eq!(times("faults in tasks"), [false; 3], "nothing is a multiple of none");
    }

    #[test]
    fn what_did_not_happen_has_no_figure() {
        let none = row("fork max", &Compare { fork: 0, ..Compare::default() });
        assert!(none.cells.iter().all(|cell| cell.exact.is_none() && !cell.best));
    }
}
