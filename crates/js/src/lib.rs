//! The cores for JavaScript: what the page and `pgd` can do, as functions with types. `crates/js/README.md` shows how they are
//! used; `package/` is what is published beside what wasm-bindgen makes of this.
//!
//! Results are those of `pgd … --format json`. What takes long works in slices, tells how far it is, and can be aborted; what
//! cannot be had is refused with an `Error` that names field, value and remedy.

#![cfg(target_arch = "wasm32")]

mod compare;
mod explore;
mod link;
mod nmi;
mod slices;

use wasm_bindgen::prelude::*;

/// The results, as types: made from the structs that write them.
#[wasm_bindgen(typescript_custom_section)]
const REPORTS: &str = include_str!(concat!(env!("OUT_DIR"), "/reports.d.ts"));

/// An error as JavaScript has it.
fn refused(error: impl std::fmt::Display) -> JsValue {
    js_sys::Error::new(&error.to_string()).into()
}

/// A result as JavaScript has it.
fn parsed(json: &str) -> JsValue {
    js_sys::JSON::parse(json).expect("what is written as JSON can be read")
}
