//! A trace is the same to the last byte on this machine, in node, in a page and in a worker.

use pgd_sim::Digest;
use playground::RecordJob;
use scenario::Link;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Digests of traces, each with the fragment. They change with the model, and with what a trace has.
const DIGESTS: &str = include_str!("trace_digests.txt");

#[test]
fn traces_have_the_committed_digests() {
    let now: String =
        DIGESTS.lines().filter_map(|line| line.split_once(' ')).map(|(_, fragment)| line(fragment)).collect();
    assert!(now.lines().count() > 2, "there are digests to compare");
    assert!(now == DIGESTS, "crates/export/tests/trace_digests.txt is to be\n{now}");
}

fn line(fragment: &str) -> String {
    let scenario = Link::read(fragment).scenario;
    let text = export::perfetto(&scenario, &RecordJob::new(&scenario.compare, 3_000).run());
    let mut digest = Digest::new();
    text.bytes().for_each(|byte| digest.feed(byte.into()));
    format!("{:016x} {fragment}\n", digest.value())
}
