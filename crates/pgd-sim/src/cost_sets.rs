//! The named cost sets. "Derived" means arithmetic from cited figures, "model choice" that a plausible value was taken.

use crate::costs::{CostRange, CostSet, CostTable, Curve};
use crate::units::Ps;

/// A figure in nanoseconds.
const fn ns(low: u64, typical: u64, high: u64, source: &'static str) -> CostRange {
    CostRange { low: Ps::from_ns(low), typical: Ps::from_ns(typical), high: Ps::from_ns(high), source }
}

/// A figure in picoseconds.
const fn ps(low: u64, typical: u64, high: u64, source: &'static str) -> CostRange {
    CostRange { low: Ps(low), typical: Ps(typical), high: Ps(high), source }
}

/// A count of instructions, exact.
const fn count(instructions: u64, source: &'static str) -> CostRange {
    ns(instructions, instructions, instructions, source)
}

const IN_THE_REST: CostRange = ns(0, 0, 0, "part of the other figures");
const NOT_COUNTED: CostRange = ns(0, 0, 0, "not counted");
const FEW: &str = "derived: pgd_alloc in all, less its part under the lock; the split is a model choice";
const COPY: &str = "derived: copy of 2 KiB and a list insert; the split is a model choice";
const LIST: &str = "model choice: two cache lines of neighbours on the list";
const PERF_NMI: &str = "a perf NMI takes 1-20 us; unverified";
const CATCH_UP: &str = "model choice: copying some 256 entries of 8 bytes";
const SIXTEEN_K: &str = "model choice: 16 KiB alloc and free measured 0.9-1.2 us (test_vmalloc, AMD Milan)";
const VMAP: &str = "model choice: vmap, touch, vunmap of 4 pages 2.9 us on an Opteron of 2008 (commit db64fe02258f)";

const ZEN: CostTable<CostRange> = CostTable {
    lock: ps(4_000, 5_400, 14_000, "measured 5.4 ns on a Zen 5 guest; 13.5 ns on an i7-8750H of 2018"),
    handoff: ns(48, 50, 150, "one cache line's transfer: 48-153 ns measured on a Zen 5 guest"),
    entry: ns(100, 150, 230, "two or three dependent misses; 145-160 ns measured by emulation on Zen 5"),
    entry_hot: ns(12, 14, 45, "12-16 ns measured by emulation on Zen 5 up to 10,000 tables, 29-45 ns at 30,000"),
    walk_call: IN_THE_REST,
    walk_slot: IN_THE_REST,
    walk_table: IN_THE_REST,
    fill: ns(100, 200, 600, "derived: kernel-to-kernel #PF 300-900 cycles, the copy 40-1000; unverified"),
    access: ns(10, 12, 15, "one L3 hit; unverified"),
    vmalloc: ns(200, 300, 500, SIXTEEN_K),
    vmalloc_page: ns(50, 100, 200, SIXTEEN_K),
    vfree: ns(200, 350, 500, SIXTEEN_K),
    pgd_alloc: ns(120, 250, 700, FEW),
    pgd_copy: ns(80, 150, 300, COPY),
    pgd_unlist: ns(50, 100, 300, LIST),
    switch: ns(500, 1_500, 3_000, "measured: 4.8 us a round trip of a pipe, that is two switches and four calls"),
    catch_up: ns(50, 100, 300, CATCH_UP),
    irq: ns(1_000, 2_000, 10_000, "model choice"),
    nmi_entry: ns(200, 300, 625, "800-2500 cycles by analogy with #PF and the frame copies; unverified"),
    nmi_body: ns(1_000, 3_000, 20_000, PERF_NMI),
};

const NEHALEM: CostTable<CostRange> = CostTable {
    lock: ps(15_000, 25_600, 40_000, "Xeon X5550: 25.6 ns (McKenney, perfbook, table E.1)"),
    handoff: ps(31_200, 31_200, 95_900, "Xeon X5550: a line from the same socket 31.2 ns, from the other 95.9 ns"),
    entry: ns(130, 200, 300, "derived: two or three dependent misses of 65-105 ns"),
    entry_hot: ns(15, 30, 60, "derived: one to four L3 hits of 39 cycles"),
    walk_call: IN_THE_REST,
    walk_slot: IN_THE_REST,
    walk_table: IN_THE_REST,
    fill: ns(250, 450, 1_000, "derived: #PF and IRET about 1000 cycles (Core Duo 700 + 240), the copy 50-1200"),
    access: ps(14_600, 14_600, 39_000, "one L3 hit, 39 cycles (AnandTech on Nehalem)"),
    vmalloc: ns(600, 900, 1_500, VMAP),
    vmalloc_page: ns(100, 200, 400, VMAP),
    vfree: ns(600, 1_200, 2_000, VMAP),
    pgd_alloc: ns(300, 600, 2_200, FEW),
    pgd_copy: ns(200, 400, 800, COPY),
    pgd_unlist: ns(62, 120, 300, LIST),
    switch: ns(1_000, 2_000, 5_000, "unverified"),
    catch_up: ns(100, 200, 600, CATCH_UP),
    irq: ns(1_000, 3_000, 10_000, "model choice"),
    nmi_entry: ns(370, 560, 930, "1000-2500 cycles by analogy with #PF; unverified"),
    nmi_body: ns(1_000, 3_000, 20_000, PERF_NMI),
};

const WALK_MEASURED: &str =
    "Linux 6.1.176 (i386) walking 10 to 30,000 tables on a Zen 5 at 2.6 GHz: a fit of the curve that is used";
const HOT_MEASURED: &str = "the same walk again at once: 6.5 ns a table at 100, 34 at 30,000; the curve is used";

