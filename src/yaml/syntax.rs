//! The syntax of a file: every key, value, tag, anchor and alias with its place.
//!
//! This is what stands in the file, before aliases are followed and scalars are read as numbers. The
//! editor needs it to rename an anchor or to find what is under the cursor.

use std::num::NonZeroU32;

use smol_str::SmolStr;

use crate::source::Span;

/// Names a node of one [`SyntaxTree`]; never zero inside, so that having none takes no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SyntaxId(NonZeroU32);

/// The nodes of a file, all documents together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SyntaxTree {
    nodes: Vec<SyntaxNode>,
}

/// A node as written.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntaxNode {
    /// What it is.
    pub kind: SyntaxKind,
    /// Where its content stands, without tag and anchor. Nothing written: an empty span.
    pub span: Span,
    /// Its tag.
    pub tag: Option<Box<Tag>>,
    /// Its anchor.
    pub anchor: Option<Box<Anchor>>,
}

impl SyntaxNode {
    /// Whether it is the key `<<` as go-yaml wants it: unquoted, without a tag of its own.
    pub(super) fn is_merge_key(&self) -> bool {
        let tag = self.tag.as_ref().map(|tag| tag.name.as_str());
        match &self.kind {
            SyntaxKind::Scalar { text, style } if text == "<<" => match tag {
                None => *style == ScalarStyle::Plain,
                Some(tag) => matches!(tag, "!" | "!!merge"),
            },
            _ => false,
        }
    }
}

/// The kinds of nodes.
#[derive(Debug, Clone, PartialEq)]
pub enum SyntaxKind {
    /// A text, after unfolding and unescaping.
    Scalar {
        /// The text.
        text: SmolStr,
        /// How it is written.
        style: ScalarStyle,
    },
    /// `*name`.
    Alias {
        /// The anchor's name.
        name: SmolStr,
        /// The node it stands for; none when there is no such anchor before it.
        target: Option<SyntaxId>,
    },
    /// A list.
    Sequence {
        /// Its items.
        items: Vec<SyntaxId>,
        /// How it is written.
        style: CollectionStyle,
    },
    /// A mapping.
    Mapping {
        /// Keys and values.
        entries: Vec<(SyntaxId, SyntaxId)>,
        /// How it is written.
        style: CollectionStyle,
    },
}

/// How a scalar is written.
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

/// How a list or mapping is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CollectionStyle {
    /// By indentation.
    Block,
    /// In brackets.
    Flow,
}

/// A tag: `!reset`, `!!str`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// In short form: `!!str` for `tag:yaml.org,2002:str`.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// An anchor: `&name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The name, without `&`.
    pub name: String,
    /// Where it stands, `&` included.
    pub span: Span,
}

impl SyntaxTree {
    /// A tree of nothing, with room for what a text of some length commonly holds.
    pub(super) fn with_room_for(text: &str) -> SyntaxTree {
        const BYTES_OF_A_NODE: usize = 10;
        SyntaxTree {
            nodes: Vec::with_capacity(text.len() / BYTES_OF_A_NODE),
        }
    }

    /// The node.
    pub fn node(&self, id: SyntaxId) -> &SyntaxNode {
        &self.nodes[id.index()]
    }

    /// All nodes; children come after the collection that holds them.
    pub fn nodes(&self) -> impl Iterator<Item = (SyntaxId, &SyntaxNode)> {
        self.nodes
            .iter()
            .enumerate()
            .map(|(index, node)| (SyntaxId::of(index), node))
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn add(&mut self, node: SyntaxNode) -> SyntaxId {
        self.nodes.push(node);
        SyntaxId::of(self.nodes.len() - 1)
    }

    pub(super) fn node_mut(&mut self, id: SyntaxId) -> &mut SyntaxNode {
        &mut self.nodes[id.index()]
    }
}

impl SyntaxId {
    /// The node at a place from 0.
    fn of(index: usize) -> Self {
        SyntaxId(NonZeroU32::MIN.saturating_add(index as u32))
    }

    pub(super) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}
