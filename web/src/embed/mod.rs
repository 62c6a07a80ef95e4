//! Embedded in somebody's page: what is shown of a view there, and what the host of the frame and the view say to each other.
//!
//! What no view knows of is in web/frame.js: when the program starts, the height, the link to the playground, and messages.
//! Frame and program speak by events of the window, as the programs of one page do, for they share no memory.

pub mod host;
mod presentation;

pub use presentation::{Part, Presentation};
use scenario::Link;
use yew::{Html, html};

use crate::browser::address;

/// The link that the page is opened with, and what was wrong with its address.
#[must_use]
pub fn opened() -> Link {
    let mut link = Link::read(&address::fragment());
    link.notices.extend(presentation::notices(&address::query()));
    link
}

/// What is shown, and where it is not an element that nobody sees: Yew (0.23) may misplace the siblings of nothing.
pub fn part(shown: bool, html: impl FnOnce() -> Html) -> Html {
    if shown {
        html()
    } else {
        html! { <span hidden=true></span> }
    }
}
