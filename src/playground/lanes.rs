//! The timeline as it is drawn: bars, probe marks and the arrows of gates, in pixels.

use super::drawing::condition_word;
use super::scale::Scale;
use crate::compose::Condition;
use crate::sim::{
    CommandRun, Event, Gate, GateOutcome, Lane, Phase, Probe, ProbeResult, RecordId, Segment, Subject, Time, Timeline,
};

/// Height of a lane.
pub const LANE: f64 = 56.0;
/// Where a bar begins below its lane's top.
pub const BAR_TOP: f64 = 10.0;
/// Height of a bar.
pub const BAR: f64 = 26.0;
/// Height of a command's lines.
pub const COMMAND: f64 = 44.0;
/// Width of a letter of a command.
const MONO: f64 = 6.7;
/// Width of a letter of a bar's label, generously.
const LETTER: f64 = 6.9;
/// Probe marks closer than this are drawn as one.
const PROBES_APART: f64 = 5.0;

/// A phase of a container, drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Index among the lane's segments.
    pub index: usize,
    /// Left edge.
    pub x: f64,
    /// Width, at least one pixel.
    pub width: f64,
    /// The phase.
    pub phase: Phase,
    /// Its beginning.
    pub from: Time,
    /// Its end.
    pub to: Time,
    /// What is written in it, where it fits.
    pub label: Option<String>,
    /// Where the words begin.
    pub label_x: f64,
    /// All there is to say.
    pub title: String,
    /// The record that began it.
    pub record: RecordId,
}

/// A probe, or several that are too close to tell apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its middle.
    pub x: f64,
    /// How the last of them ended.
    pub result: ProbeResult,
    /// All there is to say.
    pub title: String,
    /// The record of the last one's end.
    pub record: RecordId,
    /// How many.
    pub count: usize,
    /// It is drawn large: the first that passed after a failure or start, or one that failed.
    pub telling: bool,
}

/// An arrow from what opened a gate to what started.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrow {
    /// Names it among the arrows of a timeline.
    pub key: String,
    /// The upper and the lower lane.
    pub lanes: (usize, usize),
    /// The curve, as an SVG path.
    pub path: String,
    /// What was waited for.
    pub condition: Condition,
    /// It ended without opening.
    pub broken: bool,
    /// It is drawn faintly: another gate of the same container opened later, so that this one held
    /// nothing up, or it passes behind other lanes.
    pub idle: bool,
    /// All there is to say.
    pub title: String,
    /// The record that opened it.
    pub record: Option<RecordId>,
}

/// A command, drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandMark {
    /// Where it began.
    pub x: f64,
    /// `docker compose up -d`.
    pub words: String,
    /// Where it ended.
    pub ended_x: f64,
    /// Where the words about its end are, and the words; none while it goes on or where that is out of view.
    pub end: Option<(f64, String)>,
    /// How far below the top they are.
    pub end_y: f64,
    /// Which end of the words is there: SVG's `text-anchor`.
    pub anchor: &'static str,
    /// It ended with an error.
    pub failed: bool,
    /// All there is to say.
    pub title: String,
    /// The record that explains it.
    pub record: RecordId,
}

/// The commands.
pub fn commands(timeline: &Timeline, scale: &Scale) -> Vec<CommandMark> {
    let ends = |index: usize| {
        let record = timeline.records.iter().rposition(|record| {
            record.subject == Subject::Command(index) && matches!(record.event, Event::CommandEnded(_))
        });
        record.map(|record| RecordId(record as u32))
    };
    let runs = timeline.commands.iter().enumerate();
    runs.map(|(index, run)| command(run, ends(index), scale)).collect()
}

fn command(run: &CommandRun, ended: Option<RecordId>, scale: &Scale) -> CommandMark {
    let words = format!("docker compose {}", run.words.join(" "));
    let x = scale.x(run.began);
    let outcome = run
        .ended
        .zip(run.exit_code)
        .map(|(at, code)| format!("exit {code} at {}", at.words()));
    let ended_x = run.ended.map_or(scale.width, |at| scale.x(at));
    let in_view = (-1.0..=scale.width + 1.0).contains(&ended_x);
    let wide = |text: &str| text.chars().count() as f64 * MONO + 14.0;
    let end_width = outcome.as_deref().map_or(0.0, wide);
    let right = ended_x + end_width <= scale.width + 20.0;
    let left_edge = if right { ended_x } else { ended_x - end_width };
    let below = left_edge < x + wide(&words) + 8.0;
    let mut title = words.clone();
    for line in outcome.iter().chain(&run.error) {
        title.push('\n');
        title.push_str(line);
    }
    CommandMark {
        end: outcome
            .filter(|_| in_view)
            .map(|outcome| (if right { ended_x + 7.0 } else { ended_x - 7.0 }, outcome)),
        end_y: if below { 38.0 } else { 22.0 },
        anchor: if right { "start" } else { "end" },
        failed: run.exit_code.is_some_and(|code| code != 0),
        record: ended.unwrap_or(run.record),
        words,
        x,
        ended_x,
        title,
    }
}

