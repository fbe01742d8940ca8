//! Arrow heads for SVG paths.

use yew::prelude::*;

/// An SVG marker that draws an arrow head of a size in pixels, in the color of a class.
pub fn arrow_head(id: String, class: &'static str, size: &'static str) -> Html {
    html! {
        <marker key={class} {id} {class} viewBox="0 0 10 10" refX="9" refY="5" markerWidth={size} markerHeight={size}
            markerUnits="userSpaceOnUse" orient="auto">
            <path class="arrow-head" d="M0 0L10 5 0 10z" />
        </marker>
    }
}
