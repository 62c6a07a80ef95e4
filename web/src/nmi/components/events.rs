//! What can happen next: each event a button, the impossible ones grey with the reason; and the branches that were tried.

use nmi_sim::{Branch, Choice, Event};
use yew::prelude::*;

use crate::nmi::state::Action;
use crate::nmi::words;

/// What is shown.
pub struct Props {
    /// Every event, possible or not.
    pub choices: Vec<Choice>,
    /// The event by which the path goes on.
    pub next: Option<Event>,
    /// The branches that leave the path.
    pub branches: Vec<Branch>,
    /// What to do.
    pub act: Callback<Action>,
}

/// The pane.
pub fn view(props: &Props) -> Html {
    let choice = |choice: &Choice| {
        let Choice { event, refusal, says } = *choice;
        let possible = refusal.is_none();
        let on_click = props.act.reform(move |_: MouseEvent| Action::Choose(event));
        let forks = possible && props.next.is_some_and(|next| next != event);
        html! {
            <li key={event.name()}>
                // Not `disabled`: the reason is to be found by the keyboard too.
                <button
                    type="button"
                    class="event"
                    aria-disabled={(!possible).then_some("true")}
                    aria-describedby={format!("why-{}", event.name())}
                    onclick={possible.then_some(on_click)}
                >
                    {words::event(event)}
                </button>
                <p id={format!("why-{}", event.name())}>
                    {says}
                    if forks { <span key="forks" class="forks">{" A fork: the run as it is stays as a branch."}</span> }
                </p>
            </li>
        }
    };
    let branch = |branch: &Branch| {
        let branch = *branch;
        let on_click = props.act.reform(move |_: MouseEvent| Action::Take(branch));
        html! {
            <li key={format!("{}-{}", branch.step, branch.event.name())}>
                <button type="button" class="ghost" onclick={on_click}>
                    {format!("Step {}: {}, {} steps", branch.step, words::event(branch.event).to_lowercase(), branch.len)}
                </button>
            </li>
        }
    };
    html! {
        <section class="pane events" aria-label="Events">
            <h2>{"What can happen now"}</h2>
            <div class="scroll">
                <ul class="choices">{ for props.choices.iter().map(choice) }</ul>
                if props.branches.is_empty() {
                    <span key="no-branches"></span>
                } else {
                    <div key="branches" class="branches">
                        <h3>{"Branches left behind"}</h3>
                        <ul>{ for props.branches.iter().map(branch) }</ul>
                    </div>
                }
            </div>
        </section>
    }
}
