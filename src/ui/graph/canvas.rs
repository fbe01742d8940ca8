//! The drawing of the graph, which can be moved and zoomed.

use std::collections::BTreeSet;

use yew::prelude::*;

use drydock::compose::Condition;
use drydock::playground::drawing::{CARD_HEIGHT, CARD_WIDTH, Card, Connector};
use drydock::playground::text::condition_state;
use drydock::playground::viewport::{Size, Viewport};
use drydock::playground::{Action, Preview, Selection, Shared};
use drydock::sim::Snapshot;

use super::drag::use_drag;
use super::edge::{GraphEdge, edge_label};
use super::node::{GraphNode, name_tag};
use super::off_node::off_node;
use super::toolbar::toolbar;
use crate::ui::browser;
use crate::ui::browser::pointer::Wheel;
use crate::ui::selection::{use_follow_selection, use_other_project};
use crate::ui::widgets::arrow_head::arrow_head;

const CARD: Size = Size {
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
};
/// Exponents of the zoom factor per pixel of the wheel: for pinches and for wheels.
const PINCH_SPEED: f64 = 0.01;
const WHEEL_SPEED: f64 = 0.0015;

/// Properties of [`Canvas`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The preview that the graph is part of.
    pub preview: Shared<Preview>,
    /// The states at the playhead.
    pub snapshot: Shared<Snapshot>,
    /// The service that the cursor is in.
    pub selection: Selection,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// How the viewport is chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
enum ViewMode {
    /// The initial viewport.
    Initial,
    /// The whole graph.
    Fitted,
    /// The visitor's viewport.
    Manual(Viewport),
}

/// The canvas.
#[component]
pub fn Canvas(props: &Props) -> Html {
    let node = use_node_ref();
    let window = browser::size::use_size(&node);
    let mode = use_state_eq(|| ViewMode::Initial);
    let hovered = use_state_eq(|| None::<usize>);
    let drawing = &props.preview.drawing;
    let center = drawing.initial_center(Viewport::initial_content(window));
    let initial = Viewport::initial(drawing.size(), window, center);
    let view = match *mode {
        ViewMode::Initial => initial,
        ViewMode::Fitted => Viewport::fitted(drawing.size(), window, center),
        ViewMode::Manual(view) => view,
    };
    let on_view = use_callback((), {
        let mode = mode.setter();
        move |view: Viewport, ()| mode.set(ViewMode::Manual(view))
    });
    // The first click on "Fit" keeps a large graph legible, the second one shows all of it.
    let fit = {
        let next = if view == initial {
            ViewMode::Fitted
        } else {
            ViewMode::Initial
        };
        let mode = mode.setter();
        Callback::from(move |_: MouseEvent| mode.set(next))
    };
    let scroll_to_card = use_callback((view, window, props.preview.clone()), {
        let mode = mode.setter();
        move |index: usize, (view, window, preview)| {
            let card = preview.drawing.cards.get(index).filter(|_| window.width > 0.0);
            let scrolled = card.map(|card| view.scrolled_to(card.corner, CARD, *window));
            if let Some(scrolled) = scrolled.filter(|scrolled| scrolled != view) {
                mode.set(ViewMode::Manual(scrolled));
            }
        }
    });
    let selected = drawing
        .cards
        .iter()
        .position(|card| props.selection.service.as_deref() == Some(card.name.as_str()));
    // Another project is shown in its own initial viewport.
    use_effect_with(props.preview.project.name.clone(), {
        let mode = mode.setter();
        move |_| mode.set(ViewMode::Initial)
    });
    use_other_project(&props.preview, {
        let mode = mode.setter();
        move || mode.set(ViewMode::Initial)
    });
    use_follow_selection(&props.selection, {
        let scroll_to_card = scroll_to_card.clone();
        move || selected.into_iter().for_each(|index| scroll_to_card.emit(index))
    });
    let is_sparse = drawing.is_dense() || !view.is_detailed();
    let on_hover = use_callback((), {
        let hovered = hovered.setter();
        move |index: Option<usize>, ()| hovered.set(index)
    });
    let on_wheel = use_callback((view, on_view.clone()), |wheel: Wheel, (view, on_view)| {
        let speed = if wheel.zoom { PINCH_SPEED } else { WHEEL_SPEED };
        on_view.emit(view.zoomed((-wheel.by.y * speed).exp(), wheel.at));
        true
    });
    browser::pointer::use_wheel(&node, on_wheel);
    let drag = use_drag(&node, view, on_view.clone());
    let related = hovered
        .filter(|&index| index < drawing.cards.len())
        .map(|index| drawing.related(index));
    html! {
        <>
            <svg ref={node} class="canvas" role="group" aria-label="Services and dependencies" data-testid="graph"
                onpointerdown={drag.onpointerdown} onpointermove={drag.onpointermove}
                onpointerup={drag.onpointerup.clone()} onpointercancel={drag.onpointerup}>
                { arrow_heads() }
                <g class={drawing_class(is_sparse, view)} transform={view.transform()} style={zoom_variables(view)}
                    visibility={(window.width == 0.0).then_some("hidden")}>
                    { edges(props, related.as_ref(), *hovered) }
                    if !is_sparse && !drawing.is_uniform() { { labels(props, related.as_ref()) } }
                    { nodes(props, view, related.as_ref(), &on_hover, &scroll_to_card) }
                    if !view.is_detailed() { { for hovered.and_then(|index| drawing.cards.get(index)).map(|card| name_tag(card, view)) } }
                    { for drawing.off.iter().map(|card| off_node(card, &props.dispatch)) }
                </g>
            </svg>
            { toolbar(view, window, &on_view, fit) }
        </>
    }
}

