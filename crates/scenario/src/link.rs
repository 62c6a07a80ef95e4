//! The grammar of links, version 1: `#v=1&view=compare&key=value…`, defaults left out, keys in the order of [`FIELDS`].

use crate::compare::Compare;
use crate::error::{Notice, ScenarioError};
use crate::field::{FIELDS, Field, field};

/// The grammar that is written.
pub const VERSION: u32 = 1;

/// The most unknown keys that are carried along, and the most bytes of one.
const UNKNOWN_MAX: usize = 32;
const UNKNOWN_BYTES_MAX: usize = 500;

/// Which of the playground's views a link opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The three strategies side by side.
    #[default]
    Compare,
}

impl View {
    const ALL: [View; 1] = [View::Compare];

    /// As in a link.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            View::Compare => "compare",
        }
    }
}

/// Everything that a link carries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// The view it opens.
    pub view: View,
    /// What the strategies are compared on.
    pub compare: Compare,
    /// Keys that this version does not know, as they came.
    unknown: Vec<(String, String)>,
}

impl Scenario {
    /// The canonical text of the link's fragment, without `#`.
    #[must_use]
    pub fn fragment(&self) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.append_pair("v", &VERSION.to_string()).append_pair("view", self.view.id());
        let default = Compare::default();
        for field in FIELDS {
            if field.value(&self.compare) != field.value(&default) {
                text.append_pair(field.key, &field.text(&self.compare));
            }
        }
        for (key, value) in &self.unknown {
            text.append_pair(key, value);
        }
        text.finish()
    }

    /// The same scenario with one field changed.
    ///
    /// # Errors
    /// Where the key is not known, the text not of its kind, beyond its limits, or at odds with other fields.
    ///
    /// ```
    /// let scenario = scenario::Scenario::default().with("procs", "30k").unwrap();
    /// assert_eq!(scenario.compare.procs, 30_000);
    /// assert_eq!(scenario.with("used", "1GiB").unwrap_err().field, "used");
    /// ```
    pub fn with(&self, key: &str, text: &str) -> Result<Scenario, ScenarioError> {
        let field = field(key).ok_or_else(|| {
            let keys: Vec<_> = FIELDS.iter().map(|field| field.key).collect();
            ScenarioError::new(key, text, format!("the fields are {}", keys.join(", ")))
        })?;
        let value = field.read(text)?;
        let mut changed = self.clone();
        field.put(&mut changed.compare, value);
        match changed.compare.conflicts().into_iter().next() {
            Some((error, _)) => Err(error),
            None => Ok(changed),
        }
    }

    /// Whether a field has another value than in `other`.
    #[must_use]
    pub fn differs(&self, other: &Scenario, field: &Field) -> bool {
        field.value(&self.compare) != field.value(&other.compare)
    }
}

/// A link that was read: the scenario, and what the reader should know of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// What it asks for, as far as it can be had.
    pub scenario: Scenario,
    /// What was wrong or is remarkable, in the order of the link.
    pub notices: Vec<Notice>,
}

impl Link {
    /// Reads a fragment, with or without `#`, or a whole address. It never fails: see [`Notice`].
    #[must_use]
    pub fn read(text: &str) -> Link {
        let fragment = text.split_once('#').map_or(text, |(_, fragment)| fragment);
        let mut link = Link::default();
        for (key, value) in form_urlencoded::parse(fragment.as_bytes()) {
            link.take(&key, &value);
        }
        link.settle();
        let remarks = link.scenario.compare.remarks();
        link.notices.extend(remarks);
        link
    }

    /// The first thing that the link asked for and did not get, for who wants all or nothing.
    #[must_use]
    pub fn error(&self) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.is_error())
    }

    fn take(&mut self, key: &str, value: &str) {
        match key {
            "v" => self.take_version(value),
            "view" => match View::ALL.into_iter().find(|view| view.id() == value) {
                Some(view) => self.scenario.view = view,
                None => {
                    let ids = View::ALL.map(View::id).join(", ");
                    let error = ScenarioError::new(key, value, format!("write one of {ids}"));
                    self.replace(error, self.scenario.view.id().to_owned());
                }
            },
            _ => match field(key) {
                Some(field) => match field.read(value) {
                    Ok(value) => field.put(&mut self.scenario.compare, value),
                    Err(error) => {
                        let default = field.value(&Compare::default());
                        field.put(&mut self.scenario.compare, default);
                        self.replace(error, field.write(default));
                    }
                },
                None => self.keep(key, value),
            },
        }
    }

    fn take_version(&mut self, value: &str) {
        match value.parse::<u32>() {
            Ok(VERSION) => {}
            Ok(version) if version > VERSION => self.notices.push(Notice::Newer { version: version.to_string() }),
            Ok(_) | Err(_) => {
                let error = ScenarioError::new("v", value, format!("the grammar's version is {VERSION}"));
                self.replace(error, VERSION.to_string());
            }
        }
    }

    fn keep(&mut self, key: &str, value: &str) {
        let fits = self.scenario.unknown.len() < UNKNOWN_MAX && key.len() + value.len() <= UNKNOWN_BYTES_MAX;
        if fits && !key.is_empty() {
            self.scenario.unknown.push((key.to_owned(), value.to_owned()));
            self.notices.push(Notice::Unknown { key: key.to_owned() });
        } else if self.scenario.unknown.len() == UNKNOWN_MAX {
            // Said once, by the one that is too many; what follows is dropped in silence.
            self.scenario.unknown.push((String::new(), String::new()));
            let error = ScenarioError::new("link", key, format!("at most {UNKNOWN_MAX} unknown keys are kept"));
            self.replace(error, "none of the rest".to_owned());
        }
    }

    /// Changes what cannot be together until it can.
    fn settle(&mut self) {
        self.scenario.unknown.truncate(UNKNOWN_MAX);
        // Each round lowers the fields it blames, so a few rounds do.
        for _ in 0..8 {
            let conflicts = self.scenario.compare.conflicts();
            if conflicts.is_empty() {
                return;
            }
            for (error, value) in conflicts {
                let field = field(&error.field).expect("blamed fields are in the table");
                field.put(&mut self.scenario.compare, value);
                self.replace(error, field.write(value));
            }
        }
        self.scenario.compare = Compare::default();
    }

    fn replace(&mut self, error: ScenarioError, used: String) {
        if self.notices.len() < 2 * UNKNOWN_MAX {
            self.notices.push(Notice::Replaced { error, used });
        }
    }
}
