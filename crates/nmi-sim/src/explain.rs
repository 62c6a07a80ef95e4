//! A step in one sentence, with its source, and as a list of what changed.

use serde::Serialize;

use crate::config::Arch;
use crate::event::{Event, Vector};
use crate::layout::MEMORY_WORDS;
use crate::machine::{Effect, Machine, Return, Step};
use crate::op::{Op, Phase};
use crate::property::Property;
use crate::rules::Rule;
use crate::source::Source;
use crate::state::{Crash, State};
use crate::view::Field;
use crate::word::{Flags, Owner};

/// Where a change was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the CPU or a per-CPU variable.
    Field(Field),
    /// In stack slots.
    Slots {
        /// The highest word.
        word: u8,
        /// How many, downwards.
        words: u8,
    },
}

/// Something that a step changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where.
    pub place: Place,
    /// The name of that place, such as `RSP` or `T−40`.
    pub name: String,
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
    /// Who wrote the slot before and after, if it is one.
    pub owners: Option<(Owner, Owner)>,
}

/// What kind of moment a step was, for marks on a scrub bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// An NMI arrived and was held or merged.
    Held,
    /// An NMI was taken.
    Nmi,
    /// An exception was taken.
    Fault,
    /// An exception or an NMI returned.
    Return,
    /// An NMI's body began.
    Body,
    /// Another round began.
    Round,
    /// A property was broken.
    Hazard,
}

/// A step explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What happened and why, in one sentence.
    pub sentence: String,
    /// Where the fact comes from.
    pub source: Source,
    /// The hardware's rule behind it, if it is one.
    pub rule: Option<Rule>,
    /// The phase after the step.
    pub phase: Phase,
    /// What kind of moment it was.
    pub marks: Vec<Mark>,
    /// What changed.
    pub changes: Vec<Change>,
    /// The properties that broke here.
    pub broke: Vec<Property>,
}

impl Machine {
    /// Explains the step from one state by an event.
    #[must_use]
    pub fn explain(&self, before: &State, event: Event, step: &Step) -> Explanation {
        let after = &step.state;
        let rule = self.rule_of(before, event, step);
        let source = match step.effect {
            Effect::Executed | Effect::Branched { .. } | Effect::Returned(_) | Effect::Crashed
                if event == Event::Run =>
            {
                self.program.line(before.rip).source()
            }
            _ => rule.map_or(Source::SdmNmi, Rule::source),
        };
        let broke: Vec<Property> = step.broke(before).iter().collect();
        let mut sentence = self.sentence(before, event, step);
        for property in &broke {
            sentence.push_str(&format!(" Broken: {}.", property.broken()));
        }
        Explanation {
            sentence,
            source,
            rule,
            phase: self.next_line(after).phase(),
            marks: self.marks(before, event, step),
            changes: self.changes(before, after),
            broke,
        }
    }

    fn rule_of(&self, before: &State, event: Event, step: &Step) -> Option<Rule> {
        let arch = self.config.handler.arch();
        Some(match step.effect {
            Effect::Latched if before.shadow && !before.blocked => Rule::StiShadow,
            Effect::Latched => Rule::OneBitLatch,
            Effect::Merged => Rule::LatchMerges,
            Effect::Delivered { vector } => match (vector, arch) {
                (Vector::Nmi, _) if event == Event::Run => Rule::PendingTaken,
                (Vector::Nmi, Arch::Idt64) => Rule::IstRestarts,
                (Vector::Nmi, Arch::I386) => Rule::I386CurrentStack,
                (Vector::Nmi, Arch::Fred64) => Rule::FredLevels,
                (Vector::PageFault, _) => Rule::PageFaultCr2,
                (Vector::Breakpoint, _) => Rule::BreakpointTrap,
                (Vector::Debug, _) if before.trap => Rule::TrapAfter,
                (Vector::Debug, _) => Rule::CodeBreakpoint,
                (Vector::MachineCheck, _) => Rule::MachineCheck,
                (Vector::Protection, _) => Rule::FaultingIretUnblocks,
            },
            Effect::Executed | Effect::Branched { .. } | Effect::Returned(_) | Effect::Crashed => {
                match self.program.op(before.rip) {
                    _ if event != Event::Run => return None,
                    Op::Iret => Rule::IretUnblocks,
                    Op::Erets => Rule::FredFrameBit,
                    Op::Popf | Op::Ret => Rule::PopfRetKeep,
                    _ => return None,
                }
            }
        })
    }

