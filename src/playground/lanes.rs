//! The drawing of the timeline: bars, probe marks and gate arrows, in pixels.

use std::cmp::Reverse;

use super::scale::Scale;
use super::text::{condition_state, display_width};
use crate::compose::Condition;
use crate::sim::{
    CommandRun, Event, Gate, GateOutcome, Lane, Phase, Probe, ProbeResult, RecordId, Segment, Subject, Time, Timeline,
    format_duration,
};
use crate::sort::CompactSort;

/// Maximum number of lanes that are drawn at full height.
const MAX_ROOMY: usize = 5;

/// The heights of a lane and of its bars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaneSize {
    /// Height of a lane.
    pub height: f64,
    /// Distance from a lane's top to its bars.
    pub bar_top: f64,
    /// Height of a bar.
    pub bar_height: f64,
}

impl LaneSize {
    /// Lanes with room for a second line below the name and below the bars.
    pub const ROOMY: LaneSize = LaneSize {
        height: 56.0,
        bar_top: 10.0,
        bar_height: 26.0,
    };
    /// Lanes of a project with many containers.
    pub const COMPACT: LaneSize = LaneSize {
        height: 28.0,
        bar_top: 4.0,
        bar_height: 20.0,
    };

    /// Returns the size of each lane, given the number of lanes.
    pub fn of(lanes: usize) -> Self {
        if lanes > MAX_ROOMY {
            LaneSize::COMPACT
        } else {
            LaneSize::ROOMY
        }
    }

    /// Returns whether there is room for a second line of text.
    pub fn is_roomy(self) -> bool {
        self == LaneSize::ROOMY
    }

    /// Returns the vertical center of the bars.
    pub fn middle(self) -> f64 {
        self.bar_top + self.bar_height / 2.0
    }
}

/// Returns the lanes' indexes in the order of their rows.
///
/// Up to `MAX_ROOMY` lanes keep the order of the timeline. Otherwise the lanes that fail come first, then those on
/// the critical path.
pub fn rows(timeline: &Timeline) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..timeline.lanes.len()).collect();
    if rows.len() > MAX_ROOMY {
        let critical = critical_lanes(timeline);
        rows.compact_sort_by_key(|&lane| (!has_failed(&timeline.lanes[lane]), !critical.contains(&lane)));
    }
    rows
}

fn has_failed(lane: &Lane) -> bool {
    let is_failure = |phase| matches!(phase, Phase::Failed | Phase::Unhealthy | Phase::Restarting);
    lane.segments.iter().any(|segment| is_failure(segment.phase))
        || lane.gates.iter().any(|gate| gate.outcome == Some(GateOutcome::Failed))
}

/// Returns the lanes of the critical path: the container that starts last, the container that it waits for longest,
/// and so on back to a container that waits for none.
fn critical_lanes(timeline: &Timeline) -> Vec<usize> {
    let last_gate = |lane: usize| timeline.lanes[lane].gates.iter().max_by_key(|gate| gate.to);
    let last = (0..timeline.lanes.len()).max_by_key(|&lane| (last_gate(lane).map(|gate| gate.to), Reverse(lane)));
    let mut critical = Vec::new();
    let mut next = last;
    while let Some(lane) = next.filter(|lane| !critical.contains(lane)) {
        critical.push(lane);
        next = last_gate(lane)
            .and_then(|gate| opener(timeline, gate))
            .map(|(lane, _)| lane);
    }
    critical
}

/// Height of a command's row.
pub const COMMAND_HEIGHT: f64 = 44.0;
/// Width of a character of a command, which is set in monospace.
const COMMAND_CHAR_WIDTH: f64 = 6.7;
/// Upper estimate of the average width of a character of a bar's label.
const LABEL_CHAR_WIDTH: f64 = 6.9;
/// Distance from a bar's edge to its label.
const LABEL_INSET: f64 = 9.0;
/// Distance from the center of a prominent probe mark to a label.
const MARK_ROOM: f64 = 13.0;
/// Probe marks that are closer than this are merged.
const PROBE_DISTANCE: f64 = 5.0;

