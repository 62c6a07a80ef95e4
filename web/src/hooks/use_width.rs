//! How wide an element is, so that charts are drawn for the room they have instead of being scaled with their text.

use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};
use yew::prelude::*;

/// The width in whole CSS pixels, `before` it is known.
#[hook]
pub fn use_width(node: &NodeRef, before: f64) -> f64 {
    let width = use_state_eq(|| before);
    use_effect_with(node.clone(), {
        let width = width.setter();
        move |node| {
            let observing = node.cast::<Element>().and_then(|element| {
                let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
                    let entry: ResizeObserverEntry = entries.get(0).unchecked_into();
                    width.set(entry.content_rect().width().floor());
                });
                let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
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
    *width
}
