//! The view's state, tied to the worker, to the address and to the clock.

use scenario::Link;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::browser::{Listener, address, document, window};
use crate::nmi::client::Client;
use crate::nmi::protocol::Request;
use crate::nmi::state::{Action, State};

/// Between two steps while it steps by itself: time to read where one is, not what is said.
const STEP_EVERY_MS: i32 = 700;

/// The state, starting with what the address asks for.
#[hook]
pub fn use_run() -> UseReducerHandle<State> {
    let state = use_reducer(|| State::open(Link::read(&address::fragment())));
    let client = use_memo((), {
        let dispatcher = state.dispatcher();
        move |()| Client::new(Callback::from(move |answer| dispatcher.dispatch(Action::Heard(answer))))
    });
    let writer = use_memo((), |()| address::Writer::default());

    use_effect_with(state.version, {
        let (state, writer) = (state.clone(), writer.clone());
        move |_| writer.write(&state.scenario.fragment(), state.write)
    });

    use_effect_with(state.strip.ask, {
        let (state, client) = (state.clone(), client.clone());
        move |&ask| {
            let (config, schedule) = (state.scenario.nmi.config(), state.strip.base.clone());
            client.ask(&Request::Strip { ask, config, schedule });
        }
    });

    use_effect_with((state.proofs.ask, state.proofs.arrivals, state.proofs.stopped), {
        let client = client.clone();
        move |&(ask, arrivals, stopped)| {
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

/// Whoever has followed a link of the view to a run is taken to where it is shown.
fn to_the_stage() {
    let document = document();
    let on_link = document.active_element().is_some_and(|element| element.matches("main a").unwrap_or(false));
    let stage = document.get_element_by_id("stage").and_then(|stage| stage.dyn_into::<HtmlElement>().ok());
    if let Some(stage) = stage.filter(|_| on_link) {
        let _ = stage.focus();
    }
}
