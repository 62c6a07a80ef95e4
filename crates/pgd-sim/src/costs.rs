//! What each step takes, by named set. Every figure has a low, a typical and a high value and says where it is from.
//!
//! "Derived" means arithmetic from cited figures; "model choice" means that no source was found and a plausible value was
//! taken. Nothing here is a benchmark of anyone's machine: times that come out of the machine are model time.

use crate::config::Heat;
use crate::geometry::Arch;
use crate::units::Ps;

/// The steps that take time, each with a `T`: a [`CostRange`] in a set, a [`Ps`] in a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostTable<T> {
    /// Taking and releasing `pgd_lock` when nobody else wants it.
    pub lock: T,
    /// Passing `pgd_lock` to the next CPU in the queue.
    pub handoff: T,
    /// Writing one entry into one other process's table during a walk that finds the tables in no cache.
    pub entry: T,
    /// The same where they are in one.
    pub entry_hot: T,
    /// A walk's own work before its first slot, outside the lock.
    pub walk_call: T,
    /// A walk's own work for each slot, under the lock.
    pub walk_slot: T,
    /// A walk's own work for each table, once.
    pub walk_table: T,
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
    /// Copying the area's entries at a context switch, where the strategy does.
    pub catch_up: T,
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
        self.zip(self, |value, _| f(value))
    }

    /// Two tables made one, step by step.
    pub fn zip<U: Copy, V>(&self, other: &CostTable<U>, f: impl Fn(T, U) -> V) -> CostTable<V> {
        CostTable {
            lock: f(self.lock, other.lock),
            handoff: f(self.handoff, other.handoff),
            entry: f(self.entry, other.entry),
            entry_hot: f(self.entry_hot, other.entry_hot),
            walk_call: f(self.walk_call, other.walk_call),
            walk_slot: f(self.walk_slot, other.walk_slot),
            walk_table: f(self.walk_table, other.walk_table),
            fill: f(self.fill, other.fill),
            access: f(self.access, other.access),
            vmalloc: f(self.vmalloc, other.vmalloc),
            vmalloc_page: f(self.vmalloc_page, other.vmalloc_page),
            vfree: f(self.vfree, other.vfree),
            pgd_alloc: f(self.pgd_alloc, other.pgd_alloc),
            pgd_copy: f(self.pgd_copy, other.pgd_copy),
            pgd_unlist: f(self.pgd_unlist, other.pgd_unlist),
            switch: f(self.switch, other.switch),
            catch_up: f(self.catch_up, other.catch_up),
            irq: f(self.irq, other.irq),
            nmi_entry: f(self.nmi_entry, other.nmi_entry),
            nmi_body: f(self.nmi_body, other.nmi_body),
        }
    }

    /// Every step with its name, for tables that people read.
    #[must_use]
    pub fn items(&self) -> [CostItem<T>; COST_ITEMS] {
        let item = |name, label, value| CostItem { name, label, value };
        [
            item("entry", "write one entry into one table, cold", self.entry),
            item("entry_hot", "write one entry into one table, hot", self.entry_hot),
            item("fill", "one fault that fills one entry", self.fill),
            item("walk_call", "a walk, before its first slot", self.walk_call),
            item("walk_slot", "a walk, each slot", self.walk_slot),
            item("walk_table", "a walk, each table once", self.walk_table),
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
            item("catch_up", "copy the area's entries at a switch", self.catch_up),
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

/// Steps in a [`CostTable`].
pub const COST_ITEMS: usize = 20;

/// How long a whole walk of one slot takes, measured: tables and nanoseconds, in ascending order.
pub type Curve = &'static [(u32, u64)];

/// What one machine reckons with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Costs {
    steps: CostTable<Ps>,
    heat: Heat,
    curve: Option<Curve>,
}

impl Costs {
    /// Each step at its cost; walks find the tables cold.
    #[must_use]
    pub const fn new(steps: CostTable<Ps>) -> Costs {
        Costs { steps, heat: Heat::Cold, curve: None }
    }

    /// The same with walks that find the tables as `heat` says.
    #[must_use]
    pub const fn with_heat(self, heat: Heat) -> Costs {
        Costs { heat, ..self }
    }

    /// The same with walks that take what was measured.
    #[must_use]
    pub const fn with_curve(self, curve: Option<Curve>) -> Costs {
        Costs { curve, ..self }
    }

    /// The same with one's own figures, where there are any. An own figure for entries takes the place of a curve.
    #[must_use]
    pub fn replaced_by(self, own: &CostTable<Option<Ps>>) -> Costs {
        let curve = self.curve.filter(|_| own.entry.is_none() && own.entry_hot.is_none());
        Costs { steps: self.steps.zip(own, |step, own| own.unwrap_or(step)), curve, ..self }
    }

    /// What writing one entry into each of `tables` tables takes.
    ///
    /// ```
    /// use pgd_sim::{CostSet, Costs, Ps};
    /// let costs = Costs::new(CostSet::ZEN_2024.typical());
    /// assert_eq!(costs.entries(20_000), Ps::from_ns(3_000_000));
    /// ```
    #[must_use]
    pub fn entries(&self, tables: u32) -> Ps {
        match (self.curve, self.heat) {
            (Some(curve), _) => read(curve, tables),
            (None, Heat::Cold) => self.steps.entry.times(tables.into()),
            (None, Heat::Hot) => self.steps.entry_hot.times(tables.into()),
        }
    }
}

/// What can be worked out on paper: `tests/closed_forms.rs` and `tests/real_kernel.rs` hold the machine to it, and a page draws
/// it beside what the machine gives.
impl Costs {
    /// The first section of a walk: one slot, written into so many tables under the lock.
    #[must_use]
    pub fn walk_held(&self, tables: u32) -> Ps {
        self.walk_slot + self.walk_table.times(tables.into()) + self.entries(tables)
    }

    /// A whole walk of so many slots that nobody gets in the way of.
    #[must_use]
    pub fn walk(&self, tables: u32, slots: u64) -> Ps {
        let slot = self.lock + self.walk_slot + self.entries(tables);
        self.walk_call + self.walk_table.times(tables.into()) + slot.times(slots)
    }

    /// So many faults that fill an entry each.
    #[must_use]
    pub fn fills(&self, faults: u64) -> Ps {
        self.fill.times(faults)
    }

    /// The most faults that take no longer than the walk of one slot; none where a fault takes no time.
    #[must_use]
    pub fn break_even(&self, tables: u32) -> Option<u64> {
        self.walk(tables, 1).0.checked_div(self.fill.0)
    }
}

impl core::ops::Deref for Costs {
    type Target = CostTable<Ps>;
    fn deref(&self) -> &CostTable<Ps> {
        &self.steps
    }
}

/// Between two points of a curve it is a straight line; below the first and beyond the last the nearest line goes on.
fn read(curve: Curve, tables: u32) -> Ps {
    let above = curve.partition_point(|(at, _)| *at < tables).clamp(1, curve.len() - 1);
    let [(x0, y0), (x1, y1)] = [curve[above - 1], curve[above]].map(|(x, y)| (i128::from(x), i128::from(y) * 1_000));
    let ps = y0 + (y1 - y0) * (i128::from(tables) - x0) / (x1 - x0);
    Ps(ps.max(0) as u64)
}

/// A named set of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostSet {
    /// Name, as in links.
    pub id: &'static str,
    /// Name, as in a list.
    pub title: &'static str,
    /// What machine it stands for.
    pub about: &'static str,
    /// What its figures count: `ns` of model time, or `instructions`, of which one is shown as one nanosecond.
    pub unit: &'static str,
    /// Its figures.
    pub ranges: CostTable<CostRange>,
    /// Those that differ with PAE.
    pub pae: Option<&'static CostTable<CostRange>>,
    /// Whole walks as measured, cold and hot, where they were.
    pub curves: Option<[Curve; 2]>,
}

