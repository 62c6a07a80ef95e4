//! Says the verdict to who does not see it change.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use yew::prelude::*;

use crate::browser::window;
use crate::state::Picture;
use crate::verdict::{text, verdict};

/// While a slider is drawn there is a result every few milliseconds; only one that stays is worth saying.
const STAYS_MS: i32 = 700;

/// What is said.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The last result.
    pub picture: Option<Rc<Picture>>,
}

/// A live region.
#[function_component]
pub fn Announcer(props: &Props) -> Html {
    let said = use_state_eq(String::new);
    use_effect_with(props.picture.clone(), {
        let said = said.setter();
        move |picture| {
            let sentence =
                picture.as_ref().map(|picture| text(&verdict(&picture.scenario.compare, &picture.comparison).main));
            let closure = Closure::once(move || {
                if let Some(sentence) = sentence {
                    said.set(sentence);
                }
            });
            let timer = window()
                .set_timeout_with_callback_and_timeout_and_arguments_0(closure.as_ref().unchecked_ref(), STAYS_MS);
            move || {
                if let Ok(timer) = timer {
                    window().clear_timeout_with_handle(timer);
                }
                drop(closure);
            }
        }
    });
    html! { <p class="unseen" role="status" aria-live="polite">{(*said).clone()}</p> }
}
