//! The resolved tree as JSON, as `docker compose config --format json` prints it.
//!
//! JSON differs from YAML in what is left out: `command` and `entrypoint` are always there, some empty
//! structures too; extensions stay at top level only; models go; zero limits go.
//! Strings come with `$` doubled. Source: the recorded cases.

use serde_json::{Map, Number, Value as Json};

use super::fields::{self, Cursor, Form};
use crate::yaml::{Mapping, Node, Value};

/// The resolved tree as JSON, keys in Docker Compose's order; or what it prints when it fails to, as it
/// does for SSH keys with a path.
pub fn json(resolved: &Node) -> Result<Json, &'static str> {
    if has_ssh_path(resolved) {
        return Err(
            "json: error calling MarshalJSON for type types.SSHKey: invalid character ':' after top-level value",
        );
    }
    let mut top = Map::new();
    let mut keys: Vec<&String> = resolved.as_mapping().into_iter().flat_map(Mapping::keys).collect();
    keys.sort_unstable();
    for key in keys.into_iter().filter(|key| *key != "models") {
        if let Some(node) = resolved.get(key) {
            top.insert(key.clone(), value(node, fields::root().child(key)));
        }
    }
    Ok(Json::Object(top))
}

/// Every `$` doubled, in values and keys, as Compose's output has it.
pub fn escaped(node: &Node) -> Node {
    let value = match &node.value {
        Value::String(text) => Value::String(text.replace('$', "$$")),
        Value::Sequence(items) => Value::Sequence(items.iter().map(escaped).collect()),
        Value::Mapping(mapping) => Value::Mapping(
            mapping
                .iter()
                .map(|(key, entry)| {
                    let mut entry = entry.clone();
                    entry.node = escaped(&entry.node);
                    (key.replace('$', "$$"), entry)
                })
                .collect(),
        ),
        value => value.clone(),
    };
    Node {
        value,
        span: node.span,
        trail: node.trail.clone(),
    }
}

fn has_ssh_path(resolved: &Node) -> bool {
    let services = resolved.get("services").and_then(Node::as_mapping);
    services.into_iter().flat_map(Mapping::values).any(|service| {
        let keys = service.node.at(&["build", "ssh"]).and_then(Node::as_sequence);
        keys.unwrap_or_default()
            .iter()
            .any(|key| key.as_str().is_some_and(|key| key.contains(": ")))
    })
}

fn value(node: &Node, cursor: Cursor) -> Json {
    let form = cursor.field().map_or(Form::Any, |field| field.form);
    match (form, &node.value) {
        (Form::Fields | Form::Structure, Value::Mapping(mapping)) => structure(mapping, cursor),
        (Form::Named, Value::Mapping(mapping)) => Json::Object(
            mapping
                .iter()
                .map(|(key, entry)| (text(key), value(&entry.node, cursor.child(key))))
                .collect(),
        ),
        (Form::List, Value::Sequence(items)) => {
            Json::Array(items.iter().map(|item| value(item, cursor.item())).collect())
        }
        (Form::Ulimit, Value::Mapping(mapping)) => Json::Object(
            mapping
                .iter()
                .filter(|(_, entry)| entry.node.as_int() != Some(0))
                .map(|(key, entry)| (text(key), plain(&entry.node)))
                .collect(),
        ),
        _ => plain(node),
    }
}

fn structure(mapping: &Mapping, cursor: Cursor) -> Json {
    let mut object = Map::new();
    for (name, child) in cursor.children() {
        let form = child.field().map(|field| field.form);
        let json = match (mapping.get(name), form) {
            (Some(entry), _) => value(&entry.node, child),
            (None, Some(Form::ShellWords)) => Json::Null,
            (None, Some(Form::Structure)) => structure(&Mapping::new(), child),
            (None, _) => continue,
        };
        object.insert(json_name(cursor, name), json);
    }
    Json::Object(object)
}

/// Entries of `blkio_config` have Go's names in JSON.
fn json_name(cursor: Cursor, name: &str) -> String {
    let path = cursor.field().map_or("", |field| field.path);
    match path.starts_with("services.*.blkio_config.") {
        true => name[..1].to_uppercase() + &name[1..],
        false => name.to_owned(),
    }
}

fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(value) => integer(*value),
        Value::Float(value) => float(*value),
        Value::Timestamp(value) | Value::String(value) => Json::String(text(value)),
        Value::Sequence(items) => Json::Array(items.iter().map(plain).collect()),
        Value::Mapping(mapping) => Json::Object(
            mapping
                .iter()
                .map(|(key, entry)| (text(key), plain(&entry.node)))
                .collect(),
        ),
    }
}

fn text(text: &str) -> String {
    text.replace('$', "$$")
}

fn integer(value: i128) -> Json {
    match (i64::try_from(value), u64::try_from(value)) {
        (Ok(value), _) => Json::Number(value.into()),
        (_, Ok(value)) => Json::Number(value.into()),
        _ => float(value as f64),
    }
}

/// JSON has no word for infinity; whole numbers print without a point.
fn float(value: f64) -> Json {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return Json::Number((value as i64).into());
    }
    Number::from_f64(value).map_or(Json::Null, Json::Number)
}
