//! What happens when in a scenario, by a worker of its own: the page's run comes first.

use std::rc::Rc;

use pgd_sim::Ps;
use playground::{Hands, Lanes, Maps};
use scenario::Compare;
use yew::prelude::*;

use crate::client::Client;
use crate::stage_answer::{StageAnswer, Staged};

/// What is there of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The number of its run.
    pub run: u32,
    /// What happens when.
    pub lanes: Rc<Lanes>,
}

/// What is there, and how to ask for more.
pub struct UseLanes {
    /// Of the scenario last wanted; none while there are none yet.
    pub found: Option<Found>,
    /// Which table has which entry, at the instant that was answered last; of an earlier scenario until one is answered.
    pub maps: Option<Rc<Maps>>,
    /// What came of a small machine's script; of the last small machine, where the scenario is none.
    pub hands: Option<Rc<Hands>>,
    /// Asks for those of another instant.
    pub look: Callback<Ps>,
}

/// The lanes of the scenario last wanted. `wanted` is none while nobody looks, or while something else is to be done first;
/// what is there stays.
#[hook]
pub fn use_lanes(wanted: Option<Compare>) -> UseLanes {
    let found = use_state_eq(|| None);
    let maps = use_state_eq(|| None);
    let hands = use_state_eq(|| None);
    let client = use_mut_ref(|| None::<Client>);
    let last = use_mut_ref(|| 0_u32);
    use_effect_with(wanted, {
        let (found, maps, hands) = (found.setter(), maps.setter(), hands.setter());
        let (client, last) = (Rc::clone(&client), Rc::clone(&last));
        move |wanted| {
            let Some(compare) = wanted else { return };
            let mut client = client.borrow_mut();
            let client = client.get_or_insert_with(|| {
                let last = Rc::clone(&last);
                // Answers to what is no longer wanted are dropped by their number.
                Client::of_stage(Callback::from(move |StageAnswer { run, staged }| {
                    if run != *last.borrow() {
                        return;
                    }
                    match staged {
                        Staged::Hands(told) => hands.set(Some(Rc::from(told))),
                        Staged::Lanes(lanes) => found.set(Some(Found { run, lanes: Rc::from(lanes) })),
                        Staged::Maps(told) => maps.set(Some(Rc::from(told))),
                    }
                }))
            });
            let run = *last.borrow() + 1;
            *last.borrow_mut() = run;
            client.run(run, compare);
        }
    });
    let look = use_callback((), move |at: Ps, ()| {
        if let Some(client) = &*client.borrow() {
            client.look(*last.borrow(), at);
        }
    });
    UseLanes { found: (*found).clone(), maps: (*maps).clone(), hands: (*hands).clone(), look }
}
