//! A slow model with real page tables: arrays of entries, walked level by level with the bits of the address. It knows
//! neither time nor the machine's data; it goes through a script one operation after the other.

use std::collections::BTreeMap;

use pgd_sim::{
    Act, Arch, AreaName, ChildName, Config, FaultHandler, Geometry, Mapping, PAGE_BYTES, Page, Scripted, SharedForm,
    Sharing, Stacks, Strategy, Unmap, Who,
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
    /// A huge page's entry went from the reference table.
    SlotGone(u64),
    /// An access, by the process whose table is loaded, to a slot; whether it faulted.
    Accessed { process: Option<u32>, slot: u64, fault: bool },
    /// It led to a frame that is not the area's.
    Stale { process: u32, slot: u64 },
    /// A table without the stack in use was loaded.
    DoubleFault { process: u32, slot: u64 },
    /// The entry was copied into it first.
    StackSynced { process: u32, slot: u64 },
}

/// A table of entries: zero is empty, otherwise one more than what it points to (a table or a frame).
type Table = Vec<u64>;

/// Marks an entry that maps a huge page, above the level where entries point to frames.
const HUGE: u64 = 1 << 62;

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
    /// Whether one entry maps it.
    huge: bool,
}

pub struct Model {
    geometry: Geometry,
    strategy: Strategy,
    fault: FaultHandler,
    unmap: Unmap,
    stacks: Stacks,
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
    areas: BTreeMap<AreaName, Area>,
    children: BTreeMap<ChildName, (u32, usize)>,
    stack_of: BTreeMap<u32, Area>,
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
            unmap: config.unmap,
            stacks: config.stacks,
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
            stack_of: BTreeMap::new(),
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
                Act::Vmalloc { area, pages, mapping, .. } => {
                    if let Some(made) = self.vmalloc(pages, mapping) {
                        self.areas.insert(area, made);
                    }
                }
                Act::Vfree(area) => {
                    if let Some(area) = self.areas.remove(&area) {
                        self.free(&area);
                    }
                }
                Act::Fork { cpu, child } => {
                    let stack = match self.stacks {
                        Stacks::Direct => None,
                        Stacks::Vmalloc | Stacks::VmallocSynced => match self.vmalloc(4, Mapping::Pages) {
                            Some(stack) => Some(stack),
                            None => continue,
                        },
                    };
                    let process = self.numbers.pop().unwrap_or_else(|| {
                        self.next_number += 1;
                        self.next_number - 1
                    });
                    self.copy(process);
                    self.children.insert(child, (process, cpu.0.into()));
                    self.stack_of.extend(stack.map(|stack| (process, stack)));
                }
                Act::Exit(child) => {
                    let Some((process, cpu)) = self.children.remove(&child) else { continue };
                    self.processes.remove(&process);
                    self.numbers.push(process);
                    if self.loaded[cpu] == Some(process) {
                        self.loaded[cpu] = None;
                    }
                    if let Some(stack) = self.stack_of.remove(&process) {
                        self.free(&stack);
                    }
                }
                Act::Exec(who) => {
                    let Some((process, _)) = self.who(who, home) else { continue };
                    self.copy(process);
                }
                Act::Switch(who) => {
                    let Some((process, cpu)) = self.who(who, home) else { continue };
                    self.switch(process, cpu);
                }
                Act::Touch(who, page) => {
                    let Some((process, cpu)) = self.who(who, home) else { continue };
                    if self.loaded[cpu] != Some(process) {
                        self.switch(process, cpu);
                    }
                    self.access(cpu, page);
                }
                Act::Kthread(cpu, page) | Act::Irq(cpu, page) | Act::Nmi(cpu, page) => self.access(cpu.0.into(), page),
            }
        }
    }

    fn who(&self, who: Who, home: impl Fn(u32) -> usize) -> Option<(u32, usize)> {
        match who {
            Who::Initial(process) => Some((process, home(process))),
            Who::Child(child) => self.children.get(&child).copied(),
        }
    }

    fn switch(&mut self, process: u32, cpu: usize) {
        let last = self.loaded[cpu];
        self.loaded[cpu] = Some(process);
        if self.strategy == Strategy::CatchUp && self.seen_made[&process] < self.made {
            self.copy(process);
        }
        // The next table is loaded while the last process's stack is in use.
        let Some(stack) = last.and_then(|last| self.stack_of.get(&last)) else { return };
        let table = self.processes[&process];
        for page in [stack.first, stack.first + stack.pages - 1] {
            let (slot, index) = (self.slot(page), self.index(self.geometry.start + page * PAGE_BYTES, self.spread));
            if self.tables[table][index] != 0 {
                continue;
            }
            if self.stacks == Stacks::VmallocSynced {
                self.tables[table][index] = self.tables[self.reference][index];
                return self.seen.push(Seen::StackSynced { process, slot });
            }
            return self.seen.push(Seen::DoubleFault { process, slot });
        }
    }

    /// A process's table becomes a copy of the reference table.
    fn copy(&mut self, process: u32) {
        let copy = self.tables[self.reference].clone();
        self.tables.push(copy);
        self.processes.insert(process, self.tables.len() - 1);
        self.seen_made.insert(process, self.made);
    }

    fn vmalloc(&mut self, pages: u64, mapping: Mapping) -> Option<Area> {
        let slot_pages = self.geometry.slot_bytes() / PAGE_BYTES;
        let pages = if mapping == Mapping::Huge { slot_pages } else { pages };
        let whole = pages + 1;
        let first = self.find(whole, mapping).or_else(|| {
            self.purge();
            self.find(whole, mapping)
        });
        let Some(first) = first else {
            self.seen.push(Seen::NoRoom);
            return None;
        };
        self.used.insert(first, whole);
        self.seen.push(Seen::Allocated { address: self.geometry.start + first * PAGE_BYTES, pages });
        let frame = self.frames;
        self.frames += pages;
        let index = self.index(self.geometry.start + first * PAGE_BYTES, self.spread);
        let huge = mapping == Mapping::Huge && self.tables[self.reference][index] == 0;
        if huge {
            self.new_entry(first, HUGE | (frame + 1));
        } else {
            for page in 0..pages {
                self.map(first + page, frame + page);
            }
        }
        Some(Area { first, pages, frame, huge })
    }

    /// The lowest or the highest gap of so many pages, or the lowest at a slot's boundary.
    fn find(&self, pages: u64, mapping: Mapping) -> Option<u64> {
        let mut gaps = Vec::new();
        let mut end = 0;
        for (start, length) in &self.used {
            gaps.push((end, *start));
            end = start + length;
        }
        gaps.push((end, self.geometry.pages));
        if mapping == Mapping::Huge {
            for (start, _) in &mut gaps {
                let address = self.geometry.start + *start * PAGE_BYTES;
                *start += (address.next_multiple_of(self.geometry.slot_bytes()) - address) / PAGE_BYTES;
            }
        }
        gaps.retain(|(start, end)| *end >= start + pages);
        match mapping {
            Mapping::TopDown => gaps.last().map(|(_, end)| end - pages),
            Mapping::Pages | Mapping::Huge => gaps.first().map(|(start, _)| *start),
        }
    }

    fn free(&mut self, area: &Area) {
        if area.huge {
            let index = self.index(self.geometry.start + area.first * PAGE_BYTES, self.spread);
            self.tables[self.reference][index] = 0;
            if self.geometry.sharing == Sharing::OneTable {
                self.in_all_tables(|table, _| table[index] = 0);
            }
            self.made += 1;
            self.seen.push(Seen::SlotGone(self.slot(area.first)));
        } else {
            for page in 0..area.pages {
                self.map(area.first + page, 0);
            }
        }
        self.purgeable.push(area.first);
        if self.purgeable.iter().map(|first| self.used[first]).sum::<u64>() > self.purge_above {
            self.purge();
        }
    }

    /// Freed addresses can be used again.
    fn purge(&mut self) {
        if self.purgeable.is_empty() {
            return;
        }
        if self.unmap == Unmap::Walks {
            let slots = self.geometry.slots() as usize;
            let first = self.index(self.geometry.start, self.spread);
            self.in_all_tables(|table, reference| {
                table[first..first + slots].copy_from_slice(&reference[first..first + slots]);
            });
        }
        for first in self.purgeable.drain(..) {
            self.used.remove(&first);
        }
    }

    /// Changes every process's table, with the reference table at hand.
    fn in_all_tables(&mut self, change: impl Fn(&mut Table, &Table)) {
        let reference = self.tables[self.reference].clone();
        for process in self.processes.values() {
            change(&mut self.tables[*process], &reference);
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
        self.new_entry(page, table as u64 + 1);
        table
    }

    /// An entry that the reference table did not have, spread as the strategy has it: into tables that have none there.
    fn new_entry(&mut self, page: u64, entry: u64) {
        let index = self.index(self.geometry.start + page * PAGE_BYTES, self.spread);
        self.tables[self.reference][index] = entry;
        self.made += 1;
        self.seen.push(Seen::SlotNew(self.slot(page)));
        if self.geometry.sharing == Sharing::OneTable || matches!(self.strategy, Strategy::Eager(_)) {
            self.in_all_tables(|table, _| {
                if table[index] == 0 {
                    table[index] = entry;
                }
            });
        }
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
        if missing && self.fault == FaultHandler::Oopses {
            return;
        }
        let frame = self.translate(top, address);
        if missing {
            assert_eq!(frame, Some(expected), "{address:#x} leads to its frame when it is filled");
        } else if frame != Some(expected) {
            let process = process.expect("the reference table is never stale");
            self.seen.push(Seen::Stale { process, slot });
        }
    }

    /// Walks from a table of the spread level down, with the bits of the address.
    fn translate(&self, mut table: usize, address: u64) -> Option<u64> {
        for level in self.spread..self.levels.len() {
            let entry = self.tables[table][self.index(address, level)];
            if entry & HUGE != 0 {
                let (shift, _) = self.levels[level];
                return Some((entry & !HUGE) - 1 + (address & ((1 << shift) - 1)) / PAGE_BYTES);
            }
            table = usize::try_from(entry).ok()?.checked_sub(1)?;
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
