//! What the editor is told about a file: findings and hints, in its own form and units.

use serde::Serialize;

use super::problems::Problem;
use super::state::State;
use super::units;
use crate::diagnostic::Fix;

#[derive(Serialize)]
struct Finding<'a> {
    from: usize,
    to: usize,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    code: &'a str,
    fixes: Vec<FixTitle<'a>>,
}

#[derive(Serialize)]
struct FixTitle<'a> {
    title: &'a str,
    index: usize,
}

#[derive(Serialize)]
struct HintText<'a> {
    offset: usize,
    text: &'a str,
}

/// The findings in a file, as the editor's JSON. Each fix has its number among all fixes of all
/// findings.
pub fn findings(state: &State, path: &str) -> String {
    let text = state.files.text(path).unwrap_or_default();
    let mut number = 0;
    let mut places = Vec::new();
    let mut found = Vec::new();
    for problem in &state.analysis.problems {
        let first = number;
        number += problem.finding.fixes.len();
        let same = problem.others.iter().filter(|(_, words)| words.is_empty());
        let spots = problem.spot.iter().chain(same.map(|(spot, _)| spot));
        for spot in spots.filter(|spot| spot.path == path) {
            places.extend([spot.range.start, spot.range.end]);
            found.push(finding(problem, first));
        }
    }
    let units = units::utf16_of_all(text, &places);
    for (finding, place) in found.iter_mut().zip(units.as_chunks::<2>().0) {
        [finding.from, finding.to] = *place;
    }
    serde_json::to_string(&found).expect("only texts and numbers")
}

/// A finding without its place; its fixes are numbered from `first`.
fn finding<'a>(problem: &'a Problem, first: usize) -> Finding<'a> {
    let finding = &problem.finding;
    let title = |(index, fix): (usize, &'a Fix)| FixTitle {
        title: &fix.title,
        index,
    };
    Finding {
        from: 0,
        to: 0,
        severity: finding.severity.name(),
        message: &finding.message,
        help: finding.help.as_deref(),
        code: finding.code.name(),
        fixes: (first..).zip(&finding.fixes).map(title).collect(),
    }
}

/// The hints in a file, as the editor's JSON; none while the picture is old.
pub fn hints(state: &State, path: &str) -> String {
    let text = state.files.text(path).unwrap_or_default();
    let picture = state.picture.as_ref().filter(|_| !state.stale);
    let hints = picture.map_or(&[][..], |picture| &picture.hints[..]);
    let here: Vec<_> = hints.iter().filter(|hint| hint.path == path).collect();
    let offsets: Vec<usize> = here.iter().map(|hint| hint.offset).collect();
    let placed: Vec<HintText<'_>> = units::utf16_of_all(text, &offsets)
        .into_iter()
        .zip(here)
        .map(|(offset, hint)| HintText {
            offset,
            text: &hint.text,
        })
        .collect();
    serde_json::to_string(&placed).expect("only texts and numbers")
}

/// Finding and fix of a fix's number among all fixes.
pub fn fix_of(state: &State, number: usize) -> Option<(usize, usize)> {
    let mut first = 0;
    for (index, problem) in state.analysis.problems.iter().enumerate() {
        let count = problem.finding.fixes.len();
        if number < first + count {
            return Some((index, number - first));
        }
        first += count;
    }
    None
}
