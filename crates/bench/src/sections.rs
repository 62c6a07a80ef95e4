//! What is compared, section by section. "Aim" is what the project wants to reach, not what is asserted.

use std::ffi::OsString;

use scenario::PRESETS;

use crate::place::{Answer, Place, Running};
use crate::report::{Measured, ROUNDS, ROUNDS_SHORT, head, measure, median, row};
use crate::work::{SYNC_TABLES, Way, Work};

/// Programs that are started anew for each round, in which WebAssembly is not optimised yet.
const FRESH_ROUNDS: usize = 5;

/// Runs all sections.
pub fn run(nmis: u8, node: Option<OsString>) -> Result<(), String> {
    let mut places = vec![Place::Native];
    places.extend(node.into_iter().flat_map(|node| [Place::Node(node.clone()), Place::Worker(node)]));
    println!(
        "Medians of {ROUNDS} rounds in turn, of {ROUNDS_SHORT} for W and the sync. Work as WebAssembly is done in slices, as the page's worker does it."
    );
    let mut running = start(&places)?;
    workload_w(&places, &mut running)?;
    presets(&places, &mut running)?;
    sync(&places, &mut running)?;
    proofs(&places, &mut running, nmis)?;
    drop(running);
    fresh(&places)?;
    processes(&places)
}

fn start(places: &[Place]) -> Result<Vec<Running>, String> {
    places.iter().map(Place::start).collect()
}

/// The machine against a plain loop that models less and tells nothing.
fn workload_w(places: &[Place], running: &mut [Running]) -> Result<(), String> {
    let work = [Way::Lazy, Way::Eager].map(|way| [Work::Machine(way), Work::Plain(way)]);
    let work = work.as_flattened();
    let measured = measure(running, work, ROUNDS_SHORT)?;
    head("W: nanoseconds an event (aims: machine ÷ plain at most 1, stretch 0.6; ÷ native at most 1.4)", places);
    rows(&measured, work, places.len(), 1, each);
    for (at, way) in [Way::Lazy, Way::Eager].into_iter().enumerate() {
        let ratio = |place| measured.ratio((place, 2 * at), (place, 2 * at + 1), each);
        let ratios: Vec<String> =
            places.iter().enumerate().map(|(place, on)| format!("{} {:.2}", on.name(), ratio(place))).collect();
        println!("  machine ÷ plain, {:<9} {}", way.name(), ratios.join(", "));
    }
    fastest(&measured, work, places);
    Ok(())
}

/// On a busy machine the fastest rounds say more than the medians.
fn fastest(measured: &Measured, work: &[Work], places: &[Place]) {
    for (at, piece) in work.iter().enumerate() {
        let ratios: Vec<String> = (1..places.len())
            .map(|place| format!("{} {:.2}", places[place].name(), measured.ratio_of_least(place, 0, at, each)))
            .collect();
        if !ratios.is_empty() {
            println!("  fastest ÷ native, {:<14} {}", piece.name(), ratios.join(", "));
        }
    }
}

fn presets(places: &[Place], running: &mut [Running]) -> Result<(), String> {
    let work: Vec<Work> = (0..PRESETS.len()).map(Work::Preset).collect();
    let measured = measure(running, &work, ROUNDS)?;
    head("Presets: milliseconds for all three strategies (aim: the default under 50 in the worker)", places);
    rows(&measured, &work, places.len(), 2, ms);
    fastest(&measured, &work[..1], places);
    Ok(())
}

fn sync(places: &[Place], running: &mut [Running]) -> Result<(), String> {
    let measured = measure(running, &[Work::Sync], ROUNDS_SHORT)?;
    head(&format!("One eager sync of {SYNC_TABLES} tables, with its vmalloc: microseconds (aim: at most 10)"), places);
    rows(&measured, &[Work::Sync], places.len(), 3, |answer| each(answer) / 1e3);
    Ok(())
}

fn proofs(places: &[Place], running: &mut [Running], nmis: u8) -> Result<(), String> {
    let work: Vec<Work> = (2..=nmis).map(Work::Proofs).collect();
    let measured = measure(running, &work, ROUNDS)?;
    head("NMI machine, the whole table of proofs: milliseconds (aim: for 2 NMIs under 2000 in the worker)", places);
    rows(&measured, &work, places.len(), 1, ms);
    let per_second = |answer: &Answer| answer.count / answer.ns * 1e3;
    head("The same: million states a second (aim: at least 1 natively)", places);
    rows(&measured, &work, places.len(), 2, per_second);
    Ok(())
}

/// What a visitor has: a page that was just opened.
fn fresh(places: &[Place]) -> Result<(), String> {
    let mut times = vec![Vec::new(); places.len()];
    for _ in 0..FRESH_ROUNDS {
        for (place, times) in places.iter().zip(&mut times) {
            times.push(ms(&place.start()?.ask(Work::Preset(0))?));
        }
    }
    let medians: Vec<f64> = times.into_iter().map(median).collect();
    head(&format!("The default preset in a program just started: milliseconds, median of {FRESH_ROUNDS}"), places);
    row("preset default", places.len(), 2, |place| (medians[place], medians[place] / medians[0]));
    Ok(())
}

/// The default load on more and more processes: an event must not cost more, and memory must stay small. Programs are
/// started anew, since their memory is the most that they have had so far.
fn processes(places: &[Place]) -> Result<(), String> {
    const COUNTS: [u32; 6] = [1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20];
    let mut running = start(places)?;
    // One after the other in ascending order, so that the most memory so far is that of the work at hand.
    let all = COUNTS.map(|count| [Work::Processes(count), Work::Events(count)]);
    let measured: Vec<Measured> =
        all.iter().map(|work| measure(&mut running, work, ROUNDS)).collect::<Result<_, _>>()?;
    let table = |title: &str, which: usize, decimals, of: &dyn Fn(&Answer) -> f64| {
        head(title, places);
        for (work, measured) in all.iter().zip(&measured) {
            one(measured, (which, work[which]), places.len(), decimals, of);
        }
    };
    table("Processes: milliseconds for all three strategies (aim: 1048576 under 2000)", 0, 2, &ms);
    table("Events of the same, lazy, once it is going: nanoseconds each (aim: it does not grow)", 1, 1, &each);
    head("Processes: MiB of memory at most, program and all (aim: under 256)", places);
    for (work, measured) in all.iter().zip(&measured) {
        let mib = |place| measured.most(place, 0, |answer| answer.bytes) / f64::from(1 << 20);
        row(&work[0].name(), places.len(), 1, |place| (mib(place), mib(place) / mib(0)));
    }
    Ok(())
}

fn rows(measured: &Measured, work: &[Work], places: usize, decimals: usize, of: impl Fn(&Answer) -> f64) {
    for (at, work) in work.iter().enumerate() {
        one(measured, (at, *work), places, decimals, &of);
    }
}

/// The row of one piece of work, which has this place among those measured.
fn one(measured: &Measured, work: (usize, Work), places: usize, decimals: usize, of: impl Fn(&Answer) -> f64) {
    let (at, work) = work;
    let value = |place| (measured.median(place, at, &of), measured.ratio((place, at), (0, at), &of));
    row(work.name().trim_end_matches(" -"), places, decimals, value);
}

fn ms(answer: &Answer) -> f64 {
    answer.ns / 1e6
}

/// Nanoseconds for each that was counted.
fn each(answer: &Answer) -> f64 {
    answer.ns / answer.count
}
