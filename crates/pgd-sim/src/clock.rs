//! When each CPU has its next event. With few CPUs the least of a small array is found faster than a heap can be kept.

use crate::units::{CpuId, Ps};

/// Bits of a key that name the CPU; the rest is the time.
const CPU_BITS: u32 = 6;

/// One key for each CPU: time and CPU in one word, so that the order is total and one comparison decides it.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    keys: Vec<u64>,
}

impl Clock {
    pub(crate) fn new(cpus: u8) -> Clock {
        assert!(u32::from(cpus) <= 1 << CPU_BITS, "a machine has at most 64 CPUs");
        Clock { keys: vec![u64::MAX; cpus.into()] }
    }

    /// The earliest event; of two at one instant the one on the lower CPU. None when nothing is going to happen.
    pub(crate) fn next(&self) -> Option<(Ps, CpuId)> {
        let key = self.keys.iter().copied().fold(u64::MAX, u64::min);
        (key != u64::MAX).then_some((Ps(key >> CPU_BITS), CpuId(key as u8 & ((1 << CPU_BITS) - 1))))
    }

    pub(crate) fn set(&mut self, cpu: CpuId, at: Ps) {
        self.keys[cpu.at()] = if at == Ps::NEVER {
            u64::MAX
        } else {
            debug_assert!(at.0 >> (64 - CPU_BITS) == 0, "model time stays below 2^58 ps");
            at.0 << CPU_BITS | u64::from(cpu.0)
        };
    }
}
