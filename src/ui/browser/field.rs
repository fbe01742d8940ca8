//! Form fields.

use wasm_bindgen::JsCast;
use yew::{Event, InputEvent, NodeRef, TargetCast};

/// What is written in the field of an event.
pub fn value(event: &InputEvent) -> String {
    event.target_unchecked_into::<web_sys::HtmlInputElement>().value()
}

/// The files picked in the field of an event, and the field made empty, so that the same files can be
/// picked again.
pub fn files(event: &Event) -> Vec<web_sys::File> {
    let field = event.target_unchecked_into::<web_sys::HtmlInputElement>();
    let list = field.files();
    let files = list.map(|list| (0..list.length()).filter_map(|index| list.get(index)).collect());
    files.unwrap_or_default()
}

/// Clicks a field that is out of sight, so that the browser asks for files.
pub fn click(field: &NodeRef) {
    if let Some(field) = field.cast::<web_sys::HtmlInputElement>() {
        field.set_value("");
        field.click();
    }
}

/// Selects all that is written in a field, up to a byte that is given in UTF-16 units.
pub fn select(field: &NodeRef, units: Option<u32>) {
    if let Some(field) = field.cast::<web_sys::HtmlInputElement>() {
        let _ = field.unchecked_ref::<web_sys::HtmlElement>().focus();
        match units {
            Some(end) => {
                let _ = field.set_selection_range(0, end);
            }
            None => field.select(),
        }
    }
}
