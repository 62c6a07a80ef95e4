//! The golden digests once more, in WebAssembly: in node, in a page, and in a worker.
#![cfg(target_arch = "wasm32")]

mod golden;

use playground::{Explore, ExploreJob, SLICE_STATES};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

/// The line of the whole table of proofs.
const TABLE: &str = "explore 2";

#[wasm_bindgen_test]
fn wasm_gives_the_digests_of_the_native_machine() {
    assert!(golden::lines(golden::DIGESTS).count() > 5, "there are digests to compare");
    for (expected, fragment) in golden::lines(golden::DIGESTS) {
        assert_eq!(golden::digest(fragment), expected, "{fragment}");
    }
}

#[wasm_bindgen_test]
fn wasm_gives_the_transcripts_of_the_native_machine() {
    let runs: Vec<_> = golden::lines(golden::NMI_DIGESTS).filter(|(_, what)| *what != TABLE).collect();
    assert!(runs.len() > 15, "there are digests to compare");
    for (expected, fragment) in runs {
        assert_eq!(golden::nmi_digest(fragment), expected, "{fragment}");
    }
}

/// How long it takes is printed and not judged, as machines differ; what counts is a release build in a worker.
#[wasm_bindgen_test]
fn wasm_proves_and_breaks_what_the_native_machine_does() {
    let begin_ms = js_sys::Date::now();
    let mut job = ExploreJob::new(&Explore::default());
    let (mut slices, mut longest_ms, mut last_ms) = (0, 0.0_f64, begin_ms);
    let table = loop {
        let done = job.advance(SLICE_STATES);
        let now_ms = js_sys::Date::now();
        longest_ms = longest_ms.max(now_ms - last_ms);
        last_ms = now_ms;
        slices += 1;
        if let Some(table) = done {
            break table;
        }
    };
    let took_ms = last_ms - begin_ms;
    console_log!("{TABLE}: {} states in {took_ms} ms, {slices} slices of at most {longest_ms} ms", table.states());
    let committed = golden::lines(golden::NMI_DIGESTS).find(|(_, what)| *what == TABLE);
    assert_eq!(committed, Some((table.digest().as_str(), TABLE)));
}
