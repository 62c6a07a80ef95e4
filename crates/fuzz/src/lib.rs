//! What must hold for any bytes at all.
//!
//! Each [`Target`] takes bytes and panics where something is wrong. The tests give it the inputs of `corpus/` and a fixed
//! number of random edits of them; `cargo xtask fuzz NAME` lets libFuzzer look for more, guided by what code they reach.
//! An input that was found to fail goes into `corpus/` with its mend.

#![forbid(unsafe_code)]

mod bytes;
mod link;
mod packed;
mod script;

/// Something that is given any bytes.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name: that of its folder in `corpus/` too.
    pub name: &'static str,
    /// Takes bytes; panics where something is wrong.
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 3] = [
    Target { name: "link", run: link::link },
    Target { name: "packed", run: packed::packed },
    Target { name: "script", run: script::script },
];

impl Target {
    /// The target of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Target> {
        TARGETS.into_iter().find(|target| target.name == name)
    }
}
