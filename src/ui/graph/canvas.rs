//! The drawing that can be moved and zoomed.

use yew::prelude::*;

use drydock::compose::Condition;
use drydock::layout::Point;
use drydock::playground::drawing::{CARD_HEIGHT, CARD_WIDTH, Drawing, condition_word};
use drydock::playground::viewport::{Size, Viewport};
use drydock::playground::{Action, Picture, Shared};
use drydock::sim::Snapshot;
use std::collections::{BTreeMap, BTreeSet};

use super::edge::GraphEdge;
use super::node::GraphNode;
use crate::ui::browser;
use crate::ui::icon::{Shape, icon};

/// How much one click of a button zooms.
const ZOOM: f64 = 1.25;
/// So many pixels a pointer may move in a click.
const CLICK: f64 = 4.0;

/// What a [`Canvas`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is drawn.
    pub picture: Shared<Picture>,
    /// The states at the playhead's moment.
    pub snapshot: Shared<Snapshot>,
    /// The service in which the cursor is.
    pub selected: Option<AttrValue>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// What of the drawing is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Seen {
    /// As much as can be read, whatever its size.
    Opening,
    /// All of it, however small.
    Whole,
    /// What the reader chose.
    Chosen(Viewport),
}

/// The size of a card.
const CARD: Size = Size {
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
};

/// Pointers that are down, and where.
#[derive(Default)]
struct Pointers {
    down: BTreeMap<i32, Point>,
    moved: f64,
}

/// The canvas.
#[component]
pub fn Canvas(props: &Props) -> Html {
    let node = use_node_ref();
    let window = browser::size::use_size(&node);
    let seen = use_state_eq(|| Seen::Opening);
    let hovered = use_state_eq(|| None::<usize>);
    let drawing = &props.picture.drawing;
    let opening = Viewport::opening(size(drawing), window, drawing.first_look());
    let whole = Viewport::fitted(size(drawing), window);
    let view = match *seen {
        Seen::Opening => opening,
        Seen::Whole => whole,
        Seen::Chosen(view) => view,
    };
    let on_view = use_callback((), {
        let seen = seen.setter();
        move |view: Viewport, ()| seen.set(Seen::Chosen(view))
    });
    // What fits only when it is too small to be read is shown whole by the second click.
    let fit = {
        let (seen, next) = (seen.setter(), if view == opening { Seen::Whole } else { Seen::Opening });
        Callback::from(move |_: MouseEvent| seen.set(next))
    };
    let show = use_callback((view, window, props.picture.clone()), {
        let seen = seen.setter();
        move |index: usize, (view, window, picture)| {
            let shown = picture.drawing.cards.get(index).filter(|_| window.width > 0.0);
            let shown = shown.map(|card| view.showing(card.corner, CARD, *window));
            if let Some(shown) = shown.filter(|shown| shown != view) {
                seen.set(Seen::Chosen(shown));
            }
        }
    });
    let on_hover = use_callback((), {
        let hovered = hovered.setter();
        move |index: Option<usize>, ()| hovered.set(index)
    });
    let on_wheel = use_callback(
        (view, on_view.clone()),
        |turn: browser::pointer::Turn, (view, on_view)| {
            let speed = if turn.zoom { 0.01 } else { 0.0015 };
            on_view.emit(view.zoomed((-turn.by.y * speed).exp(), turn.at));
            true
        },
    );
    browser::pointer::use_wheel(&node, on_wheel);
    let (down, moved, up) = use_drag(&node, view, on_view.clone());
    let related = hovered
        .filter(|&index| index < drawing.cards.len())
        .map(|index| drawing.related(index));
    html! {
        <>
            <svg ref={node} class="canvas" role="group" aria-label="Services and dependencies" data-testid="graph"
                onpointerdown={down} onpointermove={moved} onpointerup={up.clone()} onpointercancel={up}>
                { markers() }
                <g class="world" transform={view.transform()} visibility={(window.width == 0.0).then_some("hidden")}>
                    { edges(props, related.as_ref()) }
                    { nodes(props, related.as_ref(), &on_hover, &show) }
                </g>
            </svg>
            { tools(view, window, &on_view, fit) }
        </>
    }
}

fn size(drawing: &Drawing) -> Size {
    Size {
        width: drawing.layout.width,
        height: drawing.layout.height,
    }
}

