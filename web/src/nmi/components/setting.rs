//! What the machine is: the handler, what it interrupts, what may fault, and what the sources leave open.

use scenario::{NMI_FIELDS, Nmi, NmiField, Scenario};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::nmi::state::Action;

/// What is shown.
pub struct Props {
    /// What is asked.
    pub scenario: Scenario,
    /// What to do.
    pub act: Callback<Action>,
}

/// The fields that stand by themselves; the other words unfold.
const HEADLINE: [&str; 3] = ["handler", "context", "slots"];
const FOLDED: [&str; 4] = ["sti-holds", "iret-opens", "exit-test", "cr2-kept"];

fn field(key: &str) -> &'static NmiField {
    NMI_FIELDS.iter().find(|field| field.key == key).expect("the view's fields are in the table")
}

/// The controls. A change keeps the events at the same moments.
pub fn view(props: &Props) -> Html {
    let default = Nmi::default();
    let is_switched = |key: &&&str| field(key).text(&props.scenario.nmi) != field(key).text(&default);
    let switched = match FOLDED.iter().filter(is_switched).count() {
        0 => "as usual".to_owned(),
        some => format!("{some} changed"),
    };
    let faults = field("faults");
    let text = faults.text(&props.scenario.nmi);
    let faulting = if text == "none" { "nothing".to_owned() } else { text.replace(',', ", ") };
    html! {
        <section class="setting" aria-label="Setting">
            { for HEADLINE.map(|key| select(props, field(key))) }
            <details key="faults" class="fold">
                <summary>{"May also fault: "}<strong>{faulting}</strong></summary>
                <fieldset>
                    <legend class="unseen">{faults.help}</legend>
                    { for faults.words().iter().map(|word| check(props, faults, &text, word)) }
                </fieldset>
            </details>
            <details key="switches" class="fold">
                <summary>{"Left open by sources: "}<strong>{switched}</strong></summary>
                <fieldset>
                    <legend class="unseen">{"What the sources leave open"}</legend>
                    { for FOLDED.map(|key| select(props, field(key))) }
                </fieldset>
            </details>
        </section>
    }
}

fn select(props: &Props, field: &'static NmiField) -> Html {
    let now = field.text(&props.scenario.nmi);
    let on_change = props
        .act
        .reform(move |event: Event| Action::Set(field.key, event.target_unchecked_into::<HtmlSelectElement>().value()));
    let option = |(id, says): &(&'static str, &'static str)| {
        // A choice that cannot be together with the others says so.
        let refusal = props.scenario.with(field.key, id).err().map(|error| error.expected);
        let title = refusal.clone().unwrap_or_else(|| (*says).to_owned());
        html! { <option key={*id} value={*id} selected={*id == now} disabled={refusal.is_some()} {title}>{*id}</option> }
    };
    let help = field.words().iter().find(|(id, _)| *id == now).map_or(field.help, |(_, says)| says);
    let is_handler = field.key == "handler" || field.key == "context";
    html! {
        <p key={field.key} class="word">
            <label for={format!("nmi-{}", field.key)} title={field.help}>{field.label}</label>
            <select id={format!("nmi-{}", field.key)} onchange={on_change}>{ for field.words().iter().map(option) }</select>
            <span class="help">{if is_handler { help } else { field.help }}</span>
        </p>
    }
}

fn check(props: &Props, field: &'static NmiField, text: &str, (id, label): &(&'static str, &'static str)) -> Html {
    let id = *id;
    let on: Vec<String> = text.split(',').filter(|item| *item != "none").map(str::to_owned).collect();
    let checked = on.iter().any(|item| item == id);
    let after = {
        let mut after: Vec<&str> = on.iter().map(String::as_str).filter(|item| *item != id).collect();
        if !checked {
            after.push(id);
        }
        after.join(",")
    };
    let refusal = props.scenario.with(field.key, &after).err().map(|error| error.expected);
    let on_change = {
        let after = after.clone();
        props.act.reform(move |event: Event| {
            let _ = event.target_unchecked_into::<HtmlInputElement>();
            Action::Set(field.key, after.clone())
        })
    };
    html! {
        <label key={id} class="check" title={refusal.clone().unwrap_or_default()}>
            <input type="checkbox" {checked} disabled={refusal.is_some()} onchange={on_change} />
            <span>{*label}</span>
        </label>
    }
}
