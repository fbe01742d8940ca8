//! Keys: merge keys, keys that are no text, and keys that stand twice.

use smol_str::SmolStr;

use super::Builder;
use super::place::PathStep;
use super::shown;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::hash::{self, FastMap, Hashing};
use crate::source::Span;
use crate::yaml::node::Value;
use crate::yaml::printing;
use crate::yaml::syntax::{SyntaxId, SyntaxKind};

/// How many keys are compared each with each; a few are done before a map is made.
const FEW: usize = 16;

/// The texts that stand more than once, each with its first place and a later one.
fn repeated<'a>(texts: &[&'a str]) -> Vec<(&'a str, usize, usize)> {
    let places = 0..texts.len();
    if texts.len() <= FEW {
        let first = |place: usize| {
            texts[..place]
                .iter()
                .position(|earlier| hash::is_same(earlier, texts[place]))
        };
        return places
            .filter_map(|place| Some((texts[place], first(place)?, place)))
            .collect();
    }
    let mut first_of: FastMap<&str, usize> = FastMap::with_capacity_and_hasher(texts.len(), Hashing::default());
    places
        .filter_map(|place| {
            let first = *first_of.entry(texts[place]).or_insert(place);
            (first < place).then_some((texts[place], first, place))
        })
        .collect()
}

