//! What a run gives: counts and latencies in nanoseconds of model time, and a digest over all of them.

use crate::stats::Latency;

/// Page faults taken to fill an entry, by the context that was interrupted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NmiWindows {
    /// Windows.
    pub opened: u64,
    /// Windows in which a further NMI was due: it would have nested. What happens then is the NMI machine's subject; here
    /// the run goes on as if the handler had survived.
    pub hit: u64,
}

/// The result of one run of one strategy. Latencies are the calls' own times; `delay` in each is the time from demand to
/// start.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
    /// Context switches that copied the area's entries.
    pub catch_ups: u64,
    /// Entries written into the tables of processes after they were made, by walk or by fault.
    pub entries_written: u64,
    /// Entries that became new in the reference table during the run.
    pub slots_new: u64,
    /// Entries of the reference table present at the end.
    pub slots_present: u64,
    /// Walks of all tables, one for each new slot of eager.
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

impl Report {
    /// A fingerprint of every figure above: equal runs have equal digests, on every target and in every version that
    /// models the same.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut digest = Digest::new();
        for latency in [&self.vmalloc, &self.fork, &self.touch, &self.switch] {
            latency.feed(&mut digest);
        }
        let figures = [
            self.faults.task,
            self.faults.irq,
            self.faults.nmi,
            self.oopses,
            self.catch_ups,
            self.entries_written,
            self.slots_new,
            self.slots_present,
            self.walks,
            self.sync_ns_total,
            self.lock.holds,
            self.lock.hold_ns_max,
            self.lock.hold_ns_total,
            self.lock.waits,
            self.lock.wait_ns_max,
            self.lock.wait_ns_total,
            self.failed_vmallocs,
            self.table_bytes,
            self.nmi_windows.opened,
            self.nmi_windows.hit,
            self.processes,
            self.processes_max,
            self.kernel_ns_total,
            self.end_ns,
            self.events,
        ];
        for figure in figures {
            digest.feed(figure);
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
