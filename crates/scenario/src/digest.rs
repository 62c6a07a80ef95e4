//! The fingerprint of a result, as a link carries it: `d=1f0c9a42`.

use core::fmt;

use crate::error::ScenarioError;

/// The key of a digest in a link.
pub(crate) const KEY: &str = "d";

/// How many digits are written, and the fewest that are taken: 32 bits tell a changed model from the same one.
const WRITTEN: usize = 8;
/// The digits of a whole fingerprint.
const WHOLE: usize = 16;

/// What the fingerprint of a result begins with: who opens the link learns whether the model still gives that result.
///
/// ```
/// use scenario::Claim;
///
/// let claim = Claim::of("1f0c9a42d5577e01");
/// assert_eq!(claim.to_string(), "1f0c9a42");
/// assert!(claim.holds_for("1f0c9a42d5577e01"));
/// assert!(!claim.holds_for("00000000d5577e01"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim(String);

impl Claim {
    /// That a result has this fingerprint.
    #[must_use]
    pub fn of(digest: &str) -> Claim {
        Claim(digest.chars().take(WRITTEN).collect())
    }

    /// Reads a link's.
    ///
    /// # Errors
    /// Where it is no hexadecimal number of eight to sixteen digits.
    pub(crate) fn read(text: &str) -> Result<Claim, ScenarioError> {
        let digits = text.trim();
        if (WRITTEN..=WHOLE).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Ok(Claim(digits.to_ascii_lowercase()));
        }
        Err(ScenarioError::new(KEY, text, format!("a digest has {WRITTEN} to {WHOLE} hexadecimal digits")))
    }

    /// Whether a result with this fingerprint is the one that was meant.
    #[must_use]
    pub fn holds_for(&self, digest: &str) -> bool {
        digest.starts_with(&self.0)
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
