//! The next frame.

use gloo::render::{AnimationFrame, request_animation_frame};
use yew::Callback;

/// Calls before the next frame is drawn, with the browser's clock; dropped, it does not.
pub fn next(callback: Callback<f64>) -> AnimationFrame {
    request_animation_frame(move |at| callback.emit(at))
}
