//! The files view: the tabs of the files and the editor.

use yew::prelude::*;

use drydock::diagnostic::Severity;
use drydock::playground::{Action, Dialog, State};

use super::browser::{self, theme};
use super::editor::EditorView;
use super::icon::{Icon, icon};
use super::views::ViewContext;

/// Renders the view.
pub fn view(context: &ViewContext<'_>) -> Html {
    let ViewContext { state, dispatch, .. } = context;
    html! {
        <>
            <FileTabs tabs={tabs(state)} open={state.files.open.clone()} dispatch={(*dispatch).clone()} />
            <EditorView dark={theme::is_dark(state.settings.theme)} empty={state.files.is_empty()} blank={state.is_compose_file_blank()}
                on_ready={context.on_editor_ready.clone()} on_event={context.on_editor_event.clone()}
                dispatch={(*dispatch).clone()} />
        </>
    }
}

/// A file's tab.
#[derive(Debug, Clone, PartialEq)]
struct Tab {
    path: AttrValue,
    /// The highest severity among the file's problems.
    severity: Option<Severity>,
}

fn tabs(state: &State) -> Vec<Tab> {
    let severity = |path: &str| {
        let problems = state.analysis.problems.iter();
        let in_file =
            problems.filter(|problem| problem.location.as_ref().is_some_and(|location| location.path == path));
        in_file.map(|problem| problem.diagnostic.severity).min()
    };
    state
        .files
        .iter()
        .map(|file| Tab {
            path: file.path.clone().into(),
            severity: severity(&file.path),
        })
        .collect()
}

/// Properties of [`FileTabs`].
#[derive(Properties, PartialEq)]
struct Props {
    tabs: Vec<Tab>,
    /// Path of the open file.
    open: AttrValue,
    dispatch: Callback<Action>,
}

/// The tabs, and buttons to add, rename and delete files.
#[component]
fn FileTabs(props: &Props) -> Html {
    let list = use_node_ref();
    let onkeydown = {
        let (list, open, dispatch) = (list.clone(), props.open.clone(), props.dispatch.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "ArrowRight" => browser::focus::move_in_list(&list, "[role=tab]", 1),
            "ArrowLeft" => browser::focus::move_in_list(&list, "[role=tab]", -1),
            "F2" => dispatch.emit(Action::OpenDialog(Dialog::RenameFile(open.to_string()))),
            "Delete" => dispatch.emit(Action::OpenDialog(Dialog::DeleteFile(open.to_string()))),
            _ => {}
        })
    };
    let add = props
        .dispatch
        .reform(|_: MouseEvent| Action::OpenDialog(Dialog::AddFile));
    let rename = open_dialog(&props.dispatch, &props.open, Dialog::RenameFile);
    let delete = open_dialog(&props.dispatch, &props.open, Dialog::DeleteFile);
    html! {
        <div class="tabs file-tabs">
            <div ref={list} class="tab-list" role="tablist" aria-label="Files" {onkeydown}>
                { for props.tabs.iter().map(|tab| tab_button(tab, tab.path == props.open, &props.dispatch)) }
            </div>
            <button class="btn icon" type="button" title="Add file" aria-label="Add file" data-testid="add-file"
                onclick={add}>{ icon(Icon::Plus) }</button>
            <span class="grow"></span>
            if !props.open.is_empty() {
                <button class="btn icon subtle" type="button" title="Rename this file (F2)" aria-label="Rename this file"
                    data-testid="rename-file" onclick={rename}>{ icon(Icon::Pencil) }</button>
                <button class="btn icon subtle" type="button" title="Delete this file" aria-label="Delete this file"
                    data-testid="delete-file" onclick={delete}>{ icon(Icon::Trash) }</button>
            }
        </div>
    }
}

fn open_dialog(dispatch: &Callback<Action>, path: &AttrValue, dialog: fn(String) -> Dialog) -> Callback<MouseEvent> {
    let path = path.clone();
    dispatch.reform(move |_: MouseEvent| Action::OpenDialog(dialog(path.to_string())))
}

fn tab_button(tab: &Tab, is_open: bool, dispatch: &Callback<Action>) -> Html {
    let path = tab.path.clone();
    let onclick = dispatch.reform(move |_: MouseEvent| Action::OpenFile(path.to_string()));
    let ondblclick = open_dialog(dispatch, &tab.path, Dialog::RenameFile);
    html! {
        <button key={tab.path.to_string()} class={classes!("tab", is_open.then_some("active"))} type="button" role="tab"
            aria-selected={is_open.to_string()} aria-controls="editor" tabindex={if is_open { "0" } else { "-1" }}
            title={tab.path.clone()} data-testid={format!("tab-{}", tab.path)} {onclick} {ondblclick}>
            <span class="tab-name">{ tab.path.clone() }</span>
            if let Some(severity) = tab.severity {
                <span class={classes!("dot", severity.name())} role="img" aria-label={format!("has {}s", severity.name())}>
                </span>
            }
        </button>
    }
}
