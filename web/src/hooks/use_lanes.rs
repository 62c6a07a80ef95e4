//! What happens when in a scenario, by a worker of its own: the page's run comes first.

use std::rc::Rc;

use playground::Lanes;
use scenario::Compare;
use yew::prelude::*;

use crate::client::{Client, LANES, RunEvent};

/// The lanes of the scenario last wanted; none while there are none yet. `wanted` is none while nobody looks, or while
/// something else is to be done first; what is there stays.
#[hook]
pub fn use_lanes(wanted: Option<Compare>) -> Option<Rc<Lanes>> {
    let lanes = use_state_eq(|| None);
    let client = use_mut_ref(|| None::<Client>);
    let last = use_mut_ref(|| 0_u32);
    use_effect_with(wanted, {
        let lanes = lanes.setter();
        move |wanted| {
            let Some(compare) = wanted else { return };
            let mut client = client.borrow_mut();
            let client = client.get_or_insert_with(|| {
                let last = Rc::clone(&last);
                // Answers to what is no longer wanted are dropped by their number.
                Client::new(
                    LANES,
                    Callback::from(move |event| match event {
                        RunEvent::Lanes { run, lanes: found } if run == *last.borrow() => {
                            lanes.set(Some(Rc::from(found)));
                        }
                        _ => {}
                    }),
                )
            });
            let run = *last.borrow() + 1;
            *last.borrow_mut() = run;
            client.run(run, compare);
        }
    });
    (*lanes).clone()
}
