//! Event listeners for the whole page.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use yew::Callback;

/// Calls back when the page is hidden, reloaded or closed. On a busy machine, only `beforeunload` precedes a reload.
pub fn on_leave(callback: Callback<()>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let listen = |event: &'static str| {
        let callback = callback.clone();
        EventListener::new(&window, event, move |_| callback.emit(()))
    };
    let mut listeners = vec![listen("beforeunload"), listen("pagehide")];
    if let Some(document) = window.document() {
        listeners.push(EventListener::new(&document, "visibilitychange", move |_| {
            callback.emit(())
        }));
    }
    listeners
}

/// Calls back when the URL's fragment changes.
pub fn on_fragment_change(callback: Callback<()>) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "hashchange", move |_| callback.emit(())))
}

/// Calls back when another tab stores or erases a text. The argument is the key's name.
pub fn on_stored_elsewhere(callback: Callback<String>) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "storage", move |event| {
        let stored = event.dyn_ref::<web_sys::StorageEvent>();
        if let Some(key) = stored.and_then(|event| event.key()) {
            callback.emit(key);
        }
    }))
}

/// Calls back when Escape is pressed and no element has handled it.
pub fn on_escape(callback: Callback<()>) -> Option<EventListener> {
    let document = web_sys::window()?.document()?;
    Some(EventListener::new(&document, "keydown", move |event| {
        let is_escape = event
            .dyn_ref::<web_sys::KeyboardEvent>()
            .is_some_and(|event| event.key() == "Escape" && !event.default_prevented());
        if is_escape {
            callback.emit(());
        }
    }))
}
