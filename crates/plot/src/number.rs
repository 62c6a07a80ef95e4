//! Numbers as people read them: three figures and a unit.

use core::fmt;

/// A number and its unit, apart, so that a page can set them differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The number, with three figures where it was rounded.
    pub number: String,
    /// The unit; empty for plain counts.
    pub unit: &'static str,
}

impl Quantity {
    /// With as few figures as say the same: `1 ms` for `1.00 ms`. For ticks, where the number is round.
    #[must_use]
    pub fn round(&self) -> String {
        let short = match self.number.split_once('.') {
            Some((_, rest)) if rest.bytes().all(|digit| digit == b'0') => self.number.split('.').next().unwrap_or("0"),
            _ => &self.number,
        };
        joined(short, self.unit)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&joined(&self.number, self.unit))
    }
}

/// A number and its unit are never torn apart at the end of a line.
fn joined(number: &str, unit: &str) -> String {
    if unit.is_empty() { number.to_owned() } else { format!("{number}\u{a0}{unit}") }
}

/// A time: `156 ns`, `31.2 µs`, `3.00 ms`, `12.0 s`.
#[must_use]
pub fn nanoseconds(ns: u64) -> Quantity {
    scaled(ns, &[(1, "ns"), (1_000, "µs"), (1_000_000, "ms"), (1_000_000_000, "s")], 1_000)
}

/// A time given in picoseconds: `5.40 ns`, `150 ns`.
#[must_use]
pub fn picoseconds(ps: u64) -> Quantity {
    if ps.is_multiple_of(1_000) {
        nanoseconds(ps / 1_000)
    } else {
        scaled(ps, &[(1, "ps"), (1_000, "ns"), (1_000_000, "µs")], 1_000)
    }
}

/// A size: `4.00 MiB`, `120 MiB`, `0 B`.
#[must_use]
pub fn bytes(bytes: u64) -> Quantity {
    scaled(bytes, &[(1, "B"), (1 << 10, "KiB"), (1 << 20, "MiB"), (1 << 30, "GiB"), (1 << 40, "TiB")], 1_024)
}

/// A count, exact up to a million: `20,000`, `1.25 M`.
#[must_use]
pub fn count(count: u64) -> Quantity {
    if count < 1_000_000 {
        Quantity { number: grouped(count), unit: "" }
    } else {
        scaled(count, &[(1_000_000, "M"), (1_000_000_000, "G"), (1_000_000_000_000, "T")], 1_000)
    }
}

/// How many times as large: `1.4×`, `96×`, `2,700×`. Three figures are more than a ratio deserves: two, or whole numbers.
#[must_use]
pub fn ratio(large: u64, small: u64) -> Option<String> {
    if small == 0 {
        return None;
    }
    let tenths = rounded(u128::from(large) * 10, u128::from(small));
    if tenths < 100 {
        return Some(format!("{}.{}×", tenths / 10, tenths % 10));
    }
    let whole = rounded(large.into(), small.into());
    let mut unit = 1;
    while whole / unit >= 100 {
        unit *= 10;
    }
    Some(format!("{}×", grouped(rounded(whole.into(), unit.into()) * unit)))
}

/// Three figures in the largest unit that leaves at least one before the point. In integers, so that what is shown is
/// rounded as on paper, and the page carries no code to print floats.
fn scaled(value: u64, units: &[(u64, &'static str)], next: u64) -> Quantity {
    let at = units.iter().rposition(|(factor, _)| value >= *factor).unwrap_or(0);
    let (factor, unit) = units[at];
    if factor == 1 {
        return Quantity { number: grouped(value), unit };
    }
    let [hundredths, tenths, whole] = [100, 10, 1].map(|parts| rounded(u128::from(value) * parts, factor.into()));
    let number = if hundredths < 1_000 {
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    } else if tenths < 1_000 {
        format!("{}.{}", tenths / 10, tenths % 10)
    } else {
        // What rounds up to the next unit is written in it; what has no next unit, in whole numbers.
        match units.get(at + 1) {
            Some((_, larger)) if whole == next => return Quantity { number: "1.00".to_owned(), unit: larger },
            _ => grouped(whole),
        }
    };
    Quantity { number, unit }
}

/// `number / parts`, half up.
fn rounded(number: u128, parts: u128) -> u64 {
    u64::try_from((number + parts / 2) / parts).unwrap_or(u64::MAX)
}

/// With a comma before each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(quantity: Quantity) -> String {
        quantity.to_string().replace('\u{a0}', " ")
    }

    #[test]
    fn times_have_three_figures() {
        for (ns, text) in [
            (0, "0 ns"),
            (7, "7 ns"),
            (999, "999 ns"),
            (1_000, "1.00 µs"),
            (9_994, "9.99 µs"),
            (9_996, "10.0 µs"),
            (31_249, "31.2 µs"),
            (999_499, "999 µs"),
            (999_500, "1.00 ms"),
            (1_430_000, "1.43 ms"),
            (3_000_150, "3.00 ms"),
            (12_000_000_000, "12.0 s"),
            (5_432_000_000_000, "5,432 s"),
        ] {
            assert_eq!(plain(nanoseconds(ns)), text);
        }
        assert_eq!(plain(picoseconds(5_400)), "5.40 ns");
        assert_eq!(plain(picoseconds(14_600)), "14.6 ns");
        assert_eq!(plain(picoseconds(150_000)), "150 ns");
    }

    #[test]
    fn sizes_and_counts() {
        assert_eq!(plain(bytes(0)), "0 B");
        assert_eq!(plain(bytes(120 << 20)), "120 MiB");
        assert_eq!(plain(bytes(12_800 << 40)), "12,800 TiB");
        assert_eq!(plain(bytes((1 << 20) - 1)), "1.00 MiB");
        assert_eq!(plain(count(999_999)), "999,999");
        assert_eq!(plain(count(1_048_576)), "1.05 M");
    }

    #[test]
    fn ratios_claim_no_more_than_they_know() {
        let text = |large, small| ratio(large, small).unwrap_or_default();
        assert_eq!(text(3, 2), "1.5×");
        assert_eq!(text(96, 1), "96×");
        assert_eq!(text(2_712, 1), "2,700×");
        assert_eq!(text(997, 10), "100×");
        assert_eq!(text(994, 10), "99×");
        assert_eq!(text(99, 10), "9.9×");
        assert_eq!(text(999, 100), "10×");
        assert_eq!(ratio(1, 0), None);
    }

    #[test]
    fn round_numbers_lose_their_zeros() {
        assert_eq!(nanoseconds(1_000_000).round(), "1\u{a0}ms");
        assert_eq!(nanoseconds(1_500_000).round(), "1.50\u{a0}ms");
        assert_eq!(nanoseconds(100).round(), "100\u{a0}ns");
    }
}