/// Which value of each figure is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Level {
    /// The low ones.
    Low,
    /// The typical ones.
    #[default]
    Typical,
    /// The high ones.
    High,
}

impl CostSet {
    /// The typical figures.
    ///
    /// ```
    /// let costs = pgd_sim::CostSet::ZEN_2024.typical();
    /// assert_eq!(costs.entry.as_ns(), 150);
    /// ```
    #[must_use]
    pub fn typical(&self) -> CostTable<Ps> {
        self.ranges.map(|range| range.typical)
    }

    /// Its figures on an architecture.
    #[must_use]
    pub fn ranges_on(&self, arch: Arch) -> &CostTable<CostRange> {
        match (arch, self.pae) {
            (Arch::I386Pae | Arch::I386PaeUnshared, Some(pae)) => pae,
            _ => &self.ranges,
        }
    }

    /// What a machine reckons with.
    #[must_use]
    pub fn costs(&self, arch: Arch, level: Level, heat: Heat) -> Costs {
        let steps = self.ranges_on(arch).map(|range| match level {
            Level::Low => range.low,
            Level::Typical => range.typical,
            Level::High => range.high,
        });
        let curve = self.curves.map(|[cold, hot]| if heat == Heat::Hot { hot } else { cold });
        Costs::new(steps).with_heat(heat).with_curve(curve)
    }
}
