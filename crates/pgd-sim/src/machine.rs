//! The machine: state, and the one place where it changes.

use crate::areas::Areas;
use crate::clock::Clock;
use crate::config::{Config, FaultHandler, SharedForm, Strategy};
use crate::cpu::{Cpu, Due, Errand, Kept, Phase, Task};
use crate::geometry::PAGE_BYTES;
use crate::lock::{Grant, PgdLock};
use crate::report::{Faults, NmiWindows, Report};
use crate::script::{self, Scripted};
use crate::stats::Recorder;
use crate::tables::{Entry, Tables};
use crate::trace::{Context, Event, Observer, Purpose, Silent, Trace};
use crate::units::{AreaId, CpuId, ProcId, Ps, SlotId};

/// One run of one strategy.
///
/// ```
/// use pgd_sim::*;
///
/// let config = Config {
///     geometry: Arch::I386.geometry(),
///     strategy: Strategy::Lazy,
///     fault: FaultHandler::Fills,
///     costs: CostSet::ZEN_2024.costs(Arch::I386, Level::Typical, Heat::Cold),
///     processes: 1_000,
///     cpus: 2,
///     seed: 42,
///     duration: Ps::from_ns(10_000_000),
///     irqs_off: false,
///     unmap: Unmap::Forgets,
///     stacks: Stacks::Direct,
///     boot_bytes: 0,
///     script: Vec::new(),
///     load: Load {
///         vmalloc: PerSecond(1_000),
///         size: Size::Fixed(1 << 20),
///         touch: PerSecond(100_000),
///         ..Load::default()
///     },
/// };
/// let report = Machine::new(config).run();
/// assert_eq!(report.faults.task, report.entries_written);
/// ```
#[derive(Clone, Debug)]
pub struct Machine<O = Silent> {
    pub(crate) config: Config,
    pub(crate) now: Ps,
    pub(crate) clock: Clock,
    pub(crate) cpus: Vec<Cpu>,
    /// Where each process stands among those of its CPU.
    pub(crate) places: Vec<u32>,
    pub(crate) lock: PgdLock,
    pub(crate) tables: Tables,
    pub(crate) areas: Areas,
    pub(crate) tally: Tally,
    /// For each process its stack, where that is an area.
    pub(crate) stacks: Vec<Option<AreaId>>,
    /// What a script's names stand for.
    pub(crate) named_areas: Vec<Kept>,
    pub(crate) named_children: Vec<Kept>,
    pub(crate) observer: O,
    events: u64,
}

/// What is counted on the way.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    pub(crate) vmalloc: Recorder,
    pub(crate) fork: Recorder,
    pub(crate) touch: Recorder,
    pub(crate) switch: Recorder,
    pub(crate) faults: Faults,
    pub(crate) oopses: u64,
    pub(crate) stale_accesses: u64,
    pub(crate) double_faults: u64,
    pub(crate) catch_ups: u64,
    pub(crate) windows: NmiWindows,
    pub(crate) entries_written: u64,
    pub(crate) slots_new: u64,
    pub(crate) walks: u64,
    pub(crate) failed_vmallocs: u64,
    pub(crate) sync: Ps,
    pub(crate) kernel: Ps,
    pub(crate) end: Ps,
}

impl Machine<Silent> {
    /// Sets up a machine at its first instant.
    #[must_use]
    pub fn new(config: Config) -> Machine<Silent> {
        Machine::observed(config, Silent)
    }
}

impl Machine<Trace> {
    /// What was told so far is not needed any more.
    pub(crate) fn forget(&mut self) {
        self.observer.clear();
    }
}

impl<O: Observer> Machine<O> {
    /// Sets up a machine which tells what happens.
    ///
    /// # Panics
    /// Where the configuration has no CPU, more than [`Config::CPUS_MAX`], no process, or a script that [`check`] refuses.
    ///
    /// [`check`]: crate::check
    #[must_use]
    pub fn observed(config: Config, observer: O) -> Machine<O> {
        assert!((1..=Config::CPUS_MAX).contains(&config.cpus), "1 to 64 CPUs");
        assert!(config.processes > 0, "at least one process");
        let geometry = match config.strategy {
            Strategy::Shared(SharedForm::Single) => config.geometry.under_one_entry(),
            _ => config.geometry,
        };
        let slots = geometry.slots();
        let boot_slots = match config.strategy {
            Strategy::Shared(SharedForm::Preallocated | SharedForm::Single) => slots,
            Strategy::Shared(SharedForm::Skipped) | Strategy::Eager(_) | Strategy::Lazy | Strategy::CatchUp => {
                geometry.slots_of(config.boot_bytes.div_ceil(PAGE_BYTES).min(geometry.pages))
            }
        };
        let places = (0..config.processes).map(|process| process / u32::from(config.cpus)).collect();
        let homes = script::check(&config.script, config.processes, config.cpus).expect("the script has been checked");
        let script: Vec<(CpuId, Scripted)> = homes.into_iter().zip(config.script.iter().copied()).collect();
        let (areas, children) = script::names(&config.script);
        let cpus = (0..config.cpus).map(|id| Cpu::new(&config, CpuId(id), &script)).collect();
        let mut machine = Machine {
            now: Ps::ZERO,
            clock: Clock::new(config.cpus),
            cpus,
            places,
            lock: PgdLock::default(),
            tables: Tables::new(slots, boot_slots, config.processes),
            areas: Areas::new(&geometry, config.boot_bytes, config.cpus),
            tally: Tally::new(),
            stacks: Vec::new(),
            named_areas: vec![Kept::Nothing; areas],
            named_children: vec![Kept::Nothing; children],
            observer,
            events: 0,
            config,
        };
        for id in 0..machine.config.cpus {
            machine.reschedule(CpuId(id));
        }
        machine
    }

