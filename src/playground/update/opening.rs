//! Opening projects: stored ones, examples and links. The project that was open before is kept.

use std::hash::Hasher;

use super::super::action::Effect;
use super::super::examples;
use super::super::files::{DEFAULT_NAME, Files};
use super::super::link;
use super::super::projects::Projects;
use super::super::state::{LinkCopy, SaveStatus, State, Undo};
use super::super::storage::{self, ProjectId, StorageKey, StoredProject, StoredTexts};
use super::super::unsaved;
use super::{saving, toast};
use crate::hash;
use crate::share::LinkError;
use crate::sim::Time;

/// Opens the project that the tab or the visitor had open last, or the copy of a link if the page's URL has a fragment.
pub fn start(state: &mut State, stored: StoredTexts, page_url: String, fragment: &str) -> Vec<Effect> {
    state.page_url = page_url;
    if let Some(text) = &stored.settings {
        state.settings = storage::read_settings(text);
    }
    let mut effects = vec![Effect::ApplyTheme];
    state.projects = Projects::new(stored.projects);
    effects.extend(open_first(state, stored.tab_project));
    effects.extend(show_files(state));
    effects.push(Effect::RememberProject(state.project.clone()));
    if !fragment.is_empty() {
        effects.extend(open_link(state, fragment));
    }
    for edits in stored.unsaved_edits {
        effects.extend(restore_edits(state, &edits));
    }
    effects
}

/// Opens the tab's project, or the one that was used last, or the first example.
fn open_first(state: &mut State, tab_project: Option<ProjectId>) -> Vec<Effect> {
    let wanted = tab_project.as_ref().filter(|id| has_project(state, id)).cloned();
    let is_damaged = match &tab_project {
        Some(id) => wanted.is_none() && state.projects.text(id).is_some(),
        None => state.projects.has_damaged(),
    };
    let effects = match wanted.or_else(|| state.projects.last_used()) {
        Some(id) => enter_stored(state, id),
        None => enter_first_example(state),
    };
    state.fragment = link::encode(state);
    if is_damaged {
        state.notice = Some("A saved project can't be read. It is kept: see the list of projects.".to_owned());
    }
    effects
}

/// Applies edits that were made right before the page was left to the project that they belong to.
fn restore_edits(state: &mut State, edits: &str) -> Vec<Effect> {
    let Some(edits) = unsaved::read(edits) else {
        return Vec::new();
    };
    if unsaved::apply(&edits, &state.project, &mut state.files) {
        return vec![saving::schedule(state)];
    }
    for row in state.projects.rows() {
        if let Some(mut project) = state.projects.read(&row.id)
            && unsaved::apply(&edits, &row.id, &mut project.files)
        {
            state.projects.set_unsaved(&row.id, &project);
            return saving::store_unsaved(state);
        }
    }
    Vec::new()
}

/// Makes the example that new visitors see the open project. The caller has to show its files.
pub fn enter_first_example(state: &mut State) -> Vec<Effect> {
    let example = &examples::ALL[0];
    let id = state.projects.free_id(example.name, &state.project);
    enter(state, id, example.project())
}

/// Returns the files of a stored project, or of the example with this id.
fn files_of(state: &State, id: &ProjectId) -> Option<Files> {
    let example = || examples::ALL.iter().find(|example| ProjectId::new(example.name) == *id);
    match state.projects.text(id) {
        Some(_) => state.projects.read(id).map(|project| project.files),
        None => example().map(examples::Example::project),
    }
}

fn has_project(state: &State, id: &ProjectId) -> bool {
    files_of(state, id).is_some()
}

/// Opens an example.
pub fn open_example(state: &mut State, name: &str) -> Vec<Effect> {
    let Some(example) = examples::find(name) else {
        return Vec::new();
    };
    // The id does not depend on the tab: tabs that show the same unchanged example have the same project open.
    let id = state.projects.free_id(example.name, &state.project);
    replace_with(state, id, example.project(), format!("Opened example {name}."))
}

/// Opens a project of the list.
pub fn open_project(state: &mut State, id: ProjectId) -> Vec<Effect> {
    if id == state.project {
        state.dialog = None;
        return Vec::new();
    }
    if state.projects.read(&id).is_none() {
        return vec![toast::show(state, "This project can't be read")];
    }
    let mut effects = leave(state);
    effects.extend(enter_stored(state, id));
    // No undo is needed to return to other projects: they are in the list.
    let project = &state.project;
    state.undo.take_if(|undo| undo.project != *project);
    effects.extend(show_opened(state));
    effects
}