/// A bar: a phase of a container.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Index of the segment in the lane.
    pub index: usize,
    /// Left edge.
    pub x: f64,
    /// Width, at least one pixel.
    pub width: f64,
    /// The phase.
    pub phase: Phase,
    /// Start of the phase.
    pub from: Time,
    /// End of the phase.
    pub to: Time,
    /// The label, if one fits.
    pub label: Option<String>,
    /// Left edge of the label.
    pub label_x: f64,
    /// Tooltip.
    pub title: String,
    /// The record that started the phase.
    pub record: RecordId,
}

/// A mark for a probe, or for several that are too close to be drawn separately.
#[derive(Debug, Clone, PartialEq)]
pub struct ProbeMark {
    /// Center.
    pub x: f64,
    /// Result of the last probe.
    pub result: ProbeResult,
    /// Tooltip.
    pub title: String,
    /// The record of the last probe's end.
    pub record: RecordId,
    /// Number of probes.
    pub count: usize,
    /// Whether the mark is drawn large: its first probe is the first one of the container, or differs in its result
    /// from the probe before it.
    pub prominent: bool,
}

/// An arrow of a gate: from the event that opened it to the start of the container that waited.
#[derive(Debug, Clone, PartialEq)]
pub struct GateArrow {
    /// Unique key within a timeline.
    pub key: String,
    /// The upper and the lower row.
    pub rows: (usize, usize),
    /// The curve as an SVG path.
    pub path: String,
    /// The condition of the gate.
    pub condition: Condition,
    /// Whether the gate ended without opening.
    pub broken: bool,
    /// Whether the arrow is drawn faintly: another gate of the container opened later, or the arrow crosses other
    /// lanes.
    pub faint: bool,
    /// Tooltip.
    pub title: String,
    /// The record of the container's start, or else of what ended the gate.
    pub record: Option<RecordId>,
}

/// A command in the timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandMark {
    /// Position of the start.
    pub x: f64,
    /// The command line: `docker compose up -d`.
    pub line: String,
    /// Position of the end.
    pub end_x: f64,
    /// The outcome and the position of its text. `None` while the command runs or when its end is out of view.
    pub outcome: Option<(f64, String)>,
    /// Baseline of the outcome's text below the top of the row.
    pub outcome_y: f64,
    /// SVG `text-anchor` of the outcome's text.
    pub anchor: &'static str,
    /// Whether the command failed.
    pub failed: bool,
    /// Tooltip.
    pub title: String,
    /// The record that is explained on a click.
    pub record: RecordId,
}

/// Returns the marks of all commands.
pub fn commands(timeline: &Timeline, scale: &Scale) -> Vec<CommandMark> {
    let end_of = |index: usize| {
        let record = timeline.records.iter().rposition(|record| {
            record.subject == Subject::Command(index) && matches!(record.event, Event::CommandEnded(_))
        });
        record.map(|record| RecordId(record as u32))
    };
    let runs = timeline.commands.iter().enumerate();
    runs.map(|(index, run)| command(run, end_of(index), scale)).collect()
}

fn command(run: &CommandRun, ended: Option<RecordId>, scale: &Scale) -> CommandMark {
    let line = format!("docker compose {}", run.words.join(" "));
    let x = scale.x(run.began);
    let outcome = run
        .ended
        .zip(run.exit_code)
        .map(|(at, code)| format!("exit {code} at {}", at.format()));
    let end_x = run.ended.map_or(scale.width, |at| scale.x(at));
    let is_end_in_view = (-1.0..=scale.width + 1.0).contains(&end_x);
    let text_width = |text: &str| text.chars().count() as f64 * COMMAND_CHAR_WIDTH + 14.0;
    let outcome_width = outcome.as_deref().map_or(0.0, text_width);
    let fits_right = scale.is_visible(end_x + outcome_width);
    let left_edge = if fits_right { end_x } else { end_x - outcome_width };
    let overlaps = left_edge < x + text_width(&line) + 8.0;
    let mut title = line.clone();
    for detail in outcome.iter().chain(&run.error) {
        title.push('\n');
        title.push_str(detail);
    }
    CommandMark {
        outcome: outcome
            .filter(|_| is_end_in_view)
            .map(|outcome| (if fits_right { end_x + 7.0 } else { end_x - 7.0 }, outcome)),
        outcome_y: if overlaps { 38.0 } else { 22.0 },
        anchor: if fits_right { "start" } else { "end" },
        failed: run.exit_code.is_some_and(|code| code != 0),
        record: ended.unwrap_or(run.record),
        line,
        x,
        end_x,
        title,
    }
}

