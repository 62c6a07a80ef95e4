//! What the reader of a link should know.

use scenario::{Claim, FIELDS, NMI_FIELDS, Notice};
use yew::prelude::*;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What was wrong with the link.
    pub notices: Vec<Notice>,
    /// Where the author of the link saw another result: theirs, and that of this page.
    pub differs: Option<(Claim, AttrValue)>,
    /// What is remarkable about the scenario.
    pub remarks: Vec<Notice>,
    /// What to do when they have been read.
    pub dismiss: Callback<MouseEvent>,
}

/// The notices of the link, until dismissed, and the remarks on the scenario, as long as they hold.
#[function_component]
pub fn Notices(props: &Props) -> Html {
    let item = |(at, notice): (usize, &Notice)| html! { <li key={at}>{words(notice)}</li> };
    html! {
        <div class="notices">
            if props.notices.is_empty() {
                <span key="no-notices"></span>
            } else {
                <section key="notices" class="notice" role="alert" aria-label="About this link">
                    <div>
                        <h2>{"Not everything in this link could be taken"}</h2>
                        <ul>{ for props.notices.iter().enumerate().map(item) }</ul>
                    </div>
                    <button type="button" class="button" onclick={props.dismiss.clone()}>{"Dismiss"}</button>
                </section>
            }
            if let Some((claim, digest)) = &props.differs {
                <section key="differs" class="notice" role="alert" aria-label="About the model">
                    <div>
                        <h2>{"The model has changed since this link was made"}</h2>
                        <p>
                            {"Its author saw the result with the digest "}<code>{claim.to_string()}</code>
                            {"; this page computes "}<code>{digest.clone()}</code>
                            {". What you see is what the model gives now."}
                        </p>
                    </div>
                    <button type="button" class="button" onclick={props.dismiss.clone()}>{"Dismiss"}</button>
                </section>
            } else {
                <span key="no-differs"></span>
            }
            if props.remarks.is_empty() {
                <span key="no-remarks"></span>
            } else {
                <section key="remarks" class="remark" aria-label="About this scenario">
                    <ul>{ for props.remarks.iter().enumerate().map(item) }</ul>
                </section>
            }
        </div>
    }
}

/// A notice, with a field's name on the page beside its key in the link.
fn words(notice: &Notice) -> String {
    let key = match notice {
        Notice::Replaced { error, .. } => error.field.as_str(),
        Notice::Remark { field, .. } => field,
        Notice::Unknown { .. } | Notice::Newer { .. } => "",
    };
    let label = || FIELDS.iter().find(|field| field.key == key).map(|field| field.label);
    let nmi_label = || NMI_FIELDS.iter().find(|field| field.key == key).map(|field| field.label);
    match label().or_else(nmi_label) {
        Some(label) => format!("{label} — {notice}"),
        None => notice.to_string(),
    }
}
