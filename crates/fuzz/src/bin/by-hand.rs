//! One target under libFuzzer: `cargo xtask fuzz NAME`. The target's name is in the environment, since the arguments are
//! libFuzzer's own.

#![no_main]

use std::sync::LazyLock;

use fuzz::Target;
use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    Target::named(&name).unwrap_or_else(|| panic!("FUZZ_TARGET is “{name}”, which is no target"))
});

fuzz_target!(|bytes: &[u8]| (TARGET.run)(bytes));
