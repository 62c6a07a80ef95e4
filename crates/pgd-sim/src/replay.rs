//! Any instant of a run, forwards and back: keyframes on the way, and the machine run again from the nearest.

use crate::config::Config;
use crate::machine::Machine;
use crate::trace::{Event, Trace};
use crate::units::{CpuId, Ps};

/// Memory for keyframes, roughly.
const FRAMES_BYTES: usize = 32 << 20;
/// The most keyframes, however small they are.
const FRAMES_MAX: usize = 256;
/// Events from one keyframe to the next, at first: some hundred microseconds.
const APART: u64 = 4_096;
/// What one event can tell, and more.
const TOLD_MAX: usize = 256;

/// A run that can be gone through in both directions. A position is a number of events: 0 is the machine as it was set up.
///
/// ```
/// use pgd_sim::*;
///
/// # let config = Config {
/// #     geometry: Arch::I386.geometry(),
/// #     strategy: Strategy::Lazy,
/// #     fault: FaultHandler::Fills,
/// #     costs: CostSet::ZEN_2024.costs(Arch::I386, Level::Typical, Heat::Cold),
/// #     processes: 100,
/// #     cpus: 2,
/// #     seed: 42,
/// #     duration: Ps::from_ns(10_000_000),
/// #     irqs_off: false,
/// #     unmap: Unmap::Forgets,
/// #     stacks: Stacks::Direct,
/// #     boot_bytes: 0,
/// #     script: Vec::new(),
/// #     load: Load { vmalloc: PerSecond(1_000), touch: PerSecond(100_000), ..Load::default() },
/// # };
/// let mut replay = Replay::new(config);
/// while !replay.record(100_000) {}
/// replay.go_to(Ps::from_ns(5_000_000));
/// let there = replay.machine().moment();
/// replay.forward();
/// replay.back();
/// assert_eq!(replay.machine().moment(), there);
/// ```
#[derive(Clone, Debug)]
pub struct Replay {
    /// By position; the first is at 0, each next one `apart` further.
    frames: Vec<Machine<Trace>>,
    apart: u64,
    most: usize,
    /// The first run on its way to the end; none when it was there.
    recording: Option<Machine<Trace>>,
    length: u64,
    here: Machine<Trace>,
}

impl Replay {
    /// Sets a run up, standing at its start. Nothing of it is known until it is recorded.
    #[must_use]
    pub fn new(config: Config) -> Replay {
        let start = Machine::observed(config, Trace::bounded(TOLD_MAX));
        let most = (FRAMES_BYTES / start.bytes().max(1)).clamp(4, FRAMES_MAX);
        Replay {
            frames: vec![start.clone()],
            apart: APART,
            most,
            recording: Some(start.clone()),
            length: 0,
            here: start,
        }
    }

    /// Goes on with the first run for at most so many events and leaves keyframes. Whether it is over.
    pub fn record(&mut self, events: u32) -> bool {
        for _ in 0..events {
            let Some(machine) = &mut self.recording else { return true };
            machine.forget();
            if !machine.step() {
                self.recording = None;
                return true;
            }
            self.length = machine.events();
            if self.length.is_multiple_of(self.apart) {
                self.frames.push(machine.clone());
                if self.frames.len() > self.most {
                    self.apart *= 2;
                    self.frames.retain(|frame| frame.events().is_multiple_of(self.apart));
                }
            }
        }
        self.recording.is_none()
    }

    /// Events that are known so far: of the whole run, when it is recorded.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// The machine as it is here.
    #[must_use]
    pub const fn machine(&self) -> &Machine<Trace> {
        &self.here
    }

    /// The position.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.here.events()
    }

    /// What the event that led here told.
    #[must_use]
    pub fn told(&self) -> &[(Ps, CpuId, Event)] {
        self.here.observer().events()
    }

    /// One event further. Whether there was one.
    pub fn forward(&mut self) -> bool {
        self.here.forget();
        self.here.step()
    }

    /// One event back. Whether there was one.
    pub fn back(&mut self) -> bool {
        let Some(position) = self.position().checked_sub(1) else { return false };
        self.go_to_event(position);
        true
    }

    /// Goes to a position, or to the end where it lies beyond.
    pub fn go_to_event(&mut self, position: u64) {
        self.start_before(|machine| machine.events() <= position);
        while self.here.events() < position && self.forward() {}
    }

    /// Goes to an instant: everything up to it has happened, and nothing beyond.
    pub fn go_to(&mut self, at: Ps) {
        self.start_before(|machine| machine.now() <= at);
        while self.here.next_at().is_some_and(|next| next <= at) {
            self.forward();
        }
    }

    /// Starts from the last keyframe that is not too far, unless here is nearer.
    fn start_before(&mut self, reached: impl Fn(&Machine<Trace>) -> bool) {
        let after = self.frames.partition_point(&reached);
        let frame = &self.frames[after.saturating_sub(1)];
        if !reached(&self.here) || frame.events() > self.here.events() {
            self.here.clone_from(frame);
        }
    }
}
