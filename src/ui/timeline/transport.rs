//! The playhead's buttons.

use yew::prelude::*;

use drydock::playground::scale::Scale;
use drydock::playground::{Action, Playback, Speed, spell};
use drydock::sim::Time;

use crate::ui::icon::{Shape, icon};

/// How much one click of a button zooms.
const ZOOM: f64 = 1.6;

/// What the buttons show.
pub struct Transport {
    /// The playhead.
    pub playback: Playback,
    /// Its moment.
    pub now: Time,
    /// Time to pixels.
    pub scale: Scale,
    /// The timeline's end.
    pub end: Time,
    /// What is shown changes; nothing: all of it.
    pub on_scale: Callback<Option<Scale>>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The buttons.
pub fn view(props: &Transport) -> Html {
    let playing = props.playback.playing;
    let (shape, label) = if playing {
        (Shape::Pause, "Pause")
    } else {
        (Shape::Play, "Play")
    };
    let toggle = props.dispatch.reform(|_: MouseEvent| Action::TogglePlay);
    let speed = |speed: Speed| {
        let on = speed == props.playback.speed;
        let onclick = props.dispatch.reform(move |_: MouseEvent| Action::SetSpeed(speed));
        html! {
            <button key={speed.factor()} class={on.then_some("on")} type="button" aria-pressed={on.to_string()}
                data-testid={format!("speed-{}", speed.factor())} {onclick}>{ format!("{}x", speed.factor()) }</button>
        }
    };
    let fit = props.on_scale.reform(|_: MouseEvent| None);
    html! {
        <div class="transport" role="toolbar" aria-label="Playback">
            <button class={classes!("play", playing.then_some("on"))} type="button" aria-label={label} title={label}
                data-testid="play" onclick={toggle}>{ icon(shape) }</button>
            <span class="time" data-testid="playhead-time" data-ms={props.now.0.to_string()}>{ spell::clock(props.now) }</span>
            <div class="seg" role="group" aria-label="Speed">{ for Speed::ALL.into_iter().map(speed) }</div>
            <span class="grow"></span>
            <button class="btn icon" type="button" aria-label="Zoom out" title="Zoom out"
                onclick={zoom(props, 1.0 / ZOOM)}>{ icon(Shape::Minus) }</button>
            <button class="btn icon" type="button" aria-label="Zoom in" title="Zoom in"
                onclick={zoom(props, ZOOM)}>{ icon(Shape::Plus) }</button>
            <button class="btn" type="button" title="Show all" data-testid="timeline-fit" onclick={fit}>{ "Fit" }</button>
        </div>
    }
}

/// Zooms around the playhead where that is in view, else around the middle.
fn zoom(props: &Transport, factor: f64) -> Callback<MouseEvent> {
    let (scale, end) = (props.scale, props.end);
    let at = scale.x(props.now);
    let around = if (0.0..=scale.width).contains(&at) {
        at
    } else {
        scale.width / 2.0
    };
    props
        .on_scale
        .reform(move |_: MouseEvent| Some(scale.zoomed(factor, around, end)))
}
