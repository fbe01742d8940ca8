//! Effects, carried out.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use drydock::playground::{Action, Effect, Key, Spot, annotations, units, update};

use super::{App, Message};
use crate::ui::browser;

/// Changes are kept so many milliseconds after the last one.
const SAVE_AFTER: u32 = 200;
/// Large files are analyzed in a pause of typing of so many milliseconds: about one between two letters of
/// who types steadily, so that the work falls between words.
const PAUSE: u32 = 130;
/// A toast stays so many milliseconds.
const TOAST: u32 = 3500;

impl App {
    /// Applies an action and carries out what it asks for.
    pub(super) fn act(&mut self, ctx: &Context<Self>, action: Action) {
        for effect in update(&mut self.state, action) {
            self.perform(ctx, effect);
        }
    }

    fn perform(&mut self, ctx: &Context<Self>, effect: Effect) {
        match effect {
            Effect::Analyze => self.analyze(ctx),
            Effect::AnalyzeSoon => {
                let link = ctx.link().clone();
                self.analyzing = Some(Timeout::new(PAUSE, move || link.send_message(Message::Analyze)));
            }
            Effect::Annotate => self.annotate(),
            Effect::ShowFile => self.show_file(),
            Effect::WriteFile(path) => self.write_file(&path),
            Effect::RenameFile { from, to } => self.with_editor(|editor| editor.rename(&from, &to)),
            Effect::ForgetFile(path) => self.with_editor(|editor| editor.forget(&path)),
            Effect::ForgetAll => self.with_editor(|editor| editor.forget_all()),
            Effect::Reveal(spot) => self.reveal(&spot),
            Effect::SaveSoon => self.later(ctx),
            Effect::Store(key, text) => self.store(ctx, key, &text),
            Effect::Erase(key) => browser::storage::erase(key),
            Effect::Copy(text) => browser::clipboard::copy(text, self.dispatch.reform(Action::Copied)),
            Effect::Download(file) => browser::download::offer(&file),
            Effect::ClearFragment => browser::location::clear_fragment(),
            Effect::UseTheme => self.use_theme(),
            Effect::Animate => self.animate(ctx),
            Effect::EndToast(number) => {
                let dispatch = self.dispatch.clone();
                self.toasting = Some(Timeout::new(TOAST, move || dispatch.emit(Action::ToastOver(number))));
            }
        }
    }

    /// Analyzes and measures.
    pub(super) fn analyze(&mut self, ctx: &Context<Self>) {
        self.analyzing = None;
        let began = browser::clock::now();
        let effects = update(&mut self.state, Action::Analyze);
        let took = browser::clock::now() - began;
        // Before the page stands the browser still compiles what runs: that time says nothing of later ones.
        if self.editor.is_some() {
            update(&mut self.state, Action::Took(took));
        }
        for effect in effects {
            self.perform(ctx, effect);
        }
    }

    fn with_editor(&mut self, change: impl FnOnce(&mut browser::editor::Editor)) {
        if let Some(editor) = &mut self.editor {
            change(editor);
        }
    }

    /// Shows the open file, with what is known about it.
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
        }
    }

    fn annotate(&mut self) {
        let path = &self.state.files.open;
        if let Some(editor) = &self.editor {
            let findings = annotations::findings(&self.state, path);
            let hints = annotations::hints(&self.state, path);
            editor.annotate(path, &findings, &hints);
        }
    }

    fn reveal(&mut self, spot: &Spot) {
        let text = self.state.files.text(&spot.path).unwrap_or_default();
        let units = units::utf16_of_all(text, &[spot.range.start, spot.range.end]);
        if let (Some(editor), &[from, to]) = (&self.editor, &units[..]) {
            editor.reveal(&spot.path, from, to);
        }
    }

    fn later(&mut self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        self.saving = Some(Timeout::new(SAVE_AFTER, move || {
            link.send_message(Message::Act(Action::Save))
        }));
    }

    fn store(&mut self, ctx: &Context<Self>, key: Key, text: &str) {
        let action = match browser::storage::write(key, text) {
            Ok(()) if matches!(key, Key::Project | Key::Copy) => Action::Saved,
            Ok(()) => return,
            Err(why) => Action::SaveFailed(why),
        };
        self.act(ctx, action);
    }

    /// The theme of the settings, in the page and in the editor.
    pub(super) fn use_theme(&mut self) {
        let theme = self.state.settings.theme;
        browser::theme::apply(theme);
        if let Some(editor) = &self.editor {
            editor.set_dark(browser::theme::is_dark(theme));
        }
    }

    fn animate(&mut self, ctx: &Context<Self>) {
        if self.frame.is_none() {
            self.frame = Some(browser::frame::next(ctx.link().callback(Message::Frame)));
        }
    }

    /// Moves the playhead on by the time since the last frame.
    pub(super) fn frame(&mut self, ctx: &Context<Self>, at: f64) {
        self.frame = None;
        let elapsed = self.last_frame.map_or(0.0, |last| at - last);
        self.last_frame = Some(at);
        self.act(ctx, Action::Frame(elapsed));
        if self.frame.is_none() {
            self.last_frame = None;
        }
    }
}