/// The bars of a lane that are in view.
pub fn bars(lane: &Lane, scale: &Scale) -> Vec<Bar> {
    let indexed = lane.segments.iter().enumerate();
    indexed
        .filter_map(|(index, segment)| bar(lane, index, segment, scale))
        .collect()
}

fn bar(lane: &Lane, index: usize, segment: &Segment, scale: &Scale) -> Option<Bar> {
    if matches!(segment.phase, Phase::Absent | Phase::Removed) {
        return None;
    }
    let (x, width) = scale.stretch(segment.from, segment.to)?;
    let words = words(lane, segment);
    // A probe's mark stands where health changes.
    let inset = match segment.phase {
        Phase::Healthy | Phase::Unhealthy => 13.0,
        _ => 9.0,
    };
    let label_x = x.max(0.0) + inset;
    // What is beyond the view's edges can't be read.
    let readable = (x + width).min(scale.width + 20.0) - label_x - 4.0;
    let label = [words.as_str(), segment.phase.word()]
        .into_iter()
        .find(|label| label.chars().count() as f64 * LETTER <= readable)
        .map(str::to_owned);
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
            "{} {words}, {} to {}",
            lane.name,
            segment.from.words(),
            segment.to.words()
        ),
        record: segment.record,
    })
}

/// What a bar says: for what is waited, with which code it ended.
fn words(lane: &Lane, segment: &Segment) -> String {
    let word = segment.phase.word();
    match (segment.phase, segment.exit_code) {
        (Phase::Waiting | Phase::Created, _) => match gates_during(lane, segment).as_slice() {
            [] => word.to_owned(),
            [gate] => format!("waits for {} to be {}", gate.dependency, condition_word(gate.condition)),
            [gate, rest @ ..] => format!("waits for {} and {} more", gate.dependency, rest.len()),
        },
        (Phase::Failed, Some(code)) => format!("failed: exit {code}"),
        (Phase::Restarting, Some(code)) => format!("restarting after exit {code}"),
        (Phase::Stopped, Some(code)) => format!("stopped: exit {code}"),
        _ => word.to_owned(),
    }
}

fn gates_during<'a>(lane: &'a Lane, segment: &Segment) -> Vec<&'a Gate> {
    let overlaps = |gate: &&Gate| gate.from < segment.to && gate.to > segment.from;
    let mut gates: Vec<&Gate> = lane.gates.iter().filter(overlaps).collect();
    // The one that holds longest is the one to name.
    gates.sort_by_key(|gate| std::cmp::Reverse(gate.to));
    gates
}

/// The probes of a lane that are in view.
pub fn marks(lane: &Lane, scale: &Scale) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut before = None;
    for probe in &lane.probes {
        let telling = before != Some(passed(probe));
        before = Some(passed(probe));
        let x = scale.x(probe.ended);
        if !(-20.0..=scale.width + 20.0).contains(&x) {
            continue;
        }
        match marks.last_mut() {
            Some(last) if x - last.x < PROBES_APART && passed_mark(last) == passed(probe) => {
                last.count += 1;
                last.title = format!("{} probes, the last: {}", last.count, probe_words(lane, probe));
                last.record = probe.record;
                last.result = probe.result;
            }
            _ => marks.push(Mark {
                x,
                result: probe.result,
                title: probe_words(lane, probe),
                record: probe.record,
                count: 1,
                telling,
            }),
        }
    }
    marks
}

fn passed(probe: &Probe) -> bool {
    probe.result == ProbeResult::Passed
}

fn passed_mark(mark: &Mark) -> bool {
    mark.result == ProbeResult::Passed
}

fn probe_words(lane: &Lane, probe: &Probe) -> String {
    let result = match probe.result {
        ProbeResult::Passed => "passed".to_owned(),
        ProbeResult::Failed(code) => format!("failed with exit {code}"),
        ProbeResult::TimedOut => "timed out".to_owned(),
    };
    format!("probe of {} {result} at {}", lane.name, probe.ended.words())
}

