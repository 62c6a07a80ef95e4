//! The vmalloc area's addresses: what is allocated, what is free, what waits to be purged.

use crate::extents::{Extent, Extents};
use crate::geometry::{Geometry, PAGE_BYTES};
use crate::units::{AreaId, SlotId};

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
    areas: Vec<Extent>,
    unused: Vec<AreaId>,
    /// Areas that may be accessed, in no order that matters, and where each stands among them.
    published: Vec<AreaId>,
    place: Vec<u32>,
}

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
            areas: Vec::new(),
            unused: Vec::new(),
            published: Vec::new(),
            place: Vec::new(),
        }
    }

    /// Finds an address: the lowest that fits, or the highest; after a purge where there is none before it.
    pub(crate) fn allocate(&mut self, pages: u64, top_down: bool) -> Option<AreaId> {
        let pages = pages.checked_add(GUARD_PAGES)?;
        let find = if top_down { Extents::take_top } else { Extents::take };
        let start = find(&mut self.free, pages).or_else(|| {
            self.purge();
            find(&mut self.free, pages)
        })?;
        let extent = Extent { start, pages };
        Some(match self.unused.pop() {
            Some(area) => {
                self.areas[area.at()] = extent;
                area
            }
            None => {
                self.areas.push(extent);
                self.place.push(0);
                AreaId(self.areas.len() as u32 - 1)
            }
        })
    }

    /// From now on the area can be accessed.
    pub(crate) fn publish(&mut self, area: AreaId) {
        self.place[area.at()] = self.published.len() as u32;
        self.published.push(area);
    }

    /// Frees an area. Its addresses come back with the next purge.
    pub(crate) fn free(&mut self, area: AreaId) {
        let place = self.place[area.at()] as usize;
        self.published.swap_remove(place);
        if let Some(moved) = self.published.get(place) {
            self.place[moved.at()] = place as u32;
        }
        let extent = self.areas[area.at()];
        self.unused.push(area);
        self.lazily_freed.push(extent);
        self.lazily_freed_pages += extent.pages;
        if self.lazily_freed_pages > self.lazily_freed_max {
            self.purge();
        }
    }

    /// Areas that can be accessed.
    pub(crate) fn published(&self) -> &[AreaId] {
        &self.published
    }

    /// First page of an area, counted from the start of the vmalloc area.
    pub(crate) fn start(&self, area: AreaId) -> u64 {
        self.areas[area.at()].start
    }

    /// Pages of an area that are mapped.
    pub(crate) fn mapped_pages(&self, area: AreaId) -> u64 {
        self.areas[area.at()].pages - GUARD_PAGES
    }

    /// The slot of a page of an area.
    pub(crate) fn slot(&self, area: AreaId, page: u64) -> SlotId {
        self.slot_of(self.areas[area.at()].start + page)
    }

    /// The slots that an area's mapped pages lie in, first and last.
    pub(crate) fn slots(&self, area: AreaId) -> (SlotId, SlotId) {
        (self.slot(area, 0), self.slot(area, self.mapped_pages(area) - 1))
    }

    fn slot_of(&self, page: u64) -> SlotId {
        SlotId(((self.lead_pages + page) >> self.slot_pages_log2) as u16)
    }

    fn purge(&mut self) {
        for extent in self.lazily_freed.drain(..) {
            self.free.give(extent);
        }
        self.lazily_freed_pages = 0;
    }
}

/// How many freed pages may wait: 32 MiB for each binary digit of the number of CPUs (Linux mm/vmalloc.c,
/// `lazy_max_pages`, since commit db64fe02258f of 2008).
const fn lazily_freed_max(cpus: u8) -> u64 {
    (u8::BITS - cpus.leading_zeros()) as u64 * (32 << 20) / PAGE_BYTES
}
