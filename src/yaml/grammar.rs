//! The parser: builds the syntax tree from tokens, with go-yaml's grammar.
//!
//! The first error ends the parse. The nodes before it are kept, and open collections are closed there.
//! [`MAX_DEPTH`] limits the recursion. Source: go-yaml v3 `parserc.go`.

use smol_str::SmolStr;

use super::fault::{Fault, FaultKind};
use super::scan::{Mark, Scanner, Token, TokenKind};
use super::syntax::{Anchor, CollectionStyle, ScalarStyle, SyntaxId, SyntaxKind, SyntaxNode, SyntaxTree, Tag};
use crate::hash::FastMap;
use crate::source::{FileId, Span};

/// Maximum nesting depth of collections. All recursive functions on trees rely on it.
pub(super) const MAX_DEPTH: usize = 200;

/// The prefix of tags that have the short form `!!name`.
const STANDARD_TAG_PREFIX: &str = "tag:yaml.org,2002:";

/// The result of parsing a text.
pub(super) struct Output {
    pub(super) syntax: SyntaxTree,
    /// The roots of the documents. The last document may be incomplete.
    pub(super) roots: Vec<SyntaxId>,
    /// The aliases without an anchor, in source order.
    pub(super) unknown_aliases: Vec<UnknownAlias>,
    /// The error that ended the parse.
    pub(super) fault: Option<Fault>,
    /// Whether the error is inside the last document.
    pub(super) is_last_incomplete: bool,
}

impl Output {
    /// Changes all spans.
    pub(super) fn map_spans(&mut self, map: impl Fn(Span) -> Span) {
        let ids: Vec<SyntaxId> = self.syntax.nodes().map(|(id, _)| id).collect();
        for id in ids {
            let node = self.syntax.node_mut(id);
            let tag = node.tag.iter_mut().map(|tag| &mut tag.span);
            let anchor = node.anchor.iter_mut().map(|anchor| &mut anchor.span);
            for span in tag.chain(anchor).chain([&mut node.span]) {
                *span = map(*span);
            }
        }
        let aliases = self.unknown_aliases.iter_mut().map(|alias| &mut alias.span);
        aliases.for_each(|span| *span = map(*span));
    }
}

/// An alias that no anchor precedes.
pub(super) struct UnknownAlias {
    /// Index of the document with the alias.
    pub(super) document: usize,
    pub(super) name: String,
    pub(super) span: Span,
}

/// Parses a text. `invalid` is the offset of the first bytes that could not be decoded, with the error to report.
pub(super) fn parse(file: FileId, text: &str, invalid: Option<(usize, FaultKind)>) -> Output {
    let mut parser = Parser {
        file,
        scanner: Scanner::new(text, invalid),
        syntax: SyntaxTree::with_capacity_for(text),
        anchors: FastMap::default(),
        tag_directives: Vec::new(),
        unknown_aliases: Vec::new(),
        finished_documents: 0,
        depth: 0,
        children: Vec::new(),
        document_start: None,
    };
    let mut roots = Vec::new();
    let fault = parser.stream(&mut roots).err();
    // The incomplete document has a root only if the error comes after its first node.
    let incomplete_root = parser
        .document_start
        .and_then(|start| parser.syntax.nodes().nth(start))
        .filter(|_| fault.is_some())
        .map(|(id, _)| id);
    roots.extend(incomplete_root);
    Output {
        roots,
        unknown_aliases: parser.unknown_aliases,
        syntax: parser.syntax,
        fault,
        is_last_incomplete: incomplete_root.is_some(),
    }
}

struct Parser<'a> {
    file: FileId,
    scanner: Scanner<'a>,
    syntax: SyntaxTree,
    anchors: FastMap<String, SyntaxId>,
    /// The tag directives of the current document: handle and prefix.
    tag_directives: Vec<(String, String)>,
    unknown_aliases: Vec<UnknownAlias>,
    finished_documents: usize,
    depth: usize,
    /// A stack of the children of all open collections.
    children: Vec<SyntaxId>,
    /// Index of the first node of the current document.
    document_start: Option<usize>,
}

/// The tag and anchor before a node's content.
#[derive(Default)]
struct Properties {
    tag: Option<Box<Tag>>,
    anchor: Option<Box<Anchor>>,
    start: Option<Mark>,
    end: Option<Mark>,
}

