//! A slow model with real page tables: arrays of entries, walked level by level with the bits of the address. It knows
//! neither time nor the machine's data; it goes through a script one operation after the other.

use std::collections::BTreeMap;

use pgd_sim::{
    Act, Arch, Config, FaultHandler, Geometry, Name, PAGE_BYTES, Page, Scripted, SharedForm, Sharing, Strategy, Who,
};

/// What can be seen from outside, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// vmalloc gave an address.
    Allocated { address: u64, pages: u64 },
    /// vmalloc found no room.
    NoRoom,
    /// An entry was made in the reference table.
    SlotNew(u64),
    /// An access, by the process whose table is loaded, to a slot; whether it faulted.
    Accessed { process: Option<u32>, slot: u64, fault: bool },
}

/// A table of entries: zero is empty, otherwise one more than what it points to (a table or a frame).
type Table = Vec<u64>;

/// Shifts and widths of the levels, the topmost first, and which of them is spread over processes.
fn levels(arch: Arch) -> (&'static [(u32, u32)], usize) {
    match arch {
        Arch::I386 => (&[(22, 10), (12, 10)], 0),
        Arch::I386Pae | Arch::I386PaeUnshared => (&[(30, 2), (21, 9), (12, 9)], 1),
        Arch::X86_64 | Arch::Arm64 => (&[(39, 9), (30, 9), (21, 9), (12, 9)], 0),
        Arch::X86_64FiveLevel => (&[(48, 9), (39, 9), (30, 9), (21, 9), (12, 9)], 0),
    }
}

struct Area {
    first: u64,
    pages: u64,
    /// The frame of its first page; the others follow.
    frame: u64,
}

pub struct Model {
    geometry: Geometry,
    strategy: Strategy,
    fault: FaultHandler,
    levels: &'static [(u32, u32)],
    spread: usize,
    tables: Vec<Table>,
    /// The reference table of the level that is spread, and that of each process.
    reference: usize,
    processes: BTreeMap<u32, usize>,
    /// Entries of the reference table that each process's copy has seen, for the counter of catch-up.
    made: u64,
    seen_made: BTreeMap<u32, u64>,
    numbers: Vec<u32>,
    next_number: u32,
    loaded: Vec<Option<u32>>,
    /// First pages and lengths in use, guard pages included; and freed ones that wait for a purge.
    used: BTreeMap<u64, u64>,
    purgeable: Vec<u64>,
    purge_above: u64,
    areas: BTreeMap<Name, Area>,
    children: BTreeMap<Name, (u32, usize)>,
    frames: u64,
    pub seen: Vec<Seen>,
}

impl Model {
    pub fn new(config: &Config) -> Model {
        let (levels, spread) = levels(config.geometry.arch);
        let geometry = match config.strategy {
            Strategy::Shared(SharedForm::Single) => config.geometry.under_one_entry(),
            _ => config.geometry,
        };
        let boot = config.boot_bytes.div_ceil(PAGE_BYTES).min(geometry.pages);
        let cpus = usize::from(config.cpus);
        let mut model = Model {
            geometry,
            strategy: config.strategy,
            fault: config.fault,
            levels,
            spread,
            tables: Vec::new(),
            reference: 0,
            processes: BTreeMap::new(),
            made: 0,
            seen_made: BTreeMap::new(),
            numbers: Vec::new(),
            next_number: config.processes,
            loaded: (0..cpus as u32).map(|cpu| (cpu < config.processes).then_some(cpu)).collect(),
            used: BTreeMap::new(),
            purgeable: Vec::new(),
            // 32 MiB for each binary digit of the number of CPUs.
            purge_above: u64::from(u8::BITS - config.cpus.leading_zeros()) * (32 << 20) / PAGE_BYTES,
            areas: BTreeMap::new(),
            children: BTreeMap::new(),
            frames: 1_000,
            seen: Vec::new(),
        };
        model.reference = model.new_table(spread);
        if boot > 0 {
            model.used.insert(0, boot);
        }
        let filled = match config.strategy {
            Strategy::Shared(SharedForm::Preallocated | SharedForm::Single) => geometry.pages,
            _ => boot,
        };
        let end = geometry.start + filled * PAGE_BYTES;
        let mut address = geometry.start;
        while address < end {
            model.entry_of_reference((address - geometry.start) / PAGE_BYTES);
            // The next one begins where the address has only zeros below the level's bits.
            address = (address / geometry.slot_bytes() + 1) * geometry.slot_bytes();
        }
        for process in 0..config.processes {
            model.copy(process);
        }
        model.seen.clear();
        model
    }

