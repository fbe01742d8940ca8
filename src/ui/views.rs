//! The list of views. The tabs of the right column and the navigation bar of narrow screens follow it.

use yew::prelude::*;

use drydock::playground::{Action, State, View};

use super::browser::editor::{Editor, EditorEvent};
use super::icon::Icon;
use super::{files, problems, resolved, simulation};

/// The data that a view is rendered from.
pub struct ViewContext<'a> {
    /// The state of the page.
    pub state: &'a State,
    /// Receives actions.
    pub dispatch: &'a Callback<Action>,
    /// Receives the editor when it has been created.
    pub on_editor_ready: &'a Callback<Editor>,
    /// Receives events of the editor.
    pub on_editor_event: &'a Callback<EditorEvent>,
    /// The element of the right column.
    pub right_column: &'a NodeRef,
}

/// How a view is shown.
pub struct ViewEntry {
    /// The view.
    pub view: View,
    /// Name of the view in style sheets and test ids.
    pub id: &'static str,
    /// Label in the navigation bar of narrow screens.
    pub label: &'static str,
    /// Label of the tab.
    pub tab_label: &'static str,
    /// Icon in the navigation bar.
    pub icon: Icon,
    /// Ids of the elements that the view consists of.
    pub element_ids: &'static str,
    /// Renders the view.
    pub render: fn(&ViewContext<'_>) -> Html,
}

/// All views, in the order of the tabs and of the navigation bar.
pub const VIEWS: &[ViewEntry] = &[
    ViewEntry {
        view: View::Files,
        id: View::Files.name(),
        label: "Files",
        tab_label: "Files",
        icon: Icon::Document,
        element_ids: "editor",
        render: files::view,
    },
    ViewEntry {
        view: View::Simulation,
        id: View::Simulation.name(),
        label: "Graph",
        tab_label: "Graph and timeline",
        icon: Icon::Graph,
        element_ids: "graph timeline",
        render: simulation::view,
    },
    ViewEntry {
        view: View::Problems,
        id: View::Problems.name(),
        label: "Problems",
        tab_label: "Problems",
        icon: Icon::Alert,
        element_ids: "problems",
        render: problems::view,
    },
    ViewEntry {
        view: View::Resolved,
        id: View::Resolved.name(),
        label: "Resolved",
        tab_label: "Resolved",
        icon: Icon::Checklist,
        element_ids: "resolved",
        render: resolved::view,
    },
];

/// Returns the entry of a view.
pub fn entry(view: View) -> &'static ViewEntry {
    VIEWS
        .iter()
        .find(|entry| entry.view == view)
        .expect("VIEWS contains every view")
}
