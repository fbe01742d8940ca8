//! A problem in the list.

use yew::prelude::*;

use drydock::diagnostic::{Applicability, Fix};
use drydock::playground::problems::Problem;
use drydock::playground::{Action, Location};

use crate::ui::icon;
use crate::ui::rich_text::rich_text;

/// Maximum number of other occurrences that are listed. The others are counted.
const MAX_OCCURRENCES: usize = 6;

/// Properties of [`Item`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Index of the problem.
    pub index: usize,
    /// The problem.
    pub problem: Problem,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// A problem with its locations and fixes.
#[component]
pub fn Item(props: &Props) -> Html {
    let Problem {
        diagnostic,
        location,
        related,
        ..
    } = &props.problem;
    // A related location without a label is another occurrence of the same problem.
    let (occurrences, related): (Vec<_>, Vec<_>) = related.iter().partition(|(_, label)| label.is_empty());
    let related = related.into_iter().enumerate().map(|(index, (location, label))| {
        html! { <p key={index}>{ rich_text(label) }{ " " }{ location_link(props, location, "link") }</p> }
    });
    let onclick = location.as_ref().map(|location| go_to(props, location));
    html! {
        <li class="problem" data-testid="problem" data-code={diagnostic.code.name()} data-severity={diagnostic.severity.name()}
            data-line={location.as_ref().map(|location| location.line.to_string())}>
            { icon::severity(diagnostic.severity) }
            <div class="problem-text">
                <button class="problem-message" type="button" disabled={location.is_none()} {onclick}>
                    { rich_text(&diagnostic.message) }
                </button>
                if let Some(help) = &diagnostic.help { <p>{ rich_text(help) }</p> }
                { for related }
                { other_occurrences(props, &occurrences) }
                if let Some(upstream) = &diagnostic.upstream {
                    <details class="upstream">
                        <summary>{ "Docker Compose prints: " }<q>{ upstream.clone() }</q></summary>
                    </details>
                }
            </div>
            <div class="problem-side">
                if let Some(location) = location { { location_link(props, location, "link location") } }
                { for diagnostic.fixes.iter().enumerate().map(|(index, fix)| fix_button(props, index, fix)) }
                { fix_all_button(props) }
            </div>
        </li>
    }
}

fn go_to(props: &Props, location: &Location) -> Callback<MouseEvent> {
    let location = location.clone();
    props
        .dispatch
        .reform(move |_: MouseEvent| Action::GoTo(location.clone()))
}

fn location_link(props: &Props, location: &Location, class: &'static str) -> Html {
    html! { <button {class} type="button" onclick={go_to(props, location)}>{ location.full() }</button> }
}

fn other_occurrences(props: &Props, occurrences: &[&(Location, String)]) -> Html {
    if occurrences.is_empty() {
        return Html::default();
    }
    let link = |(location, _): &&(Location, String)| {
        html! { <>{ location_link(props, location, "link location") }{ " " }</> }
    };
    let more = occurrences.len().saturating_sub(MAX_OCCURRENCES);
    html! {
        <p>{ "also at " }{ for occurrences.iter().take(MAX_OCCURRENCES).map(link) }
            if more > 0 { { format!("and {more} more") } }
        </p>
    }
}

fn fix_button(
    props: &Props,
    fix: usize,
    Fix {
        title, applicability, ..
    }: &Fix,
) -> Html {
    let problem = props.index;
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::ApplyFix { problem, fix });
    let (tooltip, note) = match applicability {
        Applicability::Safe => ("Safe: keeps the behavior, or makes it what was intended", None),
        Applicability::ChangesBehavior => ("Changes the behavior", Some(" (changes behavior)")),
    };
    html! {
        <button key={fix} class="fix" type="button" {onclick} title={tooltip}>
            <span>{ rich_text(title) } if let Some(note) = note { <small>{ note }</small> }</span>
        </button>
    }
}

/// The button that fixes this problem and all others of its kind, if there are any.
fn fix_all_button(props: &Props) -> Html {
    let problem = props.index;
    let Some((label, fix)) = props
        .problem
        .fix_all_label()
        .zip(props.problem.diagnostic.fixes.first())
    else {
        return Html::default();
    };
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::ApplyFixToAll(problem));
    let tooltip = format!("Applies this fix and those like it: {}", fix.title);
    html! {
        <button class="fix fix-all" type="button" data-testid="fix-all" {onclick} title={tooltip}>{ label }</button>
    }
}
