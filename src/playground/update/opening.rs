//! Opening projects: what was kept, examples, links, dropped files. None of them destroys work.

use super::super::action::Effect;
use super::super::examples;
use super::super::files::{COMPOSE_NAMES, Files};
use super::super::saved::{self, Key, Stored};
use super::super::spell;
use super::super::state::{LinkCopy, State, Undo};
use super::{keeping, toast};
use crate::share;
use crate::sim::Time;

/// What stands before the project's name in a link.
const NAME: &str = "name=";
/// What one reads when a link can't be opened.
const UNCHANGED: &str = "Nothing was opened; your project is as it was.";

/// The page was opened.
pub fn start(state: &mut State, stored: Stored, address: String, fragment: &str) -> Vec<Effect> {
    state.address = address;
    if let Some(text) = &stored.settings {
        state.settings = saved::read_settings(text);
    }
    let mut effects = vec![Effect::UseTheme];
    effects.extend(own_project(state, stored.project));
    effects.extend(shown(state));
    if !fragment.is_empty() {
        effects.extend(open_link(state, fragment, stored.copy.as_deref()));
    }
    effects
}

/// The project that was kept, or the first example.
fn own_project(state: &mut State, stored: Option<String>) -> Option<Effect> {
    let damaged = match stored.as_deref().map(saved::read_project) {
        Some(Some(project)) => {
            state.files = project.files;
            state.undo = project.before.map(|before| Undo {
                done: format!("Opened {}.", state.files.name),
                before,
                edited: true,
            });
            None
        }
        Some(None) => stored,
        None => None,
    };
    if state.files.name.is_empty() {
        state.files = examples::ALL[0].project();
    }
    state.fragment = fragment_of(state);
    let text = damaged?;
    state.notice = Some(
        "What was kept of your project can't be read. It was put aside in this browser's storage as \
         drydock.project.damaged, and an example was opened instead."
            .to_owned(),
    );
    Some(Effect::Store(Key::Damaged, text))
}

/// An example replaces the files; they can be brought back.
pub fn example(state: &mut State, name: &str) -> Vec<Effect> {
    let Some(example) = examples::find(name) else {
        return Vec::new();
    };
    let done = format!("Opened example {name}.");
    replace(state, example.project(), done)
}

/// Dropped files: a folder with a compose file is a project, anything else is added to this one. Both
/// can be undone.
pub fn dropped(
    state: &mut State,
    folder: Option<String>,
    files: Vec<(String, String)>,
    left_out: Option<String>,
) -> Vec<Effect> {
    let mut effects = Vec::new();
    let whole = files.iter().any(|(path, _)| COMPOSE_NAMES.contains(&path.as_str()));
    let count = spell::count(files.len(), "file");
    if files.is_empty() {
        effects.push(toast(
            state,
            left_out.unwrap_or_else(|| "There was no file in it".to_owned()),
        ));
        return effects;
    }
    if let Some(folder) = folder.filter(|_| whole) {
        let done = format!("Opened folder {folder} with {count}.");
        effects.extend(replace(state, Files::new(&folder, files), done));
    } else {
        let mut project = state.files.clone();
        let added = Files::new("", files);
        for file in added.iter() {
            project.write(&file.path, file.text.clone());
        }
        project.open(&added.open);
        effects.extend(replace(state, project, format!("Added {count}.")));
    }
    if let Some(words) = left_out {
        effects.push(toast(state, words));
    }
    effects
}

/// What was replaced comes back. What it replaces in turn can be brought back too, where it is more than
/// what was opened.
pub fn undo(state: &mut State) -> Vec<Effect> {
    let Some(undo) = state.undo.take() else {
        return Vec::new();
    };
    let after = std::mem::replace(&mut state.files, undo.before);
    state.undo = undo.edited.then(|| Undo {
        done: format!("Back to {}.", state.files.name),
        before: after,
        edited: false,
    });
    let mut effects = shown(state);
    effects.push(keeping::soon(state));
    effects
}

