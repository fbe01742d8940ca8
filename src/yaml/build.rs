//! Builds the values of a document from its syntax tree: expands aliases, merges merge keys and resolves
//! scalars.
//!
//! compose-go does this in two steps. Its reset processor records `!reset` and `!override`, expands aliases,
//! and reports duplicate keys and cycles; then go-yaml decodes the rest. Errors of the first step win.
//! Alias expansion is limited by [`MAX_EXPANDED`], recursion by [`MAX_DEPTH`].
//! Source: compose-go v2.9.1 `loader/reset.go`, go-yaml v3 `decode.go`.

mod alias_paths;
mod go_value;
mod key;

use smol_str::SmolStr;

use super::grammar::MAX_DEPTH;
use super::mapping::Mapping;
use super::node::{Entry, Node, Origin, Value};
use super::project_name::INVALID_MERGE;
use super::scalar::{self, TagMismatch};
use super::syntax::{ScalarStyle, SyntaxId, SyntaxKind, SyntaxNode, SyntaxTree};
use super::{KeyOrIndex, MergeTag, MergeTagKind};
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::{SourceFile, Span};
use alias_paths::{AliasPaths, AliasUse};

/// Maximum number of nodes that alias expansion may produce.
const MAX_EXPANDED: usize = 500_000;

/// The values of a document.
pub(super) struct Built {
    pub(super) root: Node,
    pub(super) merge_tags: Vec<MergeTag>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The error that compose-go prints after the file name: the first of its reset processor, or else of go-yaml.
    pub(super) failure: Option<String>,
    /// The first error about a key that is not a string, which compose-go reports later.
    pub(super) key_failure: Option<String>,
}

/// Builds the value of a document. `removed` lists the nodes that `!reset` removed from earlier documents of the file,
/// since their anchors can still be used. Those of this document are added.
pub(super) fn build(syntax: &SyntaxTree, root: SyntaxId, source: &SourceFile, removed: &mut Vec<SyntaxId>) -> Built {
    let mut builder = Builder {
        syntax,
        source,
        path: Vec::new(),
        alias_paths: AliasPaths::default(),
        states: vec![NodeState::default(); syntax.len()],
        removed: Vec::new(),
        alias_depth: 0,
        expanded: 0,
        is_limit_reached: false,
        merge_tags: Vec::new(),
        diagnostics: Vec::new(),
        reset_failure: None,
        decode_failure: None,
        duplicate_key_errors: Vec::new(),
        key_failure: None,
        is_merge_value: false,
    };
    for node in removed.iter() {
        builder.states[node.index()].is_removed = true;
    }
    builder.removed = std::mem::take(removed);
    let node = builder.value(root, 0, false);
    *removed = std::mem::take(&mut builder.removed);
    let root_span = syntax.node(root).span;
    let decode_failure = builder.decode_failure.take().or_else(|| {
        let lines = std::mem::take(&mut builder.duplicate_key_errors);
        (!lines.is_empty()).then(|| format!("yaml: unmarshal errors:\n  {}", lines.join("\n  ")))
    });
    Built {
        root: node.unwrap_or_else(|| Node::new(Value::Null, root_span)),
        merge_tags: builder.merge_tags,
        diagnostics: builder.diagnostics,
        failure: builder.reset_failure.or(decode_failure),
        key_failure: builder.key_failure,
    }
}

/// The state of a node, which aliases may visit several times.
#[derive(Clone, Copy, Default)]
struct NodeState {
    /// The node is being visited. Visiting it again means that aliases form a cycle.
    is_open: bool,
    /// The errors in the node have been reported.
    is_reported: bool,
    /// `!reset` removed the node from its collection.
    is_removed: bool,
}

/// A step from a collection to a member.
#[derive(Debug, Clone, Copy)]
enum PathStep {
    /// To the value of a key.
    Key(SyntaxId),
    /// To the item at an index.
    Index(usize),
}

struct Builder<'a> {
    syntax: &'a SyntaxTree,
    source: &'a SourceFile,
    /// The path of the current value in the model.
    path: Vec<PathStep>,
    alias_paths: AliasPaths,
    /// The state of each node of the syntax tree.
    states: Vec<NodeState>,
    removed: Vec<SyntaxId>,
    /// Number of aliases that lead to the current value.
    alias_depth: usize,
    /// Number of nodes that alias expansion has produced.
    expanded: usize,
    /// A limit has been exceeded and reported. The rest of the document is ignored.
    is_limit_reached: bool,
    merge_tags: Vec<MergeTag>,
    diagnostics: Vec<Diagnostic>,
    /// The first error of compose-go's reset processor.
    reset_failure: Option<String>,
    /// The first error of go-yaml's decoder.
    decode_failure: Option<String>,
    /// go-yaml's errors about duplicate keys inside `!override`, where the reset processor does not check.
    duplicate_key_errors: Vec<String>,
    /// The current value is the value of a merge key.
    is_merge_value: bool,
    key_failure: Option<String>,
}

