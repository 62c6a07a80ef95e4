//! The state as rows to show: CPU, stack slots, listings, what can happen next.

use serde::Serialize;

use crate::config::{Arch, Handler};
use crate::event::{Event, Refusal};
use crate::handlers::roles;
use crate::layout::{Region, Stack};
use crate::machine::Machine;
use crate::state::State;
use crate::word::{Flags, Owner, Value, Word};

/// A part of the CPU or a per-CPU variable that has a value of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The instruction pointer.
    Rip,
    /// The stack pointer.
    Rsp,
    /// RFLAGS.
    Flags,
    /// The ring.
    Cs,
    /// CR2.
    Cr2,
    /// Whether the running table has the vmalloc slot.
    Slot,
    /// Whether NMIs are blocked.
    Blocked,
    /// Whether the latch holds an NMI.
    Pending,
    /// What holds an event back or is due.
    Due,
    /// RAX.
    Rax,
    /// RDX.
    Rdx,
    /// The other registers.
    Rest,
    /// FRED's stack level.
    Level,
    /// The per-CPU count of running bodies.
    InNmi,
    /// The per-CPU latch in C.
    Latch,
    /// The per-CPU mark.
    Mark,
    /// CR2 as put aside.
    SavedCr2,
    /// Where nested #DB and #BP go.
    DebugStack,
}

impl Field {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Field; 18] = [
        Field::Blocked,
        Field::Pending,
        Field::Rip,
        Field::Rsp,
        Field::Flags,
        Field::Cs,
        Field::Cr2,
        Field::Slot,
        Field::Due,
        Field::Level,
        Field::Rax,
        Field::Rdx,
        Field::Rest,
        Field::InNmi,
        Field::Latch,
        Field::Mark,
        Field::SavedCr2,
        Field::DebugStack,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Field::Rip => "RIP",
            Field::Rsp => "RSP",
            Field::Flags => "flags",
            Field::Cs => "CS",
            Field::Cr2 => "CR2",
            Field::Slot => "CR3's vmalloc slot",
            Field::Blocked => "NMI blocked",
            Field::Pending => "NMI pending",
            Field::Due => "held or due",
            Field::Rax => "RAX",
            Field::Rdx => "RDX",
            Field::Rest => "other registers",
            Field::Level => "stack level",
            Field::InNmi => "in NMI",
            Field::Latch => "NMI state",
            Field::Mark => "NMI mark",
            Field::SavedCr2 => "saved CR2",
            Field::DebugStack => "#DB and #BP use",
        }
    }
}

/// A row of the CPU's pane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldRow {
    /// Which.
    pub field: Field,
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

/// A row of a stack's pane: one slot, or a run of slots that hold one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SlotRow {
    /// The highest word of the row, as an index that stays the same from state to state.
    pub word: u8,
    /// How many words it spans, downwards.
    pub words: u8,
    /// Its address, such as `T−40` or `T−56…T−168`.
    pub address: String,
    /// What the handler's layout keeps there.
    pub role: &'static str,
    /// Its content.
    pub content: String,
    /// Who wrote it.
    pub owner: Owner,
    /// Whether RSP points at it.
    pub at_rsp: bool,
    /// Whether it lies below RSP on the stack in use: free for the next push.
    pub below_rsp: bool,
}

/// What could happen next, and why not if it cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The event.
    pub event: Event,
    /// Why it cannot happen, if it cannot.
    pub refusal: Option<Refusal>,
    /// One sentence: what it would do, or why it cannot happen.
    pub says: &'static str,
}

impl Machine {
    /// Every event, the possible ones and the others with the reason.
    #[must_use]
    pub fn choices(&self, state: &State) -> Vec<Choice> {
        Event::ALL
            .into_iter()
            .map(|event| {
                let refusal = self.allows(state, event).err();
                let says = refusal.map_or_else(|| self.would(state, event), Refusal::sentence);
                Choice { event, refusal, says }
            })
            .collect()
    }

