//! `extends`, as it stands in a file whose services others take as a base.

use super::scalar;
use crate::compose::fields::FieldPath;
use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Value};

/// A name becomes a mapping with `service`.
pub fn canonical(node: &mut Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Mapping(_) => {}
        Value::String(_) => {
            let service = node.clone();
            *node = scalar::mapping_at(node.span, [("service", service)]);
        }
        _ => scalar::reject_kind(node, at, "extends", found),
    }
}
