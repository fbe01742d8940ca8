//! A modal dialog.

use yew::prelude::*;

use crate::ui::browser;
use crate::ui::icon::{Icon, icon};

/// Properties of [`Dialog`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The heading.
    pub title: AttrValue,
    /// Called when the dialog closes: by Escape, a click outside, or its button.
    pub on_close: Callback<()>,
    /// The content.
    pub children: Html,
    /// Test id.
    #[prop_or_default]
    pub test_id: AttrValue,
}

/// A modal dialog. It is open while it is rendered.
#[component]
pub fn Dialog(props: &Props) -> Html {
    let node = use_node_ref();
    use_effect_with(node.clone(), browser::dialog::open);
    let onclose = props.on_close.reform(|_: Event| ());
    let close = props.on_close.reform(|_: MouseEvent| ());
    let close_outside = {
        let (node, on_close) = (node.clone(), props.on_close.clone());
        Callback::from(move |event: MouseEvent| {
            // Clicks on the content have a child as their target. Those on the backdrop have the dialog.
            if event.target().as_ref() == node.get().as_ref().map(AsRef::as_ref) {
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog ref={node} class="dialog" data-testid={props.test_id.clone()} aria-labelledby="dialog-title" {onclose}
            onclick={close_outside}>
            <div class="dialog-body">
                <header class="dialog-header">
                    <h2 id="dialog-title">{ props.title.clone() }</h2>
                    <button class="btn icon" type="button" aria-label="Close" onclick={close}>
                        { icon(Icon::Close) }
                    </button>
                </header>
                { props.children.clone() }
            </div>
        </dialog>
    }
}
