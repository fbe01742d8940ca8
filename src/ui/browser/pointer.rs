//! Pointers and wheels.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use yew::{Callback, MouseEvent, NodeRef, PointerEvent, hook, use_effect_with};

use drydock::layout::Point;

/// Height of a line for wheels that report lines, in pixels.
const LINE_HEIGHT: f64 = 16.0;

/// Returns the position of an event relative to an element's upper left corner.
pub fn position(event: &MouseEvent, element: &NodeRef) -> Point {
    let corner = element
        .cast::<web_sys::Element>()
        .map(|element| element.get_bounding_client_rect());
    let (x, y) = corner.map_or((0.0, 0.0), |corner| (corner.x(), corner.y()));
    Point {
        x: f64::from(event.client_x()) - x,
        y: f64::from(event.client_y()) - y,
    }
}

/// Sends the pointer's events to an element until the pointer is released.
pub fn capture(event: &PointerEvent, element: &NodeRef) {
    if let Some(element) = element.cast::<web_sys::Element>() {
        // This fails only for a pointer that is already gone.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// A movement of the wheel over an element.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wheel {
    /// Position of the pointer relative to the element's upper left corner.
    pub at: Point,
    /// Distance in pixels.
    pub by: Point,
    /// Whether Ctrl is pressed, or the movement is a pinch on a touchpad.
    pub zoom: bool,
    /// Whether Shift is pressed.
    pub shift: bool,
}

/// Calls back when the wheel moves over an element. The page does not scroll if the callback returns `true`.
#[hook]
pub fn use_wheel(element: &NodeRef, callback: Callback<Wheel, bool>) {
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
                let unit = if wheel.delta_mode() == 0 { 1.0 } else { LINE_HEIGHT };
                let movement = Wheel {
                    at: position(wheel, &node),
                    by: Point {
                        x: wheel.delta_x() * unit,
                        y: wheel.delta_y() * unit,
                    },
                    zoom: wheel.ctrl_key() || wheel.meta_key(),
                    shift: wheel.shift_key(),
                };
                if callback.emit(movement) {
                    event.prevent_default();
                }
            })
        });
        move || drop(listener)
    });
}
