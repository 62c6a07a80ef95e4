//! What happens when: the three strategies on one axis of model time.

use std::rc::Rc;

use pgd_sim::Ps;
use playground::{Lane, Maps, Track};
use scenario::{Slower, Stand};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, WheelEvent};
use yew::prelude::*;

use crate::browser::{Listener, Timer};
use crate::components::chart::{pointed, pointed_at};
use crate::components::folded::folded;
use crate::components::lanes_drawing::Drawing;
use crate::components::lanes_table::lanes_table;
use crate::components::lanes_tail;
use crate::components::table_map::{Looks, Spot, table_map};
use crate::hooks::{Found, use_stand, use_width};
use crate::stage::{Move, Stage, Stop, instant};
use crate::state::Action;

/// Between two pictures while time goes on by itself.
const TICK_MS: i32 = 40;
/// Stops of the scrub bar.
const STOPS: u64 = 1_000;
const KEYS: &str = "← → step to the last or next happening, with Shift to a new slot, [ ] to a hazard; W and S or + and − zoom, A and D move the \
     view, 0 shows the whole run, Home and End go to its ends, Space plays, Esc looks at nothing, ? shows this.";

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// CPUs of the machine.
    pub cpus: u8,
    /// What happens when, once that is known.
    pub found: Option<Found>,
    /// Which table has which entry, where one stands or has stood a moment ago.
    pub maps: Option<Rc<Maps>>,
    /// Asks for that at an instant.
    pub look: Callback<Ps>,
    /// Where the address says that one stands.
    pub stand: Option<Stand>,
    /// Which slow calls are marked.
    pub tail: Option<Slower>,
    /// How to say that one stands elsewhere.
    pub tell: Callback<Action>,
}

