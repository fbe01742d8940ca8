//! Moving and zooming the graph with pointers.

use std::cell::RefMut;
use std::collections::BTreeMap;

use yew::prelude::*;

use drydock::layout::Point;
use drydock::playground::viewport::Viewport;

use crate::ui::browser;

/// Maximum distance that a pointer moves during a click, in pixels.
const CLICK_DISTANCE: f64 = 4.0;

/// The pressed pointers.
#[derive(Default)]
struct Pointers {
    /// Positions by pointer id.
    positions: BTreeMap<i32, Point>,
    /// Distance moved since a pointer was last pressed, in pixels.
    distance: f64,
}

/// The event handlers of a drag.
pub struct Drag {
    /// Handles a pressed pointer.
    pub onpointerdown: Callback<PointerEvent>,
    /// Handles a moved pointer.
    pub onpointermove: Callback<PointerEvent>,
    /// Handles a released or canceled pointer.
    pub onpointerup: Callback<PointerEvent>,
}

/// Returns event handlers with which one pointer moves the graph and two pointers zoom it.
#[hook]
pub fn use_drag(node: &NodeRef, view: Viewport, on_view: Callback<Viewport>) -> Drag {
    let pointers = use_mut_ref(Pointers::default);
    let onpointerdown = {
        let (pointers, node) = (pointers.clone(), node.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                let mut pointers = pointers.borrow_mut();
                let position = browser::pointer::position(&event, &node);
                pointers.positions.insert(event.pointer_id(), position);
                pointers.distance = 0.0;
            }
        })
    };
    let onpointermove = {
        let (pointers, node) = (pointers.clone(), node.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(next) = moved_view(pointers.borrow_mut(), view, &event, &node) {
                on_view.emit(next);
            }
        })
    };
    let onpointerup = Callback::from(move |event: PointerEvent| {
        pointers.borrow_mut().positions.remove(&event.pointer_id());
    });
    Drag {
        onpointerdown,
        onpointermove,
        onpointerup,
    }
}

/// Returns the viewport after a pointer has moved. Returns `None` for a pointer that is not pressed, or while the
/// movement may still be a click.
fn moved_view(
    mut pointers: RefMut<Pointers>,
    view: Viewport,
    event: &PointerEvent,
    node: &NodeRef,
) -> Option<Viewport> {
    let id = event.pointer_id();
    let at = browser::pointer::position(event, node);
    let position = pointers.positions.get_mut(&id)?;
    let before = std::mem::replace(position, at);
    let by = Point {
        x: at.x - before.x,
        y: at.y - before.y,
    };
    let was_click = pointers.distance < CLICK_DISTANCE;
    pointers.distance += by.x.hypot(by.y);
    if pointers.distance < CLICK_DISTANCE {
        return None;
    }
    if was_click {
        // Capturing the pointer earlier would keep clicks from the cards.
        browser::pointer::capture(event, node);
    }
    let mut others = pointers.positions.iter().filter(|(other, _)| **other != id);
    Some(match others.next() {
        None => view.moved(by),
        Some((_, &other)) => {
            let distance = |point: Point| (point.x - other.x).hypot(point.y - other.y).max(1.0);
            view.zoomed(distance(at) / distance(before), other)
        }
    })
}
