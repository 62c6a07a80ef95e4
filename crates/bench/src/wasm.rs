//! The end in JavaScript, which has the clock.

use wasm_bindgen::prelude::*;

use crate::work::{Slices, Work};

/// Work under way.
#[wasm_bindgen]
pub struct Bench(Box<dyn Slices>);

#[wasm_bindgen]
impl Bench {
    /// Sets up the work of a name.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str) -> Result<Bench, JsError> {
        let work = Work::named(name).ok_or_else(|| JsError::new(&format!("{name}: no such work")))?;
        Ok(Bench(work.ready()))
    }

    /// Does a slice of it. When it is over, how much there was.
    pub fn advance(&mut self) -> Option<f64> {
        self.0.advance().map(|count| count as f64)
    }
}