impl Parser<'_> {
    fn peek(&mut self) -> Result<&TokenKind, Fault> {
        Ok(&self.scanner.peek()?.kind)
    }

    fn take(&mut self) -> Result<Token, Fault> {
        self.scanner.take()
    }

    fn span(&self, start: Mark, end: Mark) -> Span {
        Span::new(self.file, start.byte()..end.byte())
    }

    /// Returns an error at the next token, or the scanner's error if there is one first.
    fn fault_at_next(&mut self, kind: FaultKind, context: Option<Mark>) -> Fault {
        match self.scanner.peek() {
            Ok(token) => Fault {
                kind,
                context,
                problem: token.start,
            },
            Err(fault) => fault,
        }
    }

    fn stream(&mut self, roots: &mut Vec<SyntaxId>) -> Result<(), Fault> {
        self.scanner.skip()?;
        // Only the first document can start without `---`.
        let mut is_first = true;
        loop {
            if !is_first {
                while matches!(self.peek()?, TokenKind::DocumentEnd) {
                    self.scanner.skip()?;
                }
            }
            if matches!(self.peek()?, TokenKind::StreamEnd) {
                return Ok(());
            }
            let is_bare = !matches!(
                self.peek()?,
                TokenKind::VersionDirective { .. } | TokenKind::TagDirective(_) | TokenKind::DocumentStart
            );
            self.tag_directives.clear();
            let mut content_start = self.scanner.peek()?.start;
            let is_explicit = !(is_first && is_bare);
            if is_explicit {
                self.directives()?;
                if !matches!(self.peek()?, TokenKind::DocumentStart) {
                    return Err(self.fault_at_next(FaultKind::DocumentStart, None));
                }
                content_start = self.scanner.skip()?;
            }
            self.document_start = Some(self.syntax.len());
            let root = match self.peek()? {
                TokenKind::VersionDirective { .. }
                | TokenKind::TagDirective(_)
                | TokenKind::DocumentStart
                | TokenKind::DocumentEnd
                | TokenKind::StreamEnd
                    if is_explicit =>
                {
                    self.empty_scalar(content_start)
                }
                _ => self.node(true, false)?,
            };
            if matches!(self.peek()?, TokenKind::DocumentEnd) {
                self.scanner.skip()?;
            }
            roots.push(root);
            self.finished_documents += 1;
            self.document_start = None;
            is_first = false;
        }
    }

    fn directives(&mut self) -> Result<(), Fault> {
        let mut has_version = false;
        loop {
            match self.peek()? {
                TokenKind::VersionDirective { major, minor } => {
                    let is_supported = (*major, *minor) == (1, 1);
                    if has_version {
                        return Err(self.fault_at_next(FaultKind::DuplicateVersion, None));
                    }
                    if !is_supported {
                        return Err(self.fault_at_next(FaultKind::UnsupportedVersion, None));
                    }
                    has_version = true;
                }
                TokenKind::TagDirective(parts) => {
                    let pair = (parts.handle.clone(), parts.rest.clone());
                    if self.tag_directives.iter().any(|(handle, _)| *handle == pair.0) {
                        return Err(self.fault_at_next(FaultKind::DuplicateTagDirective, None));
                    }
                    self.tag_directives.push(pair);
                }
                _ => return Ok(()),
            }
            self.scanner.skip()?;
        }
    }

    /// Adds an empty plain scalar, which resolves to null.
    fn empty_scalar(&mut self, at: Mark) -> SyntaxId {
        let span = self.span(at, at);
        self.syntax.add(SyntaxNode {
            kind: SyntaxKind::Scalar {
                text: SmolStr::default(),
                style: ScalarStyle::Plain,
            },
            span,
            tag: None,
            anchor: None,
        })
    }

    /// Parses a node. `is_block` allows block collections, `is_indentless` a block sequence that is not indented deeper
    /// than its key.
    fn node(&mut self, is_block: bool, is_indentless: bool) -> Result<SyntaxId, Fault> {
        match self.peek()? {
            TokenKind::Scalar { .. } => self.scalar(Properties::default()),
            TokenKind::Alias(_) => {
                let token = self.take()?;
                Ok(self.alias(token))
            }
            TokenKind::Anchor(_) | TokenKind::Tag(_) => {
                let properties = self.properties()?;
                self.content(is_block, is_indentless, properties)
            }
            _ => self.content(is_block, is_indentless, Properties::default()),
        }
    }

    fn scalar(&mut self, properties: Properties) -> Result<SyntaxId, Fault> {
        let token = self.take()?;
        let span = self.span(token.start, token.end);
        match token.kind {
            TokenKind::Scalar { text, style } => {
                Ok(self.add_node(SyntaxKind::Scalar { text, style }, span, properties))
            }
            _ => Ok(self.empty_scalar(token.start)),
        }
    }

    /// Parses the content of a node, after its properties.
    fn content(&mut self, is_block: bool, is_indentless: bool, properties: Properties) -> Result<SyntaxId, Fault> {
        let token = self.scanner.peek()?;
        let start = token.start;
        match &token.kind {
            TokenKind::BlockEntry { .. } if is_indentless => {
                self.collection(properties, start, Parser::indentless_sequence)
            }
            TokenKind::Scalar { .. } => self.scalar(properties),
            TokenKind::FlowSequenceStart => self.collection(properties, start, Parser::flow_sequence),
            TokenKind::FlowMappingStart => self.collection(properties, start, Parser::flow_mapping),
            TokenKind::BlockSequenceStart if is_block => self.collection(properties, start, Parser::block_sequence),
            TokenKind::BlockMappingStart if is_block => self.collection(properties, start, Parser::block_mapping),
            _ => match properties.end {
                Some(end) => {
                    let kind = SyntaxKind::Scalar {
                        text: SmolStr::default(),
                        style: ScalarStyle::Plain,
                    };
                    let span = self.span(end, end);
                    Ok(self.add_node(kind, span, properties))
                }
                None => Err(self.fault_at_next(FaultKind::NodeContent, Some(start))),
            },
        }
    }

    fn alias(&mut self, token: Token) -> SyntaxId {
        let span = self.span(token.start, token.end);
        let TokenKind::Alias(name) = token.kind else {
            return self.empty_scalar(token.start);
        };
        let target = self.anchors.get(name.as_str()).copied();
        if target.is_none() {
            self.unknown_aliases.push(UnknownAlias {
                document: self.finished_documents,
                name: name.to_string(),
                span,
            });
        }
        self.syntax.add(SyntaxNode {
            kind: SyntaxKind::Alias { name, target },
            span,
            tag: None,
            anchor: None,
        })
    }

    fn add_node(&mut self, kind: SyntaxKind, span: Span, properties: Properties) -> SyntaxId {
        let anchor = properties.anchor.as_ref().map(|anchor| anchor.name.clone());
        let id = self.syntax.add(SyntaxNode {
            kind,
            span,
            tag: properties.tag,
            anchor: properties.anchor,
        });
        if let Some(name) = anchor {
            self.anchors.insert(name, id);
        }
        id
    }

    /// Parses a collection with `parse`, which pushes its children and returns where it ends.
    fn collection(
        &mut self,
        properties: Properties,
        start: Mark,
        parse: fn(&mut Self, Mark) -> Result<Mark, Fault>,
    ) -> Result<SyntaxId, Fault> {
        if self.depth >= MAX_DEPTH {
            return Err(self.fault_at_next(FaultKind::NestingDepth, Some(start)));
        }
        self.depth += 1;
        let is_flow = matches!(self.peek()?, TokenKind::FlowMappingStart | TokenKind::FlowSequenceStart);
        let style = if is_flow {
            CollectionStyle::Flow
        } else {
            CollectionStyle::Block
        };
        let is_mapping = matches!(self.peek()?, TokenKind::FlowMappingStart | TokenKind::BlockMappingStart);
        let span = self.span(start, start);
        let id = self.add_node(collection_kind(is_mapping, style, &[]), span, properties);
        let first = self.children.len();
        let result = parse(self, start);
        self.syntax.node_mut(id).kind = collection_kind(is_mapping, style, &self.children[first..]);
        self.children.truncate(first);
        self.depth -= 1;
        let end = result?;
        if is_flow {
            self.syntax.node_mut(id).span.end = end.byte() as u32;
        } else {
            self.extend_to_last_child(id);
        }
        Ok(id)
    }

    /// Extends a collection's span to the end of its last child.
    fn extend_to_last_child(&mut self, id: SyntaxId) {
        let last = match &self.syntax.node(id).kind {
            SyntaxKind::Mapping { entries, .. } => entries.last().map(|&(_, value)| value),
            SyntaxKind::Sequence { items, .. } => items.last().copied(),
            SyntaxKind::Scalar { .. } | SyntaxKind::Alias { .. } => None,
        };
        let end = last.map(|last| self.syntax.node(last).span.end);
        let span = &mut self.syntax.node_mut(id).span;
        span.end = span.end.max(end.unwrap_or(0));
    }

    /// Parses the tag and anchor before a node's content, in either order.
    fn properties(&mut self) -> Result<Properties, Fault> {
        let mut properties = Properties::default();
        let mut undefined_handle = None;
        loop {
            match self.peek()? {
                TokenKind::Anchor(_) if properties.anchor.is_none() => {
                    let token = self.take()?;
                    let span = self.span(token.start, token.end);
                    properties.start.get_or_insert(token.start);
                    properties.end = Some(token.end);
                    if let TokenKind::Anchor(name) = token.kind {
                        properties.anchor = Some(Box::new(Anchor {
                            name: name.to_string(),
                            span,
                        }));
                    }
                }
                TokenKind::Tag(_) if properties.tag.is_none() => {
                    let token = self.take()?;
                    let span = self.span(token.start, token.end);
                    properties.start.get_or_insert(token.start);
                    properties.end = Some(token.end);
                    if let TokenKind::Tag(parts) = token.kind {
                        let name = self.tag_name(&parts.handle, &parts.rest);
                        undefined_handle = name.is_none().then_some(token.start);
                        let name = name.unwrap_or(parts.rest);
                        properties.tag = Some(Box::new(Tag { name, span }));
                    }
                }
                _ => break,
            }
        }
        match undefined_handle {
            Some(mark) => Err(Fault {
                kind: FaultKind::UndefinedTagHandle,
                context: properties.start,
                problem: mark,
            }),
            None => Ok(properties),
        }
    }

    /// Returns a tag in short form, or none if its handle is not declared.
    fn tag_name(&self, handle: &str, suffix: &str) -> Option<String> {
        let declared = self.tag_directives.iter().find(|(declared, _)| declared == handle);
        let prefix = match (handle, declared) {
            ("", _) => "",
            (_, Some((_, prefix))) => prefix,
            ("!", None) => "!",
            ("!!", None) => STANDARD_TAG_PREFIX,
            _ => return None,
        };
        let name = format!("{prefix}{suffix}");
        Some(match name.strip_prefix(STANDARD_TAG_PREFIX) {
            Some(short) => format!("!!{short}"),
            None => name,
        })
    }

    fn block_sequence(&mut self, start: Mark) -> Result<Mark, Fault> {
        self.scanner.skip()?;
        self.items(false)?;
        if !matches!(self.peek()?, TokenKind::BlockEnd) {
            return Err(self.fault_at_next(FaultKind::BlockSequenceItem, Some(start)));
        }
        self.scanner.skip()
    }

    fn indentless_sequence(&mut self, start: Mark) -> Result<Mark, Fault> {
        self.items(true)?;
        Ok(start)
    }

    /// Parses the items of a block sequence.
    fn items(&mut self, is_indentless: bool) -> Result<(), Fault> {
        while let &TokenKind::BlockEntry { has_head_comment } = self.peek()? {
            let indicator = self.take()?;
            if has_head_comment {
                self.scanner.peek_or_retry()?;
            }
            let item = match self.peek()? {
                TokenKind::BlockEntry { .. } | TokenKind::BlockEnd => self.empty_scalar(indicator.end),
                TokenKind::Key | TokenKind::Value if is_indentless => self.empty_scalar(indicator.end),
                _ => self.node(true, false)?,
            };
            self.children.push(item);
        }
        Ok(())
    }

    fn block_mapping(&mut self, start: Mark) -> Result<Mark, Fault> {
        self.scanner.skip()?;
        loop {
            let mut end;
            let key = match self.peek()? {
                TokenKind::Key => {
                    end = self.scanner.skip()?;
                    match self.peek()? {
                        TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => self.empty_scalar(end),
                        _ => self.node(true, true)?,
                    }
                }
                TokenKind::BlockEnd => return self.scanner.skip(),
                _ => return Err(self.fault_at_next(FaultKind::BlockMappingKey, Some(start))),
            };
            let value = if matches!(self.peek()?, TokenKind::Value) {
                end = self.scanner.skip()?;
                match self.peek()? {
                    TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => self.empty_scalar(end),
                    _ => self.node(true, true)?,
                }
            } else {
                self.empty_scalar(end)
            };
            self.children.extend([key, value]);
        }
    }

    fn flow_sequence(&mut self, start: Mark) -> Result<Mark, Fault> {
        self.scanner.skip()?;
        let mut is_first = true;
        while !matches!(self.peek()?, TokenKind::FlowSequenceEnd) {
            if !is_first {
                if !matches!(self.peek()?, TokenKind::FlowEntry) {
                    return Err(self.fault_at_next(FaultKind::FlowSequenceEnd, Some(start)));
                }
                self.scanner.skip()?;
            }
            is_first = false;
            match self.peek()? {
                TokenKind::Key => {
                    let item = self.single_pair_mapping()?;
                    self.children.push(item);
                }
                TokenKind::FlowSequenceEnd => {}
                _ => {
                    let item = self.node(false, false)?;
                    self.children.push(item);
                }
            }
        }
        self.scanner.skip()
    }

    /// Parses `a: b` inside a flow sequence, which is a mapping with one entry.
    fn single_pair_mapping(&mut self) -> Result<SyntaxId, Fault> {
        let token = self.take()?;
        let kind = collection_kind(true, CollectionStyle::Flow, &[]);
        let span = self.span(token.start, token.end);
        let id = self.add_node(kind, span, Properties::default());
        let mut end = token.end;
        let key = match self.peek()? {
            TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd => {
                // libyaml skips the token after an empty key.
                end = self.scanner.skip()?;
                self.empty_scalar(end)
            }
            _ => self.node(false, false)?,
        };
        let value = if matches!(self.peek()?, TokenKind::Value) {
            end = self.scanner.skip()?;
            match self.peek()? {
                TokenKind::FlowEntry | TokenKind::FlowSequenceEnd => self.empty_scalar(end),
                _ => self.node(false, false)?,
            }
        } else {
            self.empty_scalar(end)
        };
        self.syntax.node_mut(id).kind = collection_kind(true, CollectionStyle::Flow, &[key, value]);
        self.extend_to_last_child(id);
        Ok(id)
    }

    fn flow_mapping(&mut self, start: Mark) -> Result<Mark, Fault> {
        self.scanner.skip()?;
        let mut is_first = true;
        while !matches!(self.peek()?, TokenKind::FlowMappingEnd) {
            if !is_first {
                if !matches!(self.peek()?, TokenKind::FlowEntry) {
                    return Err(self.fault_at_next(FaultKind::FlowMappingEnd, Some(start)));
                }
                self.scanner.skip()?;
            }
            is_first = false;
            match self.peek()? {
                TokenKind::Key => self.flow_mapping_entry()?,
                TokenKind::FlowMappingEnd => {}
                _ => {
                    let key = self.node(false, false)?;
                    let next = self.scanner.peek()?.start;
                    let value = self.empty_scalar(next);
                    self.children.extend([key, value]);
                }
            }
        }
        self.scanner.skip()
    }

    fn flow_mapping_entry(&mut self) -> Result<(), Fault> {
        let mut end = self.scanner.skip()?;
        let key = match self.peek()? {
            TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowMappingEnd => self.empty_scalar(end),
            _ => self.node(false, false)?,
        };
        let value = if matches!(self.peek()?, TokenKind::Value) {
            end = self.scanner.skip()?;
            match self.peek()? {
                TokenKind::FlowEntry | TokenKind::FlowMappingEnd => self.empty_scalar(end),
                _ => self.node(false, false)?,
            }
        } else {
            self.empty_scalar(end)
        };
        self.children.extend([key, value]);
        Ok(())
    }
}

/// Returns a mapping whose keys and values alternate in `children`, or a sequence.
fn collection_kind(is_mapping: bool, style: CollectionStyle, children: &[SyntaxId]) -> SyntaxKind {
    match is_mapping {
        true => SyntaxKind::Mapping {
            entries: children.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect(),
            style,
        },
        false => SyntaxKind::Sequence {
            items: children.to_vec(),
            style,
        },
    }
}