/// Returns the assumption about a container's process that the page must disclose, if there is one.
pub fn assumption(timeline: &Timeline, lane: &Lane) -> Option<String> {
    let duration = timeline.assumed_job_duration(lane.service.as_str())?;
    Some(format!("assumed: exits with 0 after {}", format_duration(duration)))
}

/// Returns the bars of a lane that are in view.
pub fn bars(timeline: &Timeline, lane: &Lane, scale: &Scale) -> Vec<Bar> {
    let marks: Vec<f64> = probe_marks(lane, scale)
        .into_iter()
        .filter(|mark| mark.prominent)
        .map(|mark| mark.x)
        .collect();
    let indexed = lane.segments.iter().enumerate();
    indexed
        .filter_map(|(index, segment)| bar((timeline, lane), (index, segment), scale, &marks))
        .collect()
}

/// Returns the bar of a segment. Its label does not overlap the prominent probe marks at `marks`.
fn bar(
    (timeline, lane): (&Timeline, &Lane),
    (index, segment): (usize, &Segment),
    scale: &Scale,
    marks: &[f64],
) -> Option<Bar> {
    if matches!(segment.phase, Phase::Absent | Phase::Removed) {
        return None;
    }
    let (x, width) = scale.clip(segment.from, segment.to)?;
    let is_assumed = segment.phase == Phase::Done && assumption(timeline, lane).is_some();
    let description = description(lane, segment) + if is_assumed { " (assumed)" } else { "" };
    let left = x.max(0.0);
    // The label must not extend beyond the view.
    let right = (x + width).min(scale.width + 20.0) - 4.0;
    let find_start = |label: &str| {
        let label_width = display_width(label) as f64 * LABEL_CHAR_WIDTH;
        let is_covered = |start: f64| {
            marks
                .iter()
                .any(|mark| mark + MARK_ROOM > start && mark - MARK_ROOM < start + label_width)
        };
        let after_marks = marks.iter().map(|mark| mark + MARK_ROOM);
        std::iter::once(left + LABEL_INSET)
            .chain(after_marks.filter(|&start| start > left + LABEL_INSET))
            .find(|&start| start + label_width <= right && !is_covered(start))
    };
    let label = [description.as_str(), segment.phase.name()]
        .into_iter()
        .find_map(|label| find_start(label).map(|start| (label.to_owned(), start)));
    let label_x = label.as_ref().map_or(left + LABEL_INSET, |&(_, start)| start);
    let label = label.map(|(label, _)| label);
    Some(Bar {
        index,
        x,
        width: width.max(1.0),
        phase: segment.phase,
        from: segment.from,
        to: segment.to,
        label,
        label_x,
        title: format!(
            "{} {description}, {} to {}",
            lane.name,
            segment.from.format(),
            segment.to.format()
        ),
        record: timeline.record_of_wait(lane, segment).unwrap_or(segment.record),
    })
}

/// Describes a segment: its phase, and what the container waits for or its exit code.
fn description(lane: &Lane, segment: &Segment) -> String {
    let phase = segment.phase.name();
    match (segment.phase, segment.exit_code) {
        (Phase::Waiting | Phase::Created, _) => match lane.gates_during(segment).as_slice() {
            [] => phase.to_owned(),
            [gate] => format!(
                "waits for {} to be {}",
                gate.dependency,
                condition_state(gate.condition)
            ),
            [gate, rest @ ..] => format!("waits for {} and {} more", gate.dependency, rest.len()),
        },
        (Phase::Failed, Some(code)) => format!("failed: exit {code}"),
        (Phase::Restarting, Some(code)) => format!("restarting after exit {code}"),
        (Phase::Stopped, Some(code)) => format!("stopped: exit {code}"),
        _ => phase.to_owned(),
    }
}

