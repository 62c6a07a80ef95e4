//! Spans: what each CPU did from when to when, for whom, and what happened at an instant.
//!
//! A run has many more calls than a picture can show. Those at which something happened (a wait, a fault, a walk, a failure)
//! and the ordinary ones are kept apart, each to a bound; beyond it every second is let go, then every fourth, evenly over
//! the whole run. [`Timeline::sampling`] says how many.

use crate::thin::Thin;
use crate::trace::{Context, Event, Observer, Purpose, Work};
use crate::units::{CpuId, ProcId, Ps, SlotId};

/// What a span is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// A call from its start to its end.
    Call {
        /// Which.
        work: Work,
        /// When it was asked for.
        due: Ps,
    },
    /// A call spins for `pgd_lock`, until it sees that it has it.
    Wait {
        /// What for.
        purpose: Purpose,
        /// When it got the lock. A CPU that is in a handler then sees it only afterwards.
        granted: Ps,
    },
    /// A call works under `pgd_lock`.
    Hold {
        /// What for.
        purpose: Purpose,
        /// When it got the lock.
        granted: Ps,
    },
    /// An interrupt or NMI handler from its start to its end.
    Handler(Context),
    /// An access that finds the entry missing, from the access to the end of the fill.
    Fault {
        /// From where.
        context: Context,
        /// The slot.
        slot: SlotId,
    },
    /// NMIs are unblocked while an NMI handler still runs.
    NmiWindow,
}

/// One CPU did one thing from an instant to another. On each CPU spans nest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where.
    pub cpu: CpuId,
    /// The start. A fault's receipt has the same instant.
    pub from: Ps,
    /// The end.
    pub until: Ps,
    /// For or through whose table, where there is one.
    pub process: Option<ProcId>,
    /// What.
    pub doing: Doing,
}

/// Something at an instant that a picture should show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A vmalloc put an entry into the reference table for the first time.
    SlotNew(SlotId),
    /// A walk has written an entry into so many tables.
    Walked(SlotId, u32),
    /// A vmalloc found no room.
    NoRoom,
    /// An access to a missing entry that nobody fills.
    Oops(SlotId),
    /// An access through a stale entry.
    Stale(SlotId),
    /// The stack in use is not in the table just loaded.
    DoubleFault(SlotId),
    /// A further NMI is due while NMIs are unblocked inside an NMI handler.
    NmiNests,
}

/// A mark with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Where.
    pub cpu: CpuId,
    /// When.
    pub at: Ps,
    /// Through whose table, where an access went wrong.
    pub process: Option<ProcId>,
    /// What.
    pub mark: Mark,
}

/// How much of a run is kept: one in so many, 1 where it is all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// Of calls and handlers at which something happened: vmallocs, waits, faults, walks, failures.
    pub remarkable: u64,
    /// Of all other calls and handlers.
    pub ordinary: u64,
    /// Of marks of accesses: oopses, stale entries, double faults, NMIs that nest.
    pub accesses: u64,
    /// Of all other marks: each can be the cause of many of those, so they are kept apart.
    pub causes: u64,
}

/// The picture of a run, or of a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// By start, then by CPU, outer ones first.
    pub spans: Vec<Span>,
    /// By instant.
    pub marks: Vec<Marked>,
    /// What was left out.
    pub sampling: Sampling,
}

/// Puts spans together while a machine runs.
///
/// ```
/// use pgd_sim::*;
///
/// let config = Config {
///     geometry: Arch::I386.geometry(),
///     strategy: Strategy::Lazy,
///     fault: FaultHandler::Fills,
///     costs: CostSet::ZEN_2024.costs(Arch::I386, Level::Typical, Heat::Cold),
///     processes: 100,
///     cpus: 2,
///     seed: 42,
///     duration: Ps::from_ns(10_000_000),
///     irqs_off: false,
///     unmap: Unmap::Forgets,
///     stacks: Stacks::Direct,
///     boot_bytes: 0,
///     script: Vec::new(),
///     load: Load { vmalloc: PerSecond(1_000), touch: PerSecond(100_000), ..Load::default() },
/// };
/// let mut machine = Machine::observed(config, Spans::bounded(10_000));
/// while machine.step() {}
/// let timeline = machine.observer().timeline();
/// let faults = timeline.spans.iter().filter(|span| matches!(span.doing, Doing::Fault { .. }));
/// assert_eq!(faults.count() as u64, machine.report().faults.total());
/// assert_eq!(timeline.sampling.remarkable, 1, "all of them are kept");
/// ```
#[derive(Clone, Debug)]
pub struct Spans {
    /// What is kept lies, at least in part, from the first to the second.
    window: (Ps, Ps),
    cpus: Vec<Open>,
    remarkable: Thin<Span>,
    ordinary: Thin<Span>,
    accesses: Thin<Marked>,
    causes: Thin<Marked>,
}

