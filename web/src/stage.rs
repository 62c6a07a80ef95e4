//! The stage: which part of the run is in view, where one stands in it, and what there is to say of what stands there.

use std::rc::Rc;

use pgd_sim::Ps;
use playground::{Happening, Lane, Lanes, Sign};
use plot::{count, nanoseconds};
use yew::Reducible;

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
}

/// What can be done.
#[derive(Clone, Debug)]
pub enum Move {
    /// A run is there.
    Show(Rc<Lanes>),
    /// Look at this.
    Pick(Option<Place>),
    /// Stand there.
    Go(u64),
    /// To the next or the last happening; only to new slots, where that is asked for.
    Step {
        /// Whether ahead.
        ahead: bool,
        /// Whether only to instants at which a slot is new.
        slots: bool,
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
        match action {
            Move::Show(lanes) => stage = Stage::opened(lanes),
            Move::Pick(picked) => {
                stage.picked = picked;
                stage.at = picked.map_or(stage.at, |place| stage.happening(place).from.0);
            }
            Move::Go(at) => {
                stage.at = at.min(stage.end());
                stage.picked = None;
                stage.reveal();
            }
            Move::Step { ahead, slots } => stage.step(ahead, slots),
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
    fn step(&mut self, ahead: bool, slots: bool) {
        let key = |(lane, at): Place| (self.happening((lane, at)).from.0, lane as usize, at);
        let all = Lane::ALL.into_iter().flat_map(|lane| {
            let track = &self.lanes.track(lane).happenings;
            let wanted = move |(at, happening): (usize, &Happening)| {
                (!slots || happening.sign == Sign::SlotNew).then_some((lane, at))
            };
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

    /// What has to do with a happening: who waits for a walk, whom a wait is for, the slot that a fault was about.
    #[must_use]
    pub fn related(&self, (lane, at): Place) -> Vec<Place> {
        let this = *self.happening((lane, at));
        let meets = |other: &Happening| other.from < this.until && other.until > this.from;
        let tied = |other: &Happening| match this.sign {
            Sign::Walk => other.sign.waits() && meets(other),
            Sign::Vmalloc => other.cpu == this.cpu && within(other, &this) && other.sign != Sign::Vmalloc,
            sign if sign.waits() => other.sign == Sign::Walk && meets(other),
            sign if sign.faults() => other.sign == Sign::SlotNew && other.slot == this.slot,
            _ => false,
        };
        let track = self.lanes.track(lane).happenings.iter().enumerate();
        track.filter(|(other, happening)| *other != at && tied(happening)).map(|(other, _)| (lane, other)).collect()
    }

    /// What there is to say of a happening: what it was, what it cost, why it came, who waited for whom.
    #[must_use]
    pub fn receipt(&self, place: Place) -> String {
        let this = *self.happening(place);
        let long = |happening: &Happening| nanoseconds(Ps(happening.until.0 - happening.from.0).as_ns());
        let took = long(&this);
        let slot = this.slot.map_or_else(|| "a slot".to_owned(), |slot| format!("slot {slot}"));
        let process = this.process.map_or_else(|| "the kernel's own table".to_owned(), |p| format!("process {p}"));
        let related: Vec<Happening> = self.related(place).into_iter().map(|place| *self.happening(place)).collect();
        let what = match this.sign {
            Sign::Vmalloc => {
                let new = related.iter().filter(|other| other.sign == Sign::SlotNew).count();
                let walked = related.iter().filter(|other| other.sign == Sign::Walk).map(&long).next();
                let news =
                    if new == 0 { "no slot is new by it".to_owned() } else { format!("it makes {} new", slots(new)) };
                let walk = walked.map(|walk| format!(", and its walk holds pgd_lock for {walk}")).unwrap_or_default();
                format!("a vmalloc takes {took}; {news}{walk}.")
            }
            Sign::Walk => {
                let longest = related.iter().max_by_key(|wait| wait.until.0 - wait.from.0).map(&long);
                let waiting = longest.map_or_else(
                    || "nobody waits for it".to_owned(),
                    |longest| format!("{} for it meanwhile, the longest for {longest}", waits(related.len())),
                );
                format!(
                    "pgd_lock is held for {took} to write {slot} into {} tables; {waiting}.",
                    count(this.tables.into())
                )
            }
            Sign::ForkWaits | Sign::VmallocWaits | Sign::OtherWaits => {
                let who = match this.sign {
                    Sign::ForkWaits => "a fork",
                    Sign::VmallocWaits => "a vmalloc",
                    _ => "an exit",
                };
                let behind = related.first().map_or_else(
                    || "behind shorter sections of others".to_owned(),
                    |walk| {
                        let slot = walk.slot.unwrap_or_default();
                        format!("while CPU {} writes slot {slot} into {} tables", walk.cpu, count(walk.tables.into()))
                    },
                );
                format!("{who} waits {took} for pgd_lock, {behind}.")
            }
            Sign::TaskFault | Sign::IrqFault | Sign::NmiFault => {
                let context = match this.sign {
                    Sign::TaskFault => "in its own kernel code",
                    Sign::IrqFault => "in an interrupt handler",
                    _ => "in an NMI handler, whose IRET unblocks NMIs too early",
                };
                let made = related.iter().rfind(|new| new.from <= this.from).map(|new| {
                    let before = nanoseconds(Ps(this.from.0 - new.from.0).as_ns());
                    format!(" It was made {before} before, by a vmalloc on CPU {}.", new.cpu)
                });
                let made = made.unwrap_or_default();
                format!("{slot} is missing from the table of {process}, {context}; the fault fills it in {took}.{made}")
            }
            Sign::NmiWindow => format!("for {took} NMIs are unblocked while an NMI handler still runs."),
            Sign::SlotNew => format!("{slot} is new in the reference table."),
            Sign::NoRoom => "a vmalloc finds no room.".to_owned(),
            Sign::Oops => format!("{slot} is missing and nobody fills it: an oops."),
            Sign::NmiNests => "a further NMI is due while NMIs are unblocked: it would nest.".to_owned(),
        };
        format!("{} · CPU {} · {}: {what}", place.0.title(), this.cpu, instant(this.from.0))
    }
}

fn within(inner: &Happening, outer: &Happening) -> bool {
    outer.from <= inner.from && inner.until <= outer.until
}

fn slots(number: usize) -> String {
    if number == 1 { "a slot".to_owned() } else { format!("{number} slots") }
}

fn waits(number: usize) -> String {
    if number == 1 { "one waits".to_owned() } else { format!("{number} wait") }
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
mod tests {
    use super::*;
    use playground::LanesJob;
    use scenario::Compare;

    fn stage(compare: &Compare) -> Rc<Stage> {
        let mut job = LanesJob::new(compare);
        let lanes = loop {
            if let Some(lanes) = job.advance(100_000) {
                break lanes;
            }
        };
        Rc::new(Stage::default()).reduce(Move::Show(Rc::new(lanes)))
    }

    fn short() -> Compare {
        Compare { time: Ps(200_000_000_000), ..Compare::default() }
    }

    #[test]
    fn it_opens_at_the_first_walk_with_all_of_it_in_view() {
        let stage = stage(&short());
        let walk = stage.happening(stage.picked.expect("something is picked"));
        assert_eq!(walk.sign, Sign::Walk);
        assert!(stage.view.0 < walk.from.0 && walk.until.0 < stage.view.1);
        let said = stage.receipt(stage.picked.expect("picked"));
        assert!(said.contains("pgd_lock is held for 3.0") && said.contains("wait for it meanwhile"), "{said}");
    }

    #[test]
    fn forward_and_back_is_where_one_was() {
        let mut here = stage(&short()).reduce(Move::Go(0));
        let mut seen = Vec::new();
        for _ in 0..100 {
            here = here.reduce(Move::Step { ahead: true, slots: false });
            seen.push(here.picked);
            assert!((here.view.0..=here.view.1).contains(&here.at), "one sees where one is");
        }
        for picked in seen.iter().rev().skip(1) {
            here = here.reduce(Move::Step { ahead: false, slots: false });
            assert_eq!(here.picked, *picked);
        }
    }

    #[test]
    fn the_view_never_leaves_the_run() {
        let mut stage = stage(&short());
        for action in [
            Move::Zoom(1, 0),
            Move::Pan(-500),
            Move::Zoom(100_000, u64::MAX / 4),
            Move::Pan(500),
            Move::Go(u64::MAX),
            Move::Zoom(1, u64::MAX),
            Move::Tick(500),
            Move::Whole,
        ] {
            stage = stage.reduce(action.clone());
            assert!(stage.view.0 < stage.view.1 && stage.view.1 <= stage.end(), "{action:?} to {:?}", stage.view);
        }
    }

    #[test]
    fn every_happening_has_its_receipt() {
        let stage = stage(&Compare { nmi: 5_000, ..short() });
        for lane in Lane::ALL {
            for at in 0..stage.lanes.track(lane).happenings.len() {
                let said = stage.receipt((lane, at));
                assert!(said.starts_with(lane.title()) && said.ends_with('.'), "{said}");
            }
        }
    }

    #[test]
    fn time_goes_on_only_while_it_is_let_go_on() {
        let here = stage(&short()).reduce(Move::Go(0)).reduce(Move::Tick(4));
        assert_eq!(here.at, 0, "a late tick");
        let gone_on = here.reduce(Move::Play(true)).reduce(Move::Tick(4));
        assert!(gone_on.at > 0 && gone_on.playing);
        let at_the_end = gone_on.reduce(Move::Go(u64::MAX)).reduce(Move::Tick(4));
        assert!(!at_the_end.playing);
    }

    #[test]
    fn a_run_of_nothing_has_a_stage_too() {
        let stage = stage(&Compare { vmalloc: 0, fork: 0, touch: 0, switch: 0, irq: 0, nmi: 0, ..short() });
        assert_eq!(stage.picked, None);
        let stepped = stage.reduce(Move::Step { ahead: true, slots: true });
        assert_eq!((stepped.at, stepped.view.0), (0, 0));
    }
}