fn drawing_class(is_sparse: bool, view: Viewport) -> Classes {
    let small = (!view.is_detailed()).then_some("small-cards");
    classes!("drawing", is_sparse.then_some("sparse-text"), small)
}

/// Returns the style variables whose sizes depend on the zoom, in pixels of the graph.
fn zoom_variables(view: Viewport) -> String {
    format!(
        "--pixel: {:.2}px; --name-height: {:.1}px",
        1.0 / view.scale,
        view.name_height()
    )
}

/// The edges. Those that do not connect two related services are dimmed.
fn edges(props: &Props, related: Option<&BTreeSet<usize>>, hovered: Option<usize>) -> Html {
    let edge = |connector: &Shared<Connector>| {
        let dim = is_dim(connector, related);
        let key = format!("{}>{}", connector.from_name, connector.to_name);
        let highlighted = hovered.is_some_and(|index| index == connector.from || index == connector.to)
            || [&connector.from_name, &connector.to_name]
                .into_iter()
                .any(|name| props.selection.service.as_deref() == Some(name.as_str()));
        html! {
            <GraphEdge {key} connector={connector.clone()} {dim} {highlighted} dispatch={props.dispatch.clone()} />
        }
    };
    props.preview.drawing.connectors.iter().map(edge).collect()
}

/// The labels of the edges, above all edges.
fn labels(props: &Props, related: Option<&BTreeSet<usize>>) -> Html {
    let connectors = props.preview.drawing.connectors.iter();
    let labeled = connectors.filter(|connector| connector.label_clear);
    let label = |connector: &Shared<Connector>| edge_label(connector, is_dim(connector, related), &props.dispatch);
    labeled.map(label).collect()
}

fn is_dim(connector: &Connector, related: Option<&BTreeSet<usize>>) -> bool {
    related.is_some_and(|related| !(related.contains(&connector.from) && related.contains(&connector.to)))
}

/// The nodes. Those that are not related are dimmed.
fn nodes(
    props: &Props,
    view: Viewport,
    related: Option<&BTreeSet<usize>>,
    on_hover: &Callback<Option<usize>>,
    on_keyboard_focus: &Callback<usize>,
) -> Html {
    let node = |(index, card): (usize, &Shared<Card>)| {
        let detail = view.detail(card.max_name_width);
        let is_assumed = props.preview.timeline.assumed_job_duration(&card.name).is_some();
        let phase = props.snapshot.services.get(card.name.as_str()).copied();
        html! {
            <GraphNode key={card.name.clone()} {index} card={card.clone()} {phase} {detail}
                {is_assumed} dim={related.is_some_and(|related| !related.contains(&index))}
                selected={props.selection.service.as_deref() == Some(card.name.as_str())} on_hover={on_hover.clone()}
                on_keyboard_focus={on_keyboard_focus.clone()} dispatch={props.dispatch.clone()} />
        }
    };
    props.preview.drawing.cards.iter().enumerate().map(node).collect()
}

fn arrow_heads() -> Html {
    let conditions = [Condition::Healthy, Condition::Started, Condition::Completed].map(condition_state);
    let classes = conditions.into_iter().chain(["cycle"]);
    html! { <defs>{ for classes.map(|class| arrow_head(format!("arrow-{class}"), class, "9")) }</defs> }
}
