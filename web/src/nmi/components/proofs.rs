//! The table of proofs, as the search finds it: handler × source of faults × property, for one context at a time.

use nmi_sim::{Context, Fault, Handler, Property};
use playground::{Explore, Explored, Found};
use plot::count;
use scenario::{Link, Scenario};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::nmi::state::{Action, ProofState};
use crate::port::Trouble;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run that is shown.
    pub scenario: Scenario,
    /// The table, as far as it is.
    pub proofs: ProofState,
    /// Why there is no worker.
    pub trouble: Option<Trouble>,
    /// What to do.
    pub act: Callback<Action>,
}

/// The section.
#[function_component]
pub fn Proofs(props: &Props) -> Html {
    let Props { scenario, proofs, .. } = props;
    let chosen = use_state_eq(|| None::<Context>);
    let context = chosen.unwrap_or(scenario.nmi.context);
    let on_context = {
        let chosen = chosen.setter();
        Callback::from(move |event: Event| {
            chosen.set(Context::named(&event.target_unchecked_into::<HtmlSelectElement>().value()));
        })
    };
    let rows = || proofs.rows.iter().filter(|row| row.context == context);
    let line = |handler: Handler| {
        let here = handler == scenario.nmi.handler && context == scenario.nmi.context;
        html! {
            <tr key={handler.name()} class={here.then_some("here")}>
                <th scope="row" title={handler.sentence()}>{handler.name()}</th>
                { for Fault::ALL.map(|fault| {
                    let row = rows().find(|row| row.handler == handler && row.fault == fault);
                    html! { <td key={fault.name()}>{row.map_or_else(Html::default, |row| cell(row, scenario, proofs.arrivals))}</td> }
                }) }
            </tr>
        }
    };
    let arrivals = |number: u8| {
        let on_change = props.act.reform(move |_: Event| Action::Prove(number));
        html! {
            <label key={number}>
                <input type="radio" name="arrivals" checked={number == proofs.arrivals} onchange={on_change} />
                <span>{number}</span>
            </label>
        }
    };
    let letters = Property::ALL.map(|property| html! {
        <li key={property.name()} title={property.sentence()}><span class="letter" aria-hidden="true">{property.letter()}</span>{property.broken()}</li>
    });
    html! {
        <section class="proofs" aria-labelledby="proofs-title">
            <h2 id="proofs-title">{"Every arrival, every handler"}</h2>
            <p class="about">
                {"The search goes through every state that any arrival at any boundary can lead to. "}
                {"A letter is a property that breaks, and opens the shortest run that breaks it; ✓ is a proof, over so many states."}
            </p>
            <div class="proofs-tools">
                <p class="word">
                    <label for="proofs-context">{"Interrupting"}</label>
                    <select id="proofs-context" onchange={on_context} title={context.sentence()}>
                        { for Context::ALL.map(|of| html! {
                            <option key={of.name()} value={of.name()} selected={of == context} title={of.sentence()}>{of.name()}</option>
                        }) }
                    </select>
                </p>
                <div class="choice" role="radiogroup" aria-label="NMIs at most">
                    { for (1..=Explore::ARRIVALS_MAX).map(arrivals) }
                </div>
                <span class="of" aria-hidden="true">{"NMIs at most"}</span>
                {progress(props)}
            </div>
            <div class="scroll-x" tabindex="0" role="group" aria-label="Table of proofs">
                <table class="proved">
                    <caption class="unseen">{format!("What the search found, interrupting {}", context.name())}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{"Handler"}</th>
                            { for Fault::ALL.map(|fault| html! {
                                <th key={fault.name()} scope="col" title={fault.sentence()}>{fault.name().replace('-', " ")}</th>
                            }) }
                        </tr>
                    </thead>
                    <tbody>{ for Handler::ALL.map(line) }</tbody>
                </table>
            </div>
            <ul class="letters">{ for letters }</ul>
        </section>
    }
}

fn progress(props: &Props) -> Html {
    let ProofState { progress, arrivals, stopped, digest, .. } = &props.proofs;
    let states = count(progress.states);
    if let Some(trouble) = &props.trouble {
        return html! { <p key="trouble" class="state" role="alert"><strong>{format!("▲ {trouble}")}</strong>{" "}{trouble.remedy()}</p> };
    }
    if let Some(digest) = digest {
        let up_to = if *arrivals == 1 { "one NMI".to_owned() } else { format!("up to {arrivals} NMIs") };
        return html! {
            <p key="done" class="state" role="status">
                {format!("{states} states, {up_to}; digest ")}<code>{digest.clone()}</code>
            </p>
        };
    }
    let again = *arrivals;
    if *stopped {
        let on_click = props.act.reform(move |_: MouseEvent| Action::Prove(again));
        return html! {
            <p key="stopped" class="state">
                {format!("Stopped after {states} states. ")}
                <button type="button" class="button" onclick={on_click}>{"Start again"}</button>
            </p>
        };
    }
    html! {
        <p key="running" class="state">
            <label for="proofs-progress">{"Searching"}</label>
            {" "}
            <progress id="proofs-progress" max="1000" value={progress.permille.to_string()} />
            {" "}
            <span>{format!("{states} states")}</span>
            {" "}
            <button type="button" class="button" onclick={props.act.reform(|_: MouseEvent| Action::Stop)}>{"Stop"}</button>
        </p>
    }
}

fn cell(row: &Explored, scenario: &Scenario, arrivals: u8) -> Html {
    let (states, bounded) = match &row.found {
        Found::Impossible { reason } => {
            let title = format!("cannot exist: {reason}");
            return html! { <span class="none" {title}><span aria-hidden="true">{"–"}</span><span class="unseen">{"cannot exist"}</span></span> };
        }
        Found::Searched { states, bounded, .. } => (*states, *bounded),
    };
    let over = format!("{} states, NMIs at most {arrivals}", count(u64::from(states)));
    if row.broken().is_empty() {
        let (sign, title) = if bounded {
            ("?", format!("not proved beyond {over}"))
        } else {
            ("✓", format!("all properties proved over {over}"))
        };
        return html! {
            <span class="proof" title={title.clone()}>
                <span aria-hidden="true">{sign}</span>{" "}<span class="states">{count(u64::from(states)).to_string()}</span>
                <span class="unseen">{if bounded { " states, not proved beyond" } else { " states, proved" }}</span>
            </span>
        };
    }
    let letter = |broken: &playground::Broken| {
        // Its own link has nothing of what else is set here.
        let nmi = Link::read(&broken.fragment).scenario.nmi;
        let fragment = scenario.with_nmi(nmi).fragment();
        let label = format!("{} in {} steps", broken.property.broken(), broken.steps);
        html! {
            <a key={broken.property.name()} class="letter broke" href={format!("#{fragment}")} aria-label={label.clone()} title={label}>
                {broken.property.letter()}
            </a>
        }
    };
    html! { <span class="letters-of" title={format!("the others hold in {over}")}>{ for row.broken().iter().map(letter) }</span> }
}
