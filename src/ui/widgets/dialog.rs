//! A modal dialog.

use yew::prelude::*;

use crate::ui::browser;
use crate::ui::icon::{Shape, icon};

/// What a [`Dialog`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its heading.
    pub title: AttrValue,
    /// It was closed, by Escape, a click outside, or its cross.
    pub on_close: Callback<()>,
    /// What is in it.
    pub children: Html,
    /// Names it for the browser tests.
    #[prop_or_default]
    pub testid: AttrValue,
}

/// A dialog above everything; it is open as long as it is in the page.
#[component]
pub fn Dialog(props: &Props) -> Html {
    let node = use_node_ref();
    use_effect_with(node.clone(), browser::dialog::open);
    let on_close = props.on_close.clone();
    let close = Callback::from(move |_: MouseEvent| on_close.emit(()));
    let on_close = props.on_close.clone();
    let closed = Callback::from(move |_: Event| on_close.emit(()));
    // Only the part around the content is the dialog itself.
    let on_close = props.on_close.clone();
    let outside_of = node.clone();
    let outside = Callback::from(move |event: MouseEvent| {
        if event.target().as_ref() == outside_of.get().as_ref().map(AsRef::as_ref) {
            on_close.emit(());
        }
    });
    html! {
        <dialog ref={node} class="dialog" data-testid={props.testid.clone()} aria-labelledby="dialog-title"
            onclose={closed} onclick={outside}>
            <div class="dialog-body">
                <header class="dialog-head">
                    <h2 id="dialog-title">{ props.title.clone() }</h2>
                    <button class="btn icon" type="button" aria-label="Close" onclick={close}>
                        { icon(Shape::Cross) }
                    </button>
                </header>
                { props.children.clone() }
            </div>
        </dialog>
    }
}
