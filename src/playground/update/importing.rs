//! Imports: dropped, picked and pasted files. A whole project is opened, anything else is added to the open project.

use std::collections::BTreeSet;

use super::super::action::Effect;
use super::super::examples;
use super::super::files::Files;
use super::super::state::{SaveStatus, State};
use super::super::text;
use super::{editing, opening, toast};
use crate::findings::OtherFormat;
use crate::import::{self, Adaptation, Import, ImportedProject};

/// Imports dropped or picked files. A project is opened; other files are added to the open project.
pub fn import(state: &mut State, import: Import) -> Vec<Effect> {
    let skipped = (import.skipped > 0).then(|| {
        let files = text::count(import.skipped, "file");
        format!("Skipped {files}: too large, too many, or not text")
    });
    if !import.errors.is_empty() {
        state.notice = Some(import.errors.join(" "));
    }
    let mut effects = match import::find_project(&import.files) {
        Some(project) => open_project(state, project),
        None if import.files.is_empty() => {
            let is_explained = skipped.is_some() || !import.errors.is_empty();
            return match (skipped, is_explained) {
                (Some(message), _) => vec![toast::show(state, message)],
                (None, false) => vec![toast::show(state, "No files found")],
                (None, true) => Vec::new(),
            };
        }
        None => add_files(state, import.files),
    };
    if let Some(message) = skipped {
        effects.push(toast::show(state, message));
    }
    effects
}

/// Opens a project that was found among imported files.
fn open_project(state: &mut State, project: ImportedProject) -> Vec<Effect> {
    let message = opened_message(&project);
    let mut files = Files::new(project.name.as_deref().unwrap_or_default(), project.files);
    files.open(&project.compose_file);
    let effects = opening::replace(state, files, message);
    offer_adding(state, project.adaptation);
    effects
}

fn opened_message(project: &ImportedProject) -> String {
    let mut message = match (&project.files[..], &project.adaptation) {
        ([_], Some(Adaptation::Renamed(from))) => format!("Opened {from} as its own project."),
        ([(path, _)], _) => format!("Opened {path} as its own project."),
        (files, _) => {
            let count = text::count(files.len(), "file");
            match &project.name {
                Some(name) => format!("Opened {name} with {count}."),
                None => format!("Opened a project with {count}."),
            }
        }
    };
    if let Some((folder, number)) = &project.left_out {
        let count = text::count(*number, "file");
        message += &format!(" Left out {count} outside {folder}.");
    }
    message += &match &project.adaptation {
        Some(Adaptation::Renamed(from)) => format!(" {from} is now {}.", project.compose_file),
        Some(Adaptation::Variable(_)) => format!(" COMPOSE_FILE in .env names {}.", project.compose_file),
        None => String::new(),
    };
    message
}

/// Offers to add the files of the project that was just opened to the previous project instead.
fn offer_adding(state: &mut State, adaptation: Option<Adaptation>) {
    if let Some(undo) = &mut state.undo {
        undo.can_add_instead = true;
        undo.adaptation = adaptation;
    }
}

/// Returns to the previous project and adds the files of the open one to it.
pub fn add_instead(state: &mut State) -> Vec<Effect> {
    let Some(adaptation) = state
        .undo
        .as_mut()
        .filter(|undo| undo.can_add_instead)
        .map(|undo| undo.adaptation.take())
    else {
        return Vec::new();
    };
    let opened = state.files.clone();
    let mut files = opened.pairs();
    match adaptation {
        Some(Adaptation::Renamed(from)) => {
            if let Some(compose_file) = opened.compose_file() {
                let renamed = files.iter_mut().filter(|(path, _)| path == compose_file);
                renamed.for_each(|(path, _)| path.clone_from(&from));
            }
        }
        Some(Adaptation::Variable(line)) => remove_line(&mut files, &line),
        None => {}
    }
    let mut effects = opening::undo(state);
    state.undo = None;
    effects.extend(add_files(state, files));
    effects
}

/// Removes the line that the import added to `.env`.
fn remove_line(files: &mut Vec<(String, String)>, line: &str) {
    files.retain_mut(|(path, text)| {
        if path == ".env" && text.starts_with(line) {
            text.drain(..line.len());
            return !text.is_empty();
        }
        true
    });
}

/// Adds files to the open project. Files with the same path are replaced.
fn add_files(state: &mut State, files: Vec<(String, String)>) -> Vec<Effect> {
    let added = Files::new("", files);
    let mut project = state.files.clone();
    let replaced: Vec<&str> = added
        .iter()
        .map(|file| file.path.as_str())
        .filter(|path| project.text(path).is_some())
        .collect();
    let mut message = match &added.pairs()[..] {
        [(path, text)] if replaced.is_empty() => match OtherFormat::of(text) {
            Some(format) if import::has_yaml_name(path) => {
                format!("Added {path}. It is {}, not a compose file.", format.noun())
            }
            _ => format!("Added {path}."),
        },
        files => format!("Added {}.", text::count(files.len(), "file")),
    };
    if !replaced.is_empty() {
        message = match added.iter().count() == replaced.len() {
            true => format!("Replaced {}.", replaced.join(", ")),
            false => format!("{message} Replaced {}.", replaced.join(", ")),
        };
    }
    for file in added.iter() {
        project.write(&file.path, file.text.clone());
    }
    project.open(&added.open);
    opening::change_files(state, project, message)
}

/// Replaces a file's content after text was pasted into it. A whole compose file that is pasted over another one opens
/// as its own project.
pub fn paste(state: &mut State, path: &str, text: String) -> Vec<Effect> {
    if !opens_project(state, path, &text) {
        return editing::edit(state, path, text);
    }
    let name = import::project_name(&text).unwrap_or_default();
    let files = Files::new(&name, [(path.to_owned(), text.clone())]);
    if state.files.iter().count() == 1 {
        // The project has no other files, so this is an edit. Only the name of an example no longer applies.
        let effects = editing::edit(state, path, text);
        if examples::find(&state.files.name).is_some() {
            state.files.name = files.name;
        }
        return effects;
    }
    if let Some((_, before)) = state.emptied.take_if(|(emptied, _)| emptied == path) {
        state.files.write(path, before);
        state.save_status = SaveStatus::Pending;
    }
    let effects = opening::replace(state, files, "Opened the pasted file as its own project.".to_owned());
    offer_adding(state, None);
    effects
}

/// Whether pasted text is a whole compose file that replaces the project's compose file.
fn opens_project(state: &State, path: &str, text: &str) -> bool {
    let Some(before) = state.files.text(path).filter(|before| *before != text) else {
        return false;
    };
    if state.files.compose_file() != Some(path) || !import::is_compose_file(text) {
        return false;
    }
    if !before.trim().is_empty() {
        return is_replaced(before, text);
    }
    match &state.emptied {
        Some((emptied, before)) => emptied == path && is_replaced(before, text),
        None => examples::find(&state.files.name).is_some(),
    }
}

/// Whether fewer than half of the distinct lines of a text are in another text.
fn is_replaced(before: &str, after: &str) -> bool {
    let lines = |text: &'_ str| -> BTreeSet<String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    let (before, after) = (lines(before), lines(after));
    before.intersection(&after).count() * 2 < before.len()
}
