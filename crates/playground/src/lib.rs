//! The one composition: a scenario in; a comparison, a run of the NMI machine, or a table of proofs out.
//!
//! The page's worker, the command line and the npm package are thin ends on this crate; what two of them would both need is
//! here. Work is done in slices, so that whoever calls can show progress and stop in between.
//!
//! ```
//! use playground::{CompareJob, Lane};
//! use scenario::Link;
//!
//! let link = Link::read("#v=1&procs=1k&time=10ms");
//! let mut job = CompareJob::new(&link.scenario.compare);
//! let comparison = loop {
//!     if let Some(comparison) = job.advance(100_000) {
//!         break comparison;
//!     }
//!     println!("{} of 1000 done", job.permille());
//! };
//! assert_eq!(comparison.report(Lane::Shared).faults.total(), 0);
//! ```

#![forbid(unsafe_code)]

mod behind;
mod break_even;
mod check;
mod compare;
mod explore;
mod hands;
mod lanes;
mod maps;
mod nmi;
mod paper;
mod recording;
mod series;
mod sweep;
mod three;

pub use break_even::{BreakEven, SHARES_PERCENT, Spot, Verdict, measured};
pub use check::{broken, digest};
pub use compare::{CompareJob, Comparison, SLICE_EVENTS};
pub use explore::{Broken, Exploration, Explore, ExploreJob, Explored, Found, Proof, SLICE_STATES};
pub use hands::{Deed, Hands, HandsJob, Person};
pub use lanes::{Happening, Lanes, LanesJob, Track};
pub use maps::{Cell, LaneMap, Maps, Replays, Shade};
pub use nmi::NmiRun;
pub use paper::{break_even, closed_form};
pub use recording::{RecordJob, Recording, Recordings, SPANS_MAX};
pub use series::Series;
pub use sweep::{POINTS_MAX, SHOWN_POINTS, Sweep};

pub use pgd_sim::Sign;
pub use scenario::Lane;
