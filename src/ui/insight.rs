//! The insight: the most important fact about the simulation.

use yew::prelude::*;

use drydock::playground::{Action, State};

use super::icon::{Icon, icon};
use super::rich_text::rich_text;

/// The insight with its explanation and suggestion, if there is one.
///
/// A stale insight stays visible in gray, so that the page does not jump while the visitor types.
pub fn insight(state: &State, dispatch: &Callback<Action>) -> Html {
    let preview = state.preview.as_ref();
    let Some(insight) = preview.and_then(|preview| preview.insight.as_ref()) else {
        return Html::default();
    };
    let (headline, details) = match insight.text.strip_prefix(insight.headline.as_str()) {
        Some(details) => (insight.headline.as_str(), details),
        None => ("", insight.text.as_str()),
    };
    let explain = insight
        .record
        .map(|record| dispatch.reform(move |_: MouseEvent| Action::Explain(record)));
    let apply = dispatch.reform(|_: MouseEvent| Action::ApplySuggestion);
    html! {
        <div class={classes!("insight", state.stale.then_some("stale"))} data-testid="insight">
            { icon(Icon::Clock) }
            <p><b>{ rich_text(headline) }</b>{ rich_text(details) }</p>
            if explain.is_some() {
                <button class="fix" type="button" data-testid="insight-why" disabled={state.stale} onclick={explain}>
                    { "Why?" }
                </button>
            }
            if let Some(suggestion) = &insight.suggestion {
                <button class="fix" type="button" data-testid="insight-fix" disabled={state.stale} onclick={apply}>
                    { suggestion.title.clone() }
                </button>
            }
        </div>
    }
}
