//! The three lanes side by side: a column each, a row for each figure.

use std::rc::Rc;

use playground::Lane;
use yew::prelude::*;

use crate::components::sources;
use crate::components::strategy::{class, deed, name};
use crate::figures::{Cell, Row, Section, sections};
use crate::state::Picture;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The result.
    pub picture: Rc<Picture>,
}

/// A table, since that is what one compares in: figures that belong together stand in one line, on any screen.
#[function_component]
pub fn FigureTable(props: &Props) -> Html {
    let more = use_state_eq(|| false);
    let on_more = {
        let more = more.clone();
        Callback::from(move |_: MouseEvent| more.set(!*more))
    };
    let sections = sections(&props.picture.comparison);
    let shown = sections.iter().enumerate().filter(|(_, section)| section.headline || *more);
    html! {
        <section class="figures" aria-labelledby="figures-title">
            <h2 id="figures-title" class="unseen">{"Figures"}</h2>
            <ul class="deeds">
                { for Lane::ALL.map(|lane| html! {
                    <li key={lane.id()}>{name(lane)}{" "}<span class="deed">{deed(lane)}</span></li>
                }) }
            </ul>
            <table>
                <caption class="unseen">{"Each figure for the three strategies, in model time. The best of a row is marked with a tick."}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="corner">{"model time,"}<br/>{"not a benchmark"}{sources::unit(&props.picture.scenario.compare)}</th>
                        { for Lane::ALL.map(|lane| html! {
                            <th key={lane.id()} scope="col" class={class(lane)}>
                                {name(lane)}
                                <span class="deed">{deed(lane)}</span>
                            </th>
                        }) }
                    </tr>
                </thead>
                { for shown.map(block) }
            </table>
            <button type="button" class="button quiet" aria-expanded={more.to_string()} onclick={on_more}>
                {if *more { "Fewer figures" } else { "More figures" }}
            </button>
        </section>
    }
}

fn block((index, section): (usize, &Section)) -> Html {
    html! { <tbody key={index}>{ for section.rows.iter().map(line) }</tbody> }
}

fn line(row: &Row) -> Html {
    html! {
        <tr key={row.label}>
            <th scope="row" title={row.help}>{row.label}</th>
            { for row.cells.iter().map(|cell| value(row, cell)) }
        </tr>
    }
}

fn value(row: &Row, cell: &Cell) -> Html {
    let class = classes!(cell.lane.id(), cell.best.then_some("best"));
    let Some(exact) = cell.exact else {
        return html! { <td key={cell.lane.id()} {class}><span class="none" title="The load has no such call">{"none"}</span></td> };
    };
    html! {
        <td key={cell.lane.id()} {class}>
            <data value={exact.to_string()} title={format!("{} {}", row.help, source(cell, exact))}>
                <span class="number">{cell.shown.number.clone()}</span>
                <span class="unit">{unit(cell)}</span>
            </data>
            if cell.best {
                <span key="best" class="mark" title="Best of the row"><span aria-hidden="true">{"✓"}</span><span class="unseen">{"best"}</span></span>
            } else {
                <span key="times" class="mark times" title="As many times the best">{cell.times.clone()}</span>
            }
        </td>
    }
}

fn unit(cell: &Cell) -> String {
    if cell.shown.unit.is_empty() { String::new() } else { format!("\u{a0}{}", cell.shown.unit) }
}

fn source(cell: &Cell, exact: u64) -> String {
    let unit = match cell.shown.unit {
        "ns" | "µs" | "ms" | "s" => " ns of model time",
        "B" | "KiB" | "MiB" | "GiB" | "TiB" => " bytes",
        _ => "",
    };
    format!("Exactly {exact}{unit}, {}.", cell.lane.title())
}
