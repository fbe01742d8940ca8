//! Turns what is known of images from YAML, which people edit, into a table of constants: reading it in the
//! page would cost every visitor a reader to download, and time before the first analysis.

use std::{env, error::Error, fs, path::Path};

use serde_yaml::{Mapping, Value};

/// How a field of a row is written in Rust.
#[derive(Clone, Copy)]
enum Kind {
    /// A text.
    Text,
    /// A text that may be missing.
    MaybeText,
    /// A number that may be missing.
    MaybeNumber,
    /// Yes or no; missing is no.
    Flag,
    /// A list of numbers.
    Numbers,
    /// A list of texts.
    Texts,
    /// A list of lists of texts.
    Groups,
    /// A row of another table, which may be missing.
    MaybeRow(Row),
    /// Rows of another table.
    Rows(Row),
}

/// The name of a type, and its fields.
type Row = (&'static str, &'static [(&'static str, Kind)]);

const IMAGE: Row = (
    "Image",
    &[
        ("names", Kind::Texts),
        ("ports", Kind::Numbers),
        ("required", Kind::Groups),
        ("refusal", Kind::MaybeText),
        ("refuses", Kind::Rows(REFUSAL)),
        ("lacks", Kind::Rows(LACK)),
        ("probe", Kind::MaybeText),
        ("own", Kind::MaybeRow(OWN_CHECK)),
        ("trap", Kind::MaybeText),
        ("data", Kind::Texts),
        ("boot", Kind::Text),
        ("idle", Kind::Flag),
    ],
);

const REFUSAL: Row = (
    "Refusal",
    &[
        ("argument", Kind::MaybeText),
        ("at", Kind::MaybeText),
        ("from", Kind::MaybeText),
        ("says", Kind::Text),
    ],
);

const LACK: Row = (
    "Lack",
    &[
        ("program", Kind::Text),
        ("from", Kind::MaybeText),
        ("tag", Kind::MaybeText),
    ],
);

const OWN_CHECK: Row = (
    "OwnCheck",
    &[
        ("test", Kind::Texts),
        ("interval", Kind::MaybeText),
        ("retries", Kind::MaybeNumber),
        ("start_period", Kind::MaybeText),
        ("start_interval", Kind::MaybeText),
    ],
);

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/images.yaml");
    let images: Value = serde_yaml::from_str(&fs::read_to_string("src/images.yaml")?)?;
    let table = written(Some(&images), Kind::Rows(IMAGE))?;
    let target = Path::new(&env::var("OUT_DIR")?).join("images.rs");
    fs::write(target, format!("static IMAGES: &[Image] = {table};\n"))?;
    Ok(())
}

/// A value as Rust writes it.
fn written(value: Option<&Value>, kind: Kind) -> Result<String, String> {
    let maybe = |kind: Kind| match value {
        Some(_) => written(value, kind).map(|text| format!("Some({text})")),
        None => Ok("None".to_owned()),
    };
    match kind {
        Kind::MaybeText => maybe(Kind::Text),
        Kind::MaybeRow(row) => match value {
            Some(value) => Ok(format!("Some({})", written_row(value, row)?)),
            None => Ok("None".to_owned()),
        },
        Kind::MaybeNumber => match value {
            Some(value) => Ok(format!("Some({})", number(value)?)),
            None => Ok("None".to_owned()),
        },
        Kind::Flag => Ok(value.is_some_and(|value| value.as_bool() == Some(true)).to_string()),
        Kind::Text => match value.and_then(Value::as_str) {
            Some(text) => Ok(format!("{text:?}")),
            None => Err(format!("{value:?} is not a text")),
        },
        Kind::Numbers => list(value, number),
        Kind::Texts => list(value, |item| written(Some(item), Kind::Text)),
        Kind::Groups => list(value, |item| written(Some(item), Kind::Texts)),
        Kind::Rows(row) => list(value, |item| written_row(item, row)),
    }
}

fn number(value: &Value) -> Result<String, String> {
    match value.as_u64() {
        Some(number) => Ok(number.to_string()),
        None => Err(format!("{value:?} is not a number")),
    }
}

fn list(value: Option<&Value>, item: impl Fn(&Value) -> Result<String, String>) -> Result<String, String> {
    let items = match value {
        Some(value) => value
            .as_sequence()
            .ok_or(format!("{value:?} is not a list"))?
            .as_slice(),
        None => &[],
    };
    let items: Vec<String> = items.iter().map(item).collect::<Result<_, _>>()?;
    Ok(format!("&[{}]", items.join(", ")))
}

fn written_row(value: &Value, (name, fields): Row) -> Result<String, String> {
    let row: &Mapping = value.as_mapping().ok_or(format!("{value:?} is not a mapping"))?;
    let is_known = |key: &Value| fields.iter().any(|(field, _)| key.as_str() == Some(field));
    if let Some(key) = row.keys().find(|key| !is_known(key)) {
        return Err(format!("{name} has no field {key:?}"));
    }
    let mut text = format!("{name} {{ ");
    for &(field, kind) in fields {
        let value = written(row.get(field), kind).map_err(|fault| format!("{name}.{field}: {fault}"))?;
        text += &format!("{field}: {value}, ");
    }
    Ok(text + "}")
}
