//! The axis, the grid and the playhead.

use yew::prelude::*;

use drydock::playground::Action;
use drydock::playground::scale::{Scale, Tick};
use drydock::sim::Time;

/// Minimum distance between ticks, in pixels.
const TICK_DISTANCE: f64 = 64.0;
/// Half the width of a label, in pixels.
const LABEL_OVERHANG: f64 = 16.0;
/// Number of arrow keys that move the playhead through the visible range.
const KEYS_PER_RANGE: f64 = 100.0;
/// Shortest distance that an arrow key moves the playhead, in milliseconds.
const SHORTEST_STEP: f64 = 10.0;

/// The labels of the ticks.
pub fn axis(scale: Scale) -> Html {
    // A label at the left edge would cover the border of the names.
    let label = |tick: Tick| {
        let class = (tick.x < LABEL_OVERHANG).then_some("first");
        html! { <text key={tick.at} {class} x={format!("{:.1}", tick.x)} y="17">{ tick.label }</text> }
    };
    html! {
        <svg class="axis" height="26" aria-hidden="true">{ for scale.ticks(TICK_DISTANCE).into_iter().map(label) }</svg>
    }
}

/// A vertical line at each tick.
pub fn grid(scale: Scale, height: f64) -> Html {
    let line = |tick: Tick| {
        html! { <path key={tick.at} class="grid" d={format!("M{:.1} 0V{:.0}", tick.x, height)} /> }
    };
    scale.ticks(TICK_DISTANCE).into_iter().map(line).collect()
}

/// The playhead, which can be moved by keyboard.
pub fn playhead(scale: Scale, now: Time, end: Time, dispatch: &Callback<Action>) -> Html {
    let x = scale.x(now);
    let is_hidden = !(-1.0..=scale.width + 1.0).contains(&x);
    let step = ((scale.to - scale.from) / KEYS_PER_RANGE).max(SHORTEST_STEP) as i64;
    let onkeydown = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let steps = if event.shift_key() { 10 } else { 1 };
            let action = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => Action::MovePlayhead(-step * steps),
                "ArrowRight" | "ArrowUp" => Action::MovePlayhead(step * steps),
                "PageDown" => Action::MovePlayhead(-step * 10),
                "PageUp" => Action::MovePlayhead(step * 10),
                "Home" => Action::Seek(Time::ZERO),
                "End" => Action::Seek(end),
                " " => Action::TogglePlayback,
                _ => return,
            };
            event.prevent_default();
            dispatch.emit(action);
        })
    };
    html! {
        <div class={classes!("playhead", is_hidden.then_some("outside"))} style={format!("transform: translateX({x:.1}px)")}
            role="slider" tabindex="0" aria-label="Playhead" aria-valuemin="0" aria-valuemax={end.0.to_string()}
            aria-valuenow={now.0.to_string()} aria-valuetext={now.format()} data-testid="playhead" {onkeydown}>
            <svg width="14" height="18" aria-hidden="true"><path d="M1 1h12v9l-6 6-6-6z" /></svg>
        </div>
    }
}
