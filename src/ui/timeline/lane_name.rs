//! The name of a lane.

use yew::prelude::*;

use drydock::playground::drawing::image_parts;
use drydock::playground::{Preview, lanes};

/// The container's name and image.
pub fn lane_name(preview: &Preview, index: usize) -> Html {
    let lane = &preview.timeline.lanes[index];
    let service = preview.project.services.get(&lane.service);
    let image = service.map(|service| image_parts(service, &preview.workspace));
    let image = image.map(|(image, tag)| {
        if image.starts_with("build ") {
            image
        } else {
            format!("{image}{tag}")
        }
    });
    let title = match lanes::assumption(&preview.timeline, lane) {
        Some(assumption) => format!("{}\n{assumption}", lane.full_name),
        None => lane.full_name.clone(),
    };
    html! {
        <div key={lane.full_name.clone()} class="lane-name" {title}>
            { truncatable_name(&lane.name) }
            <span>{ image.unwrap_or_default() }</span>
        </div>
    }
}

/// A name that the style sheet truncates in the middle: names in a project often share a prefix.
fn truncatable_name(name: &str) -> Html {
    const END_LENGTH: usize = 6;
    let split = name.char_indices().rev().nth(END_LENGTH - 1).map_or(0, |(at, _)| at);
    let (start, end) = name.split_at(split);
    html! { <b><i>{ start.to_owned() }</i><i>{ end.to_owned() }</i></b> }
}
