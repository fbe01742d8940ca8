//! Fields that hold a list of names, or a mapping from names to settings: a service's `networks` and `models`.

use super::scalar;
use crate::compose::fields::FieldPath;
use crate::diagnostic::Diagnostic;
use crate::yaml::{Mapping, Node, Value};

/// A list of names becomes a mapping from names to nothing.
pub fn canonical(node: &mut Node, _at: &FieldPath<'_>, _found: &mut Vec<Diagnostic>) {
    let Value::Sequence(items) = &node.value else {
        return;
    };
    let mut mapping = Mapping::default();
    for item in items {
        if let Value::String(name) = &item.value {
            let settings = Node {
                value: Value::Null,
                span: item.span,
                provenance: item.provenance.clone(),
            };
            mapping.insert(name.clone(), scalar::entry(settings));
        }
    }
    node.value = Value::Mapping(mapping);
}
