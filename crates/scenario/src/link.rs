//! The grammar of links, version 1: `#v=1&view=compare&key=value…`, defaults left out, keys in the order of [`FIELDS`] and
//! [`NMI_FIELDS`].
//!
//! A link keeps what is set in the view that it does not show: behind the fields of the one that is shown, with the view's
//! name and a dot before the key, as in `view=nmi&handler=fred&compare.procs=10k`. Read is more than is written: a key
//! without the name is the shown view's, and where that has none of the kind, the other's.

use pgd_sim::Scripted;

use crate::compare::Compare;
use crate::digest::{self, Claim};
use crate::error::{Notice, ScenarioError};
use crate::field::{Field, field};
use crate::migrate::{Pairs, migrate};
use crate::nmi::Nmi;
use crate::nmi_field::{NMI_FIELDS, nmi_field};
use crate::nmi_preset::NMI_START;
use crate::pack;
use crate::script;
use crate::shown::Shown;
use crate::view::{View, ViewField, fragment};

/// The grammar that is written.
pub const VERSION: u32 = 1;

/// The most unknown keys that are carried along, and the most bytes of one.
const UNKNOWN_MAX: usize = 32;
const UNKNOWN_BYTES_MAX: usize = 500;

/// Everything that a link carries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// The view it opens.
    pub view: View,
    /// What the strategies are compared on.
    pub compare: Compare,
    /// What of that is looked at.
    pub shown: Shown,
    /// What the NMI machine runs.
    pub nmi: Nmi,
    /// Keys that this version does not know, as they came.
    unknown: Vec<(String, String)>,
}

impl From<Compare> for Scenario {
    /// A link that opens the comparison.
    fn from(compare: Compare) -> Scenario {
        Scenario { compare, ..Scenario::default() }
    }
}

impl From<Nmi> for Scenario {
    /// A link that opens the run in the NMI view.
    fn from(nmi: Nmi) -> Scenario {
        Scenario { view: View::Nmi, nmi, ..Scenario::default() }
    }
}

impl Scenario {
    /// The canonical text of the link's fragment, without `#`.
    #[must_use]
    pub fn fragment(&self) -> String {
        self.written(false)
    }

    /// The shortest text of the same, to be sent: a script is packed where that is shorter.
    ///
    /// ```
    /// use scenario::Link;
    ///
    /// let steps: Vec<String> = (2..100).map(|at| format!("{at}us:touch:p{}:a1", at % 8)).collect();
    /// let text = format!("v=1&do=1us:vmalloc:0:a1:4KiB,{}", steps.join(","));
    /// let scenario = Link::read(&text).scenario;
    /// assert!(scenario.packed_fragment().len() < scenario.fragment().len() / 2);
    /// assert_eq!(Link::read(&scenario.packed_fragment()).scenario, scenario);
    /// ```
    #[must_use]
    pub fn packed_fragment(&self) -> String {
        let (plain, packed) = (self.written(false), self.written(true));
        if packed.len() < plain.len() { packed } else { plain }
    }

    fn written(&self, packed: bool) -> String {
        let mut text = format!("v={VERSION}&view={}", self.view.id());
        for view in [self.view, self.view.other()] {
            for (key, value) in self.set_in(view) {
                let (key, value) = if packed && key == script::KEY {
                    (pack::KEY, pack::pack(&self.compare.script))
                } else {
                    (key, value)
                };
                text.push('&');
                if view != self.view {
                    text.push_str(view.id());
                    text.push('.');
                }
                text.push_str(key);
                text.push('=');
                // A list reads better so, and a fragment may have commas and colons.
                text.push_str(&encoded(&value).replace("%2C", ",").replace("%3A", ":"));
            }
        }
        for (key, value) in &self.unknown {
            text.push_str(&format!("&{}={}", encoded(key), encoded(value)));
        }
        text
    }

    /// What a reader should know of the view that is shown, fine as it is. Apart from reading a link, since for the NMI view
    /// it takes a run, and whoever shows the other view need not carry that machine.
    #[must_use]
    pub fn remarks(&self) -> Vec<Notice> {
        match self.view {
            View::Compare => self.compare.remarks(),
            View::Nmi => self.nmi.remarks(),
        }
    }

