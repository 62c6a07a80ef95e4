//! Hands on: a small machine in which nothing happens but what one does, under the three strategies side by side.

use std::rc::Rc;

use pgd_sim::{Scripted, Who};
use playground::{Hands, Lane, Person, Shade};
use plot::{count, nanoseconds};
use scenario::{Compare, HANDS_ON, SCRIPT_KEY, write_script};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::components::folded::{Row, folded, table};
use crate::components::strategy::{class, name};
use crate::hands::{Click, about, asked, called, clicked, told, touchable};
use crate::state::Action;

/// The least slots that are shown.
const COLUMNS_MIN: usize = 5;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The scenario.
    pub compare: Compare,
    /// What came of its script, or of that of a moment ago.
    pub hands: Option<Rc<Hands>>,
    /// What to do.
    pub act: Callback<Action>,
}

/// The machine where the scenario is one; otherwise the way to it.
#[function_component]
pub fn HandsOn(props: &Props) -> Html {
    let chosen = use_state_eq(|| Who::Initial(0));
    let slot_chosen = use_state_eq(|| None::<u16>);
    let open = use_state_eq(|| false);
    let script = &props.compare.script;
    if !Hands::fits(&props.compare) {
        return html! {
            <section class="hands" aria-labelledby="hands-title">
                <h2 id="hands-title">{"Hands on"}</h2>
                <p>
                    {"A machine of eight processes in which nothing happens but what you do: "}
                    <a href={format!("#{HANDS_ON}")}>{"take it into your hands"}</a>
                    {"."}
                </p>
            </section>
        };
    }
    // What was told of another script is of no use for the next click.
    let Some(hands) = props.hands.clone().filter(|hands| hands.deeds(Lane::Lazy).len() == script.len()) else {
        return html! {
            <section class="hands" aria-labelledby="hands-title">
                <h2 id="hands-title">{"Hands on"}</h2>
                <p role="status">{"The machine is being set up…"}</p>
            </section>
        };
    };
    let Some(person) = hands.people.iter().find(|person| person.who == *chosen).or(hands.people.first()).copied()
    else {
        return Html::default();
    };
    let write = props.act.reform(|script: Vec<Scripted>| Action::Edit(SCRIPT_KEY, write_script(&script)));
    let slot_bytes = props.compare.geometry().slot_bytes();
    let does = |as_whom: Person, click: Click| {
        let next = clicked(script, &hands, slot_bytes, &as_whom, click)?;
        Some(write.reform(move |_: MouseEvent| next.clone()))
    };
    let button = |label: &'static str, click: Click| {
        let on_click = does(person, click);
        html! { <button key={label} type="button" class="button" disabled={on_click.is_none()} onclick={on_click}>{label}</button> }
    };
    let rewritten = |label: &'static str, script: Vec<Scripted>, disabled: bool| {
        let on_click = write.reform(move |_: MouseEvent| script.clone());
        html! { <button key={label} type="button" class="button" {disabled} onclick={on_click}>{label}</button> }
    };
    let on_choose = {
        let (chosen, people) = (chosen.setter(), hands.people.clone());
        picks(move |index| people.get(index).map(|person| person.who), move |who| chosen.set(who))
    };
    let slots = touchable(script, &hands);
    let slot = slot_chosen.filter(|slot| slots.contains(slot)).or(slots.first().copied());
    let on_slot = {
        let (slots, slot_chosen) = (slots.clone(), slot_chosen.setter());
        picks(move |index| slots.get(index).copied(), move |slot| slot_chosen.set(Some(slot)))
    };
    let somewhere = slot.unwrap_or(u16::MAX);
    let undone = script.split_last().map(|(_, before)| before.to_vec()).unwrap_or_default();
    let board = Board { script, hands: &hands, chosen: person.who, columns: columns(&hands) };
    let said = script.last().map_or_else(
        || "Nothing has happened yet. Begin with a new slot, and then let some processes touch it.".to_owned(),
        |last| format!("{}. {}", script.len(), asked(script, &hands, &last.act)),
    );
    html! {
        <section class="hands" aria-labelledby="hands-title">
            <h2 id="hands-title">{"Hands on"}</h2>
            <p>{format!(
                "{} processes on {} CPUs, and nothing happens but what you do. Each click happens to the same machine three times, \
                 once with each strategy.",
                props.compare.procs, props.compare.cpus
            )}</p>
            <div class="deeds" role="group" aria-label="What to do">
                <label>
                    {"As process "}
                    <select onchange={on_choose}>
                        {for hands.people.iter().map(|it| html! {
                            <option key={called(it.who)} selected={it.who == person.who}>{format!("{} on CPU {}", called(it.who), it.cpu.0)}</option>
                        })}
                    </select>
                </label>
                {button("vmalloc: a new slot", Click::Vmalloc)}
                {button("Fork", Click::Fork)}
                {button("Switch to it", Click::Switch)}
                {button("Exit", Click::Exit)}
                <label>
                    {"In slot "}
                    <select onchange={on_slot} disabled={slots.is_empty()}>
                        {for slots.iter().map(|it| html! { <option key={*it} selected={Some(*it) == slot}>{*it}</option> })}
                    </select>
                </label>
                {button("Touch", Click::Touch(somewhere))}
                {button("NMI on its CPU", Click::Nmi(somewhere))}
                <span class="gap"></span>
                {rewritten("Undo", undone, script.is_empty())}
                {rewritten("Start over", Vec::new(), script.is_empty())}
            </div>
            <p class="said" role="status">
                <strong>{said}</strong>
                {for (!script.is_empty()).then(|| html! {
                    <span class="unseen">{Lane::ALL.map(|lane| format!(" {}: {}", lane.title(), board.told(lane))).concat()}</span>
                })}
            </p>
            <div class="boards">{for Lane::ALL.map(|lane| board.draw(lane, &does))}</div>
            <p class="reading">{format!(
                "A row is the table of a process, ● that of the one that runs on its CPU; a column is a slot of {}. A full cell is an \
                 entry that is there, a hatched one is missing, a pale one nobody needs yet. Click a cell to let its process touch \
                 the slot. Undo is also your browser’s Back, and the address has every click.",
                plot::bytes(slot_bytes)
            )}</p>
            {folded("What each click came to, as a table", &open, || board.twin())}
        </section>
    }
}

