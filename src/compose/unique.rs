//! Uniqueness: of two entries of a list that mean the same thing the later takes the earlier one's place.
//!
//! The table says what makes entries one. Docker Compose runs this before the schema, so it also refuses
//! entries of a wrong kind, in its own words. Source: the answers of the real binary.

use super::fields::{Column, Cursor, FieldPath, Identity, PathSegment};
use super::go;
use crate::compose::attributes::volumes;
use crate::diagnostic::{Diagnostic, codes};
use crate::hash::{FastMap, Hashing};
use crate::yaml::{Node, Value};

/// Drops repeated entries from every list of the model that has an identity.
pub fn enforce(node: &mut Node, cursor: Cursor, at: Option<&FieldPath<'_>>, found: &mut Vec<Diagnostic>) {
    match &mut node.value {
        Value::Mapping(entries) => {
            for (key, entry) in entries.iter_mut() {
                let below = cursor.child_leading_to(Column::Identity, key);
                if below.is_inside() {
                    let place = at.map_or(FieldPath::top_level(key), |at| at.child(key));
                    enforce(&mut entry.node, below, Some(&place), found);
                }
            }
        }
        Value::Sequence(items) => {
            if let (Some(identity), Some(at)) = (cursor.field().and_then(|field| field.identity), at) {
                *items = distinct(std::mem::take(items), identity, at, found);
            }
        }
        _ => {}
    }
}

/// The entries without those that a later one replaces, and without those that have no identity.
fn distinct(items: Vec<Node>, identity: Identity, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) -> Vec<Node> {
    if let [only] = items.as_slice() {
        // With a target a port lacks nothing, and there is no other to tell it from.
        let complete = identity == Identity::Port && only.get("target").is_some();
        let fault = (!complete).then(|| key(only, identity, at, 0).err()).flatten();
        let kept = if fault.is_none() { items } else { Vec::new() };
        found.extend(fault.map(|fault| *fault));
        return kept;
    }
    let mut kept: Vec<Node> = Vec::with_capacity(items.len());
    let mut places: FastMap<String, usize> = FastMap::with_capacity_and_hasher(items.len(), Hashing::default());
    for (index, item) in items.into_iter().enumerate() {
        match key(&item, identity, at, index) {
            Ok(key) => match places.get(&key) {
                Some(&earlier) => kept[earlier] = item,
                None => {
                    places.insert(key, kept.len());
                    kept.push(item);
                }
            },
            Err(diagnostic) => found.push(*diagnostic),
        }
    }
    kept
}

type Key = Result<String, Box<Diagnostic>>;

fn key(item: &Node, identity: Identity, at: &FieldPath<'_>, index: usize) -> Key {
    let path = || format!("{}.[{index}]", at.with_brackets());
    match identity {
        Identity::KeyOfKeyValue => key_of_pair(item, at, &path),
        Identity::VolumeTarget => match &item.value {
            Value::String(text) => volume_target(item, text),
            Value::Mapping(_) => target(item, "volume", &path),
            _ => Ok(String::new()),
        },
        Identity::DeviceTarget => match &item.value {
            Value::String(text) => Ok(text.split(':').nth(1).unwrap_or(text).to_owned()),
            Value::Mapping(_) => target(item, "device", &path),
            _ => Ok(String::new()),
        },
        Identity::Port => port(item, &path),
        Identity::Expose => expose(item, &path),
        Identity::SecretTarget => mount(item, "/run/secrets", &path),
        Identity::ConfigTarget => mount(item, "", &path),
        Identity::EnvFilePath => env_file(item, &path),
    }
}

fn volume_target(item: &Node, text: &str) -> Key {
    match volumes::parse(text) {
        Ok(mount) => Ok(mount.target.to_owned()),
        Err(upstream) => Err(Box::new(volumes::parse_error(text, item).upstream(upstream))),
    }
}

