//! The syntax tree of a file: every key, value, tag, anchor and alias with its span.
//!
//! The tree represents the file as written: aliases are not expanded, scalars are not resolved to numbers
//! or booleans, and `!reset` and `!override` are ordinary tags.

use std::num::NonZeroU32;

use smol_str::SmolStr;

use crate::source::Span;

/// The index of a node in its [`SyntaxTree`]. Stored plus one, so that `Option<SyntaxId>` is no larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SyntaxId(NonZeroU32);

/// The nodes of all documents of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SyntaxTree {
    nodes: Vec<SyntaxNode>,
}

/// A node as written.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntaxNode {
    /// The kind of node, with its content.
    pub kind: SyntaxKind,
    /// Where the content is written, without tag and anchor. Empty for an empty node.
    pub span: Span,
    /// The node's tag.
    pub tag: Option<Box<Tag>>,
    /// The node's anchor.
    pub anchor: Option<Box<Anchor>>,
}

/// The kinds of nodes.
#[derive(Debug, Clone, PartialEq)]
pub enum SyntaxKind {
    /// A scalar.
    Scalar {
        /// The text, after line folding and unescaping.
        text: SmolStr,
        /// How it is written.
        style: ScalarStyle,
    },
    /// An alias, `*name`.
    Alias {
        /// The name of the anchor.
        name: SmolStr,
        /// The node with the anchor, or none if no such anchor precedes the alias.
        target: Option<SyntaxId>,
    },
    /// A sequence.
    Sequence {
        /// The items.
        items: Vec<SyntaxId>,
        /// How it is written.
        style: CollectionStyle,
    },
    /// A mapping.
    Mapping {
        /// The keys with their values.
        entries: Vec<(SyntaxId, SyntaxId)>,
        /// How it is written.
        style: CollectionStyle,
    },
}

/// The styles of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// `'…'`.
    SingleQuoted,
    /// `"…"`.
    DoubleQuoted,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
}

/// The styles of a sequence or mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CollectionStyle {
    /// Structured by indentation.
    Block,
    /// In brackets.
    Flow,
}

/// A tag, such as `!reset` or `!!str`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The tag in short form: `!!str` for `tag:yaml.org,2002:str`.
    pub name: String,
    /// Where it is written.
    pub span: Span,
}

/// An anchor, `&name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The name, without `&`.
    pub name: String,
    /// Where it is written, `&` included.
    pub span: Span,
}

impl SyntaxNode {
    /// Returns whether the node is a merge key for go-yaml: `<<`, unquoted and without a tag, or tagged `!!merge`.
    pub(super) fn is_merge_key(&self) -> bool {
        match &self.kind {
            SyntaxKind::Scalar { text, style } if text == "<<" => match self.tag_name() {
                None => *style == ScalarStyle::Plain,
                Some(tag) => matches!(tag, "!" | "!!merge"),
            },
            _ => false,
        }
    }

    /// Returns the tag in short form.
    pub(super) fn tag_name(&self) -> Option<&str> {
        self.tag.as_ref().map(|tag| tag.name.as_str())
    }
}

impl SyntaxTree {
    /// Creates an empty tree with capacity for the nodes of a typical text of this length.
    pub(super) fn with_capacity_for(text: &str) -> SyntaxTree {
        const BYTES_PER_NODE: usize = 10;
        SyntaxTree {
            nodes: Vec::with_capacity(text.len() / BYTES_PER_NODE),
        }
    }

    /// Returns a node.
    pub fn node(&self, id: SyntaxId) -> &SyntaxNode {
        &self.nodes[id.index()]
    }

    /// Returns all nodes. A collection precedes its children.
    pub fn nodes(&self) -> impl Iterator<Item = (SyntaxId, &SyntaxNode)> {
        self.nodes
            .iter()
            .enumerate()
            .map(|(index, node)| (SyntaxId::from_index(index), node))
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn add(&mut self, node: SyntaxNode) -> SyntaxId {
        self.nodes.push(node);
        SyntaxId::from_index(self.nodes.len() - 1)
    }

    pub(super) fn node_mut(&mut self, id: SyntaxId) -> &mut SyntaxNode {
        &mut self.nodes[id.index()]
    }

    /// Returns the node that an alias refers to, or the node itself if it is not an alias of a known anchor.
    pub(super) fn resolve_alias(&self, id: SyntaxId) -> SyntaxId {
        match self.node(id).kind {
            SyntaxKind::Alias { target, .. } => target.unwrap_or(id),
            _ => id,
        }
    }
}

impl SyntaxId {
    fn from_index(index: usize) -> Self {
        SyntaxId(NonZeroU32::MIN.saturating_add(index as u32))
    }

    pub(super) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}
