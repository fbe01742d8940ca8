//! The dependency graph.

mod canvas;
mod edge;
mod node;

use yew::prelude::*;

use drydock::compose::Condition;
use drydock::playground::drawing::{Drawing, condition_word};
use drydock::playground::problems::Problem;
use drydock::playground::{Action, Analysis, Empty, Picture, Shared};
use drydock::sim::Snapshot;

use canvas::Canvas;

use super::icon;
use super::prose::prose;

/// What a [`Graph`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is drawn.
    pub picture: Option<Shared<Picture>>,
    /// The states at the playhead's moment.
    pub snapshot: Shared<Snapshot>,
    /// Says that the picture is old.
    pub stale: Option<AttrValue>,
    /// What was found in the files.
    pub analysis: Shared<Analysis>,
    /// The service in which the cursor is.
    pub selected: Option<AttrValue>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The graph, or why there is none.
#[component]
pub fn Graph(props: &Props) -> Html {
    let Some(picture) = &props.picture else {
        return html! {
            <section class="graph" id="graph" aria-label="Dependency graph">{ empty_words(&props.analysis, &props.dispatch) }</section>
        };
    };
    html! {
        <section class={classes!("graph", props.stale.is_some().then_some("stale"))} id="graph" aria-label="Dependency graph">
            <Canvas picture={picture.clone()} snapshot={props.snapshot.clone()} selected={props.selected.clone()}
                dispatch={props.dispatch.clone()} />
            { legend(&picture.drawing) }
            { as_list(&picture.drawing) }
            if let Some(words) = &props.stale {
                <p class="stale-notice" role="status" data-testid="stale-notice">{ words.clone() }</p>
            }
        </section>
    }
}

/// Why there is nothing to draw, and what to do.
pub fn empty_words(analysis: &Analysis, dispatch: &Callback<Action>) -> Html {
    let empty = analysis.empty;
    let (title, words) = match empty {
        Some(Empty::NoComposeFile) => (
            "No compose file",
            "Docker Compose looks for compose.yaml. Add one to begin.",
        ),
        Some(Empty::EmptyFile) => ("The compose file is empty", "Write a service, or open an example."),
        Some(Empty::NoServices) => (
            "No services",
            "A service under services: is drawn here as soon as it is written.",
        ),
        Some(Empty::Errors) | None => ("Nothing to draw yet", "The project does not load. This comes first:"),
    };
    let first = analysis
        .loading_errors()
        .next()
        .filter(|_| empty == Some(Empty::Errors));
    let add = dispatch.reform(|_: MouseEvent| Action::AddFile("compose.yaml".to_owned()));
    html! {
        <div class="empty" data-testid="empty">
            <p class="empty-title">{ title }</p>
            <p>{ words }</p>
            if empty == Some(Empty::NoComposeFile) {
                <button class="fix" type="button" onclick={add}>{ "Add compose.yaml" }</button>
            }
            if let Some(problem) = first { { fault(problem, dispatch) } }
        </div>
    }
}

/// A finding that leads to its place.
fn fault(problem: &Problem, dispatch: &Callback<Action>) -> Html {
    let Some(spot) = problem.spot.clone() else {
        return html! { <p class="fault">{ prose(&problem.finding.message) }</p> };
    };
    let place = spot.full();
    let onclick = dispatch.reform(move |_: MouseEvent| Action::GoTo(spot.clone()));
    html! {
        <button class="fault" type="button" data-testid="first-error" {onclick}>
            { icon::severity(problem.finding.severity) }
            <span>{ prose(&problem.finding.message) }</span>
            <span class="loc">{ place }</span>
        </button>
    }
}

fn legend(drawing: &Drawing) -> Html {
    let entry = |class: &'static str, dashed: bool, words: &'static str| {
        html! {
            <span key={words} class={class}>
                <svg width="26" height="8" aria-hidden="true">
                    <path class={classes!("legend-line", dashed.then_some("optional"))} d="M0 4h19" />
                    <path class="legend-head" d="M18 .8 25 4l-7 3.2z" />
                </svg>
                { words }
            </span>
        }
    };
    let has = |condition: Condition| drawing.wires.iter().any(|wire| wire.condition == condition);
    let mut entries = Vec::new();
    for (condition, words) in [
        (Condition::Healthy, "when healthy"),
        (Condition::Started, "when started"),
        (Condition::Completed, "when completed"),
    ] {
        if has(condition) {
            entries.push(entry(condition_word(condition), false, words));
        }
    }
    if drawing.wires.iter().any(|wire| !wire.required) {
        entries.push(entry("started", true, "optional"));
    }
    if drawing.wires.iter().any(|wire| wire.in_cycle) {
        entries.push(entry("cycle", false, "cycle"));
    }
    html! {
        if !entries.is_empty() { <div class="legend">{ for entries }</div> }
    }
}

/// The graph for those who can't see it.
fn as_list(drawing: &Drawing) -> Html {
    let line = |(index, card): (usize, &Shared<drydock::playground::drawing::Card>)| {
        let needs = drawing.wires.iter().filter(|wire| wire.to == index);
        let needs: Vec<String> = needs
            .map(|wire| format!("{} to be {}", wire.from_name, condition_word(wire.condition)))
            .collect();
        let words = match needs.as_slice() {
            [] => "depends on nothing".to_owned(),
            needs => format!("waits for {}", needs.join(", ")),
        };
        html! { <li key={card.name.clone()}>{ format!("{} {words}", card.name) }</li> }
    };
    html! {
        <ul class="visually-hidden" aria-label="Services and what they wait for">
            { for drawing.cards.iter().enumerate().map(line) }
        </ul>
    }
}
