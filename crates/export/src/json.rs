//! A comparison as JSON. The keys are stable: scripts rest on them.

use pgd_sim::{Faults, Latency, Report};
use playground::{Comparison, Lane};
use scenario::Scenario;
use serde::Serialize;

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "Comparison"), ts(rename = "Comparison"))]
pub(crate) struct Document {
    /// The link's fragment, without `#`, in its canonical form.
    scenario: String,
    /// The fingerprint of all figures, sixteen hexadecimal digits.
    digest: String,
    /// What came of each way.
    strategies: Strategies,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Strategies {
    /// Entries that are there from boot.
    shared: Strategy,
    /// A walk that writes a new one into every table.
    eager: Strategy,
    /// A fault that fills it where it is missed.
    lazy: Strategy,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Strategy {
    /// Calls of vmalloc, the failed ones too, in ns of model time.
    vmalloc_ns: Distribution,
    /// `pgd_alloc` of a fork: the part of fork(2) that deals with the kernel's entries.
    fork_ns: Distribution,
    /// Accesses to areas by processes, with the fault where one is taken.
    touch_ns: Distribution,
    /// Context switches.
    switch_ns: Distribution,
    /// Faults that filled an entry, by the context that was interrupted.
    faults: FaultCounts,
    /// Accesses to a missing entry that the fault handler does not know how to fill.
    oopses: u64,
    /// Accesses through an entry that has gone from the reference table.
    stale_accesses: u64,
    /// Context switches into a table that lacks the stack in use.
    double_faults: u64,
    /// Context switches that copied the area's entries.
    catch_ups: u64,
    /// Entries written into the tables of processes after they were made, by walk or by fault.
    entries_written: u64,
    /// Entries that became new in the reference table during the run.
    slots_new: u64,
    /// Entries of the reference table present at the end.
    slots_present: u64,
    /// Walks of all tables, one for each slot.
    walks: u64,
    /// Time spent in spreading entries: walks and waiting for their lock, or faults; in ns.
    sync_ns_total: u64,
    /// The lock of the list of tables.
    lock: Lock,
    /// Calls of vmalloc that found no room.
    failed_vmallocs: u64,
    /// Bytes of the kernel's own next-level tables under the slots of the area at the end, one page each.
    table_bytes: u64,
    /// Times when a fault in an NMI handler had unblocked NMIs by its IRET, until that handler's own end.
    nmi_windows: Windows,
    /// Page tables of processes at the end.
    processes: u64,
    /// The most page tables of processes at any time.
    processes_max: u64,
    /// Time spent by all CPUs in the operations of the load, spinning included, in ns.
    kernel_ns_total: u64,
    /// Model time from the start to the end of the last operation, in ns.
    end_ns: u64,
    /// Events that the machine worked through.
    events: u64,
    /// The fingerprint of these figures.
    digest: String,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Distribution {
    /// How many calls.
    count: u64,
    /// Half of them took no longer.
    p50: u64,
    /// 90 % took no longer.
    p90: u64,
    /// 99 % took no longer.
    p99: u64,
    /// 99.9 % took no longer.
    p999: u64,
    /// The shortest.
    min: u64,
    /// The longest.
    max: u64,
    /// All together.
    sum: u64,
    /// How much later than demanded they began.
    delay: Delay,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Delay {
    /// Half of them no more than so much later.
    p50: u64,
    /// 99 % no more than so much.
    p99: u64,
    /// The latest.
    max: u64,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct FaultCounts {
    /// In a process's own kernel code.
    task: u64,
    /// In an interrupt handler.
    irq: u64,
    /// In an NMI handler: the hazardous ones.
    nmi: u64,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Lock {
    /// Sections entered.
    holds: u64,
    /// The longest section, interruptions included, in ns.
    hold_ns_max: u64,
    /// All sections together, in ns.
    hold_ns_total: u64,
    /// Sections that somebody waited for.
    waits: u64,
    /// The longest wait, in ns.
    wait_ns_max: u64,
    /// All waits together, in ns.
    wait_ns_total: u64,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct Windows {
    /// Windows.
    opened: u64,
    /// Windows in which a further NMI was due: it would have nested.
    hit: u64,
}

/// The comparison of a scenario, with the scenario's link and the digest.
#[must_use]
pub fn json(scenario: &Scenario, comparison: &Comparison) -> String {
    serde_json::to_string_pretty(&document(scenario, comparison)).expect("numbers and strings can always be written")
}

/// The same on one line, for one point of a sweep.
pub(crate) fn line(scenario: &Scenario, comparison: &Comparison) -> String {
    serde_json::to_string(&document(scenario, comparison)).expect("numbers and strings can always be written")
}

fn document(scenario: &Scenario, comparison: &Comparison) -> Document {
    let strategy = |lane| strategy(comparison.report(lane));
    Document {
        scenario: scenario.fragment(),
        digest: comparison.digest(),
        strategies: Strategies {
            shared: strategy(Lane::Shared),
            eager: strategy(Lane::Eager),
            lazy: strategy(Lane::Lazy),
        },
    }
}

fn strategy(report: &Report) -> Strategy {
    let Faults { task, irq, nmi } = report.faults;
    Strategy {
        vmalloc_ns: distribution(&report.vmalloc),
        fork_ns: distribution(&report.fork),
        touch_ns: distribution(&report.touch),
        switch_ns: distribution(&report.switch),
        faults: FaultCounts { task, irq, nmi },
        oopses: report.oopses,
        stale_accesses: report.stale_accesses,
        double_faults: report.double_faults,
        catch_ups: report.catch_ups,
        entries_written: report.entries_written,
        slots_new: report.slots_new,
        slots_present: report.slots_present,
        walks: report.walks,
        sync_ns_total: report.sync_ns_total,
        lock: Lock {
            holds: report.lock.holds,
            hold_ns_max: report.lock.hold_ns_max,
            hold_ns_total: report.lock.hold_ns_total,
            waits: report.lock.waits,
            wait_ns_max: report.lock.wait_ns_max,
            wait_ns_total: report.lock.wait_ns_total,
        },
        failed_vmallocs: report.failed_vmallocs,
        table_bytes: report.table_bytes,
        nmi_windows: Windows { opened: report.nmi_windows.opened, hit: report.nmi_windows.hit },
        processes: report.processes,
        processes_max: report.processes_max,
        kernel_ns_total: report.kernel_ns_total,
        end_ns: report.end_ns,
        events: report.events,
        digest: format!("{:016x}", report.digest()),
    }
}

fn distribution(latency: &Latency) -> Distribution {
    Distribution {
        count: latency.count,
        p50: latency.p50,
        p90: latency.p90,
        p99: latency.p99,
        p999: latency.p999,
        min: latency.min,
        max: latency.max,
        sum: latency.sum,
        delay: Delay { p50: latency.delay.p50, p99: latency.delay.p99, max: latency.delay.max },
    }
}