    fn sentence(&self, before: &State, event: Event, step: &Step) -> String {
        let after = &step.state;
        match step.effect {
            Effect::Latched => {
                let why = if before.blocked {
                    "NMIs are blocked"
                } else if before.trap {
                    "a trap that is due comes first"
                } else {
                    "STI holds it back for one instruction"
                };
                format!("An NMI arrives and is held in the latch: {why}.")
            }
            Effect::Merged => {
                "An NMI arrives and merges with the one already in the latch, which has one bit.".to_owned()
            }
            Effect::Delivered { vector } => self.delivery_sentence(before, event, vector, after),
            Effect::Crashed => self.crash_sentence(before, event, after),
            Effect::Executed => self.program.line(before.rip).says().to_owned(),
            Effect::Branched { taken } => {
                let says = self.program.line(before.rip).says();
                if let Op::LatchDown(_) = self.program.op(before.rip) {
                    format!("{says}: it is now {}.", self.field(after, Field::Latch))
                } else if taken {
                    format!("{says} Yes: on to {}.", self.place_text(after.rip))
                } else {
                    format!("{says} No.")
                }
            }
            Effect::Returned(kind) => self.return_sentence(before, kind, after),
        }
    }

    fn delivery_sentence(&self, before: &State, event: Event, vector: Vector, after: &State) -> String {
        let to = self.config.handler.arch().address_name(after.rsp);
        let what = match vector {
            Vector::Nmi if event == Event::Run => {
                "NMIs are open, so the held NMI is taken before the next instruction".to_owned()
            }
            Vector::Nmi => "An NMI arrives and is taken".to_owned(),
            Vector::PageFault => {
                "The buffer's slot is missing from the running page table, so the touch faults; CR2 gets its address"
                    .to_owned()
            }
            Vector::Breakpoint => "The breakpoint fires".to_owned(),
            Vector::Debug if before.trap => "The single-step trap comes".to_owned(),
            Vector::Debug => "The code breakpoint fires before its instruction, since RF is clear".to_owned(),
            Vector::MachineCheck => "A machine check comes".to_owned(),
            Vector::Protection if before.blocked && !after.blocked => {
                "The IRET faults, and has opened NMIs before its fault is delivered".to_owned()
            }
            Vector::Protection => "The IRET faults".to_owned(),
        };
        let lost = self.overwritten(before, after);
        let over = match lost {
            Some(owner) if vector == Vector::Nmi => format!(", over what {} had there", owner.name()),
            _ => String::new(),
        };
        let blocks = if vector == Vector::Nmi { ", and NMIs are blocked" } else { "" };
        format!("{what}: the frame goes to {to}{over}{blocks}.")
    }

    /// Whose frame words a delivery has just written over while that owner is still at work.
    fn overwritten(&self, before: &State, after: &State) -> Option<Owner> {
        let active = |owner: Owner| before.interruptions[..usize::from(before.depth)].iter().any(|i| i.by == owner);
        (0..MEMORY_WORDS)
            .rev()
            .filter(|&w| before.memory[w] != after.memory[w])
            .map(|w| before.memory[w].owner())
            .find(|&owner| owner.is_nmi() && active(owner))
    }

    fn return_sentence(&self, before: &State, kind: Return, after: &State) -> String {
        let op = self.program.op(before.rip);
        let name = match op {
            Op::Iret => "IRET",
            Op::Erets => "ERETS",
            _ => "RET",
        };
        let opens = match (op, before.blocked, after.blocked) {
            (Op::Iret, true, false) if before.current().is_nmi() => " and opens NMIs",
            (Op::Iret, true, false) => " and opens NMIs, although the NMI is still being handled",
            (Op::Erets, true, false) => " and opens NMIs, since an NMI made its frame",
            (Op::Erets, true, true) => "; its frame has no NMI bit, so NMIs stay blocked",
            (Op::Ret, true, true) => "; NMIs stay blocked",
            _ => "",
        };
        let to = self.place_text(after.rip);
        match kind {
            Return::AsInterrupted => {
                format!("{name} returns to {}, at {to}{opens}.", after.current().name())
            }
            Return::ToAnotherRound => {
                format!("{name} finds the frame that a nested NMI rewrote: on to {to} for another round{opens}.")
            }
            Return::Elsewhere if before.depth == 0 => format!("{name} goes to {to}, though no return was due{opens}."),
            Return::Elsewhere if back_in_place(before, after) => {
                format!("{name} goes back to {to}, but not as it was left: {}{opens}.", lost_with(before, after))
            }
            Return::Elsewhere => {
                let owner = before.current().name();
                format!("{name} ({owner}) does not go back to what was interrupted, but to {to}{opens}.")
            }
        }
    }

