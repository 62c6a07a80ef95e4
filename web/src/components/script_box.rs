//! The script: operations at explicit instants, as text.

use pgd_sim::Scripted;
use scenario::write_script;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::state::{Action, Draft};

/// The script's key in a link.
const KEY: &str = "do";

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The operations.
    pub script: Vec<Scripted>,
    /// What is typed.
    pub draft: Option<Draft>,
    /// What to do.
    pub act: Callback<Action>,
}

/// The text, folded where there is none.
#[function_component]
pub fn ScriptBox(props: &Props) -> Html {
    // A line each reads better; line ends count for nothing.
    let written = write_script(&props.script).replace(',', ",\n");
    let text = props.draft.as_ref().map_or(written, |draft| draft.text.clone());
    let error = props.draft.as_ref().filter(|draft| draft.told).and_then(|draft| draft.error.as_ref());
    let on_input = props
        .act
        .reform(|event: InputEvent| Action::Edit(KEY, event.target_unchecked_into::<HtmlTextAreaElement>().value()));
    let on_commit = props.act.reform(|_: Event| Action::Commit(KEY));
    let on_key = {
        let act = props.act.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                act.emit(Action::Abandon(KEY));
            }
        })
    };
    let lines = text.lines().count().clamp(3, 12);
    html! {
        <fieldset class={classes!("script", error.map(|_| "wrong"))}>
            <legend>{"Script"}</legend>
            <details open={!props.script.is_empty() || props.draft.is_some()}>
                <summary>{match props.script.len() { 0 => "No operation of its own".to_owned(), 1 => "1 operation".to_owned(), n => format!("{n} operations") }}</summary>
                <label for="field-do">{"Operations at explicit instants, beside the drawn ones"}</label>
                <textarea
                    id="field-do"
                    rows={lines.to_string()}
                    spellcheck="false"
                    autocapitalize="off"
                    value={text}
                    aria-invalid={error.is_some().to_string()}
                    aria-describedby="help-do error-do"
                    oninput={on_input}
                    onchange={on_commit}
                    onkeydown={on_key}
                />
                <p class="help" id="help-do">
                    {"When, what, then on which CPU or by whom: "}
                    <code>{"0s:vmalloc:0:a1:8MiB, 1ms:fork:1:c1, 5ms:touch:p3:a1.2047, 6ms:touch:c1:a1"}</code>
                    {". Others are percpu, ioremap, vfree, exit, exec, switch, kthread, irq and nmi."}
                </p>
                <p class="error" id="error-do" role="alert">
                    {error.map(|error| format!("“{}” will not do; {}.", error.value, error.expected)).unwrap_or_default()}
                </p>
            </details>
        </fieldset>
    }
}
