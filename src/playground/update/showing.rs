//! What is on the screen: analysis, playhead, tabs, dialogs, places.

use super::super::action::{Action, Effect};
use super::super::analysis;
use super::super::exporting::{self, Format};
use super::super::shared::Shared;
use super::super::spot::Spot;
use super::super::state::{Dialog, Pane, State, Tab};
use super::super::why;
use super::toast;
use crate::sim::{RecordId, Snapshot, Time};
use crate::source::Span;

/// Everything that changes no file.
pub fn update(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Analyze => analyze(state),
        Action::Took(milliseconds) => quietly(|| state.took = Some(milliseconds)),
        Action::OpenFile(path) => open_file(state, &path),
        Action::Cursor { path, offset } => quietly(|| cursor(state, &path, offset)),
        Action::GoTo(spot) => go_to(state, spot),
        Action::GoToService(name) => {
            let span = state
                .picture
                .as_ref()
                .and_then(|picture| picture.project.services.get(name.as_str()));
            go_to_span(state, span.map(|service| service.span))
        }
        Action::GoToDependency { dependent, dependency } => {
            let edge = state
                .picture
                .as_ref()
                .and_then(|picture| picture.graph.edge(dependent, dependency));
            go_to_span(state, edge.map(|edge| edge.span))
        }
        Action::DismissNotice => quietly(|| state.notice = None),
        Action::ToastOver(number) => quietly(|| {
            state.toast.take_if(|toast| toast.number == number);
        }),
        Action::Open(dialog) => open_dialog(state, dialog),
        Action::CloseDialog => quietly(|| state.dialog = None),
        Action::Export(format) => export(state, format),
        Action::ExportAnyway(format) => export_anyway(state, format),
        Action::CopyMermaid => match exporting::mermaid(state) {
            Some(text) => vec![Effect::Copy(text)],
            None => vec![nothing_to_export(state)],
        },
        Action::CopyLink => vec![Effect::Copy(state.link())],
        Action::CopyResolved => {
            let picture = state.picture.as_ref();
            picture
                .map(|picture| Effect::Copy(picture.resolved.clone()))
                .into_iter()
                .collect()
        }
        Action::Copied(true) => vec![toast(state, "Copied")],
        Action::Copied(false) => vec![toast(state, "The browser did not let it be copied")],
        Action::Why(record) => quietly(|| ask_why(state, record)),
        Action::CloseWhy => quietly(|| state.why = None),
        Action::ShowTab(tab) => quietly(|| state.tab = tab),
        Action::ShowPane(pane) => quietly(|| show_pane(state, pane)),
        other => play(state, other),
    }
}

fn quietly(change: impl FnOnce()) -> Vec<Effect> {
    change();
    Vec::new()
}

fn play(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(picture) = state.picture.clone() else {
        return Vec::new();
    };
    let timeline = &picture.timeline;
    let playback = &mut state.playback;
    match action {
        Action::TogglePlay => playback.toggle(timeline),
        Action::Seek(at) => playback.seek(at.min(timeline.end)),
        Action::Step(by) => {
            let at = playback.at(timeline).0.saturating_add_signed(by);
            playback.seek(Time(at).min(timeline.end));
        }
        Action::SetSpeed(speed) => playback.speed = speed,
        Action::Frame(elapsed) => playback.advance(elapsed, timeline),
        _ => return Vec::new(),
    }
    let moving = state.playback.playing;
    refresh_snapshot(state);
    if moving { vec![Effect::Animate] } else { Vec::new() }
}

fn refresh_snapshot(state: &mut State) {
    let now = state.now();
    let snapshot = match &state.picture {
        Some(picture) => picture.timeline.at(now),
        None => Snapshot::default(),
    };
    state.snapshot.renew(snapshot);
}

fn analyze(state: &mut State) -> Vec<Effect> {
    let outcome = analysis::analyze(&state.files, state.picture.as_deref());
    state.stale = outcome.picture.is_none();
    state.analysis = Shared::new(outcome.analysis);
    if let Some(picture) = outcome.picture {
        state.picture = Some(Shared::new(picture));
        // The records are others now: an open answer might speak of something else.
        state.why = None;
    }
    refresh_snapshot(state);
    vec![Effect::Annotate]
}

fn open_file(state: &mut State, path: &str) -> Vec<Effect> {
    if state.files.open == path || !state.files.open(path) {
        return Vec::new();
    }
    vec![Effect::ShowFile, Effect::Annotate]
}

fn go_to(state: &mut State, spot: Spot) -> Vec<Effect> {
    if state.files.text(&spot.path).is_none() {
        let words = format!("{} is not there any more", spot.path);
        return vec![toast(state, words)];
    }
    let mut effects = open_file(state, &spot.path);
    state.pane = Pane::Files;
    effects.push(Effect::Reveal(spot));
    effects
}

/// To a place of the picture's version of the files.
fn go_to_span(state: &mut State, span: Option<Span>) -> Vec<Effect> {
    let Some((picture, span)) = state.picture.as_ref().zip(span) else {
        return Vec::new();
    };
    let spot = Spot::of(&picture.workspace, span);
    go_to(state, spot)
}

fn cursor(state: &mut State, path: &str, offset: usize) {
    let selected = service_at(state, path, offset);
    state.selected = selected;
}

/// The service in whose lines a place is.
fn service_at(state: &State, path: &str, offset: usize) -> Option<String> {
    let picture = state.picture.as_ref().filter(|_| !state.stale)?;
    let file = picture.workspace.find(path)?;
    let services = picture.project.services.values();
    let before = services.filter(|service| service.span.file == file && service.span.range().start <= offset);
    let service = before.max_by_key(|service| service.span.start)?;
    let between = picture
        .workspace
        .file(file)
        .text()
        .get(service.span.range().start..offset)?;
    // A line that begins at the margin ends the services.
    let outside = between.split('\n').skip(1).any(|line| {
        let first = line.chars().next();
        first.is_some_and(|c| !c.is_whitespace() && c != '#')
    });
    (!outside).then(|| service.name.to_string())
}

fn ask_why(state: &mut State, record: RecordId) {
    let Some(picture) = &state.picture else { return };
    let answer = why::answer(&picture.timeline, &picture.workspace, record);
    state.why = answer.map(|answer| (record, Shared::new(answer)));
}

fn show_pane(state: &mut State, pane: Pane) {
    state.pane = pane;
    match pane {
        Pane::Picture => state.tab = Tab::Picture,
        Pane::Resolved => state.tab = Tab::Resolved,
        Pane::Files | Pane::Problems => {}
    }
}

fn open_dialog(state: &mut State, dialog: Dialog) -> Vec<Effect> {
    let mut effects = Vec::new();
    if dialog == Dialog::Share {
        // The link is to hold what is on the screen, not what was kept last.
        effects = super::keeping::save(state);
    }
    state.dialog = Some(dialog);
    effects
}

fn export(state: &mut State, format: Format) -> Vec<Effect> {
    if state.analysis.counts.errors > 0 {
        state.dialog = Some(Dialog::ExportErrors(format));
        return Vec::new();
    }
    export_anyway(state, format)
}

fn export_anyway(state: &mut State, format: Format) -> Vec<Effect> {
    state.dialog = None;
    match exporting::export(state, format) {
        Some(download) => {
            let words = format!("Saved {}", download.name);
            vec![Effect::Download(download), toast(state, words)]
        }
        None => vec![nothing_to_export(state)],
    }
}

fn nothing_to_export(state: &mut State) -> Effect {
    toast(
        state,
        "No version of this project has loaded yet, so there is nothing to make it from",
    )
}
