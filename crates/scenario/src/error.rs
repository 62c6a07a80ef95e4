//! What can be wrong with a scenario, in words that name field, value and remedy.

use core::fmt;

/// A value that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// The field's key in a link.
    pub field: String,
    /// What was given.
    pub value: String,
    /// What would do instead.
    pub expected: String,
}

impl ScenarioError {
    /// An error of a field; a long value is cut short.
    #[must_use]
    pub fn new(field: &str, value: &str, expected: impl Into<String>) -> ScenarioError {
        // A hostile value must not fill the page.
        let shown: String = value.chars().take(60).collect();
        let value = if shown.len() < value.len() { shown + "…" } else { shown };
        ScenarioError { field: field.to_owned(), value, expected: expected.into() }
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: “{}” will not do; {}", self.field, self.value, self.expected)
    }
}

impl core::error::Error for ScenarioError {}

/// Something that a reader of a link should be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A value could not be taken; this one stands in.
    Replaced {
        /// What was wrong.
        error: ScenarioError,
        /// The text of the value used instead.
        used: String,
    },
    /// A key that this version does not know. It is kept when the link is written again.
    Unknown {
        /// The key.
        key: String,
    },
    /// The link is of a later grammar than this page knows.
    Newer {
        /// The version it gives.
        version: String,
    },
    /// The scenario is taken as it is, but the reader should know this of it.
    Remark {
        /// The field it is about.
        field: &'static str,
        /// The remark.
        text: String,
    },
}

impl Notice {
    /// The key that it is about; none for the grammar as a whole.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Notice::Replaced { error, .. } => Some(&error.field),
            Notice::Unknown { key } => Some(key),
            Notice::Newer { .. } => None,
            Notice::Remark { field, .. } => Some(field),
        }
    }

    /// Whether the link asked for something that it did not get.
    #[must_use]
    pub const fn is_error(&self) -> bool {
        matches!(self, Notice::Replaced { .. } | Notice::Newer { .. })
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Replaced { error, used } => write!(f, "{error}. Used instead: {used}."),
            Notice::Unknown { key } => write!(f, "{key}: not known to this version; kept in the link, and ignored."),
            Notice::Newer { version } => write!(
                f,
                "v: the link is of grammar “{version}”, and this page knows up to {}. What it knows of it is shown.",
                crate::VERSION
            ),
            Notice::Remark { field, text } => write!(f, "{field}: {text}"),
        }
    }
}
