//! Listening to the page as a whole.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use yew::{Callback, FocusEvent};

/// Calls when the page is hidden or left.
pub fn on_leave(callback: Callback<()>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let hide = callback.clone();
    let mut listeners = vec![EventListener::new(&window, "pagehide", move |_| hide.emit(()))];
    if let Some(document) = window.document() {
        listeners.push(EventListener::new(&document, "visibilitychange", move |_| {
            callback.emit(())
        }));
    }
    listeners
}

/// Calls when the address's fragment changes.
pub fn on_fragment(callback: Callback<()>) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "hashchange", move |_| callback.emit(())))
}

/// Calls when Escape is pressed anywhere.
pub fn on_escape(callback: Callback<()>) -> Option<EventListener> {
    let document = web_sys::window()?.document()?;
    Some(EventListener::new(&document, "keydown", move |event| {
        let escape = event
            .dyn_ref::<web_sys::KeyboardEvent>()
            .is_some_and(|event| event.key() == "Escape" && !event.default_prevented());
        if escape {
            callback.emit(());
        }
    }))
}

/// Whether an element got the focus by keyboard, and shows it.
pub fn by_keyboard(event: &FocusEvent) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.matches(":focus-visible").unwrap_or(false))
}
