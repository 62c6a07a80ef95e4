//! What is measured: pieces of work by name, done in slices as the page's worker does its own.

use pgd_sim::{EagerForm, Machine, Report, Strategy};
use playground::{CompareJob, Explore, ExploreJob, SLICE_EVENTS, SLICE_STATES};
use scenario::{Compare, Link, PRESETS};

use crate::plain::Plain;

/// Processes of the sync that is measured: the most there can be.
pub const SYNC_TABLES: u32 = 1 << 20;

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// The load W in the machine: eight CPUs, ten thousand processes; nine in ten operations access a page, one in twelve
    /// forks, one in fifty allocates.
    Machine(Way),
    /// The load W in a plain loop.
    Plain(Way),
    /// All three strategies of a preset, by its place in the list.
    Preset(usize),
    /// All three strategies of the default load on so many processes.
    Processes(u32),
    /// The same load on lazy tables, once the first forks are done: lists of so many processes grow then, once.
    Events(u32),
    /// Walks over [`SYNC_TABLES`] tables, each with the allocation that it is for.
    Sync,
    /// The table of proofs for up to so many NMIs.
    Proofs(u8),
}

/// Whether an entry that is new is written into all tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// No: faults fill it.
    Lazy,
    /// Yes.
    Eager,
}

impl Work {
    /// Its name in messages.
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "JavaScript names work, and is told numbers"))]
    pub fn name(self) -> String {
        match self {
            Work::Machine(way) => format!("machine {}", way.name()),
            Work::Plain(way) => format!("plain {}", way.name()),
            Work::Preset(at) => format!("preset {}", PRESETS[at].name),
            Work::Processes(count) => format!("processes {count}"),
            Work::Events(count) => format!("events {count}"),
            Work::Sync => "sync -".to_owned(),
            Work::Proofs(nmis) => format!("proofs {nmis}"),
        }
    }

    /// The work of a name.
    pub fn named(name: &str) -> Option<Work> {
        let (kind, which) = name.split_once(' ')?;
        Some(match kind {
            "machine" => Work::Machine(Way::named(which)?),
            "plain" => Work::Plain(Way::named(which)?),
            "preset" => Work::Preset(PRESETS.iter().position(|preset| preset.name == which)?),
            "processes" => Work::Processes(which.parse().ok()?),
            "events" => Work::Events(which.parse().ok()?),
            "sync" => Work::Sync,
            "proofs" => Work::Proofs(which.parse().ok()?),
            _ => return None,
        })
    }

    /// Sets it up, as far as that is no part of what is measured.
    pub fn ready(self) -> Box<dyn Slices> {
        match self {
            Work::Machine(way) => Box::new(Single::new(&w(), way.strategy(), |report| report.events)),
            Work::Plain(way) => Box::new(PlainRun { plain: Plain::new(way == Way::Eager), left: PLAIN_EVENTS }),
            Work::Preset(at) => Box::new(Comparing::new(PRESETS[at].scenario().compare)),
            Work::Processes(count) => Box::new(Comparing::new(default_on(count))),
            Work::Events(count) => Box::new(Going::new(&default_on(count))),
            Work::Sync => Box::new(Single::new(&sync(), Way::Eager.strategy(), |report| report.walks)),
            Work::Proofs(arrivals) => {
                Box::new(Proving { explore: Explore { arrivals, ..Explore::default() }, job: None })
            }
        }
    }
}

impl Way {
    /// Its name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Way::Lazy => "lazy",
            Way::Eager => "eager",
        }
    }

    fn named(name: &str) -> Option<Way> {
        [Way::Lazy, Way::Eager].into_iter().find(|way| way.name() == name)
    }

    const fn strategy(self) -> Strategy {
        match self {
            Way::Lazy => Strategy::Lazy,
            Way::Eager => Strategy::Eager(EagerForm::STRICT),
        }
    }
}

fn read(fragment: &str) -> Compare {
    let link = Link::read(fragment);
    assert!(link.error().is_none(), "{fragment}: {:?}", link.notices);
    link.scenario.compare
}

fn default_on(processes: u32) -> Compare {
    read(&format!("v=1&procs={processes}"))
}

fn w() -> Compare {
    read(
        "v=1&procs=10k&time=20ms&kthread=5400k&fork=480k&child=100us&vmalloc=120k&life=10us&size=4KiB&sizes=fixed\
         &touch=0&switch=0&irq=0&nmi=0",
    )
}

/// An area of 496 slots, in which every allocation opens a new one.
fn sync() -> Compare {
    let compare = read(
        "v=1&arch=i386-pae&reserve=1000MiB&procs=1m&cpus=1&time=1s&vmalloc=1k&size=2MiB&sizes=fixed\
         &fork=0&touch=0&switch=0&irq=0&nmi=0",
    );
    Compare { procs: SYNC_TABLES, ..compare }
}

/// Work under way.
pub trait Slices {
    /// Does a slice of it. When it is over, how much there was: events, walks or states.
    fn advance(&mut self) -> Option<u64>;
}

/// One machine, and what of its report is counted.
struct Single {
    machine: Machine,
    count: fn(&Report) -> u64,
}

impl Single {
    fn new(compare: &Compare, strategy: Strategy, count: fn(&Report) -> u64) -> Single {
        Single { machine: Machine::new(compare.config(strategy)), count }
    }
}

impl Slices for Single {
    fn advance(&mut self) -> Option<u64> {
        self.machine.advance(SLICE_EVENTS).then(|| (self.count)(&self.machine.report()))
    }
}

/// A machine that has been running for a while.
struct Going {
    machine: Machine,
    before: u64,
}

impl Going {
    fn new(compare: &Compare) -> Going {
        let mut machine = Machine::new(compare.config(Way::Lazy.strategy()));
        machine.advance(20_000);
        Going { before: machine.report().events, machine }
    }
}

impl Slices for Going {
    fn advance(&mut self) -> Option<u64> {
        self.machine.advance(SLICE_EVENTS).then(|| self.machine.report().events - self.before)
    }
}

/// As many events as the machine has with W and lazy tables, or so.
const PLAIN_EVENTS: u32 = 400_000;

struct PlainRun {
    plain: Plain,
    left: u32,
}

impl Slices for PlainRun {
    fn advance(&mut self) -> Option<u64> {
        let slice = self.left.min(SLICE_EVENTS);
        self.plain.advance(slice.into());
        self.left -= slice;
        (self.left == 0).then_some(PLAIN_EVENTS.into())
    }
}

/// A comparison. Setting it up is what a visitor waits for too, so it is part of the first slice.
struct Comparing {
    compare: Compare,
    job: Option<CompareJob>,
}

impl Comparing {
    const fn new(compare: Compare) -> Comparing {
        Comparing { compare, job: None }
    }
}

impl Slices for Comparing {
    fn advance(&mut self) -> Option<u64> {
        let job = self.job.get_or_insert_with(|| CompareJob::new(&self.compare));
        let comparison = job.advance(SLICE_EVENTS)?;
        Some(comparison.lanes().map(|(_, report)| report.events).sum())
    }
}

struct Proving {
    explore: Explore,
    job: Option<ExploreJob>,
}

impl Slices for Proving {
    fn advance(&mut self) -> Option<u64> {
        let job = self.job.get_or_insert_with(|| ExploreJob::new(&self.explore));
        Some(job.advance(SLICE_STATES)?.states())
    }
}