/// Returns the probe marks of a lane that are in view.
pub fn probe_marks(lane: &Lane, scale: &Scale) -> Vec<ProbeMark> {
    let passed = |result| result == ProbeResult::Passed;
    let mut marks: Vec<ProbeMark> = Vec::new();
    let mut previous = None;
    for probe in &lane.probes {
        let prominent = previous != Some(passed(probe.result));
        previous = Some(passed(probe.result));
        let x = scale.x(probe.ended);
        if !scale.is_visible(x) {
            continue;
        }
        match marks.last_mut() {
            Some(last) if x - last.x < PROBE_DISTANCE && passed(last.result) == passed(probe.result) => {
                last.count += 1;
                last.title = format!("{} probes, the last: {}", last.count, probe_title(lane, probe));
                last.record = probe.record;
                last.result = probe.result;
            }
            _ => marks.push(ProbeMark {
                x,
                result: probe.result,
                title: probe_title(lane, probe),
                record: probe.record,
                count: 1,
                prominent,
            }),
        }
    }
    marks
}

fn probe_title(lane: &Lane, probe: &Probe) -> String {
    let result = match probe.result {
        ProbeResult::Passed => "passed".to_owned(),
        ProbeResult::Failed(code) => format!("failed with exit {code}"),
        ProbeResult::TimedOut => "timed out".to_owned(),
    };
    format!("probe of {} {result} at {}", lane.name, probe.ended.format())
}

/// Returns the arrows of all gates that have ended and are in view. Faint arrows come first, so that the others are
/// drawn over them.
///
/// `rows` are the lanes' indexes in the order of their rows.
pub fn gate_arrows(timeline: &Timeline, rows: &[usize], scale: &Scale) -> Vec<GateArrow> {
    let size = LaneSize::of(rows.len());
    let mut row_of = vec![0; rows.len()];
    for (row, &lane) in rows.iter().enumerate() {
        row_of[lane] = row;
    }
    let mut arrows = Vec::new();
    for (index, lane) in timeline.lanes.iter().enumerate() {
        let openers: Vec<_> = lane.gates.iter().map(|gate| opener(timeline, gate)).collect();
        let last = openers.iter().flatten().map(|&(_, at)| at).max();
        for (number, (gate, opener)) in lane.gates.iter().zip(openers).enumerate() {
            let Some((from, at)) = opener.filter(|&(from, _)| from != index) else {
                continue;
            };
            let (from, to) = (row_of[from], row_of[index]);
            if scale.is_visible(scale.x(at)) && scale.is_visible(scale.x(gate.to)) {
                arrows.push(GateArrow {
                    key: format!("{}-{number}", lane.name),
                    rows: (from.min(to), from.max(to)),
                    path: arrow_path((scale.x(at), from), (scale.x(gate.to), to), size),
                    condition: gate.condition,
                    broken: gate.outcome != Some(GateOutcome::Opened),
                    faint: last > Some(at) || from.abs_diff(to) > 1,
                    title: gate_title(lane, gate),
                    record: start_after(lane, gate).or(gate.ended_by),
                });
            }
        }
    }
    arrows.compact_sort_by_key(|arrow| !arrow.faint);
    arrows
}

/// Returns the lane and the time of the event that ended a gate.
fn opener(timeline: &Timeline, gate: &Gate) -> Option<(usize, Time)> {
    gate.outcome?;
    let record = timeline.records.get(gate.ended_by?.0 as usize)?;
    match record.subject {
        Subject::Container(lane) => Some((lane, record.at)),
        Subject::Command(_) => None,
    }
}

/// Returns the record of the first start after a gate.
fn start_after(lane: &Lane, gate: &Gate) -> Option<RecordId> {
    let is_running = |phase| matches!(phase, Phase::Starting | Phase::Running | Phase::Healthy);
    let after = lane.segments.partition_point(|segment| segment.from < gate.to);
    lane.segments[after..]
        .iter()
        .find(|segment| is_running(segment.phase))
        .map(|segment| segment.record)
}

fn gate_title(lane: &Lane, gate: &Gate) -> String {
    let (dependency, state) = (&gate.dependency, condition_state(gate.condition));
    let at = gate.to.format();
    match gate.outcome {
        Some(GateOutcome::Opened) | None => format!("{dependency} is {state}: {} can start at {at}", lane.name),
        Some(GateOutcome::Failed) => format!(
            "{dependency} can't become {state}: the start of {} is canceled at {at}",
            lane.name
        ),
        Some(GateOutcome::Skipped) => format!(
            "{dependency} can't become {state} but is not required: {} can start at {at}",
            lane.name
        ),
    }
}

