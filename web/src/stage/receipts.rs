//! What there is to say of a happening, and what has to do with it.

use pgd_sim::Ps;
use playground::{Happening, Sign};
use plot::{count, nanoseconds};

use super::{Place, Stage, instant};

impl Stage {
    /// What has to do with a happening: who waits for a walk, whom a wait is for, the slot that a fault was about.
    #[must_use]
    pub fn related(&self, (lane, at): Place) -> Vec<Place> {
        let this = *self.happening((lane, at));
        let meets = |other: &Happening| other.from < this.until && other.until > this.from;
        let tied = |other: &Happening| match this.sign {
            Sign::Walk => other.sign.waits() && meets(other),
            Sign::Vmalloc => other.cpu == this.cpu && within(other, &this) && other.sign != Sign::Vmalloc,
            sign if sign.waits() => other.sign == Sign::Walk && meets(other),
            sign if sign.faults() || sign.goes_wrong() => other.sign == Sign::SlotNew && other.slot == this.slot,
            _ => false,
        };
        let track = self.lanes.track(lane).happenings.iter().enumerate();
        track.filter(|(other, happening)| *other != at && tied(happening)).map(|(other, _)| (lane, other)).collect()
    }

    /// What there is to say where nothing is picked.
    #[must_use]
    pub fn nothing_picked(&self) -> String {
        let Some(pick) = &self.lost else { return format!("{}: pick something, or step.", instant(self.at)) };
        format!(
            "{} · CPU {} · {}: what the link picks there, “{}”, is not in this run, or not in what is shown of it. Pick something \
             else, or step.",
            pick.lane.title(),
            pick.cpu.0,
            instant(pick.from.0),
            pick.sign.id()
        )
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
        // Where the entry came from, in a sentence of its own.
        let made = |what: &str| {
            let last = related.iter().rfind(|new| new.sign == Sign::SlotNew && new.from <= this.from);
            let told = last.map(|new| {
                let before = nanoseconds(Ps(this.from.0 - new.from.0).as_ns());
                format!(" {what} {before} before, by a vmalloc on CPU {}.", new.cpu)
            });
            told.unwrap_or_default()
        };
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
                format!(
                    "{slot} is missing from the table of {process}, {context}; the fault fills it in {took}.{}",
                    made("It was made")
                )
            }
            Sign::NmiWindow => format!("for {took} NMIs are unblocked while an NMI handler still runs."),
            Sign::SlotNew => format!("{slot} is new in the reference table."),
            Sign::NoRoom => "a vmalloc finds no room.".to_owned(),
            Sign::Oops => format!(
                "{slot} is missing from the table of {process} and nobody fills it: an oops.{}",
                made("It was made")
            ),
            Sign::Stale => format!(
                "an access goes through an entry for {slot} that the table of {process} still has and the reference table has \
                 not any more: what it finds is no more the area’s.{}",
                made("A new entry was made")
            ),
            Sign::DoubleFault => format!(
                "a switch loads the table of {process} on a stack in {slot}, which that table lacks: the first push faults, \
                 and so does the fault’s own, a double fault.{}",
                made("It was made")
            ),
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
