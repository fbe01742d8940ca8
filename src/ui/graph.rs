//! The dependency graph.

mod canvas;
mod drag;
mod edge;
mod legend;
mod node;
mod off_node;
mod toolbar;

use yew::prelude::*;

use drydock::playground::drawing::{Card, Drawing};
use drydock::playground::{Action, Analysis, Preview, Selection, Shared, text};
use drydock::sim::Snapshot;

use super::empty::empty_preview;
use canvas::Canvas;

/// Properties of [`Graph`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The preview that the graph is part of.
    pub preview: Option<Shared<Preview>>,
    /// The states at the playhead.
    pub snapshot: Shared<Snapshot>,
    /// The problems in the files.
    pub analysis: Shared<Analysis>,
    /// The service that the cursor is in.
    pub selection: Selection,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// The graph, or a placeholder if there is no preview.
#[component]
pub fn Graph(props: &Props) -> Html {
    let Some(preview) = &props.preview else {
        return html! {
            <section class="graph" id="graph" aria-label="Dependency graph">
                { empty_preview(&props.analysis, &props.dispatch) }
            </section>
        };
    };
    html! {
        <section class="graph" id="graph" aria-label="Dependency graph">
            <Canvas preview={preview.clone()} snapshot={props.snapshot.clone()} selection={props.selection.clone()}
                dispatch={props.dispatch.clone()} />
            { legend::legend(&preview.drawing) }
            { description(&preview.drawing) }
        </section>
    }
}

/// The graph as a list, for screen readers.
fn description(drawing: &Drawing) -> Html {
    let item = |(index, card): (usize, &Shared<Card>)| {
        let dependencies = drawing.connectors.iter().filter(|connector| connector.to == index);
        let conditions: Vec<String> = dependencies
            .map(|connector| {
                format!(
                    "{} to be {}",
                    connector.from_name,
                    text::condition_state(connector.condition)
                )
            })
            .collect();
        let description = match conditions.as_slice() {
            [] => "has no dependencies".to_owned(),
            conditions => format!("waits for {}", conditions.join(", ")),
        };
        html! { <li key={card.name.clone()}>{ format!("{} {description}", card.name) }</li> }
    };
    html! {
        <ul class="visually-hidden" aria-label="Services and their dependencies">
            { for drawing.cards.iter().enumerate().map(item) }
        </ul>
    }
}
