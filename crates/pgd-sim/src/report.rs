//! What a run gives: counts and latencies in nanoseconds of model time, and a digest over all of them.

use crate::stats::Latency;

/// Page faults taken to fill an entry, by the context that was interrupted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// In a process's own kernel code.
    pub task: u64,
    /// In an interrupt handler.
    pub irq: u64,
    /// In an NMI handler: the hazardous ones.
    pub nmi: u64,
}

impl Faults {
    /// All of them.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.task + self.irq + self.nmi
    }
}

/// How `pgd_lock` was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LockUse {
    /// Sections entered.
    pub holds: u64,
    /// The longest section, interruptions included.
    pub hold_ns_max: u64,
    /// All sections together.
    pub hold_ns_total: u64,
    /// Sections that somebody waited for.
    pub waits: u64,
    /// The longest wait.
    pub wait_ns_max: u64,
    /// All waits together.
    pub wait_ns_total: u64,
}

/// Times when a fault in an NMI handler had unblocked NMIs by its IRET, until that handler's own end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NmiWindows {
    /// Windows.
    pub opened: u64,
    /// Windows in which a further NMI was due: it would have nested. What happens then is the NMI machine's subject; here
    /// the run goes on as if the handler had survived.
    pub hit: u64,
}

/// The result of one run of one strategy. Latencies are the calls' own times; `delay` in each is the time from demand to
/// start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Calls of vmalloc, the failed ones too.
    pub vmalloc: Latency,
    /// `pgd_alloc` of a fork: the part of fork(2) that deals with the kernel's entries.
    pub fork: Latency,
    /// Accesses to areas by processes, with the fault where one is taken.
    pub touch: Latency,
    /// Context switches.
    pub switch: Latency,
    /// Faults that filled an entry.
    pub faults: Faults,
    /// Accesses to a missing entry that the fault handler does not know how to fill: each would be an oops.
    pub oopses: u64,
    /// Accesses through an entry that has gone from the reference table: each reads or writes memory that is somebody
    /// else's by now.
    pub stale_accesses: u64,
    /// Context switches into a table that lacks the stack in use: each would stop the kernel.
    pub double_faults: u64,
    /// Context switches that copied the area's entries.
    pub catch_ups: u64,
    /// Entries written into the tables of processes after they were made, by walk or by fault.
    pub entries_written: u64,
    /// Entries that became new in the reference table during the run.
    pub slots_new: u64,
    /// Entries of the reference table present at the end.
    pub slots_present: u64,
    /// Walks of all tables, one for each slot.
    pub walks: u64,
    /// Time spent in spreading entries: walks and waiting for their lock, or faults.
    pub sync_ns_total: u64,
    /// The lock.
    pub lock: LockUse,
    /// Calls of vmalloc that found no room.
    pub failed_vmallocs: u64,
    /// Bytes of the kernel's own next-level tables under the slots of the area at the end, one page each.
    pub table_bytes: u64,
    /// Windows for nested NMIs.
    pub nmi_windows: NmiWindows,
    /// Page tables of processes at the end.
    pub processes: u64,
    /// The most page tables of processes at any time.
    pub processes_max: u64,
    /// Time spent by all CPUs in the operations of the load, spinning included.
    pub kernel_ns_total: u64,
    /// Model time from the start to the end of the last operation.
    pub end_ns: u64,
    /// Events that the machine worked through.
    pub events: u64,
}

/// The counts that reports had when the first digests were published.
const FIRST_COUNTS: usize = 25;

