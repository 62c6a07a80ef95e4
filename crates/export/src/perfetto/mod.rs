//! A run in the Trace Event Format, which Perfetto (and every browser's own viewer) opens: a process for each strategy, a
//! track for each CPU.
//!
//! What Perfetto's importer asks for (its json_trace_parser.cc): times in microseconds; spans (`X`) that nest on each track;
//! of metadata (`M`) names and sort indices only; the two ends of a flow (`s`, `f`) with one id, name and category. Times
//! are whole nanoseconds of the model, cut down alike at both ends of a span, so that what nests goes on nesting.

mod events;
mod words;

use std::collections::BTreeMap;

use pgd_sim::{CpuId, Doing, Ps, Sampling, SlotId, Span, Timeline};
use playground::{Lane, Recording, Recordings};
use scenario::Scenario;

use events::{Events, ns};
use words::{instant, quoted, span};

/// Where an arrow comes from.
type Origin = (Ps, CpuId);

/// The trace of a recording.
#[must_use]
pub fn perfetto(scenario: &Scenario, recordings: &Recordings) -> String {
    let mut events = Events::default();
    for (lane, recording) in Lane::ALL.into_iter().zip(&recordings.lanes) {
        let pid = lane as u32 + 1;
        events.process(pid, &format!("{} {}{}", lane.letter(), lane.title(), sampled(&recording.timeline)));
        for cpu in 0..scenario.compare.cpus {
            events.thread(pid, cpu);
        }
        write_lane(&mut events, pid, recording);
    }
    let sampling: Vec<String> =
        Lane::ALL.into_iter().zip(&recordings.lanes).map(|(lane, recording)| described(lane, recording)).collect();
    let about = [
        ("scenario", quoted(&format!("#{}", scenario.fragment()))),
        ("digest", quoted(&recordings.comparison.digest())),
        ("time", quoted("model time, not a benchmark")),
        ("sampling", format!("{{{}}}", sampling.join(","))),
    ];
    let about: Vec<String> = about.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    format!(
        "{{\"displayTimeUnit\":\"ns\",\"otherData\":{{{}}},\"traceEvents\":[\n{}\n]}}\n",
        about.join(","),
        events.finish()
    )
}

fn write_lane(events: &mut Events, pid: u32, recording: &Recording) {
    let origins = origins(recording);
    for kept in &recording.timeline.spans {
        events.span(pid, kept, &span(kept));
        if let Doing::Fault { slot, .. } = kept.doing {
            events.instant(pid, kept.cpu, kept.from, &format!("page fault, {slot}"));
            let made = origins.get(&slot).and_then(|made| made.iter().rfind(|(at, _)| *at <= kept.from));
            if let Some((_, origin)) = made.filter(|_| lasts(kept)) {
                events.flow(pid, *origin, (kept.from, kept.cpu));
            }
        }
    }
    for marked in &recording.timeline.marks {
        events.instant(pid, marked.cpu, marked.at, &instant(marked.mark));
    }
    events.counter(pid, "table entries missing", "missing", &recording.missing);
    events.counter(pid, "pgd_lock", "CPUs waiting", &recording.waiting);
}

/// When each slot was made, with the start of the call that did, as far as that is among what was kept: an arrow comes from
/// within a span, before its end.
fn origins(recording: &Recording) -> BTreeMap<SlotId, Vec<(Ps, Origin)>> {
    let of_call = |span: &&Span| matches!(span.doing, Doing::Call { .. }) && lasts(span);
    let calls: Vec<&Span> = recording.timeline.spans.iter().filter(of_call).collect();
    let origin = |(at, cpu): &(Ps, CpuId)| {
        // By start, so that the last one on that CPU which began before is among those right before this place.
        let before = calls.partition_point(|call| call.from < *at);
        let call = calls[..before].iter().rev().find(|call| call.cpu == *cpu).filter(|call| *at <= call.until)?;
        Some((*at, (call.from, *cpu)))
    };
    recording.made.iter().map(|(slot, made)| (*slot, made.iter().filter_map(origin).collect())).collect()
}

/// Whether it has a length in the trace: nothing can come from, or go to, what has none.
fn lasts(span: &Span) -> bool {
    ns(span.from) < ns(span.until)
}

/// Behind a lane's name, where not all of it is there.
fn sampled(timeline: &Timeline) -> String {
    let Sampling { remarkable, ordinary, accesses, causes } = timeline.sampling;
    let parts = [("remarkable calls", remarkable), ("ordinary calls", ordinary), ("marks", accesses.max(causes))];
    let parts: Vec<String> =
        parts.iter().filter(|(_, one_in)| *one_in > 1).map(|(what, one_in)| format!("1 in {one_in} {what}")).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

/// What is left out of a lane, for programs.
fn described(lane: Lane, recording: &Recording) -> String {
    let Sampling { remarkable, ordinary, accesses, causes } = recording.timeline.sampling;
    let marks = accesses.max(causes);
    let width = |ps| quoted(&format!("{} ns", ns(ps)));
    format!(
        "\"{}\":{{\"remarkable_one_in\":{remarkable},\"ordinary_one_in\":{ordinary},\"marks_one_in\":{marks},\
         \"missing_most_within\":{},\"waiting_most_within\":{}}}",
        lane.id(),
        width(recording.missing.width()),
        width(recording.waiting.width())
    )
}
