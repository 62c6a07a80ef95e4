//! The CPU and the per-CPU variables.

use nmi_sim::{Change, Field, FieldRow, Place};
use yew::prelude::*;

/// What is shown.
pub struct Props {
    /// The fields.
    pub rows: Vec<FieldRow>,
    /// What the last step changed.
    pub changes: Vec<Change>,
}

/// The pane.
pub fn view(props: &Props) -> Html {
    let row = |row: &FieldRow| {
        let change = props.changes.iter().find(|change| change.place == Place::Field(row.field));
        let lamp = matches!(row.field, Field::Blocked | Field::Pending).then(|| row.value == "yes");
        html! {
            <div key={row.name} class={classes!("field", change.map(|_| "changed"))}>
                <dt>{row.name}</dt>
                <dd>
                    if let Some(change) = change {
                        <span key="old"><del>{change.old.clone()}</del><span class="arrow">{" → "}</span></span>
                    }
                    <span key="new">{row.value.clone()}</span>
                    if let Some(on) = lamp {
                        <span key="lamp" class={classes!("lamp", on.then_some("on"))} aria-hidden="true">{if on { "■" } else { "□" }}</span>
                    }
                </dd>
            </div>
        }
    };
    html! {
        <section class="pane cpu" aria-label="CPU">
            <h2>{"CPU"}</h2>
            <div class="scroll" tabindex="0" role="group" aria-label="Registers and per-CPU variables">
                <dl>{ for props.rows.iter().map(row) }</dl>
            </div>
        </section>
    }
}
