//! Navigation: the open file, locations, the selected service, explanations and dialogs.

use super::super::action::Effect;
use super::super::explanation;
use super::super::link;
use super::super::location::Location;
use super::super::selection::Cursor;
use super::super::service_errors;
use super::super::shared::Shared;
use super::super::state::{Dialog, State};
use super::super::view::View;
use super::{saving, toast};
use crate::sim::RecordId;
use crate::source::Span;

/// Opens a file in the editor.
pub fn open_file(state: &mut State, path: &str) -> Vec<Effect> {
    if state.files.open == path || !state.files.open(path) {
        return Vec::new();
    }
    vec![Effect::ShowFile, Effect::Annotate]
}

/// Goes to a location in the files.
pub fn go_to(state: &mut State, location: Location) -> Vec<Effect> {
    if state.files.text(&location.path).is_none() {
        let message = format!("{} no longer exists", location.path);
        return vec![toast::show(state, message)];
    }
    let mut effects = open_file(state, &location.path);
    state.views.open(View::Files);
    effects.push(Effect::Reveal(location));
    effects
}

/// Goes to the definition of a service.
pub fn go_to_service(state: &mut State, name: &str) -> Vec<Effect> {
    let preview = state.preview.as_ref();
    let service = preview.and_then(|preview| preview.project.services.get(name));
    let span = service.map(|service| service.span);
    go_to_span(state, span)
}

/// Goes to the definition of a dependency between two services, given by their indexes.
pub fn go_to_dependency(state: &mut State, dependent: usize, dependency: usize) -> Vec<Effect> {
    let preview = state.preview.as_ref();
    let edge = preview.and_then(|preview| preview.graph.edge(dependent, dependency));
    let span = edge.map(|edge| edge.span);
    go_to_span(state, span)
}

/// Goes to a span in the files of the preview.
fn go_to_span(state: &mut State, span: Option<Span>) -> Vec<Effect> {
    let Some((preview, span)) = state.preview.as_ref().zip(span) else {
        return Vec::new();
    };
    let location = Location::of(&preview.workspace, span);
    go_to(state, location)
}

/// Moves the cursor and selects the service that it is in.
pub fn move_cursor(state: &mut State, path: &str, offset: usize) {
    state.selection.move_cursor(path, offset);
    select_at_cursor(state);
}

/// Selects the service at the cursor.
pub fn select_at_cursor(state: &mut State) {
    let Some(Cursor { path, offset, .. }) = &state.selection.cursor else {
        return;
    };
    let service = service_at(state, path, *offset);
    state.selection.select(service);
}

/// Returns the name of the service whose definition contains an offset.
fn service_at(state: &State, path: &str, offset: usize) -> Option<String> {
    let preview = state.preview.as_ref()?;
    let file = preview.workspace.find(path)?;
    let service = service_errors::service_at(&preview.project, &preview.workspace, file, offset)?;
    Some(service.name.to_string())
}

/// Explains a record of the simulation.
pub fn explain(state: &mut State, record: RecordId) {
    let Some(preview) = &state.preview else { return };
    let explanation = explanation::explain(&preview.timeline, &preview.workspace, record);
    state.explanation = explanation.map(|explanation| (record, Shared::new(explanation)));
}

/// Opens a dialog.
pub fn open_dialog(state: &mut State, dialog: Dialog) -> Vec<Effect> {
    let effects = match dialog {
        // The link must contain the current files, views and playhead, not those of the last save.
        Dialog::Share => {
            let effects = saving::save(state);
            state.fragment = link::encode(state);
            effects
        }
        Dialog::ExportErrors(_)
        | Dialog::AddFile
        | Dialog::RenameFile(_)
        | Dialog::DeleteFile(_)
        | Dialog::Projects
        | Dialog::Help(_) => Vec::new(),
    };
    state.rejected_path = None;
    state.dialog = Some(dialog);
    effects
}

/// Closes the dialog.
pub fn close_dialog(state: &mut State) {
    state.rejected_path = None;
    state.dialog = None;
}
