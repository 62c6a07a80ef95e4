//! The duel: up to four handlers under the same events, event by event, and where they part.

use nmi_sim::{Duel, Handler, Lane, Machine, Stack};
use scenario::{Nmi, RIVALS_MAX, Scenario};
use yew::prelude::*;

use crate::nmi::components::stack::slots;
use crate::nmi::state::Action;
use crate::nmi::words;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run that leads.
    pub scenario: Scenario,
    /// What to do.
    pub act: Callback<Action>,
}

/// The section.
#[function_component]
pub fn DuelView(props: &Props) -> Html {
    let nmi = &props.scenario.nmi;
    let rivals: Vec<Handler> = nmi.rivals.iter().copied().filter(|rival| can_be(nmi, *rival).is_ok()).collect();
    let duel = use_memo((nmi.config(), nmi.schedule.clone(), rivals.clone()), |(config, schedule, rivals)| {
        Duel::new(*config, schedule, rivals).ok().filter(|_| !rivals.is_empty())
    });
    html! {
        <section class="duel" aria-labelledby="duel-title">
            <h2 id="duel-title">{"Other handlers under the same events"}</h2>
            <fieldset class="rivals">
                <legend>{format!("Beside {}, up to three:", nmi.handler.name())}</legend>
                { for Handler::ALL.into_iter().filter(|handler| *handler != nmi.handler).map(|rival| rival_choice(props, rival)) }
            </fieldset>
            if let Some(duel) = &*duel {
                <div key="lanes" class="duel-body">{lanes(&props.scenario, duel)}</div>
            } else {
                <span key="no-lanes"></span>
            }
        </section>
    }
}

fn can_be(nmi: &Nmi, rival: Handler) -> Result<(), &'static str> {
    if rival == nmi.handler {
        return Err("it leads");
    }
    Machine::new(nmi.config().with_handler(rival)).map(|_| ())
}

fn rival_choice(props: &Props, rival: Handler) -> Html {
    let nmi = &props.scenario.nmi;
    let on = nmi.rivals.contains(&rival);
    let full = !on && nmi.rivals.iter().filter(|other| **other != nmi.handler).count() >= RIVALS_MAX;
    let refusal = can_be(nmi, rival).err().or(full.then_some("three stand beside it already"));
    let others = nmi.rivals.iter().filter(|other| **other != rival && **other != nmi.handler);
    let mut after: Vec<&str> = others.map(|other| other.name()).collect();
    if !on {
        after.push(rival.name());
    }
    let after = if after.is_empty() { "none".to_owned() } else { after.join(",") };
    let on_change = props.act.reform(move |_: Event| Action::Set("duel", after.clone()));
    html! {
        <label key={rival.name()} class="check" title={refusal.unwrap_or_else(|| rival.sentence())}>
            <input type="checkbox" checked={on} disabled={refusal.is_some()} onchange={on_change} />
            <span>{rival.name()}</span>
        </label>
    }
}

/// The lanes in lockstep. The event of all lanes is the one at which the leading run stands.
fn lanes(scenario: &Scenario, duel: &Duel) -> Html {
    let step = scenario.nmi.step;
    let leader = &duel.lanes[0];
    let at = leader.milestones.iter().take_while(|milestone| milestone.step <= step).count();
    let longest = duel.lanes.iter().map(|lane| lane.milestones.len()).max().unwrap_or(0);
    let parted = duel.divergence.map(usize::from);
    let head = |lane: &Lane| {
        html! {
            <th key={lane.handler.name()} scope="col">
                {lane.handler.name()}
                <span class="outcome">{came_to(lane)}</span>
            </th>
        }
    };
    let row = |index: usize| {
        let class = classes!((index + 1 == at).then_some("here"), (Some(index) == parted).then_some("parted"));
        html! {
            <tr key={index} {class} aria-current={(index + 1 == at).then_some("step")}>
                <th scope="row">
                    {index + 1}
                    if Some(index) == parted { <span key="parted" class="note">{" ▲ they part"}</span> }
                </th>
                { for duel.lanes.iter().map(|lane| milestone(lane, index, scenario)) }
            </tr>
        }
    };
    html! {
        <>
            <p class="about">{ match parted {
                Some(index) => format!("They part at event {}. Each event opens its handler's run there.", index + 1),
                None => "They do not part: every event is the same under all of them.".to_owned(),
            } }</p>
            <div class="scroll-x tall" tabindex="0" role="group" aria-label="Events of all lanes">
                <table class="lanes">
                    <caption class="unseen">{"The same events under each handler"}</caption>
                    <thead><tr><th scope="col">{"Event"}</th>{ for duel.lanes.iter().map(head) }</tr></thead>
                    <tbody>{ for (0..longest).map(row) }</tbody>
                </table>
            </div>
            <h3>{ if at == 0 { "The stacks at the start".to_owned() } else { format!("The stacks after event {at}") } }</h3>
            <div class="lane-stacks">{ for duel.lanes.iter().map(|lane| stack_at(lane, at)) }</div>
        </>
    }
}

fn came_to(lane: &Lane) -> String {
    let broken: Vec<&str> = lane.outcome.broken.iter().map(|property| property.broken()).collect();
    let missed = if lane.missed.is_empty() { "" } else { " (an event has no moment here)" };
    if broken.is_empty() { format!("holds{missed}") } else { format!("▲ {}{missed}", broken.join(", ")) }
}

fn milestone(lane: &Lane, index: usize, scenario: &Scenario) -> Html {
    let Some(milestone) = lane.milestones.get(index) else {
        return html! { <td key={lane.handler.name()}></td> };
    };
    let nmi = Nmi {
        handler: lane.handler,
        schedule: lane.schedule.clone(),
        step: milestone.step,
        rivals: swapped(&scenario.nmi, lane.handler),
        ..scenario.nmi.clone()
    };
    let fragment = scenario.with_nmi(nmi).fragment();
    html! {
        <td key={lane.handler.name()}>
            <a href={format!("#{fragment}")}>{words::mark(milestone.mark)}</a>
            <span class="of">{milestone.runs.name()}</span>
        </td>
    }
}

/// Who stands beside another leader.
fn swapped(nmi: &Nmi, leader: Handler) -> Vec<Handler> {
    let mut rivals: Vec<Handler> =
        nmi.rivals.iter().copied().chain([nmi.handler]).filter(|rival| *rival != leader).collect();
    rivals.sort_unstable();
    rivals.dedup();
    rivals.truncate(RIVALS_MAX);
    rivals
}

fn stack_at(lane: &Lane, at: usize) -> Html {
    let step =
        at.checked_sub(1).and_then(|index| lane.milestones.get(index.min(lane.milestones.len().saturating_sub(1))));
    let step = step.map_or(0, |milestone| milestone.step);
    let stack = lane.run.machine().stacks()[0];
    let rows = lane.run.machine().slots(lane.run.state_at(step), stack);
    let name = format!("{}: {}", lane.handler.name(), Stack::name(stack));
    html! {
        <div key={lane.handler.name()} class="pane stack lane">
            <div class="scroll" tabindex="0" role="group" aria-label={name.clone()}>
                <table>
                    <caption>{name}</caption>
                    {slots(&rows, &[])}
                </table>
            </div>
        </div>
    }
}
