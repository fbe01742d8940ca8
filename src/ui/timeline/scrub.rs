//! Moving the playhead with the pointer.

use yew::prelude::*;

use drydock::playground::Action;
use drydock::playground::scale::Scale;
use drydock::sim::Time;

use crate::ui::browser;

/// Maximum distance that a pointer moves during a click, in pixels.
const CLICK_DISTANCE: f64 = 3.0;

/// A pressed pointer.
#[derive(Clone, Copy)]
struct Press {
    /// Position where it was pressed.
    x: f64,
    /// Whether it has moved too far for a click.
    dragging: bool,
}

/// The event handlers that move the playhead.
pub struct Scrub {
    /// Handles a pressed pointer.
    pub onpointerdown: Callback<PointerEvent>,
    /// Handles a moved pointer.
    pub onpointermove: Callback<PointerEvent>,
    /// Handles a released or canceled pointer.
    pub onpointerup: Callback<PointerEvent>,
    /// Handles a click that no bar has handled.
    pub onclick: Callback<MouseEvent>,
}

/// Returns event handlers that move the playhead to where the pointer clicks or drags.
#[hook]
pub fn use_scrub(tracks: &NodeRef, scale: Scale, end: Time, dispatch: Callback<Action>) -> Scrub {
    let press = use_mut_ref(|| None::<Press>);
    let onpointerdown = {
        let (press, tracks) = (press.clone(), tracks.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                *press.borrow_mut() = Some(Press {
                    x: browser::pointer::position(&event, &tracks).x,
                    dragging: false,
                });
            }
        })
    };
    let onpointermove = {
        let (press, tracks, dispatch) = (press.clone(), tracks.clone(), dispatch.clone());
        Callback::from(move |event: PointerEvent| {
            let mut press = press.borrow_mut();
            let Some(press) = press.as_mut() else { return };
            let x = browser::pointer::position(&event, &tracks).x;
            if !press.dragging {
                if (x - press.x).abs() < CLICK_DISTANCE {
                    return;
                }
                press.dragging = true;
                browser::pointer::capture(&event, &tracks);
            }
            dispatch.emit(Action::Seek(scale.time(x, end)));
        })
    };
    let onpointerup = Callback::from(move |_: PointerEvent| {
        press.borrow_mut().take();
    });
    let onclick = {
        let tracks = tracks.clone();
        dispatch.reform(move |event: MouseEvent| {
            let x = browser::pointer::position(&event, &tracks).x;
            Action::Seek(scale.time(x, end))
        })
    };
    Scrub {
        onpointerdown,
        onpointermove,
        onpointerup,
        onclick,
    }
}
