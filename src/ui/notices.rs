//! What stands above everything until it is answered, and words that go away by themselves.

use yew::prelude::*;

use drydock::playground::{Action, State};

use super::icon::{Shape, icon};

/// The notices: something to say, that a link's copy is open, and what can be brought back.
pub fn notices(state: &State, dispatch: &Callback<Action>) -> Html {
    let send = |action: Action| {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.emit(action.clone()))
    };
    html! {
        <div class="notices" role="status">
            if let Some(words) = &state.notice {
                <div class="notice bad" data-testid="notice">
                    { icon(Shape::Alert) }<p>{ words.clone() }</p>
                    <button class="btn icon" type="button" aria-label="Dismiss" onclick={send(Action::DismissNotice)}>
                        { icon(Shape::Cross) }
                    </button>
                </div>
            }
            if state.copy.is_some() {
                <div class="notice" data-testid="link-notice">
                    { icon(Shape::Open) }
                    <p>{ "Opened from a link. Your own project is kept beside it." }</p>
                    <button class="fix" type="button" data-testid="keep-copy" onclick={send(Action::KeepCopy)}>
                        { "Keep as my project" }
                    </button>
                    <button class="fix" type="button" data-testid="back-to-mine" onclick={send(Action::BackToMine)}>
                        { "Back to mine" }
                    </button>
                </div>
            }
            if let Some(undo) = &state.undo {
                <div class="notice" data-testid="undo-notice">
                    <p>{ undo.done.clone() }</p>
                    <button class="fix" type="button" data-testid="undo" onclick={send(Action::Undo)}>{ "Undo" }</button>
                    <button class="btn icon" type="button" aria-label="Dismiss" onclick={send(Action::DismissUndo)}>
                        { icon(Shape::Cross) }
                    </button>
                </div>
            }
        </div>
    }
}

/// A few words at the bottom; none when there is nothing to say.
pub fn toast(text: Option<&str>) -> Html {
    html! {
        <div class="toast-place" role="status" aria-live="polite">
            if let Some(text) = text {
                <div class="toast" data-testid="toast">{ text.to_owned() }</div>
            }
        </div>
    }
}