    pub fn run(&mut self, script: &[Scripted], cpus: u8) {
        let home = |process: u32| (process % u32::from(cpus)) as usize;
        for scripted in script {
            match scripted.act {
                Act::Vmalloc { area, pages, top_down, .. } => self.vmalloc(area, pages, top_down),
                Act::Vfree(area) => self.vfree(area),
                Act::Fork { cpu, child } => {
                    let process = self.numbers.pop().unwrap_or_else(|| {
                        self.next_number += 1;
                        self.next_number - 1
                    });
                    self.copy(process);
                    self.children.insert(child, (process, cpu.0.into()));
                }
                Act::Exit(child) => {
                    let Some((process, cpu)) = self.children.remove(&child) else { continue };
                    self.processes.remove(&process);
                    self.numbers.push(process);
                    if self.loaded[cpu] == Some(process) {
                        self.loaded[cpu] = None;
                    }
                }
                Act::Exec(who) => {
                    let (process, _) = self.who(who, home);
                    self.copy(process);
                }
                Act::Switch(who) => {
                    let (process, cpu) = self.who(who, home);
                    self.switch(process, cpu);
                }
                Act::Touch(who, page) => {
                    let (process, cpu) = self.who(who, home);
                    if self.loaded[cpu] != Some(process) {
                        self.switch(process, cpu);
                    }
                    self.access(cpu, page);
                }
                Act::Kthread(cpu, page) | Act::Irq(cpu, page) | Act::Nmi(cpu, page) => self.access(cpu.0.into(), page),
            }
        }
    }

    fn who(&self, who: Who, home: impl Fn(u32) -> usize) -> (u32, usize) {
        match who {
            Who::Initial(process) => (process, home(process)),
            Who::Child(child) => self.children[&child],
        }
    }

    fn switch(&mut self, process: u32, cpu: usize) {
        self.loaded[cpu] = Some(process);
        if self.strategy == Strategy::CatchUp && self.seen_made[&process] < self.made {
            self.copy(process);
        }
    }

    /// A process's table becomes a copy of the reference table.
    fn copy(&mut self, process: u32) {
        let copy = self.tables[self.reference].clone();
        self.tables.push(copy);
        self.processes.insert(process, self.tables.len() - 1);
        self.seen_made.insert(process, self.made);
    }

    fn vmalloc(&mut self, name: Name, pages: u64, top_down: bool) {
        let whole = pages + 1;
        let first = self.find(whole, top_down).or_else(|| {
            self.purge();
            self.find(whole, top_down)
        });
        let Some(first) = first else { return self.seen.push(Seen::NoRoom) };
        self.used.insert(first, whole);
        self.seen.push(Seen::Allocated { address: self.geometry.start + first * PAGE_BYTES, pages });
        let frame = self.frames;
        self.frames += pages;
        for page in 0..pages {
            self.map(first + page, frame + page);
        }
        self.areas.insert(name, Area { first, pages, frame });
    }

    /// The lowest or the highest gap of so many pages.
    fn find(&self, pages: u64, top_down: bool) -> Option<u64> {
        let mut gaps = Vec::new();
        let mut end = 0;
        for (start, length) in &self.used {
            gaps.push((end, *start));
            end = start + length;
        }
        gaps.push((end, self.geometry.pages));
        gaps.retain(|(start, end)| end - start >= pages);
        if top_down { gaps.last().map(|(_, end)| end - pages) } else { gaps.first().map(|(start, _)| *start) }
    }

