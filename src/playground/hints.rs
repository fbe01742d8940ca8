//! What the simulation found out, written behind the lines of the file that decide it.

use crate::compose::Project;
use crate::sim::{GateOutcome, Phase, Time, Timeline};
use crate::source::{Span, Workspace};

use super::drawing::condition_word;

/// A few words behind a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The file's path.
    pub path: String,
    /// The line's end, in bytes.
    pub offset: usize,
    /// The words.
    pub text: String,
}

/// All hints, in source order, at most one a line.
pub fn all(project: &Project, timeline: &Timeline, files: &Workspace) -> Vec<Hint> {
    let mut found = gates(project, timeline);
    found.extend(healthchecks(project, timeline));
    let mut hints: Vec<Hint> = found
        .into_iter()
        .map(|(span, text)| {
            let place = files.line_column(span);
            let file = files.file(span.file);
            Hint {
                path: files.display_path(span.file).to_owned(),
                offset: file.line_start(place.line) + file.line(place.line).len(),
                text,
            }
        })
        .collect();
    hints.sort_by(|a, b| (&a.path, a.offset).cmp(&(&b.path, b.offset)));
    hints.dedup_by(|a, b| (&a.path, a.offset) == (&b.path, b.offset));
    hints
}

fn gates(project: &Project, timeline: &Timeline) -> Vec<(Span, String)> {
    let mut hints = Vec::new();
    for lane in &timeline.lanes {
        let Some(service) = project.services.get(&lane.service) else {
            continue;
        };
        for gate in &lane.gates {
            let dependency = service
                .depends_on
                .iter()
                .find(|dependency| dependency.service == gate.dependency);
            let span = dependency.map_or(gate.span, |dependency| dependency.condition_span);
            let opened = gate
                .opened_by
                .and_then(|record| timeline.records.get(record.0 as usize));
            let at = opened.map_or(gate.to, |record| record.at).words();
            let text = match gate.outcome {
                Some(GateOutcome::Opened) => format!("opens at {at}"),
                Some(GateOutcome::Failed) => format!("never {}: gives up at {at}", condition_word(gate.condition)),
                Some(GateOutcome::Skipped) => format!("given up at {at}, optional"),
                None => "still waiting at the end".to_owned(),
            };
            hints.push((span, text));
        }
    }
    hints
}

fn healthchecks(project: &Project, timeline: &Timeline) -> Vec<(Span, String)> {
    let mut hints = Vec::new();
    for lane in &timeline.lanes {
        let check = project
            .services
            .get(&lane.service)
            .and_then(|service| service.healthcheck.as_ref());
        let (Some(check), Some(first)) = (check, lane.probes.first()) else {
            continue;
        };
        let changed = |phase| {
            lane.segments
                .iter()
                .find(|segment| segment.phase == phase)
                .map(|segment| segment.from)
        };
        let mut text = format!("first probe at {}", first.began.words());
        if let Some((word, at)) = earliest(changed(Phase::Healthy), changed(Phase::Unhealthy)) {
            text.push_str(&format!(", {word} at {}", at.words()));
        }
        hints.push((check.span, text));
    }
    hints
}

fn earliest(healthy: Option<Time>, unhealthy: Option<Time>) -> Option<(&'static str, Time)> {
    let healthy = healthy.map(|at| ("healthy", at));
    let unhealthy = unhealthy.map(|at| ("unhealthy", at));
    healthy.into_iter().chain(unhealthy).min_by_key(|&(_, at)| at)
}
