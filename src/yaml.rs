//! YAML, read the way Docker Compose's parser reads it, with a place for everything.

mod node;

pub use node::{Entry, Mapping, Node, Step, Trail, Value, VariableSource};
