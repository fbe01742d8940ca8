//! The browser's storage: the local storage, which all tabs share, and the session storage, which each tab has.

use wasm_bindgen::{JsCast, JsValue};

use drydock::playground::{ProjectId, StorageKey, StoredTexts};

/// Key of the tab's project in the session storage.
const TAB_PROJECT: &str = "drydock.tab";

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn session_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// Reads all stored texts.
pub fn read() -> StoredTexts {
    let mut texts = StoredTexts {
        settings: read_key(&StorageKey::Settings),
        tab_project: session_storage()
            .and_then(|storage| storage.get_item(TAB_PROJECT).ok()?)
            .and_then(|key| ProjectId::of_key(&key)),
        ..StoredTexts::default()
    };
    let Some(storage) = storage() else {
        return texts;
    };
    let length = storage.length().unwrap_or_default();
    let keys: Vec<String> = (0..length).filter_map(|index| storage.key(index).ok()?).collect();
    for key in keys {
        let Ok(Some(text)) = storage.get_item(&key) else {
            continue;
        };
        if let Some(id) = ProjectId::of_key(&key) {
            texts.projects.insert(id, text);
        } else if key.starts_with(StorageKey::UNSAVED_PREFIX) {
            texts.unsaved_edits.push(text);
        }
    }
    texts
}

/// Reads one stored text.
pub fn read_key(key: &StorageKey) -> Option<String> {
    storage()?.get_item(&key.name()).ok()?
}

/// Remembers the project to open when the tab is reloaded.
pub fn remember_project(id: &ProjectId) {
    if let Some(storage) = session_storage() {
        // Without it, a reload opens the project that was used last.
        let _ = storage.set_item(TAB_PROJECT, id.key());
    }
}

/// Stores a text.
///
/// # Errors
/// When the storage is full or the browser does not allow storage. The error is a message for the visitor.
pub fn write(key: &StorageKey, text: &str) -> Result<(), String> {
    let storage = storage().ok_or("the browser allows no storage for this page")?;
    storage.set_item(&key.name(), text).map_err(|error| reason(&error))
}

/// Erases a text.
pub fn erase(key: &StorageKey) {
    if let Some(storage) = storage() {
        // A key that can't be removed could not be written either.
        let _ = storage.remove_item(&key.name());
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