impl<'a> Builder<'a> {
    /// Returns the value of a node, or none if `!reset` removes it. Inside `!override`, compose-go ignores its own tags.
    fn value(&mut self, id: SyntaxId, depth: usize, in_override: bool) -> Option<Node> {
        let syntax = self.syntax;
        let node = syntax.node(id);
        let null = || Some(Node::new(Value::Null, node.span));
        if depth > MAX_DEPTH {
            self.report_depth(node.span);
            return null();
        }
        if self.alias_depth > 0 {
            self.expanded += 1;
            if self.expanded > MAX_EXPANDED {
                self.report_expansion(node.span);
                return null();
            }
        }
        if let SyntaxKind::Alias { name, target } = &node.kind {
            return self.alias(node, name, *target, depth, in_override);
        }
        let tag = node.tag_name();
        if !in_override && tag == Some("!reset") {
            self.add_merge_tag(MergeTagKind::Reset, node);
            return None;
        }
        if !in_override && tag == Some("!override") {
            self.add_merge_tag(MergeTagKind::Override, node);
        }
        let in_override = in_override || tag == Some("!override");
        let value = match &node.kind {
            SyntaxKind::Scalar { text, style } => self.scalar(node, tag, text, *style),
            SyntaxKind::Sequence { items, .. } => {
                let was_open = std::mem::replace(&mut self.states[id.index()].is_open, true);
                let value = self.sequence(items, depth, in_override);
                self.states[id.index()].is_open = was_open;
                value
            }
            SyntaxKind::Mapping { entries, .. } => {
                let was_open = std::mem::replace(&mut self.states[id.index()].is_open, true);
                let value = self.mapping(id, entries, depth, in_override);
                self.states[id.index()].is_open = was_open;
                value
            }
            SyntaxKind::Alias { .. } => Value::Null,
        };
        Some(Node::new(value, node.span))
    }

    fn alias(
        &mut self,
        node: &'a SyntaxNode,
        name: &str,
        target: Option<SyntaxId>,
        depth: usize,
        in_override: bool,
    ) -> Option<Node> {
        let null = Node::new(Value::Null, node.span);
        let Some(target) = target else {
            return Some(null);
        };
        let is_open = self.states[target.index()].is_open;
        let alias_use = match (in_override, is_open) {
            (true, true) => AliasUse::Repeated,
            (true, false) => AliasUse::New,
            (false, _) => self.alias_paths.record(target, &self.path_text()),
        };
        // compose-go expands an alias inside its own anchor once before it detects the cycle.
        if matches!(alias_use, AliasUse::Cycle(_)) || (is_open && alias_use == AliasUse::Repeated) {
            self.report_cycle(node.span, name, target, alias_use, in_override);
            return Some(null);
        }
        self.alias_depth += 1;
        let value = self.value(target, depth + 1, in_override);
        self.alias_depth -= 1;
        value.map(|value| {
            value.with_origin(Origin::Alias {
                name: name.to_owned(),
                used_at: node.span,
            })
        })
    }

    /// Removes a node tagged `!reset` from its collection. It stays removed when an alias visits the collection again.
    fn remove(&mut self, id: SyntaxId) {
        self.states[id.index()].is_removed = true;
        self.removed.push(id);
    }

    fn scalar(&mut self, node: &SyntaxNode, tag: Option<&str>, text: &SmolStr, style: ScalarStyle) -> Value {
        match scalar::resolve(tag, text, style) {
            Ok(value) => value,
            Err(mismatch) => {
                self.report_tag_mismatch(node, text, &mismatch);
                Value::String(text.clone())
            }
        }
    }

    fn sequence(&mut self, items: &[SyntaxId], depth: usize, in_override: bool) -> Value {
        let mut values = Vec::with_capacity(items.len());
        for (index, &item) in items.iter().enumerate() {
            if self.states[item.index()].is_removed {
                continue;
            }
            self.path.push(PathStep::Index(index));
            match self.value(item, depth + 1, in_override) {
                Some(value) => values.push(value),
                None => self.remove(item),
            }
            self.path.pop();
            if self.is_limit_reached {
                break;
            }
        }
        Value::Sequence(values)
    }

