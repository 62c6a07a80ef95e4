//! The NMI view's components, one a file.

mod app;
mod cpu;
mod duel;
mod events;
mod keys_list;
mod listing;
mod nmiret;
mod proofs;
mod scrub;
mod setting;
mod stack;
mod strip;
mod text;
mod told;
mod transport;

pub use app::App;
