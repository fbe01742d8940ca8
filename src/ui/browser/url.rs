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

/// Replaces the fragment without a new entry in the browser's history. An empty one is removed.
pub fn replace_fragment(fragment: &str) {
    let separator = if fragment.is_empty() { "" } else { "#" };
    let url = format!("{}{separator}{fragment}", page_url());
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        // A sandboxed page may not change its URL. The fragment then stays, and still opens an older state.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&url));
    }
}
