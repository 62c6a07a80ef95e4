//! Where numbers come from.

use pgd_sim::{CostItem, CostRange, PAGE_BYTES};
use plot::{bytes, count, picoseconds};
use scenario::Compare;
use yew::prelude::*;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is asked.
    pub compare: Compare,
}

/// The architecture's geometry and the cost set, each figure with its source.
#[function_component]
pub fn Sources(props: &Props) -> Html {
    let area = props.compare.arch.geometry();
    let set = props.compare.costs;
    let shape = [
        ("Level whose entries are spread", area.level.to_owned()),
        ("One entry covers", bytes(area.slot_bytes()).to_string()),
        ("Entries of the area", count(area.slots().into()).to_string()),
        ("The whole area", bytes(area.bytes()).to_string()),
        ("A page", bytes(PAGE_BYTES).to_string()),
        ("First address", format!("{:#x}", area.start)),
    ];
    html! {
        <section class="sources" aria-labelledby="sources-title">
            <h2 id="sources-title">{"Where numbers come from"}</h2>
            <p class="prose">
                {"All times are model time, not a benchmark: a machine of counters runs the load step by step, and each step takes \
                  what the table says. Every figure has its source, or says that it is a choice of the model."}
            </p>
            <div class="two">
                <table class="costs">
                    <caption>{format!("Costs: {} ({})", set.title, set.about)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{"Step"}</th>
                            <th scope="col">{"low"}</th>
                            <th scope="col">{"used"}</th>
                            <th scope="col">{"high"}</th>
                        </tr>
                    </thead>
                    <tbody>{ for set.ranges.items().iter().map(cost) }</tbody>
                </table>
                <table class="shape">
                    <caption>{"The vmalloc area of this architecture"}</caption>
                    <tbody>
                        { for shape.into_iter().map(|(name, value)| html! { <tr key={name}><th scope="row">{name}</th><td>{value}</td></tr> }) }
                        <tr key="source"><th scope="row">{"Source"}</th><td class="source">{area.source}</td></tr>
                    </tbody>
                </table>
            </div>
        </section>
    }
}

fn cost(item: &CostItem<CostRange>) -> Html {
    let CostRange { low, typical, high, source } = item.value;
    html! {
        <tr key={item.name}>
            <th scope="row">{item.label}<span class="source">{source}</span></th>
            <td>{picoseconds(low.0).to_string()}</td>
            <td class="used">{picoseconds(typical.0).to_string()}</td>
            <td>{picoseconds(high.0).to_string()}</td>
        </tr>
    }
}
