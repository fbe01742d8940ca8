//! The lane of a container.

use yew::prelude::*;

use drydock::playground::lanes::{self, Bar, LaneSize, ProbeMark};
use drydock::playground::scale::Scale;
use drydock::playground::{Action, Preview, Shared};
use drydock::sim::{ProbeResult, RecordId, Time};

use crate::ui::icon::phase_class;

/// Average width of a character of a bar's label, in pixels.
const LABEL_CHAR_WIDTH: f64 = 6.6;

/// Properties of [`LaneBars`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The preview that the timeline is part of.
    pub preview: Shared<Preview>,
    /// Index of the lane.
    pub index: usize,
    /// The row that the lane is drawn in.
    pub row: usize,
    /// The size of the lane.
    pub size: LaneSize,
    /// The scale of the axis.
    pub scale: Scale,
    /// The record whose explanation is open.
    pub explained: Option<RecordId>,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// The container's phases and probes.
#[component]
pub fn LaneBars(props: &Props) -> Html {
    let lane = &props.preview.timeline.lanes[props.index];
    let top = props.row as f64 * props.size.height;
    let bars = lanes::bars(&props.preview.timeline, lane, &props.scale);
    let ready = lane
        .ready
        .iter()
        .filter_map(|&at| ready_mark(at, props.size, &props.scale));
    html! {
        <g class="lane" transform={format!("translate(0 {top})")} data-testid={format!("lane-{}", lane.name)}>
            { for bars.iter().map(|bar| bar_shape(props, &lane.name, bar)) }
            { for ready }
            { for bars.iter().filter_map(|bar| bar_label(bar, props.size)) }
            { for lanes::probe_marks(lane, &props.scale).into_iter().map(|mark| probe_mark(props, mark)) }
            <path class="lane-line" d={format!("M0 {:.1}H9999", props.size.height - 0.5)} />
        </g>
    }
}

/// Returns click and key handlers that explain a record.
fn explain(props: &Props, record: RecordId) -> (Callback<MouseEvent>, Callback<KeyboardEvent>) {
    let onclick = props.dispatch.reform(move |event: MouseEvent| {
        event.stop_propagation();
        Action::Explain(record)
    });
    let dispatch = props.dispatch.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            dispatch.emit(Action::Explain(record));
        }
    });
    (onclick, onkeydown)
}

fn bar_shape(props: &Props, lane: &str, bar: &Bar) -> Html {
    let (onclick, onkeydown) = explain(props, bar.record);
    let class = classes!(
        "bar",
        phase_class(bar.phase),
        (props.explained == Some(bar.record)).then_some("explained")
    );
    html! {
        <g key={bar.index} {class} role="button" tabindex="0" aria-label={format!("{}. Why?", bar.title)}
            data-testid={format!("segment-{lane}-{}", bar.index)} data-phase={bar.phase.name()}
            data-from={bar.from.0.to_string()} data-to={bar.to.0.to_string()} {onclick} {onkeydown}>
            <title>{ bar.title.clone() }</title>
            <rect class="bar-shape" x={format!("{:.1}", bar.x)} y={format!("{}", props.size.bar_top)} width={format!("{:.1}", bar.width)}
                height={format!("{}", props.size.bar_height)} rx={format!("{:.1}", (bar.width / 2.0).min(4.0))} />
        </g>
    }
}

/// The label of a bar. It is drawn after all bars, so that none covers it.
fn bar_label(bar: &Bar, size: LaneSize) -> Option<Html> {
    let label = bar.label.as_ref()?;
    let x = bar.label_x;
    let width = label.chars().count() as f64 * LABEL_CHAR_WIDTH + 10.0;
    Some(html! {
        <g key={format!("label-{}", bar.index)} class={classes!("bar-label", phase_class(bar.phase))} aria-hidden="true">
            <rect class="bar-label-background" x={format!("{:.1}", x - 5.0)} y={format!("{}", size.middle() - 8.0)}
                width={format!("{width:.1}")} height="16" rx="4" />
            <text class="bar-text" x={format!("{x:.1}")} y={format!("{}", size.middle() + 4.0)}>{ label.clone() }</text>
        </g>
    })
}

fn ready_mark(at: Time, size: LaneSize, scale: &Scale) -> Option<Html> {
    let (x, _) = scale.clip(at, at)?;
    let line = size.bar_height + if size.is_roomy() { 8.0 } else { 6.0 };
    Some(html! {
        <g key={at.0} class="ready">
            <title>{ format!("the process in the container is ready at {}", at.format()) }</title>
            <path d={format!("M{x:.1} {}v{}", size.bar_top - 3.0, line)} />
            if size.is_roomy() {
                <text x={format!("{:.1}", x + 4.0)} y={format!("{}", size.bar_top + size.bar_height + 12.0)}>{ "ready" }</text>
            }
        </g>
    })
}

fn probe_mark(props: &Props, mark: ProbeMark) -> Html {
    let (onclick, onkeydown) = explain(props, mark.record);
    // Prominent marks are in the middle of the bar, where the label leaves space. The others are on its lower edge.
    let y = if mark.prominent {
        props.size.middle()
    } else {
        props.size.bar_top + props.size.bar_height
    };
    let (class, symbol) = match mark.result {
        ProbeResult::Passed => ("passed", "M-3.5 0l2.5 2.7 4.6-5.2"),
        ProbeResult::Failed(_) => ("failed", "M-2.8-2.8l5.6 5.6M2.8-2.8l-5.6 5.6"),
        ProbeResult::TimedOut => ("failed", "M0-3.5V0l2.5 1.8"),
    };
    let class = classes!("probe", class, mark.prominent.then_some("prominent"));
    html! {
        <g key={mark.record.0} {class} transform={format!("translate({:.1} {y})", mark.x)} role="button" tabindex="-1"
            aria-label={format!("{}. Why?", mark.title)} {onclick} {onkeydown}>
            <title>{ mark.title.clone() }</title>
            if mark.prominent {
                <circle r="8" /><path d={symbol} />
            } else {
                <circle r="3" />
            }
        </g>
    }
}
