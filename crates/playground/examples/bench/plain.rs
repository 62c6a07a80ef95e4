//! What one would write in an afternoon: a heap of (time, CPU), one bit a table and slot, a histogram for each call. It knows
//! no contexts, no areas, no causes. Times as in the load W: thinking 1 us on average, a fault 450 ns, a fork's hold
//! 400 ns, a walk 150 ns a table.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hdrhistogram::Histogram;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

const CPUS: usize = 8;
const PROCESSES: usize = 10_000;
const SLOTS: usize = 64;

#[derive(Clone, Copy)]
enum Doing {
    Thinking,
    Faulting { since: u64 },
    Holding { since: u64, fork: bool },
}

/// Runs until so many events are done; gives their number.
pub fn run(walks: bool, events: u64) -> u64 {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(42);
    let mut heap: BinaryHeap<Reverse<(u64, usize)>> = BinaryHeap::new();
    let mut doing = [Doing::Thinking; CPUS];
    let mut columns = vec![[0_u64; PROCESSES / 64 + 1]; SLOTS];
    let mut histograms = [(); 3].map(|()| Histogram::<u64>::new(3).expect("three digits are allowed"));
    let (mut lock_free_at, mut next_slot, mut done) = (0_u64, 0, 0);
    for cpu in 0..CPUS {
        heap.push(Reverse((think(&mut random), cpu)));
    }
    while done < events {
        let Some(Reverse((now, cpu))) = heap.pop() else { break };
        done += 1;
        let record = |histogram: &mut Histogram<u64>, since: u64| {
            histogram.record((now - since) / 1_000).expect("every u64 has a place");
        };
        let next = match doing[cpu] {
            Doing::Thinking => {
                let choice = uniform(&mut random, 100);
                if choice < 90 {
                    let (process, slot) = (uniform(&mut random, PROCESSES), uniform(&mut random, SLOTS));
                    let word = &mut columns[slot][process / 64];
                    if *word >> (process % 64) & 1 == 0 {
                        *word |= 1 << (process % 64);
                        doing[cpu] = Doing::Faulting { since: now };
                        now + 450_000
                    } else {
                        record(&mut histograms[0], now);
                        now + think(&mut random)
                    }
                } else {
                    let fork = choice < 98;
                    let mut hold = 400_000;
                    if !fork {
                        next_slot = (next_slot + 1) % SLOTS;
                        columns[next_slot].fill(if walks { u64::MAX } else { 0 });
                        hold = if walks { 150_000 * PROCESSES as u64 } else { 400_000 };
                    }
                    lock_free_at = lock_free_at.max(now) + hold;
                    doing[cpu] = Doing::Holding { since: now, fork };
                    lock_free_at
                }
            }
            Doing::Faulting { since } => {
                record(&mut histograms[0], since);
                doing[cpu] = Doing::Thinking;
                now + think(&mut random)
            }
            Doing::Holding { since, fork } => {
                record(&mut histograms[if fork { 1 } else { 2 }], since);
                doing[cpu] = Doing::Thinking;
                now + think(&mut random)
            }
        };
        heap.push(Reverse((next, cpu)));
    }
    std::hint::black_box(&histograms);
    done
}

/// From the exponential distribution with a mean of 1 us, in picoseconds.
fn think(random: &mut Xoshiro256PlusPlus) -> u64 {
    let uniform = ((random.next_u64() >> 11) as f64 + 1.0) / (1_u64 << 53) as f64;
    #[allow(
        clippy::disallowed_methods,
        reason = "the plain loop is what one would write, and is compared, not shipped"
    )]
    let ln = uniform.ln();
    (-ln * 1e6) as u64
}

fn uniform(random: &mut Xoshiro256PlusPlus, count: usize) -> usize {
    ((u128::from(random.next_u64()) * count as u128) >> 64) as usize
}
