//! The legend of the graph.

use yew::prelude::*;

use drydock::compose::Condition;
use drydock::playground::drawing::Drawing;
use drydock::playground::text::condition_state;

/// The kinds of connectors that the graph contains.
pub fn legend(drawing: &Drawing) -> Html {
    let connectors = &drawing.connectors;
    let conditions = [
        (Condition::Healthy, "when healthy"),
        (Condition::Started, "when started"),
        (Condition::Completed, "when completed"),
    ];
    let mut entries: Vec<Html> = conditions
        .into_iter()
        .filter(|(condition, _)| connectors.iter().any(|connector| connector.condition == *condition))
        .map(|(condition, label)| entry(condition_state(condition), false, label))
        .collect();
    if connectors.iter().any(|connector| !connector.required) {
        entries.push(entry("started", true, "optional"));
    }
    if connectors.iter().any(|connector| connector.in_cycle) {
        entries.push(entry("cycle", false, "cycle"));
    }
    html! {
        if !entries.is_empty() { <div class="legend">{ for entries }</div> }
    }
}

fn entry(class: &'static str, is_dashed: bool, label: &'static str) -> Html {
    html! {
        <span key={label} class={class}>
            <svg width="26" height="8" aria-hidden="true">
                <path class={classes!("legend-line", is_dashed.then_some("optional"))} d="M0 4h19" />
                <path class="legend-head" d="M18 .8 25 4l-7 3.2z" />
            </svg>
            { label }
        </span>
    }
}
