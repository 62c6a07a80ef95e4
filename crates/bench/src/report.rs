//! Rounds, medians and rows.

use crate::place::{Answer, Place, Running};
use crate::work::Work;

/// Rounds of which the median is taken.
pub const ROUNDS: usize = 7;
/// Rounds of what takes a few milliseconds only, so that what else the machine does shows in it.
pub const ROUNDS_SHORT: usize = 31;

/// What several places said of several pieces of work, round by round.
pub struct Measured {
    /// By place, work, round.
    answers: Vec<Vec<Vec<Answer>>>,
}

/// Has all work done in all places in turn, several times. The first place is what the others are compared with.
pub fn measure(running: &mut [Running], work: &[Work], rounds: usize) -> Result<Measured, String> {
    let mut answers = vec![vec![Vec::new(); work.len()]; running.len()];
    for _ in 0..rounds {
        for (at, piece) in work.iter().enumerate() {
            for (place, running) in running.iter_mut().enumerate() {
                answers[place][at].push(running.ask(*piece)?);
            }
        }
    }
    Ok(Measured { answers })
}

impl Measured {
    /// The median over all rounds of something worked out of an answer.
    pub fn median(&self, place: usize, work: usize, of: impl Fn(&Answer) -> f64) -> f64 {
        median(self.answers[place][work].iter().map(of).collect())
    }

    /// The median over all rounds of the ratio of two answers of one round: of a place and a piece of work each.
    pub fn ratio(&self, over: (usize, usize), under: (usize, usize), of: impl Fn(&Answer) -> f64) -> f64 {
        let pairs = self.answers[over.0][over.1].iter().zip(&self.answers[under.0][under.1]);
        median(pairs.map(|(over, under)| of(over) / of(under)).collect())
    }

    /// The ratio of the fastest rounds of two places: what is left when nothing else runs on the machine.
    pub fn ratio_of_least(&self, over: usize, under: usize, work: usize, of: impl Fn(&Answer) -> f64) -> f64 {
        let least = |place: usize| self.answers[place][work].iter().map(&of).fold(f64::INFINITY, f64::min);
        least(over) / least(under)
    }

    /// The most that an answer had of something.
    pub fn most(&self, place: usize, work: usize, of: impl Fn(&Answer) -> f64) -> f64 {
        self.answers[place][work].iter().map(of).fold(0.0, f64::max)
    }
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The head of a table: a column for each place, with the ratio to the first beside all others.
pub fn head(title: &str, places: &[Place]) {
    let columns: String = places.iter().enumerate().map(|(at, place)| cell(at, place.name(), "÷ native")).collect();
    println!("\n{title}\n  {:<26}{columns}", "");
}

/// A row of one: a number and a ratio for each place.
pub fn row(name: &str, places: usize, decimals: usize, value: impl Fn(usize) -> (f64, f64)) {
    let columns: String = (0..places)
        .map(|at| {
            let (number, ratio) = value(at);
            cell(at, &format!("{number:.decimals$}"), &format!("{ratio:.2}"))
        })
        .collect();
    println!("  {name:<26}{columns}");
}

/// The first place has no ratio.
fn cell(place: usize, number: &str, ratio: &str) -> String {
    if place == 0 { format!("{number:>10}") } else { format!("{number:>12} {ratio:>8}") }
}
