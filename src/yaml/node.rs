//! A tree of values, each of which knows where it came from.
//!
//! This is what is left of YAML once aliases are followed, merge keys merged and scalars read as
//! go-yaml reads them. The passes of [`compose`](crate::compose) work on it from merging to rendering.

use std::rc::Rc;

use super::integer::Integer;
use super::mapping::{Mapping, Text};
use crate::source::Span;

/// A value and its provenance.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it is written. For a value that nobody wrote (a default), the place that it would belong to.
    pub span: Span,
    /// What happened to it on its way, newest first; `None` for a value taken as written.
    pub trail: Option<Rc<Trail>>,
}

/// A value as Compose sees it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer of 64 bits, signed or not.
    Int(Integer),
    /// Any other number.
    Float(f64),
    /// A date, as written in RFC 3339 form.
    Timestamp(Text),
    /// Text.
    String(Text),
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping with text keys, in source order.
    Mapping(Mapping),
}

/// A mapping's entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where the key is written.
    pub key: Span,
    /// The value.
    pub node: Node,
}

/// One step of a value's way, and the steps before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trail {
    /// What happened.
    pub step: Step,
    /// What had happened before.
    pub earlier: Option<Rc<Trail>>,
}

/// What can happen to a value between the file and the resolved model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It was written once with `&name` and used at `used` by `*name`.
    Alias {
        /// The anchor.
        name: String,
        /// Where the alias stands.
        used: Span,
    },
    /// It came through a merge key `<<` standing at `used`.
    MergeKey {
        /// Where the merge key's value stands.
        used: Span,
    },
    /// Text that `${name}` brought.
    Variable {
        /// The variable.
        name: String,
        /// Where the value comes from.
        source: VariableSource,
    },
    /// A later file replaced what stood at `replaced`.
    Override {
        /// The earlier value.
        replaced: Span,
    },
    /// A service's base, named at `used` by `extends`, brought it.
    Extends {
        /// Where `extends` stands.
        used: Span,
    },
    /// An included file, named at `used`, brought it.
    Include {
        /// Where the include stands.
        used: Span,
    },
    /// An env file or label file, named at `used`, brought it.
    EnvFile {
        /// Where the file is named.
        used: Span,
    },
    /// Nobody wrote it.
    Default {
        /// Why it has this value, as a sentence.
        reason: &'static str,
    },
}

/// Where a variable's value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariableSource {
    /// The environment of the shell.
    Shell,
    /// A line of `.env` or of an `--env-file`.
    File(Span),
    /// The default, alternative or blank in the reference itself.
    Fallback,
    /// Set by Compose itself, like `COMPOSE_PROJECT_NAME`.
    Compose,
}

impl Node {
    /// A value as written at a place.
    pub fn new(value: Value, span: Span) -> Self {
        Node {
            value,
            span,
            trail: None,
        }
    }

    /// A text as written at a place.
    pub fn text(text: impl Into<Text>, span: Span) -> Self {
        Node::new(Value::String(text.into()), span)
    }

    /// A value that nobody wrote, with the reason.
    pub fn default(value: Value, span: Span, reason: &'static str) -> Self {
        Node::new(value, span).with(Step::Default { reason })
    }

    /// Takes the value out and leaves null in its place.
    pub fn take(&mut self) -> Node {
        let span = self.span;
        std::mem::replace(self, Node::new(Value::Null, span))
    }

    /// The same value after another step of its way.
    pub fn with(mut self, step: Step) -> Self {
        self.trail = Some(Rc::new(Trail {
            step,
            earlier: self.trail.take(),
        }));
        self
    }

    /// The steps of its way, newest first.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        std::iter::successors(self.trail.as_deref(), |trail| trail.earlier.as_deref()).map(|trail| &trail.step)
    }

    /// The value of a key of a mapping.
    #[inline]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?.get(key).map(|entry| &entry.node)
    }

    /// The value at a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The value at a path of keys, to change.
    pub fn at_mut(&mut self, path: &[&str]) -> Option<&mut Node> {
        path.iter()
            .try_fold(self, |node, key| Some(&mut node.as_mapping_mut()?.get_mut(key)?.node))
    }

    /// The entries, when it is a mapping.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The entries to change, when it is a mapping.
    pub fn as_mapping_mut(&mut self) -> Option<&mut Mapping> {
        match &mut self.value {
            Value::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The items, when it is a sequence.
    pub fn as_sequence(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The text, when it is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, when it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number, when it is an integer.
    pub fn as_int(&self) -> Option<i128> {
        match self.value {
            Value::Int(value) => Some(value.get()),
            _ => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }
}
