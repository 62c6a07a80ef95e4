//! Light or dark: the system's choice unless the reader makes one.
//!
//! The choice is an attribute of the document, which the style sheet reads. It is kept where the browser lets us; boot.js
//! sets it again before anything is drawn.

use crate::browser::{document, window};

/// Where the choice is kept.
const KEY: &str = "theme";

/// A choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All, in the order of the switch.
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// As in the document's attribute.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Theme {
        match self {
            Theme::Auto => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Auto,
        }
    }

    /// What the document has now.
    #[must_use]
    pub fn current() -> Theme {
        let id = document().document_element().and_then(|root| root.get_attribute("data-theme"));
        Theme::ALL.into_iter().find(|theme| id.as_deref() == Some(theme.id())).unwrap_or_default()
    }

    /// Makes it the document's.
    pub fn apply(self) {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-theme", self.id());
        }
        // Refused in a sandboxed frame: then the choice lasts as long as the page.
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = storage.set_item(KEY, self.id());
        }
    }
}
