//! The element that contains the text editor.

use yew::prelude::*;

use drydock::playground::Action;

use super::browser::editor::{Editor, EditorEvent};

/// Properties of [`EditorView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whether the editor starts with the dark theme.
    pub dark: bool,
    /// Whether there are no files.
    pub empty: bool,
    /// Whether the open file is a compose file without content.
    pub blank: bool,
    /// Receives the editor when it has been created.
    pub on_ready: Callback<Editor>,
    /// Receives events of the editor.
    pub on_event: Callback<EditorEvent>,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// The container of the editor, whose content Yew does not render.
#[component]
pub fn EditorView(props: &Props) -> Html {
    let node = use_node_ref();
    {
        let (node, on_ready, on_event, dark) =
            (node.clone(), props.on_ready.clone(), props.on_event.clone(), props.dark);
        use_effect_with((), move |()| {
            if let Some(editor) = Editor::new(&node, dark, &on_event) {
                on_ready.emit(editor);
            }
        });
    }
    let add = props
        .dispatch
        .reform(|_: MouseEvent| Action::AddFile("compose.yaml".to_owned()));
    html! {
        <div class="editor" id="editor" role="tabpanel" aria-label="File content">
            <div ref={node} class="editor-host"></div>
            if props.blank {
                <p class="editor-hint" data-testid="paste-hint">
                    { "Paste your compose file here, or drop a folder or ZIP." }
                </p>
            }
            if props.empty {
                <div class="empty">
                    <p class="empty-title">{ "No files" }</p>
                    <p>{ "Drop files, a folder or a ZIP here, open an example, or start with an empty compose file." }</p>
                    <button class="fix" type="button" onclick={add}>{ "Add compose.yaml" }</button>
                </div>
            }
        </div>
    }
}
