//! The problems view: the list of problems.

mod item;

use yew::prelude::*;

use drydock::diagnostic::Severity;
use drydock::playground::problems::{Counts, Problem, has_safe_fixes};
use drydock::playground::{Action, Analysis, Shared, text};

use super::icon;
use super::views::ViewContext;
use item::Item;

/// Maximum number of problems that are listed. The others are counted.
const MAX_LISTED: usize = 200;

/// Renders the view.
pub fn view(context: &ViewContext<'_>) -> Html {
    html! { <Problems analysis={context.state.analysis.clone()} dispatch={context.dispatch.clone()} /> }
}

/// Properties of [`Problems`].
#[derive(Properties, PartialEq)]
struct Props {
    analysis: Shared<Analysis>,
    dispatch: Callback<Action>,
}

/// The list of problems.
#[component]
fn Problems(props: &Props) -> Html {
    let problems = &props.analysis.problems;
    let apply = props.dispatch.reform(|_: MouseEvent| Action::ApplySafeFixes);
    let item = |(index, problem): (usize, &Problem)| {
        html! { <Item key={index} {index} problem={problem.clone()} dispatch={props.dispatch.clone()} /> }
    };
    let more = problems.len().saturating_sub(MAX_LISTED);
    html! {
        <section class="problems" id="problems" aria-label="Problems">
            <header class="problems-header">
                <h2>{ "Problems" }</h2>
                { counts(props.analysis.counts) }
                <span class="grow"></span>
                if has_safe_fixes(problems) {
                    <button class="fix" type="button" data-testid="apply-safe-fixes" onclick={apply}>
                        { "Apply safe fixes" }
                    </button>
                }
            </header>
            <ul class="problem-list">
                { for problems.iter().enumerate().take(MAX_LISTED).map(item) }
                if more > 0 {
                    <li class="problem-more">{ format!("and {more} more") }</li>
                }
                if problems.is_empty() {
                    <li class="no-problems">{ "No problems" }</li>
                }
            </ul>
        </section>
    }
}

/// The number of problems of each severity.
fn counts(counts: Counts) -> Html {
    let by_severity = [
        (Severity::Error, counts.errors),
        (Severity::Warning, counts.warnings),
        (Severity::Info, counts.infos),
    ];
    let count = |(severity, number): (Severity, usize)| {
        let label = text::count(number, severity.name());
        html! {
            <span key={severity.name()} class={classes!("count", severity.name())} title={label.clone()}>
                { icon::severity(severity) }<span aria-label={label}>{ number }</span>
            </span>
        }
    };
    by_severity
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(count)
        .collect()
}
