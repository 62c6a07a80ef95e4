//! The table of the NMI view's fields: each with its key, words, limits and text form.

use nmi_sim::{ARRIVALS_LIMIT, Context, Handler, MOVES_MAX, Sources};

use crate::error::ScenarioError;
use crate::nmi::{BREAKPOINTS_MAX, Nmi, Pane, RIVALS_MAX, STEP_MAX};

/// Words of a field, each with what it stands for.
type Words = Vec<(&'static str, &'static str)>;

/// The word for a list that is empty.
const NONE: &str = "none";

/// What kind of value a field of the NMI view takes, with its limits.
#[derive(Clone, Copy, Debug)]
pub enum NmiKind {
    /// One of a few words.
    Word {
        /// The words, with what to call them.
        words: fn() -> Words,
        /// The one that a run has.
        get: fn(&Nmi) -> &'static str,
        /// Takes one of the words.
        set: fn(&mut Nmi, &'static str),
    },
    /// Any of a few words, with commas between; `none` for none.
    Faults,
    /// Boundaries, counted in moves of the CPU from 0 to [`nmi_sim::MOVES_MAX`] − 1, with commas between; `none` for none.
    Boundaries {
        /// How many at most.
        most: usize,
        /// Those that a run has.
        get: fn(&Nmi) -> &[u16],
        /// Takes others, in ascending order.
        set: fn(&mut Nmi, Vec<u16>),
    },
    /// The number of a step.
    Step,
    /// Up to [`RIVALS_MAX`] handlers, with commas between; `none` for none.
    Rivals,
}

/// One thing that can be asked of the NMI machine.
#[derive(Clone, Copy, Debug)]
pub struct NmiField {
    /// Its key in a link.
    pub key: &'static str,
    /// Its name beside a control.
    pub label: &'static str,
    /// One sentence more.
    pub help: &'static str,
    /// What it takes.
    pub kind: NmiKind,
}

impl NmiField {
    /// Its value in a run, as a link has it.
    #[must_use]
    pub fn text(&self, nmi: &Nmi) -> String {
        let listed = |items: Vec<String>| if items.is_empty() { NONE.to_owned() } else { items.join(",") };
        match self.kind {
            NmiKind::Word { get, .. } => get(nmi).to_owned(),
            NmiKind::Faults => {
                listed(FAULTY.iter().filter(|f| f.is_on(nmi.sources)).map(|f| f.id.to_owned()).collect())
            }
            NmiKind::Boundaries { get, .. } => listed(get(nmi).iter().map(u16::to_string).collect()),
            NmiKind::Step => nmi.step.to_string(),
            NmiKind::Rivals => listed(nmi.rivals.iter().map(|handler| handler.name().to_owned()).collect()),
        }
    }

    /// Reads a text into a run. Combinations with other fields are not looked at here.
    ///
    /// # Errors
    /// Where the text is not of the field's kind or beyond its limits; the run is then left as it was.
    pub fn read(&self, nmi: &mut Nmi, text: &str) -> Result<(), ScenarioError> {
        self.take(nmi, text.trim()).map_err(|expected| ScenarioError::new(self.key, text, expected))
    }

    /// The words that it takes; empty where it takes numbers.
    #[must_use]
    pub fn words(&self) -> Vec<(&'static str, &'static str)> {
        match self.kind {
            NmiKind::Word { words, .. } => words(),
            NmiKind::Faults => FAULTY.iter().map(|faulty| (faulty.id, faulty.label)).collect(),
            NmiKind::Rivals => handlers(),
            NmiKind::Boundaries { .. } | NmiKind::Step => Vec::new(),
        }
    }

