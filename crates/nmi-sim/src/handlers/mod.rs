//! The listings: what runs before, in and after an NMI, as micro-ops in our own words.
//!
//! Layouts follow the cited trees slot by slot; the instructions are the model's. A C function is its call, the
//! micro-ops that matter, and its return: its locals are not modelled.

mod body;
mod contexts;
mod exceptions;
mod fred;
mod i386_latch;
mod linus_2010;
mod lutomirski_4_2;
mod naive;
mod popf_ret;
mod roles;
mod rostedt_3_3;

pub(crate) use roles::roles;

use crate::config::{Config, Handler};
use crate::op::Line;

/// A named stretch of code.
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    pub(crate) name: &'static str,
    pub(crate) lines: Vec<Line>,
}

impl Listing {
    fn new(name: &'static str, lines: impl Into<Vec<Line>>) -> Listing {
        Listing { name, lines: lines.into() }
    }
}

/// Everything that can run under a configuration. The interrupted code comes first and starts at its first line.
pub(crate) fn listings(config: &Config) -> Vec<Listing> {
    let nmi = match config.handler {
        Handler::Naive | Handler::PopfRet => naive::nmi(),
        Handler::Linus2010 => linus_2010::nmi(config.switches.exit_recognised),
        Handler::Rostedt33 => rostedt_3_3::nmi(),
        Handler::Lutomirski42 => lutomirski_4_2::nmi(),
        Handler::I386Latch => i386_latch::nmi(),
        Handler::Fred => fred::nmi(),
    };
    let mut all = vec![
        Listing::new("interrupted", contexts::lines(config)),
        Listing::new("nmi", nmi),
        Listing::new("do_nmi", body::lines(config)),
    ];
    all.extend(exceptions::listings(config));
    all
}
