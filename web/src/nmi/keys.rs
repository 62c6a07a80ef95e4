//! The keys of the view.
//!
//! The arrows work wherever they mean nothing else, so that a reader who has just come can press →. Everything else is heard
//! only while the focus is on the stage, and letters not even then once they are switched off.

use nmi_sim::Event as Happening;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::browser::{Listener, document};
use crate::nmi::state::{Action, State};

/// The keys and what they do.
pub const KEYS: [(&str, &str); 8] = [
    ("→ ←", "a step on, a step back"),
    ("Shift+→ Shift+←", "to the next event, to the one before"),
    ("Home End", "to the start, to the end"),
    ("Space", "play, pause"),
    ("] [", "to the next hazard, to the one before"),
    ("N", "an NMI arrives here"),
    ("R", "run on here, whatever the run would do: a fork"),
    ("1 2 3", "one step is a micro-op, a phase, an event"),
];

/// What a key means here.
fn action(event: &KeyboardEvent, state: &State, letters: bool) -> Option<Action> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return None;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok())?;
    // What has keys of its own keeps them.
    if target.closest("input, select, textarea, [role=grid], summary").ok()?.is_some() {
        return None;
    }
    let on_stage = target.closest("#stage").ok()?.is_some();
    // Links and buttons have no arrows of their own; only the strip's go along it.
    let plain =
        matches!(target.tag_name().as_str(), "BODY" | "A" | "BUTTON") && target.closest(".cells").ok()?.is_none();
    let free = on_stage || plain;
    let step = state.run.step();
    let at_event = |on: bool| {
        use nmi_sim::Grain::Event;
        Action::GoTo(if on { state.run.ahead(Event) } else { state.run.behind(Event) })
    };
    let stops = state.hazard_stops();
    let key = event.key();
    Some(match key.as_str() {
        "ArrowRight" if free && event.shift_key() => at_event(true),
        "ArrowLeft" if free && event.shift_key() => at_event(false),
        "ArrowRight" if free => Action::Forward,
        "ArrowLeft" if free => Action::Back,
        "Home" if on_stage => Action::GoTo(0),
        "End" if on_stage => Action::GoTo(state.run.len()),
        // On a button it presses the button.
        " " if on_stage && target.tag_name() != "BUTTON" => Action::Play(!state.playing),
        "]" if on_stage && letters => Action::GoTo(stops.iter().copied().find(|&stop| stop > step)?),
        "[" if on_stage && letters => Action::GoTo(stops.iter().copied().rev().find(|&stop| stop < step)?),
        "n" | "N" if on_stage && letters => Action::Choose(Happening::Nmi),
        "r" | "R" if on_stage && letters => Action::Choose(Happening::Run),
        "1" if on_stage && letters => Action::Grain(nmi_sim::Grain::MicroOp),
        "2" if on_stage && letters => Action::Grain(nmi_sim::Grain::Phase),
        "3" if on_stage && letters => Action::Grain(nmi_sim::Grain::Event),
        _ => return None,
    })
}

/// Listens to the keys of the page.
#[hook]
pub fn use_keys(state: &UseReducerHandle<State>, act: &Callback<Action>, letters: bool) {
    let latest = use_mut_ref(|| (state.clone(), letters));
    *latest.borrow_mut() = (state.clone(), letters);
    let act = act.clone();
    use_effect_with((), move |()| {
        let listener = Listener::new(&document(), "keydown", move |event| {
            let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
            let action = {
                let (state, letters) = &*latest.borrow();
                action(&event, state, *letters)
            };
            if let Some(action) = action {
                event.prevent_default();
                act.emit(action);
            }
        });
        move || drop(listener)
    });
}
