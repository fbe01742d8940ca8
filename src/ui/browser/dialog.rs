//! Modal dialogs: the browser's own, which keeps the focus inside and closes on Escape.

use yew::NodeRef;

/// Opens a `<dialog>` above everything.
pub fn open(dialog: &NodeRef) {
    if let Some(dialog) = dialog.cast::<web_sys::HtmlDialogElement>()
        && !dialog.open()
    {
        // It refuses only when it is not in the page, and then there is nothing to open.
        let _ = dialog.show_modal();
    }
}

/// Gives an element the focus.
pub fn focus(element: &NodeRef) {
    if let Some(element) = element.cast::<web_sys::HtmlElement>() {
        let _ = element.focus();
    }
}

/// Gives the focus to the item of a list that lies `by` items from the one that has it, around the ends.
pub fn focus_item(list: &NodeRef, selector: &str, by: i32) {
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
    let active = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.active_element());
    let at = (0..count).find(|&index| items.get(index as u32).as_ref() == active.as_deref());
    let next = match at {
        Some(at) => (at + by).rem_euclid(count),
        None if by < 0 => count - 1,
        None => 0,
    };
    use wasm_bindgen::JsCast;
    if let Some(item) = items
        .get(next as u32)
        .and_then(|item| item.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = item.focus();
    }
}