impl Builder<'_> {
    /// A key as paths show it.
    pub(super) fn key_text(&self, key: SyntaxId) -> &str {
        match &self.syntax.node(key).kind {
            SyntaxKind::Scalar { text, .. } => text,
            SyntaxKind::Alias { name, .. } => name,
            SyntaxKind::Sequence { .. } | SyntaxKind::Mapping { .. } => "",
        }
    }

    /// The text of a key; `None` for lists and mappings, which can't be keys. `told`: say nothing.
    pub(super) fn key(&mut self, id: SyntaxId, depth: usize, told: bool) -> Option<SmolStr> {
        let syntax = self.syntax;
        let mut id = id;
        let mut node = syntax.node(id);
        let mut aliases = 0;
        while let SyntaxKind::Alias {
            target: Some(target), ..
        } = &node.kind
        {
            id = *target;
            node = syntax.node(id);
            aliases += 1;
            if aliases > 8 {
                return None;
            }
        }
        let SyntaxKind::Scalar { text, style } = &node.kind else {
            if !told && !matches!(node.kind, SyntaxKind::Alias { .. }) {
                self.report_collection_key(id, depth);
            }
            return None;
        };
        let tag = node.tag.as_ref().map(|tag| tag.name.as_str());
        let value = self.scalar(node, tag, text, *style);
        if let Value::String(text) = value {
            return Some(text);
        }
        if self.merging {
            // Into a mapping whose keys are text anything is read as text, and null not at all.
            return Some(text.clone()).filter(|_| value != Value::Null);
        }
        if !told {
            self.report_non_string(id, &value, text);
        }
        Some(text.clone())
    }

    fn report_collection_key(&mut self, id: SyntaxId, depth: usize) {
        let span = self.syntax.node(id).span;
        let value = self.value(id, depth + 1, true);
        let shown = value
            .as_ref()
            .map_or_else(|| "<nil>".to_owned(), |value| shown::value(self.syntax, id, value));
        let upstream = match value {
            // What a merge key brings is read into a mapping whose keys are text.
            Some(value) if self.merging => {
                let tag = self.syntax.node(id).tag.as_ref().map(|tag| tag.name.as_str());
                let kind = match (tag.filter(|tag| !tag.starts_with("!!")), value.value) {
                    (Some(own), _) => format!("{own} ``"),
                    (None, Value::Sequence(_)) => "!!seq".to_owned(),
                    (None, _) => "!!map".to_owned(),
                };
                // It begins where its anchor stands.
                let named = self.syntax.node(id).anchor.as_ref();
                let line = self.line(named.map_or(value.span, |anchor| anchor.span));
                format!("yaml: unmarshal errors:\n  line {line}: cannot unmarshal {kind} into string")
            }
            _ => format!("yaml: invalid map key: {shown}"),
        };
        self.fail_decoding(upstream.clone());
        self.diagnostics.push(
            Diagnostic::error(codes::YAML_BAD_KEY, "a list or mapping can't be a key", span)
                .help("An unquoted value that begins with `{` or `[` is a mapping or list; quote it if it is meant as text.")
                .upstream(self.named(&upstream)),
        );
    }

    fn report_non_string(&mut self, id: SyntaxId, value: &Value, text: &str) {
        let span = self.syntax.node(id).span;
        let location = match self.model_path() {
            path if path.is_empty() => "at top level".to_owned(),
            path => format!("in {path}"),
        };
        let upstream = format!("non-string key {location}: {}", shown::plain(value));
        self.key_failure.get_or_insert_with(|| upstream.clone());
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Timestamp(_) => "a date",
            _ => "a number",
        };
        let shown = if text.is_empty() {
            "an empty key".to_owned()
        } else {
            format!("`{text}`")
        };
        let mut diagnostic = Diagnostic::error(
            codes::NON_STRING_KEY,
            format!("{shown} is {kind}, but keys must be text"),
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

    /// The path of the value that is being built, as compose-go writes it after decoding: `a.b[0].c`.
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

    /// Reports keys that stand twice. Where only go-yaml looks (`kept`), it tells them all before it goes
    /// on; else what compose-go says when it comes to an entry is answered, last entry first.
    pub(super) fn check_repeated(&mut self, entries: &[(SyntaxId, SyntaxId)], kept: bool) -> Vec<(usize, String)> {
        let mut texts = Vec::new();
        let syntax = self.syntax;
        let text = |&(key, _): &(SyntaxId, SyntaxId)| match &syntax.node(key).kind {
            SyntaxKind::Scalar { text, .. } => text.as_str(),
            SyntaxKind::Alias { name, .. } => name.as_str(),
            SyntaxKind::Sequence { .. } | SyntaxKind::Mapping { .. } => "",
        };
        let written: Vec<&str> = entries.iter().map(text).collect();
        let repeated = repeated(&written);
        for (text, first, second) in repeated {
            let (earlier, later) = (syntax.node(entries[first].0).span, syntax.node(entries[second].0).span);
            let line = format!(
                "line {}: mapping key {} already defined at line {}",
                self.line(later),
                printing::quote(text),
                self.line(earlier)
            );
            if kept {
                self.repeated.push(line.clone());
            } else {
                texts.push((second, line.clone()));
            }
            let value = syntax.node(entries[second].1).span;
            self.report_repeated(text, earlier, later, value, &line);
        }
        texts.reverse();
        texts
    }

    fn report_repeated(&mut self, text: &str, earlier: Span, later: Span, value: Span, upstream: &str) {
        let (one, two) = (self.line(earlier), self.line(later));
        let message = if one == two {
            format!("`{text}` is set twice in line {one}; keep one")
        } else {
            format!("`{text}` is set twice, on lines {one} and {two}; keep one")
        };
        let mut diagnostic = Diagnostic::error(codes::DUPLICATE_KEY, message, later)
            .and(earlier, "first set here")
            .upstream(self.named(upstream));
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

    /// The lines of a span, when nothing else stands in them.
    fn whole_lines(&self, span: Span) -> Option<Span> {
        let text = self.source.text();
        let first = self.source.line_column(span.start as usize).line;
        let last = self.source.line_column(span.end as usize).line;
        let start = self.source.line_start(first);
        let before = text.get(start..span.start as usize)?;
        let after = text.get(span.end as usize..self.source.line_start(last + 1))?;
        let alone = before.bytes().all(|byte| byte == b' ');
        let ended = after.trim_start().is_empty() || after.trim_start().starts_with('#');
        (alone && ended).then(|| Span::new(span.file, start..self.source.line_start(last + 1)))
    }
}
