//! Where numbers come from.

use pgd_sim::{CostItem, CostRange, Heat, PAGE_BYTES, Ps};
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
    let compare = &props.compare;
    let area = compare.geometry();
    let set = compare.costs;
    let ranges = set.ranges_on(compare.arch).items();
    let own = compare.own.items();
    let costs = ranges
        .iter()
        .zip(compare.costs().items())
        .zip(own)
        .map(|((range, used), own)| cost(range, used.value, own.value.is_some()));
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
                { for [curve(compare), unit(compare)].into_iter().flatten() }
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
                    <tbody>{ for costs }</tbody>
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

/// What is to be known of sets in which a walk is not a sum of steps.
fn curve(compare: &Compare) -> Option<String> {
    let [cold, hot] =
        compare.costs.curves.filter(|_| compare.own.entry.is_none() && compare.own.entry_hot.is_none())?;
    let points = if compare.heat == Heat::Hot { hot } else { cold };
    let (first, last) = (points.first()?, points.last()?);
    Some(format!(
        " With this set a whole walk takes what was measured, at {} points from {} to {} tables, and lines between them.",
        points.len(),
        count(first.0.into()),
        count(last.0.into())
    ))
}

/// What a unit of time stands for, where it is not time.
pub fn unit(compare: &Compare) -> Option<String> {
    let unit = compare.costs.unit;
    (unit != "ns").then(|| format!(" This set counts {unit}: each is shown as one nanosecond."))
}

fn cost(item: &CostItem<CostRange>, used: Ps, own: bool) -> Html {
    let CostRange { low, high, source, .. } = item.value;
    html! {
        <tr key={item.name}>
            <th scope="row">{item.label}<span class="source">{if own { "a figure of one's own" } else { source }}</span></th>
            <td>{picoseconds(low.0).to_string()}</td>
            <td class="used">{picoseconds(used.0).to_string()}</td>
            <td>{picoseconds(high.0).to_string()}</td>
        </tr>
    }
}
