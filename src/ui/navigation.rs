//! Which pane is shown: tabs on the right side, a bar at the bottom of narrow screens.

use yew::prelude::*;

use drydock::playground::{Action, Pane, Tab};

use super::browser;
use super::icon::{Shape, icon};

/// What [`ViewTabs`] shows.
#[derive(Properties, PartialEq)]
pub struct TabProps {
    /// The open one.
    pub tab: Tab,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The right side's tabs.
#[component]
pub fn ViewTabs(props: &TabProps) -> Html {
    let list = use_node_ref();
    let onkeydown = {
        let list = list.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "ArrowRight" => browser::dialog::focus_item(&list, "[role=tab]", 1),
            "ArrowLeft" => browser::dialog::focus_item(&list, "[role=tab]", -1),
            _ => {}
        })
    };
    let tab = |tab: Tab, words: &'static str, testid: &'static str, panels: &'static str| {
        let on = tab == props.tab;
        let onclick = props.dispatch.reform(move |_: MouseEvent| Action::ShowTab(tab));
        html! {
            <button key={testid} class={classes!("tab", on.then_some("on"))} type="button" role="tab"
                aria-selected={on.to_string()} aria-controls={on.then_some(panels)} tabindex={if on { "0" } else { "-1" }}
                id={testid} data-testid={testid} {onclick}>
                { words }
            </button>
        }
    };
    html! {
        <div class="tabs view-tabs">
            <div ref={list} class="tab-list" role="tablist" aria-label="Views" {onkeydown}>
                { tab(Tab::Picture, "Graph and timeline", "view-picture", "graph timeline") }
                { tab(Tab::Resolved, "Resolved", "view-resolved", "resolved") }
            </div>
        </div>
    }
}

/// The bar of narrow screens: the open pane, and how many problems there are.
pub fn pane_bar(open: Pane, problems: usize, dispatch: &Callback<Action>) -> Html {
    let button = |pane: Pane, shape: Shape, words: String| {
        let on = pane == open;
        let onclick = dispatch.reform(move |_: MouseEvent| Action::ShowPane(pane));
        html! {
            <button key={pane.word()} class={classes!("pane-button", on.then_some("on"))} type="button"
                aria-current={on.then_some("page")} data-testid={format!("pane-{}", pane.word())} {onclick}>
                { icon(shape) }<span>{ words }</span>
            </button>
        }
    };
    let problems = match problems {
        0 => "Problems".to_owned(),
        number => format!("Problems {number}"),
    };
    html! {
        <nav class="panes" aria-label="Panes">
            { button(Pane::Files, Shape::Text, "Files".to_owned()) }
            { button(Pane::Picture, Shape::Graph, "Graph".to_owned()) }
            { button(Pane::Problems, Shape::Alert, problems) }
            { button(Pane::Resolved, Shape::Checklist, "Resolved".to_owned()) }
        </nav>
    }
}
