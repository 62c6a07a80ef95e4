//! What is asked of each CPU, and when: drawn from the seed alone, before any strategy comes into play, so that all
//! strategies see the same operations at the same instants.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::config::{Config, Lives, Size, Touchers};
use crate::geometry::PAGE_BYTES;
use crate::rng::{Purpose, Stream, below, pick};
use crate::script::{Act, AreaName, ChildName, Mapping, Page, Scripted, Who};
use crate::units::{CpuId, Ps};

/// Something that a CPU is asked to do at an instant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demand {
    pub(crate) at: Ps,
    pub(crate) want: Want,
}

/// What is asked. Random words are drawn here and given a meaning when the operation begins: "the process that this word
/// names among those that are there".
#[derive(Clone, Copy, Debug)]
pub(crate) enum Want {
    Vmalloc { pages: u64, mapping: Mapping, handle: Option<Handle> },
    Vfree { handle: Handle },
    Fork { handle: Option<Handle> },
    Exec { who: Whom },
    Exit { handle: Handle },
    Touch { who: Whom, page: Target },
    Kthread { page: Target },
    Switch { who: Whom },
}

/// Which process is meant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whom {
    /// The one that a word names among those that are there.
    Drawn(u64),
    /// The one that a script names.
    Scripted(Who),
}

/// Which page is accessed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// Words name an area among those that are there, and a page in it.
    Drawn { area: u64, page: u64 },
    /// A script does.
    Scripted(Page),
}

/// By which a vfree finds its area and an exit its process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Handle {
    /// The place on this CPU where the earlier operation leaves it.
    Ticket(u32),
    /// A script's name of an area.
    Area(AreaName),
    /// Its name of a child.
    Child(ChildName),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Later {
    at: Ps,
    // Of two at one instant the one that was drawn first comes first.
    order: u64,
    ticket: u32,
    exit: bool,
}

/// The operations of one CPU's processes, in order.
#[derive(Clone, Debug)]
pub(crate) struct TaskDemand {
    stream: Stream,
    end: Ps,
    mean: Option<Ps>,
    /// Upper ends, as words, of the share of each kind but the last.
    shares: [u64; 7],
    size: Size,
    percpu_pages: u64,
    slot_pages: u64,
    area_life: Option<Ps>,
    child_life: Option<Ps>,
    lives: Lives,
    next: Ps,
    /// When the next of all is due, drawn, later or scripted: asked for at every event.
    due: Ps,
    later: BinaryHeap<Reverse<Later>>,
    drawn: u64,
    free_tickets: Vec<u32>,
    tickets: u32,
    /// What a script asks of this CPU's processes, the next one last.
    script: Vec<Demand>,
}

impl TaskDemand {
    pub(crate) fn new(config: &Config, cpu: CpuId, script: &[(CpuId, Scripted)]) -> TaskDemand {
        let slot_pages = config.geometry.slot_bytes() / PAGE_BYTES;
        let own = script.iter().rev().filter(|(at, _)| *at == cpu);
        let script = own.filter_map(|(_, scripted)| {
            let want = Want::scripted(&scripted.act, slot_pages)?;
            Some(Demand { at: scripted.at, want })
        });
        let script = script.collect();
        let load = &config.load;
        let cpus = u128::from(config.cpus);
        // Accesses go to the CPUs on which those live who make them.
        let (here, all) = match load.touchers {
            Touchers::All => (1, cpus),
            Touchers::Some(count) => (on_cpu(count, config.cpus, cpu), u128::from(count.max(1))),
        };
        let even = |rate: u64| u128::from(rate) * all;
        let weights = [
            even(load.vmalloc.0),
            even(load.percpu.0),
            even(load.ioremap.0),
            even(load.fork.0),
            even(load.exec.0),
            u128::from(load.touch.0) * here * cpus,
            even(load.kthread.0),
            even(load.switch.0),
        ];
        let total: u128 = weights.iter().sum();
        let mean = (1_000_000_000_000 * cpus * all).checked_div(total).map(|mean| Ps(mean as u64));
        let mut below = 0;
        let shares = [0, 1, 2, 3, 4, 5, 6].map(|kind| {
            below += weights[kind];
            (below << 64).checked_div(total).map_or(0, |share| u64::try_from(share).unwrap_or(u64::MAX))
        });
        let mut demand = TaskDemand {
            stream: Stream::new(config.seed, cpu.0, Purpose::Tasks),
            end: config.duration,
            mean,
            shares,
            size: load.size,
            percpu_pages: load.percpu_bytes.div_ceil(PAGE_BYTES).max(1),
            slot_pages,
            area_life: load.area_life,
            child_life: load.child_life,
            lives: load.lives,
            next: Ps::ZERO,
            due: Ps::ZERO,
            later: BinaryHeap::new(),
            drawn: 0,
            free_tickets: Vec::new(),
            tickets: 0,
            script,
        };
        demand.draw_next();
        demand.due = demand.soonest();
        demand
    }

