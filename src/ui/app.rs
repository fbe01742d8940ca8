//! The application component: owns the state, performs effects and renders the page.

mod effects;
mod layout;
mod listeners;

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::render::AnimationFrame;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use drydock::playground::{Action, ProjectId, SaveTimer, State, StorageKey, UnsavedEdits, utf16};

use super::browser;
use super::browser::editor::{Editor, EditorEvent};

/// The application component.
pub struct App {
    state: State,
    dispatch: Callback<Action>,
    on_editor_ready: Callback<Editor>,
    on_editor_event: Callback<EditorEvent>,
    editor: Option<Editor>,
    main: NodeRef,
    left_column: NodeRef,
    right_column: NodeRef,
    /// The requested frame of playback.
    frame: Option<AnimationFrame>,
    /// The browser's time at the last frame of playback, in milliseconds.
    last_frame: Option<f64>,
    analysis_timer: Option<Timeout>,
    save_timer: Option<Timeout>,
    toast_timer: Option<Timeout>,
    save_delay: SaveTimer,
    /// Whether the editor has to be focused after the next rendering, when no dialog covers it any more.
    focuses_editor: bool,
    /// Edits that are not stored yet. Shared with the listeners, which run before messages are processed.
    unsaved: Rc<RefCell<UnsavedEdits>>,
    /// Whether files are being dragged over the page.
    dragging: bool,
    _listeners: Vec<EventListener>,
}

/// A message to [`App`].
pub enum Message {
    /// Applies an action.
    Dispatch(Action),
    /// The editor has been created.
    EditorReady(Editor),
    /// An event of the editor.
    Editor(EditorEvent),
    /// A frame is about to be drawn, at this time of the browser.
    Frame(f64),
    /// The scheduled analysis is due.
    AnalysisDue,
    /// The operating system switched between light and dark.
    SystemThemeChanged,
    /// The URL's fragment changed.
    FragmentChanged,
    /// Another tab stored or erased a project.
    ProjectStoredElsewhere(ProjectId),
    /// Escape was pressed and no element has handled it.
    Escape,
    /// Files started or stopped being dragged over the page.
    Dragging(bool),
}

impl Component for App {
    type Message = Message;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let unsaved = Rc::new(RefCell::new(UnsavedEdits::default()));
        let mut app = App {
            state: State::default(),
            dispatch: ctx.link().callback(Message::Dispatch),
            on_editor_ready: ctx.link().callback(Message::EditorReady),
            on_editor_event: recording(Rc::clone(&unsaved), ctx.link().callback(Message::Editor)),
            editor: None,
            main: NodeRef::default(),
            left_column: NodeRef::default(),
            right_column: NodeRef::default(),
            frame: None,
            last_frame: None,
            analysis_timer: None,
            save_timer: None,
            toast_timer: None,
            save_delay: SaveTimer::default(),
            focuses_editor: false,
            unsaved: Rc::clone(&unsaved),
            dragging: false,
            _listeners: listeners::listeners(ctx.link(), unsaved),
        };
        app.dispatch_action(
            ctx,
            Action::Start {
                stored: browser::storage::read(),
                page_url: browser::url::page_url(),
                fragment: browser::url::fragment(),
            },
        );
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Dispatch(action) => self.dispatch_action(ctx, action),
            Message::EditorReady(editor) => {
                self.editor = Some(editor);
                self.show_file();
            }
            Message::Editor(event) => return self.handle_editor_event(ctx, event),
            Message::Frame(at) => self.advance_playback(ctx, at),
            Message::AnalysisDue => self.analyze(ctx),
            Message::SystemThemeChanged => self.apply_theme(),
            Message::FragmentChanged => self.dispatch_action(ctx, Action::FragmentChanged(browser::url::fragment())),
            // The event's text may be older than what this tab has read since, so the storage is read.
            Message::ProjectStoredElsewhere(id) => return self.defers_to_other_tab(ctx, &StorageKey::Project(id)),
            // The browser closes the open dialog on Escape. Nothing else must react to the key.
            Message::Escape if self.state.dialog.is_some() => return false,
            Message::Escape => self.dispatch_action(ctx, Action::CloseExplanation),
            Message::Dragging(dragging) => {
                let has_changed = self.dragging != dragging;
                self.dragging = dragging;
                return has_changed;
            }
        }
        true
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        self.unsaved.borrow_mut().set_project(&self.state);
        if std::mem::take(&mut self.focuses_editor) {
            self.with_editor(|editor| editor.focus());
        }
        browser::document::set_title(&format!("{} - Drydock", self.state.project_name()));
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        self.page(ctx)
    }
}

/// Records edits at once and passes the events on.
fn recording(unsaved: Rc<RefCell<UnsavedEdits>>, events: Callback<EditorEvent>) -> Callback<EditorEvent> {
    Callback::from(move |event| {
        if let EditorEvent::Changed { path, text } | EditorEvent::Pasted { path, text } = &event {
            unsaved.borrow_mut().record(path, text);
        }
        events.emit(event);
    })
}

impl App {
    /// Handles an event of the editor. Returns whether the page has to be rendered.
    fn handle_editor_event(&mut self, ctx: &Context<Self>, event: EditorEvent) -> bool {
        let action = match event {
            EditorEvent::Changed { path, text } => Action::Edit { path, text },
            EditorEvent::Pasted { path, text } => Action::Paste { path, text },
            EditorEvent::UndoRequested => Action::UndoOpening,
            EditorEvent::CursorMoved { path, offset } => return self.move_cursor(ctx, path, offset),
            EditorEvent::FixChosen(index) => Action::ApplyFixByIndex(index),
            EditorEvent::SaveRequested => Action::Save,
        };
        self.dispatch_action(ctx, action);
        true
    }

    fn move_cursor(&mut self, ctx: &Context<Self>, path: String, offset: usize) -> bool {
        let Some(text) = self.state.files.text(&path) else {
            return false;
        };
        let offset = utf16::to_byte(text, offset);
        let selection = (self.state.selection.service.clone(), self.state.selection.moves);
        self.dispatch_action(ctx, Action::MoveCursor { path, offset });
        selection != (self.state.selection.service.clone(), self.state.selection.moves)
    }
}
