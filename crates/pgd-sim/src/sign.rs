//! What happens in a run, as a picture and a link name it.

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    /// A call of vmalloc.
    Vmalloc,
    /// A walk writes an entry into all tables, under `pgd_lock`.
    Walk,
    /// A fork waits for `pgd_lock`.
    ForkWaits,
    /// A vmalloc waits for it.
    VmallocWaits,
    /// Something else does: an exit, an exec.
    OtherWaits,
    /// A fault in a process's own kernel code fills an entry.
    TaskFault,
    /// One in an interrupt handler does.
    IrqFault,
    /// One in an NMI handler does.
    NmiFault,
    /// NMIs are unblocked while an NMI handler still runs.
    NmiWindow,
    /// An entry is new in the reference table.
    SlotNew,
    /// A vmalloc found no room.
    NoRoom,
    /// An access to a missing entry that nobody fills.
    Oops,
    /// A further NMI is due in such a window.
    NmiNests,
    /// An access through an entry that has gone from the reference table.
    Stale,
    /// The stack in use is missing from the table just loaded.
    DoubleFault,
}

impl Sign {
    /// All of them, in the order of their words.
    pub const ALL: [Sign; 15] = [
        Sign::Vmalloc,
        Sign::Walk,
        Sign::ForkWaits,
        Sign::VmallocWaits,
        Sign::OtherWaits,
        Sign::TaskFault,
        Sign::IrqFault,
        Sign::NmiFault,
        Sign::NmiWindow,
        Sign::SlotNew,
        Sign::NoRoom,
        Sign::Oops,
        Sign::NmiNests,
        Sign::Stale,
        Sign::DoubleFault,
    ];

    /// As in links.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Sign::Vmalloc => "vmalloc",
            Sign::Walk => "walk",
            Sign::ForkWaits => "fork-waits",
            Sign::VmallocWaits => "vmalloc-waits",
            Sign::OtherWaits => "waits",
            Sign::TaskFault => "fault",
            Sign::IrqFault => "irq-fault",
            Sign::NmiFault => "nmi-fault",
            Sign::NmiWindow => "nmi-window",
            Sign::SlotNew => "new-slot",
            Sign::NoRoom => "no-room",
            Sign::Oops => "oops",
            Sign::NmiNests => "nmi-nests",
            Sign::Stale => "stale",
            Sign::DoubleFault => "double-fault",
        }
    }

    /// The one of that id.
    #[must_use]
    pub fn named(id: &str) -> Option<Sign> {
        Sign::ALL.into_iter().find(|sign| sign.id() == id)
    }

    /// Whether it waits for `pgd_lock`.
    #[must_use]
    pub const fn waits(self) -> bool {
        matches!(self, Sign::ForkWaits | Sign::VmallocWaits | Sign::OtherWaits)
    }

    /// Whether it is an access that goes wrong.
    #[must_use]
    pub const fn goes_wrong(self) -> bool {
        matches!(self, Sign::Oops | Sign::Stale | Sign::DoubleFault)
    }

    /// Whether it is a fault that fills an entry.
    #[must_use]
    pub const fn faults(self) -> bool {
        matches!(self, Sign::TaskFault | Sign::IrqFault | Sign::NmiFault)
    }
}
