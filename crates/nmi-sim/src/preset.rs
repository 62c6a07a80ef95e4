//! Named runs, each with a sentence, a source, and what must come of it.

use serde::Serialize;

use crate::config::{Config, Context, Fault, Handler, Switches};
use crate::event::Event;
use crate::machine::Machine;
use crate::moment::Moment;
use crate::op::Label;
use crate::property::Property;
use crate::run::Run;
use crate::schedule::Schedule;
use crate::source::Source;

/// A named run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Preset {
    /// The name used in links.
    pub id: &'static str,
    /// A title.
    pub title: &'static str,
    /// What it shows, in a sentence or two.
    pub sentence: &'static str,
    /// Where it comes from.
    pub source: Source,
    /// The machine.
    pub config: Config,
    /// When things happen.
    pub schedule: Schedule,
    /// The properties that it breaks.
    pub breaks: &'static [Property],
    /// How often the body runs, where that is the point.
    pub bodies: Option<u16>,
    /// The step to open at: right before the first property breaks, or the last arrival.
    pub step: u16,
}

/// What a preset is made of; the boundaries are found by running it.
struct Recipe {
    id: &'static str,
    title: &'static str,
    sentence: &'static str,
    source: Source,
    config: Config,
    events: Vec<(Event, Moment)>,
    breaks: &'static [Property],
    bodies: Option<u16>,
}

const fn at(label: Label, offset: u8) -> Moment {
    nth(label, offset, 1)
}

const fn nth(label: Label, offset: u8, visit: u16) -> Moment {
    Moment::Place { label, offset, visit }
}

/// The first boundary of the run.
const START: Moment = Moment::Possible { event: Event::Run, visit: 1 };
const FRAME: &[Property] = &[Property::FrameReturns, Property::BodyOnce, Property::Ends];

fn config(handler: Handler, context: Context, fault: Fault) -> Config {
    Config::new(handler, context, fault, 3)
}

impl Preset {
    /// All of them, in the order of the story.
    #[must_use]
    pub fn all() -> Vec<Preset> {
        let mut recipes = first_way();
        recipes.extend(limits());
        recipes.extend(copies());
        recipes.extend(attacks());
        recipes.into_iter().map(make).collect()
    }

    /// The preset of that name.
    #[must_use]
    pub fn find(id: &str) -> Option<Preset> {
        Preset::all().into_iter().find(|preset| preset.id == id)
    }
}

fn make(recipe: Recipe) -> Preset {
    let machine = Machine::new(recipe.config).expect("presets are of configurations that exist");
    let mut schedule = Schedule::default();
    for &(event, moment) in &recipe.events {
        let boundary = machine.boundary_at(&schedule, moment).expect("presets name moments that exist");
        schedule = schedule.with(event, boundary);
    }
    let mut run = Run::scheduled(recipe.config, &schedule).expect("the machine exists");
    run.finish();
    let step = run.opening_step();
    Preset {
        id: recipe.id,
        title: recipe.title,
        sentence: recipe.sentence,
        source: recipe.source,
        config: recipe.config,
        schedule,
        breaks: recipe.breaks,
        bodies: recipe.bodies,
        step,
    }
}

/// The hazard itself, and the three answers to the very same events.
fn first_way() -> Vec<Recipe> {
    let in_fault = || vec![(Event::Nmi, START), (Event::Nmi, at(Label::PageFault, 1))];
    let kernel = |handler| config(handler, Context::Kernel, Fault::PageFault);
    vec![
        Recipe {
            id: "no-nmiret",
            title: "No nmiret",
            sentence: "An NMI touches a vmalloc'ed buffer whose slot is missing; the fault's IRET opens NMIs, and the one that was held overwrites the first one's frame.",
            source: Source::Seed2010,
            config: kernel(Handler::Naive),
            events: in_fault(),
            breaks: FRAME,
            bodies: None,
        },
        Recipe {
            id: "popf-ret",
            title: "popf; ret",
            sentence: "The same events, but the fault returns without IRET: the second NMI waits for the first one's own end.",
            source: Source::Desnoyers2010,
            config: kernel(Handler::PopfRet),
            events: in_fault(),
            breaks: &[],
            bodies: Some(2),
        },
        Recipe {
            id: "mark-and-leave",
            title: "Mark the outer one and leave",
            sentence: "The same events: the second NMI nests, marks the first one for another round, and leaves with NMIs still blocked.",
            source: Source::Torvalds2010,
            config: kernel(Handler::Linus2010),
            events: in_fault(),
            breaks: &[],
            bodies: Some(2),
        },
        Recipe {
            id: "fred",
            title: "There is an nmiret now",
            sentence: "The same events under FRED: the fault's frame has no NMI bit, so its return opens nothing.",
            source: Source::Fred,
            config: kernel(Handler::Fred),
            events: in_fault(),
            breaks: &[],
            bodies: Some(2),
        },
        Recipe {
            id: "breakpoint-slots-in-place",
            title: "A breakpoint is enough",
            sentence: "All slots are in place and nothing can fault on vmalloc; a breakpoint in the handler ends in IRET all the same.",
            source: Source::RostedtLatch,
            config: config(Handler::Naive, Context::Kernel, Fault::Breakpoint),
            events: vec![
                (Event::Nmi, START),
                (Event::Breakpoint, Moment::Possible { event: Event::Breakpoint, visit: 1 }),
                (Event::Nmi, at(Label::Breakpoint, 2)),
            ],
            breaks: FRAME,
            bodies: None,
        },
    ]
}

