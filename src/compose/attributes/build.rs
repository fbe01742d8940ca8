//! `build` and the fields below it.

use super::{ProjectContext, key_values, kind, long_form, scalar};
use crate::compose::field_path::FieldPath;
use crate::compose::paths::BaseDirectory;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::go_format::quote;
use crate::yaml::{Entry, Mapping, Node, Value};

const CONTEXT: &str = "the default build context is the project directory";
const DOCKERFILE: &str = "the default Dockerfile is `Dockerfile` in the build context";

/// Converts the text form, a directory, to a mapping with `context`.
pub fn canonical(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if !matches!(node.value, Value::String(_) | Value::Mapping(_)) {
        kind::reject(node, path, "build", diagnostics);
    }
    long_form::wrap_text(node, "context");
}

/// Converts the text form to a mapping before files merge. Docker Compose ignores values of other kinds.
pub fn long_form_to_merge(mut node: Node) -> Node {
    long_form::wrap_text(&mut node, "context");
    if !matches!(node.value, Value::Null | Value::Mapping(_)) {
        node.value = Value::Mapping(Mapping::default());
    }
    node
}

/// Adds the default `context`.
pub fn default(node: &mut Node) {
    let span = node.span;
    if let Some(mapping) = node.as_mapping_mut() {
        mapping.get_or_insert_with("context", || {
            long_form::entry(Node::default(Value::String(".".into()), span, CONTEXT))
        });
    }
}

/// Adds the default `dockerfile`.
pub fn normalize(_key: &str, entry: &mut Entry, _project: &ProjectContext<'_>) {
    let span = entry.node.span;
    let Some(build) = entry.node.as_mapping_mut() else {
        return;
    };
    let is_set = |key: &str| build.get(key).is_some_and(|entry| !entry.node.is_null());
    if !is_set("dockerfile") && !is_set("dockerfile_inline") {
        let name = Node::default(Value::String("Dockerfile".into()), span, DOCKERFILE);
        build.insert("dockerfile".to_owned(), long_form::entry(name));
    }
}

/// Sets build arguments without a value to the variable of the same name, and drops those whose variable is not set.
pub fn normalize_args(_key: &str, entry: &mut Entry, project: &ProjectContext<'_>) {
    let unset = key_values::UnsetVariable::Dropped;
    key_values::fill_missing_values(&mut entry.node, unset, project.build_variables);
}

/// Makes the directory of a build context absolute. URLs and references to services stay as they are.
pub fn resolve_context(node: &mut Node, base: BaseDirectory<'_>, _diagnostics: &mut Vec<Diagnostic>) {
    base.rewrite(node, BaseDirectory::resolve_build_context);
}

/// Converts a boolean to text.
pub fn canonical_attestation(node: &mut Node, _path: &FieldPath<'_>, _diagnostics: &mut Vec<Diagnostic>) {
    if let Some(is_enabled) = node.as_bool() {
        node.value = Value::String(if is_enabled { "true" } else { "false" }.into());
    }
}

/// Converts a list of ids and `id=path` to a mapping.
pub fn canonical_ssh(node: &mut Node, _path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Value::Sequence(items) = &node.value else {
        return;
    };
    let mut mapping = Mapping::default();
    for item in items {
        let Some(text) = item.as_str() else {
            continue;
        };
        let (id, value) = match text.split_once('=') {
            Some((id, path)) => (id, long_form::with_text(item, path)),
            None if text == "default" => (text, Node::new(Value::Null, item.span)),
            None => {
                diagnostics.push(
                    Diagnostic::error(
                        codes::INVALID_SSH_KEY,
                        format!("SSH key `{text}` has no path"),
                        item.span,
                    )
                    .help(format!("Write `{text}=PATH`, or `default` for the SSH agent."))
                    .upstream(format!("invalid ssh key {}", quote(text))),
                );
                continue;
            }
        };
        mapping.insert(id.to_owned(), long_form::entry(value));
    }
    node.value = Value::Mapping(mapping);
}

/// Returns the SSH keys of a build as the list of texts that Docker Compose prints in YAML.
pub fn print_ssh(node: &Node) -> Option<Value> {
    let keys = node.as_mapping()?.iter().map(|(id, entry)| {
        let path = scalar::to_text(&entry.node.value).unwrap_or_default();
        let key = if path.is_empty() {
            id.clone()
        } else {
            format!("{id}: {path}").into()
        };
        long_form::with_value(&entry.node, Value::String(key))
    });
    Some(Value::Sequence(keys.collect()))
}

/// Returns the error that Docker Compose prints instead of JSON if a printed list of SSH keys has one with a path.
pub fn ssh_json_error(node: &Node) -> Option<String> {
    let has_path = |key: &Node| key.as_str().is_some_and(|key| key.contains(": "));
    let keys = node.as_sequence().unwrap_or_default();
    keys.iter().any(has_path).then(|| {
        "json: error calling MarshalJSON for type types.SSHKey: invalid character ':' after top-level value".to_owned()
    })
}
