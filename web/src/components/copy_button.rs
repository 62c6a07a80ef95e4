//! A button that copies a text and says whether it did.

use yew::prelude::*;

use crate::browser::clipboard;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is copied.
    pub text: String,
    /// What the button says.
    pub label: &'static str,
}

/// The button. What it says of a copy is about that text only, so it is forgotten when the text changes.
#[function_component]
pub fn CopyButton(props: &Props) -> Html {
    let told = use_state_eq(|| (String::new(), ""));
    let on_click = {
        let (told, text) = (told.setter(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            let (told, text) = (told.clone(), text.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let outcome = if clipboard::copy(&text).await { "Copied" } else { "The browser does not let us copy" };
                told.set((text, outcome));
            });
        })
    };
    let outcome = if told.0 == props.text { told.1 } else { "" };
    html! {
        <span class="copy">
            <button type="button" class="button" onclick={on_click}>{props.label}</button>
            <span class="copied" role="status">{outcome}</span>
        </span>
    }
}
