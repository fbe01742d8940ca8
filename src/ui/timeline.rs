//! The timeline: a lane for each container, and the playhead.

mod axis;
mod commands;
mod definitions;
mod gate_arrows;
mod lane;
mod lane_name;
mod scrub;
mod transport;

use std::ops::Range;

use yew::prelude::*;

use drydock::playground::lane_names;
use drydock::playground::lanes::{self, LaneSize};
use drydock::playground::scale::Scale;
use drydock::playground::{Action, Playback, Preview, Selection, Settings, Shared, Split};
use drydock::sim::{RecordId, Time};

use super::browser;
use super::browser::pointer::Wheel;
use super::selection::use_follow_selection;
use super::widgets::splitter::Splitter;
use gate_arrows::GateArrows;
use lane::LaneBars;
use scrub::use_scrub;
use transport::Transport;

/// Free space at the right, in pixels.
const MARGIN: f64 = 26.0;
/// Height of the axis in pixels.
const AXIS_HEIGHT: f64 = 26.0;
/// Exponent of the zoom factor per pixel of the wheel.
const ZOOM_SPEED: f64 = 0.01;
/// Maximum number of lanes that are rendered. No window shows as many at once.
const MAX_RENDERED: usize = 60;

/// Properties of [`TimelineView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The preview that the timeline is part of.
    pub preview: Shared<Preview>,
    /// The playhead.
    pub playback: Playback,
    /// Position of the playhead.
    pub now: Time,
    /// The record whose explanation is open.
    pub explained: Option<RecordId>,
    /// The service that the cursor is in.
    pub selection: Selection,
    /// The visitor's settings.
    pub settings: Settings,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// The timeline.
#[component]
pub fn TimelineView(props: &Props) -> Html {
    let tracks = use_node_ref();
    let lanes_element = use_node_ref();
    let size = browser::size::use_size(&tracks);
    // `None` shows the whole timeline.
    let chosen_scale = use_state_eq(|| None::<Scale>);
    let preview = &props.preview;
    let end = preview.timeline.end;
    let width = (size.width - MARGIN).max(1.0);
    let scale = chosen_scale.map_or(Scale::fitted(end, width), |scale| scale.resized(width).clamped(end));
    let on_scale = use_callback((), {
        let chosen_scale = chosen_scale.setter();
        move |scale: Option<Scale>, ()| chosen_scale.set(scale)
    });
    let on_wheel = use_callback(
        (scale, on_scale.clone(), end),
        |wheel: Wheel, (scale, on_scale, end)| {
            let next = wheel_scale(wheel, *scale, *end);
            if next.is_some() {
                on_scale.emit(next);
            }
            next.is_some()
        },
    );
    browser::pointer::use_wheel(&tracks, on_wheel);
    let scrub = use_scrub(&tracks, scale, end, props.dispatch.clone());
    let rows = use_memo(preview.clone(), |preview| lanes::rows(&preview.timeline));
    let count = rows.len();
    let lane_size = LaneSize::of(count);
    let selected_row = rows.iter().position(|&lane| is_selected(props, lane));
    use_follow_selection(&props.selection, {
        let element = lanes_element.clone();
        let covers = (AXIS_HEIGHT, commands::height(preview));
        move || {
            if let Some(row) = selected_row {
                let top = row as f64 * lane_size.height;
                browser::size::scroll_to_range(&element, (top, top + lane_size.height), covers);
            }
        }
    });
    let rendered = rendered_lanes(count, browser::size::use_scroll_steps(&lanes_element, lane_size.height));
    let height = count as f64 * lane_size.height;
    let spacer = |lanes: usize| html! { <div style={format!("height: {}px", lanes as f64 * lane_size.height)}></div> };
    let name = |row: usize| lane_name::lane_name(preview, rows[row], lane_size, is_selected(props, rows[row]));
    let transport = Transport {
        playback: props.playback,
        now: props.now,
        scale,
        end,
        on_scale,
        dispatch: props.dispatch.clone(),
    };
    html! {
        <section class="timeline" id="timeline" aria-label="Timeline">
            { transport::view(&transport) }
            <div ref={lanes_element.clone()} class="lanes" data-testid="timeline" style={names_width(props, lane_size)}>
                <div class="lane-names">
                    <div class="axis-corner"></div>
                    { spacer(rendered.start) }
                    { for rendered.clone().map(name) }
                    { spacer(count - rendered.end) }
                    <div class="command-name" style={format!("height: {}px", commands::height(preview))}>{ "command" }</div>
                </div>
                <Splitter split={Split::LaneNames} share={props.settings.share(Split::LaneNames)} container={lanes_element}
                    label="Width of the names" dispatch={props.dispatch.clone()} />
                <div ref={tracks} class="tracks" onpointerdown={scrub.onpointerdown} onpointermove={scrub.onpointermove}
                    onpointerup={scrub.onpointerup.clone()} onpointercancel={scrub.onpointerup} onclick={scrub.onclick}>
                    { axis::axis(scale) }
                    <svg class="bars" height={format!("{height}")} role="group" aria-label="Containers over time">
                        { definitions::definitions() }
                        { axis::grid(scale, height) }
                        <GateArrows preview={preview.clone()} {scale} rows={rows.clone()} first_row={rendered.start}
                            end_row={rendered.end} explained={props.explained} dispatch={props.dispatch.clone()} />
                        { for rendered.map(|row| bars(props, (row, rows[row]), lane_size, scale)) }
                    </svg>
                    { commands::view(preview, scale, &props.dispatch) }
                    { axis::playhead(scale, props.now, end, &props.dispatch) }
                </div>
            </div>
        </section>
    }
}

