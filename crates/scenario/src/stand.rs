//! Where one stands in a run: at an instant, or at something that happens.

use pgd_sim::{Config, CpuId, Ps, Sign};

use crate::error::ScenarioError;
use crate::lane::Lane;
use crate::quantity::Unit;

/// The keys of an instant and of a happening in a link.
pub(crate) const AT: &str = "at";
pub(crate) const PICK: &str = "pick";

/// The latest instant: far behind the end of the longest run.
const LATEST: Ps = Ps(1 << 58);

/// Where one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// At an instant.
    At(Ps),
    /// At something that happens, at its start.
    Picked(Pick),
}

/// Something that happens in a run, by what it is: a place in a list would mean something else after the next change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// In which lane.
    pub lane: Lane,
    /// What.
    pub sign: Sign,
    /// Where.
    pub cpu: CpuId,
    /// From when.
    pub from: Ps,
    /// About which slot, where one is named: a CPU can do the same about two at one instant.
    pub slot: Option<u16>,
}

impl Stand {
    /// When that is.
    #[must_use]
    pub const fn instant(self) -> Ps {
        match self {
            Stand::At(at) => at,
            Stand::Picked(pick) => pick.from,
        }
    }

    /// Key and text, as a link has it.
    #[must_use]
    pub fn text(self) -> (&'static str, String) {
        match self {
            Stand::At(at) => (AT, instant(at)),
            Stand::Picked(pick) => (PICK, pick.text()),
        }
    }
}

impl Pick {
    /// As a link has it.
    ///
    /// ```
    /// use pgd_sim::{CpuId, Ps, Sign};
    /// use scenario::{Lane, Pick};
    ///
    /// let pick = Pick { lane: Lane::Eager, sign: Sign::Walk, cpu: CpuId(4), from: Ps::from_ns(76_500_000), slot: Some(1) };
    /// assert_eq!(pick.text(), "eager:walk:4:76.5ms:1");
    /// assert_eq!(Pick::read("eager:walk:4:76500us:1"), Ok(pick));
    /// ```
    #[must_use]
    pub fn text(&self) -> String {
        let slot = self.slot.map(|slot| format!(":{slot}")).unwrap_or_default();
        format!("{}:{}:{}:{}{slot}", self.lane.id(), self.sign.id(), self.cpu.0, instant(self.from))
    }

    /// From a link.
    ///
    /// # Errors
    /// Where it names no lane, nothing that can happen, no CPU or no instant.
    pub fn read(text: &str) -> Result<Pick, ScenarioError> {
        let refuse = |expected: String| ScenarioError::new(PICK, text, expected);
        let parts: Vec<&str> = text.trim().split(':').collect();
        let (&[lane, sign, cpu, from], slot) = parts.split_first_chunk().unwrap_or((&[""; 4], &[]));
        if lane.is_empty() || slot.len() > 1 {
            let expected = "write lane, what happens, CPU and instant, such as lazy:fault:3:1.25ms, and a slot behind it if need be";
            return Err(refuse(expected.to_owned()));
        }
        let lanes = Lane::ALL.map(Lane::id).join(", ");
        let signs = Sign::ALL.map(Sign::id).join(", ");
        let cpus = 0..Config::CPUS_MAX;
        Ok(Pick {
            lane: Lane::named(lane).ok_or_else(|| refuse(format!("the lane is one of {lanes}")))?,
            sign: Sign::named(sign).ok_or_else(|| refuse(format!("what happens is one of {signs}")))?,
            cpu: cpu
                .parse()
                .ok()
                .filter(|cpu| cpus.contains(cpu))
                .map(CpuId)
                .ok_or_else(|| refuse(format!("the CPU is a number from 0 to {}", Config::CPUS_MAX - 1)))?,
            from: read_instant(PICK, from)?,
            slot: match slot.first() {
                Some(slot) => Some(slot.parse().map_err(|_| refuse("the slot is a number".to_owned()))?),
                None => None,
            },
        })
    }
}

