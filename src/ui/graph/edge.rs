//! An edge of the graph.

use yew::prelude::*;

use drydock::playground::drawing::Connector;
use drydock::playground::text::condition_state;
use drydock::playground::{Action, Shared};

/// Width of a character of the label, in pixels.
const CHAR_WIDTH: f64 = 6.6;
/// Horizontal padding of the label on both sides together, in pixels.
const PADDING: f64 = 24.0;

/// Properties of [`GraphEdge`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The connector to draw.
    pub connector: Shared<Connector>,
    /// Whether the edge is dimmed, because an unrelated service is highlighted.
    pub dim: bool,
    /// Whether one of its services is hovered or selected.
    pub highlighted: bool,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// An arrow from a dependency to the dependent service.
#[component]
pub fn GraphEdge(props: &Props) -> Html {
    let connector = &props.connector;
    let state = condition_state(connector.condition);
    let kind = if connector.in_cycle { "cycle" } else { state };
    let onclick = go_to_dependency(connector, &props.dispatch);
    let class = classes!(
        "edge",
        kind,
        (!connector.required).then_some("optional"),
        props.dim.then_some("dim"),
        props.highlighted.then_some("highlighted")
    );
    html! {
        <g {class} data-testid={format!("graph-edge-{}-{}", connector.from_name, connector.to_name)}
            data-condition={connector.condition.name()} {onclick}>
            <title>{ tooltip(connector) }</title>
            <path class="hit-area" d={connector.path.clone()} />
            <path class="edge-line" d={connector.path.clone()} marker-end={format!("url(#arrow-{kind})")} />
            { label(state, connector) }
        </g>
    }
}

/// The label of a connector as a separate element, so that no edge covers it.
pub fn edge_label(connector: &Connector, dim: bool, dispatch: &Callback<Action>) -> Html {
    let state = condition_state(connector.condition);
    let kind = if connector.in_cycle { "cycle" } else { state };
    let class = classes!(
        "edge-caption",
        kind,
        (!connector.required).then_some("optional"),
        dim.then_some("dim")
    );
    let onclick = go_to_dependency(connector, dispatch);
    html! {
        <g key={format!("{}>{} label", connector.from_name, connector.to_name)} {class} {onclick}>
            <title>{ tooltip(connector) }</title>
            { label(state, connector) }
        </g>
    }
}

fn go_to_dependency(connector: &Connector, dispatch: &Callback<Action>) -> Callback<MouseEvent> {
    let (dependent, dependency) = (connector.to, connector.from);
    dispatch.reform(move |_: MouseEvent| Action::GoToDependency { dependent, dependency })
}

fn label(state: &'static str, connector: &Connector) -> Html {
    let width = state.chars().count() as f64 * CHAR_WIDTH + PADDING;
    let (x, y) = (connector.label.x - width / 2.0, connector.label.y - 10.5);
    let class = classes!("label", (!connector.label_clear).then_some("crowded"));
    html! {
        <g {class} transform={format!("translate({x:.1} {y:.1})")}>
            <rect class="edge-label" width={format!("{width:.1}")} height="21" rx="10.5" />
            <text class="edge-text" x={format!("{:.1}", width / 2.0)} y="14.5">{ state }</text>
        </g>
    }
}

fn tooltip(connector: &Connector) -> String {
    let state = condition_state(connector.condition);
    let mut tooltip = format!("{} waits for {} to be {state}", connector.to_name, connector.from_name);
    if !connector.required {
        tooltip.push_str(", but does not require it");
    }
    if connector.in_cycle {
        tooltip.push_str("\nPart of a cycle: none of its services can start");
    }
    tooltip
}
