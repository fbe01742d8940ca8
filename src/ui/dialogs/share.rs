//! The link that holds everything.

use yew::prelude::*;

use drydock::playground::{Action, spell};

use crate::ui::browser;
use crate::ui::widgets::dialog::Dialog;

/// Some chats and mail programs cut longer links.
const LONG: usize = 2000;
/// Many programs cut longer links.
const VERY_LONG: usize = 8000;

/// What a [`ShareDialog`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The link.
    pub link: AttrValue,
    /// The files in it.
    pub files: Vec<AttrValue>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The dialog.
#[component]
pub fn ShareDialog(props: &Props) -> Html {
    let field = use_node_ref();
    use_effect_with(field.clone(), |field| browser::field::select(field, None));
    let copy = props.dispatch.reform(|_: MouseEvent| Action::CopyLink);
    let on_close = props.dispatch.reform(|()| Action::CloseDialog);
    let length = props.link.chars().count();
    let (class, words) = length_words(length);
    html! {
        <Dialog title="Share" testid="share-dialog" {on_close}>
            <p>{ "Everything is in the link itself. Nothing is sent anywhere: whoever has the link has the files." }</p>
            <div class="field-row">
                <input ref={field} class="field mono" readonly=true value={props.link.clone()} aria-label="Link"
                    data-testid="share-link" />
                <button class="btn primary" type="button" data-testid="copy-link" onclick={copy}>{ "Copy link" }</button>
            </div>
            <p class={classes!("hint-line", class)} data-testid="share-length">{ words }</p>
            <h3>{ "In it" }</h3>
            <p class="file-chips">
                { for props.files.iter().map(|path| html! { <code key={path.to_string()}>{ path.clone() }</code> }) }
            </p>
            if props.files.iter().any(|path| path.ends_with(".env")) {
                <p class="hint-line warn">{ "The values in .env are part of the link. Take real passwords out first." }</p>
            }
        </Dialog>
    }
}

fn length_words(length: usize) -> (Option<&'static str>, String) {
    let count = spell::count(length, "character");
    if length <= LONG {
        (None, format!("{count}, short enough for every chat"))
    } else if length <= VERY_LONG {
        (
            Some("warn"),
            format!("{count}: some chats and mail programs cut links of this length"),
        )
    } else {
        (
            Some("warn"),
            format!("{count}: many programs cut links of this length; better export a ZIP and send that"),
        )
    }
}
