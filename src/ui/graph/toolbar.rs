//! The zoom buttons of the graph.

use yew::prelude::*;

use drydock::layout::Point;
use drydock::playground::viewport::{Size, Viewport};

use crate::ui::icon::{Icon, icon};

/// Zoom factor of a click.
const ZOOM: f64 = 1.25;

/// The buttons. They zoom around the center of the window.
pub fn toolbar(view: Viewport, window: Size, on_view: &Callback<Viewport>, fit: Callback<MouseEvent>) -> Html {
    let center = Point {
        x: window.width / 2.0,
        y: window.height / 2.0,
    };
    let zoom = |factor: f64| on_view.reform(move |_: MouseEvent| view.zoomed(factor, center));
    html! {
        <div class="toolbar" role="toolbar" aria-label="Graph view">
            <button class="btn icon" type="button" aria-label="Zoom out" title="Zoom out" onclick={zoom(1.0 / ZOOM)}>
                { icon(Icon::Minus) }
            </button>
            <button class="btn icon" type="button" aria-label="Zoom in" title="Zoom in" onclick={zoom(ZOOM)}>
                { icon(Icon::Plus) }
            </button>
            <button class="btn" type="button" title="Fit to window" data-testid="graph-fit" onclick={fit}>{ "Fit" }</button>
        </div>
    }
}
