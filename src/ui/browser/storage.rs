//! The browser's local storage.

use drydock::playground::{Key, Stored};
use wasm_bindgen::{JsCast, JsValue};

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Everything that is kept.
pub fn read() -> Stored {
    let storage = storage();
    let get = |key: Key| storage.as_ref()?.get_item(key.name()).ok()?;
    Stored {
        project: get(Key::Project),
        copy: get(Key::Copy),
        settings: get(Key::Settings),
    }
}

/// Keeps a text.
///
/// # Errors
/// Why it can't, in a few words: the storage is full, or the browser has none.
pub fn write(key: Key, text: &str) -> Result<(), String> {
    let storage = storage().ok_or("the browser allows no storage here")?;
    storage.set_item(key.name(), text).map_err(|error| reason(&error))
}

/// Drops a text.
pub fn erase(key: Key) {
    if let Some(storage) = storage() {
        // A key that can't be removed was not written either.
        let _ = storage.remove_item(key.name());
    }
}

fn reason(error: &JsValue) -> String {
    let name = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.name()));
    let name = name.or_else(|| js_sys::Reflect::get(error, &"name".into()).ok()?.as_string());
    match name.as_deref() {
        Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => "its storage is full".to_owned(),
        _ => "the browser refuses to store it".to_owned(),
    }
}
