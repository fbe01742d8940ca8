//! The application: owns the state, carries out effects, and lays the views out.

mod effects;
mod layout;

use gloo::events::EventListener;
use gloo::render::AnimationFrame;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use drydock::playground::{Action, State, units};

use super::browser::{self, editor::Editor, editor::Report};

/// The page.
pub struct App {
    state: State,
    dispatch: Callback<Action>,
    on_ready: Callback<Editor>,
    on_report: Callback<Report>,
    editor: Option<Editor>,
    right: NodeRef,
    left: NodeRef,
    main: NodeRef,
    frame: Option<AnimationFrame>,
    last_frame: Option<f64>,
    analyzing: Option<Timeout>,
    saving: Option<Timeout>,
    toasting: Option<Timeout>,
    dragging: bool,
    _listeners: Vec<EventListener>,
}

/// What reaches the page.
pub enum Message {
    /// Something happened.
    Act(Action),
    /// The editor is there.
    Ready(Editor),
    /// The editor reports.
    Report(Report),
    /// A frame is about to be drawn, at the browser's time.
    Frame(f64),
    /// The delayed analysis is due.
    Analyze,
    /// The system went from light to dark or back.
    SystemTheme,
    /// The address's fragment changed.
    Fragment,
    /// Escape was pressed and nobody else took it.
    Escape,
    /// Files are held over the page, or no more.
    Dragging(bool),
}

impl Component for App {
    type Message = Message;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let leave = link.callback(|()| Message::Act(Action::Save));
        let mut listeners = browser::events::on_leave(leave);
        listeners.extend(browser::events::on_fragment(link.callback(|()| Message::Fragment)));
        listeners.extend(browser::events::on_escape(link.callback(|()| Message::Escape)));
        listeners.extend(browser::theme::on_system_change(
            link.callback(|()| Message::SystemTheme),
        ));
        let mut app = App {
            state: State::default(),
            dispatch: link.callback(Message::Act),
            on_ready: link.callback(Message::Ready),
            on_report: link.callback(Message::Report),
            editor: None,
            right: NodeRef::default(),
            left: NodeRef::default(),
            main: NodeRef::default(),
            frame: None,
            last_frame: None,
            analyzing: None,
            saving: None,
            toasting: None,
            dragging: false,
            _listeners: listeners,
        };
        app.act(
            ctx,
            Action::Start {
                stored: browser::storage::read(),
                address: browser::location::address(),
                fragment: browser::location::fragment(),
            },
        );
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Act(action) => self.act(ctx, action),
            Message::Ready(editor) => {
                self.editor = Some(editor);
                self.show_file();
            }
            Message::Report(report) => return self.report(ctx, report),
            Message::Frame(at) => self.frame(ctx, at),
            Message::Analyze => self.analyze(ctx),
            Message::SystemTheme => self.use_theme(),
            Message::Fragment => self.act(ctx, Action::FragmentChanged(browser::location::fragment())),
            // A dialog closes by itself, and only it.
            Message::Escape if self.state.dialog.is_some() => return false,
            Message::Escape => self.act(ctx, Action::CloseWhy),
            Message::Dragging(dragging) => {
                let changed = self.dragging != dragging;
                self.dragging = dragging;
                return changed;
            }
        }
        true
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        browser::location::set_title(&format!("{} - Drydock", self.state.project_name()));
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        self.page(ctx)
    }
}

impl App {
    /// Hears the editor; whether there is anything new to show.
    fn report(&mut self, ctx: &Context<Self>, report: Report) -> bool {
        let moved = matches!(report, Report::Cursor { .. });
        let before = self.state.selected.clone();
        if let Some(action) = self.reported(report) {
            self.act(ctx, action);
        }
        !moved || before != self.state.selected
    }

    /// What the editor's report means, in the library's units.
    fn reported(&self, report: Report) -> Option<Action> {
        Some(match report {
            Report::Changed { path, text } => Action::Edit { path, text },
            Report::Cursor { path, unit } => {
                let offset = units::byte_of(self.state.files.text(&path)?, unit);
                Action::Cursor { path, offset }
            }
            Report::Fix(number) => Action::ApplyNumberedFix(number),
            Report::Save => Action::Save,
        })
    }
}
