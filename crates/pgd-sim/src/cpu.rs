//! One CPU: up to three contexts, each interrupting the one before.

use crate::config::Config;
use crate::demand::{Arrivals, Handle, Target, TaskDemand};
use crate::rng::Purpose;
use crate::script::{Mapping, Scripted};
use crate::trace::Context;
use crate::units::{AreaId, CpuId, ProcId, Ps, SlotId};

/// One CPU.
#[derive(Clone, Debug)]
pub(crate) struct Cpu {
    /// The context that runs; those below it are suspended.
    running: Context,
    /// For the running context the instant at which its phase ends; for a suspended one what is left of its phase.
    ends: [Ps; 3],
    /// When the processes' context was interrupted.
    interrupted_at: Ps,
    pub(crate) task: Task,
    pub(crate) irq: Handler,
    pub(crate) nmi: Handler,
    /// A fault's IRET has unblocked NMIs before the NMI handler's end.
    pub(crate) nmi_window: bool,
    /// An NMI that came while NMIs were blocked: one bit, as in hardware.
    pub(crate) nmi_latched: Option<Target>,
    /// An interrupt that came while interrupts were off: one bit, as for one vector.
    pub(crate) irq_latched: Option<Target>,
    /// Whose table is loaded; none is the reference table.
    pub(crate) loaded: Option<ProcId>,
    pub(crate) demand: TaskDemand,
    pub(crate) irqs: Arrivals,
    pub(crate) nmis: Arrivals,
    /// When the first of those two comes: asked for at every event.
    arrives: Ps,
    /// Processes that live here.
    pub(crate) processes: Vec<ProcId>,
    /// The allocation that found no room and goes on after a purge; none where a vfree or exit set it off.
    pub(crate) retry: Option<Wanted>,
    /// What earlier operations left for later ones, by ticket.
    pub(crate) kept: Vec<Kept>,
}

/// What an operation leaves for the one that ends it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Nothing: the vmalloc failed.
    #[default]
    Nothing,
    Area(AreaId),
    Process(ProcId),
}

/// What a CPU does for its processes: at most one operation, in one phase.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Task {
    pub(crate) demand: Ps,
    pub(crate) start: Ps,
    pub(crate) phase: Phase,
}

/// A phase of an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Phase {
    Idle,
    /// An address is looked for.
    Finding(Wanted),
    /// Entries have been made, or have gone, and a walk over all tables sets out.
    Calling(Walk),
    /// It waits for the lock, or holds it, to walk one slot.
    Walking(Walk),
    /// An allocation waits for the lock, or holds it, as another's walk is under way for the area's slots.
    Looking {
        area: AreaId,
        since: Ps,
        purpose: AreaFor,
    },
    /// vfree.
    Freeing {
        handle: Handle,
    },
    /// fork or exec gets a new table.
    NewTable {
        owner: Owner,
    },
    /// It waits for the lock, or holds it, to copy and to join the list.
    Joining {
        owner: Owner,
    },
    /// exit or exec waits for the lock, or holds it, to take a table off the list.
    Leaving {
        owner: Owner,
    },
    /// A context switch, after which the process may access a page.
    Switching {
        to: ProcId,
        then: Option<Target>,
    },
    /// A process's access, with the fill where the entry was missing.
    Accessing {
        fill: Option<(ProcId, SlotId)>,
    },
}

impl Phase {
    /// Whether the phase needs `pgd_lock`.
    pub(crate) const fn locks(&self) -> bool {
        matches!(self, Phase::Walking(_) | Phase::Looking { .. } | Phase::Joining { .. } | Phase::Leaving { .. })
    }
}

/// What an allocation asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) pages: u64,
    pub(crate) mapping: Mapping,
    pub(crate) purpose: AreaFor,
    /// Whether freed addresses have been purged for it: once, as in Linux.
    pub(crate) purged: bool,
}

/// What an area is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AreaFor {
    /// Whoever called vmalloc; a later vfree may look for it.
    Caller(Option<Handle>),
    /// The stack of the child whose fork is under way; a later exit may look for the child.
    Stack(Option<Handle>),
}

/// Whose table comes or goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owner {
    /// A child's, which a later exit may look for; with its stack, where that is an area.
    Child(Option<Handle>, Option<AreaId>),
    /// That of a process in exec.
    Exec(ProcId),
}

/// A walk over all tables, slot by slot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Walk {
    pub(crate) errand: Errand,
    /// When it set out.
    pub(crate) since: Ps,
    /// The slot whose turn it is, and the last.
    pub(crate) slot: SlotId,
    pub(crate) last: SlotId,
    /// Whether this is its first slot.
    pub(crate) first: bool,
}

/// What a walk is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Errand {
    /// To spread the entries that an area has made.
    Map { area: AreaId, purpose: AreaFor },
    /// To bring all tables to the reference table before freed addresses are used again; then what set it off goes on.
    Purge,
}

