//! The errors that Docker Compose prints when it reads a file for the project's name.
//!
//! Before it loads anything, Docker Compose decodes the first document of each file on the command line into a struct
//! whose only field is `name`. This step finds errors at the top level, before any other step. Source: compose-go
//! v2.9.1 `cli/options.go`, go-yaml v3 `decode.go`.

use super::go_format::quote;
use super::node::Value;
use super::scalar::{resolve, tag_of};
use super::syntax::{SyntaxId, SyntaxKind, SyntaxNode, SyntaxTree};
use crate::hash::FastMap;
use crate::source::{SourceFile, Span};

/// go-yaml's error for a merge key whose value is not a mapping.
pub(super) const INVALID_MERGE: &str = "yaml: map merge requires map or sequence of maps as the value";

/// Returns the error that go-yaml reports for a document, or none if it can be decoded.
pub(super) fn failure(syntax: &SyntaxTree, root: SyntaxId, source: &SourceFile) -> Option<String> {
    let node = syntax.node(root);
    match &node.kind {
        SyntaxKind::Mapping { entries, .. } => {
            let repeated = repeated_keys(syntax, entries, source);
            if !repeated.is_empty() {
                return Some(unmarshal_errors(&repeated));
            }
            let mut lines = Vec::new();
            for &(key_id, value) in entries {
                let (key, value_target) = (syntax.node(key_id), syntax.resolve_alias(value));
                lines.extend(string_error(syntax.node(syntax.resolve_alias(key_id)), source));
                if scalar_text(key) == Some("name") {
                    lines.extend(string_error(syntax.node(value_target), source));
                } else if key.is_merge_key() && !is_mergeable(syntax, value) {
                    return Some(INVALID_MERGE.to_owned());
                }
            }
            (!lines.is_empty()).then(|| unmarshal_errors(&lines))
        }
        SyntaxKind::Alias { .. } => None,
        SyntaxKind::Scalar { .. } | SyntaxKind::Sequence { .. } => {
            struct_error(node, source).map(|line| unmarshal_errors(&[line]))
        }
    }
}

fn unmarshal_errors(lines: &[String]) -> String {
    format!("yaml: unmarshal errors:\n  {}", lines.join("\n  "))
}

fn scalar_text(node: &SyntaxNode) -> Option<&str> {
    match &node.kind {
        SyntaxKind::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

/// Returns whether the value of a merge key is a mapping or a sequence of mappings.
fn is_mergeable(syntax: &SyntaxTree, value: SyntaxId) -> bool {
    let is_mapping = |id| matches!(syntax.node(syntax.resolve_alias(id)).kind, SyntaxKind::Mapping { .. });
    match &syntax.node(value).kind {
        SyntaxKind::Sequence { items, .. } => items.iter().all(|&item| is_mapping(item)),
        _ => is_mapping(value),
    }
}

/// Returns the span of a `!reset` tag on the value of a merge key. compose-go removes that value before it merges, so
/// that only this first decoding fails on it.
pub(super) fn reset_merge_value(syntax: &SyntaxTree, root: SyntaxId) -> Option<Span> {
    let SyntaxKind::Mapping { entries, .. } = &syntax.node(root).kind else {
        return None;
    };
    entries
        .iter()
        .filter(|&&(key, value)| syntax.node(key).is_merge_key() && !is_mergeable(syntax, value))
        .filter_map(|&(_, value)| syntax.node(value).tag.as_ref())
        .find(|tag| tag.name == "!reset")
        .map(|tag| tag.span)
}

/// Returns the error for a node that cannot be decoded into a string. All scalars can.
fn string_error(node: &SyntaxNode, source: &SourceFile) -> Option<String> {
    Some(unmarshal_error(node, &collection_tag(node)?, "string", source))
}

/// Returns the error for a document that cannot be decoded into the struct with the `name`. Only mappings and null can.
fn struct_error(node: &SyntaxNode, source: &SourceFile) -> Option<String> {
    let found = match &node.kind {
        SyntaxKind::Scalar { text, style } => {
            let value = resolve(node.tag_name(), text, *style).ok()?;
            if value == Value::Null {
                return None;
            }
            let excerpt = match text.get(..7) {
                Some(start) if text.len() > 10 => format!("{start}..."),
                _ => text.to_string(),
            };
            format!("{} `{excerpt}`", node.tag_name().unwrap_or(tag_of(&value)))
        }
        _ => collection_tag(node)?,
    };
    Some(unmarshal_error(node, &found, "cli.named", source))
}

/// Returns how go-yaml prints the type of a sequence or mapping.
fn collection_tag(node: &SyntaxNode) -> Option<String> {
    let default_tag = match &node.kind {
        SyntaxKind::Sequence { .. } => "!!seq",
        SyntaxKind::Mapping { .. } => "!!map",
        SyntaxKind::Scalar { .. } | SyntaxKind::Alias { .. } => return None,
    };
    Some(match node.tag_name() {
        Some(tag) if !["!!seq", "!!map"].contains(&tag) => format!("{tag} ``"),
        Some(tag) => tag.to_owned(),
        None => default_tag.to_owned(),
    })
}

fn unmarshal_error(node: &SyntaxNode, found: &str, expected: &str, source: &SourceFile) -> String {
    let line = line(node.span, source);
    format!("line {line}: cannot unmarshal {found} into {expected}")
}

/// Returns an error line for every pair of equal keys, sorted by the first key, then by the second.
fn repeated_keys(syntax: &SyntaxTree, entries: &[(SyntaxId, SyntaxId)], source: &SourceFile) -> Vec<String> {
    let key = |id: SyntaxId| match &syntax.node(id).kind {
        SyntaxKind::Scalar { text, .. } => (0, text.as_str()),
        SyntaxKind::Alias { name, .. } => (1, name.as_str()),
        SyntaxKind::Sequence { .. } => (2, ""),
        SyntaxKind::Mapping { .. } => (3, ""),
    };
    let mut spans: FastMap<(u8, &str), Vec<Span>> = FastMap::default();
    for &(id, _) in entries {
        spans.entry(key(id)).or_default().push(syntax.node(id).span);
    }
    let mut lines = Vec::new();
    for &(id, _) in entries {
        let first = syntax.node(id).span;
        let equal_keys = spans.get(&key(id)).map_or(&[][..], Vec::as_slice);
        for &second in equal_keys.iter().filter(|second| second.start > first.start) {
            lines.push(format!(
                "line {}: mapping key {} already defined at line {}",
                line(second, source),
                quote(key(id).1),
                line(first, source)
            ));
        }
    }
    lines
}

fn line(span: Span, source: &SourceFile) -> u32 {
    source.line_column(span.start as usize).line
}
