//! The headline figures of the three lanes, row by row.

use pgd_sim::{Figure, FigureUnit};
use playground::{Comparison, Lane};
use plot::{Quantity, bytes, count, nanoseconds, ratio};

/// A line of the table: one figure, three lanes.
struct Line {
    /// Its name in exports.
    id: &'static str,
    label: &'static str,
    help: &'static str,
    /// Whether less is better. Of what is only told, none is marked.
    judged: bool,
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

const fn line(id: &'static str, label: &'static str, help: &'static str) -> Line {
    Line { id, label, help, judged: true }
}

const fn told(id: &'static str, label: &'static str, help: &'static str) -> Line {
    Line { id, label, help, judged: false }
}

#[rustfmt::skip] // a table: one figure, one or two lines
const BLOCKS: &[Block] = &[
    Block { headline: true, lines: &[
        line("vmalloc_ns.p50", "vmalloc p50", "Half of the calls took no longer; a call's own time."),
        line("vmalloc_ns.p99", "vmalloc p99", "99 in 100 calls took no longer."),
        line("vmalloc_ns.max", "vmalloc max", "The longest call."),
    ] },
    Block { headline: true, lines: &[
        line("fork_ns.p99", "fork p99", "99 in 100 forks took no longer: pgd_alloc, the part that needs the lock."),
        line("fork_ns.max", "fork max", "The longest fork: pgd_alloc, the part that needs the lock."),
    ] },
    Block { headline: true, lines: &[
        line("faults.task", "faults in tasks", "Taken in a process's own kernel code."),
        line("faults.irq", "faults in interrupts", "Taken in an interrupt handler."),
        line("faults.nmi", "faults in NMIs", "Taken in an NMI handler: the fault's IRET unblocks NMIs too early."),
    ] },
    Block { headline: true, lines: &[
        line("entries_written", "entries written", "Into tables of processes after they were made, by walk or by fault."),
        line("oopses", "oopses", "Accesses to a missing entry that the fault handler does not fill."),
        line("failed_vmallocs", "failed vmallocs", "Calls that found no room."),
    ] },
    Block { headline: false, lines: &[
        told("slots_new", "new slots", "Entries that became new in the reference table during the run."),
        line("stale_accesses", "stale accesses", "Accesses through an entry whose mapping is gone: they reach what is there now."),
        line("double_faults", "double faults", "Switches into a table that lacks the stack in use."),
        line("sync_ns_total", "time spreading", "All walks and the waiting for their lock, or all faults."),
        line("lock.hold_ns_max", "lock held, longest", "The longest section under pgd_lock, interruptions included."),
        line("lock.wait_ns_total", "lock waited for", "All waits for pgd_lock together."),
        line("vmalloc_ns.delay.p99", "vmalloc delay p99", "From the demand for a call to its start, while its CPU was busy."),
        line("fork_ns.delay.p99", "fork delay p99", "From the demand for a fork to its start, while its CPU was busy."),
        line("touch_ns.p99", "access p99", "An access to an area by a process, with the fault where one is taken."),
        line("switch_ns.p99", "switch p99", "99 in 100 context switches took no longer."),
        line("nmi_windows.opened", "NMI windows opened", "Times when a fault's IRET had unblocked NMIs inside an NMI handler."),
        line("nmi_windows.hit", "NMI windows hit", "Windows in which a further NMI was due: it would have nested."),
        line("table_bytes", "kernel tables", "The kernel's own next-level tables under the slots at the end, one page each."),
        line("kernel_ns_total", "kernel time", "Time of all CPUs in the operations of the load, spinning included."),
    ] },
];

/// Every figure that the page has in its table, with its label there.
pub fn named() -> impl Iterator<Item = (&'static str, &'static str)> {
    BLOCKS.iter().flat_map(|block| block.lines).map(|line| (line.id, line.label))
}

/// What the page calls a figure: as in its table, or as on a terminal.
#[must_use]
pub fn label(figure: &'static Figure) -> &'static str {
    let here = named().find(|(id, _)| *id == figure.id).map(|(_, label)| label);
    here.unwrap_or(if figure.label.is_empty() { figure.id } else { figure.label })
}

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
    let figure = Figure::named(line.id).expect("every line is of a figure");
    let values: Vec<_> = comparison.lanes().map(|(lane, report)| (lane, figure.known(report))).collect();
    let known = || values.iter().filter_map(|(_, value)| *value);
    let least = known().min().unwrap_or(0);
    let differ = line.judged && known().max() != Some(least);
    let cell = |(lane, exact): &(Lane, Option<u64>)| Cell {
        lane: *lane,
        exact: *exact,
        shown: exact.map_or_else(missing, |exact| write(figure.unit, exact)),
        best: differ && *exact == Some(least),
        times: exact.filter(|exact| differ && *exact >= 2 * least).and_then(|exact| ratio(exact, least)),
    };
    Row { label: line.label, help: line.help, cells: values.iter().map(cell).collect() }
}

/// A figure in words.
#[must_use]
pub fn write(unit: FigureUnit, exact: u64) -> Quantity {
    match unit {
        FigureUnit::Nanoseconds => nanoseconds(exact),
        FigureUnit::Count => count(exact),
        FigureUnit::Bytes => bytes(exact),
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
