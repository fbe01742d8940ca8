//! The arrows from what opened a gate to what started.

use yew::prelude::*;

use drydock::playground::drawing::condition_word;
use drydock::playground::lanes::{Arrow, arrows};
use drydock::playground::scale::Scale;
use drydock::playground::{Action, Picture, Shared};
use drydock::sim::RecordId;

/// What [`Links`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The picture.
    pub picture: Shared<Picture>,
    /// Time to pixels.
    pub scale: Scale,
    /// The first lane that is drawn.
    pub first: usize,
    /// The first after those that are drawn.
    pub end: usize,
    /// The record whose answer is open.
    pub asked: Option<RecordId>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The arrows that touch a lane that is drawn.
#[component]
pub fn Links(props: &Props) -> Html {
    let arrows = arrows(&props.picture.timeline, &props.scale);
    let drawn = |arrow: &Arrow| arrow.lanes.0 < props.end && arrow.lanes.1 >= props.first;
    arrows
        .into_iter()
        .filter(drawn)
        .map(|arrow| link(props, arrow))
        .collect()
}

fn link(props: &Props, arrow: Arrow) -> Html {
    let kind = if arrow.broken {
        "broken"
    } else {
        condition_word(arrow.condition)
    };
    let asked = arrow.record.is_some() && arrow.record == props.asked;
    let onclick = arrow.record.map(|record| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            dispatch.emit(Action::Why(record));
        })
    });
    html! {
        <g key={arrow.key.clone()} class={classes!("link-of", kind, arrow.idle.then_some("idle"), asked.then_some("asked"))} data-testid={format!("gate-{}", arrow.key)} {onclick}>
            <title>{ arrow.title }</title>
            <path class="edge-reach" d={arrow.path.clone()} />
            <path class="link-line" d={arrow.path} marker-end={format!("url(#link-{kind})")} />
        </g>
    }
}
