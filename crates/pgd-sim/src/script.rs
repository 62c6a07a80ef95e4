//! A script: explicit operations at explicit instants, for small, exact stories. They mix with drawn ones.

use core::fmt;
use std::collections::BTreeMap;

use crate::units::{CpuId, Ps};

/// What a script calls an area: a number of its own, given by the vmalloc that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaName(pub u16);

/// What a script calls a child, likewise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChildName(pub u16);

/// How an allocation is mapped, and from where it gets its addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mapping {
    /// Page by page, at the lowest address that fits: vmalloc.
    Pages,
    /// Page by page, at the highest: areas of per-CPU data.
    TopDown,
    /// A whole slot at its own boundary, by one huge page where the spread level can and no table stands there yet:
    /// ioremap.
    Huge,
}

/// A process that a script speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// One that is there from the start, by its number.
    Initial(u32),
    /// A child that the script has forked.
    Child(ChildName),
}

/// A page of an area that the script has allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// The area.
    pub area: AreaName,
    /// Which of its pages, from 0.
    pub page: u64,
}

/// One operation of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// vmalloc on a CPU, or what else gives an area.
    Vmalloc {
        /// Where.
        cpu: CpuId,
        /// What to call the area.
        area: AreaName,
        /// Its pages, without the guard page; those of a slot for [`Mapping::Huge`], whatever is said here.
        pages: u64,
        /// How it is mapped.
        mapping: Mapping,
    },
    /// vfree, on the CPU of its vmalloc.
    Vfree(AreaName),
    /// fork on a CPU, where the child then lives.
    Fork {
        /// Where.
        cpu: CpuId,
        /// What to call the child.
        child: ChildName,
    },
    /// A child's exit.
    Exit(ChildName),
    /// A process gets a new table.
    Exec(Who),
    /// A CPU switches to a process.
    Switch(Who),
    /// A process accesses a page; its CPU switches to it first.
    Touch(Who, Page),
    /// A kernel thread accesses a page through the table that is loaded on a CPU.
    Kthread(CpuId, Page),
    /// An interrupt does so.
    Irq(CpuId, Page),
    /// An NMI does so.
    Nmi(CpuId, Page),
}

/// When to do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scripted {
    /// When it is asked for.
    pub at: Ps,
    /// What.
    pub act: Act,
}

/// Why a script cannot be: an operation that speaks of what is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// Which operation, from 1, in the order of the script.
    pub position: usize,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What is wrong with an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There is no such CPU.
    NoCpu(CpuId),
    /// There is no such process at the start.
    NoProcess(u32),
    /// No earlier vmalloc has made this area, or it has been freed.
    NoArea(AreaName),
    /// No earlier fork has made this child, or it has gone.
    NoChild(ChildName),
    /// An earlier area has that name. A busy CPU may do things later than they are asked for, so a name that came to mean
    /// another area would be ambiguous.
    AreaInUse(AreaName),
    /// An earlier child has that name.
    ChildInUse(ChildName),
    /// The area has no such page.
    NoPage(Page),
    /// An area has at least one page.
    NoPages,
    /// Operations stand in the order of their instants.
    BackInTime,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "operation {}: ", self.position)?;
        match &self.reason {
            Reason::NoCpu(cpu) => write!(f, "there is no CPU {}", cpu.0),
            Reason::NoProcess(process) => write!(f, "there is no process {process} at the start"),
            Reason::NoArea(area) => write!(f, "area {} is not there: not allocated before, or freed", area.0),
            Reason::NoChild(child) => write!(f, "child {} is not there: not forked before, or gone", child.0),
            Reason::AreaInUse(area) => write!(f, "an earlier area is called {}; give each a number of its own", area.0),
            Reason::ChildInUse(child) => {
                write!(f, "an earlier child is called {}; give each a number of its own", child.0)
            }
            Reason::NoPage(page) => write!(f, "area {} has no page {}", page.area.0, page.page),
            Reason::NoPages => write!(f, "an area has at least one page"),
            Reason::BackInTime => {
                write!(f, "it stands behind a later one; write operations in the order of their instants")
            }
        }
    }
}

