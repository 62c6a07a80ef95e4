//! What each step takes, by named set. Every figure has a low, a typical and a high value and says where it is from.
//!
//! "Derived" means arithmetic from cited figures; "model choice" means that no source was found and a plausible value was
//! taken. Nothing here is a benchmark of anyone's machine: times that come out of the machine are model time.

use crate::units::Ps;

/// The steps that take time, each with a `T`: a [`CostRange`] in a set, a [`Ps`] in a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostTable<T> {
    /// Taking and releasing `pgd_lock` when nobody else wants it.
    pub lock: T,
    /// Passing `pgd_lock` to the next CPU in the queue.
    pub handoff: T,
    /// Writing one entry into one other process's table during a walk.
    pub entry: T,
    /// One fill on demand: the page fault's delivery, the copy of one entry, the IRET.
    pub fill: T,
    /// One access to a mapped page.
    pub access: T,
    /// vmalloc without its pages: finding an address and writing down the area.
    pub vmalloc: T,
    /// vmalloc, for each page: getting and mapping it.
    pub vmalloc_page: T,
    /// vfree.
    pub vfree: T,
    /// The part of `pgd_alloc` outside the lock: getting and clearing the new table.
    pub pgd_alloc: T,
    /// The part of `pgd_alloc` under the lock: copying the kernel's entries and joining the list.
    pub pgd_copy: T,
    /// `pgd_free`'s part under the lock: leaving the list.
    pub pgd_unlist: T,
    /// A context switch.
    pub switch: T,
    /// An interrupt handler, from entry to return, without its access to the vmalloc area.
    pub irq: T,
    /// An NMI's delivery and return, without the handler's body.
    pub nmi_entry: T,
    /// The body of an NMI handler such as perf's, without its access to the vmalloc area.
    pub nmi_body: T,
}

/// Lines of a cost table: one step with its name, its words and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostItem<T> {
    /// Short name, as in links.
    pub name: &'static str,
    /// What it is, in words.
    pub label: &'static str,
    /// Its value.
    pub value: T,
}

impl<T: Copy> CostTable<T> {
    /// The same table with another value for each step.
    pub fn map<U>(&self, f: impl Fn(T) -> U) -> CostTable<U> {
        CostTable {
            lock: f(self.lock),
            handoff: f(self.handoff),
            entry: f(self.entry),
            fill: f(self.fill),
            access: f(self.access),
            vmalloc: f(self.vmalloc),
            vmalloc_page: f(self.vmalloc_page),
            vfree: f(self.vfree),
            pgd_alloc: f(self.pgd_alloc),
            pgd_copy: f(self.pgd_copy),
            pgd_unlist: f(self.pgd_unlist),
            switch: f(self.switch),
            irq: f(self.irq),
            nmi_entry: f(self.nmi_entry),
            nmi_body: f(self.nmi_body),
        }
    }

    /// Every step with its name, for tables that people read.
    #[must_use]
    pub fn items(&self) -> [CostItem<T>; 15] {
        let item = |name, label, value| CostItem { name, label, value };
        [
            item("entry", "write one entry into one table during a walk", self.entry),
            item("fill", "one fault that fills one entry", self.fill),
            item("lock", "take and release pgd_lock, uncontended", self.lock),
            item("handoff", "pass pgd_lock to the next CPU", self.handoff),
            item("pgd_alloc", "new table, outside the lock", self.pgd_alloc),
            item("pgd_copy", "new table, copy and list insert under the lock", self.pgd_copy),
            item("pgd_unlist", "freed table, list removal under the lock", self.pgd_unlist),
            item("vmalloc", "vmalloc, find and note the area", self.vmalloc),
            item("vmalloc_page", "vmalloc, each page", self.vmalloc_page),
            item("vfree", "vfree", self.vfree),
            item("access", "access to a mapped page", self.access),
            item("switch", "context switch", self.switch),
            item("irq", "interrupt handler", self.irq),
            item("nmi_entry", "NMI delivery and return", self.nmi_entry),
            item("nmi_body", "NMI handler's body", self.nmi_body),
        ]
    }
}

/// One figure: a plausible least, the value used, a plausible most, and where they are from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostRange {
    /// A low value.
    pub low: Ps,
    /// The value used.
    pub typical: Ps,
    /// A high value.
    pub high: Ps,
    /// Source, derivation, or "model choice".
    pub source: &'static str,
}

/// What one machine reckons with.
pub type Costs = CostTable<Ps>;

/// A named set of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostSet {
    /// Name, as in links.
    pub id: &'static str,
    /// Name, as in a list.
    pub title: &'static str,
    /// What machine it stands for.
    pub about: &'static str,
    /// Its figures.
    pub ranges: CostTable<CostRange>,
}

impl CostSet {
    /// The figures used: the typical ones.
    ///
    /// ```
    /// let costs = pgd_sim::CostSet::ZEN_2024.typical();
    /// assert_eq!(costs.entry.as_ns(), 150);
    /// ```
    #[must_use]
    pub fn typical(&self) -> Costs {
        self.ranges.map(|range| range.typical)
    }
}