/// Undoes the last deletion of a file or change of the open project. Edits that were made since stay in the list of
/// projects, or can be restored by another undo.
pub fn undo(state: &mut State) -> Vec<Effect> {
    let Some(undo) = state.undo.take() else {
        return Vec::new();
    };
    let mut undone = state.undo_point(String::new());
    let mut effects = Vec::new();
    if undo.project == state.project {
        state.files = undo.before;
    } else {
        let files = state.projects.read(&undo.project).map(|project| project.files);
        if undo.is_new_project && !undo.edited {
            effects.push(Effect::Erase(StorageKey::Project(state.project.clone())));
        } else {
            effects.extend(leave(state));
        }
        effects.extend(enter(state, undo.project, files.unwrap_or(undo.before)));
    }
    undone.message = format!("Restored {}.", state.files.name);
    state.undo = undo.edited.then_some(undone);
    effects.extend(show_opened(state));
    effects
}

/// Returns to the project that was replaced last, unless the open files were edited since.
pub fn undo_opening(state: &mut State) -> Vec<Effect> {
    match &state.undo {
        Some(undo) if undo.can_add_instead && !undo.edited => self::undo(state),
        _ => Vec::new(),
    }
}

/// Discards the change that could be undone.
pub fn dismiss_undo(state: &mut State) -> Vec<Effect> {
    state.undo = None;
    vec![saving::schedule(state)]
}

/// Opens the link in the URL's new fragment.
pub fn change_fragment(state: &mut State, fragment: &str) -> Vec<Effect> {
    if fragment.is_empty() {
        return Vec::new();
    }
    match &state.link_copy {
        Some(copy) if copy.address() == fragment => Vec::new(),
        // The visitor has followed a link to the open copy again.
        Some(copy) if copy.is_of(fragment) => vec![Effect::ReplaceFragment(copy.address().to_owned())],
        _ => open_link(state, fragment),
    }
}

/// Opens a copy of a link's project. A copy of the same link that the visitor has changed is opened again.
fn open_link(state: &mut State, fragment: &str) -> Vec<Effect> {
    let link = match link::decode(fragment) {
        Ok(link) => link,
        Err(error) => {
            state.notice = Some(format!("Can't open the link: {error}. Your project is unchanged."));
            return restore_address(state, &error);
        }
    };
    let (id, files, copy) = match state.projects.find_link_copy(fragment) {
        Some((id, stored)) => {
            let opened = stored.fragment.unwrap_or_default();
            (id, stored.files, (opened, stored.addresses))
        }
        None => {
            let id = state.projects.free_id(&link_copy_name(fragment), &state.project);
            (id, link.files, (fragment.to_owned(), Vec::new()))
        }
    };
    let previous = state.undo_point("Opened another link.");
    let own_project = match &state.link_copy {
        Some(copy) => copy.own_project.clone(),
        None => state.project.clone(),
    };
    let was_copy = state.link_copy.is_some();
    let mut effects = leave(state);
    // The URL keeps the link.
    state.link_copy = None;
    enter(state, id, files);
    state.undo = was_copy.then_some(previous);
    let copy = LinkCopy {
        fragment: copy.0,
        addresses: copy.1,
        own_project,
    };
    effects.push(Effect::ReplaceFragment(copy.address().to_owned()));
    state.link_copy = Some(copy);
    effects.extend(show_files(state));
    if let Some(at) = link.playhead {
        state.playback.seek(Time(at));
    }
    state.views = link.views;
    effects
}

/// Removes a link that can't be opened from the address. A link from a later version stays: it may open after
/// the page is reloaded.
fn restore_address(state: &State, error: &LinkError) -> Vec<Effect> {
    match (error, &state.link_copy) {
        (LinkError::UnknownVersion(_), _) => Vec::new(),
        (_, Some(copy)) => vec![Effect::ReplaceFragment(copy.address().to_owned())],
        (_, None) => vec![Effect::ClearFragment],
    }
}

/// Returns a name for the copy of a link. It only depends on the link.
fn link_copy_name(fragment: &str) -> String {
    let mut hasher = hash::hasher();
    hasher.write(fragment.as_bytes());
    format!("link-{:x}", hasher.finish())
}

/// Makes the copy of a link one of the visitor's own projects.
pub fn keep_link_copy(state: &mut State) -> Vec<Effect> {
    let Some(copy) = state.link_copy.take() else {
        return Vec::new();
    };
    let before = files_of(state, &copy.own_project);
    state.undo = before.map(|before| Undo::new("The link's files are now your project.", copy.own_project, before));
    vec![
        Effect::ClearFragment,
        Effect::RememberProject(state.project.clone()),
        saving::schedule(state),
    ]
}

/// Leaves the copy of a link and returns to the visitor's own project. A changed copy stays in the list.
pub fn close_link_copy(state: &mut State) -> Vec<Effect> {
    let Some(copy) = &state.link_copy else {
        return Vec::new();
    };
    let own_project = copy.own_project.clone();
    let previous = state.undo_point("Returned to your project.");
    let mut effects = leave(state);
    effects.extend(match files_of(state, &own_project) {
        Some(files) => enter(state, own_project, files),
        None => open_first(state, None),
    });
    state.undo = Some(previous);
    effects.extend(show_opened(state));
    effects
}

