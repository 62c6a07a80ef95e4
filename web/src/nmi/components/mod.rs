//! The NMI view's parts, one a file. What has a state of its own is a component; the rest are functions, since every component
//! brings some eight kilobytes of code along.

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
