//! A comparison as JSON. The keys are stable: scripts rest on them.

use pgd_sim::{Faults, Latency, Report};
use playground::{Comparison, Lane};
use scenario::Scenario;
use serde::Serialize;

#[derive(Serialize)]
struct Document {
    scenario: String,
    digest: String,
    strategies: Strategies,
}

#[derive(Serialize)]
struct Strategies {
    shared: Strategy,
    eager: Strategy,
    lazy: Strategy,
}

#[derive(Serialize)]
struct Strategy {
    vmalloc_ns: Distribution,
    fork_ns: Distribution,
    touch_ns: Distribution,
    switch_ns: Distribution,
    faults: FaultCounts,
    oopses: u64,
    stale_accesses: u64,
    double_faults: u64,
    catch_ups: u64,
    entries_written: u64,
    slots_new: u64,
    slots_present: u64,
    walks: u64,
    sync_ns_total: u64,
    lock: Lock,
    failed_vmallocs: u64,
    table_bytes: u64,
    nmi_windows: Windows,
    processes: u64,
    processes_max: u64,
    kernel_ns_total: u64,
    end_ns: u64,
    events: u64,
    digest: String,
}

#[derive(Serialize)]
struct Distribution {
    count: u64,
    p50: u64,
    p90: u64,
    p99: u64,
    p999: u64,
    min: u64,
    max: u64,
    sum: u64,
    delay: Delay,
}

#[derive(Serialize)]
struct Delay {
    p50: u64,
    p99: u64,
    max: u64,
}

#[derive(Serialize)]
struct FaultCounts {
    task: u64,
    irq: u64,
    nmi: u64,
}

#[derive(Serialize)]
struct Lock {
    holds: u64,
    hold_ns_max: u64,
    hold_ns_total: u64,
    waits: u64,
    wait_ns_max: u64,
    wait_ns_total: u64,
}

#[derive(Serialize)]
struct Windows {
    opened: u64,
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
