//! The table of proofs of the NMI machine: all handlers, contexts and sources of faults.

use playground::{Explore, ExploreJob};

use crate::{median, timed};

/// The table for up to two NMIs, and for up to more where that is asked for.
pub fn run(most_nmis: u8) {
    println!("\nNMI machine, the whole table of proofs: states, milliseconds, states a second");
    for arrivals in 2..=most_nmis {
        let mut states = 0;
        let time = median(|| {
            let (time, table) = timed(|| ExploreJob::new(&Explore { arrivals, ..Explore::default() }).run());
            states = table.states();
            time
        });
        let seconds = time.as_secs_f64();
        println!("  up to {arrivals} NMIs {states:>9} {:8.1} {:10.0}", seconds * 1e3, states as f64 / seconds);
    }
}
