//! The effects of actions.

use std::ops::Range;

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use drydock::playground::{Action, Effect, StorageKey, annotations, update, utf16};

use super::{App, Message};
use crate::ui::browser;
use crate::ui::browser::editor::Editor;

/// Pause in typing after which large projects are analyzed, in milliseconds. It is about the time between two
/// keystrokes of steady typing, so the analysis runs between words.
const ANALYSIS_DELAY: u32 = 130;
/// How long a toast is shown, in milliseconds.
const TOAST_DURATION: u32 = 3500;
/// How long a toast with a button is shown, in milliseconds.
const UNDO_DURATION: u32 = 12_000;

impl App {
    /// Applies an action and performs its effects.
    pub(super) fn dispatch_action(&mut self, ctx: &Context<Self>, action: Action) {
        update(&mut self.state, Action::SetClock(browser::clock::unix_time()));
        for effect in update(&mut self.state, action) {
            self.perform(ctx, effect);
        }
    }

    fn perform(&mut self, ctx: &Context<Self>, effect: Effect) {
        match effect {
            Effect::Analyze => self.analyze(ctx),
            Effect::ScheduleAnalysis => {
                let link = ctx.link().clone();
                let analyze = move || link.send_message(Message::AnalysisDue);
                self.analysis_timer = Some(Timeout::new(ANALYSIS_DELAY, analyze));
            }
            Effect::Annotate => self.annotate(),
            Effect::ShowFile => self.show_file(),
            Effect::LoadFile { path, text } => self.with_editor(|editor| editor.load(&path, &text)),
            Effect::WriteFile(path) => self.write_file(&path),
            Effect::RenameFile { from, to } => self.with_editor(|editor| editor.rename(&from, &to)),
            Effect::ForgetFile(path) => self.with_editor(|editor| editor.forget(&path)),
            Effect::ForgetAllFiles => {
                self.unsaved.borrow_mut().clear();
                self.with_editor(|editor| editor.forget_all());
            }
            Effect::Reveal(location) => self.with_range(&location.path, &location.range, Editor::reveal),
            Effect::ShowChange { path, range } => self.with_range(&path, &range, Editor::show_change),
            Effect::ScheduleSave => {
                let dispatch = self.dispatch.clone();
                let delay = self.save_delay.delay(browser::clock::now());
                self.save_timer = Some(Timeout::new(delay as u32, move || dispatch.emit(Action::Save)));
            }
            Effect::Store(key, text) => self.store(ctx, key, &text),
            Effect::Erase(key) => self.erase(ctx, key),
            Effect::RememberProject(id) => browser::storage::remember_project(&id),
            Effect::FocusEditor => self.focuses_editor = true,
            Effect::Copy(text) => browser::clipboard::copy(text, self.dispatch.reform(Action::Copied)),
            Effect::Download(file) => browser::download::start(&file),
            Effect::ClearFragment => browser::url::replace_fragment(""),
            Effect::ReplaceFragment(fragment) => browser::url::replace_fragment(&fragment),
            Effect::ApplyTheme => self.apply_theme(),
            Effect::RequestFrame => self.request_frame(ctx),
            Effect::ScheduleToastEnd(id) => {
                let dispatch = self.dispatch.clone();
                let hide = move || dispatch.emit(Action::HideToast(id));
                let duration = match self.state.has_fix_to_undo() {
                    true => UNDO_DURATION,
                    false => TOAST_DURATION,
                };
                self.toast_timer = Some(Timeout::new(duration, hide));
            }
        }
    }

    /// Analyzes the files and measures the duration.
    pub(super) fn analyze(&mut self, ctx: &Context<Self>) {
        self.analysis_timer = None;
        let start = browser::clock::now();
        let effects = update(&mut self.state, Action::Analyze);
        let duration = browser::clock::now() - start;
        // Before the page is ready, the browser is still compiling the module: that duration is not representative.
        if self.editor.is_some() {
            self.dispatch_action(ctx, Action::RecordAnalysisTime(duration));
        }
        for effect in effects {
            self.perform(ctx, effect);
        }
    }

