//! What a chart is made of before anybody draws it: scales, ticks, paths, places for labels, colours and numbers in words.
//!
//! There is no DOM here and nothing of the simulation: the page draws with it, and so does whatever writes a picture to a
//! file. Floats are fine in this crate, since nothing that it computes flows back into a run.
//!
//! ```
//! use plot::{Log, Scale, Span};
//!
//! let y = Log::decades(1_200.0, 3_000_000.0, Span::new(200.0, 0.0));
//! assert_eq!(y.domain(), (1_000.0, 10_000_000.0));
//! assert_eq!(y.place(1_000.0), 200.0);
//! ```

#![forbid(unsafe_code)]
#![expect(clippy::disallowed_methods, reason = "the last bit of a place on paper is seen by nobody")]

mod crossing;
mod labels;
mod number;
mod palette;
mod path;
mod scale;
mod stack;
mod tick;

pub use crossing::{Crossing, crossings};
pub use labels::spread;
pub use number::{Quantity, bytes, count, nanoseconds, picoseconds, ratio};
pub use palette::{CONTEXTS, Context, HAZARD, HAZARD_MARK, Hue, STRATEGIES, Style};
pub use path::{Point, band, line, px, steps};
pub use scale::{Linear, Log, Nines, Scale, Span};
pub use stack::{Piece, stack};
pub use tick::{Tick, decades, linear, nines, powers};
