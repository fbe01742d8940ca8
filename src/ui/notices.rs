//! Notices above the page and the toast at its bottom.

use yew::prelude::*;

use drydock::playground::{Action, SaveStatus, State};

use super::icon::{Icon, icon};
use super::rich_text::rich_text;

/// The notices: a message, the open copy of a link, and the replacement that can be undone.
pub fn notices(state: &State, dispatch: &Callback<Action>) -> Html {
    let send = |action: Action| dispatch.reform(move |_: MouseEvent| action.clone());
    html! {
        <div class="notices" role="status">
            if let Some(message) = &state.notice {
                <div class="notice error-notice" data-testid="notice">
                    { icon(Icon::Alert) }<p>{ message.clone() }</p>
                    <button class="btn icon" type="button" aria-label="Dismiss" onclick={send(Action::DismissNotice)}>
                        { icon(Icon::Close) }
                    </button>
                </div>
            }
            if state.save_status == SaveStatus::Deleted {
                <div class="notice" data-testid="deleted-notice">
                    { icon(Icon::Alert) }
                    <p>{ "This project was deleted in another tab. It is still shown here." }</p>
                    <button class="fix" type="button" data-testid="keep-project" onclick={send(Action::KeepProject)}>
                        { "Keep it" }
                    </button>
                </div>
            }
            if state.link_copy.is_some() {
                <div class="notice" data-testid="link-notice">
                    { icon(Icon::Link) }
                    <p>{ "Opened from a link. Your own project is still saved." }</p>
                    <button class="fix" type="button" data-testid="keep-link-copy" onclick={send(Action::KeepLinkCopy)}>
                        { "Keep as my project" }
                    </button>
                    <button class="fix" type="button" data-testid="close-link-copy" onclick={send(Action::CloseLinkCopy)}>
                        { "Return to my project" }
                    </button>
                </div>
            }
            if let Some(undo) = &state.undo {
                <div class="notice" data-testid="undo-notice">
                    <p>{ undo.message.clone() }</p>
                    <button class="fix" type="button" data-testid="undo" onclick={send(Action::Undo)}>
                        { undo.label }
                    </button>
                    if let Some(label) = undo.add_instead_label() {
                        <button class="fix" type="button" data-testid="add-instead" onclick={send(Action::AddInstead)}>
                            { label }
                        </button>
                    }
                    <button class="btn icon" type="button" aria-label="Dismiss" onclick={send(Action::DismissUndo)}>
                        { icon(Icon::Close) }
                    </button>
                </div>
            }
        </div>
    }
}

/// A short message at the bottom of the page, if there is one. If it reports a fix, it has a button to undo the fix.
pub fn toast(state: &State, dispatch: &Callback<Action>) -> Html {
    let undo = state
        .has_fix_to_undo()
        .then(|| dispatch.reform(|_: MouseEvent| Action::UndoFix));
    html! {
        <div class="toast-container" role="status" aria-live="polite">
            if let Some(toast) = &state.toast {
                <div class="toast" data-testid="toast">
                    <p>{ rich_text(&toast.text) }</p>
                    if undo.is_some() {
                        <button type="button" data-testid="undo-fix" onclick={undo}>{ "Undo" }</button>
                    }
                </div>
            }
        </div>
    }
}
