//! The same run on a terminal.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::copy_button::CopyButton;
use crate::state::Picture;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The scenario, as in a link.
    pub fragment: String,
    /// The last result, where it is of this scenario.
    pub picture: Option<Rc<Picture>>,
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
            <p class="digest">
                {"It prints the same figures, to the last bit. Digest of this run: "}
                <code>{props.picture.as_ref().map_or_else(|| "not known yet".to_owned(), |picture| picture.digest.clone())}</code>
            </p>
        </section>
    }
}
