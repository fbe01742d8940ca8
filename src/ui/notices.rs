//! What stands above everything until it is answered, and words that go away by themselves.

use yew::prelude::*;

use drydock::playground::Action;

use super::icon::{Shape, icon};

/// What [`Notices`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// A link's copy is open.
    pub copy: bool,
    /// What can be brought back.
    pub undo: Option<AttrValue>,
    /// Something to say.
    pub notice: Option<AttrValue>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The notices.
#[component]
pub fn Notices(props: &Props) -> Html {
    let send = |action: Action| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.emit(action.clone()))
    };
    html! {
        <div class="notices" role="status">
            if let Some(words) = &props.notice {
                <div class="notice bad" data-testid="notice">
                    { icon(Shape::Alert) }<p>{ words.clone() }</p>
                    <button class="btn icon" type="button" aria-label="Dismiss" onclick={send(Action::DismissNotice)}>
                        { icon(Shape::Cross) }
                    </button>
                </div>
            }
            if props.copy {
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
            if let Some(words) = &props.undo {
                <div class="notice" data-testid="undo-notice">
                    <p>{ words.clone() }</p>
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