    pub(super) fn with_editor(&mut self, change: impl FnOnce(&mut Editor)) {
        if let Some(editor) = &mut self.editor {
            change(editor);
        }
    }

    /// Shows the open file with its annotations in the editor.
    pub(super) fn show_file(&mut self) {
        let path = self.state.files.open.clone();
        if let (Some(editor), Some(text)) = (&mut self.editor, self.state.files.text(&path)) {
            editor.show(&path, text);
        }
        self.annotate();
    }

    fn write_file(&mut self, path: &str) {
        if let (Some(editor), Some(text)) = (&self.editor, self.state.files.text(path)) {
            editor.write(path, text);
            self.unsaved.borrow_mut().record(path, text);
        }
    }

    fn annotate(&mut self) {
        let path = &self.state.files.open;
        if let Some(editor) = &self.editor {
            let diagnostics = annotations::diagnostics(&self.state, path);
            let inlay_hints = annotations::inlay_hints(&self.state, path);
            editor.annotate(path, &diagnostics, &inlay_hints);
        }
    }

    /// Converts a range of a file to the editor's offsets and passes it on.
    fn with_range(&self, path: &str, range: &Range<usize>, show: impl FnOnce(&Editor, &str, usize, usize)) {
        let text = self.state.files.text(path).unwrap_or_default();
        let offsets = utf16::from_bytes(text, &[range.start, range.end]);
        if let (Some(editor), &[from, to]) = (&self.editor, &offsets[..]) {
            show(editor, path, from, to);
        }
    }

    /// Stores a text.
    fn store(&mut self, ctx: &Context<Self>, key: StorageKey, text: &str) {
        if self.defers_to_other_tab(ctx, &key) {
            return;
        }
        let action = match (browser::storage::write(&key, text), key) {
            (Err(reason), key) => Action::SaveFailed(key, reason),
            (Ok(()), StorageKey::Project(id)) => {
                if id == self.state.project {
                    self.unsaved.borrow_mut().remove_stored(&self.state.files);
                    self.save_delay.reset();
                }
                Action::Saved(id)
            }
            (Ok(()), StorageKey::Settings | StorageKey::UnsavedEdits(_)) => return,
        };
        self.dispatch_action(ctx, action);
    }

    /// Erases a text.
    fn erase(&mut self, ctx: &Context<Self>, key: StorageKey) {
        if self.defers_to_other_tab(ctx, &key) {
            return;
        }
        browser::storage::erase(&key);
        if let StorageKey::Project(id) = key {
            self.dispatch_action(ctx, Action::Erased(id));
        }
    }

    /// Returns whether another tab has changed a project since this tab read it. If so, the state decides what to keep.
    pub(super) fn defers_to_other_tab(&mut self, ctx: &Context<Self>, key: &StorageKey) -> bool {
        let StorageKey::Project(id) = key else {
            return false;
        };
        let stored = browser::storage::read_key(key);
        if self.state.projects.is_known(id, stored.as_deref()) {
            return false;
        }
        self.dispatch_action(ctx, Action::ProjectStoredElsewhere(id.clone(), stored));
        true
    }

    /// Applies the theme of the settings to the page and the editor.
    pub(super) fn apply_theme(&mut self) {
        let theme = self.state.settings.theme;
        browser::theme::apply(theme);
        if let Some(editor) = &self.editor {
            editor.set_dark(browser::theme::is_dark(theme));
        }
    }

    fn request_frame(&mut self, ctx: &Context<Self>) {
        if self.frame.is_none() {
            self.frame = Some(browser::frame::request(ctx.link().callback(Message::Frame)));
        }
    }

    /// Advances playback by the time since the last frame.
    pub(super) fn advance_playback(&mut self, ctx: &Context<Self>, at: f64) {
        self.frame = None;
        let elapsed = self.last_frame.map_or(0.0, |last| at - last);
        self.last_frame = Some(at);
        self.dispatch_action(ctx, Action::AdvancePlayback(elapsed));
        if self.frame.is_none() {
            self.last_frame = None;
        }
    }
}
