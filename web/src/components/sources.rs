//! Where numbers come from, and the place to put in one's own.

use pgd_sim::{CostItem, CostRange, Heat, PAGE_BYTES};
use plot::{bytes, count, picoseconds};
use scenario::{COSTS, Choice, Compare, FIELDS, Field, LEVELS, Link, Scenario, ScenarioError, Value};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::sweep_view::{option, value};
use crate::state::{Action, Write};

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is asked.
    pub scenario: Scenario,
    /// What to do.
    pub act: Callback<Action>,
}

/// What was typed and cannot be taken.
#[derive(Clone, PartialEq)]
struct Wrong {
    key: &'static str,
    text: String,
    error: ScenarioError,
}

/// The cost set, each figure with its source, range and room for one's own; and the architecture's geometry.
#[function_component]
pub fn Sources(props: &Props) -> Html {
    let wrong = use_state_eq(|| None::<Wrong>);
    let compare = &props.scenario.compare;
    let area = compare.geometry();
    let set = compare.costs;
    // Read here as well, since here is where it can be said what is wrong. Nothing typed is the set's figure.
    let put = {
        let (scenario, act, wrong) = (props.scenario.clone(), props.act.clone(), wrong.setter());
        Callback::from(move |(key, text): (&'static str, String)| {
            let text = if text.trim().is_empty() { SETS_OWN.to_owned() } else { text };
            let error = scenario.with(key, &text).err();
            if error.is_none() {
                act.emit(Action::Edit(key, text.clone()));
            }
            wrong.set(error.map(|error| Wrong { key, text, error }));
        })
    };
    let used = compare.costs().items();
    let rows = set.ranges_on(compare.arch).items().into_iter().zip(used).filter_map(|(item, used)| {
        let field = FIELDS.iter().find(|field| field.key.strip_prefix("c.") == Some(item.name))?;
        let wrong = wrong.as_ref().filter(|wrong| wrong.key == field.key);
        Some(cost(&Row { item, used: used.value.0, field, compare, wrong }, &put))
    });
    let own = compare.own.items().iter().filter(|item| item.value.is_some()).count();
    let all_of_the_set = {
        let (act, mut scenario) = (props.act.clone(), props.scenario.clone());
        scenario.compare.own = scenario.compare.own.map(|_| None);
        Callback::from(move |_: MouseEvent| {
            act.emit(Action::Open(Box::new(Link { scenario: scenario.clone(), ..Link::default() }), Write::Push));
        })
    };
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
            <p class="ask">
                {chosen("costs", "Costs are those of", COSTS, |choice| *choice == set, &put)}
                {chosen("level", "at their", LEVELS, |level| *level == compare.level, &put)}
                <span>{format!("figures; {} of {} are one's own.", if own == 0 { "none".to_owned() } else { own.to_string() }, used.len())}</span>
                <button type="button" class="button" disabled={own == 0} onclick={all_of_the_set}>{"Reset all to the set"}</button>
            </p>
            <div class="two">
                <table class="costs">
                    <caption>{format!("{}: {}", set.title, set.about)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{"Step, and where its figures are from"}</th>
                            { for NAMES.map(|name| html! { <th key={name} scope="col">{name}</th> }) }
                            <th scope="col"><span class="unseen">{"Reset"}</span></th>
                        </tr>
                    </thead>
                    <tbody>{ for rows }</tbody>
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

/// The word with which a field of one's own figures says that there is none.
const SETS_OWN: &str = "set";

/// Where columns have no heads, figures name themselves.
const NAMES: [&str; 4] = ["low", "typical", "high", "used"];

/// A line of the table.
struct Row<'a> {
    item: CostItem<CostRange>,
    /// In picoseconds.
    used: u64,
    /// That of one's own figure.
    field: &'static Field,
    compare: &'a Compare,
    wrong: Option<&'a Wrong>,
}

fn cost(row: &Row<'_>, put: &Callback<(&'static str, String)>) -> Html {
    let Row { item, used, field, compare, wrong } = row;
    let CostRange { low, typical, high, source } = item.value;
    let own = field.value(compare) != Value::None;
    let key = field.key;
    let shown = wrong.map_or_else(|| field.write(Value::Number(*used)), |wrong| wrong.text.clone());
    let on_change = put.reform(move |event: Event| (key, event.target_unchecked_into::<HtmlInputElement>().value()));
    let reset = put.reform(move |_: MouseEvent| (key, SETS_OWN.to_owned()));
    let figure = |at: usize, value: pgd_sim::Ps| {
        let class = (!own && LEVELS.get(at).is_some_and(|level| level.value == compare.level)).then_some("used");
        html! { <td key={at} {class} data-name={NAMES[at]}>{picoseconds(value.0).to_string()}</td> }
    };
    html! {
        <tr key={key} class={classes!(own.then_some("own"), wrong.map(|_| "wrong"))}>
            <th scope="row">
                {item.label}
                <span class="source">{source}{if own { "; instead a figure of one's own" } else { "" }}</span>
                <span class="error" id={format!("wrong-{key}")} role="alert">
                    { for wrong.map(|wrong| format!("“{}” will not do; {}.", wrong.error.value, wrong.error.expected)) }
                </span>
            </th>
            { for [low, typical, high].into_iter().enumerate().map(|(at, value)| figure(at, value)) }
            <td key="own" data-name={NAMES[3]}>
                <input
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    aria-label={format!("Own figure: {}", item.label)}
                    aria-invalid={wrong.is_some().to_string()}
                    aria-describedby={format!("wrong-{key}")}
                    value={shown}
                    onchange={on_change}
                />
            </td>
            <td key="reset">
                <button
                    type="button"
                    class="reset"
                    disabled={!own && wrong.is_none()}
                    aria-label={format!("Reset to the set: {}", item.label)}
                    title="Reset to the set's figure"
                    onclick={reset}
                >
                    {"↺"}
                </button>
            </td>
        </tr>
    }
}

/// A list that sets a field.
fn chosen<T>(
    key: &'static str,
    label: &'static str,
    words: &'static [Choice<T>],
    is_chosen: impl Fn(&T) -> bool,
    put: &Callback<(&'static str, String)>,
) -> Html {
    let id = format!("sources-{key}");
    let on_change = put.reform(move |event: Event| (key, value(&event)));
    html! {
        <>
            <label for={id.clone()}>{label}</label>
            <select {id} onchange={on_change}>
                { for words.iter().map(|choice| option(choice.id, choice.label, is_chosen(&choice.value))) }
            </select>
        </>
    }
}
