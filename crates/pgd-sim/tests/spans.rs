//! The picture of a run is the run: its spans nest, and add up to the report.

mod common;

use common::{STRATEGIES, busy};
use pgd_sim::*;

fn watched(config: Config, spans: Spans) -> (Timeline, Report) {
    let mut machine = Machine::observed(config, spans);
    while machine.step() {}
    (machine.observer().timeline(), machine.report())
}

/// Spans of each CPU, in the timeline's order: outer ones first.
fn by_cpu(timeline: &Timeline) -> Vec<Vec<Span>> {
    let mut cpus: Vec<Vec<Span>> = vec![Vec::new(); 64];
    timeline.spans.iter().for_each(|span| cpus[span.cpu.at()].push(*span));
    cpus
}

fn assert_nested(timeline: &Timeline) {
    for spans in by_cpu(timeline) {
        let mut outer: Vec<Span> = Vec::new();
        for span in spans {
            assert!(span.from <= span.until, "{span:?}");
            outer.retain(|outer| outer.until > span.from || (outer.until == span.from && span.from == span.until));
            if let Some(outer) = outer.last() {
                assert!(span.until <= outer.until, "{span:?} is not within {outer:?}");
            }
            outer.push(span);
        }
    }
}

#[test]
fn spans_nest_on_every_cpu() {
    for strategy in STRATEGIES {
        for irqs_off in [false, true] {
            let (timeline, _) = watched(Config { irqs_off, ..busy(strategy) }, Spans::bounded(1_000_000));
            assert_eq!(timeline.sampling, Sampling { remarkable: 1, ordinary: 1, accesses: 1, causes: 1 });
            assert_nested(&timeline);
        }
    }
}

#[test]
fn the_lock_has_one_holder_at_a_time() {
    let (timeline, _) = watched(busy(Strategy::Eager(EagerForm::STRICT)), Spans::bounded(1_000_000));
    let mut holds: Vec<(Ps, Ps)> = Vec::new();
    for span in &timeline.spans {
        if let Doing::Hold { granted, .. } = span.doing {
            assert!(granted <= span.from);
            holds.push((granted, span.until));
        }
    }
    holds.sort();
    assert!(holds.windows(2).all(|pair| pair[0].1 <= pair[1].0));
}

#[test]
fn spans_add_up_to_the_report() {
    for strategy in STRATEGIES {
        let (timeline, report) = watched(busy(strategy), Spans::bounded(1_000_000));
        let spans = |is: fn(&Doing) -> bool| timeline.spans.iter().filter(move |span| is(&span.doing));
        let marks = |is: fn(&Mark) -> bool| timeline.marks.iter().filter(|marked| is(&marked.mark)).count() as u64;
        let call = |is: fn(&Work) -> bool| {
            let calls =
                timeline.spans.iter().filter(|span| matches!(&span.doing, Doing::Call { work, .. } if is(work)));
            calls.count() as u64
        };
        let waits = timeline.spans.iter().filter_map(|span| match span.doing {
            Doing::Wait { granted, .. } => Some(granted - span.from),
            _ => None,
        });
        let waits: Vec<Ps> = waits.collect();
        assert_eq!(waits.len() as u64, report.lock.waits);
        assert_eq!(waits.into_iter().fold(Ps::ZERO, |sum, wait| sum + wait).as_ns(), report.lock.wait_ns_total);
        assert_eq!(spans(|doing| matches!(doing, Doing::Hold { .. })).count() as u64, report.lock.holds);
        assert_eq!(spans(|doing| matches!(doing, Doing::NmiWindow)).count() as u64, report.nmi_windows.opened);
        let faults = [Context::Task, Context::Irq, Context::Nmi].map(|of| {
            let of = timeline
                .spans
                .iter()
                .filter(|span| matches!(span.doing, Doing::Fault { context, .. } if context == of));
            of.count() as u64
        });
        assert_eq!(faults, [report.faults.task, report.faults.irq, report.faults.nmi]);
        assert_eq!(call(|work| matches!(work, Work::Vmalloc { .. })), report.vmalloc.count);
        assert_eq!(call(|work| matches!(work, Work::Fork)), report.fork.count);
        assert_eq!(call(|work| matches!(work, Work::Switch { .. })), report.switch.count);
        assert_eq!(marks(|mark| matches!(mark, Mark::SlotNew(_))), report.slots_new);
        assert_eq!(marks(|mark| matches!(mark, Mark::NoRoom)), report.failed_vmallocs);
        assert_eq!(marks(|mark| matches!(mark, Mark::Oops(_))), report.oopses);
        assert_eq!(marks(|mark| matches!(mark, Mark::NmiNests)), report.nmi_windows.hit);
    }
}

#[test]
fn beyond_the_bound_the_picture_is_thinner_and_says_so() {
    for most in [0, 10, 1_000] {
        let (timeline, report) = watched(busy(Strategy::Lazy), Spans::bounded(most));
        assert!(timeline.spans.len() <= most && timeline.marks.len() <= most);
        assert!(timeline.sampling.ordinary > 1);
        assert_nested(&timeline);
        if most == 1_000 {
            let (first, last) = (timeline.spans[0], timeline.spans[timeline.spans.len() - 1]);
            assert!(first.from.as_ns() < report.end_ns / 10 && last.until.as_ns() > report.end_ns / 10 * 9);
        }
    }
}

#[test]
fn a_window_shows_its_part_of_the_run_in_full() {
    let (whole, _) = watched(busy(Strategy::Eager(EagerForm::STRICT)), Spans::bounded(1_000_000));
    let (from, until) = (Ps::from_ns(40_000_000), Ps::from_ns(45_000_000));
    let (part, _) = watched(busy(Strategy::Eager(EagerForm::STRICT)), Spans::between(from, until, 1_000_000));
    assert!(!part.spans.is_empty() && part.spans.len() < whole.spans.len());
    assert!(part.spans.iter().all(|span| whole.spans.contains(span)));
    let inside = |span: &&Span| span.until >= from && span.from <= until;
    assert_eq!(part.spans.iter().filter(inside).count(), whole.spans.iter().filter(inside).count());
}