    fn mapping(&mut self, id: SyntaxId, entries: &[(SyntaxId, SyntaxId)], depth: usize, in_override: bool) -> Value {
        let is_reported = std::mem::replace(&mut self.states[id.index()].is_reported, true);
        let mut duplicate_errors = if is_reported {
            Vec::new()
        } else {
            self.check_duplicate_keys(entries, in_override)
        };
        // Keys that are written differently may still have the same text if one is an alias or has a tag.
        let is_untagged_scalar = |&(key, _): &(SyntaxId, SyntaxId)| {
            let key = self.syntax.node(key);
            key.tag.is_none() && matches!(key.kind, SyntaxKind::Scalar { .. })
        };
        let are_keys_distinct = !is_reported && duplicate_errors.is_empty() && entries.iter().all(is_untagged_scalar);
        let mut own = Mapping::with_capacity(entries.len());
        let mut merged = None;
        for (index, &(key, value)) in entries.iter().enumerate() {
            if let Some((_, text)) = duplicate_errors.pop_if(|(duplicate, _)| *duplicate == index) {
                self.fail_reset(text);
            }
            if self.states[value.index()].is_removed {
                continue;
            }
            let is_merge_key = self.syntax.node(key).is_merge_key();
            // compose-go omits merge keys from paths, except at the start.
            let is_in_path = !is_merge_key || self.path.is_empty();
            if is_in_path {
                self.path.push(PathStep::Key(key));
            }
            let was_merge_value = std::mem::replace(&mut self.is_merge_value, is_merge_key);
            let node = self.value(value, depth + 1, in_override);
            self.is_merge_value = was_merge_value;
            if is_in_path {
                self.path.pop();
            }
            match node {
                None => self.remove(value),
                Some(node) if is_merge_key => merged = Some((node, self.syntax.node(value).span)),
                Some(node) => {
                    if let Some(text) = self.key(key, depth, is_reported) {
                        let key_span = self.syntax.node(key).span;
                        let entry = Entry { key_span, node };
                        match are_keys_distinct {
                            true => own.insert_unique(text, entry),
                            // The first of several equal keys wins.
                            false => own.insert_if_absent(text, entry),
                        }
                    }
                }
            }
            if self.is_limit_reached {
                break;
            }
        }
        if let Some((node, used_at)) = merged {
            self.merge(&mut own, node, used_at);
        }
        Value::Mapping(own)
    }

    /// Adds the entries of a merge key's value. Existing keys win, then those of earlier mappings in a sequence.
    fn merge(&mut self, own: &mut Mapping, node: Node, used_at: Span) {
        let mut merged = Vec::new();
        match node.value {
            Value::Mapping(entries) => merged.push(entries),
            Value::Sequence(items) => {
                for item in items {
                    match item.value {
                        Value::Mapping(entries) => merged.push(entries),
                        _ => self.report_merge(item.span, used_at),
                    }
                }
            }
            _ => self.report_merge(node.span, used_at),
        }
        let origin = Origin::MergeKey { used_at };
        for (key, mut entry) in merged.into_iter().flatten() {
            entry.node = entry.node.with_origin(origin.clone());
            own.insert_if_absent(key, entry);
        }
    }

    /// Records a `!reset` or `!override` tag at the current path.
    fn add_merge_tag(&mut self, kind: MergeTagKind, node: &SyntaxNode) {
        let path = self.path.iter().map(|&step| self.key_or_index(step)).collect();
        let span = node.tag.as_ref().map_or(node.span, |tag| tag.span);
        self.merge_tags.push(MergeTag { path, kind, span });
    }

    fn key_or_index(&self, step: PathStep) -> KeyOrIndex {
        match step {
            PathStep::Key(key) => KeyOrIndex::Key(self.key_text(key).to_owned()),
            PathStep::Index(index) => KeyOrIndex::Index(index),
        }
    }

    /// Returns the current path as compose-go writes it: `services.web.ports.0`.
    fn path_text(&self) -> String {
        let mut text = String::new();
        for (index, &step) in self.path.iter().enumerate() {
            if index > 0 {
                text.push('.');
            }
            match step {
                PathStep::Key(key) => text.push_str(self.key_text(key)),
                PathStep::Index(index) => text.push_str(&index.to_string()),
            }
        }
        text
    }

