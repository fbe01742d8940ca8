//! Fields that hold one text or a list of texts: `dns`, `label_file`.

use crate::compose::fields::FieldPath;
use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Value};

/// One text becomes a list.
pub fn canonical(node: &mut Node, _at: &FieldPath<'_>, _found: &mut Vec<Diagnostic>) {
    if let Value::String(text) = &node.value {
        let item = Node {
            value: Value::String(text.clone()),
            span: node.span,
            provenance: node.provenance.clone(),
        };
        node.value = Value::Sequence(vec![item]);
    }
}
