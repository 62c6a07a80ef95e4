//! The scenario of the NMI view: one handler, what it is up against, and when things happen.

use nmi_sim::{
    ARRIVALS_LIMIT, Config, Context, Event, Handler, Ignored, MOVES_MAX, Machine, Schedule, Sources, Switches,
};

use crate::error::{Notice, ScenarioError};
use crate::nmi_field::nmi_field;

/// The most breakpoints of one run: one for each time the body may begin, and some that come to nothing.
pub(crate) const BREAKPOINTS_MAX: usize = 16;
/// The highest number of a step: every move, and every arrival between moves.
pub(crate) const STEP_MAX: u16 = MOVES_MAX + ARRIVALS_LIMIT as u16;

/// The most handlers that a run is compared with.
pub const RIVALS_MAX: usize = 3;

/// What stands beside the stack where there is room for two panes only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The handler's listing.
    #[default]
    Listing,
    /// The CPU and the per-CPU variables.
    Cpu,
    /// What can happen next.
    Events,
}

impl Pane {
    /// All of them, in the order of a switch.
    pub const ALL: [Pane; 3] = [Pane::Listing, Pane::Cpu, Pane::Events];

    /// As in a link.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Pane::Listing => "listing",
            Pane::Cpu => "cpu",
            Pane::Events => "events",
        }
    }

    /// Its name on a page.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Pane::Listing => "Listing",
            Pane::Cpu => "CPU",
            Pane::Events => "Events",
        }
    }
}

/// One run of the NMI machine, and the step at which to open it.
///
/// ```
/// use scenario::{Link, View};
///
/// let scenario = Link::read("#v=1&view=nmi&handler=popf-ret&nmi=0,15").scenario;
/// assert_eq!(scenario.view, View::Nmi);
/// assert_eq!(scenario.nmi.schedule.nmi, [0, 15]);
/// assert_eq!(scenario.fragment(), "v=1&view=nmi&handler=popf-ret&nmi=0,15");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nmi {
    /// The handler.
    pub handler: Handler,
    /// What the first NMI interrupts.
    pub context: Context,
    /// What may fault.
    pub sources: Sources,
    /// What the machine's sources leave open.
    pub switches: Switches,
    /// When NMIs arrive and faults happen, in moves of the CPU.
    pub schedule: Schedule,
    /// The step at which the run is opened; beyond the run's end it is the end.
    pub step: u16,
    /// The handlers that stand beside it under the same events, in the order of [`Handler::ALL`].
    pub rivals: Vec<Handler>,
    /// What stands beside the stack on a narrow page.
    pub pane: Pane,
}

impl Default for Nmi {
    /// What a link without fields means: one NMI in the handler of Linux 2.6.35, whose buffer's slot is missing. Part of
    /// grammar 1: it must never change.
    fn default() -> Nmi {
        Nmi {
            handler: Handler::Naive,
            context: Context::Kernel,
            sources: Sources { slot_missing: true, ..Sources::default() },
            switches: Switches {
                sti_holds_nmi: true,
                faulting_iret_unblocks: true,
                exit_recognised: true,
                cr2_kept: false,
            },
            schedule: Schedule::of_nmis(&[0]),
            step: 0,
            rivals: Vec::new(),
            pane: Pane::Listing,
        }
    }
}

impl Nmi {
    /// The run of a configuration and a schedule, opened at a step. How many NMIs the configuration allows is not kept:
    /// the schedule says how many come.
    #[must_use]
    pub fn of(config: &Config, schedule: &Schedule, step: u16) -> Nmi {
        Nmi {
            handler: config.handler,
            context: config.context,
            sources: config.sources,
            switches: config.switches,
            schedule: schedule.clone(),
            step,
            ..Nmi::default()
        }
    }

    /// The machine that is asked for. As many NMIs may come as the machine can take, so that more can be tried.
    #[must_use]
    pub fn config(&self) -> Config {
        Config {
            handler: self.handler,
            context: self.context,
            sources: self.sources,
            arrivals_max: ARRIVALS_LIMIT,
            switches: self.switches,
        }
    }

    /// What cannot be together: the error, which blames a field, and the same run with a value that would do there.
    pub(crate) fn conflict(&self) -> Option<(ScenarioError, Nmi)> {
        let reason = self.config().inapplicable()?;
        let without = |sources| Nmi { sources, ..self.clone() };
        let remedies = [
            ("context", Nmi { context: Context::Kernel, ..self.clone() }),
            ("faults", without(Sources { faulting_iret: false, ..self.sources })),
            ("faults", without(Sources { stack_edge: false, ..self.sources })),
        ];
        // The remedy is the one that takes this reason away; the next round sees to what is left.
        let helps = |(_, nmi): &(&str, Nmi)| nmi.config().inapplicable() != Some(reason);
        let (key, remedy) = remedies.into_iter().find(helps).unwrap_or(("handler", Nmi::default()));
        let field = nmi_field(key).expect("blamed fields are in the table");
        let expected = format!("{reason}; {} would do", field.text(&remedy));
        Some((ScenarioError::new(key, &field.text(self), expected), remedy))
    }

    /// What a reader should know of a run that is fine as it is: what was asked for and cannot happen when it should.
    #[must_use]
    pub fn remarks(&self) -> Vec<Notice> {
        let Ok(machine) = Machine::new(self.config()) else { return Vec::new() };
        let replay = machine.replay(&self.schedule);
        let lists = [
            ("nmi", Event::Nmi),
            ("bp", Event::Breakpoint),
            ("mc", Event::MachineCheck),
            ("iretfault", Event::IretFault),
        ];
        let mut remarks: Vec<Notice> = lists
            .into_iter()
            .filter_map(|(field, event)| {
                let mut idle = replay.ignored.iter().filter(|ignored| ignored.event == event);
                let Ignored { boundary, refusal, .. } = idle.next()?;
                let more = match idle.count() {
                    0 => String::new(),
                    more => format!(" ({more} more come to nothing.)"),
                };
                let text = format!("nothing happens at {boundary}. {}{more}", refusal.sentence());
                Some(Notice::Remark { field, text })
            })
            .collect();
        if usize::from(self.step) > replay.events.len() {
            let text = format!("the run has {} steps; it is opened at its end", replay.events.len());
            remarks.push(Notice::Remark { field: "step", text });
        }
        remarks
    }
}
