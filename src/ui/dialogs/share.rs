//! The dialog that shows the link to the project.

use yew::prelude::*;

use drydock::playground::{Action, text};

use crate::ui::browser;
use crate::ui::widgets::dialog::Dialog;

/// Some chat and mail programs truncate longer links.
const LONG_LINK: usize = 2000;
/// Many programs truncate longer links.
const VERY_LONG_LINK: usize = 8000;

/// Properties of [`ShareDialog`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The link.
    pub link: AttrValue,
    /// Paths of the files in the link.
    pub files: Vec<AttrValue>,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// The dialog.
#[component]
pub fn ShareDialog(props: &Props) -> Html {
    let input = use_node_ref();
    use_effect_with(input.clone(), |input| browser::input::select(input, None));
    let copy = props.dispatch.reform(|_: MouseEvent| Action::CopyLink);
    let on_close = props.dispatch.reform(|()| Action::CloseDialog);
    let (class, message) = length_message(props.link.chars().count());
    html! {
        <Dialog title="Share" test_id="share-dialog" {on_close}>
            <p>{ "The link contains the whole project. Nothing is uploaded: only people with the link can see the files." }</p>
            <div class="field-row">
                <input ref={input} class="field monospace" readonly=true value={props.link.clone()} aria-label="Link"
                    data-testid="share-link" />
                <button class="btn primary" type="button" data-testid="copy-link" onclick={copy}>{ "Copy link" }</button>
            </div>
            <p class={classes!("field-note", class)} data-testid="share-length">{ message }</p>
            <h3>{ "Included files" }</h3>
            <p class="file-chips">
                { for props.files.iter().map(|path| html! { <code key={path.to_string()}>{ path.clone() }</code> }) }
            </p>
            if props.files.iter().any(|path| path.ends_with(".env")) {
                <p class="field-note warning-note">
                    { "The link includes the values in .env. Remove real passwords before you share it." }
                </p>
            }
        </Dialog>
    }
}

fn length_message(length: usize) -> (Option<&'static str>, String) {
    let count = text::count(length, "character");
    if length <= LONG_LINK {
        (None, format!("{count}: short enough for any chat program"))
    } else if length <= VERY_LONG_LINK {
        (
            Some("warning-note"),
            format!("{count}: some chat and mail programs truncate links of this length"),
        )
    } else {
        (
            Some("warning-note"),
            format!("{count}: many programs truncate links of this length. Send an exported ZIP instead."),
        )
    }
}
