//! The resolved tree as JSON, as `docker compose config --format json` prints it.
//!
//! JSON differs from YAML in what is left out: `command` and `entrypoint` are always there, some empty
//! structures too; extensions stay at top level only; models go; zero limits go.
//! Strings come with `$` doubled. Source: the recorded cases.

mod key_order;

use smol_str::SmolStr;

use serde_json::{Map, Number, Value as Json};

use super::fields::{self, Cursor, Field, ValueType};
use super::go;
use crate::yaml::{Entry, Mapping, Node, Value};

/// The resolved tree as JSON, keys in Docker Compose's order; or what it prints when it fails to, as it
/// does for SSH keys with a path.
pub fn json(resolved: &Node) -> Result<Json, String> {
    if has_ssh_path(resolved) {
        return Err(
            "json: error calling MarshalJSON for type types.SSHKey: invalid character ':' after top-level value"
                .to_owned(),
        );
    }
    if let Some(number) = unsupported(resolved) {
        return Err(format!("json: unsupported value: {}", go::format_fixed(number)));
    }
    let mut top = Map::new();
    let mut keys: Vec<&SmolStr> = resolved.as_mapping().into_iter().flat_map(Mapping::keys).collect();
    keys.sort();
    for key in keys.into_iter().filter(|key| *key != "models") {
        let kept = key == "services" || key.starts_with("x-");
        let unused = |node: &&Node| kept || !node.as_mapping().is_some_and(Mapping::is_empty);
        if let Some(node) = resolved.get(key).filter(unused) {
            top.insert(key.to_string(), value(node, fields::root().child(key)));
        }
    }
    Ok(Json::Object(top))
}

/// The tree to write as YAML: every `$` doubled, and the user's own keys in go-yaml's order.
pub fn yaml(resolved: &Node) -> Node {
    written(resolved, fields::root(), text)
}

/// The tree to write as YAML when variables are left as they are: keys in go-yaml's order, fields too.
pub fn uninterpolated_yaml(model: &Node) -> Node {
    written(model, Cursor::outside(), str::to_owned)
}

/// The tree as JSON when variables are left as they are.
pub fn uninterpolated_json(model: &Node) -> Json {
    untyped(model, fields::root())
}

fn untyped(model: &Node, cursor: Cursor) -> Json {
    match &model.value {
        Value::String(value) => Json::String(value.to_string()),
        // As it comes from go-yaml, an empty list is none; one that has been searched for doubles is a list.
        Value::Sequence(items) if items.is_empty() => {
            let searched = |field: &Field| field.identity.is_some() && field.value_type != ValueType::MappingWithEquals;
            match cursor.field().is_some_and(searched) {
                true => Json::Array(Vec::new()),
                false => Json::Null,
            }
        }
        Value::Sequence(items) => Json::Array(items.iter().map(|item| untyped(item, cursor.item())).collect()),
        Value::Mapping(mapping) => {
            let entries = mapping
                .iter()
                .map(|(key, entry)| (key.to_string(), untyped(&entry.node, cursor.child(key))));
            Json::Object(entries.collect())
        }
        _ => plain(model),
    }
}

fn written(node: &Node, cursor: Cursor, text: fn(&str) -> String) -> Node {
    let value = match &node.value {
        Value::String(value) => Value::String(text(value).into()),
        Value::Sequence(items) => {
            Value::Sequence(items.iter().map(|item| written(item, cursor.item(), text)).collect())
        }
        Value::Mapping(mapping) if is_env_file(cursor) => match short_env_file(mapping) {
            Some(path) => Value::String(text(path).into()),
            None => {
                let named = mapping.iter().filter(|(key, _)| *key != "format");
                Value::Mapping(named.map(|(key, entry)| (key.clone(), entry.clone())).collect())
            }
        },
        Value::Mapping(mapping) => {
            let entry = |key: &str, entry: &Entry| {
                let node = written(&entry.node, cursor.child(key), text);
                (
                    text(key),
                    Entry {
                        key_span: entry.key_span,
                        node,
                    },
                )
            };
            let form = cursor.field().map(|field| field.value_type);
            // Fields come in the table's order; what has been filled in later stands last until now.
            let known = cursor.children().filter(|_| form != Some(ValueType::Named));
            let fields = known.filter_map(|(name, _)| mapping.get(name).map(|field| entry(name, field)));
            let free = mapping
                .iter()
                .filter(|(key, _)| form == Some(ValueType::Named) || !cursor.has_field(key));
            let free: Vec<(String, Entry)> = free.map(|(key, value)| entry(key, value)).collect();
            Value::Mapping(fields.chain(key_order::sort(free)).collect())
        }
        value => value.clone(),
    };
    Node {
        value,
        span: node.span,
        provenance: node.provenance.clone(),
    }
}

