//! The resolved tree as `docker compose config` prints it: as JSON, or as a tree for the YAML writer.
//!
//! JSON output differs from YAML in what it leaves out: `command`, `entrypoint` and some empty structures are always
//! printed, extensions only at the top level, and models and zero limits never. Both double `$` in texts.
//! Source: the recorded cases.

mod key_order;

use serde_json::{Map, Number, Value as Json};
use smol_str::SmolStr;

use super::attributes::{build, env_file};
use super::bind::capitalize;
use super::fields::{self, Capitalized, Cursor, Field, Omit, ValueType};
use super::go;
use crate::yaml::{Entry, Mapping, Node, Value};

/// Returns the resolved tree as JSON, with keys in Docker Compose's order, or the error that Docker Compose prints
/// instead.
pub fn json(resolved: &Node) -> Result<Json, String> {
    if let Some(error) = find_ssh_error(resolved, fields::root()) {
        return Err(error);
    }
    let mut top_level = Map::new();
    let mut keys: Vec<&SmolStr> = resolved.as_mapping().into_iter().flat_map(Mapping::keys).collect();
    keys.sort();
    for key in keys {
        let (Some(node), cursor) = (resolved.get(key), fields::root().child(key)) else {
            continue;
        };
        let field = cursor.field();
        if field.is_some_and(|field| field.yaml_only) {
            continue;
        }
        if let Some(number) = find_non_finite(node) {
            return Err(format!("json: unsupported value: {}", go::format_fixed(number)));
        }
        let is_empty = node.as_mapping().is_some_and(Mapping::is_empty);
        if !is_empty || field.is_none_or(|field| field.omit == Omit::Never) {
            top_level.insert(key.to_string(), json_value(node, cursor));
        }
    }
    Ok(Json::Object(top_level))
}

/// Returns the resolved tree for the YAML writer: with doubled `$`, and the user's own keys in go-yaml's order.
pub fn yaml(resolved: &Node) -> Node {
    yaml_value(resolved, fields::root(), double_dollars)
}

/// Returns a model whose variables have not been interpolated for the YAML writer, with all keys in go-yaml's order.
pub fn uninterpolated_yaml(model: &Node) -> Node {
    yaml_value(model, Cursor::outside(), str::to_owned)
}

/// Returns a model whose variables have not been interpolated as JSON.
pub fn uninterpolated_json(model: &Node) -> Json {
    uninterpolated_json_value(model, fields::root())
}

fn uninterpolated_json_value(model: &Node, cursor: Cursor) -> Json {
    match &model.value {
        Value::String(text) => Json::String(text.to_string()),
        Value::Sequence(items) if items.is_empty() => {
            // go-yaml reads an empty list as null, but Docker Compose turns null back into an empty list where it removes
            // repeated items.
            let has_unique_items =
                |field: &Field| field.identity.is_some() && field.value_type != ValueType::NullableKeyValues;
            match cursor.field().is_some_and(has_unique_items) {
                true => Json::Array(Vec::new()),
                false => Json::Null,
            }
        }
        Value::Sequence(items) => {
            let items = items.iter();
            Json::Array(
                items
                    .map(|item| uninterpolated_json_value(item, cursor.item()))
                    .collect(),
            )
        }
        Value::Mapping(mapping) => json_object(mapping, |key, node| {
            (key.to_owned(), uninterpolated_json_value(node, cursor.child(key)))
        }),
        _ => plain_json(model),
    }
}

fn json_object(mapping: &Mapping, to_json: impl Fn(&str, &Node) -> (String, Json)) -> Json {
    let entries = mapping.iter().map(|(key, entry)| to_json(key, &entry.node));
    Json::Object(entries.collect())
}

/// Returns a value for the YAML writer. Keys and texts are converted with `convert_text`.
fn yaml_value(node: &Node, cursor: Cursor, convert_text: fn(&str) -> String) -> Node {
    let value = match &node.value {
        Value::String(text) => Value::String(convert_text(text).into()),
        Value::Sequence(items) => {
            let items = items.iter().map(|item| yaml_value(item, cursor.item(), convert_text));
            Value::Sequence(items.collect())
        }
        Value::Mapping(mapping) if is_env_file(cursor) => yaml_env_file(mapping, convert_text),
        Value::Mapping(mapping) => Value::Mapping(yaml_mapping(mapping, cursor, convert_text)),
        value => value.clone(),
    };
    Node {
        value,
        span: node.span,
        provenance: node.provenance.clone(),
    }
}

/// Returns the fields in the order of the table, then the other keys in go-yaml's order.
fn yaml_mapping(mapping: &Mapping, cursor: Cursor, convert_text: fn(&str) -> String) -> Mapping {
    let convert = |key: &str, entry: &Entry| {
        let node = yaml_value(&entry.node, cursor.child(key), convert_text);
        let key_span = entry.key_span;
        (convert_text(key), Entry { key_span, node })
    };
    let has_fields = cursor.field().map(|field| field.value_type) != Some(ValueType::Named);
    let fields = cursor.fields().filter(|_| has_fields);
    let fields = fields.filter_map(|(name, _)| mapping.get(name).map(|field| convert(name, field)));
    let others = mapping.iter().filter(|(key, _)| !has_fields || !cursor.has_field(key));
    let others: Vec<(String, Entry)> = others.map(|(key, entry)| convert(key, entry)).collect();
    fields.chain(key_order::sort(others)).collect()
}

