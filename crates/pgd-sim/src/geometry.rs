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
    /// 32-bit x86 with PAE whose kernel PMD is shared by all tables, as natively until Linux 4.18.
    I386Pae,
    /// 32-bit x86 with PAE whose kernel PMD is not shared (page-table isolation, or Xen): 2 MiB an entry.
    I386PaeUnshared,
    /// 64-bit x86, four levels: 512 GiB an entry. Here new slots are rare.
    X86_64,
    /// 64-bit x86, five levels: 256 TiB an entry.
    X86_64FiveLevel,
    /// 64-bit Arm, four levels of 4 KiB pages: hardware keeps the kernel's table apart from the processes'.
    Arm64,
}

/// Whose the entries are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sharing {
    /// Each process's table has a copy: the copies have to be spread.
    PerProcess,
    /// All processes use one table, so that an entry is everywhere the moment it is made.
    OneTable,
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
    /// Whose the entries are.
    pub sharing: Sharing,
    /// The level whose entries are the slots, by its name in Linux.
    pub level: &'static str,
    /// Index of the first slot in its table.
    pub first_index: u16,
    /// Where the figures are from.
    pub source: &'static str,
}

impl Geometry {
    /// Entries of the area: the first and the last count though they may be cut short.
    #[must_use]
    pub const fn slots(&self) -> u32 {
        self.slots_of(self.pages)
    }

    /// Entries that the first `pages` of the area lie in.
    #[must_use]
    pub const fn slots_of(&self, pages: u64) -> u32 {
        if pages == 0 { 0 } else { (self.lead_pages() + pages).div_ceil(1 << self.slot_pages_log2) as u32 }
    }

    /// Pages of the first slot that lie before the area: entries are counted by address, wherever the area begins.
    #[must_use]
    pub const fn lead_pages(&self) -> u64 {
        self.start / PAGE_BYTES % (1 << self.slot_pages_log2)
    }

    /// Bytes under one slot.
    #[must_use]
    pub const fn slot_bytes(&self) -> u64 {
        PAGE_BYTES << self.slot_pages_log2
    }

    /// Whether an entry of the spread level can map a huge page by itself, so that it goes when its mapping goes: with PAE,
    /// whose entries are of 2 MiB. Elsewhere they hold tables of the next level, which are never given back. (Linux maps
    /// huge pages with ioremap on x86 with 64-bit entries only: arch/x86/Kconfig, `HAVE_ARCH_HUGE_VMAP`.)
    #[must_use]
    pub const fn huge(&self) -> bool {
        matches!(self.arch, Arch::I386Pae | Arch::I386PaeUnshared)
    }

    /// Bytes of the whole area.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.pages * PAGE_BYTES
    }

    /// What is left of the area when all processes share just one top-level entry: one slot, or everything where all use
    /// one table anyway.
    #[must_use]
    pub fn under_one_entry(self) -> Geometry {
        let pages = match self.sharing {
            Sharing::PerProcess => self.pages.min((1 << self.slot_pages_log2) - self.lead_pages()),
            Sharing::OneTable => self.pages,
        };
        Geometry { pages, ..self }
    }
}

/// Where the 32-bit vmalloc area ends: two pages below the top of the reserve (measured on Linux 6.1.176).
const I386_END: u64 = 0xfebf_e000;

/// The end of the reserve of a 32-bit kernel, from which it is counted downwards.
const I386_RESERVE_END: u64 = 0xfec0_0000;

/// The hole between the direct map and the area (Linux asm/pgtable_32_areas.h, `VMALLOC_OFFSET`).
const I386_HOLE: u64 = 8 << 20;

/// A 32-bit area in a reserve of so many bytes, in entries of so many pages.
const fn i386(arch: Arch, reserve: u64, slot_pages_log2: u32, sharing: Sharing, source: &'static str) -> Geometry {
    let start = I386_RESERVE_END - reserve + I386_HOLE;
    let slot_log2 = slot_pages_log2 + PAGE_BYTES.trailing_zeros();
    // With PAE the table of the kernel's gigabyte has 512 entries; with two levels there is one for all four.
    let (level, first_index) = match arch {
        Arch::I386 => ("pgd", start >> slot_log2),
        _ => ("pmd", (start >> slot_log2) & 511),
    };
    Geometry {
        arch,
        start,
        pages: (I386_END - start) / PAGE_BYTES,
        slot_pages_log2,
        sharing,
        level,
        first_index: first_index as u16,
        source,
    }
}