    /// When the next operation is due; never, when none is left.
    pub(crate) const fn next_at(&self) -> Ps {
        self.due
    }

    fn soonest(&self) -> Ps {
        let later = self.later.peek().map_or(Ps::NEVER, |Reverse(later)| later.at);
        let scripted = self.script.last().map_or(Ps::NEVER, |demand| demand.at);
        self.next.min(later).min(scripted)
    }

    /// The next operation.
    #[inline(always)]
    pub(crate) fn take(&mut self) -> Option<Demand> {
        let demand = self.take_due();
        self.due = self.soonest();
        demand
    }

    #[inline(always)]
    fn take_due(&mut self) -> Option<Demand> {
        // Of two at one instant the script's comes first.
        if self.script.last().is_some_and(|demand| demand.at <= self.due) {
            return self.script.pop();
        }
        if let Some(Reverse(later)) = self.later.peek().copied()
            && later.at <= self.next
        {
            self.later.pop();
            let handle = Handle::Ticket(later.ticket);
            let want = if later.exit { Want::Exit { handle } } else { Want::Vfree { handle } };
            return Some(Demand { at: later.at, want });
        }
        if self.next == Ps::NEVER {
            return None;
        }
        let at = self.next;
        let want = self.draw_want(at);
        self.draw_next();
        Some(Demand { at, want })
    }

    /// A ticket whose operation is done can be given again.
    pub(crate) fn give_back(&mut self, ticket: u32) {
        self.free_tickets.push(ticket);
    }

    fn draw_next(&mut self) {
        let next = self.mean.map_or(Ps::NEVER, |mean| self.next + self.stream.exponential(mean));
        self.next = if next < self.end { next } else { Ps::NEVER };
    }

    fn draw_want(&mut self, at: Ps) -> Want {
        let word = self.stream.bits();
        let [vmalloc, percpu, ioremap, fork, exec, touch, kthread] = self.shares;
        if word < vmalloc {
            let bytes = match self.size {
                Size::Fixed(bytes) => bytes,
                Size::Exponential(mean) => self.stream.exponential_count(mean),
                Size::LogUniform(most) => log_uniform(self.stream.bits(), PAGE_BYTES, 2 * most.max(PAGE_BYTES)),
            };
            let handle = self.draw_later(at, self.area_life, false);
            Want::Vmalloc { pages: bytes.div_ceil(PAGE_BYTES), mapping: Mapping::Pages, handle }
        } else if word < percpu {
            Want::Vmalloc { pages: self.percpu_pages, mapping: Mapping::TopDown, handle: None }
        } else if word < ioremap {
            let handle = self.draw_later(at, self.area_life, false);
            Want::Vmalloc { pages: self.slot_pages, mapping: Mapping::Huge, handle }
        } else if word < fork {
            Want::Fork { handle: self.draw_later(at, self.child_life, true) }
        } else if word < exec {
            Want::Exec { who: Whom::Drawn(self.stream.bits()) }
        } else if word < touch {
            Want::Touch { who: Whom::Drawn(self.stream.bits()), page: Target::draw(&mut self.stream) }
        } else if word < kthread {
            Want::Kthread { page: Target::draw(&mut self.stream) }
        } else {
            Want::Switch { who: Whom::Drawn(self.stream.bits()) }
        }
    }

    /// Plans the end of what begins now, where it has one before demand stops.
    fn draw_later(&mut self, at: Ps, life: Option<Ps>, exit: bool) -> Option<Handle> {
        let life = life?;
        let span = match self.lives {
            Lives::Exponential => self.stream.exponential(life),
            Lives::Fixed => life,
            Lives::LogUniform => Ps(log_uniform(self.stream.bits(), life.0 / 50, 2 * life.0)),
        };
        let due = at + span;
        if due >= self.end {
            return None;
        }
        let ticket = self.free_tickets.pop().unwrap_or_else(|| {
            self.tickets += 1;
            self.tickets - 1
        });
        self.drawn += 1;
        self.later.push(Reverse(Later { at: due, order: self.drawn, ticket, exit }));
        Some(Handle::Ticket(ticket))
    }
}

