//! A scenario as it is passed on: as a link, in Markdown, in HTML, on a terminal; and what such a link holds, in words.

use crate::digest::{self, Claim};
use crate::field::FIELDS;
use crate::link::Scenario;
use crate::nmi_field::NMI_FIELDS;
use crate::view::View;

/// Longer links are cut by some programs: a usual limit of old browsers and mail readers.
pub const LINK_WARN: usize = 2_000;

/// Longer links are given as a file: more than servers and readers need to take (RFC 9110, section 4.1).
pub const LINK_MAX: usize = 8_000;

/// A scenario on its way to somebody else.
///
/// ```
/// use scenario::{Link, Share};
///
/// let scenario = Link::read("#v=1&view=nmi&nmi=0,7&step=14").scenario;
/// let share = Share::new("https://example.org/pgd/", "No “nmiret”", &scenario, None);
/// assert_eq!(share.markdown(), "[No “nmiret”](https://example.org/pgd/#v=1&view=nmi&nmi=0,7&step=14)");
/// assert_eq!(share.command(), "pgd nmi 'v=1&view=nmi&nmi=0,7&step=14'");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    page: String,
    title: String,
    view: View,
    fragment: String,
}

impl Share {
    /// A scenario under a title. `page` is the playground's address, up to its last slash or further.
    #[must_use]
    pub fn new(page: &str, title: &str, scenario: &Scenario, claim: Option<&Claim>) -> Share {
        let mut fragment = scenario.packed_fragment();
        if let Some(claim) = claim {
            fragment += &format!("&{}={claim}", digest::KEY);
        }
        let page = page.split(['?', '#']).next().unwrap_or_default();
        Share { page: page.to_owned(), title: title.to_owned(), view: scenario.view, fragment }
    }

    /// The address.
    #[must_use]
    pub fn link(&self) -> String {
        format!("{}#{}", self.page, self.fragment)
    }

    /// A link in Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let title = self.title.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
        // A bracket would end the address.
        format!("[{title}]({})", self.link().replace('(', "%28").replace(')', "%29"))
    }

    /// The view in a frame, for a page that takes plain HTML.
    #[must_use]
    pub fn iframe(&self) -> String {
        let source = escaped(&format!("{}?embed=1#{}", self.page, self.fragment));
        format!(
            "<iframe src=\"{source}\" title=\"{}\" width=\"100%\" height=\"600\" loading=\"lazy\" \
             sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads\"></iframe>",
            escaped(&self.title)
        )
    }

    /// The same as an element that follows the theme of the page and the height of what is in it.
    #[must_use]
    pub fn element(&self) -> String {
        let folder = self.page.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!(
            "<script type=\"module\" src=\"{}/embed.js\"></script>\n<pgd-playground scenario=\"{}\" title=\"{}\">\
             <a href=\"{}\">{}</a></pgd-playground>",
            escaped(folder),
            escaped(&self.fragment),
            escaped(&self.title),
            escaped(&self.link()),
            escaped(&self.title)
        )
    }

    /// The line to type on a terminal. A fragment has no quote in it: links write one as %27.
    #[must_use]
    pub fn command(&self) -> String {
        format!("pgd {} '{}'", self.view.id(), self.fragment)
    }

    /// What the file has that stands for a link that is too long.
    #[must_use]
    pub fn file(&self) -> String {
        format!("#{}\n", self.fragment)
    }
}

/// A text between quotes in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Scenario {
    /// What a link of the scenario holds, in words: one sentence a part.
    ///
    /// ```
    /// use scenario::Link;
    ///
    /// let scenario = Link::read("#v=1&view=compare&procs=10k&nmi.handler=fred").scenario;
    /// assert_eq!(
    ///     scenario.contents(),
    ///     ["The Compare view.", "Beside the defaults: Processes 10k.", "What is set in the NMI view: Handler fred."]
    /// );
    /// ```
    #[must_use]
    pub fn contents(&self) -> Vec<String> {
        let mut contents = vec![format!("The {} view.", self.view.title())];
        for view in [self.view, self.view.other()] {
            let (operations, set): (Vec<_>, Vec<_>) =
                self.set_in(view).into_iter().partition(|(key, _)| *key == crate::script::KEY);
            let set: Vec<String> = set.into_iter().map(|(key, text)| format!("{} {text}", label(view, key))).collect();
            if !set.is_empty() {
                let whose = if view == self.view {
                    "Beside the defaults".to_owned()
                } else {
                    format!("What is set in the {} view", view.title())
                };
                contents.push(format!("{whose}: {}.", set.join(", ")));
            }
            if !operations.is_empty() {
                let plural = if self.compare.script.len() == 1 { "" } else { "s" };
                contents.push(format!("A script of {} operation{plural}.", self.compare.script.len()));
            }
        }
        let unknown: Vec<&str> = self.unknown_keys().collect();
        if !unknown.is_empty() {
            contents.push(format!("What this version does not know and keeps: {}.", unknown.join(", ")));
        }
        contents
    }
}

/// A field's name on the page.
fn label(view: View, key: &'static str) -> &'static str {
    let label = match view {
        View::Compare => FIELDS.iter().find(|field| field.key == key).map(|field| field.label),
        View::Nmi => NMI_FIELDS.iter().find(|field| field.key == key).map(|field| field.label),
    };
    label.unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Link;

    fn share(fragment: &str) -> Share {
        let link = Link::read(fragment);
        Share::new("http://h/f/index.html?theme=dark#x", "A [title] & \"more\"", &link.scenario, link.claim.as_ref())
    }

    #[test]
    fn every_form_opens_the_same() {
        let share = share("#v=1&view=compare&procs=30k&d=0123abcd&note=%28a%29");
        let scenario = Link::read(&share.link());
        assert_eq!(scenario.claim.as_ref().map(ToString::to_string).as_deref(), Some("0123abcd"));
        let address = share.markdown().split_once("](").map(|(_, rest)| rest.trim_end_matches(')').to_owned());
        assert_eq!(Link::read(&address.expect("an address")).scenario, scenario.scenario);
        for html in [share.iframe(), share.element()] {
            let read =
                html.split(['"', '>']).filter(|text| text.contains("v=1")).map(|text| text.replace("&amp;", "&"));
            assert!(read.into_iter().all(|text| Link::read(&text) == scenario), "{html}");
        }
    }

    #[test]
    fn titles_do_no_harm() {
        let share = share("#v=1");
        assert!(share.markdown().starts_with("[A \\[title\\] & \"more\"](http://h/f/index.html#v=1"));
        assert!(share.iframe().contains("title=\"A [title] &amp; &quot;more&quot;\""));
        assert!(share.element().contains("src=\"http://h/f/embed.js\""));
    }

    #[test]
    fn all_that_is_in_a_link_is_told() {
        let text = "#v=1&view=nmi&handler=fred&compare.procs=9&compare.do=1us:vmalloc:0:a1:4KiB,2us:vfree:a1&x=1";
        let contents = Link::read(text).scenario.contents();
        assert_eq!(
            contents,
            [
                "The NMI view.",
                "Beside the defaults: Handler fred.",
                "What is set in the Compare view: Processes 9.",
                "A script of 2 operations.",
                "What this version does not know and keeps: x."
            ]
        );
    }
}
