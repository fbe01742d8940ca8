//! Files for the reader.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use drydock::playground::Download;

/// Offers a file; does nothing where the browser can't.
pub fn offer(file: &Download) {
    // There is no one to tell: a browser that can't make a link can't show a message either.
    let _ = try_offer(file);
}

fn try_offer(file: &Download) -> Result<(), JsValue> {
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or(JsValue::NULL)?;
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(&file.bytes[..]));
    let kind = BlobPropertyBag::new();
    kind.set_type(file.media_type);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(&file.name);
    anchor.click();
    Url::revoke_object_url(&address)
}