    /// Works through at most `events` more events. Whether the run is over.
    pub fn advance(&mut self, events: u32) -> bool {
        (0..events).any(|_| !self.step())
    }

    /// Runs to the end.
    #[must_use]
    pub fn run(mut self) -> Report {
        while self.step() {}
        self.report()
    }

    /// The next event. Whether there was one.
    ///
    /// What most events do is inlined here, and what is rarer kept out of line: together a fifth of the time that the
    /// benchmark's load W takes (`cargo xtask bench`).
    pub fn step(&mut self) -> bool {
        let Some((at, id)) = self.clock.next() else { return false };
        self.now = at;
        self.events += 1;
        match self.cpus[id.at()].due(at) {
            Due::PhaseEnd(Context::Task) => self.task_phase_ends(id),
            Due::PhaseEnd(context) => self.handler_phase_ends(id, context),
            Due::Nmi => self.nmi_arrives(id),
            Due::Irq => self.irq_arrives(id),
            Due::Task => self.task_begins(id),
        }
        self.reschedule(id);
        true
    }

    /// The instant of the last event.
    #[must_use]
    pub const fn now(&self) -> Ps {
        self.now
    }

    /// The instant of the next event; none at the end.
    #[must_use]
    pub fn next_at(&self) -> Option<Ps> {
        self.clock.next().map(|(at, _)| at)
    }

