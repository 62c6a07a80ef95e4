//! The stage: which part of the run is in view, where one stands in it, and what there is to say of what stands there.

use std::ops::Range;
use std::rc::Rc;

use pgd_sim::{CpuId, Ps};
use playground::{Happening, Lane, Lanes, Sign};
use scenario::{Pick, Stand};
use yew::Reducible;

mod receipts;

/// The shortest view: a hundred nanoseconds of model time.
const SHORTEST: u64 = 100_000;

/// One happening: its lane and its place in it.
pub type Place = (Lane, usize);

/// What is shown of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stage {
    /// The run.
    pub lanes: Rc<Lanes>,
    /// The view's left and right end, in picoseconds.
    pub view: (u64, u64),
    /// Where one stands.
    pub at: u64,
    /// What is looked at.
    pub picked: Option<Place>,
    /// Whether time goes on by itself.
    pub playing: bool,
    /// Whether one has gone anywhere, or a link has: otherwise it stands where it opened by itself.
    moved: bool,
    /// What a link picks and this run has not.
    pub lost: Option<Pick>,
}

/// At which happenings one stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// All.
    Any,
    /// A slot is new.
    NewSlot,
    /// Something that should not be.
    Hazard,
}

/// What can be done.
#[derive(Clone, Debug)]
pub enum Move {
    /// A run is there; one stands there, or where it opens by itself.
    Show(Rc<Lanes>, Option<Stand>),
    /// Stand there, or where the run opens by itself.
    Stand(Option<Stand>),
    /// Look at this.
    Pick(Option<Place>),
    /// Stand there.
    Go(u64),
    /// To the next or the last happening of a kind.
    Step {
        /// Whether ahead.
        ahead: bool,
        /// At which one stops.
        stop: Stop,
    },
    /// Show a part so many hundredths as long, around an instant.
    Zoom(u32, u64),
    /// Move the view by so many hundredths of its length.
    Pan(i32),
    /// Show everything.
    Whole,
    /// Let time go on, or stop it.
    Play(bool),
    /// Time has gone on by so many thousandths of the view.
    Tick(u32),
}

impl Reducible for Stage {
    type Action = Move;

    fn reduce(self: Rc<Self>, action: Move) -> Rc<Self> {
        let mut stage = Rc::unwrap_or_clone(self);
        if matches!(action, Move::Pick(_) | Move::Go(_) | Move::Step { .. }) {
            (stage.moved, stage.lost) = (true, None);
        }
        match action {
            Move::Show(lanes, stand) => stage = Stage::opened(lanes).standing(stand),
            Move::Stand(None) => stage = Stage::opened(stage.lanes),
            Move::Stand(stand) => stage = stage.standing(stand),
            Move::Pick(picked) => {
                stage.picked = picked;
                stage.at = picked.map_or(stage.at, |place| stage.happening(place).from.0);
            }
            Move::Go(at) => {
                stage.at = at.min(stage.end());
                stage.picked = None;
                stage.reveal();
            }
            Move::Step { ahead, stop } => stage.step(ahead, stop),
            Move::Zoom(percent, around) => stage.zoom(percent, around),
            Move::Pan(percent) => {
                let by = (stage.length() as f64 * f64::from(percent) / 100.0) as i64;
                stage.look_at(stage.view.0.saturating_add_signed(by), stage.length());
            }
            Move::Whole => stage.look_at(0, stage.end()),
            Move::Play(playing) => stage.playing = playing && stage.at < stage.end(),
            // One that was on its way when time was stopped comes to nothing.
            Move::Tick(_) if !stage.playing => {}
            Move::Tick(permille) => {
                (stage.moved, stage.lost) = (true, None);
                stage.at = (stage.at + (stage.length() / 1_000 * u64::from(permille)).max(1)).min(stage.end());
                stage.picked = None;
                stage.playing &= stage.at < stage.end();
                stage.reveal();
            }
        }
        Rc::new(stage)
    }
}

impl Stage {
    /// A run as it opens: at the first new slot, with the walk in full and what comes after it; without one, all of it.
    #[must_use]
    pub fn opened(lanes: Rc<Lanes>) -> Stage {
        let mut stage = Stage { view: (0, lanes.end.0.max(SHORTEST)), lanes, ..Stage::default() };
        let eager = &stage.lanes.track(Lane::Eager).happenings;
        let walk = eager.iter().position(|happening| happening.sign == Sign::Walk);
        if let Some(walk) = walk {
            let Happening { from, until, .. } = eager[walk];
            let long = (until.0 - from.0).max(SHORTEST);
            stage.look_at(from.0.saturating_sub(long / 2), 3 * long);
            (stage.at, stage.picked) = (from.0, Some((Lane::Eager, walk)));
        }
        stage
    }

    /// The same where a link says.
    fn standing(mut self, stand: Option<Stand>) -> Stage {
        let Some(stand) = stand else { return self };
        self.moved = true;
        self.at = stand.instant().0.min(self.end());
        (self.picked, self.lost) = match stand {
            Stand::At(_) => (None, None),
            Stand::Picked(pick) => match self.find(&pick) {
                Some(place) => (Some(place), None),
                None => (None, Some(pick)),
            },
        };
        self.reveal();
        self
    }