    /// Keys that this version does not know.
    pub(crate) fn unknown_keys(&self) -> impl Iterator<Item = &str> {
        self.unknown.iter().map(|(key, _)| key.as_str())
    }

    /// Key and text of each field of a view that is not as by default.
    pub(crate) fn set_in(&self, view: View) -> Vec<(&'static str, String)> {
        match view {
            View::Compare => self.compare.texts().into_iter().chain(self.shown.texts()).collect(),
            View::Nmi if self.nmi == Nmi::default() => Vec::new(),
            View::Nmi => {
                let default = Nmi::default();
                let texts = NMI_FIELDS.iter().map(|field| (field, field.text(&self.nmi)));
                texts
                    .filter(|(field, text)| *text != field.text(&default))
                    .map(|(field, text)| (field.key, text))
                    .collect()
            }
        }
    }

    /// The same scenario with one field changed. A key means what it does in a link that shows this view.
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
        let field = self
            .view
            .find(key)
            .ok_or_else(|| ScenarioError::new(key, text, format!("the fields are {}", self.view.keys().join(", "))))?;
        let mut changed = self.clone();
        let conflict = match field {
            ViewField::Compare(field) => {
                field.put(&mut changed.compare, field.read(text)?);
                changed.compare_conflict()
            }
            ViewField::Script => {
                changed.compare.script = script::read(text)?;
                changed.compare_conflict()
            }
            ViewField::PackedScript => {
                changed.compare.script = pack::unpack(text)?;
                changed.compare_conflict()
            }
            ViewField::Shown(field) => {
                field.take(&mut changed.shown, text)?;
                None
            }
            ViewField::Nmi(field) => {
                field.read(&mut changed.nmi, text)?;
                changed.nmi.conflict().map(|(error, _)| error)
            }
        };
        conflict.map_or(Ok(changed), Err)
    }

    fn compare_conflict(&self) -> Option<ScenarioError> {
        let conflicts = self.compare.conflicts().into_iter().map(|(error, _)| error);
        conflicts.chain(self.compare.script_conflict().map(|(error, _)| error)).next()
    }

    /// The same in a view. Where nothing is set for the NMI view yet, it opens on its first story.
    #[must_use]
    pub fn in_view(&self, view: View) -> Scenario {
        match view {
            View::Nmi if self.nmi == Nmi::default() => self.nmi_start(),
            View::Nmi | View::Compare => Scenario { view, ..self.clone() },
        }
    }

    /// The NMI view's first story, with everything else as it is here: what a lazy fault in an NMI can do.
    #[must_use]
    pub fn nmi_start(&self) -> Scenario {
        self.with_nmi(Link::read(NMI_START).scenario.nmi)
    }

    /// Another run in the NMI view, with everything else as it is here.
    #[must_use]
    pub fn with_nmi(&self, nmi: Nmi) -> Scenario {
        Scenario { view: View::Nmi, nmi, ..self.clone() }
    }

    /// Whether a field has another value than in `other`.
    #[must_use]
    pub fn differs(&self, other: &Scenario, field: &Field) -> bool {
        field.value(&self.compare) != field.value(&other.compare)
    }
}

/// As browsers encode a form's text.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A link that was read: the scenario, and what the reader should know of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// What it asks for, as far as it can be had.
    pub scenario: Scenario,
    /// What was wrong, in the order of the link. What is remarkable of the scenario itself: [`Scenario::remarks`].
    pub notices: Vec<Notice>,
    /// The result that its author saw, where it says so.
    pub claim: Option<Claim>,
}

impl Link {
    /// Reads a fragment, with or without `#`, or a whole address. It never fails: see [`Notice`].
    #[must_use]
    pub fn read(text: &str) -> Link {
        Link::read_as(View::default(), text)
    }

    /// The same, for a place where a link that names no view means this one.
    #[must_use]
    pub fn read_as(view: View, text: &str) -> Link {
        let fragment = fragment(text);
        let mut link = Link::default();
        // What a key means depends on the view, wherever in the link that is named.
        link.scenario.view = View::asked(fragment).unwrap_or(view);
        for (key, value) in link.migrated(form_urlencoded::parse(fragment.as_bytes()).into_owned().collect()) {
            link.take(&key, &value);
        }
        link.settle();
        link
    }