fn is_env_file(cursor: Cursor) -> bool {
    let field = cursor.field();
    field.is_some_and(|field| field.value_type == ValueType::EnvFile)
}

/// Returns an env file in its short form if possible. YAML output never contains the `format`.
fn yaml_env_file(env_file: &Mapping, convert_text: fn(&str) -> String) -> Value {
    match env_file::short_form(env_file) {
        Some(path) => Value::String(convert_text(path).into()),
        None => {
            let entries = env_file.iter().filter(|(key, _)| *key != "format");
            Value::Mapping(entries.map(|(key, entry)| (key.clone(), entry.clone())).collect())
        }
    }
}

/// Returns the error for the first SSH key that Docker Compose cannot print as JSON.
fn find_ssh_error(node: &Node, cursor: Cursor) -> Option<String> {
    if cursor.field().is_some_and(|field| field.value_type == ValueType::Ssh) {
        return build::ssh_json_error(node);
    }
    let mut entries = node.as_mapping().into_iter().flatten().filter(|_| cursor.is_inside());
    entries.find_map(|(key, entry)| find_ssh_error(&entry.node, cursor.child(key)))
}

/// Returns the first number that JSON cannot express.
fn find_non_finite(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Float(number) if !number.is_finite() => Some(*number),
        Value::Sequence(items) => items.iter().find_map(find_non_finite),
        Value::Mapping(entries) => entries.values().find_map(|entry| find_non_finite(&entry.node)),
        _ => None,
    }
}

fn json_value(node: &Node, cursor: Cursor) -> Json {
    let value_type = cursor.field().map_or(ValueType::Any, |field| field.value_type);
    match (value_type, &node.value) {
        (ValueType::EnvFile, Value::Mapping(mapping)) => match env_file::short_form(mapping) {
            Some(path) => Json::String(double_dollars(path)),
            None => json_fields(mapping, cursor),
        },
        (ValueType::Fields | ValueType::OptionalFields | ValueType::FieldsAlwaysInJson, Value::Mapping(mapping)) => {
            json_fields(mapping, cursor)
        }
        (ValueType::Named, Value::Mapping(mapping)) => json_object(mapping, |key, node| {
            (double_dollars(key), json_value(node, cursor.child(key)))
        }),
        (ValueType::List, Value::Sequence(items)) => {
            Json::Array(items.iter().map(|item| json_value(item, cursor.item())).collect())
        }
        (ValueType::Ulimit, Value::Mapping(limits)) => {
            let limits = limits.iter().filter(|(_, limit)| limit.node.as_int() != Some(0));
            Json::Object(
                limits
                    .map(|(key, limit)| (double_dollars(key), plain_json(&limit.node)))
                    .collect(),
            )
        }
        (ValueType::Any, _) => extension_json(node),
        _ => plain_json(node),
    }
}

/// Returns the fields of a mapping in the order of the table, with those that JSON output always contains.
fn json_fields(mapping: &Mapping, cursor: Cursor) -> Json {
    let mut object = Map::new();
    for (name, child) in cursor.fields() {
        let field = child.field();
        let json = match (mapping.get(name), field.map(|field| field.value_type)) {
            (Some(entry), _) => json_value(&entry.node, child),
            (None, Some(ValueType::ShellWords)) => Json::Null,
            (None, Some(ValueType::FieldsAlwaysInJson)) => json_fields(&Mapping::default(), child),
            (None, _) => continue,
        };
        let name = match field.map(|field| field.capitalized) {
            Some(Capitalized::InErrorsAndJson) => capitalize(name),
            _ => name.to_owned(),
        };
        object.insert(name, json);
    }
    Json::Object(object)
}

/// Returns a value without a type. go-yaml reads an empty list as null there.
fn extension_json(node: &Node) -> Json {
    match &node.value {
        Value::Sequence(items) if items.is_empty() => Json::Null,
        Value::Sequence(items) => Json::Array(items.iter().map(extension_json).collect()),
        Value::Mapping(mapping) => json_object(mapping, |key, node| (double_dollars(key), extension_json(node))),
        _ => plain_json(node),
    }
}

fn plain_json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(value) => json_int(value.get()),
        Value::Float(value) => json_float(*value),
        Value::Timestamp(text) | Value::String(text) => Json::String(double_dollars(text)),
        Value::Sequence(items) => Json::Array(items.iter().map(plain_json).collect()),
        Value::Mapping(mapping) => json_object(mapping, |key, node| (double_dollars(key), plain_json(node))),
    }
}

/// Doubles every `$`, so that Docker Compose reads the text back unchanged.
fn double_dollars(text: &str) -> String {
    text.replace('$', "$$")
}

fn json_int(value: i128) -> Json {
    match (i64::try_from(value), u64::try_from(value)) {
        (Ok(value), _) => Json::Number(value.into()),
        (_, Ok(value)) => Json::Number(value.into()),
        _ => json_float(value as f64),
    }
}

/// Returns a number, without a decimal point if it is whole. JSON has no infinity and no NaN, which become null.
fn json_float(value: f64) -> Json {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return Json::Number((value as i64).into());
    }
    Number::from_f64(value).map_or(Json::Null, Json::Number)
}
