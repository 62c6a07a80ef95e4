//! What is folded until somebody wants to read it, and is not made before: behind a picture that moves it would cost more
//! than the picture.

use yew::prelude::*;

/// Under its name, folded or not.
pub fn folded(name: &'static str, open: &UseStateHandle<bool>, content: impl FnOnce() -> Html) -> Html {
    let on_click = {
        let open = open.clone();
        Callback::from(move |event: MouseEvent| {
            // The browser would turn it as well, and so back.
            event.prevent_default();
            open.set(!*open);
        })
    };
    html! {
        <details class="twin" open={**open}>
            <summary onclick={on_click}>{name}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label={name}>
                {if **open { content() } else { Html::default() }}
            </div>
        </details>
    }
}

/// A row of a table.
pub struct Row {
    /// What it is about.
    pub head: Html,
    /// What there is to say.
    pub cells: Vec<Html>,
    /// Whether it is what is looked at.
    pub current: bool,
}

/// A table: its heads and rows.
pub fn table(heads: &[Html], rows: impl Iterator<Item = Row>) -> Html {
    let cell = |(at, cell): (usize, Html)| html! { <td key={at}>{cell}</td> };
    let row = |(at, Row { head, cells, current }): (usize, Row)| {
        html! {
            <tr key={at} aria-current={current.then_some("true")}>
                <th key="head" scope="row">{head}</th>
                {for cells.into_iter().enumerate().map(cell)}
            </tr>
        }
    };
    let head = |(at, head): (usize, &Html)| html! { <th key={at} scope="col">{head.clone()}</th> };
    html! {
        <table>
            <thead><tr>{for heads.iter().enumerate().map(head)}</tr></thead>
            <tbody>{for rows.enumerate().map(row)}</tbody>
        </table>
    }
}
