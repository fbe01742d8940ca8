//! Animation frames.

use gloo::render::{AnimationFrame, request_animation_frame};
use yew::Callback;

/// Calls back before the next frame, with the browser's time in milliseconds. Dropping the result cancels the call.
pub fn request(callback: Callback<f64>) -> AnimationFrame {
    request_animation_frame(move |at| callback.emit(at))
}
