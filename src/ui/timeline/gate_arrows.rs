//! The arrows of gates: from the event that opened a gate to the start of the container that waited.

use std::rc::Rc;

use yew::prelude::*;

use drydock::playground::lanes::{GateArrow, gate_arrows};
use drydock::playground::scale::Scale;
use drydock::playground::text::condition_state;
use drydock::playground::{Action, Preview, Shared};
use drydock::sim::RecordId;

/// Properties of [`GateArrows`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The preview that the timeline is part of.
    pub preview: Shared<Preview>,
    /// The scale of the axis.
    pub scale: Scale,
    /// The lanes' indexes in the order of their rows.
    pub rows: Rc<Vec<usize>>,
    /// The first row that is rendered.
    pub first_row: usize,
    /// The row after the last one that is rendered.
    pub end_row: usize,
    /// The record whose explanation is open.
    pub explained: Option<RecordId>,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// The arrows that touch a rendered row.
#[component]
pub fn GateArrows(props: &Props) -> Html {
    let is_rendered = |arrow: &GateArrow| arrow.rows.0 < props.end_row && arrow.rows.1 >= props.first_row;
    gate_arrows(&props.preview.timeline, &props.rows, &props.scale)
        .into_iter()
        .filter(is_rendered)
        .map(|arrow| gate_arrow(props, arrow))
        .collect()
}

fn gate_arrow(props: &Props, arrow: GateArrow) -> Html {
    let kind = if arrow.broken {
        "broken"
    } else {
        condition_state(arrow.condition)
    };
    let is_explained = arrow.record.is_some() && arrow.record == props.explained;
    let onclick = arrow.record.map(|record| {
        props.dispatch.reform(move |event: MouseEvent| {
            event.stop_propagation();
            Action::Explain(record)
        })
    });
    let class = classes!(
        "gate-arrow",
        kind,
        arrow.faint.then_some("faint"),
        is_explained.then_some("explained")
    );
    html! {
        <g key={arrow.key.clone()} {class} data-testid={format!("gate-{}", arrow.key)} {onclick}>
            <title>{ arrow.title }</title>
            <path class="hit-area" d={arrow.path.clone()} />
            <path class="gate-line" d={arrow.path} marker-end={format!("url(#gate-{kind})")} />
        </g>
    }
}
