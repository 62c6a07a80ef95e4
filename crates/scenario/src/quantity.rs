//! Quantities as people write them: `20k`, `4ms`, `64MiB`, `200/s`.

/// What a number counts, and so which suffixes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Plain numbers: `20000`, `20k`, `1m`.
    Count,
    /// Operations per second: `200`, `200/s`, `20k/s`.
    PerSecond,
    /// Model time, kept in picoseconds: `4ms`, `250us`, `1s`.
    Time,
    /// Bytes: `64KiB`, `4MiB`, `1GiB`, `512GiB`, `1TiB`.
    Bytes,
}

impl Unit {
    /// Suffixes with what they multiply by, largest first. The first spelling of a size is the one that is written.
    const fn suffixes(self) -> &'static [(&'static str, u64)] {
        match self {
            Unit::Count | Unit::PerSecond => &[("m", 1_000_000), ("k", 1_000), ("", 1)],
            Unit::Time => &[
                ("s", 1_000_000_000_000),
                ("ms", 1_000_000_000),
                ("us", 1_000_000),
                ("µs", 1_000_000),
                ("ns", 1_000),
                ("ps", 1),
            ],
            Unit::Bytes => &[("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)],
        }
    }

    /// Suffixes that are understood beyond those, in lower case.
    const fn lenient(self) -> &'static [(&'static str, u64)] {
        match self {
            Unit::Bytes => &[
                ("t", 1 << 40),
                ("tb", 1 << 40),
                ("g", 1 << 30),
                ("gb", 1 << 30),
                ("m", 1 << 20),
                ("mb", 1 << 20),
                ("k", 1 << 10),
                ("kb", 1 << 10),
                ("", 1),
            ],
            Unit::Time => {
                &[("μs", 1_000_000), ("usec", 1_000_000), ("msec", 1_000_000_000), ("sec", 1_000_000_000_000)]
            }
            Unit::Count | Unit::PerSecond => &[],
        }
    }

    /// An example of how it is written.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Unit::Count => "20k",
            Unit::PerSecond => "200/s",
            Unit::Time => "4ms",
            Unit::Bytes => "64KiB",
        }
    }

    /// Reads a number with its suffix; decimals are fine where they come out whole. `None` where it is not one, or does
    /// not fit.
    #[must_use]
    pub fn read(self, text: &str) -> Option<u64> {
        let text = text.trim();
        let text = if self == Unit::PerSecond { text.strip_suffix("/s").unwrap_or(text) } else { text };
        let digits = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '_' | ',')).unwrap_or(text.len());
        let (number, suffix) = text.split_at(digits);
        let suffix = suffix.trim().to_lowercase();
        let all = self.suffixes().iter().chain(self.lenient());
        let (_, factor) = all.into_iter().find(|(name, _)| name.to_lowercase() == suffix)?;
        scaled(number, *factor)
    }

    /// Writes a number exactly and as short as can be; of equally short ways the one with the largest suffix.
    #[must_use]
    pub fn write(self, number: u64) -> String {
        let exact = self.suffixes().iter().filter_map(|(suffix, factor)| {
            let rest = decimals(number, *factor)?;
            let point = if rest.is_empty() { "" } else { "." };
            (number >= *factor || *factor == 1).then(|| format!("{}{point}{rest}{suffix}", number / factor))
        });
        exact.min_by_key(|text| text.chars().count()).unwrap_or_else(|| number.to_string())
    }
}

/// The decimals of `number / factor` where at most three of them say it exactly.
fn decimals(number: u64, factor: u64) -> Option<String> {
    let thousandths = u128::from(number % factor) * 1_000;
    if thousandths % u128::from(factor) != 0 {
        return None;
    }
    let rest = format!("{:03}", thousandths / u128::from(factor));
    Some(rest.trim_end_matches('0').to_owned())
}

/// `number`, a decimal in text, times `factor`, where that is whole and fits.
fn scaled(number: &str, factor: u64) -> Option<u64> {
    let plain: String = number.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    if (whole.is_empty() && rest.is_empty()) || rest.contains('.') || rest.len() > 12 || whole.len() > 20 {
        return None;
    }
    let digits: u128 = format!("{whole}{rest}").parse().ok()?;
    let divisor = 10_u128.pow(u32::try_from(rest.len()).ok()?);
    let product = digits.checked_mul(u128::from(factor))?;
    if product % divisor != 0 {
        return None;
    }
    u64::try_from(product / divisor).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_write_as_they_like() {
        for (unit, text, number) in [
            (Unit::Count, "20k", 20_000),
            (Unit::Count, "1m", 1_000_000),
            (Unit::Count, "20,000", 20_000),
            (Unit::Count, "1.5k", 1_500),
            (Unit::PerSecond, "200/s", 200),
            (Unit::PerSecond, "2k", 2_000),
            (Unit::Time, "4 ms", 4_000_000_000),
            (Unit::Time, "250µs", 250_000_000),
            (Unit::Bytes, "64KiB", 65_536),
            (Unit::Bytes, "64k", 65_536),
            (Unit::Bytes, "4096", 4_096),
        ] {
            assert_eq!(unit.read(text), Some(number), "{text}");
        }
    }

    #[test]
    fn nonsense_is_none() {
        for text in ["", "k", "-1", "1.2.3", "1e9", "99999999999999999999k", "4 parsecs", ".", "0.3", "½"] {
            assert_eq!(Unit::Count.read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_short() {
        for (unit, number, text) in [
            (Unit::Count, 20_000, "20k"),
            (Unit::Count, 12_345, "12345"),
            (Unit::Count, 1_048_576, "1048576"),
            (Unit::Count, 0, "0"),
            (Unit::Time, 1_000_000_000_000, "1s"),
            (Unit::Time, 1_500_000, "1.5us"),
            (Unit::Bytes, 65_536, "64KiB"),
            (Unit::Bytes, 4_097, "4097B"),
        ] {
            assert_eq!(unit.write(number), text);
        }
    }
}
