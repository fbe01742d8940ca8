//! The bar at the bottom.

use yew::prelude::*;

use drydock::playground::{Picture, Saving, State, spell};

/// The bar.
pub fn view(state: &State) -> Html {
    let (class, words) = match &state.saving {
        Saving::Done => ("", "saved".to_owned()),
        Saving::Soon => ("", "saving".to_owned()),
        Saving::Failed(why) => ("bad", format!("not saved: {why}")),
    };
    html! {
        <footer class="status">
            if state.analysis.failed {
                <span class="bad">{ "✕ does not load" }</span>
            } else {
                <span class="ok">{ "● loads in Docker Compose" }</span>
            }
            <span data-testid="status-counts">{ counts(state) }</span>
            if let Some(picture) = &state.picture { <span data-testid="status-ready">{ ready(picture) }</span> }
            <span class="grow"></span>
            if let Some(took) = state.took { <span data-testid="status-took">{ format!("analyzed in {took:.1} ms") }</span> }
            <span data-testid="status-link">{ format!("link {} characters", state.link().chars().count()) }</span>
            <span class={class} data-testid="status-saved">{ words }</span>
        </footer>
    }
}

/// How many services, volumes and networks there are.
fn counts(state: &State) -> String {
    let Some(picture) = &state.picture else {
        return "no services".to_owned();
    };
    let project = &picture.project;
    let parts = [
        spell::count(project.services.len(), "service"),
        spell::count(project.volumes.len(), "volume"),
        spell::count(project.networks.len(), "network"),
    ];
    parts.join(", ")
}

/// When everything is ready, or that it never is.
fn ready(picture: &Picture) -> String {
    match picture.timeline.ready {
        Some(at) => format!("ready at {}", at.words()),
        None => "never all ready".to_owned(),
    }
}