/// A figure in nanoseconds.
const fn ns(low: u64, typical: u64, high: u64, source: &'static str) -> CostRange {
    CostRange { low: Ps::from_ns(low), typical: Ps::from_ns(typical), high: Ps::from_ns(high), source }
}

/// A figure in picoseconds.
const fn ps(low: u64, typical: u64, high: u64, source: &'static str) -> CostRange {
    CostRange { low: Ps(low), typical: Ps(typical), high: Ps(high), source }
}

impl CostSet {
    /// All sets, in the order in which a page offers them.
    pub const ALL: [&'static CostSet; 2] = [&CostSet::ZEN_2024, &CostSet::NEHALEM_2010];

    /// A server of 2024, AMD Zen 4 or 5 near 4 GHz.
    pub const ZEN_2024: CostSet = CostSet {
        id: "zen-2024",
        title: "2024, Zen",
        about: "AMD Zen 4 or 5 at about 4 GHz",
        ranges: CostTable {
            lock: ps(4_000, 5_400, 14_000, "measured 5.4 ns on a Zen 5 guest; 13.5 ns on an i7-8750H (2018)"),
            handoff: ns(48, 50, 150, "one cache line's transfer: 48-153 ns measured on a Zen 5 guest"),
            entry: ns(
                100,
                150,
                230,
                "two or three dependent cache misses; 145-160 ns measured, cold, by emulation on Zen 5",
            ),
            fill: ns(
                100,
                200,
                600,
                "derived: kernel-to-kernel #PF 300-900 cycles and 40-1000 for the copy; unverified",
            ),
            access: ns(10, 12, 15, "one L3 hit; unverified"),
            vmalloc: ns(
                200,
                300,
                500,
                "model choice, so that 16 KiB take 0.7 us: alloc and free measured 0.9-1.2 us (Milan)",
            ),
            vmalloc_page: ns(50, 100, 200, "model choice, as above"),
            vfree: ns(200, 350, 500, "model choice, the rest of the 0.9-1.2 us measured for alloc and free (Milan)"),
            pgd_alloc: ns(
                120,
                250,
                700,
                "derived: pgd_alloc 0.2-1 us in all, less its part under the lock; the split is a model choice",
            ),
            pgd_copy: ns(80, 150, 300, "derived: copy of 2 KiB and a list insert; the split is a model choice"),
            pgd_unlist: ns(50, 100, 300, "model choice: two cache lines of neighbours on the list"),
            switch: ns(
                500,
                1_500,
                3_000,
                "measured: 4.8 us a round trip of a pipe, that is two switches and four calls",
            ),
            irq: ns(1_000, 2_000, 10_000, "model choice"),
            nmi_entry: ns(200, 300, 625, "800-2500 cycles by analogy with #PF and the frame copies; unverified"),
            nmi_body: ns(1_000, 3_000, 20_000, "a perf NMI of 1-20 us; unverified"),
        },
    };

    /// A server of 2010, the year of the mail.
    pub const NEHALEM_2010: CostSet = CostSet {
        id: "nehalem-2010",
        title: "2010, Nehalem",
        about: "Intel Nehalem at about 2.7 GHz, the time of the mail",
        ranges: CostTable {
            lock: ps(15_000, 25_600, 40_000, "Xeon X5550: 25.6 ns (McKenney, perfbook, table E.1)"),
            handoff: ns(
                31,
                31,
                96,
                "Xeon X5550: a line from the same socket 31.2 ns, from the other 95.9 ns (perfbook)",
            ),
            entry: ns(130, 200, 300, "derived: two or three dependent misses of 65-105 ns"),
            fill: ns(
                250,
                450,
                1_000,
                "derived: #PF and IRET about 1000 cycles (Core Duo 700+240), 50-1200 for the copy",
            ),
            access: ps(14_600, 14_600, 39_000, "one L3 hit, 39 cycles (AnandTech, Nehalem)"),
            vmalloc: ns(
                600,
                900,
                1_500,
                "model choice, so that vmap, touch and vunmap of 4 pages come near 2.9 us (Opteron 2008)",
            ),
            vmalloc_page: ns(100, 200, 400, "model choice, as above"),
            vfree: ns(600, 1_200, 2_000, "model choice, as above (Linux commit db64fe02258f)"),
            pgd_alloc: ns(
                300,
                600,
                2_200,
                "derived: pgd_alloc 0.5-3 us in all, less its part under the lock; the split is a model choice",
            ),
            pgd_copy: ns(200, 400, 800, "derived: copy of 2 KiB and a list insert; the split is a model choice"),
            pgd_unlist: ns(62, 120, 300, "model choice: two cache lines of neighbours on the list"),
            switch: ns(1_000, 2_000, 5_000, "unverified"),
            irq: ns(1_000, 3_000, 10_000, "model choice"),
            nmi_entry: ns(370, 560, 930, "1000-2500 cycles by analogy with #PF; unverified"),
            nmi_body: ns(1_000, 3_000, 20_000, "a perf NMI of 1-20 us; unverified"),
        },
    };
}