impl core::error::Error for ScriptError {}

/// Goes through a script as the machine will, and gives the CPU of each operation.
///
/// # Errors
/// At the first operation that speaks of what is not there.
pub fn check(script: &[Scripted], processes: u32, cpus: u8) -> Result<Vec<CpuId>, ScriptError> {
    let mut reader = Reader { processes, cpus, areas: BTreeMap::new(), children: BTreeMap::new() };
    let mut last = Ps::ZERO;
    let steps = script.iter().enumerate().map(|(at, scripted)| {
        let order = if scripted.at < last { Err(Reason::BackInTime) } else { Ok(()) };
        last = scripted.at;
        let cpu = order.and_then(|()| reader.read(&scripted.act));
        cpu.map_err(|reason| ScriptError { position: at + 1, reason })
    });
    steps.collect()
}

/// One more than the largest name of an area and of a child in a script.
pub(crate) fn names(script: &[Scripted]) -> (usize, usize) {
    script.iter().fold((0, 0), |(areas, children), scripted| match scripted.act {
        Act::Vmalloc { area, .. } => (areas.max(usize::from(area.0) + 1), children),
        Act::Fork { child, .. } => (areas, children.max(usize::from(child.0) + 1)),
        _ => (areas, children),
    })
}

struct Reader {
    processes: u32,
    cpus: u8,
    /// Areas, each with its CPU and its pages; none when it has been freed.
    areas: BTreeMap<AreaName, Option<(CpuId, u64)>>,
    /// Children, each with its CPU; none when it has gone.
    children: BTreeMap<ChildName, Option<CpuId>>,
}

impl Reader {
    fn read(&mut self, act: &Act) -> Result<CpuId, Reason> {
        match *act {
            Act::Vmalloc { pages: 0, .. } => Err(Reason::NoPages),
            Act::Vmalloc { cpu, area, pages, mapping } => {
                // Of a huge mapping any script may name the first page: how many there are is the geometry's matter.
                let pages = if mapping == Mapping::Huge { 1 } else { pages };
                let cpu = self.cpu(cpu)?;
                let before = self.areas.insert(area, Some((cpu, pages)));
                before.map_or(Ok(cpu), |_| Err(Reason::AreaInUse(area)))
            }
            Act::Fork { cpu, child } => {
                let cpu = self.cpu(cpu)?;
                self.children.insert(child, Some(cpu)).map_or(Ok(cpu), |_| Err(Reason::ChildInUse(child)))
            }
            Act::Vfree(area) => {
                let freed = self.areas.get_mut(&area).and_then(Option::take);
                freed.map(|(cpu, _)| cpu).ok_or(Reason::NoArea(area))
            }
            Act::Exit(child) => self.children.get_mut(&child).and_then(Option::take).ok_or(Reason::NoChild(child)),
            Act::Exec(who) | Act::Switch(who) => self.who(who),
            Act::Touch(who, page) => {
                self.page(page)?;
                self.who(who)
            }
            Act::Kthread(cpu, page) | Act::Irq(cpu, page) | Act::Nmi(cpu, page) => {
                self.page(page)?;
                self.cpu(cpu)
            }
        }
    }

    fn cpu(&self, cpu: CpuId) -> Result<CpuId, Reason> {
        if cpu.0 < self.cpus { Ok(cpu) } else { Err(Reason::NoCpu(cpu)) }
    }

    fn page(&self, page: Page) -> Result<(), Reason> {
        let (_, pages) = self.areas.get(&page.area).copied().flatten().ok_or(Reason::NoArea(page.area))?;
        if page.page < pages { Ok(()) } else { Err(Reason::NoPage(page)) }
    }

    fn who(&self, who: Who) -> Result<CpuId, Reason> {
        match who {
            Who::Initial(process) if process < self.processes => Ok(CpuId((process % u32::from(self.cpus)) as u8)),
            Who::Initial(process) => Err(Reason::NoProcess(process)),
            Who::Child(child) => self.children.get(&child).copied().flatten().ok_or(Reason::NoChild(child)),
        }
    }
}
