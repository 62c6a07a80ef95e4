//! Speed, as ratios from one run: `cargo xtask bench`.
//!
//! Machines differ and are noisy, so no time here is a promise; the ratios are what to compare before and after a change.
//! Each figure is the median of several rounds, and what is compared is run in turn. `cargo xtask bench --nmis 3` runs the
//! table of proofs for up to three NMIs as well.

mod plain;
mod proofs;

use std::time::{Duration, Instant};

use pgd_sim::{EagerForm, Machine, Strategy};
use playground::{CompareJob, Explore};
use scenario::{Compare, Link, PRESETS};

/// Rounds of which the median is taken.
const ROUNDS: usize = 7;

fn main() {
    let nmis = most_nmis();
    workload_w();
    presets();
    processes();
    peak();
    proofs::run(nmis);
    peak();
}

/// The number behind `--nmis`; two without.
fn most_nmis() -> u8 {
    let mut arguments = std::env::args().skip(1);
    let nmis = match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => Some(2),
        (Some("--nmis"), Some(number)) => number.parse().ok().filter(|nmis| (2..=Explore::ARRIVALS_MAX).contains(nmis)),
        _ => None,
    };
    nmis.unwrap_or_else(|| {
        eprintln!("the benchmark takes --nmis and a number from 2 to {}, or nothing", Explore::ARRIVALS_MAX);
        std::process::exit(2);
    })
}

/// The load W: eight CPUs, ten thousand processes; nine in ten operations access a page, one in twelve forks, one in fifty
/// allocates.
fn w() -> Compare {
    Link::read(
        "#v=1&procs=10k&time=20ms&kthread=5400k&fork=480k&child=100us&vmalloc=120k&life=10us&size=4KiB&sizes=fixed\
         &touch=0&switch=0&irq=0&nmi=0",
    )
    .scenario
    .compare
}

/// Our machine against a plain loop that models less and tells nothing.
fn workload_w() {
    println!(
        "W: nanoseconds of host time an event, and the ratio to a plain loop (a heap, a histogram, one bit a table)"
    );
    for (name, strategy, walks) in
        [("lazy", Strategy::Lazy, false), ("eager", Strategy::Eager(EagerForm::STRICT), true)]
    {
        let mut rounds: Vec<(f64, f64)> = (0..ROUNDS)
            .map(|_| {
                let (loop_time, loop_events) = timed(|| plain::run(walks, 400_000));
                let machine = Machine::new(w().config(strategy));
                let (time, report) = timed(|| machine.run());
                (each(time, report.events), each(loop_time, loop_events))
            })
            .collect();
        rounds.sort_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)));
        let (machine, plain) = rounds[ROUNDS / 2];
        println!("  {name:<6} machine {machine:5.1}  plain {plain:5.1}  ratio {:.2}", machine / plain);
    }
}

/// All three strategies of each preset.
fn presets() {
    println!("\npresets: milliseconds for all three strategies");
    for preset in PRESETS {
        let compare = preset.scenario().compare;
        let time = median(|| timed(|| CompareJob::new(&compare).run()).0);
        println!("  {:<18} {:8.2}", preset.name, time.as_secs_f64() * 1e3);
    }
}

/// The default load on more and more processes: an event must not cost more, and memory must stay small.
fn processes() {
    println!("\nprocesses: milliseconds for all three strategies, and nanoseconds an event");
    for exponent in [10, 12, 14, 16, 18, 20] {
        let compare = Link::read(&format!("#v=1&procs={}", 1_u32 << exponent)).scenario.compare;
        let mut events = 0;
        let time = median(|| {
            let (time, comparison) = timed(|| CompareJob::new(&compare).run());
            events = comparison.lanes().map(|(_, report)| report.events).sum();
            time
        });
        println!("  {:>9} {:8.2} {:8.1}", 1_u32 << exponent, time.as_secs_f64() * 1e3, each(time, events));
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

fn median(mut work: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<_> = (0..ROUNDS).map(|_| work()).collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}

fn each(time: Duration, events: u64) -> f64 {
    time.as_secs_f64() * 1e9 / events as f64
}

/// The peak of resident memory up to here, where the system tells it.
fn peak() {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    if let Some(kib) = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()) {
        println!("\nmost memory up to here: {} MiB", kib / 1_024);
    }
}
