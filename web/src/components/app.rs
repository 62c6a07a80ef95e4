//! The whole page.

use std::rc::Rc;

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
use crate::components::sources::Sources;
use crate::components::terminal::Terminal;
use crate::components::verdict::VerdictView;
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
    html! {
        <>
            <Header
                scenario={state.scenario.clone()}
                presets={(*presets).clone()}
                current={story.changed.is_empty().then_some(story.preset.name)}
            />
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
                    remarks={state.scenario.compare.remarks()}
                    dismiss={act.reform(|_: MouseEvent| Action::Dismiss)}
                />
                <RunBar phase={state.phase.clone()} picture={picture.clone()} act={act.clone()} />
                if let Some(picture) = picture.clone() {
                    <div key="figures" class={results.clone()}>
                        <FigureTable picture={picture} />
                    </div>
                } else {
                    <div key="no-figures" class="results empty"><p>{"The figures appear here when the run is complete."}</p></div>
                }
                <Controls
                    scenario={state.scenario.clone()}
                    drafts={state.drafts.clone()}
                    {story}
                    act={act.clone()}
                />
                if let Some(picture) = picture {
                    <div key="charts" class={classes!(results, "charts")}>
                        <LatencyChart picture={picture.clone()} />
                        <FaultChart picture={picture} />
                    </div>
                } else {
                    <div key="no-charts" class="results charts"></div>
                }
                <DeeperPlace fragment={fragment.clone()} quiet={state.is_current() && !state.is_changing()} {act} />
                <Terminal {fragment} picture={state.picture.clone().filter(|_| state.is_current())} />
                <Sources compare={state.scenario.compare.clone()} />
            </main>
            <Announcer picture={state.picture.clone()} />
            <footer>
                <p>
                    {"After a mail of "}
                    <cite>{"Linus Torvalds, 14 July 2010, “Re: [patch 1/2] x86_64 page fault NMI-safe”"}</cite>
                    {". Everything runs in your browser; nothing is sent anywhere."}
                </p>
            </footer>
        </>
    }
}
