//! `env_file`: one path, or a list of paths and mappings.

use super::{kind, long_form};
use crate::compose::field_path::FieldPath;
use crate::compose::go;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Mapping, Node, Value};

const REQUIRED: &str = "env files are required by default";

/// Converts every form to a list of mappings with `path` and `required`.
pub fn canonical(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    match &mut node.value {
        Value::String(_) => {
            let mut item = node.clone();
            expand_item(&mut item);
            node.value = Value::Sequence(vec![item]);
        }
        Value::Sequence(items) => items.iter_mut().for_each(expand_item),
        Value::Null => kind::reject(node, path, "env_file", diagnostics),
        other => diagnostics.push(
            Diagnostic::error(
                codes::INVALID_ENV_FILE,
                format!(
                    "`env_file` must be a path or a list, but this is {}",
                    kind::describe(other)
                ),
                node.span,
            )
            .help("Write `- ` before `path` to make it a list.")
            .upstream(format!(
                "{}: invalid type {} for env_file",
                path.with_brackets(),
                go::type_name(other)
            )),
        ),
    }
}

fn expand_item(item: &mut Node) {
    let span = item.span;
    long_form::wrap_text(item, "path");
    if let Some(mapping) = item.as_mapping_mut() {
        mapping.get_or_insert_with("required", || {
            long_form::entry(Node::default(Value::Bool(true), span, REQUIRED))
        });
    }
}

/// Identifies env files by their path.
pub fn identity(item: &Node, path: &FieldPath<'_>, index: usize) -> Result<String, Box<Diagnostic>> {
    match &item.value {
        Value::String(text) => Ok(text.to_string()),
        Value::Mapping(entries) => match entries.get("path") {
            Some(entry) => Ok(go::format_value(&entry.node.value)),
            None => Err(Box::new(
                Diagnostic::error(codes::ENV_FILE_WITHOUT_PATH, "this env file has no `path`", item.span)
                    .help("Add `path:` with the path of the file.")
                    .upstream(format!(
                        "environment path attribute {}.[{index}] is missing",
                        path.with_brackets()
                    )),
            )),
        },
        // The schema rejects other kinds. Here they count as equal.
        _ => Ok(String::new()),
    }
}

/// Returns the path of an env file that Docker Compose prints in its short form: one that is required.
pub fn short_form(env_file: &Mapping) -> Option<&str> {
    let required = env_file.get("required").and_then(|entry| entry.node.as_bool());
    env_file.get("path")?.node.as_str().filter(|_| required != Some(false))
}
