//! Navigation between views: the tabs of the right column and the bar of narrow screens.

use yew::prelude::*;

use drydock::playground::{Action, Column, View};

use super::browser;
use super::icon::icon;
use super::views::{VIEWS, ViewEntry};

/// Properties of [`ViewTabs`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The open view.
    pub open: View,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// The tabs of the right column.
#[component]
pub fn ViewTabs(props: &Props) -> Html {
    let list = use_node_ref();
    let onkeydown = {
        let list = list.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "ArrowRight" => browser::focus::move_in_list(&list, "[role=tab]", 1),
            "ArrowLeft" => browser::focus::move_in_list(&list, "[role=tab]", -1),
            _ => {}
        })
    };
    let tab = |entry: &ViewEntry| {
        let is_open = entry.view == props.open;
        let test_id = format!("view-{}", entry.id);
        html! {
            <button key={entry.id} class={classes!("tab", is_open.then_some("active"))} type="button" role="tab"
                aria-selected={is_open.to_string()} aria-controls={is_open.then_some(entry.element_ids)}
                tabindex={if is_open { "0" } else { "-1" }} id={test_id.clone()} data-testid={test_id}
                onclick={show(entry.view, &props.dispatch)}>
                { entry.tab_label }
            </button>
        }
    };
    let entries = VIEWS.iter().filter(|entry| entry.view.column() == Column::Right);
    html! {
        <div class="tabs view-tabs">
            <div ref={list} class="tab-list" role="tablist" aria-label="Views" {onkeydown}>{ for entries.map(tab) }</div>
        </div>
    }
}

/// The bar of narrow screens, which also shows the number of problems.
pub fn view_bar(open: View, problems: usize, dispatch: &Callback<Action>) -> Html {
    let button = |entry: &ViewEntry| {
        let is_open = entry.view == open;
        let count = (entry.view == View::Problems && problems > 0).then(|| format!(" {problems}"));
        html! {
            <button key={entry.id} class={classes!("view-button", is_open.then_some("active"))} type="button"
                aria-current={is_open.then_some("page")} data-testid={format!("view-button-{}", entry.id)}
                onclick={show(entry.view, dispatch)}>
                { icon(entry.icon) }<span>{ entry.label }{ for count }</span>
            </button>
        }
    };
    html! { <nav class="view-bar" aria-label="Views">{ for VIEWS.iter().map(button) }</nav> }
}

fn show(view: View, dispatch: &Callback<Action>) -> Callback<MouseEvent> {
    dispatch.reform(move |_: MouseEvent| Action::ShowView(view))
}
