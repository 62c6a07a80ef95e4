//! The place of what stands further down, which a program of its own fills when it comes into sight.

use scenario::{FIELDS, Link, SCRIPT_KEY, SHOWN_FIELDS};
use web_sys::Element;
use yew::prelude::*;

use crate::browser::Listener;
use crate::deeper::{ASKED, CHANGE, CHANGED, PLACE, WANTED, say};
use crate::hooks::use_seen;
use crate::state::{Action, Write};

/// What is told to it.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The scenario, as in a link.
    pub fragment: String,
    /// Whether the page's own run is done and nothing is being changed.
    pub quiet: bool,
    /// Whether something down there is what the link is about.
    pub meant: bool,
    /// What to do.
    pub act: Callback<Action>,
}

/// The place.
#[function_component]
pub fn DeeperPlace(props: &Props) -> Html {
    let node = use_node_ref();
    let seen = use_seen(&node);
    // Once all above it is there, or it would move away again; and once only, since one may well look up afterwards.
    let shown = use_mut_ref(|| false);
    use_effect_with((props.quiet, props.meant, node.clone()), move |(quiet, meant, node)| {
        if !meant {
            shown.replace(false);
        } else if *quiet
            && !shown.replace(true)
            && let Some(place) = node.cast::<Element>()
        {
            place.scroll_into_view();
        }
    });
    use_effect_with((seen, node.clone()), |(seen, node)| {
        if let Some(place) = node.cast::<Element>().filter(|_| *seen) {
            say(&place, WANTED);
        }
    });
    use_effect_with((props.fragment.clone(), props.quiet, node.clone()), |(.., node)| {
        if let Some(place) = node.cast::<Element>() {
            say(&place, ASKED);
        }
    });
    use_effect_with((node.clone(), props.act.clone()), |(node, act)| {
        let act = act.clone();
        let listener = node.cast::<Element>().map(|place| {
            let here = place.clone();
            Listener::new(&place, CHANGED, move |_| {
                let change = here.get_attribute(CHANGE).unwrap_or_default();
                if change.starts_with('#') {
                    return act.emit(Action::Open(Box::new(Link::read(&change)), Write::Push));
                }
                let (key, text) = change.split_once('=').unwrap_or_default();
                let shown = SHOWN_FIELDS.iter().map(|field| field.key);
                let mut keys = FIELDS.iter().map(|field| field.key).chain(shown).chain([SCRIPT_KEY]);
                if let Some(key) = keys.find(|known| *known == key) {
                    act.emit(Action::Edit(key, text.to_owned()));
                    act.emit(Action::Commit(key));
                }
            })
        });
        move || drop(listener)
    });
    html! { <div id={PLACE} ref={node} data-fragment={props.fragment.clone()} data-quiet={props.quiet.to_string()}></div> }
}
