//! The dialogs.

mod export;
mod file;
mod help;
mod projects;
mod share;

use yew::prelude::*;

use drydock::playground::{Action, Dialog, State};

/// The open dialog, if there is one.
pub fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    let dispatch = dispatch.clone();
    let rejected = state.rejected_path.clone();
    match &state.dialog {
        None => Html::default(),
        Some(Dialog::Share) => {
            let files: Vec<AttrValue> = state.files.iter().map(|file| file.path.clone().into()).collect();
            html! { <share::ShareDialog link={state.link()} {files} {dispatch} /> }
        }
        Some(Dialog::ExportErrors(format)) => export::dialog(format, &state.analysis, &dispatch),
        Some(Dialog::AddFile) => html! { <file::NameDialog {rejected} {dispatch} /> },
        Some(Dialog::RenameFile(path)) => html! { <file::NameDialog path={path.clone()} {rejected} {dispatch} /> },
        Some(Dialog::DeleteFile(path)) => file::delete_dialog(path, &dispatch),
        Some(Dialog::Projects) => {
            let (rows, name_location) = (state.project_rows(), state.name_location());
            html! { <projects::ProjectsDialog {rows} clock={state.clock} {name_location} {dispatch} /> }
        }
        Some(Dialog::Help(topic)) => help::dialog(*topic, &dispatch),
    }
}
