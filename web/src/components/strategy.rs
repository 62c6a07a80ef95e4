//! How a strategy is named wherever it is shown: its letter in its colour, and its word.

use playground::Lane;
use yew::prelude::*;

/// What each strategy does, in a line.
pub const fn deed(lane: Lane) -> &'static str {
    match lane {
        Lane::Shared => "all entries are there from boot",
        Lane::Eager => "a walk writes a new one to every table",
        Lane::Lazy => "a fault fills it where it is missed",
    }
}

/// The class that gives an element the strategy's colour and dash.
pub fn class(lane: Lane) -> Classes {
    classes!("lane", lane.id())
}

/// The name. Its letter is for the eye only.
pub fn name(lane: Lane) -> Html {
    html! {
        <span class={class(lane)}>
            <span class="letter" aria-hidden="true">{lane.letter()}</span>
            {" "}
            <span class="word">{lane.title()}</span>
        </span>
    }
}