/// The arrows of all gates that have ended and are in view; those that held nothing up come first, so
/// that the others are drawn over them.
pub fn arrows(timeline: &Timeline, scale: &Scale) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    for (index, lane) in timeline.lanes.iter().enumerate() {
        let openers: Vec<_> = lane.gates.iter().map(|gate| opener(timeline, gate)).collect();
        let last = openers.iter().flatten().map(|&(_, at)| at).max();
        for (number, (gate, opener)) in lane.gates.iter().zip(openers).enumerate() {
            let Some((from, at)) = opener.filter(|&(from, _)| from != index) else {
                continue;
            };
            let visible = |time| (-20.0..=scale.width + 20.0).contains(&scale.x(time));
            if visible(at) && visible(gate.to) {
                arrows.push(Arrow {
                    key: format!("{}-{number}", lane.name),
                    lanes: (from.min(index), from.max(index)),
                    path: arrow_path((scale.x(at), from), (scale.x(gate.to), index)),
                    condition: gate.condition,
                    broken: gate.outcome != Some(GateOutcome::Opened),
                    idle: last > Some(at) || from.abs_diff(index) > 1,
                    title: gate_words(lane, gate),
                    record: started_after(lane, gate).or(gate.opened_by),
                });
            }
        }
    }
    arrows.sort_by_key(|arrow| !arrow.idle);
    arrows
}

/// The lane that opened a gate, and when.
fn opener(timeline: &Timeline, gate: &Gate) -> Option<(usize, Time)> {
    gate.outcome?;
    let record = timeline.records.get(gate.opened_by?.0 as usize)?;
    match record.subject {
        Subject::Container(lane) => Some((lane, record.at)),
        Subject::Command(_) => None,
    }
}

/// The record of the start that a gate let through.
fn started_after(lane: &Lane, gate: &Gate) -> Option<RecordId> {
    let runs = |phase| matches!(phase, Phase::Starting | Phase::Running | Phase::Healthy);
    let after = lane.segments.partition_point(|segment| segment.from < gate.to);
    lane.segments[after..]
        .iter()
        .find(|segment| runs(segment.phase))
        .map(|segment| segment.record)
}

fn gate_words(lane: &Lane, gate: &Gate) -> String {
    let (dependency, word) = (&gate.dependency, condition_word(gate.condition));
    let at = gate.to.words();
    match gate.outcome {
        Some(GateOutcome::Opened) | None => format!("{dependency} is {word}: {} may start, at {at}", lane.name),
        Some(GateOutcome::Failed) => format!("{dependency} won't be {word}: {} is not started, at {at}", lane.name),
        Some(GateOutcome::Skipped) => format!(
            "{dependency} won't be {word}, but is optional: {} starts, at {at}",
            lane.name
        ),
    }
}

/// From below (or above) one bar to the next: straight down beside what opened, then along the gap to
/// what starts, so that no line crosses bars at a slant.
fn arrow_path((x1, from): (f64, usize), (x2, to): (f64, usize)) -> String {
    let top = |lane: usize| lane as f64 * LANE + BAR_TOP;
    let down = from < to;
    let (y1, y2, towards) = match down {
        true => (top(from) + BAR + 1.0, top(to) - 2.0, 1.0),
        false => (top(from) - 1.0, top(to) + BAR + 2.0, -1.0),
    };
    if x2 - x1 < 16.0 {
        let bend = 18.0 * towards;
        return format!(
            "M{x1:.1} {y1:.1}C{x1:.1} {:.1} {x2:.1} {:.1} {x2:.1} {y2:.1}",
            y1 + bend,
            y2 - bend
        );
    }
    let (radius, along) = (6.0, y2 - 9.0 * towards);
    format!(
        "M{x1:.1} {y1:.1}V{:.1}Q{x1:.1} {along:.1} {:.1} {along:.1}H{:.1}Q{x2:.1} {along:.1} {x2:.1} {y2:.1}",
        along - radius * towards,
        x1 + radius,
        x2 - radius,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::fixture;

    #[test]
    fn bars_say_what_is_waited_for() {
        let timeline = fixture::timeline();
        let scale = Scale::fitted(timeline.end, 400.0);
        let labels = |lane: usize| -> Vec<Option<String>> {
            bars(&timeline.lanes[lane], &scale)
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
    fn close_probes_are_one_mark() {
        let mut lane = fixture::timeline().lanes.remove(0);
        let probe = lane.probes[0];
        lane.probes = (0..10)
            .map(|n| Probe {
                ended: Time(30_000 + n),
                ..probe
            })
            .collect();
        let scale = Scale::fitted(Time(40_000), 400.0);
        let marks = marks(&lane, &scale);
        assert_eq!((marks.len(), marks[0].count), (1, 10));
    }

    #[test]
    fn an_arrow_goes_from_what_opened_to_what_started() {
        let timeline = fixture::timeline();
        let arrows = arrows(&timeline, &Scale::fitted(timeline.end, 400.0));
        assert_eq!(arrows.len(), 1);
        assert!(arrows[0].path.starts_with("M305.2 37.0"), "{}", arrows[0].path);
        assert_eq!(arrows[0].title, "db is healthy: web-1 may start, at 31.0 s");
    }
}