/// The lanes with all that moves in them.
#[function_component]
pub fn LanesView(props: &Props) -> Html {
    let paper = use_node_ref();
    let width = use_width(&paper, 880.0);
    let stage = use_reducer_eq(Stage::default);
    let hovered = use_state_eq(|| None);
    let drawn_from = use_mut_ref(|| None::<f64>);
    let keys_on = use_state_eq(|| true);
    let keys_shown = use_state_eq(|| false);
    let speed = use_state_eq(|| 4_u32);
    let (table_open, map_open, tail_open) = (use_state_eq(|| false), use_state_eq(|| false), use_state_eq(|| false));
    let spot = use_state_eq(|| None::<Spot>);
    let Props { found, maps, look, .. } = props;

    let act = {
        let dispatcher = stage.dispatcher();
        Callback::from(move |action: Move| dispatcher.dispatch(action))
    };
    use_effect_with(found.clone(), {
        let (act, stand) = (act.clone(), props.stand);
        move |found| {
            if let Some(found) = found {
                act.emit(Move::Show(Rc::clone(&found.lanes), stand));
            }
        }
    });
    use_stand(&stage, props.stand, &props.tell);
    // After the run has been taken over, so that its own first instant is asked about.
    use_effect_with((found.as_ref().map(|found| found.run), stage.at), {
        let look = look.clone();
        move |(run, at)| {
            if run.is_some() {
                look.emit(Ps(*at));
            }
        }
    });
    use_effect_with((stage.playing, stage.at, *speed), {
        let act = act.clone();
        move |(playing, _, speed)| {
            let speed = *speed;
            let timer = playing.then(|| Timer::after(TICK_MS, move || act.emit(Move::Tick(speed))));
            move || drop(timer)
        }
    });
    let drawing = Rc::new(Drawing::new(&stage, width, props.cpus));
    // A wheel turns the page unless it is meant for the stage, so it has to be held back in time.
    use_effect_with((paper.clone(), Rc::clone(&drawing)), {
        let act = act.clone();
        move |(paper, drawing): &(NodeRef, Rc<Drawing>)| {
            let drawing = Rc::clone(drawing);
            let listener = paper.cast::<Element>().map(|element| {
                Listener::new(&element, "wheel", move |event| {
                    let wheel: &WheelEvent = event.unchecked_ref();
                    if wheel.ctrl_key() || wheel.meta_key() {
                        let at = pointed(wheel).map_or(0, |x| drawing.instant(x));
                        act.emit(Move::Zoom(if wheel.delta_y() > 0.0 { 130 } else { 77 }, at));
                    } else if wheel.delta_x().abs() > wheel.delta_y().abs() {
                        act.emit(Move::Pan(if wheel.delta_x() > 0.0 { 4 } else { -4 }));
                    } else {
                        return;
                    }
                    wheel.prevent_default();
                })
            });
            move || drop(listener)
        }
    });

    let on_key = {
        let (act, at, playing, shown) = (act.clone(), stage.at, stage.playing, keys_shown.clone());
        let on = *keys_on;
        Callback::from(move |event: KeyboardEvent| {
            if !on || event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let stop = if event.shift_key() { Stop::NewSlot } else { Stop::Any };
            let step = |ahead| Move::Step { ahead, stop };
            let hazard = |ahead| Move::Step { ahead, stop: Stop::Hazard };
            let action = match event.key().as_str() {
                "ArrowRight" => step(true),
                "ArrowLeft" => step(false),
                "]" => hazard(true),
                "[" => hazard(false),
                "+" | "=" | "w" | "W" => Move::Zoom(60, at),
                "-" | "s" | "S" => Move::Zoom(166, at),
                "a" | "A" => Move::Pan(-25),
                "d" | "D" => Move::Pan(25),
                "0" => Move::Whole,
                "Home" => Move::Go(0),
                "End" => Move::Go(u64::MAX),
                " " => Move::Play(!playing),
                "Escape" => Move::Pick(None),
                "?" => {
                    shown.set(!*shown);
                    return event.prevent_default();
                }
                _ => return,
            };
            event.prevent_default();
            act.emit(action);
        })
    };
    let on_down = {
        let (act, drawing, from) = (act.clone(), Rc::clone(&drawing), Rc::clone(&drawn_from));
        let stage = (*stage).clone();
        Callback::from(move |event: PointerEvent| {
            let Some((x, y)) = pointed_at(&event) else { return };
            *from.borrow_mut() = Some(x);
            match drawing.hit(&stage, x, y) {
                Some(place) => act.emit(Move::Pick(Some(place))),
                None => act.emit(Move::Go(drawing.instant(x))),
            }
        })
    };
    let on_move = {
        let (act, drawing, from, hovered) =
            (act.clone(), Rc::clone(&drawing), Rc::clone(&drawn_from), hovered.setter());
        let stage = (*stage).clone();
        Callback::from(move |event: PointerEvent| {
            let Some((x, y)) = pointed_at(&event) else { return };
            let start = *from.borrow();
            match start.filter(|_| event.buttons() != 0) {
                Some(start) => {
                    let percent = ((start - x) / drawing.wide() * 100.0) as i32;
                    if percent != 0 {
                        *from.borrow_mut() = Some(x);
                        act.emit(Move::Pan(percent));
                    }
                }
                None => hovered.set(drawing.hit(&stage, x, y)),
            }
        })
    };
    let on_leave = {
        let hovered = hovered.setter();
        Callback::from(move |_: PointerEvent| hovered.set(None))
    };
    let button = |label: &'static str, action: Move| {
        let on_click = act.reform(move |_: MouseEvent| action.clone());
        html! { <button key={label} type="button" class="button" onclick={on_click}>{label}</button> }
    };
    let on_scrub = {
        let end = stage.end();
        act.reform(move |event: InputEvent| {
            let stop: u64 = event.target_unchecked_into::<HtmlInputElement>().value().parse().unwrap_or(0);
            Move::Go((u128::from(end) * u128::from(stop) / u128::from(STOPS)) as u64)
        })
    };
    let on_speed = {
        let speed = speed.setter();
        Callback::from(move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok());
            speed.set(input.and_then(|select| select.value().parse().ok()).unwrap_or(4));
        })
    };
    let on_switch = {
        let keys_on = keys_on.clone();
        Callback::from(move |_: Event| keys_on.set(!*keys_on))
    };
    // To the nearest stop: one that was gone to must not be taken for the one before.
    let end = u128::from(stage.end());
    let scrub = ((u128::from(stage.at) * u128::from(STOPS) + end / 2) / end) as u64;
    let looked_at = hovered.filter(|(lane, at)| *at < stage.lanes.track(*lane).happenings.len()).or(stage.picked);
    let told = looked_at.map_or_else(|| stage.nothing_picked(), |it| stage.receipt(it));
    let there = stage.lanes.end.0 > 0;
    let hazards = *use_memo(Rc::clone(&stage.lanes), |_| stage.has(Stop::Hazard));
    let looks = Looks {
        width,
        looked_at: looked_at.map(|place| (place.0, *stage.happening(place))),
        spot: *spot,
        open: &map_open,
        on_spot: {
            let spot = spot.setter();
            Callback::from(move |under| spot.set(under))
        },
        on_pick: {
            let (act, maps, stage) = (act.clone(), maps.clone(), (*stage).clone());
            Callback::from(move |(lane, row, column): Spot| {
                let Some(map) = maps.as_deref().map(|maps| maps.lane(lane)) else { return };
                if let Some(place) = stage.about(lane, map.slots_in(column), map.processes_in(row)) {
                    act.emit(Move::Pick(Some(place)));
                }
            })
        },
    };
    html! {
        <section class="lanes" aria-labelledby="lanes-title">
            <h2 id="lanes-title">{"What happens when"}</h2>
            <div class="transport">
                {button("◀ Back", Move::Step { ahead: false, stop: Stop::Any })}
                {button(if stage.playing { "Pause" } else { "Play" }, Move::Play(!stage.playing))}
                {button("Step ▶", Move::Step { ahead: true, stop: Stop::Any })}
                {button("Next new slot", Move::Step { ahead: true, stop: Stop::NewSlot })}
                {for hazards.then(|| button("Next hazard", Move::Step { ahead: true, stop: Stop::Hazard }))}
                <span class="gap"></span>
                {button("Zoom in", Move::Zoom(60, stage.at))}
                {button("Zoom out", Move::Zoom(166, stage.at))}
                {button("Whole run", Move::Whole)}
            </div>
            <div
                class="stage"
                tabindex="0"
                role="group"
                aria-label="The three strategies on one axis of model time. Arrow keys step; question mark lists the keys."
                onkeydown={on_key}
            >
                <div
                    class="paper"
                    ref={paper}
                    onpointerdown={on_down}
                    onpointermove={on_move}
                    onpointerleave={on_leave}
                >
                    {if there { drawing.draw(&stage, looked_at, props.tail) } else {
                        html! { <p class="nothing">{"The run is being put together…"}</p> }
                    }}
                </div>
            </div>
            <label class="scrubber">
                <span class="unseen">{"Instant"}</span>
                <input
                    type="range"
                    min="0"
                    max={STOPS.to_string()}
                    value={scrub.to_string()}
                    aria-valuetext={instant(stage.at)}
                    oninput={on_scrub}
                />
                {drawing.overview(&stage)}
            </label>
            <p class="receipt" role="status">{told}</p>
            <div class="tail-told">
                {for props.tail.filter(|_| there).map(|tail| lanes_tail::told(&stage, tail, &tail_open, &act))}
            </div>
            <h3>{"Which table has which entry at "}<span class="instant">{instant(stage.at)}</span></h3>
            {maps.as_deref().map_or_else(
                || html! { <p class="nothing">{"The run is being gone through…"}</p> },
                |maps| table_map(maps, &looks),
            )}
            <p class="settings">
                <label>
                    {"Speed "}
                    <select onchange={on_speed}>
                        { for [("1", "slow"), ("4", "even"), ("16", "fast")].map(|(id, label)| {
                            html! { <option key={id} value={id} selected={*speed == id.parse().unwrap_or(0)}>{label}</option> }
                        }) }
                    </select>
                </label>
                <label><input type="checkbox" checked={*keys_on} onchange={on_switch} />{" Keys, while the lanes have the focus"}</label>
                <span>{sampling(&stage)}</span>
                <span>{"Among faults short strokes are processes’, hollow ones interrupts’, long ones NMIs’; crosses are accesses that go wrong."}</span>
            </p>
            <p class="keys" hidden={!*keys_shown}>{KEYS}</p>
            {folded("What is in view, as a table", &table_open, || lanes_table(&stage, looked_at, &act))}
        </section>
    }
}

/// What of the run is shown.
fn sampling(stage: &Stage) -> String {
    let most =
        |number: fn(&Track) -> u64| Lane::ALL.iter().map(|lane| number(stage.lanes.track(*lane))).max().unwrap_or(1);
    match (most(|track| track.one_in), most(|track| track.wrong_one_in)) {
        (0 | 1, 0 | 1) => "All waits, walks, faults and vmallocs are shown.".to_owned(),
        (calls, 0 | 1) => format!("Of calls at which something happened one in {calls} is shown."),
        (0 | 1, wrong) => format!("Of accesses that go wrong one in {wrong} is shown, and of the rest all."),
        (calls, wrong) => {
            format!(
                "Of calls at which something happened one in {calls} is shown, of accesses that go wrong one in {wrong}."
            )
        }
    }
}
