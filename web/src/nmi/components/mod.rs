//! The NMI view's components, one a file.

mod app;
mod cpu;
mod events;
mod listing;
mod scrub;
mod setting;
mod stack;
mod text;
mod told;
mod transport;

pub use app::App;
