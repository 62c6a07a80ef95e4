//! What of the Compare view is looked at: part of a link, and of no result.
//!
//! A load gives the same figures wherever one looks. So this stands apart from [`crate::Compare`]: when it changes no run begins
//! anew, no digest has it, and a preset is none the less itself.

use pgd_sim::Figure;

use crate::choice::{Choice, MEASURES};
use crate::error::ScenarioError;
use crate::field::{FIELDS, Field, Kind, Value, field};
use crate::quantity::Unit;
use crate::stand::{AT, PICK, Pick, Stand, read_instant};
use crate::tail::{Slower, TAIL};

/// What is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// What the sweep shows.
    pub sweep: Swept,
    /// What the break-even map shows.
    pub map: Mapped,
    /// Whether charts show what the low and the high costs give too.
    pub band: bool,
    /// Which slow calls are marked in the lanes.
    pub tail: Option<Slower>,
    /// Where one stands in the run; none is where the stage opens by itself.
    pub stand: Option<Stand>,
}

impl Shown {
    /// Key and text of each that is not as by default, in the order of a link.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&'static str, String)> {
        let default = Shown::default();
        let texts = SHOWN_FIELDS.iter().map(move |field| (field.key, field.text(self), field.text(&default)));
        texts.filter(|(_, text, default)| text != default).map(|(key, text, _)| (key, text))
    }

    /// Takes what one of the two keys says of where one stands. Nothing is what it says where the other has said it.
    fn take_stand(
        &mut self,
        key: &str,
        text: &str,
        read: impl Fn(&str) -> Result<Stand, ScenarioError>,
    ) -> Result<(), ScenarioError> {
        if !text.is_empty() {
            self.stand = Some(read(text)?);
        } else if self.stand.is_some_and(|stand| stand.text().0 == key) {
            self.stand = None;
        }
        Ok(())
    }

    /// What one of the two keys says.
    fn stand_text(&self, key: &str) -> String {
        self.stand.map(Stand::text).filter(|(its, _)| *its == key).map_or_else(String::new, |(_, text)| text)
    }
}

/// One thing that can be looked at otherwise. Its default's text, which may be empty, can be read like any other.
pub struct ShownField {
    /// Its key in a link.
    pub key: &'static str,
    /// Whether a change of it is a step that one would want to go back by, and no mere passing by.
    pub is_step: bool,
    read: fn(&mut Shown, &str) -> Result<(), ScenarioError>,
    write: fn(&Shown) -> String,
}

impl ShownField {
    /// As a link has it.
    #[must_use]
    pub fn text(&self, shown: &Shown) -> String {
        (self.write)(shown)
    }

    /// Takes a text; where it will not do, everything stays as it is.
    ///
    /// # Errors
    /// Where it is not of the field's kind.
    pub(crate) fn take(&self, shown: &mut Shown, text: &str) -> Result<(), ScenarioError> {
        (self.read)(shown, text)
    }
}

/// All of them, in the order of a link.
pub const SHOWN_FIELDS: &[ShownField] = &[
    ShownField {
        key: SWEEP,
        is_step: true,
        read: |shown, text| Swept::read(text).map(|swept| shown.sweep = swept),
        write: |shown| shown.sweep.text(),
    },
    ShownField {
        key: MAP,
        is_step: true,
        read: |shown, text| Mapped::read(text).map(|mapped| shown.map = mapped),
        write: |shown| shown.map.text(),
    },
    ShownField {
        key: BAND,
        is_step: true,
        read: |shown, text| {
            let word = SWITCH.iter().position(|word| text.trim().eq_ignore_ascii_case(word));
            let word =
                word.ok_or_else(|| ScenarioError::new(BAND, text, format!("write one of {}", SWITCH.join(", "))))?;
            shown.band = word == 1;
            Ok(())
        },
        write: |shown| SWITCH[usize::from(shown.band)].to_owned(),
    },
    ShownField {
        key: TAIL,
        is_step: false,
        read: |shown, text| {
            shown.tail = (!text.is_empty()).then(|| Slower::read(text)).transpose()?;
            Ok(())
        },
        write: |shown| shown.tail.map_or_else(String::new, Slower::text),
    },
    ShownField {
        key: AT,
        is_step: false,
        read: |shown, text| shown.take_stand(AT, text, |text| read_instant(AT, text).map(Stand::At)),
        write: |shown| shown.stand_text(AT),
    },
    ShownField {
        key: PICK,
        is_step: true,
        read: |shown, text| shown.take_stand(PICK, text, |text| Pick::read(text).map(Stand::Picked)),
        write: |shown| shown.stand_text(PICK),
    },
];

/// The one of that key.
pub(crate) fn shown_field(key: &str) -> Option<&'static ShownField> {
    SHOWN_FIELDS.iter().find(|field| field.key == key)
}

const SWEEP: &str = "sweep";
const MAP: &str = "map";
const BAND: &str = "band";
/// The words of what is or is not.
const SWITCH: [&str; 2] = ["off", "on"];

