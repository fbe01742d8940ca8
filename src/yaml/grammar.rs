//! From tokens to the syntax tree, by go-yaml's grammar.
//!
//! Recursion is bounded by [`MAX_DEPTH`]. The first fault ends the reading of the file; what stands
//! before it is kept, open collections closed. Source: go-yaml v3 `parserc.go`.

use smol_str::SmolStr;

use super::fault::{Fault, FaultKind};
use super::scan::{Place, Scanner, Token, TokenKind};
use super::syntax::{Anchor, CollectionStyle, ScalarStyle, SyntaxId, SyntaxKind, SyntaxNode, SyntaxTree, Tag};
use crate::hash::FastMap;
use crate::source::{FileId, Span};

/// How deep collections may be nested. Everything that walks trees relies on it.
pub(super) const MAX_DEPTH: usize = 200;

const LONG_TAG: &str = "tag:yaml.org,2002:";

/// What reading a text gives.
pub(super) struct Reading {
    pub(super) syntax: SyntaxTree,
    /// The roots of the documents, the last one possibly cut short.
    pub(super) roots: Vec<SyntaxId>,
    /// Aliases to nothing, as met, with their documents' numbers.
    pub(super) unknown_aliases: Vec<(usize, String, Span)>,
    /// What ended the reading.
    pub(super) fault: Option<Fault>,
    /// Whether the fault lies inside the last document.
    pub(super) cut_short: bool,
    pub(super) comments: Vec<Span>,
}

/// Reads a whole text; `undecodable`: where its bytes were no text.
pub(super) fn read(file: FileId, text: &str, undecodable: Option<(usize, FaultKind)>) -> Reading {
    let mut grammar = Grammar {
        file,
        scanner: Scanner::new(text, undecodable),
        syntax: SyntaxTree::with_room_for(text),
        anchors: FastMap::default(),
        tags: Vec::new(),
        unknown_aliases: Vec::new(),
        finished: 0,
        depth: 0,
        children: Vec::new(),
        started: None,
    };
    let mut roots = Vec::new();
    let fault = grammar.stream(&mut roots).err();
    // A document of which nothing was read yet is not among the roots.
    let begun = grammar.started.and_then(|root| grammar.syntax.nodes().nth(root));
    let cut_short = fault.is_some() && begun.is_some();
    roots.extend(begun.filter(|_| cut_short).map(|(id, _)| id));
    let comments = grammar.scanner.take_comments();
    Reading {
        roots,
        unknown_aliases: grammar.unknown_aliases,
        syntax: grammar.syntax,
        fault,
        cut_short,
        comments: comments
            .into_iter()
            .map(|(start, end)| Span::new(file, start..end))
            .collect(),
    }
}

struct Grammar<'a> {
    file: FileId,
    scanner: Scanner<'a>,
    syntax: SyntaxTree,
    anchors: FastMap<String, SyntaxId>,
    tags: Vec<(String, String)>,
    unknown_aliases: Vec<(usize, String, Span)>,
    /// How many documents are finished.
    finished: usize,
    depth: usize,
    /// The children so far of all collections that are open.
    children: Vec<SyntaxId>,
    /// Number of the first node of the document that is being read.
    started: Option<usize>,
}

/// What stands before a node's content.
#[derive(Default)]
struct Properties {
    tag: Option<Box<Tag>>,
    anchor: Option<Box<Anchor>>,
    start: Option<Place>,
    end: Option<Place>,
}

