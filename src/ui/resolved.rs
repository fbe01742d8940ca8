//! The canonical file.

use yew::prelude::*;

use drydock::playground::paint::{self, Class};
use drydock::playground::{Action, Analysis, Picture, Shared};

use super::graph::empty_words;
use super::icon::{Shape, icon};

/// A longer file is shown without colors.
const MOST_LINES: usize = 4000;

/// What [`Resolved`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The picture the file belongs to.
    pub picture: Option<Shared<Picture>>,
    /// What was found in the files.
    pub analysis: Shared<Analysis>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The file, read only.
#[component]
pub fn Resolved(props: &Props) -> Html {
    let Some(picture) = &props.picture else {
        return empty_words(&props.analysis, &props.dispatch);
    };
    let copy = props.dispatch.reform(|_: MouseEvent| Action::CopyResolved);
    html! {
        <div class="resolved" id="resolved" role="tabpanel" aria-labelledby="view-resolved">
            <div class="resolved-head">
                <p>{ "What Docker Compose makes of the files, as " }<code>{ "docker compose config" }</code>{ " prints it" }</p>
                <button class="fix" type="button" data-testid="copy-resolved" onclick={copy}>
                    { icon(Shape::Copy) }{ "Copy" }
                </button>
            </div>
            <pre class="resolved-text" data-testid="resolved-text" tabindex="0" aria-label="Resolved compose file">
                { painted(&picture.resolved) }
            </pre>
        </div>
    }
}

fn painted(text: &str) -> Html {
    if text.lines().count() > MOST_LINES {
        return html! { <>{ text.to_owned() }</> };
    }
    let piece = |(class, text): (Class, &str)| match class {
        Class::Plain => html! { <>{ text.to_owned() }</> },
        Class::Key => html! { <span class="code-key">{ text.to_owned() }</span> },
        Class::Text => html! { <span class="code-string">{ text.to_owned() }</span> },
        Class::Literal => html! { <span class="code-number">{ text.to_owned() }</span> },
    };
    let line = |line: &str| html! { <>{ for paint::line(line).into_iter().map(piece) }{ "\n" }</> };
    text.lines().map(line).collect()
}
