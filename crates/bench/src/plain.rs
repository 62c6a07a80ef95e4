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

/// The loop under way.
pub struct Plain {
    random: Xoshiro256PlusPlus,
    heap: BinaryHeap<Reverse<(u64, usize)>>,
    doing: [Doing; CPUS],
    columns: Vec<[u64; PROCESSES / 64 + 1]>,
    histograms: [Histogram<u64>; 3],
    lock_free_at: u64,
    next_slot: usize,
    walks: bool,
}

impl Plain {
    /// Sets it up, with walks or without.
    pub fn new(walks: bool) -> Plain {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(42);
        Plain {
            heap: (0..CPUS).map(|cpu| Reverse((think(&mut random), cpu))).collect(),
            random,
            doing: [Doing::Thinking; CPUS],
            columns: vec![[0; PROCESSES / 64 + 1]; SLOTS],
            histograms: [(); 3].map(|()| Histogram::new(3).expect("three digits are allowed")),
            lock_free_at: 0,
            next_slot: 0,
            walks,
        }
    }

    /// Works through so many events.
    pub fn advance(&mut self, events: u64) {
        for _ in 0..events {
            let Some(Reverse((now, cpu))) = self.heap.pop() else { return };
            let next = self.event(now, cpu);
            self.heap.push(Reverse((next, cpu)));
        }
        std::hint::black_box(&self.histograms);
    }

    #[inline(always)]
    fn event(&mut self, now: u64, cpu: usize) -> u64 {
        match self.doing[cpu] {
            Doing::Thinking => {
                let choice = uniform(&mut self.random, 100);
                if choice < 90 {
                    let (process, slot) = (uniform(&mut self.random, PROCESSES), uniform(&mut self.random, SLOTS));
                    let word = &mut self.columns[slot][process / 64];
                    if *word >> (process % 64) & 1 == 0 {
                        *word |= 1 << (process % 64);
                        self.doing[cpu] = Doing::Faulting { since: now };
                        return now + 450_000;
                    }
                    self.done(0, now, now, cpu)
                } else {
                    let fork = choice < 98;
                    let mut hold = 400_000;
                    if !fork {
                        self.next_slot = (self.next_slot + 1) % SLOTS;
                        self.columns[self.next_slot].fill(if self.walks { u64::MAX } else { 0 });
                        hold = if self.walks { 150_000 * PROCESSES as u64 } else { 400_000 };
                    }
                    self.lock_free_at = self.lock_free_at.max(now) + hold;
                    self.doing[cpu] = Doing::Holding { since: now, fork };
                    self.lock_free_at
                }
            }
            Doing::Faulting { since } => self.done(0, since, now, cpu),
            Doing::Holding { since, fork } => self.done(if fork { 1 } else { 2 }, since, now, cpu),
        }
    }

    /// Writes a call's length down and thinks; when that is over.
    #[inline(always)]
    fn done(&mut self, call: usize, since: u64, now: u64, cpu: usize) -> u64 {
        self.histograms[call].record((now - since) / 1_000).expect("every u64 has a place");
        self.doing[cpu] = Doing::Thinking;
        now + think(&mut self.random)
    }
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
