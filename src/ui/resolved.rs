//! The resolved view: the canonical file.

use yew::prelude::*;

use drydock::playground::highlight::{self, Kind};
use drydock::playground::{Action, Analysis, Preview, Shared};

use super::empty::empty_preview;
use super::icon::{Icon, icon};
use super::views::ViewContext;

/// Longer files are shown without syntax highlighting.
const MAX_HIGHLIGHTED_LINES: usize = 4000;

/// Renders the view.
pub fn view(context: &ViewContext<'_>) -> Html {
    let state = context.state;
    html! {
        <Resolved preview={state.preview.clone()} analysis={state.analysis.clone()} dispatch={context.dispatch.clone()} />
    }
}

/// Properties of [`Resolved`].
#[derive(Properties, PartialEq)]
struct Props {
    /// The preview that the canonical file is part of.
    preview: Option<Shared<Preview>>,
    /// The problems in the files.
    analysis: Shared<Analysis>,
    /// Receives actions.
    dispatch: Callback<Action>,
}

/// The canonical file.
#[component]
fn Resolved(props: &Props) -> Html {
    let resolved = props.preview.as_ref().and_then(|preview| preview.resolved.as_deref());
    let Some(resolved) = resolved else {
        return empty_preview(&props.analysis, &props.dispatch);
    };
    let copy = props.dispatch.reform(|_: MouseEvent| Action::CopyResolved);
    html! {
        <div class="resolved" id="resolved" role="tabpanel" aria-labelledby="view-resolved">
            <div class="resolved-header">
                <p>{ "The resolved project, as " }<code>{ "docker compose config" }</code>{ " prints it" }</p>
                <button class="fix" type="button" data-testid="copy-resolved" onclick={copy}>
                    { icon(Icon::Copy) }{ "Copy" }
                </button>
            </div>
            <pre class="resolved-text" data-testid="resolved-text" tabindex="0" aria-label="Resolved compose file">
                { highlighted(resolved) }
            </pre>
        </div>
    }
}

fn highlighted(text: &str) -> Html {
    if text.lines().count() > MAX_HIGHLIGHTED_LINES {
        return html! { <>{ text.to_owned() }</> };
    }
    let token = |(kind, text): (Kind, &str)| match kind {
        Kind::Plain => html! { <>{ text.to_owned() }</> },
        Kind::Key => html! { <span class="code-key">{ text.to_owned() }</span> },
        Kind::String => html! { <span class="code-string">{ text.to_owned() }</span> },
        Kind::Literal => html! { <span class="code-number">{ text.to_owned() }</span> },
    };
    let line = |line: &str| html! { <>{ for highlight::tokens(line).into_iter().map(token) }{ "\n" }</> };
    text.lines().map(line).collect()
}
