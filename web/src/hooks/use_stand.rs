//! The stage and the address stand at one place.

use scenario::Stand;
use yew::prelude::*;

use crate::browser::Timer;
use crate::stage::{Move, Stage};
use crate::state::Action;

/// One stands somewhere when one has been there so long; what is only passed by is nobody else's.
const REST_MS: i32 = 250;

/// `asked` is where the address says that one stands, `tell` changes it.
#[hook]
pub fn use_stand(stage: &UseReducerHandle<Stage>, asked: Option<Stand>, tell: &Callback<Action>) {
    // What the address has, as far as is known here: what comes back from there as it was told is no news.
    let told = use_mut_ref(|| asked);
    use_effect_with(asked, {
        let (told, dispatcher) = (told.clone(), stage.dispatcher());
        move |asked| {
            if told.replace(*asked) != *asked {
                dispatcher.dispatch(Move::Stand(*asked));
            }
        }
    });
    use_effect_with(stage.stand(), {
        let tell = tell.clone();
        move |stand| {
            let news = stand.filter(|stand| *told.borrow() != Some(*stand));
            let timer = news.map(|stand| {
                Timer::after(REST_MS, move || {
                    told.replace(Some(stand));
                    let (key, text) = stand.text();
                    tell.emit(Action::Edit(key, text));
                })
            });
            move || drop(timer)
        }
    });
}