    /// The first thing that the link asked for and did not get, for who wants all or nothing.
    #[must_use]
    pub fn error(&self) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.is_error())
    }

    /// The link in today's grammar, by the version that it gives last, as with any other key.
    fn migrated(&mut self, pairs: Pairs) -> Pairs {
        let Some((_, value)) = pairs.iter().rev().find(|(key, _)| key == "v") else { return pairs };
        match value.parse::<u32>() {
            Ok(version @ 1..=VERSION) => migrate(pairs, version),
            Ok(version) if version > VERSION => {
                self.notices.push(Notice::Newer { version: version.to_string() });
                pairs
            }
            Ok(_) | Err(_) => {
                let error = ScenarioError::new("v", value, format!("the grammar's version is {VERSION}"));
                self.replace(error, VERSION.to_string());
                pairs
            }
        }
    }

    fn take(&mut self, key: &str, value: &str) {
        match key {
            "v" => {}
            digest::KEY => match Claim::read(value) {
                Ok(claim) => self.claim = Some(claim),
                Err(error) => self.replace(error, "no digest".to_owned()),
            },
            "view" => {
                if View::named(value).is_none() {
                    let ids = View::ALL.map(View::id).join(", ");
                    let error = ScenarioError::new(key, value, format!("write one of {ids}"));
                    self.replace(error, self.scenario.view.id().to_owned());
                }
            }
            _ => match self.scenario.view.find(key) {
                Some(ViewField::Compare(field)) => match field.read(value) {
                    Ok(value) => field.put(&mut self.scenario.compare, value),
                    Err(error) => {
                        let default = field.value(&Compare::default());
                        field.put(&mut self.scenario.compare, default);
                        self.replace(error, field.write(default));
                    }
                },
                Some(ViewField::Script) => self.take_script(script::read(value)),
                Some(ViewField::PackedScript) => self.take_script(pack::unpack(value)),
                Some(ViewField::Shown(field)) => {
                    if let Err(error) = field.take(&mut self.scenario.shown, value) {
                        let default = field.text(&Shown::default());
                        field.take(&mut self.scenario.shown, &default).expect("a default can be read");
                        self.replace(error, if default.is_empty() { "nothing".to_owned() } else { default });
                    }
                }
                Some(ViewField::Nmi(field)) => {
                    if let Err(error) = field.read(&mut self.scenario.nmi, value) {
                        let default = field.text(&Nmi::default());
                        field.read(&mut self.scenario.nmi, &default).expect("a default can be read");
                        self.replace(error, default);
                    }
                }
                None => self.keep(key, value),
            },
        }
    }

    fn take_script(&mut self, script: Result<Vec<Scripted>, ScenarioError>) {
        self.scenario.compare.script = script.unwrap_or_else(|error| {
            self.replace(error, "no script".to_owned());
            Vec::new()
        });
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
        self.settle_nmi();
        // Each round lowers the fields it blames, so a few rounds do.
        for _ in 0..8 {
            let conflicts = self.scenario.compare.conflicts();
            if conflicts.is_empty() {
                return self.settle_script();
            }
            for (error, value) in conflicts {
                let field = field(&error.field).expect("blamed fields are in the table");
                field.put(&mut self.scenario.compare, value);
                self.replace(error, field.write(value));
            }
        }
        self.scenario.compare = Compare::default();
    }

    /// Keeps of a script what is sound.
    fn settle_script(&mut self) {
        if let Some((error, sound)) = self.scenario.compare.script_conflict() {
            self.scenario.compare.script.truncate(sound);
            let used = if sound == 0 { "no script".to_owned() } else { format!("the {sound} operations before it") };
            self.replace(error, used);
        }
    }

    fn settle_nmi(&mut self) {
        // Each round takes a reason away, and there are fewer reasons than rounds.
        for _ in 0..8 {
            let Some((error, remedy)) = self.scenario.nmi.conflict() else { return };
            let used = nmi_field(&error.field).expect("blamed fields are in the table").text(&remedy);
            self.scenario.nmi = remedy;
            self.replace(error, used);
        }
        self.scenario.nmi = Nmi::default();
    }

    fn replace(&mut self, error: ScenarioError, used: String) {
        if self.notices.len() < 2 * UNKNOWN_MAX {
            self.notices.push(Notice::Replaced { error, used });
        }
    }
}
