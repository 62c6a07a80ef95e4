//! What the host of the frame may ask of a view, and what it is told. web/frame.js has checked who is speaking and what comes,
//! and passes it on as an event; what is told goes back the same way. Outside of an embed nobody listens.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit};
use yew::prelude::*;

use crate::browser::{Listener, window};

/// The event that carries an order, as [`Order::read`] has it.
const ORDER: &str = "order";
/// The event that carries what is told.
const TOLD: &str = "told";

/// What a host may ask of a view that can be stepped. Which scenario there is comes as the address does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// To a step.
    Seek(u16),
    /// So many steps on, or back.
    Step(i32),
    /// By itself, or no more.
    Play(bool),
}

impl Order {
    fn read(text: &str) -> Option<Order> {
        match text.split_once(' ')? {
            ("seek", step) => step.parse().ok().map(Order::Seek),
            ("step", by) => by.parse().ok().map(Order::Step),
            ("play", on) => on.parse().ok().map(Order::Play),
            _ => None,
        }
    }
}

/// Hears orders as long as the component is there.
#[hook]
pub fn use_orders(on_order: impl Fn(Order) + 'static) {
    use_effect_with((), move |()| {
        let listener = Listener::new(&window(), ORDER, move |event| {
            let order = event.dyn_into::<CustomEvent>().ok().and_then(|event| event.detail().as_string());
            if let Some(order) = order.as_deref().and_then(Order::read) {
                on_order(order);
            }
        });
        move || drop(listener)
    });
}

/// Tells that the address, or what stands for it, has what is shown; with the digest of the result where there is one by now.
pub fn tell_state(digest: Option<&str>) {
    tell("state", &[("digest", digest.map_or(JsValue::NULL, JsValue::from_str))]);
}

/// Tells the step.
pub fn tell_step(step: u16, of: u16, sentence: &str) {
    tell("step", &[("step", step.into()), ("of", of.into()), ("sentence", sentence.into())]);
}

/// Tells that a property is broken by now.
pub fn tell_hazard(property: &str, step: u16, sentence: &str) {
    tell("hazard", &[("property", property.into()), ("step", step.into()), ("sentence", sentence.into())]);
}

/// Tells that the program has broken down.
pub fn tell_error(message: &str) {
    tell("error", &[("code", "crash".into()), ("message", message.into())]);
}

fn tell(kind: &str, more: &[(&str, JsValue)]) {
    let detail = Object::new();
    let kind = [("kind", JsValue::from_str(kind))];
    for (key, value) in kind.iter().chain(more) {
        // A plain object takes any key.
        let _ = Reflect::set(&detail, &(*key).into(), value);
    }
    let init = CustomEventInit::new();
    init.set_detail(&detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(TOLD, &init) {
        // Where a listener throws, that is its own matter.
        let _ = window().dispatch_event(&event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_order_is_none() {
        assert_eq!(Order::read("seek 14"), Some(Order::Seek(14)));
        assert_eq!(Order::read("step -3"), Some(Order::Step(-3)));
        assert_eq!(Order::read("play true"), Some(Order::Play(true)));
        for text in ["", "seek", "seek -1", "seek 99999999", "step 1.5", "play 1", "load v=1", "seek 1 2"] {
            assert_eq!(Order::read(text), None, "{text}");
        }
    }
}
