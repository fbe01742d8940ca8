//! The tabs of the files.

use yew::prelude::*;

use drydock::diagnostic::Severity;
use drydock::playground::{Action, Dialog, State};

use super::browser;
use super::icon::{Shape, icon};

/// A file's tab.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The file's path.
    pub path: AttrValue,
    /// The worst finding in it.
    pub worst: Option<Severity>,
}

/// The tabs of a state.
pub fn entries(state: &State) -> Vec<Entry> {
    let worst = |path: &str| {
        let problems = state.analysis.problems.iter();
        let here = problems.filter(|problem| problem.spot.as_ref().is_some_and(|spot| spot.path == path));
        here.map(|problem| problem.finding.severity).min()
    };
    state
        .files
        .iter()
        .map(|file| Entry {
            path: file.path.clone().into(),
            worst: worst(&file.path),
        })
        .collect()
}

/// What [`FileTabs`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The files.
    pub entries: Vec<Entry>,
    /// The open one.
    pub open: AttrValue,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The tabs, with what can be done with files.
#[component]
pub fn FileTabs(props: &Props) -> Html {
    let list = use_node_ref();
    let onkeydown = {
        let (list, open, dispatch) = (list.clone(), props.open.clone(), props.dispatch.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "ArrowRight" => browser::dialog::focus_item(&list, "[role=tab]", 1),
            "ArrowLeft" => browser::dialog::focus_item(&list, "[role=tab]", -1),
            "F2" => dispatch.emit(Action::Open(Dialog::RenameFile(open.to_string()))),
            "Delete" => dispatch.emit(Action::Open(Dialog::DeleteFile(open.to_string()))),
            _ => {}
        })
    };
    let add = props.dispatch.reform(|_: MouseEvent| Action::Open(Dialog::AddFile));
    let rename = named(&props.dispatch, &props.open, Dialog::RenameFile);
    let delete = named(&props.dispatch, &props.open, Dialog::DeleteFile);
    html! {
        <div class="tabs file-tabs">
            <div ref={list} class="tab-list" role="tablist" aria-label="Files" {onkeydown}>
                { for props.entries.iter().map(|entry| tab(entry, entry.path == props.open, &props.dispatch)) }
            </div>
            <button class="btn icon" type="button" title="Add a file" aria-label="Add a file" data-testid="add-file"
                onclick={add}>{ icon(Shape::Plus) }</button>
            <span class="grow"></span>
            if !props.open.is_empty() {
                <button class="btn icon quiet" type="button" title="Rename this file (F2)" aria-label="Rename this file"
                    data-testid="rename-file" onclick={rename}>{ icon(Shape::Pen) }</button>
                <button class="btn icon quiet" type="button" title="Delete this file" aria-label="Delete this file"
                    data-testid="delete-file" onclick={delete}>{ icon(Shape::Bin) }</button>
            }
        </div>
    }
}

fn named(dispatch: &Callback<Action>, path: &AttrValue, dialog: fn(String) -> Dialog) -> Callback<MouseEvent> {
    let path = path.clone();
    dispatch.reform(move |_: MouseEvent| Action::Open(dialog(path.to_string())))
}

/// What a [`Tab`] shows.
fn tab(entry: &Entry, open: bool, dispatch: &Callback<Action>) -> Html {
    let path = entry.path.clone();
    let onclick = dispatch.reform(move |_: MouseEvent| Action::OpenFile(path.to_string()));
    let path = entry.path.clone();
    let ondblclick = dispatch.reform(move |_: MouseEvent| Action::Open(Dialog::RenameFile(path.to_string())));
    let words = entry.worst.map(|severity| format!("has {}s", severity.name()));
    html! {
        <button key={entry.path.to_string()} class={classes!("tab", open.then_some("on"))} type="button" role="tab"
            aria-selected={open.to_string()} aria-controls="editor" tabindex={if open { "0" } else { "-1" }}
            title={entry.path.clone()} data-testid={format!("tab-{}", entry.path)} {onclick} {ondblclick}>
            <span class="tab-name">{ entry.path.clone() }</span>
            if let Some(severity) = entry.worst {
                <span class={classes!("dot", severity.name())} role="img" aria-label={words}></span>
            }
        </button>
    }
}
