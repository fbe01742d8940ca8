//! A dependency's arrow.

use yew::prelude::*;

use drydock::playground::drawing::{Wire, condition_word};
use drydock::playground::{Action, Shared};

/// Width of a letter of the label, and what is around the word.
const LETTER: f64 = 6.6;
const AROUND: f64 = 24.0;

/// What a [`GraphEdge`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The dependency.
    pub wire: Shared<Wire>,
    /// A service is looked at, which it has nothing to do with.
    pub dim: bool,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The arrow, from the dependency to the dependent.
#[component]
pub fn GraphEdge(props: &Props) -> Html {
    let wire = &props.wire;
    let word = condition_word(wire.condition);
    let kind = if wire.in_cycle { "cycle" } else { word };
    let (width, shift) = label_box(word, wire);
    let onclick = {
        let (wire, dispatch) = (wire.clone(), props.dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::GoToDependency {
                dependent: wire.to,
                dependency: wire.from,
            })
        })
    };
    let class = classes!(
        "edge",
        kind,
        (!wire.required).then_some("optional"),
        props.dim.then_some("dim")
    );
    html! {
        <g {class} data-testid={format!("graph-edge-{}-{}", wire.from_name, wire.to_name)}
            data-condition={wire.condition.name()} {onclick}>
            <title>{ title(wire) }</title>
            <path class="edge-reach" d={wire.path.clone()} />
            <path class="edge-line" d={wire.path.clone()} marker-end={format!("url(#arrow-{kind})")} />
            <g class={classes!("label", (!wire.label_clear).then_some("crowded"))} transform={shift}>
                <rect class="edge-label" width={format!("{width:.1}")} height="21" rx="10.5" />
                <text class="edge-word" x={format!("{:.1}", width / 2.0)} y="14.5">{ word }</text>
            </g>
        </g>
    }
}

fn label_box(label: &str, wire: &Wire) -> (f64, String) {
    let width = label.chars().count() as f64 * LETTER + AROUND;
    let shift = format!(
        "translate({:.1} {:.1})",
        wire.label.x - width / 2.0,
        wire.label.y - 10.5
    );
    (width, shift)
}

fn title(wire: &Wire) -> String {
    let word = condition_word(wire.condition);
    let mut title = format!("{} waits for {} to be {word}", wire.to_name, wire.from_name);
    if !wire.required {
        title.push_str(", but starts without it too");
    }
    if wire.in_cycle {
        title.push_str("\nThis is part of a cycle: nothing on it can start");
    }
    title
}
