//! The editor's place in the page.

use yew::prelude::*;

use drydock::playground::Action;

use super::browser::editor::{Editor, Report};

/// What an [`EditorView`] needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Light or dark, to begin with.
    pub dark: bool,
    /// There are no files.
    pub empty: bool,
    /// The editor is there.
    pub on_ready: Callback<Editor>,
    /// What the editor reports.
    pub on_report: Callback<Report>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// Holds the editor, which lives outside of what is rendered.
#[component]
pub fn EditorView(props: &Props) -> Html {
    let node = use_node_ref();
    {
        let (node, ready, report, dark) = (
            node.clone(),
            props.on_ready.clone(),
            props.on_report.clone(),
            props.dark,
        );
        use_effect_with((), move |()| {
            if let Some(editor) = Editor::new(&node, dark, &report) {
                ready.emit(editor);
            }
        });
    }
    let add = props
        .dispatch
        .reform(|_: MouseEvent| Action::AddFile("compose.yaml".to_owned()));
    html! {
        <div class="editor" id="editor" role="tabpanel" aria-label="Text of the file">
            <div ref={node} class="editor-host"></div>
            if props.empty {
                <div class="empty">
                    <p class="empty-title">{ "No files" }</p>
                    <p>{ "Drop files or a folder here, open an example, or begin with an empty compose file." }</p>
                    <button class="fix" type="button" onclick={add}>{ "Add compose.yaml" }</button>
                </div>
            }
        </div>
    }
}
