//! The same run on a terminal.

use yew::prelude::*;

use crate::components::copy_button::CopyButton;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The scenario, as in a link.
    pub fragment: String,
}

/// The line to type. A fragment has no quote in it: links write one as %27.
#[function_component]
pub fn Terminal(props: &Props) -> Html {
    let line = format!("pgd compare '{}'", props.fragment);
    html! {
        <section class="terminal" aria-labelledby="terminal-title">
            <h2 id="terminal-title">{"The same on a terminal"}</h2>
            <p>
                <code>{line.clone()}</code>
                {" "}
                <CopyButton text={line} label="Copy command" />
            </p>
        </section>
    }
}
