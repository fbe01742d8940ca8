//! All diagnostics about a project in one list: those of loading, Dockerfiles, lint rules and the simulation.

mod other_format;
mod unset_variables;

use std::collections::BTreeMap;

use crate::compose::{Project, UnsetVariables};
use crate::diagnostic::{Code, Diagnostic, Fix, codes};
use crate::dockerfile;
use crate::lint::{self, Context, Profile};
use crate::sim::Timeline;
use crate::sim::questions::verdict;
use crate::sort::CompactSort;
use crate::source::Workspace;

pub use other_format::OtherFormat;

/// Codes of diagnostics that are reported at every use of a name, although one fix is enough.
const JOINED: [Code; 1] = [codes::UNSET_VARIABLE];

/// Returns all diagnostics in source order.
///
/// `loading` are the diagnostics of loading, and `unset` the variables that are not set. `project` and `timeline` are
/// `None` when the project does not load.
pub fn all(
    loading: Vec<Diagnostic>,
    unset: &UnsetVariables,
    project: Option<&Project>,
    files: &Workspace,
    timeline: Option<&Timeline>,
) -> Vec<Diagnostic> {
    let dockerfiles = dockerfile::parse_all(files);
    let context = Context {
        project,
        dockerfiles: &dockerfiles,
    };
    let mut diagnostics = loading;
    diagnostics.extend(lint::run(&context, Profile::Default));
    diagnostics.extend(dockerfiles.into_iter().flat_map(|file| file.diagnostics));
    diagnostics.extend(timeline.into_iter().flat_map(|timeline| timeline.diagnostics.clone()));
    if let Some((project, timeline)) = project.zip(timeline) {
        diagnostics.extend(verdict(timeline, project, files));
    }
    diagnostics.compact_sort_by_key(Diagnostic::source_order);
    let diagnostics = unset_variables::join_errors(join_same(diagnostics), files);
    let diagnostics = unset_variables::combine(diagnostics, unset, files);
    other_format::explain(diagnostics, files)
}

/// Joins diagnostics with the same code and message into the first one. The positions of the others become labels
/// without text, and a fix changes all positions.
fn join_same(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut joined: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    let mut first: BTreeMap<(Code, String), usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        if !JOINED.contains(&diagnostic.code) {
            joined.push(diagnostic);
            continue;
        }
        let next = joined.len();
        let key = (diagnostic.code, diagnostic.message.clone());
        match *first.entry(key).or_insert(next) {
            index if index < next => join(&mut joined[index], diagnostic),
            _ => joined.push(diagnostic),
        }
    }
    joined
}

fn join(first: &mut Diagnostic, other: Diagnostic) {
    first.secondary.extend(other.primary);
    for fix in other.fixes {
        match first.fixes.iter_mut().find(|known| known.title == fix.title) {
            Some(known) => add_edits(known, fix),
            None => first.fixes.push(fix),
        }
    }
}

fn add_edits(known: &mut Fix, fix: Fix) {
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
    use crate::diagnostic::Severity;

    fn diagnostics(texts: &[(&str, &str)]) -> Vec<Diagnostic> {
        let mut files = Workspace::new("/demo");
        for (path, text) in texts {
            files.set(path, text);
        }
        let loaded = compose::load(&files, &LoadOptions::default());
        all(
            loaded.diagnostics,
            &loaded.unset_variables,
            loaded.project.as_ref(),
            &files,
            None,
        )
    }

    #[test]
    fn unset_variable_is_reported_once() {
        let compose = "services:\n  a:\n    image: ${TAG}\n    command: ${TAG}\n";
        let mut diagnostics = diagnostics(&[("compose.yaml", compose)]);
        diagnostics.retain(|diagnostic| diagnostic.code == codes::UNSET_VARIABLE);
        let labels: Vec<usize> = diagnostics
            .iter()
            .map(|diagnostic| diagnostic.secondary.len())
            .collect();
        assert_eq!(labels, [1]);
        let edits: Vec<usize> = diagnostics[0].fixes.iter().map(|fix| fix.edits.len()).collect();
        assert!(edits.contains(&2), "one fix changes both uses: {edits:?}");
    }

    #[test]
    fn error_from_an_unset_variable_joins_its_warning() {
        let compose =
            "services:\n  a:\n    image: x:1\n    stop_grace_period: ${GRACE}\n    ports: [\"${PORT:-x}:80\"]\n";
        let diagnostics = diagnostics(&[("compose.yaml", compose)]);
        let found: Vec<(&str, Severity)> = diagnostics
            .iter()
            .map(|diagnostic| (diagnostic.message.as_str(), diagnostic.severity))
            .collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].0.starts_with("variable `GRACE` is not set: ") && found[0].1 == Severity::Error);
        assert_eq!(diagnostics[1].code, codes::INVALID_PORT);
    }

    #[test]
    fn several_unset_variables_are_one_diagnostic_whose_fix_fills_the_env_file() {
        let compose = "services:\n  a:\n    image: postgres:${PG_VERSION}\n    ports: [\"$PORT:80\"]\n    \
            stop_grace_period: ${GRACE}\n    environment:\n      PASSWORD: ${DB_PASSWORD:?}\n      HOST: $HOST\n    \
            volumes: [\"$DATA:/data\"]\n";
        let unset = diagnostics(&[("compose.yaml", compose)]);
        let messages: Vec<&str> = unset.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        assert_eq!(messages, ["6 variables are not set"]);
        let file = unset[0].fixes[0].new_file.as_ref().expect("the fix adds a file");
        let expected = "# Placeholders for variables that were not set. Replace them with your values.\nDATA=./placeholder\n\
            GRACE=10s\nHOST=placeholder\nPG_VERSION=latest\nPORT=18005\n\
            # Placeholders for secrets. Anybody can know them: replace them before you deploy.\nDB_PASSWORD=change-me-";
        assert!(file.text.starts_with(expected), "{}", file.text);
        assert_eq!(
            diagnostics(&[("compose.yaml", compose), (".env", &file.text)]).len(),
            1,
            "only the tag `latest` is left"
        );
    }

    #[test]
    fn dockerfiles_are_checked() {
        let compose = "services:\n  a:\n    build: .\n";
        let diagnostics = diagnostics(&[("compose.yaml", compose), ("Dockerfile", "FROM x\nCOPY. /app\n")]);
        assert!(
            diagnostics
                .iter()
                .any(|diagnostic| diagnostic.code == codes::UNKNOWN_INSTRUCTION)
        );
    }
}