/// A figure over a field: `procs:fork_ns.max`, or `procs:fork_ns.max:10..1m` for a range of one's own.
#[derive(Clone, Copy, Debug)]
pub struct Swept {
    /// What changes: a field with numbers.
    pub field: &'static Field,
    /// What is looked at.
    pub figure: &'static Figure,
    /// From where to where, in the field's unit; none is the range in which one usually plays.
    pub range: Option<(u64, u64)>,
}

impl Default for Swept {
    /// The longest fork over processes.
    fn default() -> Swept {
        let field = field("procs").expect("the table of fields has it");
        Swept { field, figure: Figure::named("fork_ns.max").expect("the table of figures has it"), range: None }
    }
}

impl PartialEq for Swept {
    fn eq(&self, other: &Swept) -> bool {
        let of = |swept: &Swept| (swept.field.key, swept.figure.id, swept.range);
        of(self) == of(other)
    }
}

impl Swept {
    /// Whether a field can change: there is something between two of its values. (Seeds have an order, but none that means
    /// anything.)
    #[must_use]
    pub fn can_change(field: &Field) -> bool {
        matches!(field.kind, Kind::Number { .. }) && field.key != "seed"
    }

    /// As a link has it.
    ///
    /// ```
    /// let swept = scenario::Swept::read("cpus:vmalloc_ns.p99:1..8").unwrap();
    /// assert_eq!((swept.field.key, swept.range), ("cpus", Some((1, 8))));
    /// assert_eq!(swept.text(), "cpus:vmalloc_ns.p99:1..8");
    /// ```
    #[must_use]
    pub fn text(&self) -> String {
        let Swept { field, figure, .. } = self;
        let range = self.range_texts().map(|[from, to]| format!(":{from}..{to}"));
        format!("{}:{}{}", field.key, figure.id, range.unwrap_or_default())
    }

    /// Both ends of its own range, as typed.
    #[must_use]
    pub fn range_texts(&self) -> Option<[String; 2]> {
        self.range.map(|(from, to)| [number(self.field, from), number(self.field, to)])
    }

    /// From a link.
    ///
    /// # Errors
    /// Where field, figure or range are not there, or the range goes beyond the field's limits.
    pub fn read(text: &str) -> Result<Swept, ScenarioError> {
        let refuse = |value: &str, expected: String| ScenarioError::new(SWEEP, value, expected);
        let mut parts = text.trim().splitn(3, ':');
        let (Some(key), Some(id)) = (parts.next(), parts.next()) else {
            return Err(refuse(
                text,
                "write a field and a figure, such as procs:fork_ns.max, and a range such as :10..1m".to_owned(),
            ));
        };
        let Some(field) = field(key).filter(|field| Swept::can_change(field)) else {
            let keys: Vec<_> = FIELDS.iter().filter(|field| Swept::can_change(field)).map(|field| field.key).collect();
            return Err(refuse(key, format!("the fields that can be swept are {}", keys.join(", "))));
        };
        let figure = Figure::named(id).ok_or_else(|| {
            let ids = "vmalloc_ns.max, fork_ns.p99, faults.task, entries_written";
            refuse(id, format!("write a figure by its name in CSV, such as {ids}"))
        })?;
        let range = parts.next().map(|range| read_range(field, range)).transpose();
        Ok(Swept { field, figure, range: range.map_err(|error| refuse(text, error))? })
    }
}

/// `10..1m` in numbers; otherwise what would do.
fn read_range(field: &Field, range: &str) -> Result<(u64, u64), String> {
    let (from, to) = range.split_once("..").ok_or("write the range as from..to, such as 10..1m")?;
    let read = |text: &str| match field.read(text) {
        Ok(Value::Number(number)) => Ok(number),
        Ok(Value::None | Value::Choice(_)) => Err("write two numbers".to_owned()),
        Err(error) => Err(error.expected),
    };
    match (read(from)?, read(to)?) {
        (from, to) if from < to => Ok((from, to)),
        _ => Err("write the smaller number first".to_owned()),
    }
}

fn number(field: &Field, value: u64) -> String {
    field.write(Value::Number(value))
}

/// By what the break-even map judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Time that walks and faults take, the waiting of walks for their lock included.
    Spreading,
    /// Time of all CPUs in all operations of the load, with what forks wait.
    Kernel,
    /// The longest vmalloc, fork or access.
    Pause,
}

impl Measure {
    /// Its words.
    #[must_use]
    pub fn choice(self) -> &'static Choice<Measure> {
        MEASURES.iter().find(|choice| choice.value == self).expect("every measure has its words")
    }
}

/// The break-even map: `pause:40` is the longest pause, with 40 accesses a second by each process that makes any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// By what it judges.
    pub measure: Measure,
    /// Accesses of each process that makes any, a second.
    pub each: u32,
}

