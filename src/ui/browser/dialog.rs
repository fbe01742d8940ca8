//! Modal dialogs: the browser's `<dialog>`, which keeps the focus inside and closes on Escape.

use yew::NodeRef;

/// Opens a `<dialog>` as a modal dialog.
pub fn open(dialog: &NodeRef) {
    if let Some(dialog) = dialog.cast::<web_sys::HtmlDialogElement>()
        && !dialog.open()
    {
        // This fails only for an element that is not in the document, and then there is nothing to open.
        let _ = dialog.show_modal();
    }
}
