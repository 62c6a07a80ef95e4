//! pgd-sim
#![forbid(unsafe_code)]
mod config;
mod costs;
mod geometry;
mod report;
mod stats;
mod units;

pub use config::{Config, Load, PerSecond, SharedForm, Size, Strategy, Touchers};
pub use costs::{CostItem, CostRange, CostSet, CostTable, Costs};
pub use geometry::{Arch, Geometry, PAGE_BYTES};
pub use report::{Digest, Faults, LockUse, NmiWindows, Report};
pub use stats::{Delay, Latency, LatencyStep};
pub use units::{AreaId, CpuId, ProcId, Ps, SlotId};