impl Default for Mapped {
    /// Enough accesses for most processes to come to most slots, and few enough for a map of large machines.
    fn default() -> Mapped {
        Mapped { measure: Measure::Spreading, each: 100 }
    }
}

impl Mapped {
    /// The most accesses of each process.
    pub const EACH_MAX: u32 = 100_000;

    /// As a link has it.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}:{}", self.measure.choice().id, self.each)
    }

    /// From a link; accesses may be left out.
    ///
    /// # Errors
    /// Where there is no such measure, or the number is beyond its limits.
    ///
    /// ```
    /// use scenario::{Mapped, Measure};
    ///
    /// assert_eq!(Mapped::read("pause"), Ok(Mapped { measure: Measure::Pause, each: 100 }));
    /// assert_eq!(Mapped::read("spread:40").unwrap().text(), "spread:40");
    /// assert!(Mapped::read("pause:0").is_err());
    /// ```
    pub fn read(text: &str) -> Result<Mapped, ScenarioError> {
        let (id, each) = text.trim().split_once(':').map_or((text.trim(), None), |(id, each)| (id, Some(each)));
        let measure = MEASURES.iter().find(|choice| choice.id.eq_ignore_ascii_case(id)).ok_or_else(|| {
            let ids: Vec<_> = MEASURES.iter().map(|choice| choice.id).collect();
            ScenarioError::new(MAP, id, format!("write one of {}", ids.join(", ")))
        })?;
        let each = each.map_or(Some(u64::from(Mapped::default().each)), |each| Unit::PerSecond.read(each));
        let each = each.filter(|each| (1..=u64::from(Mapped::EACH_MAX)).contains(each)).ok_or_else(|| {
            ScenarioError::new(MAP, text, format!("write 1 to {} accesses a second", Mapped::EACH_MAX))
        })?;
        Ok(Mapped { measure: measure.value, each: each as u32 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Link;

    #[test]
    fn what_is_looked_at_comes_through_a_link_and_changes_nothing_else() {
        let fragment = "v=1&view=compare&procs=10k&sweep=cpus:vmalloc_ns.p99:1..8";
        let link = Link::read(fragment);
        assert!(link.notices.is_empty(), "{:?}", link.notices);
        assert_eq!(link.scenario.fragment(), fragment);
        assert_eq!(link.scenario.compare, Link::read("v=1&procs=10k").scenario.compare);
        assert_eq!(
            Link::read("v=1&sweep=procs:fork_ns.max").scenario.fragment(),
            "v=1&view=compare",
            "a default is left out"
        );
        let elsewhere = "v=1&view=nmi&compare.sweep=cpus:vmalloc_ns.p99";
        assert_eq!(Link::read(elsewhere).scenario.fragment(), elsewhere);
    }

    #[test]
    fn what_cannot_be_swept_is_told_and_the_default_stands_in() {
        for (text, named) in [
            ("procs", "procs:fork_ns.max"),
            ("arch:fork_ns.max", "the fields that can be swept"),
            ("seed:fork_ns.max", "the fields that can be swept"),
            ("procs:speed", "name in CSV"),
            ("procs:fork_ns.max:10", "from..to"),
            ("procs:fork_ns.max:1m..10", "smaller number first"),
            ("procs:fork_ns.max:0..1g", "1 to"),
            ("life:fork_ns.max:1ms..never", "two numbers"),
        ] {
            let link = Link::read(&format!("v=1&sweep={text}"));
            assert_eq!(link.scenario.shown, Shown::default(), "{text}");
            let [notice] = &link.notices[..] else { panic!("{text}: {:?}", link.notices) };
            let said = notice.to_string();
            assert!(said.starts_with("sweep: ") && said.contains(named), "{said}");
        }
    }

    #[test]
    fn the_map_too_is_told_what_is_wrong_with_it() {
        for (text, named) in
            [("speed", "spread, kernel, pause"), ("pause:many", "1 to 100000"), ("pause:0", "1 to 100000")]
        {
            let link = Link::read(&format!("v=1&map={text}"));
            let [notice] = &link.notices[..] else { panic!("{text}: {:?}", link.notices) };
            assert!(notice.to_string().contains(named), "{notice}");
        }
        let on = "v=1&view=compare&band=on";
        assert_eq!(Link::read(on).scenario.fragment(), on);
        assert!(Link::read("v=1&band=wide").notices[0].to_string().contains("off, on"));
        assert_eq!(Link::read("v=1&map=pause").scenario.fragment(), "v=1&view=compare&map=pause:100");
    }

    #[test]
    fn one_field_of_a_scenario_is_changed_like_any_other() {
        let link = Link::read("v=1&view=compare");
        let changed = link.scenario.with("sweep", "touch:faults.task").expect("both are there");
        assert_eq!(changed.fragment(), "v=1&view=compare&sweep=touch:faults.task");
        assert_eq!(link.scenario.with("sweep", "x").expect_err("there is no x").field, "sweep");
    }
}