    fn line(&self, span: Span) -> u32 {
        self.source.line_column(span.start as usize).line
    }

    fn fail_reset(&mut self, text: String) {
        self.reset_failure.get_or_insert(text);
    }

    fn fail_decode(&mut self, text: String) {
        self.decode_failure.get_or_insert(text);
    }

    /// Returns the error as Docker Compose prints it, with the file name.
    fn upstream(&self, text: &str) -> String {
        format!("failed to parse {}: {text}", self.source.path())
    }
}

/// Reports errors.
impl Builder<'_> {
    fn report_depth(&mut self, span: Span) {
        if self.is_limit_reached {
            return;
        }
        let message = format!("values are nested more than {MAX_DEPTH} levels deep");
        self.stop(Diagnostic::error(codes::YAML_TOO_DEEP, message, span).help("Deeper values are ignored."));
    }

    fn report_expansion(&mut self, span: Span) {
        if self.is_limit_reached {
            return;
        }
        let message = format!("aliases expand to more than {MAX_EXPANDED} values");
        self.stop(
            Diagnostic::error(codes::YAML_ALIAS_EXPANSION, message, span)
                .help("Aliases to lists of aliases multiply. Write out the values that are needed."),
        );
    }

    /// Stops building because a limit of this library is exceeded, and rejects the file.
    fn stop(&mut self, diagnostic: Diagnostic) {
        self.is_limit_reached = true;
        self.fail_reset(diagnostic.message.clone());
        self.diagnostics.push(diagnostic);
    }

    fn report_cycle(&mut self, span: Span, name: &str, target: SyntaxId, alias_use: AliasUse, in_override: bool) {
        let text = match alias_use {
            AliasUse::Cycle(earlier) => {
                let path = self.path_text();
                let text = format!("cycle detected: node at path {path} references node at path {earlier}");
                self.fail_reset(text.clone());
                text
            }
            AliasUse::New | AliasUse::Repeated => {
                let text = format!("yaml: anchor '{name}' value contains itself");
                if in_override {
                    self.fail_decode(text.clone());
                } else {
                    self.fail_reset(text.clone());
                }
                text
            }
        };
        let target = self.syntax.node(target);
        let anchor_span = target.anchor.as_ref().map_or(target.span, |anchor| anchor.span);
        self.diagnostics.push(
            Diagnostic::error(
                codes::YAML_ALIAS_CYCLE,
                format!("alias `*{name}` is inside its own anchor `&{name}`"),
                span,
            )
            .label(anchor_span, "the anchor")
            .help("An alias repeats the whole value of its anchor, so it cannot be part of that value.")
            .upstream(self.upstream(&text)),
        );
    }

    fn report_tag_mismatch(&mut self, node: &SyntaxNode, text: &str, mismatch: &TagMismatch) {
        let tag = node.tag_name().unwrap_or_default();
        let (upstream, message) = match mismatch {
            TagMismatch::Type { found } => (
                format!("yaml: cannot decode {found} `{text}` as a {tag}"),
                format!("`{text}` does not match its tag `{tag}`"),
            ),
            TagMismatch::Base64 => (
                "yaml: !!binary value contains invalid base64 data".to_owned(),
                "a value tagged `!!binary` must be base64".to_owned(),
            ),
        };
        self.fail_decode(upstream.clone());
        let tag_span = node.tag.as_ref().map_or(node.span, |tag| tag.span);
        let mut diagnostic = Diagnostic::error(codes::YAML_BAD_TAG, message, node.span)
            .label(tag_span, "the tag")
            .upstream(self.upstream(&upstream));
        if matches!(mismatch, TagMismatch::Type { .. }) {
            let removal = Edit {
                span: Span {
                    end: node.span.start.max(tag_span.end),
                    ..tag_span
                },
                text: String::new(),
            };
            diagnostic = diagnostic.fix(format!("Remove `{tag}`"), Applicability::ChangesBehavior, vec![removal]);
        }
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    fn report_merge(&mut self, span: Span, used_at: Span) {
        self.fail_decode(INVALID_MERGE.to_owned());
        let mut diagnostic = Diagnostic::error(codes::YAML_BAD_MERGE, "`<<` can only merge mappings", used_at)
            .help("Use an alias to a mapping, or a list of such aliases.")
            .upstream(self.upstream(INVALID_MERGE));
        if span != used_at {
            diagnostic = diagnostic.label(span, "this is not a mapping");
        }
        self.diagnostics.push(diagnostic);
    }
}
