//! The tree of values that a YAML document resolves to. Each node records where its value came from.
//!
//! Aliases are expanded, merge keys are merged and scalars are resolved as go-yaml resolves them. All
//! passes of [`compose`](crate::compose), from merging to rendering, work on this tree.

use std::rc::Rc;

use smol_str::SmolStr;

use super::integer::Integer;
use super::mapping::Mapping;
use crate::source::Span;

/// A value and its provenance.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where the value is written. For a default, the span of the node that it was added to.
    pub span: Span,
    /// How the value got here, newest origin first; `None` for a value taken as written.
    pub provenance: Option<Rc<Provenance>>,
}

/// A value as Compose sees it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A signed or unsigned 64-bit integer.
    Int(Integer),
    /// A floating-point number.
    Float(f64),
    /// A date or time, normalized to RFC 3339.
    Timestamp(SmolStr),
    /// A string.
    String(SmolStr),
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping with string keys, in source order.
    Mapping(Mapping),
}

/// An entry of a mapping, without its key.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where the key is written.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

/// A list of a value's origins, newest first, which shares its tail with other nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// The newest origin.
    pub origin: Origin,
    /// The earlier origins.
    pub earlier: Option<Rc<Provenance>>,
}

/// How a value got from a file into the resolved model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The alias `*name` refers to the value, which is written at the anchor `&name`.
    Alias {
        /// The anchor's name.
        name: String,
        /// Where the alias is written.
        used_at: Span,
    },
    /// A merge key `<<` copied the value into a mapping.
    MergeKey {
        /// Where the merge key's value is written.
        used_at: Span,
    },
    /// Interpolation of `${name}` produced the value or a part of it.
    Variable {
        /// The variable's name.
        name: String,
        /// Where the variable's value comes from.
        source: VariableSource,
    },
    /// The value overrides one of an earlier file.
    Override {
        /// Where the earlier value is written.
        replaced: Span,
    },
    /// The value is inherited through `extends`.
    Extends {
        /// Where `extends` is written.
        used_at: Span,
    },
    /// The value comes from an included file.
    Include {
        /// Where `include` names the file.
        used_at: Span,
    },
    /// The value comes from an env file or a label file.
    EnvFile {
        /// Where the file is named.
        used_at: Span,
    },
    /// The value is a default.
    Default {
        /// The reason for this default, as a sentence.
        reason: &'static str,
    },
}

/// Where a variable's value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariableSource {
    /// The shell's environment.
    Shell,
    /// A line of `.env` or of an `--env-file`.
    File(Span),
    /// The default or alternative in the reference itself, or the empty string.
    Fallback,
    /// A variable that Compose sets, like `COMPOSE_PROJECT_NAME`.
    Compose,
}

impl Node {
    /// Creates a node whose value is written at `span`.
    pub fn new(value: Value, span: Span) -> Self {
        Node {
            value,
            span,
            provenance: None,
        }
    }

    /// Creates a string node that is written at `span`.
    pub fn string(text: impl Into<SmolStr>, span: Span) -> Self {
        Node::new(Value::String(text.into()), span)
    }

    /// Creates a node for a default, with the reason for it.
    pub fn default(value: Value, span: Span, reason: &'static str) -> Self {
        Node::new(value, span).with_origin(Origin::Default { reason })
    }

    /// Takes the value out and leaves null behind.
    pub fn take(&mut self) -> Node {
        let span = self.span;
        std::mem::replace(self, Node::new(Value::Null, span))
    }

    /// Returns the node with another origin, as its newest one.
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.provenance = Some(Rc::new(Provenance {
            origin,
            earlier: self.provenance.take(),
        }));
        self
    }

    /// Returns the value's origins, newest first.
    pub fn origins(&self) -> impl Iterator<Item = &Origin> {
        std::iter::successors(self.provenance.as_deref(), |newest| newest.earlier.as_deref())
            .map(|provenance| &provenance.origin)
    }

    /// Returns the value of a mapping's key.
    #[inline]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?.get(key).map(|entry| &entry.node)
    }

    /// Returns the value at a path of mapping keys.
    pub fn get_path(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Returns the value at a path of mapping keys, mutably.
    pub fn get_path_mut(&mut self, path: &[&str]) -> Option<&mut Node> {
        path.iter()
            .try_fold(self, |node, key| Some(&mut node.as_mapping_mut()?.get_mut(key)?.node))
    }

    /// Returns the entries if the value is a mapping.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// Returns the entries if the value is a mapping, mutably.
    pub fn as_mapping_mut(&mut self) -> Option<&mut Mapping> {
        match &mut self.value {
            Value::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// Returns the items if the value is a sequence.
    pub fn as_sequence(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the text if the value is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the value if it is a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the value if it is an integer.
    pub fn as_int(&self) -> Option<i128> {
        match self.value {
            Value::Int(value) => Some(value.get()),
            _ => None,
        }
    }

    /// Returns whether the value is null.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }
}
