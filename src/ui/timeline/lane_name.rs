//! The name of a lane.

use yew::prelude::*;

use drydock::playground::Preview;
use drydock::playground::drawing::image_parts;
use drydock::playground::lane_names;
use drydock::playground::lanes::{self, LaneSize};
use drydock::sim::Lane;

/// The container's name and, if there is room, its image.
pub fn lane_name(preview: &Preview, index: usize, size: LaneSize, is_selected: bool) -> Html {
    let lane = &preview.timeline.lanes[index];
    let image = image(preview, lane);
    let assumption = lanes::assumption(&preview.timeline, lane).map(|assumption| format!("\n{assumption}"));
    let title = format!("{}\n{image}{}", lane.full_name, assumption.unwrap_or_default());
    html! {
        <div key={lane.full_name.clone()} class={classes!("lane-name", is_selected.then_some("selected"))} {title}
            style={format!("height: {}px", size.height)}>
            { truncatable_name(&lane.name) }
            if size.is_roomy() { <span>{ image }</span> }
        </div>
    }
}

/// Returns the image of a lane's service with its tag, or the build folder.
pub fn image(preview: &Preview, lane: &Lane) -> String {
    let service = preview.project.services.get(&lane.service);
    let image = service.map(|service| image_parts(service, &preview.workspace));
    match image {
        Some((image, _)) if image.starts_with("build ") => image,
        Some((image, tag)) => format!("{image}{tag}"),
        None => String::new(),
    }
}

/// A name whose start the style sheet truncates.
fn truncatable_name(name: &str) -> Html {
    let (start, end) = lane_names::split_name(name);
    html! { <b><i>{ start.to_owned() }</i><i>{ end.to_owned() }</i></b> }
}
