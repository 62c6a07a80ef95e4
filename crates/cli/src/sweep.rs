//! `pgd sweep`: one parameter from little to much, on all cores.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use export::SweepFormat;
use playground::{CompareJob, Comparison, SHOWN_POINTS, Sweep};
use scenario::View;

use crate::arguments::Format;
use crate::link::scenario;
use crate::{Refusal, progress, write};

/// Runs the points and writes each as soon as it and all before it are done: the order of the output is that of the values,
/// whichever core is the faster.
pub(crate) fn run(text: &str, over: Option<&str>, points: Option<u32>, format: Format) -> Result<(), Refusal> {
    let scenario = scenario(View::Compare, text)?;
    let sweep = match over {
        Some(over) => Sweep::over(&scenario, over, points.unwrap_or(16)).map_err(|error| Refusal(error.to_string()))?,
        None => Sweep::shown(&scenario, points.unwrap_or(SHOWN_POINTS)),
    };
    let format = match format {
        Format::Table => SweepFormat::Table,
        Format::Csv => SweepFormat::Csv,
        Format::Json => SweepFormat::Json,
    };
    let mut output = std::io::stdout().lock();
    write(&mut output, &format.head(sweep.field))?;
    let bar = progress::bar(sweep.points.len() as u64, "points");
    let (mut waiting, mut next) = (BTreeMap::new(), 0);
    run_all(&sweep, |at, comparison| {
        bar.inc(1);
        waiting.insert(at, comparison);
        while let Some(comparison) = waiting.remove(&next) {
            let (value, scenario) = &sweep.points[next];
            next += 1;
            let last = next == sweep.points.len();
            let piece = format.point(sweep.field, *value, scenario, &comparison, last);
            bar.suspend(|| write(&mut output, &piece))?;
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    write(&mut output, format.tail())
}

/// Runs every point, one on each core at a time, and hands on what comes out. Stops where that cannot be taken.
fn run_all(sweep: &Sweep, mut done: impl FnMut(usize, Comparison) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get()).min(sweep.points.len());
    thread::scope(|scope| {
        for _ in 0..cores {
            let (next, sender) = (&next, sender.clone());
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some((_, scenario)) = sweep.points.get(at) else { return };
                    if sender.send((at, CompareJob::new(&scenario.compare).run())).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        // Dropping the receiver, here at an error, ends the others at their next point.
        receiver.into_iter().try_for_each(|(at, comparison)| done(at, comparison))
    })
}
