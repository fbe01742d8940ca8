//! Builds mapping keys. Reports keys that are not strings and duplicate keys.

use smol_str::SmolStr;

use super::{Builder, PathStep, go_value};
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::hash::{FastBuildHasher, FastMap};
use crate::source::Span;
use crate::yaml::go_format;
use crate::yaml::node::Value;
use crate::yaml::syntax::{SyntaxId, SyntaxKind};

/// Up to this number of keys, comparing all pairs is faster than a hash map.
const MAX_PAIRWISE: usize = 16;

/// Returns the texts that occur more than once, each with the index of its first and of a later occurrence.
fn duplicates<'a>(texts: &[&'a str]) -> Vec<(&'a str, usize, usize)> {
    let mut found = Vec::new();
    if texts.len() <= MAX_PAIRWISE {
        for (index, text) in texts.iter().enumerate() {
            let first = texts[..index].iter().position(|earlier| earlier == text);
            found.extend(first.map(|first| (*text, first, index)));
        }
        return found;
    }
    let mut first_index: FastMap<&str, usize> =
        FastMap::with_capacity_and_hasher(texts.len(), FastBuildHasher::default());
    for (index, text) in texts.iter().enumerate() {
        let first = *first_index.entry(text).or_insert(index);
        if first < index {
            found.push((*text, first, index));
        }
    }
    found
}

