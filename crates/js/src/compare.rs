//! The three strategies on one load, and on many.

use export::SweepFormat;
use js_sys::Array;
use playground::{CompareJob, Comparison, SHOWN_POINTS, SLICE_EVENTS, Sweep};
use scenario::{ScenarioError, View};
use wasm_bindgen::prelude::*;

use crate::link::scenario;
use crate::slices::{Options, Turns};
use crate::{parsed, refused};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export interface CompareOptions {
  /** How much is done, from 0 to 1. */
  onProgress?: (done: number) => void;
  /** Ends it: the promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
}

export interface SweepOptions {
  /** What changes and from where to where, such as `procs=10..1m`. Without it: what the link's page sweeps. */
  over?: string;
  /** How many values: 16 where `over` is given, otherwise those of the page. */
  points?: number;
  /** Each point as it is done, and how many there are. */
  onProgress?: (done: number, total: number, point: Comparison) => void;
  /** Ends it: the promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
}
"#;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "CompareOptions")]
    pub type CompareOptions;

    #[wasm_bindgen(typescript_type = "SweepOptions")]
    pub type SweepOptions;

    #[wasm_bindgen(typescript_type = "Comparison")]
    pub type ComparisonValue;

    #[wasm_bindgen(typescript_type = "Comparison[]")]
    pub type SweepValue;
}

/// Runs one load under the three strategies: that of a link or of a preset's name. What `pgd compare --format json` prints.
#[wasm_bindgen]
pub async fn compare(link: String, options: Option<CompareOptions>) -> Result<ComparisonValue, JsValue> {
    let scenario = scenario(View::Compare, &link)?;
    let mut turns = Turns::new(options.map(JsCast::unchecked_into));
    let comparison = run(CompareJob::new(&scenario.compare), &mut turns, true).await?;
    turns.tell(&[1.0.into()])?;
    Ok(parsed(&export::json(&scenario, &comparison)).unchecked_into())
}

/// Does so at many values of one field. What `pgd sweep --format json` prints.
#[wasm_bindgen]
pub async fn sweep(link: String, options: Option<SweepOptions>) -> Result<SweepValue, JsValue> {
    let scenario = scenario(View::Compare, &link)?;
    let mut turns = Turns::new(options.map(JsCast::unchecked_into));
    let option = |name| turns.options().and_then(|options: &Options| options.text(name));
    let points = option("points").map(|text| text.parse().map_err(|_| not_a_number(&text))).transpose()?;
    let sweep = match option("over") {
        Some(over) => Sweep::over(&scenario, &over, points.unwrap_or(16)).map_err(refused)?,
        None => Sweep::shown(&scenario, points.unwrap_or(SHOWN_POINTS)),
    };
    let all = Array::new();
    let total = sweep.points.len();
    for (at, (value, scenario)) in sweep.points.iter().enumerate() {
        let comparison = run(CompareJob::new(&scenario.compare), &mut turns, false).await?;
        // The last piece has no comma behind it.
        let point = parsed(&SweepFormat::Json.point(sweep.field, *value, scenario, &comparison, true));
        all.push(&point);
        turns.tell(&[(at as f64 + 1.0).into(), (total as f64).into(), point])?;
        turns.pass().await?;
    }
    Ok(all.unchecked_into())
}

fn not_a_number(text: &str) -> JsValue {
    refused(ScenarioError::new("points", text, format!("write 1 to {}", playground::POINTS_MAX)))
}

async fn run(mut job: CompareJob, turns: &mut Turns, tells: bool) -> Result<Comparison, JsValue> {
    loop {
        if let Some(comparison) = job.advance(SLICE_EVENTS) {
            return Ok(comparison);
        }
        if turns.pass().await? && tells {
            turns.tell(&[(f64::from(job.permille()) / 1_000.0).into()])?;
        }
    }
}
