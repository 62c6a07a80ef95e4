//! The whole page.

use std::rc::Rc;

use playground::Hands;
use scenario::{PRESETS, Preset};
use yew::prelude::*;

use crate::components::announcer::Announcer;
use crate::components::controls::Controls;
use crate::components::deeper_place::DeeperPlace;
use crate::components::fault_chart::FaultChart;
use crate::components::figure_table::FigureTable;
use crate::components::header::{Entry, Header};
use crate::components::latency_chart::LatencyChart;
use crate::components::notices::Notices;
use crate::components::run_bar::RunBar;
use crate::components::terminal::Terminal;
use crate::components::verdict::VerdictView;
use crate::embed::{Part, Presentation, part};
use crate::hooks::use_playground;
use crate::state::{Action, Phase};
use crate::story::Story;

fn entry(preset: &Preset) -> Entry {
    let &Preset { name, title, sentence, source, fragment } = preset;
    Entry { name, title, sentence, source, fragment: fragment.to_owned() }
}

/// The Compare view.
#[function_component]
pub fn App() -> Html {
    let state = use_playground();
    let act = use_callback((), {
        let dispatcher = state.dispatcher();
        move |action: Action, ()| dispatcher.dispatch(action)
    });
    let presets = use_memo((), |()| PRESETS.iter().map(entry).collect::<Rc<[Entry]>>());
    let story = use_memo(state.scenario.clone(), Story::of);
    let fragment = state.scenario.fragment();
    let busy = matches!(state.phase, Phase::Running(_));
    let results = classes!("results", state.phase.is_stale().then_some("stale"));
    let picture = state.picture.clone();
    let opened_there = use_memo((), |()| state.scenario.shown.stand.is_some());
    let presentation = *use_memo((), |()| Presentation::current());
    let header = || {
        let digest = state.digest().map(AttrValue::from);
        let current = story.changed.is_empty().then_some(story.preset.name);
        html! { <Header scenario={state.scenario.clone()} presets={(*presets).clone()} {current} {digest} /> }
    };
    let controls = || {
        let (scenario, drafts) = (state.scenario.clone(), state.drafts.clone());
        html! { <Controls {scenario} {drafts} story={story.clone()} act={act.clone()} /> }
    };
    let further = || {
        let quiet = state.is_current() && !state.is_changing();
        let meant = *opened_there || Hands::fits(&state.scenario.compare);
        html! {
            <>
                <DeeperPlace fragment={fragment.clone()} {quiet} {meant} act={act.clone()} />
                <Terminal fragment={fragment.clone()} picture={state.picture.clone().filter(|_| state.is_current())} />
            </>
        }
    };
    // What has gone wrong is told in a figure too.
    let run_bar = presentation.has(Part::Transport) || matches!(state.phase, Phase::Failed(_));
    html! {
        <>
            {part(presentation.has(Part::Chrome), header)}
            <main aria-busy={busy.to_string()}>
                <VerdictView
                    picture={picture.clone()}
                    story={story.clone()}
                    phase={state.phase.clone()}
                    compare={state.scenario.compare.clone()}
                    act={act.clone()}
                />
                <Notices
                    notices={state.notices.clone()}
                    differs={state.differs().map(|(claim, digest)| (claim.clone(), AttrValue::from(digest)))}
                    remarks={state.scenario.compare.remarks()}
                    dismiss={act.reform(|_: MouseEvent| Action::Dismiss)}
                />
                {part(run_bar, || html! { <RunBar phase={state.phase.clone()} picture={picture.clone()} act={act.clone()} /> })}
                if let Some(picture) = picture.clone() {
                    <div key="figures" class={results.clone()}>
                        <FigureTable picture={picture} />
                    </div>
                } else {
                    <div key="no-figures" class="results empty"><p>{"The figures appear here when the run is complete."}</p></div>
                }
                {part(presentation.has(Part::Settings), controls)}
                if let Some(picture) = picture.clone() {
                    <div key="charts" class={classes!(results, "charts")}>
                        <LatencyChart
                            picture={picture.clone()}
                            banded={state.scenario.shown.band}
                            band={state.band()}
                            tail={state.scenario.shown.tail}
                            act={act.clone()}
                        />
                        <FaultChart picture={picture} />
                    </div>
                } else {
                    <div key="no-charts" class="results charts"></div>
                }
                {part(presentation.has(Part::Further), further)}
            </main>
            <Announcer picture={state.picture.clone()} />
            {part(presentation.has(Part::Chrome), footer)}
        </>
    }
}

fn footer() -> Html {
    html! {
        <footer>
            <p>
                {"After a mail of "}
                <cite>{"Linus Torvalds, 14 July 2010, “Re: [patch 1/2] x86_64 page fault NMI-safe”"}</cite>
                {". Everything runs in your browser; nothing is sent anywhere."}
            </p>
        </footer>
    }
}
