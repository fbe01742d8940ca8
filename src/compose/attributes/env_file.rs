//! `env_file`: one path, or a list of paths and mappings.

use super::scalar;
use crate::compose::fields::FieldPath;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, Value};

const REQUIRED: &str = "an env file must exist unless `required: false` stands beside it";

/// Everything becomes a list of mappings with `path` and `required`.
pub fn canonical(node: &mut Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    match &mut node.value {
        Value::String(_) => {
            let entry = expanded(node.clone());
            node.value = Value::Sequence(vec![entry]);
        }
        Value::Sequence(items) => {
            for item in items {
                let entry = item.take();
                *item = expanded(entry);
            }
        }
        Value::Null => scalar::reject_kind(node, at, "env_file", found),
        other => found.push(
            Diagnostic::error(
                codes::ENV_FILE_KIND,
                "`env_file` must be a path, or a list of them",
                node.span,
            )
            .help("Put a dash before `path`, to make it a list.")
            .upstream(format!(
                "{}: invalid type {} for env_file",
                at.with_brackets(),
                scalar::go_type(other)
            )),
        ),
    }
}

fn expanded(node: Node) -> Node {
    let span = node.span;
    let mut entry = match node.value {
        Value::String(_) => scalar::mapping_at(span, [("path", node)]),
        _ => node,
    };
    if let Some(mapping) = entry.as_mapping_mut() {
        mapping.get_or_insert_with("required", || {
            scalar::entry(Node::default(Value::Bool(true), span, REQUIRED))
        });
    }
    entry
}
