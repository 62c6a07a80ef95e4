//! The golden digests once more, in WebAssembly: in node, in a page, and in a worker.
#![cfg(target_arch = "wasm32")]

mod golden;

use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn wasm_gives_the_digests_of_the_native_machine() {
    assert!(golden::lines().count() > 5, "there are digests to compare");
    for (expected, fragment) in golden::lines() {
        assert_eq!(golden::digest(fragment), expected, "{fragment}");
    }
}
