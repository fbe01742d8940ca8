//! The dialogs that add, rename and delete files.

use yew::prelude::*;

use drydock::playground::Action;

use crate::ui::browser;
use crate::ui::widgets::dialog::Dialog;

/// Properties of [`NameDialog`].
#[derive(Properties, PartialEq)]
pub struct NameProps {
    /// The file to rename. `None` for a new file.
    #[prop_or_default]
    pub path: Option<String>,
    /// The path that was rejected last, and why.
    pub rejected: Option<(String, &'static str)>,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// Asks for the name of a new or renamed file.
#[component]
pub fn NameDialog(props: &NameProps) -> Html {
    let input = use_node_ref();
    let name = use_state(|| props.path.clone().unwrap_or_default());
    {
        // Only the part before the extension is selected, so that typing keeps the extension.
        let stem_end = props
            .path
            .as_deref()
            .and_then(|path| path.rfind('.'))
            .filter(|&dot| dot > 0);
        use_effect_with(input.clone(), move |input| {
            browser::input::select(input, stem_end.map(|dot| dot as u32))
        });
    }
    use_effect_with((input.clone(), props.rejected.clone()), |(input, rejected)| {
        if rejected.is_some() {
            browser::input::select(input, None);
        }
    });
    let oninput = {
        let name = name.clone();
        Callback::from(move |event: InputEvent| name.set(browser::input::value(&event)))
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
    let rejected = props.rejected.as_ref().filter(|(path, _)| *path == *name);
    let error = rejected.map(|(_, message)| *message);
    let (title, button) = match props.path {
        Some(_) => ("Rename file", "Rename"),
        None => ("Add file", "Add"),
    };
    html! {
        <Dialog {title} test_id="file-dialog" {on_close}>
            <form {onsubmit}>
                <label class="field-label" for="file-name">{ "Path in the project folder" }</label>
                <div class="field-row">
                    <input ref={input} id="file-name" class="field monospace" value={(*name).clone()}
                        placeholder="compose.override.yaml" autocomplete="off" spellcheck="false" data-testid="file-name"
                        aria-invalid={error.is_some().to_string()} aria-describedby="file-name-error" {oninput} />
                    <button class="btn primary" type="submit" data-testid="file-ok">{ button }</button>
                </div>
                <p id="file-name-error" class="field-error" role="alert" data-testid="file-name-error">{ error }</p>
            </form>
            if props.path.is_none() { <FileChooser dispatch={props.dispatch.clone()} /> }
        </Dialog>
    }
}

/// Properties of [`FileChooser`].
#[derive(Properties, PartialEq)]
struct ChooserProps {
    dispatch: Callback<Action>,
}

/// Buttons that import files or a folder of the visitor's computer.
#[component]
fn FileChooser(props: &ChooserProps) -> Html {
    let (files, folder) = (use_node_ref(), use_node_ref());
    let onchange = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: Event| {
            dispatch.emit(Action::CloseDialog);
            browser::file_import::read_chosen(browser::input::files(&event), dispatch.clone());
        })
    };
    let choose = |input: &NodeRef| {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| browser::input::choose_files(&input))
    };
    html! {
        <div class="file-chooser">
            <p>
                { "Or choose your own files, a folder or a ZIP, or drop them anywhere on the page. A compose file opens as a " }
                { "separate project; other files are added to this one. They stay in this browser." }
            </p>
            <div class="field-row">
                <button class="btn outline" type="button" onclick={choose(&files)}>{ "Choose files" }</button>
                <button class="btn outline" type="button" onclick={choose(&folder)}>{ "Choose folder" }</button>
            </div>
            <input ref={files} type="file" multiple=true hidden=true data-testid="choose-files" onchange={onchange.clone()} />
            <input ref={folder} type="file" webkitdirectory=true hidden=true data-testid="choose-folder" {onchange} />
        </div>
    }
}

/// Asks whether to delete a file.
pub fn delete_dialog(path: &str, dispatch: &Callback<Action>) -> Html {
    let file = path.to_owned();
    let delete = dispatch.reform(move |_: MouseEvent| Action::DeleteFile(file.clone()));
    let cancel = dispatch.reform(|_: MouseEvent| Action::CloseDialog);
    let on_close = dispatch.reform(|()| Action::CloseDialog);
    html! {
        <Dialog title="Delete file" test_id="delete-dialog" {on_close}>
            <p>{ "Delete " }<code>{ path.to_owned() }</code>{ "? You can undo this." }</p>
            <div class="dialog-footer">
                <button class="btn outline" type="button" onclick={cancel}>{ "Cancel" }</button>
                <button class="btn primary" type="button" data-testid="delete-ok" onclick={delete}>{ "Delete" }</button>
            </div>
        </Dialog>
    }
}
