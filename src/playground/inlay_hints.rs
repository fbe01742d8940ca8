//! Inlay hints: results of the simulation, shown at the ends of the lines that they depend on.

use super::text;
use crate::compose::Project;
use crate::sim::{GateOutcome, Phase, Time, Timeline};
use crate::source::{Span, Workspace};

/// A text at the end of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InlayHint {
    /// The file's path.
    pub path: String,
    /// Offset of the line's end in bytes.
    pub offset: usize,
    /// The text.
    pub text: String,
}

/// Returns all hints in source order, at most one per line.
pub(super) fn all(project: &Project, timeline: &Timeline, files: &Workspace) -> Vec<InlayHint> {
    let mut texts = gates(project, timeline);
    texts.extend(healthchecks(project, timeline));
    let mut hints: Vec<InlayHint> = texts
        .into_iter()
        .map(|(span, text)| {
            let position = files.line_column(span);
            let file = files.file(span.file);
            InlayHint {
                path: files.display_path(span.file).to_owned(),
                offset: file.line_start(position.line) + file.line(position.line).len(),
                text,
            }
        })
        .collect();
    hints.sort_by(|a, b| (&a.path, a.offset).cmp(&(&b.path, b.offset)));
    hints.dedup_by(|a, b| (&a.path, a.offset) == (&b.path, b.offset));
    hints
}

fn gates(project: &Project, timeline: &Timeline) -> Vec<(Span, String)> {
    let mut texts = Vec::new();
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
            let opened = gate.ended_by.and_then(|record| timeline.records.get(record.0 as usize));
            let at = opened.map_or(gate.to, |record| record.at).format();
            let text = match gate.outcome {
                Some(GateOutcome::Opened) => format!("met at {at}"),
                Some(GateOutcome::Failed) => {
                    format!("never {}; fails at {at}", text::condition_state(gate.condition))
                }
                Some(GateOutcome::Skipped) => format!("skipped at {at}: not required"),
                None => "not met by the end".to_owned(),
            };
            texts.push((span, text));
        }
    }
    texts
}

fn healthchecks(project: &Project, timeline: &Timeline) -> Vec<(Span, String)> {
    let mut texts = Vec::new();
    for lane in &timeline.lanes {
        let healthcheck = project
            .services
            .get(&lane.service)
            .and_then(|service| service.healthcheck.as_ref());
        let (Some(healthcheck), Some(probe)) = (healthcheck, lane.probes.first()) else {
            continue;
        };
        let start_of = |phase| {
            lane.segments
                .iter()
                .find(|segment| segment.phase == phase)
                .map(|segment| segment.from)
        };
        let mut text = format!("first probe at {}", probe.began.format());
        if let Some((state, at)) = earlier(start_of(Phase::Healthy), start_of(Phase::Unhealthy)) {
            text.push_str(&format!(", {state} at {}", at.format()));
        }
        texts.push((healthcheck.span, text));
    }
    texts
}

fn earlier(healthy: Option<Time>, unhealthy: Option<Time>) -> Option<(&'static str, Time)> {
    let healthy = healthy.map(|at| ("healthy", at));
    let unhealthy = unhealthy.map(|at| ("unhealthy", at));
    healthy.into_iter().chain(unhealthy).min_by_key(|&(_, at)| at)
}
