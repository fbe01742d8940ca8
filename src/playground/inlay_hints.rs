//! Inlay hints: results of the simulation, shown at the ends of the lines that they depend on.

use std::collections::BTreeMap;

use super::text;
use crate::compose::Project;
use crate::sim::{GateOutcome, Phase, Time, Timeline};
use crate::sort::CompactSort;
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
    let mut hints = merge_by_line(gates(project, timeline), files);
    hints.extend(merge_by_line(healthchecks(project, timeline), files));
    hints.compact_sort_by(|a, b| (&a.path, a.offset).cmp(&(&b.path, b.offset)));
    hints.dedup_by(|a, b| (&a.path, a.offset) == (&b.path, b.offset));
    hints
}

/// The text of one container.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Text {
    /// The text before the time.
    prefix: String,
    /// The time.
    at: Option<Time>,
    /// The text after the time.
    suffix: String,
}

impl Text {
    fn format(&self) -> String {
        let at = self.at.map(|at| format!(" {}", at.format())).unwrap_or_default();
        format!("{}{at}{}", self.prefix, self.suffix)
    }
}

/// Merges the texts of each line. Several containers share a line through an anchor, `extends` or replicas, and a line
/// can have several dependencies.
fn merge_by_line(texts: Vec<(Span, Text)>, files: &Workspace) -> Vec<InlayHint> {
    let mut by_line: BTreeMap<(String, usize), Vec<(Span, Text)>> = BTreeMap::new();
    for (span, text) in texts {
        let position = files.line_column(span);
        let file = files.file(span.file);
        let offset = file.line_start(position.line) + file.line(position.line).len();
        let path = files.display_path(span.file).to_owned();
        by_line.entry((path, offset)).or_default().push((span, text));
    }
    let hint = |((path, offset), texts): ((String, usize), Vec<(Span, Text)>)| InlayHint {
        path,
        offset,
        text: merge_texts(&texts),
    };
    by_line.into_iter().map(hint).collect()
}

/// Returns the text of all uses: one time, a range of times, or the number of uses with each outcome.
fn merge_texts(texts: &[(Span, Text)]) -> String {
    let Some(((span, first), rest)) = texts.split_first() else {
        return String::new();
    };
    if rest.iter().all(|(_, text)| text == first) {
        return first.format();
    }
    let is_one_place = rest.iter().all(|(other, _)| other == span);
    let uses = texts.len();
    let times = texts.iter().filter_map(|(_, text)| text.at);
    let is_same_outcome = rest.iter().all(|(_, text)| text.prefix == first.prefix);
    if let Some((earliest, latest)) = times.clone().min().zip(times.max()).filter(|_| is_same_outcome) {
        let range = match earliest == latest {
            true => earliest.format(),
            false => format!("{} to {}", earliest.format(), latest.format()),
        };
        return match is_one_place {
            true => format!("{} {range} ({uses} uses)", first.prefix),
            false => format!("{} {range}", first.prefix),
        };
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for (_, text) in texts {
        match counts.iter_mut().find(|(prefix, _)| *prefix == text.prefix) {
            Some((_, count)) => *count += 1,
            None => counts.push((&text.prefix, 1)),
        }
    }
    let outcome = |(prefix, count): (&str, usize)| format!("{count} {}", prefix.trim_end_matches(" at"));
    let outcomes: Vec<String> = counts.into_iter().map(outcome).collect();
    match is_one_place {
        true => format!("{uses} uses: {}", outcomes.join(", ")),
        false => outcomes.join(", "),
    }
}

fn gates(project: &Project, timeline: &Timeline) -> Vec<(Span, Text)> {
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
            let at = opened.map_or(gate.to, |record| record.at);
            let state = text::condition_state(gate.condition);
            let (prefix, suffix) = match gate.outcome {
                Some(GateOutcome::Opened) => ("met at".to_owned(), ""),
                Some(GateOutcome::Failed) => (format!("never {state}; fails at"), ""),
                Some(GateOutcome::Skipped) => ("skipped at".to_owned(), ": not required"),
                None => ("not met by the end".to_owned(), ""),
            };
            let text = Text {
                prefix,
                at: gate.outcome.map(|_| at),
                suffix: suffix.to_owned(),
            };
            texts.push((span, text));
        }
    }
    texts
}

fn healthchecks(project: &Project, timeline: &Timeline) -> Vec<(Span, Text)> {
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
        let outcome = earlier(start_of(Phase::Healthy), start_of(Phase::Unhealthy));
        let suffix = outcome.map(|(state, at)| format!(", {state} at {}", at.format()));
        let text = Text {
            prefix: "first probe at".to_owned(),
            at: Some(probe.began),
            suffix: suffix.unwrap_or_default(),
        };
        texts.push((healthcheck.span, text));
    }
    texts
}

fn earlier(healthy: Option<Time>, unhealthy: Option<Time>) -> Option<(&'static str, Time)> {
    let healthy = healthy.map(|at| ("healthy", at));
    let unhealthy = unhealthy.map(|at| ("unhealthy", at));
    healthy.into_iter().chain(unhealthy).min_by_key(|&(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{self, LoadOptions};
    use crate::sim::{self, Scenario};
    use crate::source::FileId;

    #[test]
    fn hint_of_a_shared_line_is_about_all_its_uses() {
        let text = |at: u64| Text {
            prefix: "met at".to_owned(),
            at: Some(Time(at)),
            suffix: String::new(),
        };
        let failed = Text {
            prefix: "never healthy; fails at".to_owned(),
            ..text(4000)
        };
        for (texts, expected) in [
            (vec![text(1000)], "met at 1.0 s"),
            (vec![text(1000), text(1000)], "met at 1.0 s"),
            (
                vec![text(1000), text(9400), text(3000)],
                "met at 1.0 s to 9.4 s (3 uses)",
            ),
            (
                vec![text(1000), failed, text(2000)],
                "3 uses: 2 met, 1 never healthy; fails",
            ),
        ] {
            let span = Span {
                file: FileId(0),
                start: 0,
                end: 1,
            };
            let texts: Vec<_> = texts.into_iter().map(|text| (span, text)).collect();
            assert_eq!(merge_texts(&texts), expected);
        }
    }

    #[test]
    fn hint_is_about_all_dependencies_of_its_line() {
        let mut files = Workspace::new("/demo");
        files.set(
            "compose.yaml",
            "services:\n  a:\n    image: nginx\n  b:\n    image: nginx\n    depends_on: [a]\n  c:\n    image: nginx\n    depends_on: [a, b]\n",
        );
        let project = compose::load(&files, &LoadOptions::default())
            .project
            .expect("it loads");
        let timeline = sim::simulate(&project, &files, &Scenario::up());
        let hints: Vec<String> = all(&project, &timeline, &files)
            .into_iter()
            .map(|hint| hint.text)
            .collect();
        let time = hints[0].strip_prefix("met at ").expect("a single time");
        assert!(hints[1].starts_with(&format!("met at {time} to ")), "{hints:?}");
    }
}
