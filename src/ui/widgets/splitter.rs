//! A border between two panes that can be moved by mouse and keyboard.

use yew::prelude::*;

use drydock::playground::{Action, Border};

use crate::ui::browser;

/// How far an arrow key moves it, in percent.
const STEP: f64 = 2.0;

/// What a [`Splitter`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Which border it is.
    pub border: Border,
    /// Where it is, in percent.
    pub share: f64,
    /// The element whose size the percents are of.
    pub whole: NodeRef,
    /// What it is called.
    pub label: AttrValue,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The border.
#[component]
pub fn Splitter(props: &Props) -> Html {
    let node = use_node_ref();
    let held = use_mut_ref(|| false);
    let down = {
        let (node, held) = (node.clone(), held.clone());
        Callback::from(move |event: PointerEvent| {
            *held.borrow_mut() = true;
            browser::pointer::capture(&event, &node);
            event.prevent_default();
        })
    };
    let moved = {
        let (held, whole, border, dispatch) = (held.clone(), props.whole.clone(), props.border, props.dispatch.clone());
        Callback::from(move |event: PointerEvent| {
            if *held.borrow() {
                let share = browser::size::share_at(&event, &whole, border == Border::Columns);
                // What the border moves is before it in a row, but below it in a column.
                let share = if border == Border::Columns {
                    share
                } else {
                    100.0 - share
                };
                dispatch.emit(Action::MoveBorder(border, share));
            }
        })
    };
    let up = Callback::from(move |_: PointerEvent| *held.borrow_mut() = false);
    let onkeydown = {
        let (share, border, dispatch) = (props.share, props.border, props.dispatch.clone());
        Callback::from(move |event: KeyboardEvent| {
            let by = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => -STEP,
                "ArrowRight" | "ArrowUp" => STEP,
                _ => return,
            };
            event.prevent_default();
            dispatch.emit(Action::MoveBorder(border, share + by));
        })
    };
    let vertical = props.border == Border::Columns;
    html! {
        <div ref={node} class={classes!("splitter", if vertical { "vertical" } else { "horizontal" })}
            role="separator" tabindex="0" aria-label={props.label.clone()}
            aria-orientation={if vertical { "vertical" } else { "horizontal" }}
            aria-valuenow={format!("{:.0}", props.share)} aria-valuemin="10" aria-valuemax="80"
            onpointerdown={down} onpointermove={moved} onpointerup={up.clone()} onpointercancel={up} {onkeydown}>
        </div>
    }
}
