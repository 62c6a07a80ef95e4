//! The shape of the vmalloc area on each architecture: how many entries must be in every page table, and what one covers.
//!
//! Only the level that has to be spread matters here. Addresses and counts are those of Linux; each [`Geometry`] names
//! its source.

/// 4 KiB, the page of every architecture modelled here.
pub const PAGE_BYTES: u64 = 4 << 10;

/// An architecture and paging mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arch {
    /// 32-bit x86 with two levels: 4 MiB an entry. Here new slots are frequent.
    I386,
    /// 32-bit x86 with PAE whose kernel PMD is not shared (page-table isolation, or Xen): 2 MiB an entry.
    I386PaeUnshared,
    /// 64-bit x86, four levels: 512 GiB an entry. Here new slots are rare.
    X86_64,
    /// 64-bit x86, five levels: 256 TiB an entry.
    X86_64FiveLevel,
}

/// What the machine needs to know of an architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Which one it is.
    pub arch: Arch,
    /// First address of the vmalloc area.
    pub start: u64,
    /// Pages in the area. The last slot may be cut short.
    pub pages: u64,
    /// log2 of the pages that one slot covers.
    pub slot_pages_log2: u32,
    /// The level whose entries are the slots, by its name in Linux.
    pub level: &'static str,
    /// Index of the first slot in its table.
    pub first_index: u16,
    /// Where the figures are from.
    pub source: &'static str,
}

impl Geometry {
    /// Entries of the area: the last one counts though it may be cut short.
    #[must_use]
    pub const fn slots(&self) -> u32 {
        self.pages.div_ceil(1 << self.slot_pages_log2) as u32
    }

    /// Bytes under one slot.
    #[must_use]
    pub const fn slot_bytes(&self) -> u64 {
        PAGE_BYTES << self.slot_pages_log2
    }

    /// Bytes of the whole area.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.pages * PAGE_BYTES
    }

    /// The same area with its first `slots` entries only: what is left when just those are shared by all tables.
    #[must_use]
    pub fn limited_to(self, slots: u32) -> Geometry {
        let pages = self.pages.min(u64::from(slots) << self.slot_pages_log2);
        Geometry { pages, ..self }
    }
}

impl Arch {
    /// Every architecture, in the order in which a page offers them.
    pub const ALL: [Arch; 4] = [Arch::I386, Arch::I386PaeUnshared, Arch::X86_64, Arch::X86_64FiveLevel];

    /// Its geometry.
    ///
    /// ```
    /// use pgd_sim::Arch;
    /// assert_eq!(Arch::I386.geometry().slots(), 30);
    /// assert_eq!(Arch::X86_64.geometry().slot_bytes(), 512 << 30);
    /// ```
    #[must_use]
    pub const fn geometry(self) -> Geometry {
        match self {
            // The area that a Linux 6.1 with the default reserve of 128 MiB reported at boot: the guard hole of 8 MiB
            // comes out of the reserve, and two pages at the top belong to the next area.
            Arch::I386 => Geometry {
                arch: self,
                start: 0xf740_0000,
                pages: (0xfebf_e000 - 0xf740_0000) / PAGE_BYTES,
                slot_pages_log2: 10,
                level: "pgd",
                first_index: 989,
                source: "measured on Linux 6.1.176 (i386, default vmalloc reserve of 128 MiB)",
            },
            Arch::I386PaeUnshared => Geometry {
                arch: self,
                start: 0xf740_0000,
                pages: (0xfebf_e000 - 0xf740_0000) / PAGE_BYTES,
                slot_pages_log2: 9,
                level: "pmd",
                first_index: 442,
                source: "the i386 area in entries of 2 MiB (Linux pgtable-3level_types.h); 59 growths measured on 6.1.176",
            },
            Arch::X86_64 => Geometry {
                arch: self,
                start: 0xffff_c900_0000_0000,
                pages: (32 << 40) / PAGE_BYTES,
                slot_pages_log2: 27,
                level: "pgd",
                first_index: 402,
                source: "Linux Documentation/arch/x86/x86_64/mm.rst, 4-level: ffffc90000000000-ffffe8ffffffffff",
            },
            Arch::X86_64FiveLevel => Geometry {
                arch: self,
                start: 0xffa0_0000_0000_0000,
                pages: (12_800 << 40) / PAGE_BYTES,
                slot_pages_log2: 36,
                level: "pgd",
                first_index: 416,
                source: "Linux Documentation/arch/x86/x86_64/mm.rst, 5-level: ffa0000000000000-ffd1ffffffffffff",
            },
        }
    }

    /// The most processes that can live at once there, where the numbers run out.
    ///
    /// Source: `PID_MAX_DEFAULT` is the most that a 32-bit kernel takes (Linux include/linux/threads.h), and runs with
    /// 6.1 ended there.
    #[must_use]
    pub const fn most_processes(self) -> Option<u32> {
        match self {
            Arch::I386 | Arch::I386PaeUnshared => Some(32_768),
            Arch::X86_64 | Arch::X86_64FiveLevel => None,
        }
    }
}
