//! The figures of a report as a list: what tables, CSV and links name them by, each with its unit.

use crate::report::Report;
use crate::stats::Latency;

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureUnit {
    /// Nanoseconds of model time.
    Nanoseconds,
    /// Bytes.
    Bytes,
    /// How many.
    Count,
}

impl FigureUnit {
    /// As in a CSV's column.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            FigureUnit::Nanoseconds => "ns",
            FigureUnit::Bytes => "bytes",
            FigureUnit::Count => "count",
        }
    }
}

/// One figure of a report. Two are equal that have one name.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Its name in CSV: the path of its key in JSON.
    pub id: &'static str,
    /// Its name in a table that people read; empty where it is left out there.
    pub label: &'static str,
    /// What it counts.
    pub unit: FigureUnit,
    get: fn(&Report) -> u64,
    /// Of how many calls it is one; what is not of calls is always known.
    calls: fn(&Report) -> u64,
}

impl PartialEq for Figure {
    fn eq(&self, other: &Figure) -> bool {
        self.id == other.id
    }
}

impl Figure {
    /// The figure of that name.
    ///
    /// ```
    /// assert_eq!(pgd_sim::Figure::named("fork_ns.max").map(|figure| figure.label), Some("fork max"));
    /// ```
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Figure> {
        FIGURES.iter().copied().flatten().find(|figure| figure.id == id)
    }

    /// Its value in a report, where the load has such calls at all.
    #[must_use]
    pub fn known(&self, report: &Report) -> Option<u64> {
        ((self.calls)(report) > 0).then(|| self.of(report))
    }

    /// Its value in a report.
    #[must_use]
    pub fn of(&self, report: &Report) -> u64 {
        (self.get)(report)
    }
}

const fn figure(id: &'static str, label: &'static str, unit: FigureUnit, get: fn(&Report) -> u64) -> Figure {
    Figure { id, label, unit, get, calls: |_| 1 }
}

const fn of_calls(id: &'static str, label: &'static str, get: fn(&Report) -> u64, calls: fn(&Report) -> u64) -> Figure {
    Figure { id, label, unit: FigureUnit::Nanoseconds, get, calls }
}

macro_rules! latency {
    ($call:ident, $id:literal, $name:literal) => {{
        const fn of(report: &Report) -> &Latency {
            &report.$call
        }
        [
            figure(concat!($id, "_ns.count"), concat!($name, " calls"), FigureUnit::Count, |r| of(r).count),
            of_calls(concat!($id, "_ns.p50"), concat!($name, " p50"), |r| of(r).p50, |r| of(r).count),
            of_calls(concat!($id, "_ns.p90"), "", |r| of(r).p90, |r| of(r).count),
            of_calls(concat!($id, "_ns.p99"), concat!($name, " p99"), |r| of(r).p99, |r| of(r).count),
            of_calls(concat!($id, "_ns.p999"), "", |r| of(r).p999, |r| of(r).count),
            of_calls(concat!($id, "_ns.max"), concat!($name, " max"), |r| of(r).max, |r| of(r).count),
            of_calls(concat!($id, "_ns.delay.p99"), concat!($name, " delay p99"), |r| of(r).delay.p99, |r| of(r).count),
        ]
    }};
}

static VMALLOC: [Figure; 7] = latency!(vmalloc, "vmalloc", "vmalloc");
static FORK: [Figure; 7] = latency!(fork, "fork", "fork");
static TOUCH: [Figure; 7] = latency!(touch, "touch", "touch");
static SWITCH: [Figure; 7] = latency!(switch, "switch", "switch");

/// The latencies first, then what was counted.
pub static FIGURES: [&[Figure]; 5] = [&VMALLOC, &FORK, &TOUCH, &SWITCH, &COUNTED];

static COUNTED: [Figure; 20] = [
    figure("faults.task", "faults in a task", FigureUnit::Count, |r| r.faults.task),
    figure("faults.irq", "faults in an interrupt", FigureUnit::Count, |r| r.faults.irq),
    figure("faults.nmi", "faults in an NMI", FigureUnit::Count, |r| r.faults.nmi),
    figure("oopses", "oopses", FigureUnit::Count, |r| r.oopses),
    figure("stale_accesses", "stale accesses", FigureUnit::Count, |r| r.stale_accesses),
    figure("double_faults", "double faults", FigureUnit::Count, |r| r.double_faults),
    figure("catch_ups", "switches that caught up", FigureUnit::Count, |r| r.catch_ups),
    figure("nmi_windows.opened", "NMI windows", FigureUnit::Count, |r| r.nmi_windows.opened),
    figure("nmi_windows.hit", "NMI windows hit", FigureUnit::Count, |r| r.nmi_windows.hit),
    figure("slots_new", "new slots", FigureUnit::Count, |r| r.slots_new),
    figure("walks", "walks of all tables", FigureUnit::Count, |r| r.walks),
    figure("entries_written", "entries written", FigureUnit::Count, |r| r.entries_written),
    figure("sync_ns_total", "time spent spreading", FigureUnit::Nanoseconds, |r| r.sync_ns_total),
    figure("lock.hold_ns_max", "pgd_lock hold max", FigureUnit::Nanoseconds, |r| r.lock.hold_ns_max),
    figure("lock.wait_ns_max", "pgd_lock wait max", FigureUnit::Nanoseconds, |r| r.lock.wait_ns_max),
    figure("lock.wait_ns_total", "pgd_lock wait total", FigureUnit::Nanoseconds, |r| r.lock.wait_ns_total),
    figure("failed_vmallocs", "failed vmallocs", FigureUnit::Count, |r| r.failed_vmallocs),
    figure("table_bytes", "kernel tables under slots", FigureUnit::Bytes, |r| r.table_bytes),
    figure("kernel_ns_total", "CPU time of all operations", FigureUnit::Nanoseconds, |r| r.kernel_ns_total),
    figure("processes_max", "page tables at most", FigureUnit::Count, |r| r.processes_max),
];
