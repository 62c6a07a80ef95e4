//! What if there were an nmiret? There is one by now.

use nmi_sim::Handler;
use yew::prelude::*;

use crate::nmi::words;

/// What is shown.
pub struct Props {
    /// The handler that is shown.
    pub handler: Handler,
    /// The link of the same events under FRED, or from FRED back under `naive`; none where that cannot be.
    pub other: Option<AttrValue>,
}

/// The section.
pub fn view(props: &Props) -> Html {
    let fred = props.handler == Handler::Fred;
    let (to, words) = if fred {
        (
            "The same events without it, under naive",
            "This is it: under FRED each frame says if an NMI made it, and only a return through such a frame opens NMIs.",
        )
    } else {
        (
            "The same events under FRED",
            "FRED is hardware that has one: each frame says if an NMI made it, and only a return through such a frame opens NMIs.",
        )
    };
    html! {
        <section class="nmiret" aria-labelledby="nmiret-title">
            <h2 id="nmiret-title">{"What if there were an nmiret?"}</h2>
            <p>{words}{" "}{words::replaced(props.handler)}</p>
            <p>
                if let Some(other) = &props.other {
                    <a key="link" class="button" href={other.clone()}>{to}</a>
                } else {
                    <span key="none" class="of">{"What this run interrupts or lets fault does not exist under FRED."}</span>
                }
            </p>
            <p class="source">{"Source: "}{Handler::Fred.source().cite()}</p>
        </section>
    }
}