/// What POPF and RET cannot do.
fn limits() -> Vec<Recipe> {
    let probe =
        || vec![(Event::Nmi, START), (Event::Breakpoint, Moment::Possible { event: Event::Breakpoint, visit: 1 })];
    let popf = |fault| config(Handler::PopfRet, Context::Kernel, fault);
    vec![
        Recipe {
            id: "popf-ret-tf",
            title: "popf; ret and TF",
            sentence: "A breakpoint's handler asks for one single step. POPF sets TF one instruction early, so the trap comes after RET, before the instruction that was to be stepped.",
            source: Source::Derived,
            config: popf(Fault::SingleStep),
            events: probe(),
            breaks: &[Property::ResumesAtOnce],
            bodies: None,
        },
        Recipe {
            id: "popf-ret-rf",
            title: "popf; ret and RF",
            sentence: "A code breakpoint's handler sets RF to get past it. POPF cannot restore RF, so the breakpoint fires again, for ever.",
            source: Source::Derived,
            config: popf(Fault::CodeBreakpoint),
            events: vec![(Event::Nmi, START)],
            breaks: &[Property::FrameReturns, Property::Ends],
            bodies: None,
        },
        Recipe {
            id: "popf-ret-edge",
            title: "popf; ret at the edge",
            sentence: "POPF and RET need two words below the interrupted stack pointer. Where the stack ends, there are none.",
            source: Source::Derived,
            config: popf(Fault::StackEdge),
            events: probe(),
            breaks: &[Property::StackInBounds],
            bodies: None,
        },
        Recipe {
            id: "exit-not-recognised",
            title: "Between the mark and the IRET",
            sentence: "A fault has opened NMIs, and the next one comes after the outer one has cleared its mark. Without a test for that place it counts as a first one and copies its frame over the outer one's.",
            source: Source::ModelChoice,
            config: Config {
                switches: Switches { exit_recognised: false, ..Switches::default() },
                ..config(Handler::Linus2010, Context::Kernel, Fault::PageFault)
            },
            events: vec![(Event::Nmi, START), (Event::Nmi, at(Label::Exit, 1))],
            breaks: &[Property::FrameReturns, Property::Ends],
            bodies: None,
        },
    ]
}

