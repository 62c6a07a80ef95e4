//! The listing, with the micro-op that is next.

use nmi_sim::Section;
use web_sys::HtmlElement;
use yew::prelude::*;

use std::rc::Rc;

/// What is shown.
#[derive(Properties)]
pub struct Props {
    /// All code of the machine.
    pub sections: Rc<Vec<Section>>,
    /// The place that is next.
    pub at: u8,
    /// The address from which the pane is named.
    pub handler: &'static str,
}

impl PartialEq for Props {
    fn eq(&self, other: &Props) -> bool {
        self.at == other.at && Rc::ptr_eq(&self.sections, &other.sections)
    }
}

/// The pane. It scrolls by itself so that the next micro-op is in sight.
#[function_component]
pub fn Listing(props: &Props) -> Html {
    let pane = use_node_ref();
    use_effect_with((props.at, Rc::as_ptr(&props.sections)), {
        let pane = pane.clone();
        move |_| {
            if let Some(pane) = pane.cast::<HtmlElement>() {
                bring_into_sight(&pane);
            }
        }
    });
    let section = |section: &Section| {
        let line = |(offset, line): (usize, &nmi_sim::Line)| {
            let at = section.start + offset as u8;
            let next = at == props.at;
            html! {
                <li key={offset} class={next.then_some("next")} aria-current={next.then_some("step")} title={line.says()}>
                    <span class="label">{line.label().map(|label| format!("{}:", label.name())).unwrap_or_default()}</span>
                    <span class="offset">{format!("+{offset}")}</span>
                    <code>{line.text()}</code>
                </li>
            }
        };
        html! {
            <div key={section.start} class="listed">
                <h3>{section.name}</h3>
                <ol>{ for section.lines.iter().enumerate().map(line) }</ol>
            </div>
        }
    };
    html! {
        <section class="pane listing" aria-label="Listing">
            <h2>{"Listing"}<span class="of">{props.handler}</span></h2>
            <div class="scroll" ref={pane} tabindex="0" role="group" aria-label={format!("Listing of {}", props.handler)}>
                { for props.sections.iter().map(section) }
            </div>
        </section>
    }
}

/// Within the pane alone: the page itself must not move under the reader.
fn bring_into_sight(pane: &HtmlElement) {
    let Ok(Some(line)) = pane.query_selector(".next") else { return };
    let (outer, inner) = (pane.get_bounding_client_rect(), line.get_bounding_client_rect());
    let margin = outer.height() / 4.0;
    let beyond = if inner.top() < outer.top() + margin {
        inner.top() - outer.top() - margin
    } else if inner.bottom() > outer.bottom() - margin {
        inner.bottom() - outer.bottom() + margin
    } else {
        return;
    };
    pane.set_scroll_top(pane.scroll_top() + beyond as i32);
}