const BOOT_ORDER: CostTable<CostRange> = CostTable {
    entry: ps(60_700, 60_700, 60_700, WALK_MEASURED),
    entry_hot: ps(6_500, 22_000, 34_300, HOT_MEASURED),
    ..ZEN
};

const AGED: CostTable<CostRange> = CostTable {
    entry: ps(131_900, 131_900, 131_900, WALK_MEASURED),
    entry_hot: ps(6_800, 22_000, 47_800, HOT_MEASURED),
    ..ZEN
};

/// Medians of nine calls each, the tables being on the list in the order in which they were made.
const BOOT_ORDER_COLD: Curve =
    &[(10, 1_853), (100, 7_391), (1_000, 63_445), (3_000, 182_304), (10_000, 645_822), (30_000, 1_809_724)];
const BOOT_ORDER_HOT: Curve =
    &[(10, 90), (100, 651), (1_000, 11_447), (3_000, 50_917), (10_000, 217_207), (30_000, 1_030_301)];

/// The same with the list shuffled, as on a system that has run for long.
const AGED_COLD: Curve =
    &[(10, 4_096), (100, 28_052), (1_000, 179_250), (3_000, 480_393), (10_000, 1_426_247), (30_000, 4_074_712)];
const AGED_HOT: Curve =
    &[(10, 90), (100, 681), (1_000, 14_181), (3_000, 73_200), (10_000, 223_326), (30_000, 1_433_898)];

const SYNC_CALL: &str =
    "Linux 6.1.176 (i386), arch_sync_kernel_mappings counted under emulation: 1253 + 47 S + P (92 S + 21)";
const SYNC_CALL_PAE: &str = "Linux 6.1.176 (i386 PAE, pti=on), counted under emulation: 1252 + 41 S + P (130 S + 102)";

const INSTRUCTIONS: CostTable<CostRange> = CostTable {
    lock: IN_THE_REST,
    handoff: IN_THE_REST,
    entry: count(92, SYNC_CALL),
    entry_hot: count(92, SYNC_CALL),
    walk_call: count(1_253, SYNC_CALL),
    walk_slot: count(47, SYNC_CALL),
    walk_table: count(21, SYNC_CALL),
    fill: count(262, "Linux 6.1.176 (i386) with the eager hook off, counted under emulation: always 262"),
    access: NOT_COUNTED,
    vmalloc: NOT_COUNTED,
    vmalloc_page: NOT_COUNTED,
    vfree: NOT_COUNTED,
    pgd_alloc: NOT_COUNTED,
    pgd_copy: NOT_COUNTED,
    pgd_unlist: NOT_COUNTED,
    switch: NOT_COUNTED,
    catch_up: NOT_COUNTED,
    irq: NOT_COUNTED,
    nmi_entry: NOT_COUNTED,
    nmi_body: NOT_COUNTED,
};

const INSTRUCTIONS_PAE: CostTable<CostRange> = CostTable {
    entry: count(130, SYNC_CALL_PAE),
    entry_hot: count(130, SYNC_CALL_PAE),
    walk_call: count(1_252, SYNC_CALL_PAE),
    walk_slot: count(41, SYNC_CALL_PAE),
    walk_table: count(102, SYNC_CALL_PAE),
    ..INSTRUCTIONS
};

impl CostSet {
    /// All sets, in the order in which a page offers them.
    pub const ALL: [&'static CostSet; 5] = [
        &CostSet::ZEN_2024,
        &CostSet::NEHALEM_2010,
        &CostSet::LINUX_6_1_BOOT_ORDER,
        &CostSet::LINUX_6_1_AGED,
        &CostSet::LINUX_6_1_INSTRUCTIONS,
    ];

    /// A server of 2024, AMD Zen 4 or 5 near 4 GHz.
    pub const ZEN_2024: CostSet = CostSet {
        id: "zen-2024",
        title: "2024, Zen",
        about: "AMD Zen 4 or 5 at about 4 GHz",
        unit: "ns",
        ranges: ZEN,
        pae: None,
        curves: None,
    };

    /// A server of 2010, the year of the mail.
    pub const NEHALEM_2010: CostSet = CostSet {
        id: "nehalem-2010",
        title: "2010, Nehalem",
        about: "Intel Nehalem at about 2.7 GHz, the time of the mail",
        unit: "ns",
        ranges: NEHALEM,
        pae: None,
        curves: None,
    };

    /// Walks as measured on a real kernel, its tables in the order in which they were made.
    pub const LINUX_6_1_BOOT_ORDER: CostSet = CostSet {
        id: "linux-6.1-boot",
        title: "Linux 6.1 as measured, list in boot order",
        about: "walks by the machine code of Linux 6.1.176 (i386) on a Zen 5; the rest as in “2024, Zen”",
        unit: "ns",
        ranges: BOOT_ORDER,
        pae: None,
        curves: Some([BOOT_ORDER_COLD, BOOT_ORDER_HOT]),
    };

    /// The same on a system that has run for long.
    pub const LINUX_6_1_AGED: CostSet = CostSet {
        id: "linux-6.1-aged",
        title: "Linux 6.1 as measured, list aged",
        about: "the same with the list of tables shuffled, as on a system that has run for long",
        unit: "ns",
        ranges: AGED,
        pae: None,
        curves: Some([AGED_COLD, AGED_HOT]),
    };

    /// Instructions instead of time: exact, and free of caches.
    pub const LINUX_6_1_INSTRUCTIONS: CostSet = CostSet {
        id: "linux-6.1-instructions",
        title: "Linux 6.1, instructions",
        about: "instructions of Linux 6.1.176 (i386) in the walk and in the fault; nothing else is counted",
        unit: "instructions",
        ranges: INSTRUCTIONS,
        pae: Some(&INSTRUCTIONS_PAE),
        curves: None,
    };
}