/// The address's fragment changed while the page was open.
pub fn fragment(state: &mut State, fragment: &str) -> Vec<Effect> {
    let same = state.copy.as_ref().is_some_and(|copy| copy.fragment == fragment);
    if fragment.is_empty() || same {
        return Vec::new();
    }
    open_link(state, fragment, None)
}

/// Opens a link's files as a copy; `kept` is what the reader had made of the copy that was open last.
fn open_link(state: &mut State, fragment: &str, kept: Option<&str>) -> Vec<Effect> {
    let link = match share::decode(fragment) {
        Ok(link) => link,
        Err(error) => {
            state.notice = Some(format!("This link can't be opened: {error}. {UNCHANGED}"));
            return Vec::new();
        }
    };
    let kept = kept.and_then(saved::read_copy).filter(|copy| copy.fragment == fragment);
    let files = kept.map_or_else(|| files_of(&link), |copy| copy.files);
    let before = std::mem::replace(&mut state.files, files);
    match &mut state.copy {
        Some(copy) => {
            state.undo = Some(Undo {
                done: "Opened another link.".to_owned(),
                before,
                edited: false,
            });
            copy.fragment = fragment.to_owned();
        }
        None => {
            state.copy = Some(LinkCopy {
                fragment: fragment.to_owned(),
                mine: Some(before),
            });
        }
    }
    let effects = shown(state);
    if let Some(at) = link.playhead {
        state.playback.seek(Time(at));
    }
    effects
}

/// The copy becomes the reader's project; the old one can be brought back.
pub fn keep_copy(state: &mut State) -> Vec<Effect> {
    let Some(copy) = state.copy.take() else {
        return Vec::new();
    };
    state.undo = copy.mine.map(|before| Undo {
        done: "The link's files are your project now.".to_owned(),
        before,
        edited: false,
    });
    vec![Effect::ClearFragment, Effect::Erase(Key::Copy), keeping::soon(state)]
}

/// Back to the reader's project; the copy can be brought back where it differs from the link.
pub fn back_to_mine(state: &mut State) -> Vec<Effect> {
    let Some(mine) = state.copy.take().and_then(|copy| copy.mine) else {
        return Vec::new();
    };
    let copy = std::mem::replace(&mut state.files, mine);
    state.undo = Some(Undo {
        done: "Back in your project.".to_owned(),
        before: copy,
        edited: false,
    });
    let mut effects = shown(state);
    effects.extend([Effect::ClearFragment, Effect::Erase(Key::Copy), keeping::soon(state)]);
    effects
}

fn replace(state: &mut State, files: Files, done: String) -> Vec<Effect> {
    let before = std::mem::replace(&mut state.files, files);
    state.undo = (!before.is_empty()).then_some(Undo {
        done,
        before,
        edited: false,
    });
    let mut effects = shown(state);
    effects.push(keeping::soon(state));
    effects
}

/// Shows files that are not those of before: nothing of the old picture stays.
fn shown(state: &mut State) -> Vec<Effect> {
    state.picture = None;
    state.stale = false;
    state.why = None;
    state.selected = None;
    state.dialog = None;
    state.playback.reset();
    vec![Effect::ForgetAll, Effect::Analyze, Effect::ShowFile]
}

/// The fragment that holds everything, without `#`.
pub fn fragment_of(state: &State) -> String {
    let link = share::encode(&share::Shared {
        files: state.files.pairs(),
        open: Some(state.files.open.clone()),
        playhead: state.playback.chosen().map(|at| at.0),
        view: Some(format!("{NAME}{}", state.files.name)),
        ..share::Shared::default()
    });
    link.trim_start_matches('#').to_owned()
}

fn files_of(link: &share::Shared) -> Files {
    let name = link.view.as_deref().and_then(|view| view.strip_prefix(NAME));
    let mut files = Files::new(name.unwrap_or("shared"), link.files.iter().cloned());
    if let Some(open) = &link.open {
        files.open(open);
    }
    files
}
