//! The whole run as a bar: where one is, its marks, and the branches that leave it.

use std::rc::Rc;

use nmi_sim::Mark;
use plot::px;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::hooks::use_width;
use crate::nmi::state::{Action, Path};
use crate::nmi::words;

/// Half of the thumb: the bar's ends are that far inside.
const INSET: f64 = 8.0;
const HEIGHT: f64 = 30.0;
/// Where marks stand, above the line.
const MARKS_Y: f64 = 14.0;
const LINE_Y: f64 = 22.0;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The step.
    pub step: u16,
    /// The number of steps.
    pub len: u16,
    /// What the step did, for who does not see the bar.
    pub said: String,
    /// What is known of the run.
    pub path: Rc<Path>,
    /// What to do.
    pub act: Callback<Action>,
}

/// The bar: an ordinary range, with the marks drawn over it.
#[function_component]
pub fn Scrub(props: &Props) -> Html {
    let node = use_node_ref();
    let width = use_width(&node, 640.0);
    let place = |step: u16| INSET + (width - 2.0 * INSET) * f64::from(step) / f64::from(props.len.max(1));
    let on_input = props.act.reform(|event: InputEvent| {
        let step = event.target_unchecked_into::<HtmlInputElement>().value_as_number();
        Action::GoTo(step as u16)
    });
    let marks = props.path.marks.iter().filter(|(_, mark)| shape(*mark).is_some());
    let mark = |(at, (step, mark)): (usize, &(u16, Mark))| {
        let (class, path) = shape(*mark).unwrap_or_default();
        html! {
            <path key={at} {class} transform={format!("translate({} {})", px(place(*step)), px(MARKS_Y))} d={path}>
                <title>{format!("Step {step}: {}", words::mark(*mark))}</title>
            </path>
        }
    };
    let ghost = |(at, branch): (usize, &nmi_sim::Branch)| {
        let (from, to) = (place(branch.step), place(branch.step.saturating_add(branch.len).min(props.len)));
        let d = format!("M{} {}l4 5H{}", px(from), px(LINE_Y), px(to.max(from + 10.0)));
        html! { <path key={format!("ghost {at}")} class="ghost" {d} /> }
    };
    html! {
        <div class="timeline">
            <div class="paper" ref={node}>
                <svg width={px(width)} height={px(HEIGHT)} aria-hidden="true" focusable="false">
                    <g key="ghosts">{ for props.path.branches.iter().enumerate().map(ghost) }</g>
                    <g key="marks">{ for marks.enumerate().map(mark) }</g>
                </svg>
                <input
                    type="range"
                    min="0"
                    max={props.len.to_string()}
                    value={props.step.to_string()}
                    aria-label="Step"
                    aria-valuetext={format!("{} of {}: {}", props.step, props.len, props.said)}
                    oninput={on_input}
                />
            </div>
            <p class="marks" aria-hidden="true">
                <span>{"▼ NMI taken"}</span><span>{"▽ held"}</span><span>{"■ exception"}</span><span>{"┃ return"}</span><span class="grave">{"▲ hazard"}</span>
            </p>
        </div>
    }
}

/// A mark's class and outline around its foot; none where the bar shows none.
const fn shape(mark: Mark) -> Option<(&'static str, &'static str)> {
    Some(match mark {
        Mark::Nmi => ("mark nmi", "M0 5l-5-9h10z"),
        Mark::Held => ("mark held", "M0 4l-4-7h8z"),
        Mark::Fault => ("mark fault", "M-3.5 -3h7v7h-7z"),
        Mark::Return => ("mark return", "M-1 -5h2v10h-2z"),
        Mark::Hazard => ("mark hazard", "M0 -13l5 8h-10z"),
        Mark::Body | Mark::Round => return None,
    })
}
