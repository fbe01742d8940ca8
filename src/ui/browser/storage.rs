//! The browser's local storage.

use wasm_bindgen::{JsCast, JsValue};

use drydock::playground::{StorageKey, StoredTexts};

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Reads all stored texts.
pub fn read() -> StoredTexts {
    StoredTexts {
        project: read_key(StorageKey::Project),
        link_copy: read_key(StorageKey::LinkCopy),
        settings: read_key(StorageKey::Settings),
        unsaved_edits: read_key(StorageKey::UnsavedEdits),
    }
}

/// Reads one stored text.
pub fn read_key(key: StorageKey) -> Option<String> {
    storage()?.get_item(key.name()).ok()?
}

/// Stores a text.
///
/// # Errors
/// When the storage is full or the browser allows none. The error is a reason for the visitor.
pub fn write(key: StorageKey, text: &str) -> Result<(), String> {
    let storage = storage().ok_or("the browser allows no storage for this page")?;
    storage.set_item(key.name(), text).map_err(|error| reason(&error))
}

/// Erases a text.
pub fn erase(key: StorageKey) {
    if let Some(storage) = storage() {
        // A key that can't be removed could not be written either.
        let _ = storage.remove_item(key.name());
    }
}

fn reason(error: &JsValue) -> String {
    let name = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.name()));
    let name = name.or_else(|| js_sys::Reflect::get(error, &"name".into()).ok()?.as_string());
    match name.as_deref() {
        Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => "the storage is full".to_owned(),
        _ => "the browser denied access to its storage".to_owned(),
    }
}
