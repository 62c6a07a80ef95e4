//! The table of proofs.

use playground::{Explore, ExploreJob, SLICE_STATES};
use wasm_bindgen::prelude::*;

use crate::slices::{Options, Turns};
use crate::{parsed, refused};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export interface ExploreOptions {
  /** A handler's name, or `all`, which it is without it. */
  handler?: string;
  /** How many NMIs may arrive at most: 1 to 3, 2 without it. */
  arrivals?: number;
  /** How much is done, from 0 to 1, and how many states have been seen. */
  onProgress?: (done: number, states: number) => void;
  /** Ends it: the promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
}
"#;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "ExploreOptions")]
    pub type ExploreOptions;

    #[wasm_bindgen(typescript_type = "Exploration")]
    pub type ExplorationValue;
}

/// Searches every arrival of NMIs at every boundary. What `pgd explore --format json` prints.
#[wasm_bindgen]
pub async fn explore(options: Option<ExploreOptions>) -> Result<ExplorationValue, JsValue> {
    let mut turns = Turns::new(options.map(JsCast::unchecked_into));
    let option = |name, default: &str| {
        let given = turns.options().and_then(|options: &Options| options.text(name));
        given.unwrap_or_else(|| default.to_owned())
    };
    let explore = Explore::read(&option("handler", "all"), &option("arrivals", "2")).map_err(refused)?;
    let mut job = ExploreJob::new(&explore);
    let exploration = loop {
        if let Some(exploration) = job.advance(SLICE_STATES) {
            break exploration;
        }
        if turns.pass().await? {
            turns.tell(&[(f64::from(job.permille()) / 1_000.0).into(), (job.progress().states as f64).into()])?;
        }
    };
    turns.tell(&[1.0.into(), (exploration.states() as f64).into()])?;
    Ok(parsed(&export::explore_json(&exploration)).unchecked_into())
}
