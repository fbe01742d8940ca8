//! The playback controls and zoom buttons.

use yew::prelude::*;

use drydock::playground::scale::Scale;
use drydock::playground::{Action, Playback, Speed, text};
use drydock::sim::Time;

use crate::ui::icon::{Icon, icon};

/// Zoom factor of a click.
const ZOOM: f64 = 1.6;

/// The data that the controls are rendered from.
pub struct Transport {
    /// The playhead.
    pub playback: Playback,
    /// Position of the playhead.
    pub now: Time,
    /// The scale of the axis.
    pub scale: Scale,
    /// End of the timeline.
    pub end: Time,
    /// Receives a new scale, or `None` to show the whole timeline.
    pub on_scale: Callback<Option<Scale>>,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// The controls.
pub fn view(props: &Transport) -> Html {
    let playing = props.playback.playing;
    let (shape, label) = if playing {
        (Icon::Pause, "Pause")
    } else {
        (Icon::Play, "Play")
    };
    let toggle = props.dispatch.reform(|_: MouseEvent| Action::TogglePlayback);
    let speed = |speed: Speed| {
        let is_set = speed == props.playback.speed;
        let onclick = props.dispatch.reform(move |_: MouseEvent| Action::SetSpeed(speed));
        html! {
            <button key={speed.factor()} class={is_set.then_some("active")} type="button" aria-pressed={is_set.to_string()}
                data-testid={format!("speed-{}", speed.factor())} {onclick}>{ format!("{}x", speed.factor()) }</button>
        }
    };
    let fit = props.on_scale.reform(|_: MouseEvent| None);
    html! {
        <div class="transport" role="toolbar" aria-label="Playback">
            <button class={classes!("play", playing.then_some("active"))} type="button" aria-label={label} title={label}
                data-testid="play" onclick={toggle}>{ icon(shape) }</button>
            <span class="time" data-testid="playhead-time" data-ms={props.now.0.to_string()}>{ text::clock(props.now) }</span>
            <div class="segmented" role="group" aria-label="Speed">{ for Speed::ALL.into_iter().map(speed) }</div>
            <span class="grow"></span>
            <button class="btn icon" type="button" aria-label="Zoom out" title="Zoom out"
                onclick={zoom(props, 1.0 / ZOOM)}>{ icon(Icon::Minus) }</button>
            <button class="btn icon" type="button" aria-label="Zoom in" title="Zoom in"
                onclick={zoom(props, ZOOM)}>{ icon(Icon::Plus) }</button>
            <button class="btn" type="button" title="Show the whole timeline" data-testid="timeline-fit" onclick={fit}>
                { "Fit" }
            </button>
        </div>
    }
}

/// Zooms around the playhead if it is in view, or else around the center.
fn zoom(props: &Transport, factor: f64) -> Callback<MouseEvent> {
    let (scale, end) = (props.scale, props.end);
    let x = scale.x(props.now);
    let center = if (0.0..=scale.width).contains(&x) {
        x
    } else {
        scale.width / 2.0
    };
    props
        .on_scale
        .reform(move |_: MouseEvent| Some(scale.zoomed(factor, center, end)))
}
