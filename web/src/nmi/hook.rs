//! The view's state, tied to the worker, to the address and to the clock.

use std::rc::Rc;

use nmi_sim::Hazard;
use scenario::Link;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::browser::{Listener, address, document, window};
use crate::embed::host::{self, Order};
use crate::embed::{Part, Presentation, opened};
use crate::nmi::client::Client;
use crate::nmi::protocol::Request;
use crate::nmi::state::{Action, Path, State};

/// Between two steps while it steps by itself: time to read where one is, not what is said.
const STEP_EVERY_MS: i32 = 700;

/// The state, starting with what the address asks for. What is not shown is not worked out.
#[hook]
pub fn use_run(presentation: Presentation) -> UseReducerHandle<State> {
    let further = presentation.has(Part::Further);
    let state = use_reducer(|| State::open(opened()));
    let client = use_memo((), {
        let dispatcher = state.dispatcher();
        move |()| Client::new(Callback::from(move |answer| dispatcher.dispatch(Action::Heard(answer))))
    });
    let writer = use_memo((), |()| address::Writer::default());

    // The hazards that have been told, of this path.
    let told = use_mut_ref(|| (Rc::clone(&state.path), 0));
    use_effect_with(state.version, {
        let (state, writer) = (state.clone(), writer.clone());
        move |_| {
            writer.write(&state.scenario.fragment(), state.write);
            tell(&state, &mut told.borrow_mut());
        }
    });

    host::use_orders({
        let dispatcher = state.dispatcher();
        move |order| {
            dispatcher.dispatch(match order {
                Order::Seek(step) => Action::GoTo(step),
                Order::Step(by) => Action::By(by),
                Order::Play(on) => Action::Play(on),
            });
        }
    });

    use_effect_with(state.strip.ask, {
        let (state, client) = (state.clone(), client.clone());
        move |&ask| {
            if !further {
                return;
            }
            let (config, schedule) = (state.scenario.nmi.config(), state.strip.base.clone());
            client.ask(&Request::Strip { ask, config, schedule });
        }
    });

    use_effect_with((state.proofs.ask, state.proofs.arrivals, state.proofs.stopped), {
        let client = client.clone();
        move |&(ask, arrivals, stopped)| {
            if !further {
                return;
            }
            if stopped {
                client.ask(&Request::Stop);
            } else if ask > 0 {
                client.ask(&Request::Prove { ask, arrivals });
            }
        }
    });

    use_effect_with(state.playing, {
        let dispatcher = state.dispatcher();
        move |&playing| {
            let tick = Closure::<dyn Fn()>::new(move || dispatcher.dispatch(Action::Forward));
            let timer = playing.then(|| {
                window().set_interval_with_callback_and_timeout_and_arguments_0(
                    tick.as_ref().unchecked_ref(),
                    STEP_EVERY_MS,
                )
            });
            move || {
                if let Some(Ok(timer)) = timer {
                    window().clear_interval_with_handle(timer);
                }
                drop(tick);
            }
        }
    });

    use_effect_with((), {
        let dispatcher = state.dispatcher();
        move |()| {
            let listener = Listener::new(&window(), "hashchange", move |_| {
                dispatcher.dispatch(Action::Open(Box::new(Link::read(&address::fragment()))));
                to_the_stage();
            });
            move || {
                drop(listener);
                // What waits must not write into the address of a view that has taken over.
                writer.forget();
            }
        }
    });
    state
}

/// Tells a host the step and the hazards that it has come to, each once.
fn tell(state: &State, told: &mut (Rc<Path>, usize)) {
    let said = state.run.explanation().map_or_else(String::new, |explained| explained.sentence);
    host::tell_step(state.run.step(), state.run.len(), &said);
    let before = if Rc::ptr_eq(&told.0, &state.path) { told.1 } else { 0 };
    let by_now: Vec<&Hazard> = state.path.hazards.iter().filter(|hazard| hazard.step <= state.run.step()).collect();
    for hazard in by_now.iter().skip(before) {
        host::tell_hazard(hazard.property.name(), hazard.step, hazard.property.broken());
    }
    *told = (Rc::clone(&state.path), by_now.len());
}

/// Whoever has followed a link of the view to a run is taken to where it is shown.
fn to_the_stage() {
    let document = document();
    let on_link = document.active_element().is_some_and(|element| element.matches("main a").unwrap_or(false));
    let stage = document.get_element_by_id("stage").and_then(|stage| stage.dyn_into::<HtmlElement>().ok());
    if let Some(stage) = stage.filter(|_| on_link) {
        let _ = stage.focus();
    }
}
