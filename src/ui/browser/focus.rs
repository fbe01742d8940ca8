//! Keyboard focus.

use wasm_bindgen::JsCast;
use yew::{FocusEvent, NodeRef};

/// Focuses an element.
pub fn focus(element: &NodeRef) {
    if let Some(element) = element.cast::<web_sys::HtmlElement>() {
        let _ = element.focus();
    }
}

/// Moves the focus by a number of items in a list, wrapping around at both ends. Without a focused item, focuses the
/// first or the last item.
pub fn move_in_list(list: &NodeRef, selector: &str, by: i32) {
    let Some(items) = list
        .cast::<web_sys::Element>()
        .and_then(|list| list.query_selector_all(selector).ok())
    else {
        return;
    };
    let count = items.length() as i32;
    if count == 0 {
        return;
    }
    let focused = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.active_element());
    let current = (0..count).find(|&index| items.get(index as u32).as_ref() == focused.as_deref());
    let next = match current {
        Some(index) => (index + by).rem_euclid(count),
        None if by < 0 => count - 1,
        None => 0,
    };
    if let Some(item) = items
        .get(next as u32)
        .and_then(|item| item.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = item.focus();
    }
}

/// Whether an element received the focus by keyboard, so that the browser shows a focus ring.
pub fn is_visible(event: &FocusEvent) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.matches(":focus-visible").unwrap_or(false))
}