/// What one CPU is at.
#[derive(Clone, Debug, Default)]
struct Open {
    call: Option<Group>,
    /// Interrupt, NMI.
    handlers: [Option<Group>; 2],
    lock: Lock,
    window: Option<Ps>,
    /// For each context the access whose fault is under way.
    fault: [Option<Ps>; 3],
}

/// How a CPU stands to `pgd_lock`.
#[derive(Clone, Copy, Debug, Default)]
enum Lock {
    #[default]
    None,
    Asked(Ps),
    /// It has it, and is in a handler that does not see it.
    Unseen {
        asked: Ps,
        granted: Ps,
        purpose: Purpose,
    },
    Held {
        seen: Ps,
        granted: Ps,
    },
}

/// A call or a handler with what happened in it. They are kept or left out together.
#[derive(Clone, Debug)]
struct Group {
    spans: Vec<Span>,
    remarkable: bool,
}

impl Spans {
    /// Keeps at most so many spans of the whole run, three in four of them remarkable, and of each kind of marks
    /// a quarter as many.
    #[must_use]
    pub fn bounded(most: usize) -> Spans {
        Spans::between(Ps::ZERO, Ps::NEVER, most)
    }

    /// Keeps at most so many that lie, at least in part, between two instants.
    #[must_use]
    pub fn between(from: Ps, until: Ps, most: usize) -> Spans {
        Spans {
            window: (from, until),
            cpus: Vec::new(),
            remarkable: Thin::bounded(most - most / 4),
            ordinary: Thin::bounded(most / 4),
            accesses: Thin::bounded(most / 4),
            causes: Thin::bounded(most / 4),
        }
    }

    /// What was kept so far. What is still under way is not among it.
    #[must_use]
    pub fn timeline(&self) -> Timeline {
        let mut spans: Vec<Span> = self.remarkable.iter().chain(self.ordinary.iter()).copied().collect();
        spans.sort_by_key(|span| (span.from, span.cpu, std::cmp::Reverse(span.until), span.doing.depth()));
        let mut marks: Vec<Marked> = self.causes.iter().chain(self.accesses.iter()).copied().collect();
        marks.sort_by_key(|marked| marked.at);
        Timeline {
            spans,
            marks,
            sampling: Sampling {
                remarkable: self.remarkable.one_in(),
                ordinary: self.ordinary.one_in(),
                accesses: self.accesses.one_in(),
                causes: self.causes.one_in(),
            },
        }
    }

    fn open(&mut self, cpu: CpuId) -> &mut Open {
        if self.cpus.len() <= cpu.at() {
            self.cpus.resize_with(cpu.at() + 1, Open::default);
        }
        &mut self.cpus[cpu.at()]
    }

    fn keep(&mut self, group: Option<Group>, now: Ps) {
        let Some(mut group) = group else { return };
        let (from, until) = self.window;
        // The first is the call or handler itself, as long as the whole group.
        group.spans[0].until = now;
        if now >= from && group.spans[0].from <= until {
            let kept = if group.remarkable { &mut self.remarkable } else { &mut self.ordinary };
            kept.push(group.spans);
        }
    }

    fn mark(&mut self, at: Ps, cpu: CpuId, process: Option<ProcId>, mark: Mark) {
        if (self.window.0..=self.window.1).contains(&at) {
            let kept = match mark {
                Mark::SlotNew(_) | Mark::Walked(..) | Mark::NoRoom => &mut self.causes,
                Mark::Oops(_) | Mark::Stale(_) | Mark::DoubleFault(_) | Mark::NmiNests => &mut self.accesses,
            };
            kept.push([Marked { cpu, at, process, mark }]);
        }
    }
}

impl Doing {
    /// Of two on one CPU at the very same instants, the one that is inside has the greater depth.
    const fn depth(&self) -> u8 {
        match self {
            Doing::Call { .. } => 0,
            Doing::Wait { .. } | Doing::Hold { .. } => 1,
            Doing::Fault { context: Context::Task, .. } => 2,
            Doing::Handler(Context::Irq) => 3,
            Doing::Fault { context: Context::Irq, .. } => 4,
            Doing::Handler(_) => 5,
            Doing::Fault { .. } | Doing::NmiWindow => 6,
        }
    }
}

impl Open {
    fn group(&mut self, context: Context) -> &mut Option<Group> {
        match context {
            Context::Task => &mut self.call,
            Context::Irq => &mut self.handlers[0],
            Context::Nmi => &mut self.handlers[1],
        }
    }

    fn begin(&mut self, context: Context, span: Span, remarkable: bool) {
        *self.group(context) = Some(Group { spans: vec![span], remarkable });
    }

