//! From the syntax tree to the value tree: aliases followed, merge keys merged, scalars read.
//!
//! Done as compose-go does it: first `!reset` and `!override` are noted and aliases followed, with
//! complaints about duplicate keys and cycles; then go-yaml decodes what is left. The complaints of the
//! first step win. Expansion of aliases is bounded by [`MAX_EXPANDED`], depth by `MAX_DEPTH`.
//! Source: compose-go v2.9.1 `loader/reset.go`, go-yaml v3 `decode.go`.

mod key;
mod place;
mod shown;

use smol_str::SmolStr;

use super::grammar::MAX_DEPTH;
use super::mapping::Mapping;
use super::name::MERGE;
use super::node::{Entry, Node, Origin, Value};
use super::scalar::{self, ScalarFault};
use super::syntax::{ScalarStyle, SyntaxId, SyntaxKind, SyntaxNode, SyntaxTree};
use super::{KeyOrIndex, MergeTag, MergeTagKind};
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::{SourceFile, Span};
use place::{PathStep, Places, Use};

/// How many values aliases may bring in.
const MAX_EXPANDED: usize = 500_000;

/// A document's values and what is wrong with them.
pub(super) struct Built {
    pub(super) root: Node,
    pub(super) merge_tags: Vec<MergeTag>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What compose-go prints behind the file's name: the first complaint of its first step, else of go-yaml.
    pub(super) failure: Option<String>,
    /// What it prints about keys that are no text.
    pub(super) key_failure: Option<String>,
}

/// Builds the value of one document. `removed`: what `!reset` has taken out of the documents before, whose anchors go
/// on to be known, and what it takes out of this one.
pub(super) fn build(syntax: &SyntaxTree, root: SyntaxId, source: &SourceFile, removed: &mut Vec<SyntaxId>) -> Built {
    let mut builder = Builder {
        syntax,
        source,
        path: Vec::new(),
        places: Places::default(),
        visits: vec![Visit::default(); syntax.len()],
        removed: Vec::new(),
        alias_depth: 0,
        expanded: 0,
        full: false,
        merge_tags: Vec::new(),
        diagnostics: Vec::new(),
        first_step: None,
        decode: None,
        repeated: Vec::new(),
        key_failure: None,
        merging: false,
    };
    for earlier in removed.iter() {
        builder.visits[earlier.index()].removed = true;
    }
    builder.removed = std::mem::take(removed);
    let node = builder.value(root, 0, false);
    *removed = std::mem::take(&mut builder.removed);
    let root_span = syntax.node(root).span;
    let decode = builder.decode.take().or_else(|| {
        let lines = std::mem::take(&mut builder.repeated);
        (!lines.is_empty()).then(|| format!("yaml: unmarshal errors:\n  {}", lines.join("\n  ")))
    });
    Built {
        root: node.unwrap_or_else(|| Node::new(Value::Null, root_span)),
        merge_tags: builder.merge_tags,
        diagnostics: builder.diagnostics,
        failure: builder.first_step.or(decode),
        key_failure: builder.key_failure,
    }
}

/// What is known of a node from earlier visits: through aliases it may be visited again.
#[derive(Clone, Copy, Default)]
struct Visit {
    /// It is being visited: who comes here again goes in circles.
    open: bool,
    /// What is wrong with it has been told.
    told: bool,
    /// `!reset` took it out of its collection.
    removed: bool,
}

struct Builder<'a> {
    syntax: &'a SyntaxTree,
    source: &'a SourceFile,
    path: Vec<PathStep>,
    places: Places,
    visits: Vec<Visit>,
    removed: Vec<SyntaxId>,
    alias_depth: usize,
    expanded: usize,
    /// The bound on expansion is reached, and told.
    full: bool,
    merge_tags: Vec<MergeTag>,
    diagnostics: Vec<Diagnostic>,
    first_step: Option<String>,
    decode: Option<String>,
    /// Lines about repeated keys where only go-yaml looks.
    repeated: Vec<String>,
    /// The mapping that is being built is the value of a merge key.
    merging: bool,
    key_failure: Option<String>,
}