/// Every count of a report that is not a latency, in the order of its digest and of its words: the one list of them.
macro_rules! counts {
    ($report:ident, $($reference:tt)+) => {
        [
            $($reference)+ $report.faults.task,
            $($reference)+ $report.faults.irq,
            $($reference)+ $report.faults.nmi,
            $($reference)+ $report.oopses,
            $($reference)+ $report.catch_ups,
            $($reference)+ $report.entries_written,
            $($reference)+ $report.slots_new,
            $($reference)+ $report.slots_present,
            $($reference)+ $report.walks,
            $($reference)+ $report.sync_ns_total,
            $($reference)+ $report.lock.holds,
            $($reference)+ $report.lock.hold_ns_max,
            $($reference)+ $report.lock.hold_ns_total,
            $($reference)+ $report.lock.waits,
            $($reference)+ $report.lock.wait_ns_max,
            $($reference)+ $report.lock.wait_ns_total,
            $($reference)+ $report.failed_vmallocs,
            $($reference)+ $report.table_bytes,
            $($reference)+ $report.nmi_windows.opened,
            $($reference)+ $report.nmi_windows.hit,
            $($reference)+ $report.processes,
            $($reference)+ $report.processes_max,
            $($reference)+ $report.kernel_ns_total,
            $($reference)+ $report.end_ns,
            $($reference)+ $report.events,
            $($reference)+ $report.stale_accesses,
            $($reference)+ $report.double_faults,
        ]
    };
}

impl Report {
    /// The report as plain numbers, for a border that numbers cross quickly; [`Report::from_words`] has it back.
    #[must_use]
    pub fn words(&self) -> Vec<u64> {
        let mut words = Vec::new();
        for latency in [&self.vmalloc, &self.fork, &self.touch, &self.switch] {
            latency.write(&mut words);
        }
        words.extend(counts!(self, &));
        words
    }

    /// The report of [`Report::words`]; none where they are not of one.
    pub fn from_words(words: &mut impl Iterator<Item = u64>) -> Option<Report> {
        let mut report = Report::default();
        for latency in [&mut report.vmalloc, &mut report.fork, &mut report.touch, &mut report.switch] {
            *latency = Latency::read(words)?;
        }
        for count in counts!(report, &mut) {
            *count = words.next()?;
        }
        Some(report)
    }

    /// A fingerprint of every figure above: equal runs have equal digests, on every target and in every version that
    /// models the same.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut digest = Digest::new();
        for latency in [&self.vmalloc, &self.fork, &self.touch, &self.switch] {
            latency.feed(&mut digest);
        }
        for (place, figure) in counts!(self, &).into_iter().enumerate() {
            // Figures that came later are left out where there is nothing to count, so that older digests hold.
            if place < FIRST_COUNTS {
                digest.feed(*figure);
            } else if *figure > 0 {
                digest.feed(place as u64);
                digest.feed(*figure);
            }
        }
        digest.value()
    }
}

/// FNV-1a over 64-bit words, byte by byte from the lowest: small, and the same on every target.
///
/// Source of the constants: Fowler, Noll, Vo, 64-bit FNV-1a offset basis and prime.
#[derive(Clone, Copy, Debug)]
pub struct Digest(u64);

impl Digest {
    /// Of nothing yet.
    #[must_use]
    pub const fn new() -> Digest {
        Digest(0xcbf2_9ce4_8422_2325)
    }

    /// Takes in one figure.
    pub fn feed(&mut self, figure: u64) {
        for byte in figure.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// The fingerprint so far.
    #[must_use]
    pub const fn value(self) -> u64 {
        self.0
    }
}

impl Default for Digest {
    fn default() -> Digest {
        Digest::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::LatencyStep;

    #[test]
    fn words_are_the_whole_report() {
        let mut report = Report::default();
        for (at, count) in counts!(report, &mut).into_iter().enumerate() {
            *count = at as u64 + 100;
        }
        report.fork.steps = vec![LatencyStep { ns: 7, at_most: 1 }, LatencyStep { ns: 9, at_most: u64::MAX }];
        (report.fork.count, report.touch.sum, report.switch.delay.max) = (2, 3, 4);
        let words = report.words();
        assert_eq!(Report::from_words(&mut words.iter().copied()), Some(report));
        for short in 0..words.len() {
            assert_eq!(Report::from_words(&mut words[..short].iter().copied()), None);
        }
    }

    #[test]
    fn a_length_that_lies_takes_no_memory() {
        let mut words = Report::default().words();
        // Behind the eight figures of the first latency stands how many steps it has.
        words[8] = u64::MAX;
        assert_eq!(Report::from_words(&mut words.into_iter()), None);
    }
}
