//! The status bar.

use yew::prelude::*;

use drydock::compose;
use drydock::playground::{Preview, SaveStatus, State, text};

/// The status bar.
pub fn view(state: &State) -> Html {
    let (class, save_status) = match &state.save_status {
        SaveStatus::Saved => ("", "saved".to_owned()),
        SaveStatus::Pending => ("", "saving".to_owned()),
        SaveStatus::Deleted => ("error", "deleted in another tab".to_owned()),
        SaveStatus::Failed(reason) => ("error", format!("not saved: {reason}")),
    };
    html! {
        <footer class="status">
            if state.analysis.failed {
                <span class="error">{ "✕ does not load" }</span>
            } else {
                <span class="ok">{ format!("● loads in Docker Compose {}", compose::VERSION) }</span>
            }
            <span data-testid="status-counts">{ counts(state) }</span>
            if let Some(preview) = &state.preview { { ready(preview) } }
            <span class="grow"></span>
            if let Some(time) = state.analysis_time {
                <span data-testid="status-time">{ format!("analyzed in {time:.1} ms") }</span>
            }
            <span data-testid="status-link">{ format!("link: {} characters", state.link().chars().count()) }</span>
            <span class={class} data-testid="status-saved">{ save_status }</span>
        </footer>
    }
}

/// Returns the number of services, volumes and networks.
fn counts(state: &State) -> String {
    let Some(preview) = &state.preview else {
        return "no services".to_owned();
    };
    let project = &preview.project;
    let counts = [
        text::count(project.services.len(), "service"),
        text::count(project.volumes.len(), "volume"),
        text::count(project.networks.len(), "network"),
    ];
    counts.join(", ")
}

/// When startup completes, or that it fails.
fn ready(preview: &Preview) -> Html {
    let has_failed = preview.insight.as_ref().is_some_and(|insight| insight.is_failure);
    let (class, text) = match preview.timeline.startup_completed() {
        _ if preview.is_partial => (None, "incomplete".to_owned()),
        _ if has_failed => (Some("error"), "✕ startup fails".to_owned()),
        Some(at) => (None, format!("ready at {}", at.format())),
        None => (None, "never fully ready".to_owned()),
    };
    html! { <span {class} data-testid="status-ready">{ text }</span> }
}
