//! Three machines that run one load, one after the other, in slices: what every job on a scenario has in common.

use pgd_sim::{Config, Machine, Observer, Report};
use scenario::Compare;

/// The three machines, each with who watches it.
#[derive(Clone, Debug)]
pub(crate) struct Three<O> {
    /// In the order of [`crate::Lane::ALL`].
    machines: [Machine<O>; 3],
    /// The one that is run now; beyond the last when all are through.
    at: usize,
}

impl<O: Observer> Three<O> {
    /// Sets them up.
    pub(crate) fn new(compare: &Compare, watch: impl Fn(&Config) -> O) -> Three<O> {
        let machine = |config: Config| {
            let observer = watch(&config);
            Machine::observed(config, observer)
        };
        Three { machines: compare.configs().map(machine), at: 0 }
    }

    /// Works through at most `events` more events; gives the machines when all are through.
    pub(crate) fn advance(&mut self, events: u32) -> Option<&[Machine<O>; 3]> {
        while self.at < self.machines.len() {
            if !self.machines[self.at].advance(events) {
                return None;
            }
            self.at += 1;
        }
        Some(&self.machines)
    }

    /// How far they are, in thousandths, by the demand that was met.
    pub(crate) fn permille(&self) -> u32 {
        self.machines.iter().map(Machine::permille).sum::<u32>() / self.machines.len() as u32
    }

    /// What was counted so far.
    pub(crate) fn reports(&self) -> [Report; 3] {
        self.machines.each_ref().map(Machine::report)
    }

    /// Them, for who looks at each step.
    #[cfg(test)]
    pub(crate) const fn machines(&mut self) -> &mut [Machine<O>; 3] {
        &mut self.machines
    }
}
