//! Comparisons, runs of the NMI machine and tables of proofs as other programs and people take them: JSON with stable keys,
//! CSV, tables of text, and traces that Perfetto opens; and what the model is, as a document. (A run of the NMI machine as
//! text is [`playground::NmiRun::transcript`].)
//!
//! ```
//! use playground::CompareJob;
//! use scenario::Link;
//!
//! let scenario = Link::read("#v=1&procs=100&time=1ms").scenario;
//! let comparison = CompareJob::new(&scenario.compare).run();
//! assert!(export::json(&scenario, &comparison).starts_with("{\n  \"scenario\": \"v=1&"));
//! assert!(export::csv(&comparison).starts_with("figure,unit,shared,eager,lazy\n"));
//! ```

#![forbid(unsafe_code)]

mod explore;
mod facts;
mod json;
mod moment;
mod nmi;
mod perfetto;
#[cfg(not(target_arch = "wasm32"))]
mod schema;
mod sweep;
mod table;

pub use explore::{explore_json, explore_table};
pub use facts::facts;
pub use json::json;
pub use moment::{moment_json, parsed_json};
pub use nmi::nmi_json;
pub use perfetto::perfetto;
#[cfg(not(target_arch = "wasm32"))]
pub use schema::{SCHEMAS, schema, types};
pub use sweep::SweepFormat;
pub use table::{csv, table};
