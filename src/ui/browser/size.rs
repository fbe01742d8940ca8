//! Sizes and scroll positions of elements.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::{MouseEvent, NodeRef, hook, use_effect, use_effect_with, use_state_eq};

use drydock::playground::viewport::Size;

/// Returns the inner size of an element and renders again when it changes. The size is zero until the element is in
/// the document.
#[hook]
pub fn use_size(element: &NodeRef) -> Size {
    let size = use_state_eq(Size::default);
    let node = element.clone();
    let setter = size.setter();
    use_effect_with((), move |()| {
        let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let Ok(entry) = entries.get(0).dyn_into::<web_sys::ResizeObserverEntry>() else {
                return;
            };
            let rect = entry.content_rect();
            setter.set(Size {
                width: rect.width(),
                height: rect.height(),
            });
        });
        let observer = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, node.cast::<web_sys::Element>()) {
            observer.observe(&element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(closure);
        }
    });
    *size
}

/// Returns the horizontal position of an event in an element, in percent of the element's width.
pub fn percent_of_width(event: &MouseEvent, element: &NodeRef) -> f64 {
    rect(element).map_or(50.0, |rect| {
        (f64::from(event.client_x()) - rect.x()) / rect.width().max(1.0) * 100.0
    })
}

/// Returns the vertical position of an event in an element, in percent of the element's height.
pub fn percent_of_height(event: &MouseEvent, element: &NodeRef) -> f64 {
    rect(element).map_or(50.0, |rect| {
        (f64::from(event.client_y()) - rect.y()) / rect.height().max(1.0) * 100.0
    })
}

fn rect(element: &NodeRef) -> Option<web_sys::DomRect> {
    let element = element.cast::<web_sys::Element>()?;
    Some(element.get_bounding_client_rect())
}

/// Returns how far an element is scrolled down, in whole steps of `step` pixels, and renders again when that changes.
#[hook]
pub fn use_scroll_steps(element: &NodeRef, step: f64) -> usize {
    let steps = use_state_eq(|| 0);
    let (node, setter) = (element.clone(), steps.setter());
    // The element may be replaced by any rendering, so the listener is attached again after each.
    use_effect(move || {
        let target = node.cast::<web_sys::Element>();
        let listener = target.map(|target| {
            let element = target.clone();
            EventListener::new(&target, "scroll", move |_| {
                setter.set((f64::from(element.scroll_top()) / step) as usize);
            })
        });
        move || drop(listener)
    });
    *steps
}

/// Scrolls an element by the shortest distance that shows a vertical range of its content, given in pixels. `covers` are
/// the heights of the fixed parts that cover its top and bottom.
pub fn scroll_to_range(element: &NodeRef, (start, end): (f64, f64), covers: (f64, f64)) {
    let Some(element) = element.cast::<web_sys::Element>() else {
        return;
    };
    let scroll_top = f64::from(element.scroll_top());
    let visible_height = f64::from(element.client_height()) - covers.0 - covers.1;
    let target = if start < scroll_top {
        start
    } else {
        scroll_top.max(end - visible_height)
    };
    element.set_scroll_top(target.round() as i32);
}
