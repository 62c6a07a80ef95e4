//! The work of the stage's worker: what happens when, and which table has which entry then.

use pgd_sim::Ps;
use playground::{HandsJob, LanesJob, Replays, SLICE_EVENTS};
use scenario::Compare;

use crate::engine::{Job, Slice};
use crate::stage_answer::{StageAnswer, Staged};

/// Sets it up.
#[must_use]
pub fn lanes(compare: &Compare) -> Box<dyn Job> {
    let (hands, lanes) = (HandsJob::new(compare), Some(LanesJob::new(compare)));
    Box::new(Stage { hands, lanes, replays: Replays::new(compare), recorded: false, asked: None })
}

/// First the lanes, which are a picture by themselves; then the run once more, to be looked at at any instant.
struct Stage {
    /// None when it is told, and where the machine is too large for it.
    hands: Option<HandsJob>,
    /// None when they are told.
    lanes: Option<LanesJob>,
    replays: Replays,
    recorded: bool,
    /// The instant that is asked about: the last one counts.
    asked: Option<Ps>,
}

impl Job for Stage {
    fn advance(&mut self, run: u32) -> Slice {
        let tell = |staged| Slice::Tell(StageAnswer { run, staged }.encode());
        if let Some(job) = &mut self.hands {
            let Some(hands) = job.advance(SLICE_EVENTS) else { return Slice::More };
            self.hands = None;
            return tell(Staged::Hands(Box::new(hands)));
        }
        if let Some(job) = &mut self.lanes {
            let Some(lanes) = job.advance(SLICE_EVENTS) else { return Slice::More };
            self.lanes = None;
            return tell(Staged::Lanes(Box::new(lanes)));
        }
        if !self.recorded {
            self.recorded = self.replays.record(SLICE_EVENTS);
            return Slice::More;
        }
        match self.asked.take() {
            Some(at) => tell(Staged::Maps(Box::new(self.replays.maps(at)))),
            None => Slice::Idle,
        }
    }

    fn permille(&self) -> u32 {
        self.lanes.as_ref().map_or(1000, LanesJob::permille)
    }

    fn look(&mut self, at: Ps) {
        self.asked = Some(at);
    }
}
