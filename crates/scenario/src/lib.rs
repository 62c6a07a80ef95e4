//! What a person can ask of the playground, and how it is written in a link.
//!
//! A [`Scenario`] is the state that a link carries in its fragment: `#v=1&view=compare&arch=i386&procs=10k`. Reading one
//! never fails: what is wrong becomes a [`Notice`] that names field, value and remedy, and the default stands in. Whoever
//! wants a hard answer (the command line) takes notices for errors.
//!
//! ```
//! use scenario::{Link, Scenario};
//!
//! let link = Link::read("#v=1&view=compare&procs=10k&time=soon");
//! assert_eq!(link.scenario.compare.procs, 10_000);
//! assert_eq!(link.notices.len(), 1);
//! assert_eq!(link.scenario.fragment(), "v=1&view=compare&procs=10k");
//! ```
//!
//! Every field stands once, in [`FIELDS`] or, for the NMI view, in [`NMI_FIELDS`]: its key, words, limits and text form. The
//! page draws its controls from these tables, the command line its help, and links their order. What changes no result, but what of it
//! one looks at, is [`Shown`], with [`SHOWN_FIELDS`].

#![forbid(unsafe_code)]

mod choice;
mod compare;
mod digest;
mod error;
mod field;
mod lane;
mod link;
mod migrate;
mod nmi;
mod nmi_field;
mod nmi_preset;
mod pack;
mod preset;
mod quantity;
mod script;
mod share;
mod shown;
mod stand;
mod tail;
mod view;

pub use choice::{
    ARCHES, COSTS, Choice, EAGER, FAULTS, HEATS, IRQS, LAZY, LEVELS, LIVES, LazyForm, MEASURES, POPULARITIES, SHARED,
    SIZES, STACKS, SizeShape, UNMAPS, WALKS,
};
pub use compare::{Compare, OPERATIONS_MAX};
pub use digest::Claim;
pub use error::{Notice, ScenarioError};
pub use field::{FIELDS, Field, Group, Kind, Value};
pub use lane::Lane;
pub use link::{Link, Scenario, VERSION};
pub use nmi::{Nmi, Pane, RIVALS_MAX};
pub use nmi_field::{NMI_FIELDS, NmiField, NmiKind};
pub use nmi_preset::{NmiPreset, nmi_presets};
pub use preset::{HANDS_ON, PRESETS, Preset};
pub use quantity::Unit;
pub use script::{KEY as SCRIPT_KEY, SCRIPT_MAX, write_script};
pub use share::{LINK_MAX, LINK_WARN, Share};
pub use shown::{Mapped, Measure, SHOWN_FIELDS, Shown, ShownField, Swept};
pub use stand::{Pick, Stand};
pub use tail::Slower;
pub use view::View;
