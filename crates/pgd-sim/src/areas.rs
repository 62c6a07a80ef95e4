//! The vmalloc area's addresses: what is allocated, what is free, what waits to be purged.

use crate::extents::{Extent, Extents};
use crate::geometry::{Geometry, PAGE_BYTES};
use crate::script::Mapping;
use crate::units::{AreaId, CpuId, SlotId};

/// Behind each allocation lies one page that is never mapped (Linux mm/vmalloc.c, the guard page).
const GUARD_PAGES: u64 = 1;

/// The addresses of one kernel's vmalloc area.
#[derive(Clone, Debug)]
pub(crate) struct Areas {
    slot_pages_log2: u32,
    lead_pages: u64,
    free: Extents,
    /// Freed, but not to be used again before the next purge.
    lazily_freed: Vec<Extent>,
    lazily_freed_pages: u64,
    lazily_freed_max: u64,
    /// What a walk goes before.
    purging: Vec<(CpuId, Extent)>,
    areas: Vec<Area>,
    unused: Vec<AreaId>,
    /// Areas that may be accessed, in no order that matters.
    published: Vec<AreaId>,
}

/// One allocation.
#[derive(Clone, Copy, Debug)]
struct Area {
    /// Its addresses, the guard page with them.
    extent: Extent,
    /// Whether a huge page maps it, by an entry of its own.
    huge_page: bool,
    /// Where it stands among those that may be accessed.
    place: u32,
}

/// The place of an area that may not be accessed, or not yet.
const NOWHERE: u32 = u32::MAX;

impl Areas {
    /// An area of which the first `boot_bytes` are in use.
    pub(crate) fn new(geometry: &Geometry, boot_bytes: u64, cpus: u8) -> Areas {
        let boot = boot_bytes.div_ceil(PAGE_BYTES).min(geometry.pages);
        Areas {
            slot_pages_log2: geometry.slot_pages_log2,
            lead_pages: geometry.lead_pages(),
            free: Extents::new(boot, geometry.pages - boot),
            lazily_freed: Vec::new(),
            lazily_freed_pages: 0,
            lazily_freed_max: lazily_freed_max(cpus),
            purging: Vec::new(),
            areas: Vec::new(),
            unused: Vec::new(),
            published: Vec::new(),
        }
    }

    /// Finds an address: the lowest that fits, the highest, or the lowest at a slot's boundary.
    pub(crate) fn allocate(&mut self, pages: u64, mapping: Mapping) -> Option<AreaId> {
        let pages = pages.checked_add(GUARD_PAGES)?;
        let start = match mapping {
            Mapping::Pages => self.free.take(pages),
            Mapping::TopDown => self.free.take_top(pages),
            Mapping::Huge => self.free.take_aligned(pages, 1 << self.slot_pages_log2, self.lead_pages),
        }?;
        let area = Area { extent: Extent { start, pages }, huge_page: false, place: NOWHERE };
        Some(match self.unused.pop() {
            Some(id) => {
                self.areas[id.at()] = area;
                id
            }
            None => {
                self.areas.push(area);
                AreaId(self.areas.len() as u32 - 1)
            }
        })
    }

    /// A huge page maps the area, by an entry of its own.
    pub(crate) fn set_huge_page(&mut self, area: AreaId) {
        self.areas[area.at()].huge_page = true;
    }

    /// From now on the area can be accessed.
    pub(crate) fn publish(&mut self, area: AreaId) {
        self.areas[area.at()].place = self.published.len() as u32;
        self.published.push(area);
    }

    /// Frees an area; its addresses come back with the next purge. Gives the slot of its huge page, where it had one.
    pub(crate) fn free(&mut self, area: AreaId) -> Option<SlotId> {
        let Area { extent, huge_page, place } = self.areas[area.at()];
        let slot = huge_page.then(|| self.slot(area, 0));
        if place != NOWHERE {
            self.published.swap_remove(place as usize);
            if let Some(moved) = self.published.get(place as usize) {
                self.areas[moved.at()].place = place;
            }
        }
        self.unused.push(area);
        self.lazily_freed.push(extent);
        self.lazily_freed_pages += extent.pages;
        slot
    }

    /// Whether so much is freed that it should be purged.
    pub(crate) const fn purge_is_due(&self) -> bool {
        self.lazily_freed_pages > self.lazily_freed_max
    }

    /// Whether a purge would give anything, of its own or by waiting for another's.
    pub(crate) const fn can_purge(&self) -> bool {
        self.lazily_freed_pages > 0 || !self.purging.is_empty()
    }

    /// What is freed by now is going to be used again when this CPU's walk is over.
    pub(crate) fn purge_begins(&mut self, cpu: CpuId) {
        self.purging.extend(self.lazily_freed.drain(..).map(|extent| (cpu, extent)));
        self.lazily_freed_pages = 0;
    }

    /// The walk is over.
    pub(crate) fn purge_ends(&mut self, cpu: CpuId) {
        for (_, extent) in self.purging.extract_if(.., |(by, _)| *by == cpu) {
            self.free.give(extent);
        }
    }

    /// Freed addresses can be used again.
    pub(crate) fn purge(&mut self) {
        for extent in self.lazily_freed.drain(..) {
            self.free.give(extent);
        }
        self.lazily_freed_pages = 0;
    }

    /// Areas that can be accessed.
    pub(crate) fn published(&self) -> &[AreaId] {
        &self.published
    }

    /// First page of an area, counted from the start of the vmalloc area.
    pub(crate) fn start(&self, area: AreaId) -> u64 {
        self.areas[area.at()].extent.start
    }

    /// Pages of an area that are mapped.
    pub(crate) fn mapped_pages(&self, area: AreaId) -> u64 {
        self.areas[area.at()].extent.pages - GUARD_PAGES
    }

    /// The slot of a page of an area.
    pub(crate) fn slot(&self, area: AreaId, page: u64) -> SlotId {
        self.slot_of(self.areas[area.at()].extent.start + page)
    }

    /// The slots that an area's mapped pages lie in, first and last.
    pub(crate) fn slots(&self, area: AreaId) -> (SlotId, SlotId) {
        (self.slot(area, 0), self.slot(area, self.mapped_pages(area) - 1))
    }

    fn slot_of(&self, page: u64) -> SlotId {
        SlotId(((self.lead_pages + page) >> self.slot_pages_log2) as u16)
    }
}

/// How many freed pages may wait: 32 MiB for each binary digit of the number of CPUs (Linux mm/vmalloc.c,
/// `lazy_max_pages`, since commit db64fe02258f of 2008).
const fn lazily_freed_max(cpus: u8) -> u64 {
    (u8::BITS - cpus.leading_zeros()) as u64 * (32 << 20) / PAGE_BYTES
}
