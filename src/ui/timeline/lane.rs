//! A container's lane.

use yew::prelude::*;

use drydock::playground::drawing::what_runs;
use drydock::playground::lanes::{self, BAR, BAR_TOP, Bar, LANE, Mark};
use drydock::playground::scale::Scale;
use drydock::playground::{Action, Picture, Shared};
use drydock::sim::{ProbeResult, RecordId, Time};

use crate::ui::icon::phase_class;

/// Who it is and what it runs.
pub fn name(picture: &Picture, index: usize) -> Html {
    let lane = &picture.timeline.lanes[index];
    let service = picture.project.services.get(&lane.service);
    let image = service.map(|service| what_runs(service, &picture.workspace));
    let image = image.map(|(image, tag)| {
        if image.starts_with("build ") {
            image
        } else {
            format!("{image}{tag}")
        }
    });
    html! {
        <div key={lane.full_name.clone()} class="lane-name" title={lane.full_name.clone()}>
            { short_name(&lane.name) }
            <span>{ image.unwrap_or_default() }</span>
        </div>
    }
}

/// A name whose end stays to be read where room is short: names of one project often begin alike.
fn short_name(name: &str) -> Html {
    const END: usize = 6;
    let cut = name.char_indices().rev().nth(END - 1).map_or(0, |(at, _)| at);
    let (begin, end) = name.split_at(cut);
    html! { <b><i>{ begin.to_owned() }</i><i>{ end.to_owned() }</i></b> }
}

/// What [`LaneBars`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The picture.
    pub picture: Shared<Picture>,
    /// The lane's number.
    pub index: usize,
    /// Time to pixels.
    pub scale: Scale,
    /// The record whose answer is open.
    pub asked: Option<RecordId>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// What happened to it.
#[component]
pub fn LaneBars(props: &Props) -> Html {
    let lane = &props.picture.timeline.lanes[props.index];
    let top = props.index as f64 * LANE;
    let bars = lanes::bars(lane, &props.scale);
    let ready = lane.ready.iter().filter_map(|&at| ready_mark(at, &props.scale));
    html! {
        <g class="lane" transform={format!("translate(0 {top})")} data-testid={format!("lane-{}", lane.name)}>
            { for bars.iter().map(|bar| bar_view(props, &lane.name, bar)) }
            { for ready }
            { for bars.iter().filter_map(label_view) }
            { for lanes::marks(lane, &props.scale).into_iter().map(|mark| probe_view(props, mark)) }
            <path class="lane-line" d={format!("M0 {:.1}H9999", LANE - 0.5)} />
        </g>
    }
}

fn why(props: &Props, record: RecordId) -> (Callback<MouseEvent>, Callback<KeyboardEvent>) {
    let dispatch = props.dispatch.clone();
    let click = Callback::from(move |event: MouseEvent| {
        event.stop_propagation();
        dispatch.emit(Action::Why(record));
    });
    let dispatch = props.dispatch.clone();
    let key = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            dispatch.emit(Action::Why(record));
        }
    });
    (click, key)
}

fn bar_view(props: &Props, lane: &str, bar: &Bar) -> Html {
    let (onclick, onkeydown) = why(props, bar.record);
    let class = classes!(
        "bar-of",
        phase_class(bar.phase),
        (props.asked == Some(bar.record)).then_some("asked")
    );
    html! {
        <g key={bar.index} {class} role="button" tabindex="0" aria-label={format!("{}. Why?", bar.title)}
            data-testid={format!("segment-{lane}-{}", bar.index)} data-phase={bar.phase.word()}
            data-from={bar.from.0.to_string()} data-to={bar.to.0.to_string()} {onclick} {onkeydown}>
            <title>{ bar.title.clone() }</title>
            <rect class="bar-shape" x={format!("{:.1}", bar.x)} y={format!("{BAR_TOP}")} width={format!("{:.1}", bar.width)}
                height={format!("{BAR}")} rx={format!("{:.1}", (bar.width / 2.0).min(4.0))} />
        </g>
    }
}

/// The words in a bar, above what is drawn over it.
fn label_view(bar: &Bar) -> Option<Html> {
    let label = bar.label.as_ref()?;
    let (x, width) = (bar.label_x, label.chars().count() as f64 * 6.6 + 10.0);
    Some(html! {
        <g key={format!("label-{}", bar.index)} class={classes!("bar-label", phase_class(bar.phase))} aria-hidden="true">
            <rect class="bar-plate" x={format!("{:.1}", x - 5.0)} y={format!("{}", BAR_TOP + 4.0)} width={format!("{width:.1}")}
                height="18" rx="4" />
            <text class="bar-text" x={format!("{x:.1}")} y={format!("{}", BAR_TOP + 17.0)}>{ label.clone() }</text>
        </g>
    })
}

fn ready_mark(at: Time, scale: &Scale) -> Option<Html> {
    let (x, _) = scale.stretch(at, at)?;
    Some(html! {
        <g key={at.0} class="ready">
            <title>{ format!("the process inside is ready at {}", at.words()) }</title>
            <path d={format!("M{x:.1} {}v{}", BAR_TOP - 3.0, BAR + 8.0)} />
            <text x={format!("{:.1}", x + 4.0)} y={format!("{}", BAR_TOP + BAR + 12.0)}>{ "ready" }</text>
        </g>
    })
}

fn probe_view(props: &Props, mark: Mark) -> Html {
    let (onclick, onkeydown) = why(props, mark.record);
    let middle = BAR_TOP + BAR / 2.0;
    let (class, lines) = match mark.result {
        ProbeResult::Passed => ("passed", "M-3.5 0l2.5 2.7 4.6-5.2"),
        ProbeResult::Failed(_) => ("failed", "M-2.8-2.8l5.6 5.6M2.8-2.8l-5.6 5.6"),
        ProbeResult::TimedOut => ("failed", "M0-3.5V0l2.5 1.8"),
    };
    let class = classes!("probe", class, mark.telling.then_some("telling"));
    html! {
        <g key={mark.record.0} {class} transform={format!("translate({:.1} {middle})", mark.x)} role="button" tabindex="-1"
            aria-label={format!("{}. Why?", mark.title)} {onclick} {onkeydown}>
            <title>{ mark.title.clone() }</title>
            if mark.telling {
                <circle r="8" /><path d={lines} />
            } else {
                <circle r="3.5" />
            }
        </g>
    }
}