    fn take(&self, nmi: &mut Nmi, text: &str) -> Result<(), String> {
        match self.kind {
            NmiKind::Word { words, set, .. } => {
                let words = words();
                let known = words.iter().find(|(id, _)| text.eq_ignore_ascii_case(id));
                let (id, _) = known.ok_or_else(|| format!("write one of {}", ids(&words)))?;
                set(nmi, id);
            }
            NmiKind::Faults => {
                let mut sources = Sources { slot_missing: nmi.sources.slot_missing, ..Sources::default() };
                for item in items(text) {
                    let known = FAULTY.iter().find(|faulty| item.eq_ignore_ascii_case(faulty.id));
                    let faulty =
                        known.ok_or_else(|| format!("write {NONE}, or any of {} with commas", ids(&self.words())))?;
                    *(faulty.of)(&mut sources) = true;
                }
                nmi.sources = sources;
            }
            NmiKind::Boundaries { most, set, .. } => {
                let expected = || {
                    let up_to = if most == 1 { "one number".to_owned() } else { format!("up to {most} numbers") };
                    format!("write {up_to} from 0 to {} with commas, or {NONE}", MOVES_MAX - 1)
                };
                let read = |item: &str| item.parse().ok().filter(|boundary| *boundary < MOVES_MAX);
                // One more than allowed is enough to know.
                let boundaries: Option<Vec<u16>> = items(text).take(most + 1).map(read).collect();
                let mut boundaries = boundaries.filter(|list| list.len() <= most).ok_or_else(expected)?;
                boundaries.sort_unstable();
                set(nmi, boundaries);
            }
            NmiKind::Step => {
                let number = text.parse().ok().filter(|step| *step <= STEP_MAX);
                nmi.step = number.ok_or_else(|| format!("write a number from 0 to {STEP_MAX}"))?;
            }
            NmiKind::Rivals => {
                let known = |item: &str| Handler::named(&item.to_ascii_lowercase());
                // One more than allowed is enough to know.
                let rivals: Option<Vec<Handler>> = items(text).take(RIVALS_MAX + 1).map(known).collect();
                let mut rivals = rivals.filter(|list| list.len() <= RIVALS_MAX).ok_or_else(|| {
                    format!("write up to {RIVALS_MAX} of {} with commas, or {NONE}", ids(&self.words()))
                })?;
                rivals.sort_unstable();
                rivals.dedup();
                nmi.rivals = rivals;
            }
        }
        Ok(())
    }
}

/// The items of a list; none where it is empty or says so.
fn items(text: &str) -> impl Iterator<Item = &str> {
    let text = if text.eq_ignore_ascii_case(NONE) { "" } else { text };
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

fn ids(words: &[(&'static str, &'static str)]) -> String {
    words.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(", ")
}

/// A word of the field `faults`.
struct Faulty {
    id: &'static str,
    label: &'static str,
    of: fn(&mut Sources) -> &mut bool,
}

impl Faulty {
    fn is_on(&self, mut sources: Sources) -> bool {
        *(self.of)(&mut sources)
    }
}

const FAULTY: [Faulty; 6] = [
    Faulty { id: "breakpoint", label: "a breakpoint in the body may fire", of: |s| &mut s.breakpoint },
    Faulty { id: "single-step", label: "its handler steps the displaced instruction", of: |s| &mut s.single_step },
    Faulty { id: "code-breakpoint", label: "a debug register watches the body", of: |s| &mut s.code_breakpoint },
    Faulty { id: "stack-edge", label: "no word is left below the body's stack pointer", of: |s| &mut s.stack_edge },
    Faulty { id: "machine-check", label: "a machine check may come in an NMI", of: |s| &mut s.machine_check },
    Faulty { id: "faulting-iret", label: "an IRET to user mode may fault", of: |s| &mut s.faulting_iret },
];

/// The field of that key.
pub(crate) fn nmi_field(key: &str) -> Option<&'static NmiField> {
    NMI_FIELDS.iter().find(|field| field.key == key)
}

const fn word(
    key: &'static str,
    label: &'static str,
    words: fn() -> Words,
    get: fn(&Nmi) -> &'static str,
    set: fn(&mut Nmi, &'static str),
    help: &'static str,
) -> NmiField {
    NmiField { key, label, help, kind: NmiKind::Word { words, get, set } }
}

const fn boundaries(
    key: &'static str,
    label: &'static str,
    most: usize,
    get: fn(&Nmi) -> &[u16],
    set: fn(&mut Nmi, Vec<u16>),
    help: &'static str,
) -> NmiField {
    NmiField { key, label, help, kind: NmiKind::Boundaries { most, get, set } }
}

fn handlers() -> Words {
    Handler::ALL.map(|handler| (handler.name(), handler.sentence())).to_vec()
}

fn contexts() -> Words {
    Context::ALL.map(|context| (context.name(), context.sentence())).to_vec()
}

fn slots() -> Words {
    vec![
        ("missing", "the buffer's slot is not in the running table: the body's first touch faults (lazy)"),
        ("present", "all slots are in place (eager or shared)"),
    ]
}

fn panes() -> Words {
    Pane::ALL.map(|pane| (pane.id(), pane.title())).to_vec()
}

fn on_off() -> Words {
    vec![("on", "yes"), ("off", "no")]
}

const fn said(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// All fields of the NMI view, in the order of links and controls.
#[rustfmt::skip] // a table: one field, three lines
pub const NMI_FIELDS: &[NmiField] = &[
    word("handler", "Handler", handlers,
        |n| n.handler.name(), |n, w| n.handler = Handler::named(w).unwrap_or(n.handler),
        "How NMIs are handled: what Linux did, what was proposed, and what hardware offers by now."),
    word("context", "Interrupts", contexts,
        |n| n.context.name(), |n, w| n.context = Context::named(w).unwrap_or(n.context),
        "What the first NMI interrupts."),
    NmiField { key: "faults", label: "May fault", kind: NmiKind::Faults,
        help: "What may fault or trap in an NMI, apart from the page fault of a missing slot." },
    word("slots", "Slots are", slots,
        |n| if n.sources.slot_missing { "missing" } else { "present" }, |n, w| n.sources.slot_missing = w == "missing",
        "Whether the running page table has the vmalloc slot that the NMI's body touches."),
    word("sti-holds", "STI holds an NMI back", on_off,
        |n| said(n.switches.sti_holds_nmi), |n, w| n.switches.sti_holds_nmi = w == "on",
        "For one instruction; the manual says that it may."),
    word("iret-opens", "A faulting IRET opens NMIs", on_off,
        |n| said(n.switches.faulting_iret_unblocks), |n, w| n.switches.faulting_iret_unblocks = w == "on",
        "Before its fault is delivered; documented for some modes of Intel's, and what Linux assumes."),
    word("exit-test", "linus-2010 tests its exit", on_off,
        |n| said(n.switches.exit_recognised), |n, w| n.switches.exit_recognised = w == "on",
        "Whether a nested NMI recognises the outer one's last instructions; the mail is silent about them."),
    word("cr2-kept", "NMIs keep CR2", on_off,
        |n| said(n.switches.cr2_kept), |n, w| n.switches.cr2_kept = w == "on",
        "Whether 64-bit handlers up to 3.3 put CR2 aside; they did not before a fix of 2012."),
    boundaries("nmi", "NMIs at", ARRIVALS_LIMIT as usize,
        |n| &n.schedule.nmi, |n, list| n.schedule.nmi = list,
        "The boundaries between moves of the CPU at which NMIs arrive."),
    boundaries("bp", "Breakpoints at", BREAKPOINTS_MAX,
        |n| &n.schedule.breakpoint, |n, list| n.schedule.breakpoint = list,
        "The moves at which the breakpoint fires."),
    boundaries("mc", "Machine check at", 1,
        |n| &n.schedule.machine_check, |n, list| n.schedule.machine_check = list,
        "The move at which a machine check comes."),
    boundaries("iretfault", "IRET faults at", 1,
        |n| &n.schedule.iret_fault, |n, list| n.schedule.iret_fault = list,
        "The move that is an IRET's fault."),
    NmiField { key: "step", label: "Step", kind: NmiKind::Step,
        help: "The step at which the run is opened." },
    NmiField { key: "duel", label: "Beside it", kind: NmiKind::Rivals,
        help: "Handlers that are shown beside it, under the same events." },
    word("pane", "Beside the stack", panes,
        |n| n.pane.id(), |n, w| n.pane = Pane::ALL.into_iter().find(|pane| pane.id() == w).unwrap_or(n.pane),
        "What stands beside the stack where there is room for two panes only."),
];
