//! The list of problems.

use yew::prelude::*;

use drydock::diagnostic::{Applicability, Severity};
use drydock::playground::problems::{Counts, Problem, safe_edits};
use drydock::playground::{Action, Analysis, Shared, spell};

use super::icon;
use super::prose::prose;

/// So many problems are listed; the rest is counted.
const MOST: usize = 200;

/// So many other places of a finding are named.
const MOST_SAME: usize = 6;

/// What [`Problems`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The findings.
    pub analysis: Shared<Analysis>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The list.
#[component]
pub fn Problems(props: &Props) -> Html {
    let problems = &props.analysis.problems;
    let any_safe = !safe_edits(problems).is_empty();
    let fix_all = props.dispatch.reform(|_: MouseEvent| Action::FixAllSafe);
    let item = |(index, problem): (usize, &Problem)| {
        html! {
            <Item key={index} {index} problem={problem.clone()} dispatch={props.dispatch.clone()} />
        }
    };
    let hidden = problems.len().saturating_sub(MOST);
    html! {
        <section class="problems" aria-label="Problems">
            <header class="phead">
                <h2>{ "Problems" }</h2>
                { counts(props.analysis.counts) }
                <span class="grow"></span>
                if any_safe {
                    <button class="fix" type="button" data-testid="fix-all" onclick={fix_all}>{ "Fix all safe" }</button>
                }
            </header>
            <ul class="problem-list">
                { for problems.iter().enumerate().take(MOST).map(item) }
                if hidden > 0 {
                    <li class="problem-more">{ format!("and {hidden} more") }</li>
                }
                if problems.is_empty() {
                    <li class="problem-none">{ "Nothing to complain about" }</li>
                }
            </ul>
        </section>
    }
}

/// How many there are of each severity.
pub fn counts(counts: Counts) -> Html {
    let all = [
        (Severity::Error, counts.errors),
        (Severity::Warning, counts.warnings),
        (Severity::Info, counts.infos),
    ];
    let one = |(severity, number): (Severity, usize)| {
        let words = spell::count(number, severity.name());
        html! {
            <span key={severity.name()} class={classes!("count", severity.name())} title={words.clone()}>
                { icon::severity(severity) }<span aria-label={words}>{ number }</span>
            </span>
        }
    };
    all.into_iter().filter(|(_, number)| *number > 0).map(one).collect()
}

/// What an [`Item`] shows.
#[derive(Properties, PartialEq)]
struct ItemProps {
    index: usize,
    problem: Problem,
    dispatch: Callback<Action>,
}

#[component]
fn Item(props: &ItemProps) -> Html {
    let Problem { finding, spot, others } = &props.problem;
    let go = |spot: &drydock::playground::Spot| {
        let spot = spot.clone();
        props.dispatch.reform(move |_: MouseEvent| Action::GoTo(spot.clone()))
    };
    let fix = |(number, fix): (usize, &drydock::diagnostic::Fix)| {
        let problem = props.index;
        let onclick = props
            .dispatch
            .reform(move |_: MouseEvent| Action::ApplyFix { problem, fix: number });
        let changes = fix.applicability == Applicability::ChangesBehavior;
        html! {
            <button key={number} class="fix" type="button" {onclick}
                title={if changes { "Changes behavior" } else { "Safe: behavior stays, or becomes what was meant" }}>
                { prose(&fix.title) }
                if changes { <small>{ " (changes behavior)" }</small> }
            </button>
        }
    };
    let place = |(spot, _): &&(drydock::playground::Spot, String)| {
        html! { <><button class="link loc" type="button" onclick={go(spot)}>{ spot.full() }</button>{ " " }</> }
    };
    let other = |(index, (spot, words)): (usize, &(drydock::playground::Spot, String))| {
        html! {
            <p key={index} class="other">
                { prose(words) }{ " " }
                <button class="link" type="button" onclick={go(spot)}>{ spot.full() }</button>
            </p>
        }
    };
    let onclick = spot.as_ref().map(go);
    let (same, others): (Vec<_>, Vec<_>) = others.iter().partition(|(_, words)| words.is_empty());
    html! {
        <li class="problem" data-testid="problem" data-code={finding.code.name()} data-severity={finding.severity.name()}
            data-line={spot.as_ref().map(|spot| spot.line.to_string())}>
            { icon::severity(finding.severity) }
            <div class="problem-words">
                <button class="problem-message" type="button" disabled={spot.is_none()} {onclick}>
                    { prose(&finding.message) }
                </button>
                if let Some(help) = &finding.help { <p>{ prose(help) }</p> }
                { for others.into_iter().enumerate().map(other) }
                if !same.is_empty() {
                    <p class="same">{ "also at " }{ for same.iter().take(MOST_SAME).map(place) }
                        if same.len() > MOST_SAME { { format!("and {} more", same.len() - MOST_SAME) } }
                    </p>
                }
                if let Some(upstream) = &finding.upstream {
                    <details class="upstream">
                        <summary>{ "Docker Compose says: " }<q>{ upstream.clone() }</q></summary>
                    </details>
                }
            </div>
            <div class="problem-side">
                if let Some(spot) = spot {
                    <button class="link loc" type="button" onclick={go(spot)}>{ spot.full() }</button>
                }
                { for finding.fixes.iter().enumerate().map(fix) }
            </div>
        </li>
    }
}