    /// A part of what is under way, which is remarkable by it or not.
    fn part(&mut self, context: Context, span: Span, remarkable: bool) {
        if let Some(group) = self.group(context) {
            group.spans.push(span);
            group.remarkable |= remarkable;
        }
    }

    fn remark(&mut self, context: Context) {
        if let Some(group) = self.group(context) {
            group.remarkable = true;
        }
    }

    /// The CPU is back in its call and sees that it has the lock.
    fn see_lock(&mut self, now: Ps, cpu: CpuId) {
        let in_handler = self.handlers.iter().any(Option::is_some);
        if let Lock::Unseen { asked, granted, purpose } = self.lock
            && !in_handler
        {
            if granted > asked {
                let doing = Doing::Wait { purpose, granted };
                self.part(Context::Task, Span { cpu, from: asked, until: now, process: self.whose(), doing }, true);
            }
            self.lock = Lock::Held { seen: now, granted };
        }
    }

    /// For whom the call is.
    fn whose(&self) -> Option<ProcId> {
        self.call.as_ref().and_then(|group| group.spans[0].process)
    }
}

impl Observer for Spans {
    fn see(&mut self, now: Ps, cpu: CpuId, event: Event) {
        let span = |from, process, doing| Span { cpu, from, until: now, process, doing };
        let open = self.open(cpu);
        match event {
            Event::Began { work, due } => {
                let process = match work {
                    Work::Exec { process } | Work::Switch { process } => Some(process),
                    Work::Touch { process } | Work::Kthread { process } => process,
                    Work::Vmalloc { .. } | Work::Vfree | Work::Fork | Work::Exit => None,
                };
                let remarkable = matches!(work, Work::Vmalloc { .. });
                open.begin(Context::Task, span(now, process, Doing::Call { work, due }), remarkable);
            }
            Event::Ended => {
                let group = open.call.take();
                self.keep(group, now);
            }
            Event::Entered { context } => {
                open.begin(context, span(now, None, Doing::Handler(context)), false);
            }
            Event::Left { context } => {
                if let Some(from) = open.window.take_if(|_| context == Context::Nmi) {
                    open.part(context, span(from, None, Doing::NmiWindow), true);
                }
                let group = open.group(context).take();
                open.see_lock(now, cpu);
                self.keep(group, now);
            }
            Event::Forked { process, .. } | Event::Exited { process } => {
                if let Some(group) = &mut open.call {
                    group.spans[0].process = Some(process);
                }
            }
            Event::LockAsked { .. } => open.lock = Lock::Asked(now),
            Event::LockTaken { purpose, .. } => {
                if let Lock::Asked(asked) = open.lock {
                    open.lock = Lock::Unseen { asked, granted: now, purpose };
                    open.see_lock(now, cpu);
                }
            }
            Event::LockReleased { purpose } => {
                if let Lock::Held { seen, granted } = std::mem::take(&mut open.lock) {
                    let hold = span(seen, open.whose(), Doing::Hold { purpose, granted });
                    open.part(Context::Task, hold, matches!(purpose, Purpose::Walk { .. }));
                }
            }
            Event::Accessed { process, context, fault, .. } => {
                if let Some(group) = open.group(context) {
                    group.spans[0].process = process;
                }
                open.fault[context as usize] = fault.then_some(now);
            }
            Event::Filled { process, slot, context } => {
                if let Some(from) = open.fault[context as usize].take() {
                    open.part(context, span(from, Some(process), Doing::Fault { context, slot }), true);
                }
            }
            Event::Oopsed { process, slot, context } => {
                open.remark(context);
                self.mark(now, cpu, Some(process), Mark::Oops(slot));
            }
            Event::AccessedStale { process, slot, context } => {
                open.remark(context);
                self.mark(now, cpu, Some(process), Mark::Stale(slot));
            }
            Event::DoubleFaulted { process, slot } => {
                open.remark(Context::Task);
                self.mark(now, cpu, Some(process), Mark::DoubleFault(slot));
            }
            Event::NoRoom { .. } => self.mark(now, cpu, None, Mark::NoRoom),
            Event::SlotNew { slot } => self.mark(now, cpu, None, Mark::SlotNew(slot)),
            Event::Walked { slot, tables } => self.mark(now, cpu, None, Mark::Walked(slot, tables)),
            Event::NmiWindowOpened => open.window = Some(now),
            Event::NmiWindowHit => self.mark(now, cpu, None, Mark::NmiNests),
            Event::Allocated { .. }
            | Event::Published { .. }
            | Event::Freed { .. }
            | Event::SlotGone { .. }
            | Event::StackSynced { .. }
            | Event::Execed { .. }
            | Event::Switched { .. } => {}
        }
    }
}
