//! When each CPU has its next event: a tournament in which the earliest wins.

use crate::units::{CpuId, Ps};

/// Bits of a key that name the CPU; the rest is the time.
const CPU_BITS: u32 = 6;

/// One key for each CPU, time and CPU in one word, so that the order is total and one comparison decides it. The keys are the
/// leaves of a binary tree in which each node has the lesser of the two below it: with few CPUs a change takes two or three
/// comparisons without a branch, which no heap can match.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    /// The root is at 1, the nodes below `node` at twice that and one more, the leaves in the upper half.
    nodes: [u64; 2 << CPU_BITS],
    leaves: usize,
}

impl Clock {
    pub(crate) fn new(cpus: u8) -> Clock {
        assert!(u32::from(cpus) <= 1 << CPU_BITS, "a machine has at most 64 CPUs");
        Clock { nodes: [u64::MAX; 2 << CPU_BITS], leaves: usize::from(cpus).next_power_of_two() }
    }

    /// The earliest event; of two at one instant the one on the lower CPU. None when nothing is going to happen.
    pub(crate) fn next(&self) -> Option<(Ps, CpuId)> {
        let key = self.nodes[1];
        (key != u64::MAX).then_some((Ps(key >> CPU_BITS), CpuId(key as u8 & ((1 << CPU_BITS) - 1))))
    }

    pub(crate) fn set(&mut self, cpu: CpuId, at: Ps) {
        let mut node = (self.leaves + cpu.at()) & (self.nodes.len() - 1);
        // Beyond what a key can hold nothing happens: Ps::NEVER, and what costs or sizes beyond all measure would lead to.
        let happens = at.0 >> (64 - CPU_BITS) == 0;
        self.nodes[node] = if happens { at.0 << CPU_BITS | u64::from(cpu.0) } else { u64::MAX };
        while node > 1 {
            let least = self.nodes[node].min(self.nodes[node ^ 1]);
            node /= 2;
            self.nodes[node] = least;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Stream, pick};

    #[test]
    fn the_earliest_wins_and_of_two_the_lower_cpu() {
        for cpus in [1, 2, 3, 7, 8, 33, 64] {
            let mut stream = Stream::new(cpus.into(), 0, Purpose::Tasks);
            let (mut clock, mut times) = (Clock::new(cpus), vec![Ps::NEVER; cpus.into()]);
            assert_eq!(clock.next(), None);
            for _ in 0..1_000 {
                let cpu = pick(stream.bits(), cpus.into());
                times[cpu] = if pick(stream.bits(), 4) == 0 { Ps::NEVER } else { Ps(pick(stream.bits(), 50) as u64) };
                clock.set(CpuId(cpu as u8), times[cpu]);
                let least = times.iter().enumerate().min_by_key(|(_, at)| **at).filter(|(_, at)| **at != Ps::NEVER);
                assert_eq!(clock.next(), least.map(|(cpu, at)| (*at, CpuId(cpu as u8))));
            }
        }
    }
}
