//! Names for files, and whether one is to go.

use yew::prelude::*;

use drydock::playground::Action;

use crate::ui::browser;
use crate::ui::widgets::dialog::Dialog;

/// What a [`NameDialog`] shows.
#[derive(Properties, PartialEq)]
pub struct NameProps {
    /// The file that gets another name; none for a new file.
    #[prop_or_default]
    pub path: Option<String>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// Asks for a file's name.
#[component]
pub fn NameDialog(props: &NameProps) -> Html {
    let field = use_node_ref();
    let name = use_state(|| props.path.clone().unwrap_or_default());
    {
        // The name without its extension, so that typing replaces only that.
        let stem = props
            .path
            .as_deref()
            .and_then(|path| path.rfind('.'))
            .filter(|&dot| dot > 0);
        use_effect_with(field.clone(), move |field| {
            browser::field::select(field, stem.map(|dot| dot as u32))
        });
    }
    let oninput = {
        let name = name.clone();
        Callback::from(move |event: InputEvent| name.set(browser::field::value(&event)))
    };
    let onsubmit = {
        let (name, path, dispatch) = (name.clone(), props.path.clone(), props.dispatch.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            dispatch.emit(match path.clone() {
                Some(from) => Action::RenameFile {
                    from,
                    to: (*name).clone(),
                },
                None => Action::AddFile((*name).clone()),
            });
        })
    };
    let on_close = props.dispatch.reform(|()| Action::CloseDialog);
    let (title, button) = match props.path {
        Some(_) => ("Rename file", "Rename"),
        None => ("Add a file", "Add"),
    };
    html! {
        <Dialog {title} testid="file-dialog" {on_close}>
            <form {onsubmit}>
                <label class="field-label" for="file-name">{ "Path below the project folder" }</label>
                <div class="field-row">
                    <input ref={field} id="file-name" class="field mono" value={(*name).clone()} placeholder="compose.override.yaml"
                        autocomplete="off" spellcheck="false" data-testid="file-name" {oninput} />
                    <button class="btn primary" type="submit" data-testid="file-ok">{ button }</button>
                </div>
            </form>
            if props.path.is_none() { <Pick dispatch={props.dispatch.clone()} /> }
        </Dialog>
    }
}

/// What [`Pick`] needs.
#[derive(Properties, PartialEq)]
struct PickProps {
    dispatch: Callback<Action>,
}

/// Files and folders of the reader's machine.
#[component]
fn Pick(props: &PickProps) -> Html {
    let (files, folder) = (use_node_ref(), use_node_ref());
    let onchange = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: Event| {
            let done = dispatch.reform(brought);
            dispatch.emit(Action::CloseDialog);
            browser::drop::read_picked(browser::field::files(&event), done);
        })
    };
    let ask = |field: &NodeRef| {
        let field = field.clone();
        Callback::from(move |_: MouseEvent| browser::field::click(&field))
    };
    html! {
        <div class="pick">
            <p>{ "Or bring files of your own; they stay in this browser. Dropping them anywhere works too." }</p>
            <div class="field-row">
                <button class="btn ghost" type="button" onclick={ask(&files)}>{ "Choose files" }</button>
                <button class="btn ghost" type="button" onclick={ask(&folder)}>{ "Choose a folder" }</button>
            </div>
            <input ref={files} type="file" multiple=true hidden=true data-testid="pick-files" onchange={onchange.clone()} />
            <input ref={folder} type="file" webkitdirectory=true hidden=true data-testid="pick-folder" {onchange} />
        </div>
    }
}

/// The action for what was brought.
pub fn brought(brought: browser::drop::Brought) -> Action {
    Action::DropFiles {
        left_out: brought.words(),
        folder: brought.folder,
        files: brought.files,
    }
}

/// Asks whether a file is to go.
pub fn delete_dialog(path: &str, dispatch: &Callback<Action>) -> Html {
    let gone = path.to_owned();
    let delete = dispatch.reform(move |_: MouseEvent| Action::DeleteFile(gone.clone()));
    let cancel = dispatch.reform(|_: MouseEvent| Action::CloseDialog);
    let on_close = dispatch.reform(|()| Action::CloseDialog);
    html! {
        <Dialog title="Delete file" testid="delete-dialog" {on_close}>
            <p><code>{ path.to_owned() }</code>{ " goes away. It can be brought back right afterwards." }</p>
            <div class="dialog-foot">
                <button class="btn ghost" type="button" onclick={cancel}>{ "Cancel" }</button>
                <button class="btn primary" type="button" data-testid="delete-ok" onclick={delete}>{ "Delete" }</button>
            </div>
        </Dialog>
    }
}