impl Want {
    /// What a script asks of processes; interrupts and NMIs come by themselves.
    fn scripted(act: &Act, slot_pages: u64) -> Option<Want> {
        Some(match *act {
            Act::Vmalloc { area, pages, mapping, .. } => {
                let pages = if mapping == Mapping::Huge { slot_pages } else { pages };
                Want::Vmalloc { pages, mapping, handle: Some(Handle::Area(area)) }
            }
            Act::Vfree(area) => Want::Vfree { handle: Handle::Area(area) },
            Act::Fork { child, .. } => Want::Fork { handle: Some(Handle::Child(child)) },
            Act::Exit(child) => Want::Exit { handle: Handle::Child(child) },
            Act::Exec(who) => Want::Exec { who: Whom::Scripted(who) },
            Act::Switch(who) => Want::Switch { who: Whom::Scripted(who) },
            Act::Touch(who, page) => Want::Touch { who: Whom::Scripted(who), page: Target::Scripted(page) },
            Act::Kthread(_, page) => Want::Kthread { page: Target::Scripted(page) },
            Act::Irq(..) | Act::Nmi(..) => return None,
        })
    }
}

impl Target {
    #[inline(always)]
    fn draw(stream: &mut Stream) -> Target {
        Target::Drawn { area: stream.bits(), page: stream.bits() }
    }
}

/// Interrupts or NMIs of one CPU, in order.
#[derive(Clone, Debug)]
pub(crate) struct Arrivals {
    stream: Stream,
    mean: Option<Ps>,
    end: Ps,
    next: Ps,
    /// Those of a script, the next one last.
    script: Vec<(Ps, Page)>,
}

impl Arrivals {
    pub(crate) fn new(config: &Config, cpu: CpuId, purpose: Purpose, script: &[(CpuId, Scripted)]) -> Arrivals {
        let own = script.iter().rev().filter(|(at, _)| *at == cpu);
        let script = own.filter_map(|(_, scripted)| match (&scripted.act, purpose) {
            (Act::Irq(_, page), Purpose::Interrupts) | (Act::Nmi(_, page), Purpose::Nmis) => Some((scripted.at, *page)),
            _ => None,
        });
        let script = script.collect();
        let rate = match purpose {
            Purpose::Interrupts => config.load.irq,
            Purpose::Nmis | Purpose::Tasks => config.load.nmi,
        };
        let mean = (rate.0 > 0).then(|| Ps(1_000_000_000_000 * u64::from(config.cpus) / rate.0));
        let stream = Stream::new(config.seed, cpu.0, purpose);
        let mut arrivals = Arrivals { stream, mean, end: config.duration, next: Ps::ZERO, script };
        arrivals.draw_next();
        arrivals
    }

    pub(crate) fn next_at(&self) -> Ps {
        self.script.last().map_or(self.next, |(at, _)| self.next.min(*at))
    }

    /// Takes the arrival that is due, and says which page it is going to access.
    pub(crate) fn take(&mut self) -> Target {
        if self.script.last().is_some_and(|(at, _)| *at <= self.next)
            && let Some((_, page)) = self.script.pop()
        {
            return Target::Scripted(page);
        }
        let page = Target::draw(&mut self.stream);
        self.draw_next();
        page
    }

    fn draw_next(&mut self) {
        let next = self.mean.map_or(Ps::NEVER, |mean| self.next + self.stream.exponential(mean));
        self.next = if next < self.end { next } else { Ps::NEVER };
    }
}

/// A number from `least` to `most`, which is at least twice as much: first the power of two is drawn, then the number
/// within it.
fn log_uniform(word: u64, least: u64, most: u64) -> u64 {
    let least = least.max(1);
    let doublings = (most / least).max(2).ilog2();
    let from = least << pick(word, doublings as usize);
    from + below(word << 32, from)
}

/// How many of the first `count` processes live on this CPU; they are dealt out in turn.
pub(crate) fn on_cpu(count: u32, cpus: u8, cpu: CpuId) -> u128 {
    let (count, cpus, cpu) = (u128::from(count), u128::from(cpus), u128::from(cpu.0));
    (count + cpus - 1 - cpu) / cpus
}
