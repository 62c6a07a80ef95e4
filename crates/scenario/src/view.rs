//! The views of the playground, and which field a key means in a link that shows one of them.

use crate::field::{FIELDS, Field, field};
use crate::nmi_field::{NMI_FIELDS, NmiField, nmi_field};
use crate::pack;
use crate::script;
use crate::shown::{SHOWN_FIELDS, ShownField, shown_field};

/// Which of the playground's views a link opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The three strategies side by side.
    #[default]
    Compare,
    /// The NMI machine, step by step.
    Nmi,
}

impl View {
    /// All of them, in the order of a switch.
    pub const ALL: [View; 2] = [View::Compare, View::Nmi];

    /// As in a link.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            View::Compare => "compare",
            View::Nmi => "nmi",
        }
    }

    /// Its name on a page.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            View::Compare => "Compare",
            View::Nmi => "NMI",
        }
    }

    /// The view that a link asks for: of several the last that there is, and without one the first of all.
    #[must_use]
    pub fn of_link(text: &str) -> View {
        View::asked(fragment(text)).unwrap_or_default()
    }

    pub(crate) fn asked(fragment: &str) -> Option<View> {
        let pairs = form_urlencoded::parse(fragment.as_bytes());
        pairs.filter_map(|(key, id)| View::named(&id).filter(|_| key == "view")).last()
    }

    pub(crate) fn named(id: &str) -> Option<View> {
        View::ALL.into_iter().find(|view| view.id() == id)
    }

    /// The one that is not shown.
    #[must_use]
    pub const fn other(self) -> View {
        match self {
            View::Compare => View::Nmi,
            View::Nmi => View::Compare,
        }
    }

    fn field(self, key: &str) -> Option<ViewField> {
        match self {
            View::Compare if key == script::KEY => Some(ViewField::Script),
            View::Compare if key == pack::KEY => Some(ViewField::PackedScript),
            View::Compare => field(key).map(ViewField::Compare).or_else(|| shown_field(key).map(ViewField::Shown)),
            View::Nmi => nmi_field(key).map(ViewField::Nmi),
        }
    }

    pub(crate) fn keys(self) -> Vec<&'static str> {
        match self {
            View::Compare => {
                let shown = SHOWN_FIELDS.iter().map(|field| field.key);
                FIELDS.iter().map(|field| field.key).chain([script::KEY]).chain(shown).collect()
            }
            View::Nmi => NMI_FIELDS.iter().map(|field| field.key).collect(),
        }
    }

    /// What a key means in a link that shows this view.
    pub(crate) fn find(self, key: &str) -> Option<ViewField> {
        let qualified = |view: View| view.field(key.strip_prefix(view.id())?.strip_prefix('.')?);
        let other = self.other();
        self.field(key).or_else(|| qualified(other)).or_else(|| qualified(self)).or_else(|| other.field(key))
    }
}

/// A field of one of the views.
#[derive(Clone, Copy)]
pub(crate) enum ViewField {
    Compare(&'static Field),
    /// The Compare view's script, which is no value that a control could show.
    Script,
    /// The same, packed.
    PackedScript,
    /// What of the Compare view is looked at.
    Shown(&'static ShownField),
    Nmi(&'static NmiField),
}

/// The fragment of an address, or what is one already.
pub(crate) fn fragment(text: &str) -> &str {
    text.split_once('#').map_or(text, |(_, fragment)| fragment)
}
