//! The slowest calls of each kind: the tail of a distribution, with when and where each of them was.

use crate::trace::{Context, Event, Observer, Work};
use crate::units::{CpuId, Ps};

/// Calls of which reports have latencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// vmalloc.
    Vmalloc,
    /// fork.
    Fork,
    /// An access by a process or a kernel thread.
    Touch,
    /// A context switch.
    Switch,
}

impl CallKind {
    /// All of them, in the order of a report.
    pub const ALL: [CallKind; 4] = [CallKind::Vmalloc, CallKind::Fork, CallKind::Touch, CallKind::Switch];

    /// The kind of a piece of work; none where reports have no latency of it.
    const fn of(work: Work) -> Option<CallKind> {
        match work {
            Work::Vmalloc { .. } => Some(CallKind::Vmalloc),
            Work::Fork => Some(CallKind::Fork),
            Work::Touch { .. } | Work::Kthread { .. } => Some(CallKind::Touch),
            Work::Switch { .. } => Some(CallKind::Switch),
            Work::Vfree | Work::Exit | Work::Exec { .. } => None,
        }
    }
}

/// One call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlowCall {
    /// When it began.
    pub from: Ps,
    /// When it was over.
    pub until: Ps,
    /// Where.
    pub cpu: CpuId,
}

impl SlowCall {
    /// How long it took.
    #[must_use]
    pub fn took(&self) -> Ps {
        self.until - self.from
    }
}

/// The slowest of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    /// How many calls there were.
    pub count: u64,
    /// The slowest of them, the slowest first; of equally slow ones the first.
    pub calls: Vec<SlowCall>,
}

/// A call under way.
#[derive(Clone, Copy, Debug)]
struct Call {
    kind: CallKind,
    from: Ps,
    /// Whether it does what it is counted for: an access that finds nothing to go to is none.
    counts: bool,
}

/// Keeps the slowest calls while a machine runs.
#[derive(Clone, Debug)]
pub struct Slowest {
    most: usize,
    tails: [Tail; 4],
    /// What each CPU is at.
    now: Vec<Option<Call>>,
}

impl Slowest {
    /// Keeps at most so many of each kind.
    #[must_use]
    pub fn bounded(most: usize) -> Slowest {
        Slowest { most, tails: Default::default(), now: Vec::new() }
    }

    /// What was found, in the order of [`CallKind::ALL`].
    #[must_use]
    pub const fn tails(&self) -> &[Tail; 4] {
        &self.tails
    }

    fn ended(&mut self, kind: CallKind, call: SlowCall) {
        let Tail { count, calls } = &mut self.tails[kind as usize];
        *count += 1;
        // Most calls are quicker than all that are kept.
        if calls.len() == self.most && calls.last().is_none_or(|last| last.took() >= call.took()) {
            return;
        }
        let place = calls.partition_point(|kept| kept.took() >= call.took());
        calls.insert(place, call);
        calls.truncate(self.most);
    }
}

impl Observer for Slowest {
    fn see(&mut self, now: Ps, cpu: CpuId, event: Event) {
        match event {
            Event::Began { work, .. } => {
                if self.now.len() <= cpu.at() {
                    self.now.resize(cpu.at() + 1, None);
                }
                let call = |kind| Call { kind, from: now, counts: kind != CallKind::Touch };
                self.now[cpu.at()] = CallKind::of(work).map(call);
            }
            Event::Accessed { context: Context::Task, .. } => {
                if let Some(Some(call)) = self.now.get_mut(cpu.at()) {
                    call.counts = true;
                }
            }
            Event::Ended => {
                let call = self.now.get_mut(cpu.at()).and_then(Option::take);
                if let Some(Call { kind, from, .. }) = call.filter(|call| call.counts) {
                    self.ended(kind, SlowCall { from, until: now, cpu });
                }
            }
            _ => {}
        }
    }
}
