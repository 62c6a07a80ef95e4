//! Steps: forwards, back, to the marks, by itself; and how far one step goes.

use nmi_sim::Grain;
use yew::prelude::*;

use crate::nmi::state::Action;
use crate::nmi::words;

/// What is shown.
pub struct Props {
    /// The step.
    pub step: u16,
    /// The number of steps.
    pub len: u16,
    /// How far one goes.
    pub grain: Grain,
    /// Whether it steps by itself.
    pub playing: bool,
    /// The steps to jump to by hazard.
    pub stops: Vec<u16>,
    /// What to do.
    pub act: Callback<Action>,
}

const GRAINS: [Grain; 3] = [Grain::MicroOp, Grain::Phase, Grain::Event];

/// The buttons.
pub fn view(props: &Props) -> Html {
    let Props { step, len, grain, playing, .. } = *props;
    let button = |label: String, sign: &'static str, on: bool, action: Action| {
        let on_click = props.act.reform(move |_: MouseEvent| action.clone());
        // Not `disabled`, or the focus would be lost at the run's end.
        html! {
            <button
                key={sign}
                type="button"
                class="button step"
                aria-label={label.clone()}
                title={label}
                aria-disabled={(!on).then_some("true")}
                onclick={on_click}
            >{sign}</button>
        }
    };
    let next = props.stops.iter().copied().find(|&stop| stop > step);
    let previous = props.stops.iter().copied().rev().find(|&stop| stop < step);
    let choice = |of: Grain| {
        let on_change = props.act.reform(move |_: Event| Action::Grain(of));
        html! {
            <label key={words::grain(of)}>
                <input type="radio" name="grain" checked={of == grain} onchange={on_change} />
                <span>{words::grain(of)}</span>
            </label>
        }
    };
    let unit = words::grain(grain);
    html! {
        <div class="transport" role="group" aria-label="Steps">
            {button("To the start".to_owned(), "|◀", step > 0, Action::GoTo(0))}
            {button(format!("Back by one {unit}"), "◀", step > 0, Action::Back)}
            {button(format!("On by one {unit}"), "▶", step < len, Action::Forward)}
            {button("To the end".to_owned(), "▶|", step < len, Action::GoTo(len))}
            <button type="button" class="button play" aria-pressed={playing.to_string()} onclick={props.act.reform(move |_: MouseEvent| Action::Play(!playing))}>
                {if playing { "Pause" } else { "Play" }}
            </button>
            if props.stops.is_empty() {
                <span key="no-hazards"></span>
            } else {
                <span key="hazards" class="to-hazards">
                    {button("To the hazard before".to_owned(), "◂▲", previous.is_some(), Action::GoTo(previous.unwrap_or(step)))}
                    {button("To the next hazard".to_owned(), "▲▸", next.is_some(), Action::GoTo(next.unwrap_or(step)))}
                </span>
            }
            <div class="choice" role="radiogroup" aria-label="One step is">{ for GRAINS.map(choice) }</div>
        </div>
    }
}
