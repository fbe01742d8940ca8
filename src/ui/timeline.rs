//! The timeline: a lane a container, and the playhead.

mod axis;
mod commands;
mod lane;
mod links;
mod transport;

use std::ops::Range;

use yew::prelude::*;

use drydock::playground::lanes::LANE;
use drydock::playground::scale::Scale;
use drydock::playground::{Action, Picture, Playback, Shared};
use drydock::sim::{RecordId, Time};

use crate::ui::browser;
use lane::LaneBars;
use links::Links;
use transport::Transport;

/// What is left free at the right, in pixels.
const MARGIN: f64 = 26.0;

/// What a [`TimelineView`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The picture whose timeline it is.
    pub picture: Shared<Picture>,
    /// The picture is old.
    pub stale: bool,
    /// The playhead.
    pub playback: Playback,
    /// Its moment.
    pub now: Time,
    /// The record whose answer is open.
    pub asked: Option<RecordId>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The timeline.
#[component]
pub fn TimelineView(props: &Props) -> Html {
    let tracks = use_node_ref();
    let lanes = use_node_ref();
    let size = browser::size::use_size(&tracks);
    // Nothing chosen: all of it.
    let chosen = use_state_eq(|| None::<Scale>);
    let picture = &props.picture;
    let end = picture.timeline.end;
    let width = (size.width - MARGIN).max(1.0);
    let scale = chosen.map_or(Scale::fitted(end, width), |scale| scale.resized(width).within(end));
    let on_scale = use_callback((), {
        let chosen = chosen.setter();
        move |scale: Option<Scale>, ()| chosen.set(scale)
    });
    let on_wheel = use_callback(
        (scale, on_scale.clone(), end),
        |turn: browser::pointer::Turn, (scale, on_scale, end)| {
            let across = turn.by.x.abs() > turn.by.y.abs() || turn.sideways;
            if turn.zoom {
                on_scale.emit(Some(scale.zoomed((-turn.by.y * 0.01).exp(), turn.at.x, *end)));
            } else if across {
                let by = if turn.sideways && turn.by.x == 0.0 {
                    turn.by.y
                } else {
                    turn.by.x
                };
                on_scale.emit(Some(scale.moved(by, *end)));
            }
            turn.zoom || across
        },
    );
    browser::pointer::use_wheel(&tracks, on_wheel);
    let scrolled = browser::size::use_scrolled(&lanes, LANE);
    let scrub = use_scrub(&tracks, scale, end, props.dispatch.clone());
    let height = picture.timeline.lanes.len() as f64 * LANE;
    let seen = in_view(picture.timeline.lanes.len(), scrolled);
    let buttons = Transport {
        playback: props.playback,
        now: props.now,
        scale,
        end,
        on_scale,
        dispatch: props.dispatch.clone(),
    };
    html! {
        <section class={classes!("timeline", props.stale.then_some("stale"))} id="timeline" aria-label="Timeline">
            { transport::view(&buttons) }
            <div ref={lanes} class="lanes" data-testid="timeline">
                <div class="lane-names">
                    <div class="axis-corner"></div>
                    <div style={format!("height: {}px", seen.start as f64 * LANE)}></div>
                    { for seen.clone().map(|index| lane::name(picture, index)) }
                    <div style={format!("height: {}px", height - seen.end as f64 * LANE)}></div>
                    <div class="command-name" style={format!("height: {}px", commands::height(picture))}>{ "command" }</div>
                </div>
                <div ref={tracks} class="tracks" onpointerdown={scrub.0} onpointermove={scrub.1}
                    onpointerup={scrub.2.clone()} onpointercancel={scrub.2} onclick={scrub.3}>
                    { axis::axis(scale) }
                    <svg class="bars" height={format!("{height}")} role="group" aria-label="Containers over time">
                        { patterns() }
                        { axis::grid(scale, height) }
                        <Links picture={picture.clone()} {scale} first={seen.start} end={seen.end} asked={props.asked} dispatch={props.dispatch.clone()} />
                        { for seen.map(|index| bars(props, picture, index, scale)) }
                    </svg>
                    { commands::view(picture, scale, &props.dispatch) }
                    { axis::playhead(scale, props.now, end, &props.dispatch) }
                </div>
            </div>
        </section>
    }
}

/// So many lanes are drawn at most: more than any window shows at once.
const DRAWN: usize = 60;

/// The lanes that are drawn when so many are scrolled away.
fn in_view(count: usize, scrolled: usize) -> Range<usize> {
    let first = scrolled.saturating_sub(DRAWN / 4).min(count);
    first..(first + DRAWN).min(count)
}

fn bars(props: &Props, picture: &Shared<Picture>, index: usize, scale: Scale) -> Html {
    let key = picture.timeline.lanes[index].full_name.clone();
    html! {
        <LaneBars {key} picture={picture.clone()} {index} {scale} asked={props.asked} dispatch={props.dispatch.clone()} />
    }
}

/// The hatching of what is starting.
fn patterns() -> Html {
    html! {
        <defs>
            <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="hatch-ground" width="6" height="6" />
                <rect class="hatch-line" width="2.2" height="6" />
            </pattern>
            { for ["healthy", "started", "completed", "broken"].into_iter().map(link_marker) }
        </defs>
    }
}

fn link_marker(class: &'static str) -> Html {
    html! {
        <marker key={class} id={format!("link-{class}")} class={class} viewBox="0 0 10 10" refX="9" refY="5"
            markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
            <path class="arrow-head" d="M0 0L10 5 0 10z" />
        </marker>
    }
}

type Scrub = (
    Callback<PointerEvent>,
    Callback<PointerEvent>,
    Callback<PointerEvent>,
    Callback<MouseEvent>,
);

/// So many pixels a pointer may move in a click.
const CLICK: f64 = 3.0;

/// Dragging moves the playhead, a click beside everything too.
#[hook]
fn use_scrub(tracks: &NodeRef, scale: Scale, end: Time, dispatch: Callback<Action>) -> Scrub {
    let held = use_mut_ref(|| None::<(f64, bool)>);
    let down = {
        let (held, tracks) = (held.clone(), tracks.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                *held.borrow_mut() = Some((browser::pointer::at(&event, &tracks).x, false));
            }
        })
    };
    let moved = {
        let (held, tracks, dispatch) = (held.clone(), tracks.clone(), dispatch.clone());
        Callback::from(move |event: PointerEvent| {
            let mut held = held.borrow_mut();
            let Some((start, dragging)) = held.as_mut() else { return };
            let x = browser::pointer::at(&event, &tracks).x;
            if !*dragging && (x - *start).abs() < CLICK {
                return;
            }
            if !*dragging {
                *dragging = true;
                browser::pointer::capture(&event, &tracks);
            }
            dispatch.emit(Action::Seek(scale.time(x, end)));
        })
    };
    let up = Callback::from(move |_: PointerEvent| {
        held.borrow_mut().take();
    });
    let tracks = tracks.clone();
    let click = Callback::from(move |event: MouseEvent| {
        let x = browser::pointer::at(&event, &tracks).x;
        dispatch.emit(Action::Seek(scale.time(x, end)));
    });
    (down, moved, up, click)
}