    /// Where one stands, as a link says it; none where the run has opened by itself.
    #[must_use]
    pub fn stand(&self) -> Option<Stand> {
        let picked = self.lost.or_else(|| self.picked.map(|place| self.pick(place)));
        self.moved.then(|| picked.map_or(Stand::At(Ps(self.at)), Stand::Picked))
    }

    /// A happening, as a link names it.
    fn pick(&self, place: Place) -> Pick {
        let Happening { sign, cpu, from, slot, .. } = *self.happening(place);
        Pick { lane: place.0, sign, cpu: CpuId(cpu), from, slot }
    }

    fn find(&self, pick: &Pick) -> Option<Place> {
        let is_it = |it: &Happening| {
            (it.from, it.cpu, it.sign) == (pick.from, pick.cpu.0, pick.sign)
                && pick.slot.is_none_or(|slot| it.slot == Some(slot))
        };
        self.lanes.track(pick.lane).happenings.iter().position(is_it).map(|at| (pick.lane, at))
    }

    /// The run's end.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.lanes.end.0.max(SHORTEST)
    }

    /// How long a part is in view.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.view.1 - self.view.0
    }

    /// One happening.
    #[must_use]
    pub fn happening(&self, (lane, at): Place) -> &Happening {
        &self.lanes.track(lane).happenings[at]
    }

    /// Whether anything happens at which one would stop.
    #[must_use]
    pub fn has(&self, stop: Stop) -> bool {
        Lane::ALL.iter().any(|lane| self.lanes.track(*lane).happenings.iter().any(|it| stop.is_at(it.sign)))
    }

    /// Of what has happened about one of these slots, best to one of these processes, what is nearest to where one stands.
    #[must_use]
    pub fn about(&self, lane: Lane, slots: Range<u32>, processes: Range<u32>) -> Option<Place> {
        let track = self.lanes.track(lane).happenings.iter().enumerate();
        let about = track.filter(|(_, it)| it.slot.is_some_and(|slot| slots.contains(&slot.into())));
        let key = |it: &Happening| {
            let other = it.process.is_none_or(|process| !processes.contains(&process));
            (other, it.sign != Sign::SlotNew && other, it.from.0.abs_diff(self.at))
        };
        about.min_by_key(|(_, it)| key(it)).map(|(at, _)| (lane, at))
    }

    fn look_at(&mut self, from: u64, length: u64) {
        let length = length.clamp(SHORTEST, self.end());
        let from = from.min(self.end() - length);
        self.view = (from, from + length);
    }

    fn zoom(&mut self, percent: u32, around: u64) {
        let length = (self.length() as u128 * u128::from(percent) / 100) as u64;
        let share = around.saturating_sub(self.view.0) as f64 / self.length() as f64;
        let length = length.clamp(SHORTEST, self.end());
        self.look_at(around.saturating_sub((length as f64 * share) as u64), length);
    }

    /// Moves the view as little as it takes to see where one stands.
    fn reveal(&mut self) {
        let margin = self.length() / 10;
        if self.at < self.view.0 + margin {
            self.look_at(self.at.saturating_sub(margin), self.length());
        } else if self.at + margin > self.view.1 {
            self.look_at((self.at + margin).saturating_sub(self.length()), self.length());
        }
    }

    /// Happenings of all lanes follow one another by their start, at the same instant by lane.
    fn step(&mut self, ahead: bool, stop: Stop) {
        let key = |(lane, at): Place| (self.happening((lane, at)).from.0, lane as usize, at);
        let all = Lane::ALL.into_iter().flat_map(|lane| {
            let track = &self.lanes.track(lane).happenings;
            let wanted = move |(at, happening): (usize, &Happening)| stop.is_at(happening.sign).then_some((lane, at));
            track.iter().enumerate().filter_map(wanted)
        });
        let here = self.picked.map_or((self.at, if ahead { 3 } else { 0 }, 0), key);
        let next = if ahead {
            all.filter(|place| key(*place) > here).min_by_key(|place| key(*place))
        } else {
            all.filter(|place| key(*place) < here).max_by_key(|place| key(*place))
        };
        if let Some(place) = next {
            self.picked = Some(place);
            self.at = self.happening(place).from.0;
            self.reveal();
        }
    }
}

impl Stop {
    /// Whether one stops there.
    #[must_use]
    pub const fn is_at(self, sign: Sign) -> bool {
        match self {
            Stop::Any => true,
            Stop::NewSlot => matches!(sign, Sign::SlotNew),
            Stop::Hazard => sign.goes_wrong() || matches!(sign, Sign::NmiFault | Sign::NmiNests | Sign::NoRoom),
        }
    }
}

/// An instant to the nanosecond.
///
/// ```
/// assert_eq!(web::stage::instant(12_345_678_000), "12.345678 ms");
/// ```
#[must_use]
pub fn instant(ps: u64) -> String {
    let ns = Ps(ps).as_ns();
    format!("{}.{:06} ms", ns / 1_000_000, ns % 1_000_000)
}

#[cfg(test)]
mod tests;
