//! The scenario's fields, grouped as the table of fields has them.

use std::rc::Rc;

use scenario::{FIELDS, Field, Group, Scenario, Value};
use yew::prelude::*;

use crate::components::control::Control;
use crate::components::script_box::ScriptBox;
use crate::state::{Action, Drafts};
use crate::story::Story;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is asked.
    pub scenario: Scenario,
    /// What is typed.
    pub drafts: Drafts,
    /// The preset that it varies.
    pub story: Rc<Story>,
    /// What to do.
    pub act: Callback<Action>,
}

/// All controls. On a narrow screen they unfold.
#[function_component]
pub fn Controls(props: &Props) -> Html {
    let open = use_state_eq(|| false);
    let explained = use_state_eq(|| false);
    let toggle = |state: &UseStateHandle<bool>| {
        let state = state.clone();
        Callback::from(move |_: MouseEvent| state.set(!*state))
    };
    let group = |group: Group| {
        let fields = |advanced: bool| {
            let here =
                move |field: &&Field| field.group == group && field.advanced == advanced && stands_here(props, field);
            FIELDS.iter().filter(here).collect::<Vec<_>>()
        };
        html! {
            <fieldset key={group.title()}>
                <legend>{group.title()}</legend>
                { for fields(false).into_iter().map(|field| control(props, field, *explained)) }
                {advanced(props, &fields(true), *explained)}
                <p key="costs" class="onward" hidden={group != Group::Costs}>{"Each cost with its source and room for one's own: “Where numbers come from”, below."}</p>
            </fieldset>
        }
    };
    let preset = props.story.preset;
    html! {
        <section class={classes!("controls", open.then_some("open"))} aria-labelledby="controls-title">
            <div class="controls-head">
                <h2 id="controls-title">{"Scenario"}</h2>
                <button type="button" class="button fold" aria-expanded={open.to_string()} aria-controls="controls-body" onclick={toggle(&open)}>
                    {if *open { "Hide" } else { "Change it" }}
                </button>
            </div>
            <div class="controls-body" id="controls-body">
                <p class="controls-tools">
                    <button type="button" class="button quiet" aria-pressed={explained.to_string()} onclick={toggle(&explained)}>
                        {"Explain each"}
                    </button>
                    if props.story.changed.is_empty() {
                        <span key="as-is" class="as-is">{format!("as in “{}”", preset.title)}</span>
                    } else {
                        <a key="back" href={format!("#{}", preset.fragment)}>{format!("Back to “{}”", preset.title)}</a>
                    }
                </p>
                { for Group::ALL.map(group) }
                <ScriptBox
                    script={props.scenario.compare.script.clone()}
                    draft={props.drafts.get("do").cloned()}
                    act={props.act.clone()}
                />
            </div>
        </section>
    }
}

/// One's own figures are put in where the set's are read; here stand those that are.
fn stands_here(props: &Props, field: &Field) -> bool {
    !field.key.starts_with("c.") || field.value(&props.scenario.compare) != Value::None || props.story.changes(field)
}

/// What most people never touch, folded, unless something in it is not as in the preset.
fn advanced(props: &Props, fields: &[&'static Field], explained: bool) -> Html {
    let changed = fields.iter().filter(|field| props.story.changes(field)).count();
    if fields.is_empty() {
        return html! { <span key="advanced"></span> };
    }
    html! {
        <details key="advanced" open={changed > 0}>
            <summary>{format!("{} more", fields.len())}</summary>
            { for fields.iter().map(|field| control(props, field, explained)) }
        </details>
    }
}

fn control(props: &Props, field: &'static Field, explained: bool) -> Html {
    html! {
        <Control
            key={field.key}
            id={field.key}
            value={field.value(&props.scenario.compare)}
            base={field.value(&props.story.base.compare)}
            draft={props.drafts.get(field.key).cloned()}
            {explained}
            act={props.act.clone()}
        />
    }
}
