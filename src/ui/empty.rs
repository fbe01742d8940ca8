//! The placeholder of an empty preview: why there is nothing to show, and what to do.

use yew::prelude::*;

use drydock::playground::problems::Problem;
use drydock::playground::{Action, Analysis, EmptyReason};

use super::icon;
use super::rich_text::rich_text;

/// The placeholder.
pub fn empty_preview(analysis: &Analysis, dispatch: &Callback<Action>) -> Html {
    let reason = analysis.empty;
    let (title, help) = match reason {
        Some(EmptyReason::NoComposeFile) => (
            "No compose file",
            "Docker Compose looks for compose.yaml. Add one to start.",
        ),
        Some(EmptyReason::EmptyFile) => (
            "The compose file is empty",
            "Paste your compose file into the editor, or drop a folder or ZIP.",
        ),
        Some(EmptyReason::NoServices) => ("No services", "Services that you add under `services:` appear here."),
        Some(EmptyReason::NoActiveServices) => ("All services are off", ""),
        Some(EmptyReason::OnlyInclude) => (
            "This file only includes others",
            "Add the included files to this project to see their services.",
        ),
        Some(EmptyReason::Errors) | None => (
            "Nothing to show yet",
            "The project does not load. Fix this error first:",
        ),
    };
    let first_error = analysis
        .loading_errors()
        .next()
        .filter(|_| analysis.failed && !matches!(reason, Some(EmptyReason::EmptyFile | EmptyReason::NoComposeFile)));
    let add = dispatch.reform(|_: MouseEvent| Action::AddFile("compose.yaml".to_owned()));
    let insert = dispatch.reform(|_: MouseEvent| Action::InsertSkeleton);
    html! {
        <div class="empty" data-testid="empty">
            <p class="empty-title">{ title }</p>
            if !help.is_empty() { <p>{ rich_text(help) }</p> }
            if reason == Some(EmptyReason::NoActiveServices) { { profiles(analysis, dispatch) } }
            if reason == Some(EmptyReason::NoComposeFile) {
                <button class="fix" type="button" onclick={add}>{ "Add compose.yaml" }</button>
            }
            if reason == Some(EmptyReason::EmptyFile) {
                <button class="fix" type="button" data-testid="insert-skeleton" onclick={insert}>
                    { "Start with one service" }
                </button>
            }
            if let Some(problem) = first_error { { error(problem, dispatch) } }
        </div>
    }
}

/// The profiles of the services that are off, and buttons that turn them on.
fn profiles(analysis: &Analysis, dispatch: &Callback<Action>) -> Html {
    let names: Vec<String> = analysis.off_profiles.iter().map(|name| format!("`{name}`")).collect();
    let help = match names.as_slice() {
        [name] => {
            format!("They belong to the profile {name}. A profile is a set of services that starts only on request.")
        }
        names => format!(
            "They belong to the profiles {}. A profile is a set of services that starts only on request.",
            names.join(", ")
        ),
    };
    let button = |name: &String| {
        let turn_on = Action::TurnOnProfile(name.clone());
        let onclick = dispatch.reform(move |_: MouseEvent| turn_on.clone());
        html! {
            <button key={name.clone()} class="fix" type="button" data-testid={format!("turn-on-{name}")} {onclick}>
                { rich_text(&format!("Turn on `{name}`")) }
            </button>
        }
    };
    html! {
        <>
            <p>{ rich_text(&help) }</p>
            <p class="empty-actions">{ for analysis.off_profiles.iter().map(button) }</p>
        </>
    }
}

/// An error that links to its location.
fn error(problem: &Problem, dispatch: &Callback<Action>) -> Html {
    let message = rich_text(&problem.diagnostic.message);
    let Some(location) = problem.location.clone() else {
        return html! { <p class="first-error">{ message }</p> };
    };
    let label = location.full();
    let onclick = dispatch.reform(move |_: MouseEvent| Action::GoTo(location.clone()));
    html! {
        <button class="first-error" type="button" data-testid="first-error" {onclick}>
            { icon::severity(problem.diagnostic.severity) }
            <span>{ message }</span>
            <span class="location">{ label }</span>
        </button>
    }
}
