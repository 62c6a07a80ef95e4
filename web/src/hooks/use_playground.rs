//! The page's state, tied to the worker and to the address.

use scenario::{Link, View};
use yew::prelude::*;

use crate::browser::{Listener, address, window};
use crate::client::Client;
use crate::embed::{host, opened};
use crate::state::{Action, Phase, State, Write};

/// The state, starting with what the address asks for. Each change of the scenario is run and written into the address;
/// each change of the address is opened.
#[hook]
pub fn use_playground() -> UseReducerHandle<State> {
    let state = use_reducer_eq(|| State::open(opened()));
    let client = use_memo((), {
        let dispatcher = state.dispatcher();
        move |()| Client::new(Callback::from(move |event| dispatcher.dispatch(Action::Run(event))))
    });
    let writer = use_memo((), |()| address::Writer::default());

    use_effect_with(state.version, {
        let (state, writer) = (state.clone(), writer.clone());
        move |_| writer.write(&state.scenario.fragment(), state.write)
    });
    let work = state.work();
    use_effect_with(work.as_ref().map(|(number, _)| *number), {
        let client = (*client).clone();
        move |_| {
            if let Some((number, compare)) = &work {
                client.run(*number, compare);
            }
        }
    });

    use_effect_with(state.digest(), |done| {
        if done.is_some() {
            host::tell_state(done.as_deref());
        }
    });

    // A change that is complete is in the address at once.
    use_effect_with(state.is_changing(), {
        let writer = writer.clone();
        move |changing| {
            if !changing {
                writer.flush();
            }
        }
    });

    // What waits must not write into the address of a view that has taken over.
    use_effect_with((), {
        let writer = writer.clone();
        move |()| move || writer.forget()
    });

    let cancelled = (state.phase == Phase::Cancelled).then(|| state.own_work());
    use_effect_with(cancelled, move |cancelled| {
        if let Some(number) = *cancelled {
            client.cancel(number);
        }
    });

    use_effect_with((), {
        let dispatcher = state.dispatcher();
        move |()| {
            let listener = Listener::new(&window(), "hashchange", move |_| {
                let link = Box::new(Link::read(&address::fragment()));
                // This view is about to go, and the other one tells for itself.
                if link.scenario.view != View::Compare {
                    return;
                }
                dispatcher.dispatch(Action::Open(link, Write::Keep));
                // Also where it is the scenario that there was, which changes nothing here.
                host::tell_state(None);
            });
            move || drop(listener)
        }
    });
    state
}
