//! The whole view.

use std::rc::Rc;

use nmi_sim::Handler;
use scenario::{Nmi, NmiPreset, Pane, Scenario, nmi_presets};
use yew::prelude::*;

use crate::components::header::{Entry, Header};
use crate::components::notices::Notices;
use crate::embed::{Part, Presentation, part};
use crate::nmi::components::duel::DuelView;
use crate::nmi::components::listing::Listing;
use crate::nmi::components::proofs::Proofs;
use crate::nmi::components::scrub::Scrub;
use crate::nmi::components::strip::StripView;
use crate::nmi::components::text::{Text, Told};
use crate::nmi::components::{cpu, events, keys_list, nmiret, setting, stack, told, transport};
use crate::nmi::hook::use_run;
use crate::nmi::keys::use_keys;
use crate::nmi::state::Action;
use crate::nmi::words::headline;

fn entry(preset: NmiPreset) -> Entry {
    let NmiPreset { name, title, sentence, source, fragment } = preset;
    Entry { name, title, sentence, source, fragment }
}

/// The preset that a scenario is, wherever in its run one stands and whatever stands beside it.
fn story(scenario: &Scenario, presets: &[(Scenario, Entry)]) -> Option<usize> {
    let nmi = &scenario.nmi;
    let is = |preset: &Scenario| preset.nmi.config() == nmi.config() && preset.nmi.schedule == nmi.schedule;
    presets.iter().position(|(preset, _)| is(preset))
}

