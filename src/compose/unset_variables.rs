//! Variables that are used but not set, each with the kind of value that is expected where it is used.

use std::collections::BTreeMap;
use std::ops::Range;

use super::field_path::{FieldPath, PathSegment};

/// The variables of a project that are not set, by name.
pub type UnsetVariables = BTreeMap<String, ExpectedValue>;

/// Words in a variable's name that suggest its value is a secret.
const SECRET_WORDS: [&str; 4] = ["PASSWORD", "SECRET", "TOKEN", "KEY"];
/// The first port that is used as a placeholder.
const FIRST_PORT: usize = 18001;

/// The kind of value that is expected where a variable is used. If a variable is used in several places, the first
/// kind in this order wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExpectedValue {
    /// An IP address before a port.
    Address,
    /// A port.
    Port,
    /// A duration with a unit.
    Duration,
    /// A number of bytes with a unit.
    Size,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// The tag of an image.
    Tag,
    /// The path of a file that must exist.
    ExistingFile,
    /// The path of a file or directory.
    Path,
    /// Any text.
    Text,
}

/// The type that the field of a variable has, apart from text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// A number.
    Number,
    /// A boolean.
    Boolean,
}

/// Returns the kind of value that is expected for a reference in a template. `range` is the range of the reference.
pub fn expected_value(
    path: Option<&FieldPath<'_>>,
    template: &str,
    range: &Range<usize>,
    field_type: Option<FieldType>,
) -> ExpectedValue {
    let segments = path.map(FieldPath::segments).unwrap_or_default();
    let keys = segments.iter().filter_map(|segment| match segment {
        PathSegment::Key(key) => Some(*key),
        PathSegment::Item(_) => None,
    });
    // The section and the name of the service or resource say nothing about the value.
    let keys: Vec<&str> = keys.skip(2).collect();
    let (before, after) = (&template[..range.start], &template[range.end..]);
    match (keys.first().copied(), keys.last().copied()) {
        (Some("ports"), _) if after.matches(':').count() >= 2 => ExpectedValue::Address,
        (_, Some("host_ip")) => ExpectedValue::Address,
        (Some("ports" | "expose"), _) => ExpectedValue::Port,
        (
            _,
            Some(
                "interval" | "timeout" | "start_period" | "start_interval" | "stop_grace_period" | "delay" | "window"
                | "monitor",
            ),
        ) if keys.first() != Some(&"environment") => ExpectedValue::Duration,
        (_, Some("mem_limit" | "mem_reservation" | "memswap_limit" | "memory" | "shm_size" | "size")) => {
            ExpectedValue::Size
        }
        (Some("image"), _) if before.ends_with(':') => ExpectedValue::Tag,
        (Some("env_file" | "label_file"), _) => ExpectedValue::ExistingFile,
        (Some("volumes"), _) if before.is_empty() && !after.is_empty() => ExpectedValue::Path,
        (_, Some("source" | "device" | "file" | "context")) if before.is_empty() => ExpectedValue::Path,
        _ => match field_type {
            Some(FieldType::Number) => ExpectedValue::Number,
            Some(FieldType::Boolean) => ExpectedValue::Boolean,
            None => ExpectedValue::Text,
        },
    }
}

/// Returns a placeholder for a variable. `index` keeps ports of several variables apart.
pub fn placeholder(name: &str, expected: ExpectedValue, index: usize) -> String {
    let text = match expected {
        ExpectedValue::Port => return (FIRST_PORT + index).to_string(),
        ExpectedValue::Text if is_secret(name, expected) => return format!("change-me-{:08x}", hash(name)),
        ExpectedValue::Text if name.ends_with("PORT") => return (FIRST_PORT + index).to_string(),
        ExpectedValue::Address => "127.0.0.1",
        ExpectedValue::Duration => "10s",
        ExpectedValue::Size => "512m",
        ExpectedValue::Number => "1",
        ExpectedValue::Boolean => "false",
        ExpectedValue::Tag => "latest",
        ExpectedValue::ExistingFile => ".env",
        ExpectedValue::Path => "./placeholder",
        ExpectedValue::Text => "placeholder",
    };
    text.to_owned()
}

/// Returns whether a variable's name suggests that its value is a secret.
pub fn is_secret(name: &str, expected: ExpectedValue) -> bool {
    let name = name.to_ascii_uppercase();
    expected == ExpectedValue::Text && SECRET_WORDS.iter().any(|word| name.contains(word))
}

/// Returns the FNV-1a hash of a name, so that the same variable always gets the same placeholder.
fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