/// What a CPU does in an interrupt or an NMI.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Handler {
    Idle,
    /// Before the access.
    Before(Target),
    /// The access, with the fill where the entry was missing.
    Accessing {
        fill: Option<(ProcId, SlotId)>,
    },
    /// After it.
    After,
}

/// What comes next on a CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// The running context's phase ends.
    PhaseEnd(Context),
    Nmi,
    Irq,
    /// The next operation of the processes begins.
    Task,
}

impl Cpu {
    pub(crate) fn new(config: &Config, id: CpuId, script: &[(CpuId, Scripted)]) -> Cpu {
        // Processes are dealt out in turn.
        let irqs = Arrivals::new(config, id, Purpose::Interrupts, script);
        let nmis = Arrivals::new(config, id, Purpose::Nmis, script);
        let processes: Vec<_> = (id.0.into()..config.processes).step_by(config.cpus.into()).map(ProcId).collect();
        Cpu {
            running: Context::Task,
            ends: [Ps::NEVER; 3],
            interrupted_at: Ps::ZERO,
            task: Task { demand: Ps::ZERO, start: Ps::ZERO, phase: Phase::Idle },
            irq: Handler::Idle,
            nmi: Handler::Idle,
            nmi_window: false,
            nmi_latched: None,
            irq_latched: None,
            loaded: processes.first().copied(),
            demand: TaskDemand::new(config, id, script),
            arrives: irqs.next_at().min(nmis.next_at()),
            irqs,
            nmis,
            processes,
            retry: None,
            kept: Vec::new(),
        }
    }

    /// When the next thing happens here, seen from `now`.
    pub(crate) fn next_at(&self, now: Ps) -> Ps {
        let own = if self.idle() { self.demand.next_at().max(now) } else { self.end() };
        own.min(self.arrives.max(now))
    }

    /// Takes the NMI or interrupt that is due, and says which page it is going to access.
    pub(crate) fn arrival(&mut self, context: Context) -> Target {
        let page = if context == Context::Nmi { self.nmis.take() } else { self.irqs.take() };
        self.arrives = self.irqs.next_at().min(self.nmis.next_at());
        page
    }

    /// What it is, at its instant. A phase that ends comes before what arrives at the same instant.
    pub(crate) fn due(&self, now: Ps) -> Due {
        if self.end() <= now {
            Due::PhaseEnd(self.running)
        } else if self.arrives > now {
            Due::Task
        } else if self.nmis.next_at() <= now {
            Due::Nmi
        } else {
            Due::Irq
        }
    }

    /// Whether no context has anything to do.
    fn idle(&self) -> bool {
        self.running == Context::Task && matches!(self.task.phase, Phase::Idle)
    }

    fn end(&self) -> Ps {
        self.ends[self.running as usize]
    }

    pub(crate) const fn running(&self) -> Context {
        self.running
    }

    /// The context's phase takes `span` from now, or from when it runs again. A span of never waits for somebody else.
    pub(crate) fn lasts(&mut self, context: Context, span: Ps, now: Ps) {
        let running = context == self.running;
        self.ends[context as usize] = if span == Ps::NEVER || !running { span } else { now + span };
    }

    /// A handler's context begins: what ran is suspended.
    pub(crate) fn enter(&mut self, context: Context, now: Ps) {
        debug_assert!(context > self.running, "only a higher context interrupts");
        let end = &mut self.ends[self.running as usize];
        if *end != Ps::NEVER {
            *end = end.saturating_sub(now);
        }
        if self.running == Context::Task {
            self.interrupted_at = now;
        }
        self.running = context;
    }

    /// The running handler ends: what it interrupted goes on. Where that is nothing, gives how long handlers kept the CPU
    /// busy; otherwise their time is part of the operation that they interrupted.
    pub(crate) fn leave(&mut self, now: Ps) -> Option<Ps> {
        self.ends[self.running as usize] = Ps::NEVER;
        let interrupted_irq = self.running == Context::Nmi && !matches!(self.irq, Handler::Idle);
        self.running = if interrupted_irq { Context::Irq } else { Context::Task };
        let end = &mut self.ends[self.running as usize];
        if *end != Ps::NEVER {
            *end += now;
        }
        self.idle().then(|| now - self.interrupted_at)
    }

    /// Leaves something for a later operation on this CPU.
    pub(crate) fn keep(&mut self, ticket: u32, kept: Kept) {
        let at = ticket as usize;
        if self.kept.len() <= at {
            self.kept.resize(at + 1, Kept::Nothing);
        }
        self.kept[at] = kept;
    }

    /// What an earlier operation left.
    pub(crate) fn redeem(&mut self, ticket: u32) -> Kept {
        self.demand.give_back(ticket);
        self.kept.get_mut(ticket as usize).map(core::mem::take).unwrap_or_default()
    }
}