/// Returns the scale after a movement of the wheel. Returns `None` if the lanes scroll instead.
fn wheel_scale(wheel: Wheel, scale: Scale, end: Time) -> Option<Scale> {
    let is_horizontal = wheel.by.x.abs() > wheel.by.y.abs() || wheel.shift;
    if wheel.zoom {
        Some(scale.zoomed((-wheel.by.y * ZOOM_SPEED).exp(), wheel.at.x, end))
    } else if is_horizontal {
        // Some browsers report vertical movements while Shift is pressed.
        let by = if wheel.shift && wheel.by.x == 0.0 {
            wheel.by.y
        } else {
            wheel.by.x
        };
        Some(scale.moved(by, end))
    } else {
        None
    }
}

/// Returns the lanes to render when this many lanes are scrolled out of view.
fn rendered_lanes(count: usize, scrolled: usize) -> Range<usize> {
    let first = scrolled.saturating_sub(MAX_RENDERED / 4).min(count);
    first..(first + MAX_RENDERED).min(count)
}

fn is_selected(props: &Props, lane: usize) -> bool {
    let service = &props.preview.timeline.lanes[lane].service;
    props.selection.service.as_deref() == Some(service.as_str())
}

/// Returns the CSS declaration for the width of the names: the one that the visitor chose, or else the width of the
/// longest name.
fn names_width(props: &Props, size: LaneSize) -> String {
    if let Some(share) = props.settings.lane_names {
        return format!("--lane-names: {share:.2}%");
    }
    let lanes = props.preview.timeline.lanes.iter().filter(|_| size.is_roomy());
    let images = lanes.map(|lane| lane_name::image(&props.preview, lane));
    let width = lane_names::names_width(&props.preview.timeline, images);
    format!("--lane-names: min({width:.0}px, 34%)")
}

fn bars(props: &Props, (row, index): (usize, usize), size: LaneSize, scale: Scale) -> Html {
    let key = props.preview.timeline.lanes[index].full_name.clone();
    html! {
        <LaneBars {key} preview={props.preview.clone()} {index} {row} {size} {scale} explained={props.explained}
            dispatch={props.dispatch.clone()} />
    }
}
