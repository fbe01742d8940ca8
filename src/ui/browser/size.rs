//! The size of elements.

use drydock::playground::viewport::Size;
use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::{MouseEvent, NodeRef, hook, use_effect, use_effect_with, use_state_eq};

/// The inner size of an element, now and whenever it changes; nothing before it is in the page.
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

/// Where an event is in an element, in percent of its width or height.
pub fn share_at(event: &MouseEvent, element: &NodeRef, of_width: bool) -> f64 {
    let Some(rect) = element
        .cast::<web_sys::Element>()
        .map(|element| element.get_bounding_client_rect())
    else {
        return 50.0;
    };
    if of_width {
        (f64::from(event.client_x()) - rect.x()) / rect.width().max(1.0) * 100.0
    } else {
        (f64::from(event.client_y()) - rect.y()) / rect.height().max(1.0) * 100.0
    }
}

/// How far an element is scrolled down, in whole steps of so many pixels.
#[hook]
pub fn use_scrolled(element: &NodeRef, step: f64) -> usize {
    let steps = use_state_eq(|| 0);
    let (node, setter) = (element.clone(), steps.setter());
    // The element may come and go with what is shown, so it is looked for after each rendering.
    use_effect(move || {
        let target = node.cast::<web_sys::Element>();
        let listener = target.map(|target| {
            let scrolled = target.clone();
            EventListener::new(&target, "scroll", move |_| {
                setter.set((f64::from(scrolled.scroll_top()) / step) as usize);
            })
        });
        move || drop(listener)
    });
    *steps
}