    fn would(&self, state: &State, event: Event) -> &'static str {
        match event {
            Event::Run if state.trap => "The CPU takes the single-step trap that is due.",
            Event::Run if self.takes_first(state) => "The CPU takes the NMI that is pending.",
            Event::Run => "The CPU executes the next micro-op.",
            Event::Nmi if state.pending => "An NMI arrives and merges with the one already held.",
            Event::Nmi if state.blocked => "An NMI arrives and is held: NMIs are blocked until an IRET.",
            Event::Nmi if state.shadow => "An NMI arrives and is held for the instruction after STI.",
            Event::Nmi if state.trap => "An NMI arrives and is held: a trap that is due comes first.",
            Event::Nmi => "An NMI arrives and is taken at once.",
            Event::Breakpoint => "The breakpoint at this instruction fires.",
            Event::MachineCheck => "A machine check comes and is taken at once.",
            Event::IretFault => "This IRET faults.",
        }
    }

    /// The CPU and the per-CPU variables; those that this handler does not have are left out.
    #[must_use]
    pub fn fields(&self, state: &State) -> Vec<FieldRow> {
        Field::ALL
            .into_iter()
            .filter(|&field| self.has_field(field))
            .map(|field| FieldRow { field, name: field.name(), value: self.field(state, field) })
            .collect()
    }

    fn has_field(&self, field: Field) -> bool {
        let handler = self.config.handler;
        match field {
            Field::Level => handler.arch() == Arch::Fred64,
            Field::Latch => matches!(handler, Handler::I386Latch | Handler::Lutomirski42),
            Field::Mark => handler == Handler::Linus2010,
            Field::SavedCr2 => {
                matches!(handler, Handler::I386Latch | Handler::Lutomirski42 | Handler::Fred)
                    || self.config.switches.cr2_kept
            }
            Field::DebugStack => matches!(handler, Handler::Rostedt33 | Handler::Lutomirski42),
            _ => true,
        }
    }

    /// The value of a field as text.
    #[must_use]
    pub fn field(&self, state: &State, field: Field) -> String {
        let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        match field {
            Field::Rip => self.place_text(state.rip),
            Field::Rsp => self.config.handler.arch().address_name(state.rsp),
            Field::Flags => state.flags.to_string(),
            Field::Cs => if state.user { "user" } else { "kernel" }.to_owned(),
            Field::Cr2 => state.cr2.name().to_owned(),
            Field::SavedCr2 => state.cr2_saved.name().to_owned(),
            Field::Slot => if state.slot_present { "present" } else { "missing" }.to_owned(),
            Field::Blocked => yes_no(state.blocked),
            Field::Pending => yes_no(state.pending),
            Field::Due => match (state.shadow, state.trap) {
                (_, true) => "single-step trap due",
                (true, false) => "STI holds an NMI back",
                (false, false) => "nothing",
            }
            .to_owned(),
            Field::Rax => self.value_text(state.rax.value()),
            Field::Rdx => self.value_text(state.rdx.value()),
            Field::Rest => self.value_text(state.rest.value()),
            Field::Level => state.level.to_string(),
            Field::InNmi => state.in_nmi.to_string(),
            Field::Latch => match state.latch {
                0 => "at rest",
                1 => "executing",
                _ => "latched",
            }
            .to_owned(),
            Field::Mark => yes_no(state.mark),
            Field::DebugStack => if state.debug_kept { "the current stack" } else { "the debug stack" }.to_owned(),
        }
    }

    /// A place as text: listing, offset, and the micro-op there.
    #[must_use]
    pub fn place_text(&self, at: u8) -> String {
        if !self.program.exists(at) {
            return format!("place {at}, where no code is");
        }
        format!("{} ({})", self.program.place_name(at), self.program.line(at).text())
    }

    /// A value as text.
    #[must_use]
    pub fn value_text(&self, value: Value) -> String {
        match value {
            Value::Unwritten => "—".to_owned(),
            Value::Code(at) => self.place_text(at),
            Value::Stack(rsp) => self.config.handler.arch().address_name(rsp),
            Value::Flags(flags) if flags == Flags::NONE => "flags: none".to_owned(),
            Value::Flags(flags) => format!("flags: {flags}"),
            Value::Segment(s) => {
                let mut text =
                    format!("{} {}", if s.user { "user" } else { "kernel" }, if s.stack { "SS" } else { "CS" });
                if s.nmi {
                    text.push_str(", NMI bit");
                }
                if self.config.handler.arch() == Arch::Fred64 && !s.stack {
                    text.push_str(&format!(", level {}", s.level));
                }
                text
            }
            Value::Number(n) => {
                if n < 0 {
                    format!("−{}", n.unsigned_abs())
                } else {
                    n.to_string()
                }
            }
            Value::Of(owner) => format!("value of {}", owner.name()),
            Value::Address(address) => address.name().to_owned(),
        }
    }

    /// The stacks of this machine, the NMI's (or the only one) first.
    #[must_use]
    pub fn stacks(&self) -> Vec<Stack> {
        self.config.handler.arch().regions().iter().rev().map(|r| r.stack).collect()
    }

    /// A stack from its top down to the lowest word that was written or has a role. Saved registers that belong
    /// together are one row.
    #[must_use]
    pub fn slots(&self, state: &State, stack: Stack) -> Vec<SlotRow> {
        let Some(&region) = self.config.handler.arch().regions().iter().find(|r| r.stack == stack) else {
            return Vec::new();
        };
        let written = (region.bottom..region.top)
            .find(|&w| state.memory[usize::from(w)] != Word::UNWRITTEN)
            .unwrap_or(region.top);
        let with_role =
            if stack == Stack::Nmi { region.top - roles(self.config.handler).len() as u8 } else { region.top };
        let lowest = written.min(with_role);
        let mut rows = Vec::new();
        let mut word = region.top;
        while word > lowest {
            word -= 1;
            let row = self.slot_row(state, region, word, lowest);
            word -= row.words - 1;
            rows.push(row);
        }
        rows
    }

    fn slot_row(&self, state: &State, region: Region, word: u8, lowest: u8) -> SlotRow {
        let content = state.memory[usize::from(word)];
        let role = self.role(region, word);
        let mut words = 1;
        if matches!(content.value(), Value::Of(_)) {
            while word - words >= lowest
                && state.memory[usize::from(word - words)] == content
                && self.role(region, word - words) == role
            {
                words += 1;
            }
        }
        let arch = self.config.handler.arch();
        let mut address = arch.address_name(word);
        if words > 1 {
            address = format!("{address}…{}", arch.address_name(word - words + 1));
        }
        SlotRow {
            word,
            words,
            address,
            role,
            content: self.value_text(content.value()),
            owner: content.owner(),
            at_rsp: (word - words + 1..=word).contains(&state.rsp),
            below_rsp: (region.bottom..=region.top).contains(&state.rsp) && word < state.rsp,
        }
    }

    fn role(&self, region: Region, word: u8) -> &'static str {
        if region.stack != Stack::Nmi {
            return "";
        }
        roles(self.config.handler).get(usize::from(region.top - word - 1)).copied().unwrap_or("")
    }
}
