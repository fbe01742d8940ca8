//! The bar at the bottom.

use yew::prelude::*;

use drydock::playground::{Saving, State, spell};

/// What a [`StatusBar`] shows, in words.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// How many services, volumes and networks there are.
    pub counts: AttrValue,
    /// When everything is ready, or that it never is.
    pub ready: Option<AttrValue>,
    /// How long the analysis took.
    pub took: Option<AttrValue>,
    /// How long the link is.
    pub link: AttrValue,
    /// Whether the files are kept.
    pub saving: Saving,
    /// Docker Compose would not load the files.
    pub broken: bool,
}

/// The props of a state.
pub fn props(state: &State) -> Props {
    let picture = state.picture.as_ref();
    let counts = picture.map(|picture| {
        let project = &picture.project;
        let parts = [
            spell::count(project.services.len(), "service"),
            spell::count(project.volumes.len(), "volume"),
            spell::count(project.networks.len(), "network"),
        ];
        parts.join(", ")
    });
    let ready = picture.map(|picture| match picture.timeline.ready {
        Some(at) => format!("ready at {}", spell::spoken(at)),
        None => "never all ready".to_owned(),
    });
    Props {
        counts: counts.unwrap_or_else(|| "no services".to_owned()).into(),
        ready: ready.map(AttrValue::from),
        took: state.took.map(|took| format!("analysed in {took:.1} ms").into()),
        link: format!("link {} characters", state.link().chars().count()).into(),
        saving: state.saving.clone(),
        broken: state.analysis.failed,
    }
}

/// The bar.
#[component]
pub fn StatusBar(props: &Props) -> Html {
    let (class, words) = match &props.saving {
        Saving::Done => ("", "saved".to_owned()),
        Saving::Soon => ("", "saving".to_owned()),
        Saving::Failed(why) => ("bad", format!("not saved: {why}")),
    };
    html! {
        <footer class="status">
            if props.broken {
                <span class="bad">{ "✕ does not load" }</span>
            } else {
                <span class="ok">{ "● loads in Docker Compose" }</span>
            }
            <span data-testid="status-counts">{ props.counts.clone() }</span>
            if let Some(ready) = &props.ready { <span data-testid="status-ready">{ ready.clone() }</span> }
            <span class="grow"></span>
            if let Some(took) = &props.took { <span data-testid="status-took">{ took.clone() }</span> }
            <span data-testid="status-link">{ props.link.clone() }</span>
            <span class={class} data-testid="status-saved">{ words }</span>
        </footer>
    }
}
