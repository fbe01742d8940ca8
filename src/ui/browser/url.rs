//! The page's URL.

use wasm_bindgen::JsValue;

/// Returns the page's URL without its fragment.
pub fn page_url() -> String {
    let href = web_sys::window()
        .and_then(|window| window.location().href().ok())
        .unwrap_or_default();
    let end = href.find('#').unwrap_or(href.len());
    href[..end].to_owned()
}

/// Returns the fragment without `#`, or an empty text if there is none.
pub fn fragment() -> String {
    let hash = web_sys::window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// Removes the fragment without a new entry in the browser's history.
pub fn clear_fragment() {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        // A sandboxed page may not change its URL. The fragment then stays, which does no harm.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&page_url()));
    }
}