fn key_of_pair(item: &Node, at: &FieldPath<'_>, path: &dyn Fn() -> String) -> Key {
    if let Some(text) = item.as_str() {
        return Ok(text.split_once('=').map_or(text, |(key, _)| key).to_owned());
    }
    let name = match at.last() {
        PathSegment::Key(key) => key,
        PathSegment::Item(_) => "this list",
    };
    let mut diagnostic = Diagnostic::error(
        codes::LIST_ITEM_KIND,
        format!("an item of `{name}` must be text"),
        item.span,
    )
    .upstream(format!("{}: unexpected type {}", path(), go::type_name(&item.value)));
    if let Some((key, entry)) = item.as_mapping().and_then(|entries| entries.first()) {
        let line = format!("{key}={}", go::format_value(&entry.node.value));
        diagnostic = diagnostic.help(format!(
            "In a list write `- {line}`, or drop the dashes to make it a mapping."
        ));
    }
    Err(Box::new(diagnostic))
}

fn target(item: &Node, kind: &str, path: &dyn Fn() -> String) -> Key {
    match item.get("target").and_then(Node::as_str) {
        Some(target) => Ok(target.to_owned()),
        None => Err(Box::new(
            Diagnostic::error(
                codes::MOUNT_WITHOUT_TARGET,
                format!("this {kind} has no `target`, the path in the container"),
                item.span,
            )
            .help(format!(
                "Add `target:` with the path that the container sees the {kind} at."
            ))
            .upstream(format!("service {kind} {} is missing a mount target", path())),
        )),
    }
}

fn port(item: &Node, path: &dyn Fn() -> String) -> Key {
    match &item.value {
        Value::Int(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text.to_string()),
        Value::Mapping(_) => {
            let Some(target) = item.get("target") else {
                return Err(Box::new(
                    Diagnostic::error(
                        codes::PORT_WITHOUT_TARGET,
                        "this port has no `target`, the port in the container",
                        item.span,
                    )
                    .help("Add `target:` with the number of the port that the container listens on.")
                    .upstream(format!("service ports {} is missing a target port", path())),
                ));
            };
            let text = |key: &str| item.get(key).and_then(Node::as_str);
            let published = match item.get("published").map(|node| &node.value) {
                Some(Value::String(text)) => text.to_string(),
                // To Docker Compose a number and the same number as text are two ports.
                Some(Value::Int(number)) => format!("number {number}"),
                _ => String::new(),
            };
            let host = text("host_ip").unwrap_or("0.0.0.0");
            let protocol = text("protocol").unwrap_or("tcp");
            // What is no number is the schema's to refuse.
            let target = target.as_int().unwrap_or_default();
            Ok(format!("{host}:{published}:{target}/{protocol}"))
        }
        // The schema refuses the rest; entries without a key are one to it.
        _ => Ok(String::new()),
    }
}

fn expose(item: &Node, path: &dyn Fn() -> String) -> Key {
    match &item.value {
        Value::String(text) => Ok(text.to_string()),
        Value::Int(number) if i64::try_from(*number).is_ok() => Ok(number.to_string()),
        other => Err(unsupported(item, "expose", other, path)),
    }
}

fn mount(item: &Node, folder: &str, path: &dyn Fn() -> String) -> Key {
    match &item.value {
        Value::String(name) => Ok(format!("{folder}/{name}")),
        Value::Mapping(entries) => match entries.get("target").map(|entry| &entry.node.value) {
            Some(target) => Ok(go::format_value(target)),
            None => {
                let source = entries.get("source").map_or(&Value::Null, |entry| &entry.node.value);
                Ok(format!("{folder}/{}", go::format_value(source)))
            }
        },
        other => Err(unsupported(item, "expose", other, path)),
    }
}

fn unsupported(item: &Node, kind: &str, value: &Value, path: &dyn Fn() -> String) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::LIST_ITEM_KIND, "an item of this list must be text", item.span)
            .help("Write a port as a whole number, a name as plain text.")
            .upstream(format!(
                "{}: unsupported {kind} value {}",
                path(),
                go::format_string(value)
            )),
    )
}

fn env_file(item: &Node, path: &dyn Fn() -> String) -> Key {
    match &item.value {
        Value::String(text) => Ok(text.to_string()),
        Value::Mapping(entries) => match entries.get("path") {
            Some(entry) => Ok(go::format_value(&entry.node.value)),
            None => Err(Box::new(
                Diagnostic::error(codes::ENV_FILE_WITHOUT_PATH, "this env file has no `path`", item.span)
                    .help("Add `path:` with the file's path.")
                    .upstream(format!("environment path attribute {} is missing", path())),
            )),
        },
        _ => Ok(String::new()),
    }
}