/// How many slots are shown: those that any table needs, and the next.
fn columns(hands: &Hands) -> usize {
    let map = hands.map(Lane::Lazy);
    let needed = map.rows().flat_map(|row| row.iter().rposition(|cell| cell.due > 0)).max().unwrap_or(0);
    (needed + 2).max(COLUMNS_MIN).min(map.columns())
}

struct Board<'a> {
    script: &'a [Scripted],
    hands: &'a Rc<Hands>,
    chosen: Who,
    columns: usize,
}

impl Board<'_> {
    /// What a strategy made of the last click.
    fn told(&self, lane: Lane) -> String {
        told(self.script, self.hands.deeds(lane), self.script.len().wrapping_sub(1))
    }

    /// One strategy's machine.
    fn draw(&self, lane: Lane, does: &impl Fn(Person, Click) -> Option<Callback<MouseEvent>>) -> Html {
        let deeds = self.hands.deeds(lane);
        let sum = |number: fn(&playground::Deed) -> u64| deeds.iter().map(number).sum::<u64>();
        let totals = format!(
            "So far: faults {}, tables walked {}, kernel time {}.",
            count(sum(|deed| deed.faults.into())),
            count(sum(|deed| deed.walked.into())),
            nanoseconds(pgd_sim::Ps(sum(|deed| deed.took.0)).as_ns())
        );
        let said = self.told(lane);
        let slots = (0..self.columns).map(|slot| html! { <th key={slot} scope="col">{slot}</th> });
        html! {
            <div key={lane.id()} class={classes!("board", class(lane))}>
                <h3>{name(lane)}</h3>
                <p class="made-of-it" aria-hidden="true">{said}</p>
                <table aria-label={format!("{}: which table has which entry", lane.title())}>
                    <thead><tr><th key="slot" scope="col">{"slot"}</th>{for slots}</tr></thead>
                    <tbody>{for self.hands.people.iter().map(|person| self.row(lane, person, does))}</tbody>
                </table>
                <p class="totals">{totals}</p>
            </div>
        }
    }

    fn row(&self, lane: Lane, person: &Person, does: &impl Fn(Person, Click) -> Option<Callback<MouseEvent>>) -> Html {
        let cells = self.hands.map(lane).rows().nth(person.process as usize).unwrap_or_default();
        let marked = about(self.script, self.hands);
        let cell = |(slot, cell): (usize, &playground::Cell)| {
            let (shade, words) = match cell.shade() {
                Shade::NotNew => ("not-new", "not needed yet"),
                Shade::Missing => ("missing", "missing"),
                _ => ("there", "there"),
            };
            let is_marked =
                marked.is_some_and(|(who, its)| usize::from(its) == slot && who.is_none_or(|who| who == person.who));
            let said = format!("{}, slot {slot}: {words}", called(person.who));
            let inside = match does(*person, Click::Touch(slot as u16)) {
                // The keyboard has the buttons above.
                Some(on_click) => html! {
                    <button type="button" tabindex="-1" aria-label={format!("{said}. Touch it.")} onclick={on_click}></button>
                },
                None => html! { <span class="unseen">{said}</span> },
            };
            html! { <td key={slot} class={classes!(shade, is_marked.then_some("marked"))}>{inside}</td> }
        };
        let loaded = person.loaded.then_some(" ●");
        html! {
            <tr key={called(person.who)} class={classes!((person.who == self.chosen).then_some("chosen"))}>
                <th key="who" scope="row">{called(person.who)}<span aria-hidden="true">{loaded}</span>
                    <span class="unseen">{if person.loaded { format!(" running on CPU {}", person.cpu.0) } else { String::new() }}</span>
                </th>
                {for cells.iter().take(self.columns).enumerate().map(cell)}
            </tr>
        }
    }

    /// Each click with what each strategy made of it.
    fn twin(&self) -> Html {
        let heads: Vec<Html> = [Html::from("Click")].into_iter().chain(Lane::ALL.map(name)).collect();
        let row = |(at, scripted): (usize, &Scripted)| Row {
            head: format!("{}. {}", at + 1, asked(self.script, self.hands, &scripted.act)).into(),
            cells: Lane::ALL.map(|lane| told(self.script, self.hands.deeds(lane), at).into()).into(),
            current: at + 1 == self.script.len(),
        };
        table(&heads, self.script.iter().enumerate().map(row))
    }
}

/// What a list does when one of its entries is chosen.
fn picks<T: 'static>(of: impl Fn(usize) -> Option<T> + 'static, set: impl Fn(T) + 'static) -> Callback<Event> {
    Callback::from(move |event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        if let Some(one) = select.and_then(|select| usize::try_from(select.selected_index()).ok()).and_then(&of) {
            set(one);
        }
    })
}
