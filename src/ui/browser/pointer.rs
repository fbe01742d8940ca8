//! Where pointers are, and wheels.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use yew::{Callback, MouseEvent, NodeRef, PointerEvent, hook, use_effect_with};

use drydock::layout::Point;

/// Where an event is, seen from an element's upper left corner.
pub fn at(event: &MouseEvent, element: &NodeRef) -> Point {
    let corner = element
        .cast::<web_sys::Element>()
        .map(|element| element.get_bounding_client_rect());
    let (x, y) = corner.map_or((0.0, 0.0), |corner| (corner.x(), corner.y()));
    Point {
        x: f64::from(event.client_x()) - x,
        y: f64::from(event.client_y()) - y,
    }
}

/// The pointer's events go to this element until it is let go.
pub fn capture(event: &PointerEvent, element: &NodeRef) {
    if let Some(element) = element.cast::<web_sys::Element>() {
        // It refuses a pointer that is gone already.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// A turn of the wheel over an element.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turn {
    /// Where, seen from the element's corner.
    pub at: Point,
    /// How far, in pixels.
    pub by: Point,
    /// Ctrl is held, or it is a pinch on a touch pad.
    pub zoom: bool,
    /// Shift is held.
    pub sideways: bool,
}

/// Hears the wheel over an element; when the callback says so, the page does not scroll.
#[hook]
pub fn use_wheel(element: &NodeRef, callback: Callback<Turn, bool>) {
    let node = element.clone();
    use_effect_with(callback, move |callback| {
        let callback = callback.clone();
        let target = node.cast::<web_sys::Element>();
        let listener = target.map(|target| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&target, "wheel", options, move |event| {
                let Some(wheel) = event.dyn_ref::<web_sys::WheelEvent>() else {
                    return;
                };
                let unit = if wheel.delta_mode() == 0 { 1.0 } else { 16.0 };
                let turn = Turn {
                    at: at(wheel, &node),
                    by: Point {
                        x: wheel.delta_x() * unit,
                        y: wheel.delta_y() * unit,
                    },
                    zoom: wheel.ctrl_key() || wheel.meta_key(),
                    sideways: wheel.shift_key(),
                };
                if callback.emit(turn) {
                    event.prevent_default();
                }
            })
        });
        move || drop(listener)
    });
}
