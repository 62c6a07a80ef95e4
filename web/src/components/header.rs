//! The head of the page: its name, the views, the presets, the link, the theme.

use std::rc::Rc;

use scenario::{Scenario, View};
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlDetailsElement, HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

use crate::components::share_sheet::ShareSheet;
use crate::components::theme_switch::ThemeSwitch;

/// A preset of a view, as the menu has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows.
    pub sentence: &'static str,
    /// Where the story is from.
    pub source: &'static str,
    /// Its link's fragment.
    pub fragment: String,
}

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The scenario.
    pub scenario: Scenario,
    /// The view's presets.
    pub presets: Rc<[Entry]>,
    /// The preset that it is, where it is one.
    pub current: Option<&'static str>,
    /// The fingerprint of its result, once that is known.
    pub digest: Option<AttrValue>,
}

/// The head.
#[function_component]
pub fn Header(props: &Props) -> Html {
    let view = |view: View| {
        let current = view == props.scenario.view;
        let fragment = if current { props.scenario.fragment() } else { props.scenario.in_view(view).fragment() };
        html! {
            <a key={view.id()} href={format!("#{fragment}")} aria-current={current.then_some("page")}>{view.title()}</a>
        }
    };
    let preset = props.presets.iter().find(|preset| props.current == Some(preset.name));
    let title =
        preset.map_or_else(|| format!("pgd playground, {}", props.scenario.view.title()), |it| it.title.to_owned());
    html! {
        <header class="top">
            <a class="name" href="#v=1&view=compare">{"pgd playground"}</a>
            <nav class="views" aria-label="View">
                { for View::ALL.map(view) }
                <a key="book" href="book/">{"Book"}</a>
            </nav>
            <nav aria-label="Scenario">
                <Presets presets={props.presets.clone()} current={props.current} />
                <ShareSheet scenario={props.scenario.clone()} {title} digest={props.digest.clone()} />
            </nav>
            <ThemeSwitch />
        </header>
    }
}

#[derive(PartialEq, Properties)]
struct PresetsProps {
    presets: Rc<[Entry]>,
    current: Option<&'static str>,
}

/// A list of links that unfolds. It folds when one is followed, on Escape, and when the focus goes elsewhere.
#[function_component]
fn Presets(props: &PresetsProps) -> Html {
    let node = use_node_ref();
    let fold = {
        let node = node.clone();
        move || {
            if let Some(details) = node.cast::<HtmlDetailsElement>() {
                details.set_open(false);
            }
        }
    };
    let on_key = {
        let (node, fold) = (node.clone(), fold.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                fold();
                let summary =
                    node.cast::<HtmlDetailsElement>().and_then(|details| details.query_selector("summary").ok()?);
                if let Some(summary) = summary {
                    let _ = summary.unchecked_into::<HtmlElement>().focus();
                }
            }
        })
    };
    let on_leave = {
        let (node, fold) = (node.clone(), fold.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
            let stays = to.is_some_and(|to| node.get().is_some_and(|node| node.contains(Some(&to))));
            if !stays {
                fold();
            }
        })
    };
    let items = props.presets.iter().map(|preset| {
        let fold = fold.clone();
        let current = props.current == Some(preset.name);
        html! {
            <li key={preset.name}>
                <a
                    href={format!("#{}", preset.fragment)}
                    aria-current={current.then_some("true")}
                    onclick={Callback::from(move |_: MouseEvent| fold())}
                >
                    <strong>{preset.title}</strong>
                    <span>{preset.sentence}</span>
                    <small>{preset.source}</small>
                </a>
            </li>
        }
    });
    html! {
        <details class="menu" ref={node.clone()} onkeydown={on_key} onfocusout={on_leave}>
            <summary class="button">{"Presets"}</summary>
            <ul tabindex="-1">{for items}</ul>
        </details>
    }
}
