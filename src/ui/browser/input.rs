//! Form inputs.

use wasm_bindgen::JsCast;
use yew::{Event, InputEvent, NodeRef, TargetCast};

/// Returns the value of the input that an event comes from.
pub fn value(event: &InputEvent) -> String {
    event.target_unchecked_into::<web_sys::HtmlInputElement>().value()
}

/// Returns the files that were chosen in the input that an event comes from.
pub fn files(event: &Event) -> Vec<web_sys::File> {
    let input = event.target_unchecked_into::<web_sys::HtmlInputElement>();
    let list = input.files();
    let files = list.map(|list| (0..list.length()).filter_map(|index| list.get(index)).collect());
    files.unwrap_or_default()
}

/// Opens the browser's file chooser for a hidden input. Clears the input first, so that the same files can be chosen
/// again.
pub fn choose_files(input: &NodeRef) {
    if let Some(input) = input.cast::<web_sys::HtmlInputElement>() {
        input.set_value("");
        input.click();
    }
}

/// Focuses an input and selects its text, up to an offset in UTF-16 units if there is one.
pub fn select(input: &NodeRef, end: Option<u32>) {
    if let Some(input) = input.cast::<web_sys::HtmlInputElement>() {
        let _ = input.unchecked_ref::<web_sys::HtmlElement>().focus();
        match end {
            Some(end) => {
                let _ = input.set_selection_range(0, end);
            }
            None => input.select(),
        }
    }
}
