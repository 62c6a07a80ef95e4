//! Whether an element has ever come into view: what is below the fold need not be reckoned before.

use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};
use yew::prelude::*;

/// False until any of it has been in the window.
#[hook]
pub fn use_seen(node: &NodeRef) -> bool {
    let seen = use_state_eq(|| false);
    use_effect_with((node.clone(), *seen), {
        let set = seen.setter();
        move |(node, seen)| {
            let element = node.cast::<Element>().filter(|_| !*seen);
            let observing = element.and_then(|element| {
                let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
                    let here = |entry: JsValue| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting();
                    if entries.iter().any(here) {
                        set.set(true);
                    }
                });
                let observer = IntersectionObserver::new(closure.as_ref().unchecked_ref()).ok()?;
                observer.observe(&element);
                Some((observer, closure))
            });
            move || {
                if let Some((observer, _closure)) = observing {
                    observer.disconnect();
                }
            }
        }
    });
    *seen
}
