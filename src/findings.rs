//! Everything that is wrong with a project, as one list: what loading, Dockerfiles and simulation found,
//! in source order. What is the same at several places is one finding with several places.

use crate::diagnostic::{Code, Diagnostic, Fix, codes};
use crate::dockerfile;
use crate::sim::Timeline;
use crate::source::Workspace;
use std::collections::BTreeMap;

/// Codes of findings that say the same wherever they are: Docker Compose repeats them at each place.
const SAID_ONCE: [Code; 1] = [codes::UNSET_VARIABLE];

/// All findings. `loaded` is what loading found; `timeline` is the simulation, where there is one.
pub fn all(loaded: Vec<Diagnostic>, files: &Workspace, timeline: Option<&Timeline>) -> Vec<Diagnostic> {
    let mut all = loaded;
    all.extend(dockerfile::diagnostics(files));
    all.extend(
        timeline
            .into_iter()
            .flat_map(|timeline| timeline.diagnostics.iter().cloned()),
    );
    all.sort_by_key(|finding| finding.source_order());
    grouped(all)
}

/// Joins findings that say the same: the first keeps its place, the others become labels without words
/// of it, and a fix mends all places.
fn grouped(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    let mut first: BTreeMap<(Code, String), usize> = BTreeMap::new();
    for finding in findings {
        if !SAID_ONCE.contains(&finding.code) {
            kept.push(finding);
            continue;
        }
        let next = kept.len();
        match *first.entry((finding.code, finding.message.clone())).or_insert(next) {
            index if index < next => join(&mut kept[index], finding),
            _ => kept.push(finding),
        }
    }
    kept
}

fn join(first: &mut Diagnostic, other: Diagnostic) {
    first.secondary.extend(other.primary);
    for fix in other.fixes {
        match first.fixes.iter_mut().find(|known| known.title == fix.title) {
            Some(known) => join_edits(known, fix),
            None => first.fixes.push(fix),
        }
    }
}

fn join_edits(known: &mut Fix, fix: Fix) {
    for edit in fix.edits {
        if !known.edits.contains(&edit) {
            known.edits.push(edit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{self, LoadOptions};

    fn found(texts: &[(&str, &str)]) -> Vec<Diagnostic> {
        let mut files = Workspace::new("/demo");
        for (path, text) in texts {
            files.set(path, text);
        }
        let loaded = compose::load(&files, &LoadOptions::default());
        all(loaded.diagnostics, &files, None)
    }

    #[test]
    fn a_variable_that_is_not_set_is_one_finding() {
        let compose = "services:\n  a:\n    image: ${TAG}\n    command: ${TAG} ${OTHER}\n";
        let found = found(&[("compose.yaml", compose)]);
        let unset: Vec<_> = found
            .iter()
            .filter(|finding| finding.code == codes::UNSET_VARIABLE)
            .collect();
        assert_eq!(
            unset.iter().map(|finding| finding.secondary.len()).collect::<Vec<_>>(),
            [1, 0]
        );
        let edits: Vec<usize> = unset[0].fixes.iter().map(|fix| fix.edits.len()).collect();
        assert!(edits.contains(&2), "one fix mends both places: {edits:?}");
    }

    #[test]
    fn dockerfiles_are_looked_at_too() {
        let compose = "services:\n  a:\n    build: .\n";
        let found = found(&[("compose.yaml", compose), ("Dockerfile", "FROM x\nCOPY. /app\n")]);
        assert!(found.iter().any(|finding| finding.code == codes::UNKNOWN_INSTRUCTION));
    }
}