    fn crash_sentence(&self, before: &State, event: Event, after: &State) -> String {
        let doing = if event == Event::Run { self.program.line(before.rip).text() } else { event.name() };
        match after.crash {
            Some(Crash::StackOverrun) => {
                format!("At \"{doing}\" a push finds no room on its stack; the CPU goes down.")
            }
            _ => format!("At \"{doing}\" the frame is none that can be returned through; the CPU goes down."),
        }
    }

    pub(crate) fn marks(&self, before: &State, event: Event, step: &Step) -> Vec<Mark> {
        let mut marks = Vec::new();
        match step.effect {
            Effect::Latched | Effect::Merged => marks.push(Mark::Held),
            Effect::Delivered { vector: Vector::Nmi } => marks.push(Mark::Nmi),
            Effect::Delivered { .. } => marks.push(Mark::Fault),
            Effect::Returned(Return::ToAnotherRound) => marks.extend([Mark::Return, Mark::Round]),
            Effect::Returned(_) => marks.push(Mark::Return),
            Effect::Branched { taken: true } => {
                if matches!(self.program.op(before.rip), Op::LatchDown(_)) {
                    marks.push(Mark::Round);
                }
            }
            Effect::Executed => {
                if event == Event::Run && self.program.op(before.rip) == Op::BodyEnter {
                    marks.push(Mark::Body);
                }
            }
            Effect::Branched { taken: false } | Effect::Crashed => {}
        }
        if !step.broke(before).is_empty() {
            marks.push(Mark::Hazard);
        }
        marks
    }

    /// What is different between two states, fields first, then slots from the top down.
    #[must_use]
    pub fn changes(&self, before: &State, after: &State) -> Vec<Change> {
        let mut changes = Vec::new();
        for row in self.fields(after) {
            let old = self.field(before, row.field);
            if old != row.value {
                changes.push(Change {
                    place: Place::Field(row.field),
                    name: row.name.to_owned(),
                    old,
                    new: row.value,
                    owners: None,
                });
            }
        }
        let mut word = MEMORY_WORDS;
        while word > 0 {
            word -= 1;
            let (old, new) = (before.memory[word], after.memory[word]);
            if old == new {
                continue;
            }
            // Neighbours that change alike are one change: a save of registers, a stack that is forgotten.
            let mut low = word;
            while low > 0 && before.memory[low - 1] == old && after.memory[low - 1] == new {
                low -= 1;
            }
            let arch = self.config.handler.arch();
            let mut name = arch.address_name(word as u8);
            if low < word {
                name = format!("{name}…{}", arch.address_name(low as u8));
            }
            changes.push(Change {
                place: Place::Slots { word: word as u8, words: (word - low + 1) as u8 },
                name,
                old: self.value_text(old.value()),
                new: self.value_text(new.value()),
                owners: Some((old.owner(), new.owner())),
            });
            word = low;
        }
        changes
    }
}

fn back_in_place(before: &State, after: &State) -> bool {
    before.interruptions[usize::from(before.depth) - 1].rip == after.rip
}

/// What came back different, although the place is right.
fn lost_with(before: &State, after: &State) -> String {
    let interruption = before.interruptions[usize::from(before.depth) - 1];
    let missing = interruption.flags.without(after.flags);
    if missing != Flags::NONE {
        format!("{missing} is missing")
    } else if interruption.flags != after.flags {
        "the flags differ".to_owned()
    } else if interruption.rsp != after.rsp {
        "the stack pointer differs".to_owned()
    } else {
        "the registers differ".to_owned()
    }
}
