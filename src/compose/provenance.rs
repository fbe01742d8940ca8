//! The provenance of values: recording of origins, and explanations of where a value comes from.

use std::rc::Rc;

use crate::source::{Span, Workspace};
use crate::yaml::{Node, Origin, Provenance, Value, VariableSource};

/// Maximum number of origins that [`record_origin`] keeps for a value.
const MAX_ORIGINS: usize = 32;

/// Records an origin in a value and in all values below it.
pub fn record_origin(node: &mut Node, origin: Origin) {
    let provenance = Rc::new(Provenance { origin, earlier: None });
    record(node, &provenance);
}

/// Records the origin of `provenance`. Values without an earlier origin share it.
fn record(node: &mut Node, provenance: &Rc<Provenance>) {
    if node.provenance.is_none() {
        node.provenance = Some(Rc::clone(provenance));
    } else if node.origins().take(MAX_ORIGINS).count() < MAX_ORIGINS {
        node.provenance = Some(Rc::new(Provenance {
            origin: provenance.origin.clone(),
            earlier: node.provenance.take(),
        }));
    }
    match &mut node.value {
        Value::Mapping(entries) => entries
            .values_mut()
            .for_each(|entry| record(&mut entry.node, provenance)),
        Value::Sequence(items) => items.iter_mut().for_each(|item| record(item, provenance)),
        _ => {}
    }
}

/// One step in the history of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Describes the step, with file and line: `` `TAG` is set in .env:3``.
    pub text: String,
    /// Location of the step, if it is in a file.
    pub span: Option<Span>,
}

/// Explains where a value comes from, from its last change back to where it was written.
pub fn explain(node: &Node, files: &Workspace) -> Vec<Explanation> {
    let mut explanations: Vec<Explanation> = node
        .origins()
        .map(|origin| explain_origin(origin, node, files))
        .collect();
    let is_default = node.origins().any(|origin| matches!(origin, Origin::Default { .. }));
    if !is_default {
        let text = format!("written in {}", position(node.span, files));
        explanations.push(located(text, node.span));
    }
    explanations
}

/// Explains where the last node of a path comes from. Each node of the path contains the next.
///
/// Includes the aliases and merge keys that copied one of the containing nodes.
pub fn explain_path(path: &[&Node], files: &Workspace) -> Vec<Explanation> {
    let Some((node, ancestors)) = path.split_last() else {
        return Vec::new();
    };
    let mut explanations = explain(node, files);
    let written = explanations.pop();
    for ancestor in ancestors.iter().rev() {
        let encloses_node = ancestor.span.file == node.span.file
            && ancestor.span.start <= node.span.start
            && node.span.end <= ancestor.span.end;
        if !encloses_node {
            continue;
        }
        let is_copy = |origin: &&Origin| matches!(origin, Origin::Alias { .. } | Origin::MergeKey { .. });
        for origin in ancestor.origins().filter(is_copy) {
            let explanation = explain_origin(origin, ancestor, files);
            if !explanations.contains(&explanation) {
                explanations.push(explanation);
            }
        }
    }
    explanations.extend(written);
    explanations
}

fn explain_origin(origin: &Origin, node: &Node, files: &Workspace) -> Explanation {
    let at = |span: &Span| position(*span, files);
    match origin {
        Origin::Alias { name, used_at } => {
            let text = format!("anchor `&{name}`, used by `*{name}` in {}", at(used_at));
            located(text, *used_at)
        }
        Origin::MergeKey { used_at } => located(format!("merged by `<<` in {}", at(used_at)), *used_at),
        Origin::Variable { name, source } => explain_variable(name, source, node, files),
        Origin::Override { replaced } => located(format!("replaces the value in {}", at(replaced)), *replaced),
        Origin::Extends { used_at } => located(format!("inherited through `extends` in {}", at(used_at)), *used_at),
        Origin::Include { used_at } => located(format!("included by {}", at(used_at)), *used_at),
        Origin::EnvFile { used_at } => located(format!("read from the file named in {}", at(used_at)), *used_at),
        Origin::Default { reason } => located(format!("added by Compose: {reason}"), node.span),
    }
}

fn explain_variable(name: &str, source: &VariableSource, node: &Node, files: &Workspace) -> Explanation {
    match source {
        VariableSource::Shell => Explanation {
            text: format!("`{name}` is set in the shell"),
            span: None,
        },
        VariableSource::File(span) => located(format!("`{name}` is set in {}", position(*span, files)), *span),
        VariableSource::Fallback => located(format!("the fallback in the reference to `{name}` is used"), node.span),
        VariableSource::Compose => Explanation {
            text: format!("`{name}` is set by Compose"),
            span: None,
        },
    }
}

fn located(text: String, span: Span) -> Explanation {
    Explanation { text, span: Some(span) }
}

/// Returns file and line of the start of a span: `compose.yaml:3`.
fn position(span: Span, files: &Workspace) -> String {
    format!("{}:{}", files.display_path(span.file), files.line_column(span).line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_explained_from_last_to_first() {
        let mut files = Workspace::new("/w");
        let base = files.set("compose.yaml", "image: a\n");
        let over = files.set("compose.override.yaml", "image: ${TAG}\n");
        let node = Node::string("b", Span::new(over, 7..13))
            .with_origin(Origin::Variable {
                name: "TAG".to_owned(),
                source: VariableSource::Shell,
            })
            .with_origin(Origin::Override {
                replaced: Span::new(base, 7..8),
            });
        let texts: Vec<String> = explain(&node, &files).into_iter().map(|step| step.text).collect();
        assert_eq!(
            texts,
            [
                "replaces the value in compose.yaml:1",
                "`TAG` is set in the shell",
                "written in compose.override.yaml:1"
            ]
        );
        let default = Node::default(Value::Null, node.span, "every service joins it");
        assert_eq!(
            explain(&default, &files)[0].text,
            "added by Compose: every service joins it"
        );
    }
}
