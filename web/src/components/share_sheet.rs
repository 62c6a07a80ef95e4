//! The sheet from which a scenario is passed on: the link in its forms, what it holds, and how long it is.

use js_sys::encode_uri_component;
use scenario::{Claim, LINK_MAX, LINK_WARN, Scenario, Share};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlDialogElement, HtmlInputElement};
use yew::prelude::*;

use crate::browser::{address, window};
use crate::components::copy_button::CopyButton;

/// No scenario's file is longer.
const FILE_MAX: f64 = 1_000_000.0;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The scenario.
    pub scenario: Scenario,
    /// What it is called.
    pub title: AttrValue,
    /// The fingerprint of its result, once that is known.
    pub digest: Option<AttrValue>,
}

/// The button that opens it, and the sheet.
#[function_component]
pub fn ShareSheet(props: &Props) -> Html {
    let dialog = use_node_ref();
    let open = use_state_eq(|| false);
    let claims = use_state_eq(|| true);
    use_effect_with((*open, dialog.clone()), |(open, dialog)| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>().filter(|_| *open) {
            // Only one that is open already refuses.
            let _ = dialog.show_modal();
        }
    });
    let set_open = |value: bool| {
        let open = open.setter();
        Callback::from(move |_: MouseEvent| open.set(value))
    };
    let on_close = {
        let open = open.setter();
        Callback::from(move |_: Event| open.set(false))
    };
    let on_claims = {
        let claims = claims.setter();
        Callback::from(move |event: Event| {
            claims.set(event.target_unchecked_into::<HtmlInputElement>().checked());
        })
    };
    html! {
        <>
            <button type="button" class="button" aria-haspopup="dialog" onclick={set_open(true)}>{"Share"}</button>
            <dialog class="sheet" aria-labelledby="share-title" ref={dialog} onclose={on_close}>
                if *open {
                    <div key="sheet">{sheet(props, *claims, on_claims, set_open(false))}</div>
                } else {
                    <span key="no-sheet"></span>
                }
            </dialog>
        </>
    }
}

fn sheet(props: &Props, claims: bool, on_claims: Callback<Event>, close: Callback<MouseEvent>) -> Html {
    let claim = props.digest.as_ref().filter(|_| claims).map(|digest| Claim::of(digest));
    let share = Share::new(&address::page(), &props.title, &props.scenario, claim.as_ref());
    let link = share.link();
    let length = link.chars().count();
    let contents = props.scenario.contents().into_iter().enumerate();
    html! {
        <>
            <div class="sheet-head">
                <h2 id="share-title">{"Share this scenario"}</h2>
                <button type="button" class="button" onclick={close}>{"Close"}</button>
            </div>
            if length > LINK_MAX {
                <p key="file" class="sheet-warning">
                    {format!("▲ The link has {length} characters, more than many programs carry. Pass it on as a file: ")}
                    <a class="button" download="scenario.pgd" href={format!("data:text/plain;charset=utf-8,{}", String::from(encode_uri_component(&share.file())))}>
                        {"Save scenario.pgd"}
                    </a>
                </p>
            } else {
                <div key="forms" class="sheet-forms">
                    {form("Link", "Copy link", link)}
                    {form("Markdown", "Copy Markdown", share.markdown())}
                    {form("iframe", "Copy iframe", share.iframe())}
                    {form("Element", "Copy element", share.element())}
                    {form("Terminal", "Copy command", share.command())}
                </div>
            }
            <p class="sheet-length">
                {format!("The link has {length} characters. ")}
                if length > LINK_WARN && length <= LINK_MAX {
                    <strong key="long">{"▲ Some programs cut links of more than 2,000."}</strong>
                }
            </p>
            <label class="sheet-claim">
                <input type="checkbox" checked={claims && props.digest.is_some()} disabled={props.digest.is_none()} onchange={on_claims} />
                {" With the result’s digest, so that readers are told if the model has changed since"}
            </label>
            <div class="sheet-contents">
                <h3>{"What it holds"}</h3>
                <ul>{ for contents.map(|(at, sentence)| html! { <li key={at}>{sentence}</li> }) }</ul>
                <p>{"Nothing else. What stands behind the # stays in the browser: no server is told."}</p>
            </div>
            <label class="sheet-open">
                {"Open a saved scenario "}
                <input type="file" accept=".pgd,.txt,text/plain" onchange={Callback::from(|event: Event| open_file(&event))} />
            </label>
        </>
    }
}

fn form(name: &'static str, copy: &'static str, text: String) -> Html {
    html! {
        <div class="sheet-form">
            <label>
                <span>{name}</span>
                <input type="text" readonly=true spellcheck="false" value={text.clone()} />
            </label>
            <CopyButton {text} label={copy} />
        </div>
    }
}

/// Opens what a file has as if it stood in the address, where whatever is wrong with it is told.
fn open_file(event: &Event) {
    let files = event.target_unchecked_into::<HtmlInputElement>().files();
    let Some(file) = files.and_then(|files| files.get(0)).filter(|file: &File| file.size() <= FILE_MAX) else { return };
    spawn_local(async move {
        if let Some(text) = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) {
            let _ = window().location().set_hash(text.trim());
        }
    });
}
