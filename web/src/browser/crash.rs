//! What a user sees when the page itself breaks: a panel with a way out, never a page that does nothing.

use std::panic::PanicHookInfo;

use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;

use crate::browser::document;
use crate::embed::host;

/// Shows the panel that index.html has ready. Nothing of the page's own state can be trusted any more.
pub fn show(panic: &PanicHookInfo<'_>) {
    let detail = panic.to_string();
    web_sys::console::error_1(&detail.as_str().into());
    host::tell_error(&detail);
    let element =
        |id: &str| document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let (Some(app), Some(panel), Some(line)) = (element("app"), element("boot-trouble"), element("boot-detail")) {
        app.set_hidden(true);
        if let Ok(Some(reason)) = panel.query_selector("[data-reason=crash]") {
            let _ = reason.remove_attribute("hidden");
        }
        line.set_text_content(Some(&detail));
        line.set_hidden(false);
        panel.set_hidden(false);
    }
}
