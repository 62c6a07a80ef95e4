//! The slowest calls that are kept are the tail of the report's distributions.

mod common;

use common::{STRATEGIES, busy};
use pgd_sim::*;

fn run(config: Config, most: usize) -> ([Tail; 4], Report) {
    let mut machine = Machine::observed(config, Slowest::bounded(most));
    while machine.step() {}
    (machine.observer().tails().clone(), machine.report())
}

#[test]
fn the_slowest_calls_are_the_tail_of_the_distribution() {
    for strategy in STRATEGIES {
        let (all, report) = run(busy(strategy), usize::MAX);
        let latencies = [&report.vmalloc, &report.fork, &report.touch, &report.switch];
        for ((kind, tail), latency) in CallKind::ALL.into_iter().zip(&all).zip(latencies) {
            assert_eq!((tail.count, tail.calls.len() as u64), (latency.count, latency.count), "{kind:?}");
            let took: Vec<u64> = tail.calls.iter().map(|call| call.took().as_ns()).collect();
            assert!(took.is_sorted_by(|a, b| a >= b));
            assert_eq!(took.first().copied().unwrap_or(0), latency.max, "{kind:?}");
            assert_eq!(took.iter().sum::<u64>(), latency.sum, "{kind:?}");
        }
    }
}

#[test]
fn a_bound_keeps_the_slowest() {
    let config = || busy(Strategy::Eager(EagerForm::STRICT));
    let (all, few) = (run(config(), usize::MAX).0, run(config(), 7).0);
    for (all, few) in all.iter().zip(&few) {
        assert_eq!(few.count, all.count);
        assert_eq!(few.calls, all.calls[..all.calls.len().min(7)]);
    }
}