/// Linux 3.3's copies, window by window.
fn copies() -> Vec<Recipe> {
    let kernel = || config(Handler::Rostedt33, Context::Kernel, Fault::PageFault);
    // The first boundary after the body's fault has returned and the slot is there.
    let after_fault = nth(Label::DoNmi, 2, 2);
    let source = Source::Rostedt33;
    vec![
        Recipe {
            id: "copies-before-flag",
            title: "Window 1: before the flag",
            sentence: "A second NMI arrives while the first one copies its frame: nothing has faulted yet, so the hardware still holds it back.",
            source,
            config: kernel(),
            events: vec![(Event::Nmi, START), (Event::Nmi, at(Label::First, 2))],
            breaks: &[],
            bodies: Some(2),
        },
        Recipe {
            id: "copies-in-repeat",
            title: "Window 2: while a round starts",
            sentence: "A nested NMI has asked for another round; a third comes while that round makes its copy. It sees where it is and leaves, since the round serves it too.",
            source,
            config: kernel(),
            events: vec![(Event::Nmi, START), (Event::Nmi, after_fault), (Event::Nmi, nth(Label::Repeat, 3, 2))],
            breaks: &[],
            bodies: Some(2),
        },
        Recipe {
            id: "copies-after-flag",
            title: "Window 3: after the flag",
            sentence: "The first NMI has cleared its flag and is about to return; a second one still finds the stack in use, and the IRET goes to another round.",
            source,
            config: kernel(),
            events: vec![(Event::Nmi, START), (Event::Nmi, at(Label::EndRepeat, 6))],
            breaks: &[],
            bodies: Some(2),
        },
        Recipe {
            id: "copies-after-iret",
            title: "Window 4: IRET is one act",
            sentence: "A second NMI comes right behind the IRET. The five words were read at once, so it is simply a new first one.",
            source,
            config: kernel(),
            events: vec![(Event::Nmi, START), (Event::Nmi, behind_first_nmi())],
            breaks: &[],
            bodies: Some(2),
        },
        Recipe {
            id: "burst",
            title: "Three NMIs in one burst",
            sentence: "Two further NMIs come while the first is at work. Both nest, both ask for another round, and one round serves both.",
            source,
            config: kernel(),
            events: vec![(Event::Nmi, START), (Event::Nmi, after_fault), (Event::Nmi, nth(Label::DoNmi, 3, 1))],
            breaks: &[],
            bodies: Some(2),
        },
        Recipe {
            id: "cr2-clobbered",
            title: "CR2 clobbered",
            sentence: "The NMI interrupts a page-fault handler that has not read CR2, and faults itself. Linux 3.3 keeps every frame and still loses the address.",
            source: Source::RostedtCr2,
            config: config(Handler::Rostedt33, Context::PageFault, Fault::PageFault),
            events: vec![(Event::Nmi, START)],
            breaks: &[Property::Cr2Survives],
            bodies: Some(1),
        },
        Recipe {
            id: "cr2-kept",
            title: "CR2 kept",
            sentence: "The same with the fix of 2012: the NMI puts CR2 aside and writes it back.",
            source: Source::RostedtCr2,
            config: Config {
                switches: Switches { cr2_kept: true, ..Switches::default() },
                ..config(Handler::Rostedt33, Context::PageFault, Fault::PageFault)
            },
            events: vec![(Event::Nmi, START)],
            breaks: &[],
            bodies: Some(1),
        },
        Recipe {
            id: "wrong-copy",
            title: "C looks at the wrong copy",
            sentence: "Linux 3.3 asks whether the debug stack was interrupted, and reads the answer from the copy that a nested NMI has just rewritten; the breakpoint then restarts that stack. 3.9 swapped the copies.",
            source: Source::RostedtSwapped,
            config: config(Handler::Rostedt33, Context::DebugStack, Fault::Breakpoint),
            events: vec![
                (Event::Nmi, START),
                (Event::Breakpoint, Moment::Possible { event: Event::Breakpoint, visit: 1 }),
                (Event::Nmi, at(Label::EndRepeat, 6)),
                (Event::Nmi, nth(Label::DoNmi, 0, 2)),
                (Event::Breakpoint, Moment::Possible { event: Event::Breakpoint, visit: 2 }),
            ],
            breaks: &[Property::FrameReturns, Property::Ends],
            bodies: None,
        },
        Recipe {
            id: "debug-stack",
            title: "A breakpoint on the breakpoint's stack",
            sentence: "The NMI interrupts a debug handler and hits a breakpoint itself, whose stack starts at the same top: no second NMI is needed to lose a frame.",
            source: Source::RostedtDebugStack,
            config: config(Handler::PopfRet, Context::DebugStack, Fault::Breakpoint),
            events: vec![
                (Event::Nmi, START),
                (Event::Breakpoint, Moment::Possible { event: Event::Breakpoint, visit: 1 }),
            ],
            breaks: &[Property::FrameReturns, Property::Ends],
            bodies: None,
        },
    ]
}

/// 2015 and after.
fn attacks() -> Vec<Recipe> {
    let syscall = |handler| config(handler, Context::Syscall, Fault::None);
    let one = || vec![(Event::Nmi, START)];
    vec![
        Recipe {
            id: "user-owns-rsp",
            title: "The attacker owns RSP",
            sentence: "A user points RSP into the NMI stack and enters by SYSCALL. An NMI there looks nested to Linux 3.3, and is dropped (CVE-2015-3291).",
            source: Source::Advisory2015,
            config: syscall(Handler::Rostedt33),
            events: one(),
            breaks: &[Property::NmiServed],
            bodies: Some(0),
        },
        Recipe {
            id: "user-owns-rsp-4.2",
            title: "The attacker does not own DF",
            sentence: "The same under Linux 4.2: SYSCALL has cleared DF, and only the handler's own exit sets it there, so this is a first NMI.",
            source: Source::Lutomirski42,
            config: syscall(Handler::Lutomirski42),
            events: one(),
            breaks: &[],
            bodies: Some(1),
        },
        Recipe {
            id: "faulting-iret",
            title: "An IRET that faults",
            sentence: "The NMI's IRET to user mode faults, which has opened NMIs; the next one finds the NMI stack in use and edits a frame that the repair still needs (CVE-2015-5157).",
            source: Source::Advisory2015,
            config: config(Handler::Rostedt33, Context::User, Fault::FaultingIret),
            events: vec![
                (Event::Nmi, START),
                (Event::IretFault, Moment::Possible { event: Event::IretFault, visit: 1 }),
                (Event::Nmi, at(Label::Protection, 2)),
            ],
            breaks: &[Property::FrameReturns],
            bodies: None,
        },
        Recipe {
            id: "machine-check-in-prologue",
            title: "A machine check in the prologue",
            sentence: "A machine check comes before the frame is copied. Its IRET opens NMIs, and the next one overwrites the only copy there is.",
            source: Source::Lai2023,
            config: config(Handler::Lutomirski42, Context::Kernel, Fault::MachineCheck),
            events: vec![
                (Event::Nmi, START),
                (Event::MachineCheck, at(Label::First, 0)),
                (Event::Nmi, at(Label::MachineCheck, 2)),
            ],
            breaks: &[Property::FrameReturns, Property::Ends],
            bodies: None,
        },
    ]
}

/// Where the interrupted code goes on after the first NMI: the second time that it is the context's turn.
fn behind_first_nmi() -> Moment {
    Moment::Phase { phase: crate::op::Phase::Context, visit: 1, offset: 0 }
}