fn edges(props: &Props, related: Option<&BTreeSet<usize>>) -> Html {
    let edge = |wire: &Shared<drydock::playground::drawing::Wire>| {
        let apart = related.is_some_and(|related| !(related.contains(&wire.from) && related.contains(&wire.to)));
        let key = format!("{}>{}", wire.from_name, wire.to_name);
        html! { <GraphEdge {key} wire={wire.clone()} dim={apart} dispatch={props.dispatch.clone()} /> }
    };
    props.picture.drawing.wires.iter().map(edge).collect()
}

fn nodes(
    props: &Props,
    related: Option<&BTreeSet<usize>>,
    on_hover: &Callback<Option<usize>>,
    show: &Callback<usize>,
) -> Html {
    let node = |(index, card): (usize, &Shared<drydock::playground::drawing::Card>)| {
        let phase = props.snapshot.services.get(card.name.as_str()).copied();
        html! {
            <GraphNode key={card.name.clone()} {index} card={card.clone()} {phase}
                dim={related.is_some_and(|related| !related.contains(&index))}
                selected={props.selected.as_deref() == Some(card.name.as_str())}
                on_hover={on_hover.clone()} on_reach={show.clone()} dispatch={props.dispatch.clone()} />
        }
    };
    props.picture.drawing.cards.iter().enumerate().map(node).collect()
}

fn markers() -> Html {
    let marker = |class: &'static str| {
        html! {
            <marker key={class} id={format!("arrow-{class}")} class={class} viewBox="0 0 10 10" refX="9" refY="5"
                markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">
                <path class="arrow-head" d="M0 0L10 5 0 10z" />
            </marker>
        }
    };
    let conditions = [Condition::Healthy, Condition::Started, Condition::Completed].map(condition_word);
    html! { <defs>{ for conditions.into_iter().chain(["cycle"]).map(marker) }</defs> }
}

fn tools(view: Viewport, window: Size, on_view: &Callback<Viewport>, fit: Callback<MouseEvent>) -> Html {
    let middle = Point {
        x: window.width / 2.0,
        y: window.height / 2.0,
    };
    let zoom = |factor: f64| on_view.reform(move |_: MouseEvent| view.zoomed(factor, middle));
    html! {
        <div class="tools" role="toolbar" aria-label="Graph view">
            <button class="btn icon" type="button" aria-label="Zoom out" title="Zoom out" onclick={zoom(1.0 / ZOOM)}>
                { icon(Shape::Minus) }
            </button>
            <button class="btn icon" type="button" aria-label="Zoom in" title="Zoom in" onclick={zoom(ZOOM)}>
                { icon(Shape::Plus) }
            </button>
            <button class="btn" type="button" title="Show all" data-testid="graph-fit" onclick={fit}>{ "Fit" }</button>
        </div>
    }
}

type Drag = (Callback<PointerEvent>, Callback<PointerEvent>, Callback<PointerEvent>);

/// One pointer moves the drawing, two zoom it.
#[hook]
fn use_drag(node: &NodeRef, view: Viewport, on_view: Callback<Viewport>) -> Drag {
    let pointers = use_mut_ref(Pointers::default);
    let down = {
        let (pointers, node) = (pointers.clone(), node.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                let mut pointers = pointers.borrow_mut();
                pointers
                    .down
                    .insert(event.pointer_id(), browser::pointer::at(&event, &node));
                pointers.moved = 0.0;
            }
        })
    };
    let moved = {
        let (pointers, node) = (pointers.clone(), node.clone());
        Callback::from(move |event: PointerEvent| {
            let mut pointers = pointers.borrow_mut();
            let at = browser::pointer::at(&event, &node);
            let Some(before) = pointers.down.insert(event.pointer_id(), at) else {
                pointers.down.remove(&event.pointer_id());
                return;
            };
            let by = Point {
                x: at.x - before.x,
                y: at.y - before.y,
            };
            let (was, is) = (pointers.moved, pointers.moved + by.x.hypot(by.y));
            pointers.moved = is;
            if is < CLICK {
                return;
            }
            if was < CLICK {
                // Only now, so that a click still reaches the node under it.
                browser::pointer::capture(&event, &node);
            }
            let other = pointers
                .down
                .iter()
                .find(|(id, _)| **id != event.pointer_id())
                .map(|(_, at)| *at);
            let next = match other {
                None => view.moved(by),
                Some(other) => {
                    let apart = |point: Point| (point.x - other.x).hypot(point.y - other.y).max(1.0);
                    view.zoomed(apart(at) / apart(before), other)
                }
            };
            on_view.emit(next);
        })
    };
    let up = Callback::from(move |event: PointerEvent| {
        pointers.borrow_mut().down.remove(&event.pointer_id());
    });
    (down, moved, up)
}
