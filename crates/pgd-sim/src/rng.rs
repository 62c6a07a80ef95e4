//! Chance: one named stream for each consumer, drawn in integers only, so that a seed gives the same bits on every target.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::{SplitMix64, Xoshiro256PlusPlus};

use crate::units::Ps;

/// Who draws. Each gets a stream of its own on each CPU, so that one more draw by one never shifts another's.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Tasks = 1,
    Interrupts = 2,
    Nmis = 3,
}

/// A stream of draws.
#[derive(Clone, Debug)]
pub(crate) struct Stream(Xoshiro256PlusPlus);

impl Stream {
    pub(crate) fn new(seed: u64, cpu: u8, purpose: Purpose) -> Stream {
        // Streams are told apart before mixing; SplitMix64 then spreads neighbouring seeds over the whole state.
        let mut mix = SplitMix64::seed_from_u64(seed);
        let salt = u64::from(cpu) << 8 | purpose as u64;
        Stream(Xoshiro256PlusPlus::seed_from_u64(mix.next_u64() ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A span from the exponential distribution with this mean.
    pub(crate) fn exponential(&mut self, mean: Ps) -> Ps {
        Ps(scale(mean.0, exponential(self.bits())))
    }

    /// A whole number from the exponential distribution with this mean, at least 1.
    pub(crate) fn exponential_count(&mut self, mean: u64) -> u64 {
        scale(mean, exponential(self.bits())).max(1)
    }
}

/// The item of `count` that a random word names; each is equally likely to within 2^-64 × count.
pub(crate) fn pick(word: u64, count: usize) -> usize {
    below(word, count as u64) as usize
}

/// The same for numbers that are no places of a list: a `usize` of WebAssembly has 32 bits.
pub(crate) fn below(word: u64, count: u64) -> u64 {
    product(word, count).0
}

/// The upper and the lower half of a product. One instruction natively; WebAssembly has none, and would call a function for
/// 128 bits.
#[inline(always)]
fn product(a: u64, b: u64) -> (u64, u64) {
    if cfg!(target_arch = "wasm32") {
        product_of_halves(a, b)
    } else {
        let product = u128::from(a) * u128::from(b);
        ((product >> 64) as u64, product as u64)
    }
}

/// The same by the halves of both, as on paper.
#[inline(always)]
const fn product_of_halves(a: u64, b: u64) -> (u64, u64) {
    const LOW: u64 = u32::MAX as u64;
    let (a_high, a_low, b_high, b_low) = (a >> 32, a & LOW, b >> 32, b & LOW);
    let low = a_low * b_low;
    let middle = a_high * b_low + (low >> 32);
    let cross = a_low * b_high + (middle & LOW);
    (a_high * b_high + (middle >> 32) + (cross >> 32), cross << 32 | low & LOW)
}

/// `mean × factor`, the factor having 32 binary places.
fn scale(mean: u64, factor: u64) -> u64 {
    let (high, low) = product(mean, factor);
    high << 32 | low >> 32
}

/// log2 of the logarithm table's steps.
const STEPS_LOG2: u32 = 10;
const STEPS: usize = 1 << STEPS_LOG2;

/// ln 2 with 32 binary places.
const LN_2: u64 = 2_977_044_472;

/// ln(1 + i/1024) with 32 binary places, worked out by the compiler.
static LN: [u64; STEPS + 1] = {
    let mut table = [0; STEPS + 1];
    let mut i = 0;
    while i <= STEPS {
        table[i] = ln_1_plus(i as u128);
        i += 1;
    }
    table
};

/// ln(1 + i/1024) = 2 artanh(i / (2·1024 + i)), summed with 60 binary places.
const fn ln_1_plus(i: u128) -> u64 {
    const PLACES: u32 = 60;
    let ratio = (i << PLACES) / (2 * STEPS as u128 + i);
    let square = (ratio * ratio) >> PLACES;
    let (mut power, mut sum, mut n) = (ratio, 0, 1);
    while power > 0 {
        sum += power / n;
        power = (power * square) >> PLACES;
        n += 2;
    }
    let places = PLACES - 32;
    ((2 * sum + (1 << (places - 1))) >> places) as u64
}

/// −ln U for the uniform U in (0, 1] that `word` stands for, with 32 binary places; off by less than 2^-22.
///
/// Written as U = 2^-(k+1) · (1 + m), with k the leading zeros and m what follows the leading one; the logarithm of 1 + m
/// is read from the table and drawn straight between its steps.
fn exponential(word: u64) -> u64 {
    let zeros = word.leading_zeros();
    let mantissa = word.checked_shl(zeros + 1).unwrap_or(0);
    let step = (mantissa >> (64 - STEPS_LOG2)) as usize;
    let between = (mantissa << STEPS_LOG2) >> 32;
    let (low, high) = (LN[step], LN[step + 1]);
    let ln = low + (((high - low) * between) >> 32);
    u64::from(zeros + 1) * LN_2 - ln
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_pinned() {
        let mut stream = Stream::new(42, 3, Purpose::Nmis);
        let words = [stream.bits(), stream.bits()];
        let mut again = Stream::new(42, 3, Purpose::Nmis);
        assert_eq!(words, [again.bits(), again.bits()]);
        let mut other = Stream::new(42, 3, Purpose::Tasks);
        assert_ne!(words[0], other.bits());
    }

    #[test]
    fn a_product_of_halves_is_the_product() {
        let mut stream = Stream::new(1, 0, Purpose::Tasks);
        let mut words = vec![0, 1, u64::MAX, u64::from(u32::MAX), 1 << 32, 1 << 63];
        words.extend((0..100).map(|_| stream.bits()));
        for a in &words {
            for b in &words {
                assert_eq!(product_of_halves(*a, *b), product(*a, *b));
            }
        }
    }

    #[test]
    fn the_logarithm_is_one() {
        assert_eq!(LN[STEPS], LN_2);
        assert_eq!(LN[0], 0);
        // ln 1.5 = 0.405465108108164…
        assert_eq!(LN[STEPS / 2], (0.405_465_108_108_164_4_f64 * 4_294_967_296.0).round() as u64);
    }

    #[test]
    fn draws_have_the_shape_of_the_distribution() {
        let mut stream = Stream::new(1, 0, Purpose::Tasks);
        let mean = 1_000_000;
        let draws: Vec<u64> = (0..200_000).map(|_| stream.exponential(Ps(mean)).0).collect();
        let average = draws.iter().sum::<u64>() / draws.len() as u64;
        assert!(average.abs_diff(mean) < mean / 100, "{average}");
        // Half of all draws are below ln 2 of the mean, one in e^3 above three means.
        let below = draws.iter().filter(|draw| **draw < 693_147).count();
        assert!(below.abs_diff(100_000) < 1_000, "{below}");
        let above = draws.iter().filter(|draw| **draw > 3 * mean).count();
        assert!(above.abs_diff(9_957) < 500, "{above}");
    }

    #[test]
    fn the_ends_are_in_bounds() {
        assert!(exponential(u64::MAX) < 1 << 10);
        assert_eq!(exponential(0), 65 * LN_2);
        assert_eq!(pick(u64::MAX, 7), 6);
        assert_eq!(pick(0, 7), 0);
    }
}