/// The NMI view.
#[function_component]
pub fn App() -> Html {
    let presentation = *use_memo((), |()| Presentation::current());
    let state = use_run(presentation);
    let act = use_callback((), {
        let dispatcher = state.dispatcher();
        move |action: Action, ()| dispatcher.dispatch(action)
    });
    let presets = use_memo((), |()| {
        nmi_presets().into_iter().map(|preset| (preset.scenario(), entry(preset))).collect::<Vec<_>>()
    });
    let entries = use_memo((), |()| presets.iter().map(|(_, entry)| entry.clone()).collect::<Rc<[Entry]>>());
    let remarks = use_memo(state.scenario.clone(), Scenario::remarks);
    let story = story(&state.scenario, &presets).map(|at| presets[at].1.clone());

    let letters = use_state_eq(|| true);
    use_keys(&state, &act, *letters);

    let fred = use_memo((state.scenario.nmi.config(), state.scenario.nmi.schedule.clone()), |(config, _)| {
        let other = if config.handler == Handler::Fred { Handler::Naive } else { Handler::Fred };
        state.elsewhere("handler", other.name()).map(|fragment| AttrValue::from(format!("#{fragment}")))
    });
    let run = &state.run;
    let (machine, now) = (run.machine(), run.state());
    let config = *machine.config();
    let sections = use_memo(config, |_| machine.sections().to_vec());
    let stacks = machine.stacks().into_iter().map(|stack| (stack, machine.slots(now, stack)));
    let stacks: Vec<_> = stacks.filter(|(_, rows)| !rows.is_empty()).collect();
    let explanation = run.explanation();
    let said = explanation.as_ref().map_or_else(String::new, |explained| explained.sentence.clone());
    let changes = explanation.as_ref().map(|explained| explained.changes.clone()).unwrap_or_default();
    let head = headline(run.step(), run.len(), &state.path.hazards, &state.path.outcome);
    let at = (run.step(), run.len());
    let next = run.events().get(usize::from(run.step())).copied();
    // What is of all steps is not drawn anew at each.
    let still = state.scenario.with_nmi(Nmi { step: 0, ..state.scenario.nmi.clone() });
    // Told anew for another run, not for another step of it.
    let told = use_memo((config, state.scenario.nmi.schedule.clone()), |_| Told::of(&state.scenario.nmi));
    let settings = presentation.has(Part::Settings);
    // Where there is no choice of panes, it is the one that tells the story.
    let pane = if settings { state.scenario.nmi.pane } else { Pane::Listing };
    let header = || {
        let digest = told.as_ref().as_ref().map(|told| told.digest.clone());
        let current = story.as_ref().map(|entry| entry.name);
        html! { <Header scenario={state.scenario.clone()} presets={(*entries).clone()} {current} {digest} /> }
    };
    let dock = || {
        html! {
            <div class="dock">
                {transport::view(&transport::Props {
                    step: at.0,
                    len: at.1,
                    grain: state.grain,
                    playing: state.playing,
                    stops: state.hazard_stops(),
                    act: act.clone(),
                })}
                <Scrub step={at.0} len={at.1} {said} path={state.path.clone()} act={act.clone()} />
            </div>
        }
    };
    let more_panes = || {
        let choices = machine.choices(now);
        let branches = state.path.branches.clone();
        html! {
            <>
                {cpu::view(&cpu::Props { rows: machine.fields(now), changes: changes.clone() })}
                {events::view(&events::Props { choices, next, branches, act: act.clone() })}
            </>
        }
    };
    let choice = || {
        html! {
            <div class="panes-choice choice" role="radiogroup" aria-label="Beside the stack">
                { for Pane::ALL.map(|of| pane_choice(of, pane, &act)) }
            </div>
        }
    };
    let keys = || {
        let set = letters.setter();
        keys_list::view(&keys_list::Props { letters: *letters, set: Callback::from(move |on| set.set(on)) })
    };
    let further = || {
        html! {
            <>
                <StripView scenario={still.clone()} strip={state.strip.clone()} />
                {nmiret::view(&nmiret::Props { handler: config.handler, other: (*fred).clone() })}
                <DuelView scenario={state.scenario.clone()} act={act.clone()} />
                <Proofs scenario={still} proofs={state.proofs.clone()} trouble={state.trouble.clone()} act={act.clone()} />
                <Text
                    scenario={state.scenario.clone()}
                    told={(*told).clone()}
                    outcome={state.path.outcome.clone()}
                    hazards={state.path.hazards.clone()}
                    act={act.clone()}
                />
            </>
        }
    };
    html! {
        <>
            {part(presentation.has(Part::Chrome), header)}
            <main class="nmi" aria-busy="false">
                <section class="verdict" aria-labelledby="question">
                    <h1 id="question">{"An NMI takes a page fault, and the fault's IRET lets the next NMI in"}</h1>
                    <p class={classes!("main", head.grave.then_some("grave"))}>{head.text}</p>
                    if let Some(entry) = &story {
                        <p key="story" class="story">
                            <span class="preset" title={format!("Source: {}", entry.source)}>{entry.title}</span>
                            {" "}
                            <span>{entry.sentence}</span>
                        </p>
                    } else {
                        <p key="own" class="story">
                            <span class="preset">{"A run of your own"}</span>{" "}<span>{config.handler.sentence()}</span>
                        </p>
                    }
                </section>
                <Notices
                    notices={state.notices.clone()}
                    differs={state.differs.clone().map(|(claim, digest)| (claim, AttrValue::from(digest)))}
                    remarks={(*remarks).clone()}
                    dismiss={act.reform(|_: MouseEvent| Action::Dismiss)}
                />
                {part(settings, || setting::view(&setting::Props { scenario: state.scenario.clone(), act: act.clone() }))}
                <section class="stage" id="stage" tabindex="0" aria-label="The machine, step by step">
                    {part(settings, choice)}
                    <div class={classes!("panes", format!("with-{}", pane.id()), (!settings).then_some("few"))}>
                        <Listing {sections} at={now.rip()} handler={config.handler.name()} />
                        {stack::view(&stack::Props { stacks, changes: changes.clone() })}
                        {part(settings, more_panes)}
                    </div>
                    {told::view(&told::Props { at, step: explanation.as_ref().map(told::Step::from) })}
                    {part(presentation.has(Part::Transport), dock)}
                    {told::banners(&state.path.hazards, at.0, &act)}
                    {part(settings, keys)}
                </section>
                {part(presentation.has(Part::Further), further)}
            </main>
        </>
    }
}

fn pane_choice(of: Pane, now: Pane, act: &Callback<Action>) -> Html {
    let on_change = act.reform(move |_: Event| Action::Pane(of));
    html! {
        <label key={of.id()}>
            <input type="radio" name="pane" checked={of == now} onchange={on_change} />
            <span>{of.title()}</span>
        </label>
    }
}