impl<'a> Builder<'a> {
    /// The value of a node; `None` when `!reset` takes it away. Below `!override` (`kept`) the tags of
    /// Compose mean nothing.
    fn value(&mut self, id: SyntaxId, depth: usize, kept: bool) -> Option<Node> {
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
            return self.alias(node, name, *target, depth, kept);
        }
        let tag = node.tag.as_ref().map(|tag| tag.name.as_str());
        if !kept && let Some("!reset") = tag {
            self.mark(MergeTagKind::Reset, node);
            return None;
        }
        let overriding = !kept && tag == Some("!override");
        if overriding {
            self.mark(MergeTagKind::Override, node);
        }
        let kept = kept || overriding;
        let value = match &node.kind {
            SyntaxKind::Scalar { text, style } => self.scalar(node, tag, text, *style),
            SyntaxKind::Sequence { items, .. } => {
                let outer = std::mem::replace(&mut self.visits[id.index()].open, true);
                let value = self.sequence(items, depth, kept);
                self.visits[id.index()].open = outer;
                value
            }
            SyntaxKind::Mapping { entries, .. } => {
                let outer = std::mem::replace(&mut self.visits[id.index()].open, true);
                let value = self.mapping(id, entries, depth, kept);
                self.visits[id.index()].open = outer;
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
        kept: bool,
    ) -> Option<Node> {
        let null = Node::new(Value::Null, node.span);
        let Some(target) = target else {
            return Some(null);
        };
        let open = self.visits[target.index()].open;
        let place = match (kept, open) {
            (true, true) => Use::Again,
            (true, false) => Use::New,
            (false, _) => self.places.visit(target, &self.path_text()),
        };
        // Where an anchor holds itself, compose-go goes round once before it sees the cycle.
        if matches!(place, Use::Cycle(_)) || (open && place == Use::Again) {
            self.report_cycle(node.span, name, target, place, kept);
            return Some(null);
        }
        self.alias_depth += 1;
        let value = self.value(target, depth + 1, kept);
        self.alias_depth -= 1;
        value.map(|value| {
            value.with_origin(Origin::Alias {
                name: name.to_owned(),
                used: node.span,
            })
        })
    }

    /// `!reset` takes a node out of its collection, for whoever comes to that through an alias as well.
    fn remove(&mut self, id: SyntaxId) {
        self.visits[id.index()].removed = true;
        self.removed.push(id);
    }

    fn scalar(&mut self, node: &SyntaxNode, tag: Option<&str>, text: &SmolStr, style: ScalarStyle) -> Value {
        match scalar::resolve(tag, text, style) {
            Ok(value) => value,
            Err(fault) => {
                self.report_scalar(node, text, &fault);
                Value::String(text.clone())
            }
        }
    }

    fn sequence(&mut self, items: &[SyntaxId], depth: usize, kept: bool) -> Value {
        let mut values = Vec::with_capacity(items.len());
        for (index, &item) in items.iter().enumerate() {
            if self.visits[item.index()].removed {
                continue;
            }
            self.path.push(PathStep::Index(index));
            match self.value(item, depth + 1, kept) {
                Some(value) => values.push(value),
                None => self.remove(item),
            }
            self.path.pop();
            if self.full {
                break;
            }
        }
        Value::Sequence(values)
    }

    fn mapping(&mut self, id: SyntaxId, entries: &[(SyntaxId, SyntaxId)], depth: usize, kept: bool) -> Value {
        let told = std::mem::replace(&mut self.visits[id.index()].told, true);
        let mut repeated = if told {
            Vec::new()
        } else {
            self.check_repeated(entries, kept)
        };
        // Two keys may still come to one text, where one is an alias or has a tag.
        let as_written = |&(key, _): &(SyntaxId, SyntaxId)| {
            let key = self.syntax.node(key);
            key.tag.is_none() && matches!(key.kind, SyntaxKind::Scalar { .. })
        };
        let distinct = !told && repeated.is_empty() && entries.iter().all(as_written);
        let mut own = Mapping::with_capacity(entries.len());
        let mut merged = None;
        for (index, &(key, value)) in entries.iter().enumerate() {
            if let Some((_, text)) = repeated.pop_if(|(at, _)| *at == index) {
                self.fail_first_step(text);
            }
            if self.visits[value.index()].removed {
                continue;
            }
            let merging = self.syntax.node(key).is_merge_key();
            // compose-go leaves the merge key out of paths, except as the first part.
            let step = !merging || self.path.is_empty();
            if step {
                self.path.push(PathStep::Key(key));
            }
            let outer = std::mem::replace(&mut self.merging, merging);
            let node = self.value(value, depth + 1, kept);
            self.merging = outer;
            if step {
                self.path.pop();
            }
            match node {
                None => self.remove(value),
                Some(node) if merging => merged = Some((node, self.syntax.node(value).span)),
                Some(node) => {
                    if let Some(text) = self.key(key, depth, told) {
                        let key = self.syntax.node(key).span;
                        let entry = Entry { key_span: key, node };
                        match distinct {
                            true => own.append(text, entry),
                            // The first of two equal keys stays; that they are equal has been told.
                            false => own.insert_new(text, entry),
                        }
                    }
                }
            }
            if self.full {
                break;
            }
        }
        if let Some((node, used)) = merged {
            self.merge(&mut own, node, used);
        }
        Value::Mapping(own)
    }

    /// Adds what a merge key brings: own keys win, then the earlier of several mappings.
    fn merge(&mut self, own: &mut Mapping, node: Node, used: Span) {
        let mut brought = Vec::new();
        match node.value {
            Value::Mapping(entries) => brought.push(entries),
            Value::Sequence(items) => {
                for item in items {
                    match item.value {
                        Value::Mapping(entries) => brought.push(entries),
                        _ => self.report_merge(item.span, used),
                    }
                }
            }
            _ => self.report_merge(node.span, used),
        }
        let step = Origin::MergeKey { used };
        for (key, mut entry) in brought.into_iter().flatten() {
            entry.node = entry.node.with_origin(step.clone());
            own.insert_new(key, entry);
        }
    }

    fn mark(&mut self, kind: MergeTagKind, node: &SyntaxNode) {
        let path = self.path.iter().map(|&step| self.path_part(step)).collect();
        let span = node.tag.as_ref().map_or(node.span, |tag| tag.span);
        self.merge_tags.push(MergeTag { path, kind, span });
    }

    fn path_part(&self, step: PathStep) -> KeyOrIndex {
        match step {
            PathStep::Key(key) => KeyOrIndex::Key(self.key_text(key).to_owned()),
            PathStep::Index(index) => KeyOrIndex::Index(index),
        }
    }

    /// The path as compose-go writes it: `services.web.ports.0`.
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

    fn fail_first_step(&mut self, text: String) {
        self.first_step.get_or_insert(text);
    }

    fn fail_decoding(&mut self, text: String) {
        self.decode.get_or_insert(text);
    }

    fn named(&self, text: &str) -> String {
        format!("failed to parse {}: {text}", self.source.path())
    }
}

/// Reports: each is told once, at its first visit.
impl Builder<'_> {
    fn report_depth(&mut self, span: Span) {
        if self.full {
            return;
        }
        let message = format!("values are nested more than {MAX_DEPTH} deep here");
        self.refuse(Diagnostic::error(codes::YAML_TOO_DEEP, message, span).help("What is deeper is left out."));
    }