impl Arch {
    /// Every architecture, in the order in which a page offers them.
    pub const ALL: [Arch; 6] =
        [Arch::I386, Arch::I386Pae, Arch::I386PaeUnshared, Arch::X86_64, Arch::X86_64FiveLevel, Arch::Arm64];

    /// Address space that a 32-bit kernel sets aside for the area by default (Linux arch/x86/mm/pgtable_32.c,
    /// `__VMALLOC_RESERVE`; `vmalloc=` changes it).
    pub const RESERVE_DEFAULT: u64 = 128 << 20;

    /// The most that can be set aside here: a gigabyte less the direct map's first megabytes. Model choice.
    pub const RESERVE_MAX: u64 = 1_000 << 20;

    /// The least: the hole and two slots. Model choice.
    pub const RESERVE_MIN: u64 = 16 << 20;

    /// Its geometry, with the default reserve.
    ///
    /// ```
    /// use pgd_sim::Arch;
    /// assert_eq!(Arch::I386.geometry().slots(), 30);
    /// assert_eq!(Arch::X86_64.geometry().slot_bytes(), 512 << 30);
    /// ```
    #[must_use]
    pub const fn geometry(self) -> Geometry {
        self.geometry_with(Arch::RESERVE_DEFAULT)
    }

    /// Its geometry; the reserve counts on 32-bit only.
    #[must_use]
    pub const fn geometry_with(self, reserve: u64) -> Geometry {
        match self {
            Arch::I386 => i386(
                self,
                reserve,
                10,
                Sharing::PerProcess,
                "measured on Linux 6.1.176 (i386): f7400000-febfe000, 30 slots in the default reserve of 128 MiB",
            ),
            Arch::I386Pae => i386(
                self,
                reserve,
                9,
                Sharing::OneTable,
                "Linux 2.6.35, pgtable-3level_types.h (SHARED_KERNEL_PMD); measured on 6.1.176 with pti=off: no sync, no fault",
            ),
            Arch::I386PaeUnshared => i386(
                self,
                reserve,
                9,
                Sharing::PerProcess,
                "Linux commit 7ffcf1497c8a (PAE with page-table isolation); measured on 6.1.176 with pti=on: 59 growths fit",
            ),
            Arch::X86_64 => Geometry {
                arch: self,
                start: 0xffff_c900_0000_0000,
                pages: (32 << 40) / PAGE_BYTES,
                slot_pages_log2: 27,
                sharing: Sharing::PerProcess,
                level: "pgd",
                first_index: 402,
                source: "Linux Documentation/arch/x86/x86_64/mm.rst, 4-level: ffffc90000000000-ffffe8ffffffffff",
            },
            Arch::X86_64FiveLevel => Geometry {
                arch: self,
                start: 0xffa0_0000_0000_0000,
                pages: (12_800 << 40) / PAGE_BYTES,
                slot_pages_log2: 36,
                sharing: Sharing::PerProcess,
                level: "pgd",
                first_index: 416,
                source: "Linux Documentation/arch/x86/x86_64/mm.rst, 5-level: ffa0000000000000-ffd1ffffffffffff",
            },
            Arch::Arm64 => Geometry {
                arch: self,
                start: 0xffff_8000_8000_0000,
                pages: (0xffff_fbff_f000_0000 - 0xffff_8000_8000_0000) / PAGE_BYTES,
                slot_pages_log2: 27,
                sharing: Sharing::OneTable,
                level: "pgd",
                first_index: 256,
                source: "Linux 6.6, Documentation/arch/arm64/memory.rst, 48 bits: ffff800080000000-fffffbffefffffff",
            },
        }
    }

    /// Whether it is a 32-bit kernel.
    #[must_use]
    pub const fn is_32_bit(self) -> bool {
        matches!(self, Arch::I386 | Arch::I386Pae | Arch::I386PaeUnshared)
    }

    /// The most processes that can live at once there, where the numbers run out.
    ///
    /// Source: `PID_MAX_DEFAULT` is the most that a 32-bit kernel takes (Linux include/linux/threads.h), and runs with
    /// 6.1 ended there.
    #[must_use]
    pub const fn most_processes(self) -> Option<u32> {
        if self.is_32_bit() { Some(32_768) } else { None }
    }
}
