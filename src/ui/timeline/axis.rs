//! Time: the axis, the lines below it, and the playhead.

use yew::prelude::*;

use drydock::playground::Action;
use drydock::playground::scale::{Scale, Tick};
use drydock::sim::Time;

/// Marks are at least so many pixels apart.
const APART: f64 = 64.0;
/// So many steps are in what is shown.
const STEPS: f64 = 100.0;

/// The marks, `scale` from time to pixels.
pub fn axis(scale: Scale) -> Html {
    let tick = |tick: Tick| {
        html! { <text key={tick.at} x={format!("{:.1}", tick.x)} y="17">{ tick.label }</text> }
    };
    html! {
        <svg class="axis" height="26" aria-hidden="true">{ for scale.ticks(APART).into_iter().map(tick) }</svg>
    }
}

/// A line below each mark, `height` pixels long.
pub fn grid(scale: Scale, height: f64) -> Html {
    let line = |tick: Tick| {
        html! { <path key={tick.at} class="grid" d={format!("M{:.1} 0V{:.0}", tick.x, height)} /> }
    };
    scale.ticks(APART).into_iter().map(line).collect()
}

/// The playhead, which the arrow keys move as far as `end`.
pub fn playhead(scale: Scale, now: Time, end: Time, dispatch: &Callback<Action>) -> Html {
    let x = scale.x(now);
    let hidden = !(-1.0..=scale.width + 1.0).contains(&x);
    let step = step(&scale);
    let onkeydown = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let far = if event.shift_key() { 10 } else { 1 };
            let action = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => Action::Step(-step * far),
                "ArrowRight" | "ArrowUp" => Action::Step(step * far),
                "PageDown" => Action::Step(-step * 10),
                "PageUp" => Action::Step(step * 10),
                "Home" => Action::Seek(Time::ZERO),
                "End" => Action::Seek(end),
                " " => Action::TogglePlay,
                _ => return,
            };
            event.prevent_default();
            dispatch.emit(action);
        })
    };
    html! {
        <div class={classes!("playhead", hidden.then_some("outside"))} style={format!("transform: translateX({x:.1}px)")}
            role="slider" tabindex="0" aria-label="Playhead" aria-valuemin="0" aria-valuemax={end.0.to_string()}
            aria-valuenow={now.0.to_string()} aria-valuetext={now.words()} data-testid="playhead" {onkeydown}>
            <svg width="14" height="18" aria-hidden="true"><path d="M1 1h12v9l-6 6-6-6z" /></svg>
        </div>
    }
}

fn step(scale: &Scale) -> i64 {
    ((scale.to - scale.from) / STEPS).max(10.0) as i64
}