/// Opens a new project. The one that was open before is kept, and this can be undone.
pub fn replace(state: &mut State, files: Files, message: String) -> Vec<Effect> {
    let base = format!("{:x}", state.clock);
    let id = state.projects.free_id(&base, &state.project);
    replace_with(state, id, files, message)
}

fn replace_with(state: &mut State, id: ProjectId, files: Files, message: String) -> Vec<Effect> {
    let undo = Undo {
        is_new_project: true,
        ..state.undo_point(message)
    };
    let mut effects = leave(state);
    effects.extend(enter(state, id, files));
    state.undo = (!undo.before.is_empty()).then_some(undo);
    effects.extend(show_opened(state));
    effects
}

/// Replaces the files of the open project. This can be undone.
pub fn change_files(state: &mut State, files: Files, message: String) -> Vec<Effect> {
    let undo = state.undo_point(message);
    state.files = files;
    state.undo = (!undo.before.is_empty()).then_some(undo);
    show_opened(state)
}

/// Saves the open project before another one is opened, or erases it if the visitor has written nothing in it.
pub fn leave(state: &mut State) -> Vec<Effect> {
    if !is_unmodified(state) {
        saving::save(state)
    } else if state.projects.text(&state.project).is_some() {
        vec![Effect::Erase(StorageKey::Project(state.project.clone()))]
    } else {
        Vec::new()
    }
}

/// Whether the open project is an unchanged example, an unchanged copy of a link, or a new project without content. A
/// project with deleted files that can be restored is neither.
pub fn is_unmodified(state: &State) -> bool {
    let files = &state.files;
    let mut undo = state.undo.iter();
    if undo.any(|undo| undo.project == state.project && !undo.before.is_blank()) {
        return false;
    }
    let is_new = files.name.starts_with(DEFAULT_NAME) && files.iter().count() <= 1 && files.is_blank();
    let is_link = |copy: &LinkCopy| link::decode(&copy.fragment).is_ok_and(|link| link.files.has_same_content(files));
    is_new
        || examples::ALL
            .iter()
            .any(|example| example.project().has_same_content(files))
        || state.link_copy.as_ref().is_some_and(is_link)
}

/// Makes a project the open one. The caller has to show its files.
pub fn enter(state: &mut State, id: ProjectId, files: Files) -> Vec<Effect> {
    state.project = id;
    state.files = files;
    state.undo = None;
    state.save_status = SaveStatus::Saved;
    match state.link_copy.take() {
        Some(_) => vec![Effect::ClearFragment],
        None => Vec::new(),
    }
}

/// Makes a stored project, or an example, the open one. The caller has to show its files.
pub fn enter_stored(state: &mut State, id: ProjectId) -> Vec<Effect> {
    let Some(mut stored) = state.projects.read(&id) else {
        let files = files_of(state, &id).unwrap_or_default();
        return enter(state, id, files);
    };
    let files = std::mem::take(&mut stored.files);
    let mut effects = enter(state, id, files);
    if let Some(mut undo) = stored_undo(state, stored) {
        if undo.project == state.project && undo.before.name != state.files.name {
            // Earlier versions of the page stored a replaced project only here.
            let (project, added) = saving::add_project(state, undo.before.clone());
            undo.project = project;
            effects.extend(added);
        }
        state.undo = Some(undo);
    }
    effects
}

/// Returns the change that can be undone in a stored project, whose files are open already.
fn stored_undo(state: &State, stored: StoredProject) -> Option<Undo> {
    let other = stored.before_project.as_deref().and_then(ProjectId::of_key);
    let before = match stored.before {
        Some(before) => before,
        None => state.projects.read(other.as_ref()?)?.files,
    };
    let project = other.unwrap_or_else(|| state.project.clone());
    let message = if before.name == state.files.name {
        format!("Changed the files of {}.", state.files.name)
    } else {
        format!("Opened {}.", state.files.name)
    };
    Some(Undo {
        edited: true,
        ..Undo::new(message, project, before)
    })
}

/// Shows the files of the project that was just opened, and saves when it was used.
pub fn show_opened(state: &mut State) -> Vec<Effect> {
    let mut effects = show_files(state);
    if state.link_copy.is_none() {
        effects.push(Effect::RememberProject(state.project.clone()));
    }
    effects.push(saving::schedule(state));
    effects
}

/// Shows files that have replaced others. Resets everything that belongs to the previous files.
fn show_files(state: &mut State) -> Vec<Effect> {
    state.emptied = None;
    state.preview = None;
    state.explanation = None;
    state.selection.clear();
    state.dialog = None;
    if let Some(toast) = &mut state.toast {
        toast.fix = None;
    }
    state.playback.reset();
    vec![Effect::ForgetAllFiles, Effect::Analyze, Effect::ShowFile]
}
