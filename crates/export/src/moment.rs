//! Where one stands in a run of the NMI machine, and what a link is read as: JSON for programs that step and parse.

use nmi_sim::Run;
use scenario::{Link, Notice, Scenario};
use serde::Serialize;

use crate::nmi::{Step, step};

/// The machine between two steps.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "NmiMoment"), ts(rename = "NmiMoment"))]
pub(crate) struct Moment {
    /// Steps done.
    step: u16,
    /// Steps of the whole path.
    length: u16,
    /// The link that opens it here: a fragment without `#`.
    scenario: String,
    /// What has just happened; nothing at the start.
    last: Option<Step>,
    /// The CPU and its variables.
    fields: Vec<FieldOf>,
    /// The stacks that are in use, each from its top down.
    stacks: Vec<StackOf>,
    /// Every event, with what it would do here or why it cannot happen.
    choices: Vec<ChoiceOf>,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "NmiField"), ts(rename = "NmiField"))]
pub(crate) struct FieldOf {
    /// Its name, such as `RIP`.
    name: &'static str,
    /// What it holds.
    value: String,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "NmiStack"), ts(rename = "NmiStack"))]
pub(crate) struct StackOf {
    /// Which.
    name: &'static str,
    /// Its slots.
    rows: Vec<SlotOf>,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "NmiSlot"), ts(rename = "NmiSlot"))]
pub(crate) struct SlotOf {
    /// Its address, such as `T−40`: 40 bytes below the stack's top.
    address: String,
    /// What the handler's layout keeps there.
    role: &'static str,
    /// What is there.
    content: String,
    /// Who wrote it.
    writer: &'static str,
    /// Whether RSP points at it.
    at_rsp: bool,
    /// Whether it is free for the next push.
    below_rsp: bool,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "NmiChoice"), ts(rename = "NmiChoice"))]
pub(crate) struct ChoiceOf {
    /// The event: `run`, `nmi`, `breakpoint`, `machine-check` or `iret-fault`.
    event: &'static str,
    /// Whether it can happen here.
    possible: bool,
    /// What it would do, or why it cannot happen.
    says: &'static str,
}

/// What a link is read as.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "Parsed"), ts(rename = "Parsed"))]
pub(crate) struct Parsed {
    /// `compare` or `nmi`.
    view: &'static str,
    /// The canonical fragment, without `#`.
    scenario: String,
    /// The shortest fragment of the same, a long script packed.
    packed: String,
    /// The digest that the link claims, or what that begins with.
    digest: Option<String>,
    /// What it holds, in words.
    contents: Vec<String>,
    /// What a reader should know.
    notices: Vec<NoticeOf>,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema, ts_rs::TS))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "Notice"), ts(rename = "Notice"))]
pub(crate) struct NoticeOf {
    /// Whether the link asked for something that it did not get.
    error: bool,
    /// The key that it is about.
    field: Option<String>,
    /// The notice.
    text: String,
}

/// A moment of a run: `.step`, `.length`, `.scenario`, `.last` like a step of [`crate::nmi_json`], `.fields[].{name,value}`,
/// `.stacks[].{name,rows}`, `.choices[].{event,possible,says}`. `scenario` is that of the run where it stands.
///
/// ```
/// use scenario::Link;
///
/// let scenario = Link::read("#v=1&view=nmi&nmi=0,7&step=14").scenario;
/// let run = playground::NmiRun::new(&scenario.nmi)?;
/// let moment = export::moment_json(&scenario, run.run());
/// assert!(moment.contains("\"step\":14"));
/// # Ok::<(), &'static str>(())
/// ```
#[must_use]
pub fn moment_json(scenario: &Scenario, run: &Run) -> String {
    let (machine, state) = (run.machine(), run.state());
    let stacks = machine.stacks().into_iter().map(|stack| {
        let rows = machine.slots(state, stack).into_iter().map(|row| SlotOf {
            address: row.address,
            role: row.role,
            content: row.content,
            writer: row.owner.name(),
            at_rsp: row.at_rsp,
            below_rsp: row.below_rsp,
        });
        StackOf { name: stack.name(), rows: rows.collect() }
    });
    let choice = |choice: nmi_sim::Choice| ChoiceOf {
        event: choice.event.name(),
        possible: choice.refusal.is_none(),
        says: choice.says,
    };
    written(&Moment {
        step: run.step(),
        length: run.len(),
        scenario: scenario.fragment(),
        last: step(run, run.step()),
        fields: machine.fields(state).into_iter().map(|row| FieldOf { name: row.name, value: row.value }).collect(),
        stacks: stacks.filter(|stack| !stack.rows.is_empty()).collect(),
        choices: machine.choices(state).into_iter().map(choice).collect(),
    })
}

/// What a link is read as: `.view`, `.scenario`, `.packed`, `.digest`, `.contents[]`, `.notices[].{error,field,text}`.
#[must_use]
pub fn parsed_json(link: &Link) -> String {
    let Link { scenario, notices, claim } = link;
    let notice = |notice: &Notice| NoticeOf {
        error: notice.is_error(),
        field: notice.field().map(str::to_owned),
        text: notice.to_string(),
    };
    written(&Parsed {
        view: scenario.view.id(),
        scenario: scenario.fragment(),
        packed: scenario.packed_fragment(),
        digest: claim.as_ref().map(ToString::to_string),
        contents: scenario.contents(),
        notices: notices.iter().chain(&scenario.remarks()).map(notice).collect(),
    })
}

fn written(document: &impl Serialize) -> String {
    serde_json::to_string(document).expect("numbers and strings can always be written")
}