    fn report_expansion(&mut self, span: Span) {
        if self.full {
            return;
        }
        let message = format!("aliases bring in more than {MAX_EXPANDED} values");
        self.refuse(
            Diagnostic::error(codes::YAML_ALIAS_EXPANSION, message, span)
                .help("Aliases of lists of aliases multiply: write what is needed once."),
        );
    }

    /// A bound of our own is reached: the rest of the document is left out, so the file is refused.
    fn refuse(&mut self, diagnostic: Diagnostic) {
        self.full = true;
        self.fail_first_step(diagnostic.message.clone());
        self.diagnostics.push(diagnostic);
    }

    fn report_cycle(&mut self, span: Span, name: &str, target: SyntaxId, place: Use, kept: bool) {
        let text = match place {
            Use::Cycle(earlier) => {
                let path = self.path_text();
                let text = format!("cycle detected: node at path {path} references node at path {earlier}");
                self.fail_first_step(text.clone());
                text
            }
            Use::New | Use::Again => {
                let text = format!("yaml: anchor '{name}' value contains itself");
                if kept {
                    self.fail_decoding(text.clone());
                } else {
                    self.fail_first_step(text.clone());
                }
                text
            }
        };
        let anchor = self.syntax.node(target);
        let place = anchor.anchor.as_ref().map_or(anchor.span, |anchor| anchor.span);
        self.diagnostics.push(
            Diagnostic::error(
                codes::YAML_ALIAS_CYCLE,
                format!("`*{name}` stands inside `&{name}` itself"),
                span,
            )
            .and(place, "the anchor")
            .help("An alias repeats the whole value of its anchor, so it can't be a part of it.")
            .upstream(self.named(&text)),
        );
    }

    fn report_scalar(&mut self, node: &SyntaxNode, text: &str, fault: &ScalarFault) {
        let tag = node.tag.as_ref().map_or("", |tag| tag.name.as_str());
        let (upstream, message) = match fault {
            ScalarFault::Mismatch { found } => (
                format!("yaml: cannot decode {found} `{text}` as a {tag}"),
                format!("`{text}` is not what its tag `{tag}` says"),
            ),
            ScalarFault::Base64 => (
                "yaml: !!binary value contains invalid base64 data".to_owned(),
                "text tagged `!!binary` must be base64".to_owned(),
            ),
        };
        self.fail_decoding(upstream.clone());
        let tag_span = node.tag.as_ref().map_or(node.span, |tag| tag.span);
        let mut diagnostic = Diagnostic::error(codes::YAML_BAD_TAG, message, node.span)
            .and(tag_span, "the tag")
            .upstream(self.named(&upstream));
        if matches!(fault, ScalarFault::Mismatch { .. }) {
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

    fn report_merge(&mut self, span: Span, used: Span) {
        let upstream = MERGE;
        self.fail_decoding(upstream.to_owned());
        let mut diagnostic = Diagnostic::error(codes::YAML_BAD_MERGE, "`<<` can only merge mappings", used)
            .help("Give it an alias of a mapping, or a list of such aliases.")
            .upstream(self.named(upstream));
        if span != used {
            diagnostic = diagnostic.and(span, "this is no mapping");
        }
        self.diagnostics.push(diagnostic);
    }
}
