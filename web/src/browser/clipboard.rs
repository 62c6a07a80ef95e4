//! Copying text.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::browser::window;

/// Whether the text is on the clipboard now. It is not where the page is not served securely, or the user forbids it.
pub async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    // Missing without a secure context, although the binding promises it.
    let clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"));
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
