//! A script: explicit operations at explicit instants, for small, exact stories. They mix with drawn ones.

use core::fmt;

use crate::units::{CpuId, Ps};

/// What a script calls an area or a child: a number of its own, given by the vmalloc or fork that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub u16);

/// A process that a script speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// One that is there from the start, by its number.
    Initial(u32),
    /// A child that the script has forked.
    Child(Name),
}

/// A page of an area that the script has allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// The area.
    pub area: Name,
    /// Which of its pages, from 0.
    pub page: u64,
}

/// One operation of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// vmalloc on a CPU.
    Vmalloc {
        /// Where.
        cpu: CpuId,
        /// What to call the area.
        area: Name,
        /// Its pages, without the guard page.
        pages: u64,
        /// From the top of the area down, as for per-CPU data.
        top_down: bool,
    },
    /// vfree, on the CPU of its vmalloc.
    Vfree(Name),
    /// fork on a CPU, where the child then lives.
    Fork {
        /// Where.
        cpu: CpuId,
        /// What to call the child.
        child: Name,
    },
    /// A child's exit.
    Exit(Name),
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
    NoArea(Name),
    /// No earlier fork has made this child, or it has gone.
    NoChild(Name),
    /// The name is in use.
    NameInUse(Name),
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
            Reason::NameInUse(name) => write!(f, "the name {} is in use", name.0),
            Reason::NoPage(page) => write!(f, "area {} has no page {}", page.area.0, page.page),
            Reason::NoPages => write!(f, "an area has at least one page"),
            Reason::BackInTime => {
                write!(f, "it stands behind a later one; write operations in the order of their instants")
            }
        }
    }
}

impl core::error::Error for ScriptError {}

/// What a name stands for while a script is read.
#[derive(Clone, Copy)]
enum Named {
    Nothing,
    Area { cpu: CpuId, pages: u64 },
    Child { cpu: CpuId },
}

/// Goes through a script as the machine will, and gives the CPU of each operation.
///
/// # Errors
/// At the first operation that speaks of what is not there.
pub fn check(script: &[Scripted], processes: u32, cpus: u8) -> Result<Vec<CpuId>, ScriptError> {
    let mut reader = Reader { processes, cpus, named: Vec::new() };
    let mut last = Ps::ZERO;
    let steps = script.iter().enumerate().map(|(at, scripted)| {
        let order = if scripted.at < last { Err(Reason::BackInTime) } else { Ok(()) };
        last = scripted.at;
        let cpu = order.and_then(|()| reader.read(&scripted.act));
        cpu.map_err(|reason| ScriptError { position: at + 1, reason })
    });
    steps.collect()
}

/// One more than the largest name in a script.
pub(crate) fn names(script: &[Scripted]) -> usize {
    let made = script.iter().filter_map(|scripted| match scripted.act {
        Act::Vmalloc { area: name, .. } | Act::Fork { child: name, .. } => Some(usize::from(name.0) + 1),
        _ => None,
    });
    made.max().unwrap_or(0)
}

struct Reader {
    processes: u32,
    cpus: u8,
    named: Vec<Named>,
}

impl Reader {
    fn read(&mut self, act: &Act) -> Result<CpuId, Reason> {
        match *act {
            Act::Vmalloc { pages: 0, .. } => Err(Reason::NoPages),
            Act::Vmalloc { cpu, area, pages, .. } => self.name(area, Named::Area { cpu: self.cpu(cpu)?, pages }, cpu),
            Act::Fork { cpu, child } => self.name(child, Named::Child { cpu: self.cpu(cpu)? }, cpu),
            Act::Vfree(area) => {
                let (cpu, _) = self.area(area)?;
                self.named[usize::from(area.0)] = Named::Nothing;
                Ok(cpu)
            }
            Act::Exit(child) => {
                let cpu = self.who(Who::Child(child))?;
                self.named[usize::from(child.0)] = Named::Nothing;
                Ok(cpu)
            }
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

    fn name(&mut self, name: Name, named: Named, cpu: CpuId) -> Result<CpuId, Reason> {
        let at = usize::from(name.0);
        if self.named.len() <= at {
            self.named.resize(at + 1, Named::Nothing);
        }
        if !matches!(self.named[at], Named::Nothing) {
            return Err(Reason::NameInUse(name));
        }
        self.named[at] = named;
        Ok(cpu)
    }

    fn area(&self, area: Name) -> Result<(CpuId, u64), Reason> {
        match self.named.get(usize::from(area.0)) {
            Some(Named::Area { cpu, pages }) => Ok((*cpu, *pages)),
            _ => Err(Reason::NoArea(area)),
        }
    }

    fn page(&self, page: Page) -> Result<(), Reason> {
        let (_, pages) = self.area(page.area)?;
        if page.page < pages { Ok(()) } else { Err(Reason::NoPage(page)) }
    }

    fn who(&self, who: Who) -> Result<CpuId, Reason> {
        match who {
            Who::Initial(process) if process < self.processes => Ok(CpuId((process % u32::from(self.cpus)) as u8)),
            Who::Initial(process) => Err(Reason::NoProcess(process)),
            Who::Child(child) => match self.named.get(usize::from(child.0)) {
                Some(Named::Child { cpu }) => Ok(*cpu),
                _ => Err(Reason::NoChild(child)),
            },
        }
    }
}