    /// Events worked through so far.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.events
    }

    /// Memory that a copy takes, roughly: what grows with processes.
    pub(crate) fn bytes(&self) -> usize {
        // A number each for the table, its place and its CPU's list, and histograms.
        self.places.len() * 12 + (256 << 10)
    }

    /// Who was told what happened.
    #[must_use]
    pub const fn observer(&self) -> &O {
        &self.observer
    }

    /// How far the run is, in thousandths: the demand that the slowest CPU has met.
    #[must_use]
    pub fn permille(&self) -> u32 {
        let duration = self.config.duration;
        let met = self.cpus.iter().map(|cpu| cpu.demand.next_at().min(duration)).min().unwrap_or(duration);
        (u128::from(met.0) * 1000 / u128::from(duration.0.max(1))) as u32
    }

    /// What was counted so far.
    #[must_use]
    pub fn report(&self) -> Report {
        let tally = &self.tally;
        Report {
            vmalloc: tally.vmalloc.latency(),
            fork: tally.fork.latency(),
            touch: tally.touch.latency(),
            switch: tally.switch.latency(),
            faults: tally.faults,
            oopses: tally.oopses,
            stale_accesses: tally.stale_accesses,
            double_faults: tally.double_faults,
            catch_ups: tally.catch_ups,
            entries_written: tally.entries_written,
            slots_new: tally.slots_new,
            slots_present: self.tables.made_count().into(),
            walks: tally.walks,
            sync_ns_total: tally.sync.as_ns(),
            lock: self.lock.used(),
            failed_vmallocs: tally.failed_vmallocs,
            table_bytes: u64::from(self.tables.next_tables()) * PAGE_BYTES,
            nmi_windows: tally.windows,
            processes: self.tables.listed().into(),
            processes_max: self.tables.listed_max().into(),
            kernel_ns_total: tally.kernel.as_ns(),
            end_ns: tally.end.as_ns(),
            events: self.events,
        }
    }

    pub(crate) fn tell(&mut self, cpu: CpuId, event: Event) {
        self.observer.see(self.now, cpu, event);
    }

    pub(crate) fn reschedule(&mut self, id: CpuId) {
        let at = self.cpus[id.at()].next_at(self.now);
        self.clock.set(id, at);
    }

    /// An access through the loaded table: how long it takes, with the fill that follows where the entry is missing.
    pub(crate) fn access(&mut self, id: CpuId, slot: SlotId, context: Context) -> (Ps, Option<(ProcId, SlotId)>) {
        let process = self.cpus[id.at()].loaded;
        let entry = process.map(|process| self.tables.look(process, slot, self.now));
        let fault = entry == Some(Entry::Missing);
        self.tell(id, Event::Accessed { process, slot, context, fault });
        if let (Some(process), Some(Entry::Stale)) = (process, entry) {
            self.tally.stale_accesses += 1;
            self.tell(id, Event::AccessedStale { process, slot, context });
        }
        let access = self.config.costs.access;
        let Some(process) = process.filter(|_| fault) else { return (access, None) };
        if self.config.fault == FaultHandler::Oopses {
            // A kernel would kill the process, or stop; the run goes on, so that all such accesses are counted.
            self.tally.oopses += 1;
            self.tell(id, Event::Oopsed { process, slot, context });
            return (access, None);
        }
        match context {
            Context::Task => self.tally.faults.task += 1,
            Context::Irq => self.tally.faults.irq += 1,
            Context::Nmi => self.tally.faults.nmi += 1,
        }
        let fill = self.config.costs.fill;
        self.tally.sync += fill;
        (access + fill, Some((process, slot)))
    }

    /// The fill's store.
    pub(crate) fn fill(&mut self, id: CpuId, (process, slot): (ProcId, SlotId), context: Context) {
        if self.tables.fill(process, slot, self.now) {
            self.tally.entries_written += 1;
        }
        self.tell(id, Event::Filled { process, slot, context });
    }

    /// Asks for `pgd_lock` for the task's phase; had at once, its section begins.
    pub(crate) fn lock(&mut self, id: CpuId) {
        self.tell(id, Event::LockAsked { purpose: self.purpose(id) });
        if self.lock.acquire(id, self.now) {
            self.section_begins(id, self.config.costs.lock, Ps::ZERO);
        } else {
            self.cpus[id.at()].lasts(Context::Task, Ps::NEVER, self.now);
        }
    }

    /// Lets go of `pgd_lock`; the next in the queue begins its section.
    pub(crate) fn unlock(&mut self, id: CpuId) {
        self.tell(id, Event::LockReleased { purpose: self.purpose(id) });
        let Some(Grant { cpu, waited }) = self.lock.release(id, self.now) else { return };
        self.section_begins(cpu, self.config.costs.handoff, waited);
        self.reschedule(cpu);
    }

    /// What the task's phase needs the lock for.
    pub(crate) fn purpose(&self, id: CpuId) -> Purpose {
        match self.cpus[id.at()].task.phase {
            Phase::Walking(walk) => Purpose::Walk { slot: walk.slot, tables: self.tables.listed() },
            Phase::Joining { .. } => Purpose::Join,
            Phase::Leaving { .. } => Purpose::Leave,
            _ => Purpose::Look,
        }
    }

    /// The holder of the lock, which took `entry` to get it, begins its work.
    fn section_begins(&mut self, id: CpuId, entry: Ps, waited: Ps) {
        self.tell(id, Event::LockTaken { purpose: self.purpose(id), waited });
        let costs = &self.config.costs;
        let tables = self.tables.listed();
        let work = match self.cpus[id.at()].task.phase {
            Phase::Walking(walk) => {
                let own = costs.walk_slot + if walk.first { costs.walk_table.times(tables.into()) } else { Ps::ZERO };
                let entries = costs.entries(tables);
                let each = Ps(entries.0 / u64::from(tables.max(1)));
                if let Errand::Map { .. } = walk.errand {
                    self.tables.walk_begins(walk.slot, self.now + entry + own, each);
                }
                own + entries
            }
            Phase::Joining { .. } => costs.pgd_copy,
            Phase::Leaving { .. } => costs.pgd_unlist,
            _ => Ps::ZERO,
        };
        self.cpus[id.at()].lasts(Context::Task, entry + work, self.now);
    }

    /// The task's operation is over.
    pub(crate) fn task_ends(&mut self, id: CpuId) -> Task {
        let now = self.now;
        let cpu = &mut self.cpus[id.at()];
        let done = cpu.task;
        cpu.task.phase = Phase::Idle;
        cpu.lasts(Context::Task, Ps::NEVER, now);
        self.tally.kernel += now - done.start;
        self.tally.end = now;
        self.tell(id, Event::Ended);
        done
    }
}

impl Tally {
    fn new() -> Tally {
        Tally {
            vmalloc: Recorder::new(),
            fork: Recorder::new(),
            touch: Recorder::new(),
            switch: Recorder::new(),
            faults: Faults::default(),
            oopses: 0,
            stale_accesses: 0,
            double_faults: 0,
            catch_ups: 0,
            windows: NmiWindows::default(),
            entries_written: 0,
            slots_new: 0,
            walks: 0,
            failed_vmallocs: 0,
            sync: Ps::ZERO,
            kernel: Ps::ZERO,
            end: Ps::ZERO,
        }
    }
}
