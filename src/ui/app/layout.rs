//! Where the views are.

use yew::prelude::*;

use drydock::playground::{Action, Border, Tab};

use super::{App, Message};
use crate::ui::browser::{self, theme};
use crate::ui::dialogs;
use crate::ui::editor::EditorView;
use crate::ui::files::{self, FileTabs};
use crate::ui::graph::Graph;
use crate::ui::icon::{Shape, icon};
use crate::ui::navigation::{ViewTabs, pane_bar};
use crate::ui::notices::{notices, toast};
use crate::ui::problems::Problems;
use crate::ui::prose::prose;
use crate::ui::resolved::Resolved;
use crate::ui::status;
use crate::ui::timeline::TimelineView;
use crate::ui::topbar::TopBar;
use crate::ui::why;
use crate::ui::widgets::splitter::Splitter;

impl App {
    /// The whole page.
    pub(super) fn page(&self, ctx: &Context<Self>) -> Html {
        let state = &self.state;
        let dispatch = &self.dispatch;
        html! {
            <div class={classes!("app", self.dragging.then_some("dragging"))} data-pane={state.pane.word()}
                ondragover={ctx.link().batch_callback(dragged)} ondragleave={ctx.link().callback(|_| Message::Dragging(false))}
                ondrop={self.dropped(ctx)}>
                <TopBar project={state.project_name().to_owned()} theme={state.settings.theme} dispatch={dispatch.clone()} />
                { notices(state, dispatch) }
                <main ref={self.main.clone()} class="main" style={format!("--columns: {:.2}%", state.settings.share(Border::Columns))}>
                    { self.left() }
                    { self.splitter(Border::Columns, &self.main, "Width of the files") }
                    { self.right() }
                </main>
                { status::view(state) }
                { pane_bar(state.pane, state.analysis.counts.total(), dispatch) }
                { dialogs::view(state, dispatch) }
                { toast(state.toast.as_ref().map(|toast| toast.text.as_str())) }
                <div class="drop-mark" aria-hidden="true"><p>{ "Drop files or a folder" }</p></div>
            </div>
        }
    }

    fn left(&self) -> Html {
        let state = &self.state;
        html! {
            <section ref={self.left.clone()} class="left" aria-label="Files"
                style={self.problems_height()}>
                <FileTabs entries={files::entries(state)} open={state.files.open.clone()} dispatch={self.dispatch.clone()} />
                <EditorView dark={theme::is_dark(state.settings.theme)} empty={state.files.is_empty()}
                    on_ready={self.on_ready.clone()} on_report={self.on_report.clone()} dispatch={self.dispatch.clone()} />
                { self.splitter(Border::Problems, &self.left, "Height of the problems") }
                <Problems analysis={state.analysis.clone()} dispatch={self.dispatch.clone()} />
            </section>
        }
    }

    /// Nothing where the reader has not moved the border: as much as the problems need, within limits.
    fn problems_height(&self) -> Option<String> {
        let share = self.state.settings.problems;
        share.map(|_| format!("--problems: {:.2}%", self.state.settings.share(Border::Problems)))
    }

    fn right(&self) -> Html {
        let state = &self.state;
        let picture = state.picture.clone();
        html! {
            <section ref={self.right.clone()} class={classes!("right", (state.tab == Tab::Resolved).then_some("text"), picture.is_none().then_some("bare"))}
                aria-label="Simulation" style={format!("--timeline: {:.2}%", state.settings.share(Border::Timeline))}>
                <ViewTabs tab={state.tab} dispatch={self.dispatch.clone()} />
                if state.tab == Tab::Resolved {
                    <Resolved {picture} analysis={state.analysis.clone()} dispatch={self.dispatch.clone()} />
                } else {
                    { self.insight() }
                    <Graph picture={picture.clone()} snapshot={state.snapshot.clone()}
                        stale={state.stale_words().map(AttrValue::from)} analysis={state.analysis.clone()}
                        selected={state.selected.clone().map(AttrValue::from)} dispatch={self.dispatch.clone()} />
                    if let Some(picture) = picture {
                        { self.splitter(Border::Timeline, &self.right, "Height of the timeline") }
                        <TimelineView {picture} stale={state.stale} playback={state.playback} now={state.now()}
                        asked={state.why.as_ref().map(|(record, _)| *record)} dispatch={self.dispatch.clone()} />
                    }
                    if let Some((_, answer)) = &state.why {
                        { why::card(answer, &self.dispatch) }
                    }
                }
            </section>
        }
    }

    fn insight(&self) -> Html {
        // An old one stays, grayed, so that nothing moves while the reader types.
        let stale = self.state.stale.then_some("stale");
        let picture = self.state.picture.as_ref();
        let Some(insight) = picture.and_then(|picture| picture.insight.as_ref()) else {
            return Html::default();
        };
        let rest = insight.text.strip_prefix(insight.headline.as_str());
        let (headline, rest) = rest.map_or(("", insight.text.as_str()), |rest| (&insight.headline, rest));
        let why = insight
            .record
            .map(|record| self.dispatch.reform(move |_: MouseEvent| Action::Why(record)));
        let apply = self.dispatch.reform(|_: MouseEvent| Action::ApplyInsight);
        html! {
            <div class={classes!("insight", stale)} data-testid="insight">
                { icon(Shape::Clock) }
                <p><b>{ prose(headline) }</b>{ prose(rest) }</p>
                if why.is_some() {
                    <button class="fix" type="button" data-testid="insight-why" disabled={stale.is_some()} onclick={why}>{ "Why?" }</button>
                }
                if let Some(suggestion) = &insight.suggestion {
                    <button class="fix" type="button" data-testid="insight-fix" disabled={stale.is_some()} onclick={apply}>{ suggestion.title.clone() }</button>
                }
            </div>
        }
    }

    fn splitter(&self, border: Border, whole: &NodeRef, label: &'static str) -> Html {
        let share = self.state.settings.share(border);
        html! { <Splitter {border} {share} whole={whole.clone()} {label} dispatch={self.dispatch.clone()} /> }
    }

    fn dropped(&self, ctx: &Context<Self>) -> Callback<DragEvent> {
        let brought = self.dispatch.reform(dialogs::brought);
        let over = ctx.link().callback(|()| Message::Dragging(false));
        Callback::from(move |event: DragEvent| {
            over.emit(());
            if browser::drop::has_files(&event) {
                event.prevent_default();
                browser::drop::read(&event, brought.clone());
            }
        })
    }
}

/// Files held over the page may be dropped; a dragged text is the editor's business.
fn dragged(event: DragEvent) -> Option<Message> {
    if !browser::drop::has_files(&event) {
        return None;
    }
    event.prevent_default();
    Some(Message::Dragging(true))
}
