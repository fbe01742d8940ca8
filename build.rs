//! Generates the table of image facts from src/images.yaml, so that the program needs no YAML library to read its own
//! data, and no time at startup.

use std::{env, error::Error, fs, path::Path};

use serde_yaml::{Mapping, Value};

/// How a field is written in Rust.
#[derive(Clone, Copy)]
enum Kind {
    /// A string.
    Text,
    /// An optional string.
    OptionalText,
    /// An optional number.
    OptionalNumber,
    /// A boolean that defaults to false.
    Flag,
    /// A list of strings.
    Texts,
    /// A list of lists of strings.
    TextLists,
    /// An optional struct.
    OptionalStruct(Struct),
    /// A list of structs.
    Structs(Struct),
}

/// The name of a struct, and its fields.
type Struct = (&'static str, &'static [(&'static str, Kind)]);

const IMAGE: Struct = (
    "Image",
    &[
        ("names", Kind::Texts),
        ("required", Kind::TextLists),
        ("required_message", Kind::OptionalText),
        ("required_since", Kind::OptionalText),
        ("fatal_settings", Kind::Structs(FATAL_SETTING)),
        ("servers", Kind::Texts),
        ("missing_programs", Kind::Structs(MISSING_PROGRAM)),
        ("probe", Kind::OptionalText),
        ("healthcheck", Kind::OptionalStruct(HEALTHCHECK)),
        ("data", Kind::Texts),
        ("boot_time", Kind::Text),
        ("exits_without_terminal", Kind::Flag),
        ("idle_unless", Kind::Texts),
    ],
);

/// Facts that images.yaml records, but that no code uses yet.
const UNUSED: [&str; 3] = ["ports", "conditional_probe", "pitfall"];

const FATAL_SETTING: Struct = (
    "FatalSetting",
    &[
        ("argument", Kind::OptionalText),
        ("mount", Kind::OptionalText),
        ("since", Kind::OptionalText),
        ("unless_variable", Kind::OptionalText),
        ("message", Kind::Text),
    ],
);

const MISSING_PROGRAM: Struct = (
    "MissingProgram",
    &[
        ("program", Kind::Text),
        ("since", Kind::OptionalText),
        ("until", Kind::OptionalText),
        ("tag", Kind::OptionalText),
        ("unless", Kind::OptionalText),
    ],
);

const HEALTHCHECK: Struct = (
    "Healthcheck",
    &[
        ("test", Kind::Texts),
        ("interval", Kind::OptionalText),
        ("timeout", Kind::OptionalText),
        ("retries", Kind::OptionalNumber),
        ("start_period", Kind::OptionalText),
        ("start_interval", Kind::OptionalText),
    ],
);

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/images.yaml");
    let images: Value = serde_yaml::from_str(&fs::read_to_string("src/images.yaml")?)?;
    let table = expression(Some(&images), Kind::Structs(IMAGE))?;
    let target = Path::new(&env::var("OUT_DIR")?).join("images.rs");
    fs::write(target, format!("static IMAGES: &[Image] = {table};\n"))?;
    Ok(())
}

/// Returns a value as a Rust expression.
fn expression(value: Option<&Value>, kind: Kind) -> Result<String, String> {
    match kind {
        Kind::OptionalText => optional(value, |value| expression(Some(value), Kind::Text)),
        Kind::OptionalStruct(fields) => optional(value, |value| struct_expression(value, fields)),
        Kind::OptionalNumber => optional(value, |value| match value.as_u64() {
            Some(number) => Ok(number.to_string()),
            None => Err(format!("{value:?} is not a number")),
        }),
        Kind::Flag => Ok(value.is_some_and(|value| value.as_bool() == Some(true)).to_string()),
        Kind::Text => match value.and_then(Value::as_str) {
            Some(text) => Ok(format!("{text:?}")),
            None => Err(format!("{value:?} is not a string")),
        },
        Kind::Texts => list(value, |item| expression(Some(item), Kind::Text)),
        Kind::TextLists => list(value, |item| expression(Some(item), Kind::Texts)),
        Kind::Structs(fields) => list(value, |item| struct_expression(item, fields)),
    }
}

fn optional(value: Option<&Value>, expression: impl Fn(&Value) -> Result<String, String>) -> Result<String, String> {
    match value {
        Some(value) => Ok(format!("Some({})", expression(value)?)),
        None => Ok("None".to_owned()),
    }
}

fn list(value: Option<&Value>, expression: impl Fn(&Value) -> Result<String, String>) -> Result<String, String> {
    let items = match value {
        Some(Value::Sequence(items)) => items.as_slice(),
        Some(other) => return Err(format!("{other:?} is not a list")),
        None => &[],
    };
    let items: Vec<String> = items.iter().map(expression).collect::<Result<_, _>>()?;
    Ok(format!("&[{}]", items.join(", ")))
}

fn struct_expression(value: &Value, (name, fields): Struct) -> Result<String, String> {
    let mapping: &Mapping = value.as_mapping().ok_or(format!("{value:?} is not a mapping"))?;
    let is_known = |key: &str| UNUSED.contains(&key) || fields.iter().any(|(field, _)| key == *field);
    if let Some(key) = mapping.keys().find(|key| !key.as_str().is_some_and(is_known)) {
        return Err(format!("{name} has no field {key:?}"));
    }
    let mut text = format!("{name} {{ ");
    for &(field, kind) in fields {
        let value = expression(mapping.get(field), kind).map_err(|error| format!("{name}.{field}: {error}"))?;
        text += &format!("{field}: {value}, ");
    }
    Ok(text + "}")
}
