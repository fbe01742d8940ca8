//! A splitter between two panes, which can be moved by mouse and keyboard.

use yew::prelude::*;

use drydock::playground::{Action, Split};

use crate::ui::browser;

/// Distance that an arrow key moves the splitter, in percent.
const STEP: f64 = 2.0;

/// Properties of [`Splitter`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Which splitter it is.
    pub split: Split,
    /// Share of the pane that it resizes, in percent.
    pub share: f64,
    /// The element that contains both panes.
    pub container: NodeRef,
    /// Label for screen readers.
    pub label: AttrValue,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// The splitter.
#[component]
pub fn Splitter(props: &Props) -> Html {
    let node = use_node_ref();
    let is_dragging = use_mut_ref(|| false);
    let onpointerdown = {
        let (node, is_dragging) = (node.clone(), is_dragging.clone());
        Callback::from(move |event: PointerEvent| {
            *is_dragging.borrow_mut() = true;
            browser::pointer::capture(&event, &node);
            event.prevent_default();
        })
    };
    let onpointermove = {
        let (is_dragging, container) = (is_dragging.clone(), props.container.clone());
        let (split, dispatch) = (props.split, props.dispatch.clone());
        Callback::from(move |event: PointerEvent| {
            if *is_dragging.borrow() {
                // In a row the resized pane is before the splitter, in a column it is below.
                let share = match split {
                    Split::Columns | Split::LaneNames => browser::size::percent_of_width(&event, &container),
                    Split::Problems | Split::Timeline => 100.0 - browser::size::percent_of_height(&event, &container),
                };
                dispatch.emit(Action::MoveSplit(split, share));
            }
        })
    };
    let release = Callback::from(move |_: PointerEvent| *is_dragging.borrow_mut() = false);
    let onkeydown = {
        let (share, split, dispatch) = (props.share, props.split, props.dispatch.clone());
        Callback::from(move |event: KeyboardEvent| {
            let by = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => -STEP,
                "ArrowRight" | "ArrowUp" => STEP,
                _ => return,
            };
            event.prevent_default();
            dispatch.emit(Action::MoveSplit(split, share + by));
        })
    };
    let orientation = match props.split {
        Split::Columns | Split::LaneNames => "vertical",
        Split::Problems | Split::Timeline => "horizontal",
    };
    html! {
        <div ref={node} class={classes!("splitter", orientation)} role="separator" tabindex="0"
            aria-label={props.label.clone()} aria-orientation={orientation}
            aria-valuenow={format!("{:.0}", props.share)} aria-valuemin="10" aria-valuemax="80"
            {onpointerdown} {onpointermove} onpointerup={release.clone()} onpointercancel={release} {onkeydown}>
        </div>
    }
}
