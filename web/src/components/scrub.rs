//! A number in a sentence that can be changed where it stands: drawn sideways, stepped by arrow keys, or typed.

use std::rc::Rc;

use scenario::{FIELDS, Field, Kind, Unit, Value};
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::slider::{nearest, stops};
use crate::state::Action;

/// How far one draws from one stop to the next.
const STOP_PX: i32 = 7;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The field's key.
    pub id: &'static str,
    /// Its value now.
    pub value: Value,
    /// What to do.
    pub act: Callback<Action>,
}

/// A hand on the number: where it was put, at which stop, and whether it has moved.
#[derive(Clone, Copy)]
struct Grip {
    x: i32,
    stop: usize,
    moved: bool,
}

/// The number. It is a spin button to who does not see it; a click, Enter or a digit makes it a text to type in.
#[function_component]
pub fn Scrub(props: &Props) -> Html {
    let grip = use_mut_ref(|| None::<Grip>);
    let typing = use_state_eq(|| None::<String>);
    let entry = use_node_ref();
    let back = use_mut_ref(|| false);
    use_effect_with((typing.is_some(), entry.clone()), {
        let back = Rc::clone(&back);
        move |(typing, entry)| {
            // Into the text when it appears, and back to the number when one is through by a key.
            if let Some(element) = entry.cast::<HtmlElement>().filter(|_| *typing || back.take()) {
                let _ = element.focus();
            }
        }
    });
    let Some(field) = FIELDS.iter().find(|field| field.key == props.id) else { return Html::default() };
    let key = field.key;
    let all: Rc<[Value]> = stops(field).unwrap_or_default().into();
    let last = all.len().saturating_sub(1);
    let here = nearest(&all, props.value);

    if let Some(text) = (*typing).clone() {
        let end = {
            let (act, typing, back) = (props.act.clone(), typing.setter(), Rc::clone(&back));
            move |action: Action, by_key: bool| {
                back.replace(by_key);
                act.emit(action);
                typing.set(None);
            }
        };
        let on_input = {
            let (act, typing) = (props.act.clone(), typing.setter());
            Callback::from(move |event: InputEvent| {
                let text = event.target_unchecked_into::<HtmlInputElement>().value();
                act.emit(Action::Edit(key, text.clone()));
                typing.set(Some(text));
            })
        };
        let on_key = {
            let end = end.clone();
            Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
                "Enter" => end(Action::Commit(key), true),
                "Escape" => end(Action::Abandon(key), true),
                _ => {}
            })
        };
        let on_blur = Callback::from(move |_: FocusEvent| end(Action::Commit(key), false));
        return html! {
            <input
                key="typing"
                ref={entry}
                class="typing"
                type="text"
                size={text.len().max(4).to_string()}
                autocomplete="off"
                spellcheck="false"
                aria-label={field.label}
                value={text.clone()}
                oninput={on_input}
                onkeydown={on_key}
                onblur={on_blur}
            />
        };
    }

    let go = {
        let (act, all) = (props.act.clone(), Rc::clone(&all));
        move |stop: usize| act.emit(Action::Edit(key, field.write(all[stop])))
    };
    let type_in = {
        let (typing, text) = (typing.setter(), field.write(props.value));
        move |first: Option<String>| typing.set(Some(first.unwrap_or_else(|| text.clone())))
    };
    let on_key = {
        let (go, type_in, act) = (go.clone(), type_in.clone(), props.act.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowUp" | "ArrowRight" => go((here + 1).min(last)),
                "ArrowDown" | "ArrowLeft" => go(here.saturating_sub(1)),
                "PageUp" => go((here + 8).min(last)),
                "PageDown" => go(here.saturating_sub(8)),
                "Home" => go(0),
                "End" => go(last),
                "Enter" => type_in(None),
                digit if digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit() && !event.ctrl_key() => {
                    act.emit(Action::Edit(key, digit.to_owned()));
                    type_in(Some(digit.to_owned()));
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    let on_key_up = props.act.reform(move |_: KeyboardEvent| Action::Commit(key));
    let on_down = {
        let grip = Rc::clone(&grip);
        Callback::from(move |event: PointerEvent| {
            let element: HtmlElement = event.target_unchecked_into();
            let _ = element.set_pointer_capture(event.pointer_id());
            *grip.borrow_mut() = Some(Grip { x: event.client_x(), stop: here, moved: false });
        })
    };
    let on_move = {
        let grip = Rc::clone(&grip);
        Callback::from(move |event: PointerEvent| {
            let Some(grip) = &mut *grip.borrow_mut() else { return };
            let steps = (event.client_x() - grip.x) / STOP_PX;
            if steps != 0 || grip.moved {
                grip.moved = true;
                go(grip.stop.saturating_add_signed(steps as isize).min(last));
            }
        })
    };
    let on_up = {
        let act = props.act.clone();
        Callback::from(move |_: PointerEvent| match grip.borrow_mut().take() {
            Some(Grip { moved: false, .. }) => type_in(None),
            Some(_) => act.emit(Action::Commit(key)),
            None => {}
        })
    };
    let text = written(field, props.value);
    html! {
        <span
            key="number"
            ref={entry}
            class="scrub"
            role="spinbutton"
            tabindex="0"
            aria-label={field.label}
            aria-valuemin="0"
            aria-valuemax={last.to_string()}
            aria-valuenow={here.to_string()}
            aria-valuetext={text.clone()}
            title={format!("{}: draw sideways, step with the arrow keys, or click and type", field.label)}
            onkeydown={on_key}
            onkeyup={on_key_up}
            onpointerdown={on_down}
            onpointermove={on_move}
            onpointerup={on_up}
        >
            {text}
        </span>
    }
}

/// As a sentence has it: counts in full, the rest as in a link.
fn written(field: &Field, value: Value) -> String {
    match (field.kind, value) {
        (Kind::Number { unit: Unit::Count | Unit::PerSecond, .. }, Value::Number(number)) => {
            plot::count(number).to_string()
        }
        _ => field.write(value),
    }
}