/// An env file that has not been read.
fn is_env_file(cursor: Cursor) -> bool {
    cursor
        .field()
        .is_some_and(|field| field.path == "services.*.env_file[]")
}

/// Its path alone, unless there is more to say; a format is not, in YAML not even beside it.
fn short_env_file(mapping: &Mapping) -> Option<&str> {
    let required = mapping.get("required").and_then(|entry| entry.node.as_bool());
    mapping.get("path")?.node.as_str().filter(|_| required != Some(false))
}

fn has_ssh_path(resolved: &Node) -> bool {
    let services = resolved.get("services").and_then(Node::as_mapping);
    services.into_iter().flat_map(Mapping::values).any(|service| {
        let keys = service.node.get_path(&["build", "ssh"]).and_then(Node::as_sequence);
        keys.unwrap_or_default()
            .iter()
            .any(|key| key.as_str().is_some_and(|key| key.contains(": ")))
    })
}

/// The first number that JSON has no word for. The top level's models are not printed, and so are not looked at.
fn unsupported(resolved: &Node) -> Option<f64> {
    let printed = |entries: &Mapping| {
        let mut entries = entries.iter().filter(|(key, _)| *key != "models");
        entries.find_map(|(_, entry)| unsupported(&entry.node))
    };
    match &resolved.value {
        Value::Float(number) if !number.is_finite() => Some(*number),
        Value::Sequence(items) => items.iter().find_map(unsupported),
        Value::Mapping(entries) => printed(entries),
        _ => None,
    }
}

fn value(node: &Node, cursor: Cursor) -> Json {
    let form = cursor.field().map_or(ValueType::Any, |field| field.value_type);
    match (form, &node.value) {
        (_, Value::Mapping(mapping)) if is_env_file(cursor) && short_env_file(mapping).is_some() => {
            Json::String(text(short_env_file(mapping).unwrap_or_default()))
        }
        (ValueType::Fields | ValueType::Structure, Value::Mapping(mapping)) => structure(mapping, cursor),
        (ValueType::Named, Value::Mapping(mapping)) => Json::Object(
            mapping
                .iter()
                .map(|(key, entry)| (text(key), value(&entry.node, cursor.child(key))))
                .collect(),
        ),
        (ValueType::List, Value::Sequence(items)) => {
            Json::Array(items.iter().map(|item| value(item, cursor.item())).collect())
        }
        (ValueType::Ulimit, Value::Mapping(mapping)) => Json::Object(
            mapping
                .iter()
                .filter(|(_, entry)| entry.node.as_int() != Some(0))
                .map(|(key, entry)| (text(key), plain(&entry.node)))
                .collect(),
        ),
        (ValueType::Any, _) => extension(node),
        _ => plain(node),
    }
}

/// A value without a type: go-yaml reads an empty list there as none at all.
fn extension(node: &Node) -> Json {
    match &node.value {
        Value::Sequence(items) if items.is_empty() => Json::Null,
        Value::Sequence(items) => Json::Array(items.iter().map(extension).collect()),
        Value::Mapping(mapping) => Json::Object(
            mapping
                .iter()
                .map(|(key, entry)| (text(key), extension(&entry.node)))
                .collect(),
        ),
        _ => plain(node),
    }
}

fn structure(mapping: &Mapping, cursor: Cursor) -> Json {
    let mut object = Map::new();
    for (name, child) in cursor.children() {
        let form = child.field().map(|field| field.value_type);
        let json = match (mapping.get(name), form) {
            (Some(entry), _) => value(&entry.node, child),
            (None, Some(ValueType::ShellWords)) => Json::Null,
            (None, Some(ValueType::Structure)) => structure(&Mapping::default(), child),
            (None, _) => continue,
        };
        let capital = child.field().is_some_and(Field::is_capital);
        let name = if capital {
            name[..1].to_ascii_uppercase() + &name[1..]
        } else {
            name.to_owned()
        };
        object.insert(name, json);
    }
    Json::Object(object)
}

fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(value) => integer(value.get()),
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
