//! The simulation view: the insight, the graph and the timeline.

use yew::prelude::*;

use drydock::playground::Split;

use super::explanation;
use super::graph::Graph;
use super::insight::insight;
use super::timeline::TimelineView;
use super::views::ViewContext;
use super::widgets::splitter::Splitter;

/// Renders the view.
pub fn view(context: &ViewContext<'_>) -> Html {
    let ViewContext { state, dispatch, .. } = context;
    let preview = state.preview.clone();
    html! {
        <>
            { insight(state, dispatch) }
            <Graph preview={preview.clone()} snapshot={state.snapshot.clone()}
                analysis={state.analysis.clone()} selection={state.selection.clone()} dispatch={(*dispatch).clone()} />
            if let Some(preview) = preview {
                <Splitter split={Split::Timeline} share={state.settings.share(Split::Timeline)}
                    container={context.right_column.clone()} label="Height of the timeline" dispatch={(*dispatch).clone()} />
                <TimelineView {preview} playback={state.playback} now={state.now()}
                    explained={state.explanation.as_ref().map(|(record, _)| *record)}
                    selection={state.selection.clone()} settings={state.settings} dispatch={(*dispatch).clone()} />
            }
            if let Some((_, explanation)) = &state.explanation {
                { explanation::card(explanation, dispatch) }
            }
        </>
    }
}
