//! The tail of a distribution that is looked at: `tail=fork:99.9`, the forks that took longer than 99.9 % of all.

use pgd_sim::CallKind;

use crate::error::ScenarioError;

/// The key in a link.
pub(crate) const TAIL: &str = "tail";

/// Parts of a whole, by which shares are counted.
const WHOLE: u16 = 10_000;

/// Kinds of calls as in a link.
const KINDS: [(&str, CallKind); 4] = [
    ("vmalloc", CallKind::Vmalloc),
    ("fork", CallKind::Fork),
    ("touch", CallKind::Touch),
    ("switch", CallKind::Switch),
];

/// The slowest calls of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slower {
    /// Which.
    pub kind: CallKind,
    /// Slower than so many ten-thousandths of all: up to 10,000, which leaves the slowest one.
    pub than: u16,
}

impl Slower {
    /// How many of so many calls that is: at least one, where there is one.
    ///
    /// ```
    /// let slower = scenario::Slower::read("fork:99.9").unwrap();
    /// assert_eq!((slower.of(20_000), slower.of(10), slower.of(0)), (20, 1, 0));
    /// ```
    #[must_use]
    pub fn of(self, calls: u64) -> u64 {
        let slower = u128::from(calls) * u128::from(WHOLE - self.than.min(WHOLE)) / u128::from(WHOLE);
        (slower as u64).max(1).min(calls)
    }

    /// As a link has it.
    #[must_use]
    pub fn text(self) -> String {
        let (id, _) = KINDS.into_iter().find(|(_, kind)| *kind == self.kind).expect("every kind has its word");
        format!("{id}:{}", self.percent())
    }

    /// The share of calls that took no longer, in per cent.
    #[must_use]
    pub fn percent(self) -> String {
        let (percent, rest) = (self.than / 100, self.than % 100);
        match rest {
            0 => percent.to_string(),
            _ if rest % 10 == 0 => format!("{percent}.{}", rest / 10),
            _ => format!("{percent}.{rest:02}"),
        }
    }

    /// From a link.
    ///
    /// # Errors
    /// Where there are no such calls, or the share is not one of 0 to 100 % with two figures behind the point at most.
    pub fn read(text: &str) -> Result<Slower, ScenarioError> {
        let expected = || {
            let ids = KINDS.map(|(id, _)| id).join(", ");
            ScenarioError::new(TAIL, text, format!("write one of {ids} and a share in per cent, such as fork:99.9"))
        };
        let (id, share) = text.trim().split_once(':').ok_or_else(expected)?;
        let (_, kind) = KINDS.into_iter().find(|(known, _)| *known == id).ok_or_else(expected)?;
        let (percent, rest) = share.split_once('.').unwrap_or((share, ""));
        let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
        if percent.is_empty() || percent.len() > 3 || rest.len() > 2 || !digits(percent) || !digits(rest) {
            return Err(expected());
        }
        let than = format!("{percent}{rest:0<2}").parse().ok().filter(|than| *than <= WHOLE).ok_or_else(expected)?;
        Ok(Slower { kind, than })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written() {
        for text in ["vmalloc:0", "fork:99.9", "touch:99.99", "switch:100", "fork:99.05", "fork:50"] {
            assert_eq!(Slower::read(text).map(Slower::text).as_deref(), Ok(text));
        }
        assert_eq!(Slower::read("fork:99.50").map(Slower::text).as_deref(), Ok("fork:99.5"));
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in
            ["", "fork", "fork:", "rain:99", "fork:101", "fork:99.999", "fork:-1", "fork:x", "fork:1e2", "fork:.5"]
        {
            let error = Slower::read(text).expect_err(text);
            assert!(error.field == "tail" && error.expected.contains("fork:99.9"), "{error}");
        }
    }
}
