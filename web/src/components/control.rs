//! One field: its name, a slider or a list, a text that can be typed, a reset.

use scenario::{FIELDS, Field, Kind, ScenarioError, Value};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::slider::{nearest, stops};
use crate::state::{Action, Draft};

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The field's key.
    pub id: &'static str,
    /// Its value.
    pub value: Value,
    /// Its value in the preset.
    pub base: Value,
    /// What is typed.
    pub draft: Option<Draft>,
    /// Whether to show what the field means.
    pub explained: bool,
    /// What to do.
    pub act: Callback<Action>,
}

/// The control.
#[function_component]
pub fn Control(props: &Props) -> Html {
    let entry = use_node_ref();
    let Some(field) = FIELDS.iter().find(|field| field.key == props.id) else { return Html::default() };
    let changed = props.value != props.base;
    let error = props.draft.as_ref().filter(|draft| draft.told).and_then(|draft| draft.error.as_ref());
    let reset = {
        let (act, entry, base) = (props.act.clone(), entry.clone(), field.write(props.base));
        let key = field.key;
        Callback::from(move |_: MouseEvent| {
            act.emit(Action::Edit(key, base.clone()));
            act.emit(Action::Commit(key));
            // The button goes away; the focus must not go with it.
            if let Some(entry) = entry.cast::<HtmlElement>() {
                let _ = entry.focus();
            }
        })
    };
    let described = format!("changed-{0} help-{0} error-{0}", field.key);
    let parts = match field.kind {
        Kind::Number { .. } => number(props, field, &entry, &described, error.is_some()),
        Kind::Choice { words } => choice(props, field, &words(), &entry, &described, error.is_some()),
    };
    html! {
        <div class={classes!("control", changed.then_some("changed"), error.map(|_| "wrong"))}>
            <label for={format!("field-{}", field.key)} title={field.help}>
                {field.label}
            </label>
            {parts}
            <button
                type="button"
                class="reset"
                disabled={!changed}
                aria-label={format!("Reset {} to {}", field.label, field.write(props.base))}
                title={format!("Reset to {}", field.write(props.base))}
                onclick={reset}
            >
                <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
                    <path d="M2.2 4.2A5.4 5.4 0 1 1 1.6 7M2 1v3.4h3.4" fill="none" stroke="currentColor" stroke-width="1.4" />
                </svg>
            </button>
            <span class="unseen" id={format!("changed-{}", field.key)}>{if changed { "Differs from the preset." } else { "" }}</span>
            <p class="help" id={format!("help-{}", field.key)} hidden={!props.explained}>{field.help}</p>
            <p class="error" id={format!("error-{}", field.key)} role="alert">{error.map(|error| said(field, error)).unwrap_or_default()}</p>
        </div>
    }
}

fn number(props: &Props, field: &'static Field, entry: &NodeRef, described: &str, wrong: bool) -> Html {
    let key = field.key;
    let text = field.write(props.value);
    let typed = props.draft.as_ref().map_or_else(|| text.clone(), |draft| draft.text.clone());
    let stops = stops(field).unwrap_or_default();
    let at = nearest(&stops, props.value);
    let last = stops.len().saturating_sub(1);
    let on_slide = props.act.reform(move |event: InputEvent| {
        let at: usize = event.target_unchecked_into::<HtmlInputElement>().value().parse().unwrap_or(0);
        let stop = stops.get(at).copied().unwrap_or(Value::None);
        Action::Edit(key, field.write(stop))
    });
    let on_input = props
        .act
        .reform(move |event: InputEvent| Action::Edit(key, event.target_unchecked_into::<HtmlInputElement>().value()));
    let on_commit = props.act.reform(move |_: Event| Action::Commit(key));
    let on_key = {
        let act = props.act.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" => act.emit(Action::Abandon(key)),
            "Enter" => act.emit(Action::Commit(key)),
            _ => {}
        })
    };
    html! {
        <>
            <input
                key="slider"
                type="range"
                min="0"
                max={last.to_string()}
                step="1"
                value={at.to_string()}
                aria-label={format!("{}, slider", field.label)}
                aria-valuetext={text}
                oninput={on_slide}
                onchange={on_commit.clone()}
            />
            <input
                key="text"
                ref={entry.clone()}
                id={format!("field-{key}")}
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                value={typed}
                aria-invalid={wrong.to_string()}
                aria-describedby={described.to_owned()}
                oninput={on_input}
                onchange={on_commit}
                onkeydown={on_key}
            />
        </>
    }
}

fn choice(
    props: &Props,
    field: &'static Field,
    words: &[(&'static str, &'static str)],
    entry: &NodeRef,
    described: &str,
    wrong: bool,
) -> Html {
    let key = field.key;
    let chosen = props.draft.as_ref().map_or_else(|| field.write(props.value), |draft| draft.text.clone());
    let on_change = {
        let act = props.act.clone();
        Callback::from(move |event: Event| {
            let Some(select) = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok()) else {
                return;
            };
            act.emit(Action::Edit(key, select.value()));
            act.emit(Action::Commit(key));
        })
    };
    let option = |(id, label): &(&'static str, &'static str)| {
        html! { <option key={*id} value={*id} selected={chosen == *id}>{*label}</option> }
    };
    html! {
        <select
            title={words.iter().find(|(id, _)| chosen == *id).map(|(_, label)| *label)}
            ref={entry.clone()}
            id={format!("field-{key}")}
            aria-invalid={wrong.to_string()}
            aria-describedby={described.to_owned()}
            onchange={on_change}
        >
            { for words.iter().map(option) }
        </select>
    }
}

/// An error in the words of the page: fields by their names there.
fn said(field: &Field, error: &ScenarioError) -> String {
    let what = format!("“{}” will not do; {}.", error.value, error.expected);
    if error.field == field.key {
        return what;
    }
    let other = FIELDS.iter().find(|other| other.key == error.field).map_or(error.field.as_str(), |other| other.label);
    format!("Not with {other} as it is: {what}")
}
