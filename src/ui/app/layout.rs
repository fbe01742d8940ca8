//! The layout of the page.

use yew::prelude::*;

use drydock::playground::{Column, Split, View};

use super::{App, Message};
use crate::ui::browser::file_import;
use crate::ui::dialogs;
use crate::ui::navigation::{ViewTabs, view_bar};
use crate::ui::notices::{notices, toast};
use crate::ui::status;
use crate::ui::topbar::TopBar;
use crate::ui::views::{self, ViewContext};
use crate::ui::welcome::welcome;
use crate::ui::widgets::splitter::Splitter;

impl App {
    /// Renders the page.
    pub(super) fn page(&self, ctx: &Context<Self>) -> Html {
        let (state, dispatch) = (&self.state, &self.dispatch);
        let view = state.views.current();
        let column = match view.column() {
            Column::Left => "left",
            Column::Right => "right",
        };
        html! {
            <div class={classes!("app", self.dragging.then_some("dragging"))} data-view={views::entry(view).id}
                data-column={column} ondragover={ctx.link().batch_callback(on_drag_over)}
                ondragleave={ctx.link().callback(|_| Message::Dragging(false))} ondrop={self.on_drop(ctx)}>
                <TopBar project={state.project_name().to_owned()} theme={state.settings.theme} dispatch={dispatch.clone()} />
                <div class="banners">
                    if !state.settings.is_welcome_dismissed { { welcome(dispatch) } }
                    { notices(state, dispatch) }
                </div>
                <main ref={self.main.clone()} class="main" style={self.share_variable("--columns", Split::Columns)}>
                    { self.left_column() }
                    { self.splitter(Split::Columns, &self.main, "Width of the left column") }
                    { self.right_column() }
                </main>
                { status::view(state) }
                { view_bar(view, state.analysis.counts.total(), dispatch) }
                { dialogs::view(state, dispatch) }
                { toast(state, dispatch) }
                <div class="drop-target" aria-hidden="true"><p>{ "Drop files, a folder or a ZIP" }</p></div>
            </div>
        }
    }

    fn left_column(&self) -> Html {
        html! {
            <section ref={self.left_column.clone()} class="left" aria-label="Files"
                style={self.share_variable("--problems", Split::Problems)}>
                { self.render(View::Files) }
                { self.splitter(Split::Problems, &self.left_column, "Height of the problems") }
                { self.render(View::Problems) }
            </section>
        }
    }

    fn right_column(&self) -> Html {
        let tab = self.state.views.tab();
        let is_empty = self.state.preview.is_none();
        html! {
            <section ref={self.right_column.clone()} aria-label="Preview"
                class={classes!("right", format!("{}-tab", views::entry(tab).id), is_empty.then_some("without-preview"))}
                style={self.share_variable("--timeline", Split::Timeline)}>
                <ViewTabs open={tab} dispatch={self.dispatch.clone()} />
                { self.render(tab) }
            </section>
        }
    }

    fn render(&self, view: View) -> Html {
        (views::entry(view).render)(&ViewContext {
            state: &self.state,
            dispatch: &self.dispatch,
            on_editor_ready: &self.on_editor_ready,
            on_editor_event: &self.on_editor_event,
            right_column: &self.right_column,
        })
    }

    fn splitter(&self, split: Split, container: &NodeRef, label: &'static str) -> Html {
        let share = self.state.settings.share(split);
        html! { <Splitter {split} {share} container={container.clone()} {label} dispatch={self.dispatch.clone()} /> }
    }

    /// Sets a CSS variable to the share of a splitter.
    fn share_variable(&self, variable: &str, split: Split) -> String {
        format!("{variable}: {:.2}%", self.state.settings.share(split))
    }

    fn on_drop(&self, ctx: &Context<Self>) -> Callback<DragEvent> {
        let dispatch = self.dispatch.clone();
        let stop_dragging = ctx.link().callback(|()| Message::Dragging(false));
        Callback::from(move |event: DragEvent| {
            stop_dragging.emit(());
            if file_import::has_files(&event) {
                event.prevent_default();
                file_import::read_dropped(&event, dispatch.clone());
            }
        })
    }
}

/// Allows dropping files. Dragged text is left to the editor.
fn on_drag_over(event: DragEvent) -> Option<Message> {
    if !file_import::has_files(&event) {
        return None;
    }
    event.prevent_default();
    Some(Message::Dragging(true))
}