/// An instant to the picosecond, in a unit that one compares instants in.
fn instant(at: Ps) -> String {
    let (unit, digits, suffix) = match at.0 {
        0 => return "0s".to_owned(),
        1_000_000_000.. => (1_000_000_000, 9, "ms"),
        1_000_000.. => (1_000_000, 6, "us"),
        _ => (1_000, 3, "ns"),
    };
    let decimals = format!("{:0digits$}", at.0 % unit);
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{}{point}{decimals}{suffix}", at.0 / unit)
}

/// The instant of a text.
pub(crate) fn read_instant(key: &str, text: &str) -> Result<Ps, ScenarioError> {
    let read = Unit::Time.read(text.trim()).map(Ps).filter(|at| *at <= LATEST);
    read.ok_or_else(|| ScenarioError::new(key, text, "write an instant of the run, such as 1.25ms"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::{Link, Scenario};
    use crate::shown::Shown;

    fn stand(fragment: &str) -> Option<Stand> {
        let link = Link::read(fragment);
        assert!(link.notices.is_empty(), "{:?}", link.notices);
        link.scenario.shown.stand
    }

    #[test]
    fn where_one_stands_comes_through_a_link_and_changes_nothing_else() {
        for fragment in [
            "v=1&view=compare&procs=10k&at=1.25ms",
            "v=1&view=compare&procs=10k&pick=lazy:irq-fault:3:1.250001us",
            "v=1&view=compare&at=0s",
            "v=1&view=compare&pick=eager:walk:4:1076.738842123ms:1",
            "v=1&view=compare&at=17.5ns",
        ] {
            assert!(stand(fragment).is_some());
            assert_eq!(Link::read(fragment).scenario.fragment(), fragment);
        }
        assert_eq!(
            Link::read("v=1&procs=10k&at=1ms").scenario.compare,
            Link::read("v=1&procs=10k").scenario.compare,
            "no other run"
        );
        for sign in Sign::ALL {
            let pick = Pick {
                lane: Lane::Shared,
                sign,
                cpu: CpuId(63),
                from: Ps(7),
                slot: (sign == Sign::SlotNew).then_some(12),
            };
            assert_eq!(Pick::read(&pick.text()), Ok(pick));
        }
    }

    #[test]
    fn of_two_places_the_last_counts() {
        let at = Some(Stand::At(Ps::from_ns(1_000_000)));
        assert_eq!(stand("v=1&pick=lazy:fault:3:2ms&at=1ms"), at);
        let picked = stand("v=1&at=1ms&pick=lazy:fault:3:2ms");
        assert_eq!(picked.map(Stand::instant), Some(Ps::from_ns(2_000_000)));
        let scenario = Link::read("v=1&pick=lazy:fault:3:2ms").scenario;
        assert_eq!(scenario.with("at", "1ms").expect("an instant").shown.stand, at);
        assert_eq!(scenario.with("pick", "").expect("nothing").shown, Shown::default());
        assert_eq!(scenario.with("at", "").expect("nothing"), scenario, "it stands at no instant of its own");
    }

    #[test]
    fn what_is_no_place_is_told() {
        for (text, named) in [
            ("at=soon", "an instant of the run"),
            ("at=1ms&pick=lazy", "lane, what happens, CPU and instant"),
            ("at=1ms&pick=busy:fault:3:2ms", "shared, eager, lazy"),
            ("at=1ms&pick=lazy:dance:3:2ms", "fork-waits"),
            ("at=1ms&pick=lazy:fault:64:2ms", "from 0 to 63"),
            ("at=1ms&pick=lazy:fault:3:2ms:x", "the slot is a number"),
            ("at=1ms&pick=lazy:fault:3:2ms:1:1", "lane, what happens"),
            ("at=1ms&pick=lazy:fault:3:2", "an instant of the run"),
        ] {
            let link = Link::read(&format!("v=1&{text}"));
            let [notice] = &link.notices[..] else { panic!("{text}: {:?}", link.notices) };
            assert!(notice.to_string().contains(named), "{notice}");
            let kept = if text.starts_with("at=1ms") { Some(Stand::At(Ps::from_ns(1_000_000))) } else { None };
            assert_eq!(link.scenario.shown.stand, kept, "{text}");
        }
        assert_eq!(Scenario::default().with("pick", "lazy").expect_err("no place").field, "pick");
    }
}
