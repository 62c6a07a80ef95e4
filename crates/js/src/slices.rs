//! Work in slices: between two of them whoever else runs here has a turn, is told how far it is, and can put an end to it.

use js_sys::{Date, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

/// Work goes on for so long before others have their turn: less than a frame.
const TURN_MS: f64 = 12.0;

#[wasm_bindgen]
extern "C" {
    /// What anything that takes long can be given; see the types of each function.
    pub type Options;

    #[wasm_bindgen(method, getter)]
    fn signal(this: &Options) -> Option<AbortSignal>;

    #[wasm_bindgen(method, getter, js_name = onProgress)]
    fn on_progress(this: &Options) -> Option<Function>;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &Function, ms: i32) -> JsValue;
}

impl Options {
    /// An option's text, of a string or a number; nothing where it is not given.
    pub fn text(&self, name: &str) -> Option<String> {
        let value = Reflect::get(self, &name.into()).ok()?;
        value.as_string().or_else(|| value.as_f64().map(|number| number.to_string()))
    }
}

/// Whose turn it is.
pub struct Turns {
    options: Option<Options>,
    since: f64,
}

impl Turns {
    /// The first turn is ours.
    pub fn new(options: Option<Options>) -> Turns {
        Turns { options, since: Date::now() }
    }

    /// The options.
    pub fn options(&self) -> Option<&Options> {
        self.options.as_ref()
    }

    /// Tells how far the work is: any number of things.
    ///
    /// # Errors
    /// What the callback throws, which ends the work.
    pub fn tell(&self, values: &[JsValue]) -> Result<(), JsValue> {
        let Some(callback) = self.options.as_ref().and_then(Options::on_progress) else { return Ok(()) };
        Reflect::apply(&callback, &JsValue::UNDEFINED, &values.iter().collect()).map(drop)
    }

    /// Gives others a turn when ours has been long enough.
    ///
    /// # Errors
    /// The signal's reason, where the work is to end.
    pub async fn pass(&mut self) -> Result<bool, JsValue> {
        self.check()?;
        if Date::now() - self.since < TURN_MS {
            return Ok(false);
        }
        let turn = Promise::new(&mut |resolve, _| drop(set_timeout(&resolve, 0)));
        JsFuture::from(turn).await?;
        self.since = Date::now();
        self.check()?;
        Ok(true)
    }

    fn check(&self) -> Result<(), JsValue> {
        match self.options.as_ref().and_then(Options::signal).filter(AbortSignal::aborted) {
            Some(signal) => Err(signal.reason()),
            None => Ok(()),
        }
    }
}