impl Builder<'_> {
    /// Returns a key as written, for paths.
    pub(super) fn key_text(&self, key: SyntaxId) -> &str {
        match &self.syntax.node(key).kind {
            SyntaxKind::Scalar { text, .. } => text,
            SyntaxKind::Alias { name, .. } => name,
            SyntaxKind::Sequence { .. } | SyntaxKind::Mapping { .. } => "",
        }
    }

    /// Returns the text of a key, or none for a key that is a sequence or mapping. Reports invalid keys unless
    /// `is_reported`.
    pub(super) fn key(&mut self, id: SyntaxId, depth: usize, is_reported: bool) -> Option<SmolStr> {
        let syntax = self.syntax;
        let id = syntax.resolve_alias(id);
        let node = syntax.node(id);
        let SyntaxKind::Scalar { text, style } = &node.kind else {
            if !is_reported && !matches!(node.kind, SyntaxKind::Alias { .. }) {
                self.report_collection_key(id, depth);
            }
            return None;
        };
        let value = self.scalar(node, node.tag_name(), text, *style);
        if let Value::String(text) = value {
            return Some(text);
        }
        if self.is_merge_value {
            // go-yaml decodes this into a map with string keys, where scalars become strings and null keys are ignored.
            return Some(text.clone()).filter(|_| value != Value::Null);
        }
        if !is_reported {
            self.report_non_string(id, &value, text);
        }
        Some(text.clone())
    }

    fn report_collection_key(&mut self, id: SyntaxId, depth: usize) {
        let span = self.syntax.node(id).span;
        let value = self.value(id, depth + 1, true);
        let formatted = value
            .as_ref()
            .map_or_else(|| "<nil>".to_owned(), |value| go_value::format(self.syntax, id, value));
        let upstream = match value {
            // go-yaml decodes the value of a merge key into a map with string keys.
            Some(value) if self.is_merge_value => {
                let node = self.syntax.node(id);
                let kind = match (node.tag_name().filter(|tag| !tag.starts_with("!!")), value.value) {
                    (Some(custom), _) => format!("{custom} ``"),
                    (None, Value::Sequence(_)) => "!!seq".to_owned(),
                    (None, _) => "!!map".to_owned(),
                };
                let anchor = node.anchor.as_ref();
                let line = self.line(anchor.map_or(value.span, |anchor| anchor.span));
                format!("yaml: unmarshal errors:\n  line {line}: cannot unmarshal {kind} into string")
            }
            _ => format!("yaml: invalid map key: {formatted}"),
        };
        self.fail_decode(upstream.clone());
        self.diagnostics.push(
            Diagnostic::error(codes::YAML_BAD_KEY, "a list or mapping cannot be a key", span)
                .help("A value that starts with `{` or `[` is a mapping or list. Quote it to make it a string.")
                .upstream(self.upstream(&upstream)),
        );
    }

    fn report_non_string(&mut self, id: SyntaxId, value: &Value, text: &str) {
        let span = self.syntax.node(id).span;
        let location = match self.model_path() {
            path if path.is_empty() => "at top level".to_owned(),
            path => format!("in {path}"),
        };
        let upstream = format!("non-string key {location}: {}", go_value::format_value(value));
        self.key_failure.get_or_insert_with(|| upstream.clone());
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Timestamp(_) => "a date",
            _ => "a number",
        };
        let key = if text.is_empty() {
            "an empty key".to_owned()
        } else {
            format!("`{text}`")
        };
        let mut diagnostic = Diagnostic::error(
            codes::NON_STRING_KEY,
            format!("{key} is {kind}, but keys must be strings"),
            span,
        )
        .upstream(upstream);
        if !text.is_empty() {
            let edit = Edit {
                span,
                text: format!("\"{text}\""),
            };
            diagnostic = diagnostic.fix(format!("Write \"{text}\""), Applicability::Safe, vec![edit]);
        }
        self.diagnostics.push(diagnostic);
    }

    /// Returns the current path as compose-go writes it after decoding: `a.b[0].c`.
    fn model_path(&self) -> String {
        let mut text = String::new();
        for &step in &self.path {
            match step {
                PathStep::Key(key) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(self.key_text(key));
                }
                PathStep::Index(index) => text.push_str(&format!("[{index}]")),
            }
        }
        text
    }

    /// Reports duplicate keys. Returns the errors that compose-go prints when it reaches an entry, with the index of
    /// the entry, in reverse order. Inside `!override` only go-yaml checks: it collects all errors of the document.
    pub(super) fn check_duplicate_keys(
        &mut self,
        entries: &[(SyntaxId, SyntaxId)],
        in_override: bool,
    ) -> Vec<(usize, String)> {
        let mut errors = Vec::new();
        let syntax = self.syntax;
        let text = |&(key, _): &(SyntaxId, SyntaxId)| match &syntax.node(key).kind {
            SyntaxKind::Scalar { text, .. } => text.as_str(),
            SyntaxKind::Alias { name, .. } => name.as_str(),
            SyntaxKind::Sequence { .. } | SyntaxKind::Mapping { .. } => "",
        };
        let texts: Vec<&str> = entries.iter().map(text).collect();
        for (text, first, second) in duplicates(&texts) {
            let (earlier, later) = (syntax.node(entries[first].0).span, syntax.node(entries[second].0).span);
            let line = format!(
                "line {}: mapping key {} already defined at line {}",
                self.line(later),
                go_format::quote(text),
                self.line(earlier)
            );
            if in_override {
                self.duplicate_key_errors.push(line.clone());
            } else {
                errors.push((second, line.clone()));
            }
            let value = syntax.node(entries[second].1).span;
            self.report_duplicate_key(text, earlier, later, value, &line);
        }
        errors.reverse();
        errors
    }

    fn report_duplicate_key(&mut self, text: &str, earlier: Span, later: Span, value: Span, upstream: &str) {
        let (first_line, second_line) = (self.line(earlier), self.line(later));
        let message = if first_line == second_line {
            format!("`{text}` is set twice on line {first_line}")
        } else {
            format!("`{text}` is set twice, on lines {first_line} and {second_line}")
        };
        let mut diagnostic = Diagnostic::error(codes::DUPLICATE_KEY, message, later)
            .label(earlier, "first set here")
            .help("Remove one of them.")
            .upstream(self.upstream(upstream));
        if let Some(span) = self.whole_lines(later.to(value)) {
            let edit = Edit {
                span,
                text: String::new(),
            };
            diagnostic = diagnostic.fix(
                format!("Remove the second `{text}`"),
                Applicability::ChangesBehavior,
                vec![edit],
            );
        }
        self.diagnostics.push(diagnostic);
    }

    /// Returns the span of the whole lines of a span, if they contain nothing else except a comment.
    fn whole_lines(&self, span: Span) -> Option<Span> {
        let text = self.source.text();
        let first = self.source.line_column(span.start as usize).line;
        let last = self.source.line_column(span.end as usize).line;
        let start = self.source.line_start(first);
        let before = text.get(start..span.start as usize)?;
        let after = text.get(span.end as usize..self.source.line_start(last + 1))?;
        let is_alone = before.bytes().all(|byte| byte == b' ');
        let is_line_end = after.trim_start().is_empty() || after.trim_start().starts_with('#');
        (is_alone && is_line_end).then(|| Span::new(span.file, start..self.source.line_start(last + 1)))
    }
}
