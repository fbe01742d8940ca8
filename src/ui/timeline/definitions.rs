//! SVG definitions that the timeline refers to.

use yew::prelude::*;

use crate::ui::widgets::arrow_head::arrow_head;

/// The hatching of starting containers, and the arrow heads of gates.
pub fn definitions() -> Html {
    let classes = ["healthy", "started", "completed", "broken"];
    html! {
        <defs>
            <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="hatch-background" width="6" height="6" />
                <rect class="hatch-line" width="2.2" height="6" />
            </pattern>
            { for classes.into_iter().map(|class| arrow_head(format!("gate-{class}"), class, "8")) }
        </defs>
    }
}