/// Returns the path of an arrow between two bars: vertically from the first bar, then along the gap beside the second
/// one. Diagonal lines would cross other bars.
fn arrow_path((x1, from): (f64, usize), (x2, to): (f64, usize), size: LaneSize) -> String {
    let top = |row: usize| row as f64 * size.height + size.bar_top;
    let (y1, y2, direction) = if from < to {
        (top(from) + size.bar_height + 1.0, top(to) - 2.0, 1.0)
    } else {
        (top(from) - 1.0, top(to) + size.bar_height + 2.0, -1.0)
    };
    let gap = size.height - size.bar_height;
    if x2 - x1 < 16.0 {
        let control_offset = (gap * 0.6) * direction;
        return format!(
            "M{x1:.1} {y1:.1}C{x1:.1} {:.1} {x2:.1} {:.1} {x2:.1} {y2:.1}",
            y1 + control_offset,
            y2 - control_offset
        );
    }
    let distance = (gap / 2.0).min(9.0);
    let radius = distance.min(6.0);
    let gap_y = y2 - distance * direction;
    format!(
        "M{x1:.1} {y1:.1}V{:.1}Q{x1:.1} {gap_y:.1} {:.1} {gap_y:.1}H{:.1}Q{x2:.1} {gap_y:.1} {x2:.1} {y2:.1}",
        gap_y - radius * direction,
        x1 + radius,
        x2 - radius,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::fixture;

    #[test]
    fn bars_name_the_dependency_they_wait_for() {
        let timeline = fixture::timeline();
        let scale = Scale::fitted(timeline.end, 400.0);
        let labels = |lane: usize| -> Vec<Option<String>> {
            bars(&timeline, &timeline.lanes[lane], &scale)
                .into_iter()
                .map(|bar| bar.label)
                .collect()
        };
        assert_eq!(labels(0), [None, Some("starting".into()), Some("healthy".into())]);
        assert_eq!(
            labels(1),
            [None, Some("waits for db to be healthy".into()), Some("running".into())]
        );
    }

    #[test]
    fn close_probes_are_merged() {
        let mut lane = fixture::timeline().lanes.remove(0);
        let probe = lane.probes[0];
        lane.probes = (0..10)
            .map(|n| Probe {
                ended: Time(30_000 + n),
                ..probe
            })
            .collect();
        let scale = Scale::fitted(Time(40_000), 400.0);
        let marks = probe_marks(&lane, &scale);
        assert_eq!((marks.len(), marks[0].count), (1, 10));
    }

    #[test]
    fn arrow_leads_from_the_opening_event_to_the_start() {
        let timeline = fixture::timeline();
        let arrows = gate_arrows(&timeline, &rows(&timeline), &Scale::fitted(timeline.end, 400.0));
        assert_eq!(arrows.len(), 1);
        assert!(arrows[0].path.starts_with("M305.2 37.0"), "{}", arrows[0].path);
        assert_eq!(arrows[0].title, "db is healthy: web-1 can start at 31.0 s");
    }

    #[test]
    fn many_lanes_are_compact_and_failing_ones_come_first() {
        let mut timeline = fixture::timeline();
        assert_eq!((rows(&timeline), LaneSize::of(2)), (vec![0, 1], LaneSize::ROOMY));
        let idle = || {
            let mut lane = fixture::timeline().lanes.remove(1);
            lane.gates.clear();
            lane
        };
        let mut failing = idle();
        failing.segments[2].phase = Phase::Failed;
        timeline.lanes.extend([idle(), idle(), idle(), failing]);
        timeline.lanes.swap(1, 4);
        assert_eq!(rows(&timeline), [5, 0, 4, 1, 2, 3]);
        assert_eq!(LaneSize::of(6), LaneSize::COMPACT);
    }

    #[test]
    fn label_does_not_overlap_a_probe_mark() {
        let timeline = fixture::timeline();
        let mut lane = timeline.lanes[0].clone();
        let mut failed = lane.probes[0];
        (failed.ended, failed.result) = (Time(1500), ProbeResult::Failed(1));
        lane.probes.insert(0, failed);
        let bars = bars(&timeline, &lane, &Scale::fitted(timeline.end, 400.0));
        let starting = bars.iter().find(|bar| bar.phase == Phase::Starting).expect("a bar");
        assert_eq!(starting.label.as_deref(), Some("starting"));
        assert_eq!(starting.label_x, 15.0 + MARK_ROOM);
    }
}
