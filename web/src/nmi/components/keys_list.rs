//! The keys, and the switch of those that are letters.

use yew::prelude::*;

use crate::nmi::keys::KEYS;

/// What is shown.
pub struct Props {
    /// Whether letters are heard.
    pub letters: bool,
    /// To hear them, or no more.
    pub set: Callback<bool>,
}

/// A list that unfolds.
pub fn view(props: &Props) -> Html {
    let letters = props.letters;
    html! {
        <details class="keys">
            <summary>{"Keys"}</summary>
            <dl>{ for KEYS.iter().map(|(keys, does)| html! {
                <div key={*keys}>
                    <dt>{ for keys.split(' ').map(|key| html! { <kbd {key}>{key.to_owned()}</kbd> }) }</dt>
                    <dd>{*does}</dd>
                </div>
            }) }</dl>
            <p>{"The arrows work everywhere; the others while the focus is in the stage, on a pane or a button of it."}</p>
            <label class="check">
                <input type="checkbox" checked={letters} onchange={props.set.reform(move |_: Event| !letters)} />
                <span>{"Letters, digits and brackets are keys"}</span>
            </label>
        </details>
    }
}
