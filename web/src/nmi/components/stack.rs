//! The stacks, slot by slot: address, content, who wrote it, what the layout keeps there, and what the last step changed.

use nmi_sim::{Change, Owner, Place, SlotRow, Stack};
use yew::prelude::*;

/// What is shown.
pub struct Props {
    /// The stacks that have something to show, the NMI's first.
    pub stacks: Vec<(Stack, Vec<SlotRow>)>,
    /// What the last step changed.
    pub changes: Vec<Change>,
}

/// The pane.
pub fn view(props: &Props) -> Html {
    let stack = |(stack, rows): &(Stack, Vec<SlotRow>)| {
        html! {
            <table key={stack.name()}>
                <caption>{stack.name()}<span class="of">{format!("{} is its top", stack.letter())}</span></caption>
                {slots(rows, &props.changes)}
            </table>
        }
    };
    let first = props.stacks.first().map_or("Stack", |(stack, _)| stack.name());
    html! {
        <section class="pane stack" aria-label="Stack">
            <h2>{"Stack"}</h2>
            <div class="scroll" tabindex="0" role="group" aria-label={format!("Slots of the {first}")}>
                { for props.stacks.iter().map(stack) }
            </div>
        </section>
    }
}

/// The slots of one stack: a table's head and body.
pub fn slots(rows: &[SlotRow], changes: &[Change]) -> Html {
    let has_roles = rows.iter().any(|row| !row.role.is_empty());
    html! {
        <>
            <thead class="unseen">
                <tr>
                    <th scope="col">{"Address"}</th>
                    <th scope="col">{"Content"}</th>
                    <th scope="col">{"Written by"}</th>
                    if has_roles { <th key="role" scope="col">{"Kept there"}</th> }
                </tr>
            </thead>
            <tbody>{ for rows.iter().map(|row| slot(row, changes, has_roles)) }</tbody>
        </>
    }
}

fn slot(row: &SlotRow, changes: &[Change], has_roles: bool) -> Html {
    let change = changes.iter().find(|change| covers(change, row));
    let lost = change.and_then(|change| change.owners).filter(|(old, new)| old != new && old.is_nmi() && new.is_nmi());
    let class = classes!(
        change.map(|_| "changed"),
        lost.map(|_| "lost"),
        row.at_rsp.then_some("at-rsp"),
        row.below_rsp.then_some("below"),
    );
    html! {
        <tr key={row.word} {class}>
            <th scope="row">
                <span class="rsp" aria-hidden="true">{if row.at_rsp { "▸" } else { "" }}</span>
                <code>{row.address.clone()}</code>
                if row.at_rsp { <span key="at" class="unseen">{" (RSP is here)"}</span> }
            </th>
            <td class="content">
                if let Some(change) = change.filter(|change| change.old != change.new) {
                    <span key="old"><del>{change.old.clone()}</del><span class="arrow">{" → "}</span></span>
                }
                <span key="new">{row.content.clone()}</span>
            </td>
            <td class="owner">
                if let Some((old, _)) = lost { <span key="was"><del>{badge(old)}</del><span class="arrow">{" → "}</span></span> }
                <span key="is">{badge(row.owner)}</span>
            </td>
            if has_roles { <td key="role" class="role">{row.role}</td> }
        </tr>
    }
}

fn covers(change: &Change, row: &SlotRow) -> bool {
    let Place::Slots { word, words } = change.place else { return false };
    row.word <= word && row.word + words > word
}

fn badge(owner: Owner) -> Html {
    let name = if owner == Owner::Before { "" } else { owner.name() };
    html! { <span class={classes!("by", owner.is_nmi().then_some("nmi"))}>{name}</span> }
}
