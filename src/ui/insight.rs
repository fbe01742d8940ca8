//! The insight: the most important fact about the simulation.

use yew::prelude::*;

use drydock::playground::{Action, State};

use super::icon::{Icon, icon};
use super::rich_text::rich_text;

/// The insight with its explanation and suggestion, if there is one. For a project that does not load, says that the
/// simulation is incomplete instead.
pub fn insight(state: &State, dispatch: &Callback<Action>) -> Html {
    if let Some(message) = state.incomplete_message() {
        return incomplete(state, message, dispatch);
    }
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
        <div class={classes!("insight", insight.is_failure.then_some("failed"))} data-testid="insight"
            role={insight.is_failure.then_some("status")}>
            { icon(if insight.is_failure { Icon::Alert } else { Icon::Clock }) }
            <p><b>{ rich_text(headline) }</b>{ rich_text(details) }</p>
            if explain.is_some() {
                <button class="fix" type="button" data-testid="insight-why" onclick={explain}>
                    { "Why?" }
                </button>
            }
            if let Some(suggestion) = &insight.suggestion {
                <button class="fix" type="button" data-testid="insight-fix" onclick={apply}>
                    { suggestion.title.clone() }
                </button>
            }
        </div>
    }
}

fn incomplete(state: &State, message: String, dispatch: &Callback<Action>) -> Html {
    let first = state.analysis.loading_errors().next();
    let location = first.and_then(|problem| problem.location.clone());
    let go_to = location.map(|location| dispatch.reform(move |_: MouseEvent| Action::GoTo(location.clone())));
    html! {
        <div class="insight incomplete" role="status" data-testid="incomplete">
            { icon(Icon::Alert) }
            <p><b>{ message }</b>{ ". The simulation shows what could be read of the project." }</p>
            if go_to.is_some() {
                <button class="fix" type="button" data-testid="go-to-first-error" onclick={go_to}>
                    { "Go to the first error" }
                </button>
            }
        </div>
    }
}
