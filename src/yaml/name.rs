//! What Docker Compose complains of when it reads a file for the project's name.
//!
//! Before anything else it decodes the first document of the named files into a structure that has nothing
//! but a `name`. That looks at the top level only, but it looks first, and so its complaints win.
//! Source: compose-go v2.9.1 `cli/options.go`, go-yaml v3 `decode.go`.

use super::printing;
use super::scalar::{resolve, tag_of};
use super::syntax::{SyntaxId, SyntaxKind, SyntaxNode, SyntaxTree};
use crate::hash::FastMap;
use crate::source::{SourceFile, Span};

/// What it says of a merge key that has nothing to merge.
pub(super) const MERGE: &str = "yaml: map merge requires map or sequence of maps as the value";

/// The text printed, whole.
pub(super) fn failure(syntax: &SyntaxTree, root: SyntaxId, source: &SourceFile) -> Option<String> {
    let node = syntax.node(root);
    match &node.kind {
        SyntaxKind::Mapping { entries, .. } => {
            let repeated = repeated_keys(syntax, entries, source);
            if !repeated.is_empty() {
                return Some(unmarshal_errors(&repeated));
            }
            let mut lines = Vec::new();
            for &(key, value) in entries {
                lines.extend(cannot_be(followed(syntax, key), "string", source, false));
                if plain_text(syntax.node(key)) == Some("name") {
                    lines.extend(cannot_be(followed(syntax, value), "string", source, false));
                } else if syntax.node(key).is_merge_key() && !can_merge(syntax, value) {
                    return Some(MERGE.to_owned());
                }
            }
            (!lines.is_empty()).then(|| unmarshal_errors(&lines))
        }
        SyntaxKind::Alias { .. } => None,
        SyntaxKind::Scalar { .. } | SyntaxKind::Sequence { .. } => {
            cannot_be(node, "cli.named", source, true).map(|line| unmarshal_errors(&[line]))
        }
    }
}

fn unmarshal_errors(lines: &[String]) -> String {
    format!("yaml: unmarshal errors:\n  {}", lines.join("\n  "))
}

fn plain_text(node: &SyntaxNode) -> Option<&str> {
    match &node.kind {
        SyntaxKind::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

fn followed(syntax: &SyntaxTree, id: SyntaxId) -> &SyntaxNode {
    match &syntax.node(id).kind {
        SyntaxKind::Alias {
            target: Some(target), ..
        } => syntax.node(*target),
        _ => syntax.node(id),
    }
}

fn can_merge(syntax: &SyntaxTree, value: SyntaxId) -> bool {
    let mapping = |id| matches!(followed(syntax, id).kind, SyntaxKind::Mapping { .. });
    match &syntax.node(value).kind {
        SyntaxKind::Sequence { items, .. } => items.iter().all(|&item| mapping(item)),
        _ => mapping(value),
    }
}

/// Where `!reset` stands as the value of a merge key. It takes the value away before anything is merged, so that
/// nothing else complains; but this look does not know it.
pub(super) fn reset_merge(syntax: &SyntaxTree, root: SyntaxId) -> Option<Span> {
    let SyntaxKind::Mapping { entries, .. } = &syntax.node(root).kind else {
        return None;
    };
    let merged = entries.iter().filter(|(key, _)| syntax.node(*key).is_merge_key());
    let mut tags =
        merged.filter_map(|&(_, value)| syntax.node(value).tag.as_ref().filter(|_| !can_merge(syntax, value)));
    tags.find(|tag| tag.name == "!reset").map(|tag| tag.span)
}

/// That a value can't become what is wanted. Any scalar can become a string.
fn cannot_be(node: &SyntaxNode, wanted: &str, source: &SourceFile, scalars: bool) -> Option<String> {
    let written = node.tag.as_ref().map(|tag| tag.name.as_str());
    let collection = |own: &str| match written {
        Some(tag) if !["!!seq", "!!map"].contains(&tag) => format!("{tag} ``"),
        Some(tag) => tag.to_owned(),
        None => own.to_owned(),
    };
    let shown = match &node.kind {
        SyntaxKind::Sequence { .. } => collection("!!seq"),
        SyntaxKind::Mapping { .. } => collection("!!map"),
        SyntaxKind::Scalar { text, style } if scalars => {
            let found = resolve(written, text, *style).ok()?;
            if found == super::Value::Null {
                return None;
            }
            let text = match text.get(..7) {
                Some(start) if text.len() > 10 => format!("{start}..."),
                _ => text.to_string(),
            };
            format!("{} `{text}`", written.unwrap_or(tag_of(&found)))
        }
        SyntaxKind::Scalar { .. } | SyntaxKind::Alias { .. } => return None,
    };
    let line = line(node.span, source);
    Some(format!("line {line}: cannot unmarshal {shown} into {wanted}"))
}

/// Every pair of equal keys, by the first and then by the second.
fn repeated_keys(syntax: &SyntaxTree, entries: &[(SyntaxId, SyntaxId)], source: &SourceFile) -> Vec<String> {
    let key = |id: SyntaxId| match &syntax.node(id).kind {
        SyntaxKind::Scalar { text, .. } => (0, text.as_str()),
        SyntaxKind::Alias { name, .. } => (1, name.as_str()),
        SyntaxKind::Sequence { .. } => (2, ""),
        SyntaxKind::Mapping { .. } => (3, ""),
    };
    let mut places: FastMap<(u8, &str), Vec<Span>> = FastMap::default();
    for &(id, _) in entries {
        places.entry(key(id)).or_default().push(syntax.node(id).span);
    }
    let mut lines = Vec::new();
    for &(id, _) in entries {
        let first = syntax.node(id).span;
        let same = places.get(&key(id)).map_or(&[][..], Vec::as_slice);
        for &second in same.iter().filter(|second| second.start > first.start) {
            lines.push(format!(
                "line {}: mapping key {} already defined at line {}",
                line(second, source),
                printing::quote(key(id).1),
                line(first, source)
            ));
        }
    }
    lines
}

fn line(span: Span, source: &SourceFile) -> u32 {
    source.line_column(span.start as usize).line
}