impl Grammar<'_> {
    fn peek(&mut self) -> Result<&TokenKind, Fault> {
        Ok(&self.scanner.peek()?.kind)
    }

    fn take(&mut self) -> Result<Token, Fault> {
        self.scanner.take()
    }

    fn span(&self, start: Place, end: Place) -> Span {
        Span::new(self.file, start.byte()..end.byte())
    }

    fn fault_here(&mut self, kind: FaultKind, context: Option<Place>) -> Fault {
        match self.scanner.peek() {
            Ok(token) => Fault {
                kind,
                context,
                at: token.start,
            },
            Err(fault) => fault,
        }
    }

    fn stream(&mut self, roots: &mut Vec<SyntaxId>) -> Result<(), Fault> {
        self.scanner.skip()?;
        let mut implicit = true;
        loop {
            if !implicit {
                while matches!(self.peek()?, TokenKind::DocumentEnd) {
                    self.scanner.skip()?;
                }
            }
            if matches!(self.peek()?, TokenKind::StreamEnd) {
                return Ok(());
            }
            let bare = !matches!(
                self.peek()?,
                TokenKind::Version { .. } | TokenKind::TagDirective(_) | TokenKind::DocumentStart
            );
            self.tags.clear();
            let mut place = self.scanner.peek()?.start;
            if !(implicit && bare) {
                self.directives()?;
                if !matches!(self.peek()?, TokenKind::DocumentStart) {
                    return Err(self.fault_here(FaultKind::DocumentStart, None));
                }
                place = self.scanner.skip()?;
            }
            self.started = Some(self.syntax.len());
            let explicit = !(implicit && bare);
            let root = match self.peek()? {
                TokenKind::Version { .. }
                | TokenKind::TagDirective(_)
                | TokenKind::DocumentStart
                | TokenKind::DocumentEnd
                | TokenKind::StreamEnd
                    if explicit =>
                {
                    self.empty(place)
                }
                _ => self.node(true, false)?,
            };
            if matches!(self.peek()?, TokenKind::DocumentEnd) {
                self.scanner.skip()?;
            }
            roots.push(root);
            self.finished += 1;
            self.started = None;
            implicit = false;
        }
    }

    fn directives(&mut self) -> Result<(), Fault> {
        let mut versioned = false;
        loop {
            match self.peek()? {
                TokenKind::Version { major, minor } => {
                    let known = (*major, *minor) == (1, 1);
                    if versioned {
                        return Err(self.fault_here(FaultKind::DuplicateVersion, None));
                    }
                    if !known {
                        return Err(self.fault_here(FaultKind::Version, None));
                    }
                    versioned = true;
                }
                TokenKind::TagDirective(parts) => {
                    let pair = (parts.handle.clone(), parts.rest.clone());
                    if self.tags.iter().any(|(handle, _)| *handle == pair.0) {
                        return Err(self.fault_here(FaultKind::DuplicateTag, None));
                    }
                    self.tags.push(pair);
                }
                _ => return Ok(()),
            }
            self.scanner.skip()?;
        }
    }

    fn empty(&mut self, at: Place) -> SyntaxId {
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

    fn node(&mut self, block: bool, indentless: bool) -> Result<SyntaxId, Fault> {
        match self.peek()? {
            TokenKind::Scalar { .. } => self.scalar(Properties::default()),
            TokenKind::Alias(_) => {
                let token = self.take()?;
                Ok(self.alias(token))
            }
            TokenKind::Anchor(_) | TokenKind::Tag(_) => {
                let properties = self.properties()?;
                self.content(block, indentless, properties)
            }
            _ => self.content(block, indentless, Properties::default()),
        }
    }

    fn scalar(&mut self, properties: Properties) -> Result<SyntaxId, Fault> {
        let token = self.take()?;
        let span = self.span(token.start, token.end);
        match token.kind {
            TokenKind::Scalar { text, style } => {
                Ok(self.start_node(SyntaxKind::Scalar { text, style }, span, properties))
            }
            _ => Ok(self.empty(token.start)),
        }
    }

    /// What stands behind the properties.
    fn content(&mut self, block: bool, indentless: bool, properties: Properties) -> Result<SyntaxId, Fault> {
        let token = self.scanner.peek()?;
        let place = token.start;
        match &token.kind {
            TokenKind::BlockEntry if indentless => self.nested(properties, place, Grammar::indentless_sequence),
            TokenKind::Scalar { .. } => self.scalar(properties),
            TokenKind::FlowSequenceStart => self.nested(properties, place, Grammar::flow_sequence),
            TokenKind::FlowMappingStart => self.nested(properties, place, Grammar::flow_mapping),
            TokenKind::BlockSequenceStart if block => self.nested(properties, place, Grammar::block_sequence),
            TokenKind::BlockMappingStart if block => self.nested(properties, place, Grammar::block_mapping),
            _ => match properties.end {
                Some(end) => {
                    let kind = SyntaxKind::Scalar {
                        text: SmolStr::default(),
                        style: ScalarStyle::Plain,
                    };
                    let span = self.span(end, end);
                    Ok(self.start_node(kind, span, properties))
                }
                None => Err(self.fault_here(FaultKind::NodeContent, Some(place))),
            },
        }
    }

    fn alias(&mut self, token: Token) -> SyntaxId {
        let span = self.span(token.start, token.end);
        let TokenKind::Alias(name) = token.kind else {
            return self.empty(token.start);
        };
        let target = self.anchors.get(name.as_str()).copied();
        if target.is_none() {
            self.unknown_aliases.push((self.finished, name.to_string(), span));
        }
        self.syntax.add(SyntaxNode {
            kind: SyntaxKind::Alias { name, target },
            span,
            tag: None,
            anchor: None,
        })
    }

    fn start_node(&mut self, kind: SyntaxKind, span: Span, properties: Properties) -> SyntaxId {
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

    /// A collection, one level deeper.
    fn nested(
        &mut self,
        properties: Properties,
        start: Place,
        read: fn(&mut Self, Place) -> Result<Place, Fault>,
    ) -> Result<SyntaxId, Fault> {
        if self.depth >= MAX_DEPTH {
            return Err(self.fault_here(FaultKind::TooDeep, Some(start)));
        }
        self.depth += 1;
        let flow = matches!(self.peek()?, TokenKind::FlowMappingStart | TokenKind::FlowSequenceStart);
        let style = if flow {
            CollectionStyle::Flow
        } else {
            CollectionStyle::Block
        };
        let mapping = matches!(self.peek()?, TokenKind::FlowMappingStart | TokenKind::BlockMappingStart);
        let span = self.span(start, start);
        let id = self.start_node(collection(mapping, style, &[]), span, properties);
        let first = self.children.len();
        let result = read(self, start);
        self.syntax.node_mut(id).kind = collection(mapping, style, &self.children[first..]);
        self.children.truncate(first);
        self.depth -= 1;
        let end = result?;
        if flow {
            self.syntax.node_mut(id).span.end = end.byte() as u32;
        } else {
            self.close_block(id);
        }
        Ok(id)
    }

    /// A block collection ends where its last child does.
    fn close_block(&mut self, id: SyntaxId) {
        let last = match &self.syntax.node(id).kind {
            SyntaxKind::Mapping { entries, .. } => entries.last().map(|&(_, value)| value),
            SyntaxKind::Sequence { items, .. } => items.last().copied(),
            SyntaxKind::Scalar { .. } | SyntaxKind::Alias { .. } => None,
        };
        let end = last.map(|last| self.syntax.node(last).span.end);
        let span = &mut self.syntax.node_mut(id).span;
        span.end = span.end.max(end.unwrap_or(0));
    }

    fn properties(&mut self) -> Result<Properties, Fault> {
        let mut properties = Properties::default();
        let mut undefined = None;
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
                        undefined = name.is_none().then_some(token.start);
                        let name = name.unwrap_or(parts.rest);
                        properties.tag = Some(Box::new(Tag { name, span }));
                    }
                }
                _ => break,
            }
        }
        match undefined {
            Some(at) => Err(Fault {
                kind: FaultKind::UndefinedTagHandle,
                context: properties.start,
                at,
            }),
            None => Ok(properties),
        }
    }

    /// The tag in its short form; `None` for a handle that nobody declared.
    fn tag_name(&self, handle: &str, suffix: &str) -> Option<String> {
        let declared = self.tags.iter().find(|(known, _)| known == handle);
        let prefix = match (handle, declared) {
            ("", _) => "",
            (_, Some((_, prefix))) => prefix,
            ("!", None) => "!",
            ("!!", None) => LONG_TAG,
            _ => return None,
        };
        let name = format!("{prefix}{suffix}");
        Some(match name.strip_prefix(LONG_TAG) {
            Some(short) => format!("!!{short}"),
            None => name,
        })
    }

    fn block_sequence(&mut self, start: Place) -> Result<Place, Fault> {
        self.scanner.skip()?;
        while matches!(self.peek()?, TokenKind::BlockEntry) {
            let dash = self.take()?;
            let item = match self.peek()? {
                TokenKind::BlockEntry | TokenKind::BlockEnd => self.empty(dash.end),
                _ => self.node(true, false)?,
            };
            self.children.push(item);
        }
        if !matches!(self.peek()?, TokenKind::BlockEnd) {
            return Err(self.fault_here(FaultKind::Dash, Some(start)));
        }
        self.scanner.skip()
    }

    fn indentless_sequence(&mut self, start: Place) -> Result<Place, Fault> {
        while matches!(self.peek()?, TokenKind::BlockEntry) {
            let dash = self.take()?;
            let item = match self.peek()? {
                TokenKind::BlockEntry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => self.empty(dash.end),
                _ => self.node(true, false)?,
            };
            self.children.push(item);
        }
        Ok(start)
    }

    fn block_mapping(&mut self, start: Place) -> Result<Place, Fault> {
        self.scanner.skip()?;
        loop {
            let mut at;
            let key = match self.peek()? {
                TokenKind::Key => {
                    at = self.scanner.skip()?;
                    match self.peek()? {
                        TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => self.empty(at),
                        _ => self.node(true, true)?,
                    }
                }
                TokenKind::BlockEnd => return self.scanner.skip(),
                _ => return Err(self.fault_here(FaultKind::BlockKey, Some(start))),
            };
            let value = if matches!(self.peek()?, TokenKind::Value) {
                at = self.scanner.skip()?;
                match self.peek()? {
                    TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => self.empty(at),
                    _ => self.node(true, true)?,
                }
            } else {
                self.empty(at)
            };
            self.children.extend([key, value]);
        }
    }

    fn flow_sequence(&mut self, start: Place) -> Result<Place, Fault> {
        self.scanner.skip()?;
        let mut first = true;
        while !matches!(self.peek()?, TokenKind::FlowSequenceEnd) {
            if !first {
                if !matches!(self.peek()?, TokenKind::FlowEntry) {
                    return Err(self.fault_here(FaultKind::FlowSequenceEnd, Some(start)));
                }
                self.scanner.skip()?;
            }
            first = false;
            match self.peek()? {
                TokenKind::Key => {
                    let item = self.pair()?;
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

    /// `a: b` inside a flow sequence: a mapping of one entry.
    fn pair(&mut self) -> Result<SyntaxId, Fault> {
        let token = self.take()?;
        let kind = collection(true, CollectionStyle::Flow, &[]);
        let span = self.span(token.start, token.end);
        let id = self.start_node(kind, span, Properties::default());
        let mut at = token.end;
        let key = match self.peek()? {
            TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd => {
                // libyaml throws the token away that follows an empty key.
                at = self.scanner.skip()?;
                self.empty(at)
            }
            _ => self.node(false, false)?,
        };
        let value = if matches!(self.peek()?, TokenKind::Value) {
            at = self.scanner.skip()?;
            match self.peek()? {
                TokenKind::FlowEntry | TokenKind::FlowSequenceEnd => self.empty(at),
                _ => self.node(false, false)?,
            }
        } else {
            self.empty(at)
        };
        self.syntax.node_mut(id).kind = collection(true, CollectionStyle::Flow, &[key, value]);
        self.close_block(id);
        Ok(id)
    }

    fn flow_mapping(&mut self, start: Place) -> Result<Place, Fault> {
        self.scanner.skip()?;
        let mut first = true;
        while !matches!(self.peek()?, TokenKind::FlowMappingEnd) {
            if !first {
                if !matches!(self.peek()?, TokenKind::FlowEntry) {
                    return Err(self.fault_here(FaultKind::FlowMappingEnd, Some(start)));
                }
                self.scanner.skip()?;
            }
            first = false;
            match self.peek()? {
                TokenKind::Key => self.flow_entry()?,
                TokenKind::FlowMappingEnd => {}
                _ => {
                    let key = self.node(false, false)?;
                    let at = self.scanner.peek()?.start;
                    let value = self.empty(at);
                    self.children.extend([key, value]);
                }
            }
        }
        self.scanner.skip()
    }

    fn flow_entry(&mut self) -> Result<(), Fault> {
        let mut at = self.scanner.skip()?;
        let key = match self.peek()? {
            TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowMappingEnd => self.empty(at),
            _ => self.node(false, false)?,
        };
        let value = if matches!(self.peek()?, TokenKind::Value) {
            at = self.scanner.skip()?;
            match self.peek()? {
                TokenKind::FlowEntry | TokenKind::FlowMappingEnd => self.empty(at),
                _ => self.node(false, false)?,
            }
        } else {
            self.empty(at)
        };
        self.children.extend([key, value]);
        Ok(())
    }
}

/// A mapping, whose keys and values take turns, or a list.
fn collection(mapping: bool, style: CollectionStyle, children: &[SyntaxId]) -> SyntaxKind {
    match mapping {
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