    fn vfree(&mut self, name: Name) {
        let Some(area) = self.areas.remove(&name) else { return };
        for page in 0..area.pages {
            self.map(area.first + page, 0);
        }
        self.purgeable.push(area.first);
        if self.purgeable.iter().map(|first| self.used[first]).sum::<u64>() > self.purge_above {
            self.purge();
        }
    }

    fn purge(&mut self) {
        for first in self.purgeable.drain(..) {
            self.used.remove(&first);
        }
    }

    /// Writes a page-table entry through the reference table; frame 0 clears it.
    fn map(&mut self, page: u64, frame: u64) {
        let mut table = self.entry_of_reference(page);
        let address = self.geometry.start + page * PAGE_BYTES;
        for level in self.spread + 1..self.levels.len() {
            let index = self.index(address, level);
            if level + 1 == self.levels.len() {
                self.tables[table][index] = if frame == 0 { 0 } else { frame + 1 };
            } else {
                if self.tables[table][index] == 0 {
                    self.tables[table][index] = self.new_table(level + 1) as u64 + 1;
                }
                table = self.tables[table][index] as usize - 1;
            }
        }
    }

    /// The table under the reference table's entry for a page; made, and spread as the strategy has it, where it is not
    /// there yet.
    fn entry_of_reference(&mut self, page: u64) -> usize {
        let index = self.index(self.geometry.start + page * PAGE_BYTES, self.spread);
        let entry = self.tables[self.reference][index];
        if entry != 0 {
            return entry as usize - 1;
        }
        let table = self.new_table(self.spread + 1);
        self.tables[self.reference][index] = table as u64 + 1;
        self.made += 1;
        self.seen.push(Seen::SlotNew(self.slot(page)));
        let everywhere = self.geometry.sharing == Sharing::OneTable || matches!(self.strategy, Strategy::Eager(_));
        if everywhere {
            let all: Vec<usize> = self.processes.values().copied().collect();
            for process in all {
                self.tables[process][index] = table as u64 + 1;
            }
        }
        table
    }

    /// An access through the table that is loaded on a CPU; a fault copies the entry and tries again.
    fn access(&mut self, cpu: usize, page: Page) {
        let Some(area) = self.areas.get(&page.area) else { return };
        let address = self.geometry.start + (area.first + page.page) * PAGE_BYTES;
        let slot = self.slot(area.first + page.page);
        let expected = area.frame + page.page;
        let process = self.loaded[cpu];
        let top = process.map_or(self.reference, |process| self.processes[&process]);
        let index = self.index(address, self.spread);
        let missing = self.tables[top][index] == 0;
        self.seen.push(Seen::Accessed { process, slot, fault: missing });
        if missing && self.fault == FaultHandler::Fills {
            self.tables[top][index] = self.tables[self.reference][index];
        }
        if !missing || self.fault == FaultHandler::Fills {
            assert_eq!(self.translate(top, address), Some(expected), "{address:#x} leads to its frame");
        }
    }

    /// Walks from a table of the spread level down, with the bits of the address.
    fn translate(&self, mut table: usize, address: u64) -> Option<u64> {
        for level in self.spread..self.levels.len() {
            table = (self.tables[table][self.index(address, level)] as usize).checked_sub(1)?;
        }
        Some(table as u64)
    }

    /// Which of the area's entries a page lies in.
    fn slot(&self, page: u64) -> u64 {
        let (shift, _) = self.levels[self.spread];
        ((self.geometry.start + page * PAGE_BYTES) >> shift) - (self.geometry.start >> shift)
    }

    fn index(&self, address: u64, level: usize) -> usize {
        let (shift, width) = self.levels[level];
        (address >> shift) as usize & ((1 << width) - 1)
    }

    fn new_table(&mut self, level: usize) -> usize {
        self.tables.push(vec![0; 1 << self.levels[level].1]);
        self.tables.len() - 1
    }
}
