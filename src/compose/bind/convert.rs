//! Conversion of single values to the types of Docker Compose.

use super::collections::{several, ssh};
use super::{Binder, same_place};
use crate::compose::attributes::scalar::{self, describe_kind, go_type, text};
use crate::compose::attributes::{bytes, duration, shell_words, ulimits};
use crate::compose::fields::ValueType;
use crate::compose::go::{self, Precision};
use crate::compose::project::Spanned;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::yaml::go_format::quote;
use crate::yaml::{Node, Value};

/// What a field that is always printed is worth when nobody wrote it.
pub(super) fn zero(form: ValueType) -> Option<Value> {
    match form {
        ValueType::PrintedText => Some(Value::String("".into())),
        ValueType::PrintedInt | ValueType::PrintedUnsigned(_) => Some(Value::Int(0_i64.into())),
        ValueType::PrintedBytes => Some(Value::String("0".into())),
        ValueType::PrintedBool => Some(Value::Bool(false)),
        _ => None,
    }
}

/// Sorts the keys of all mappings in a value.
pub(super) fn sort(node: &mut Node) {
    match &mut node.value {
        Value::Mapping(mapping) => {
            mapping.values_mut().for_each(|entry| sort(&mut entry.node));
            mapping.sort_keys();
        }
        Value::Sequence(items) => items.iter_mut().for_each(sort),
        _ => {}
    }
}

/// Whether a value is of its form as it is written, so that it need not be read.
fn is_bound(value: &Value, form: ValueType) -> bool {
    let is_text = |item: &Node| matches!(item.value, Value::String(_));
    match (form, value) {
        (ValueType::Text | ValueType::PrintedText | ValueType::TextOrBool, Value::String(_)) => true,
        (ValueType::Test, Value::Sequence(_)) => true,
        (ValueType::Duration | ValueType::DurationUnlessZero, Value::String(text)) => is_seconds(text),
        (ValueType::TextList, Value::Sequence(items)) => items.iter().all(is_text),
        _ => false,
    }
}

/// Whether a duration is less than a minute in whole seconds, which is printed as it is written.
fn is_seconds(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1'..=b'9', b's'] | [b'1'..=b'5', b'0'..=b'9', b's'])
}

/// Whether a value that is nothing is left out.
fn is_left_out(value: &Value, form: ValueType) -> bool {
    match (form, value) {
        (ValueType::Text | ValueType::TextOrBool, Value::String(text)) => text.is_empty(),
        (ValueType::Bool | ValueType::External, Value::Bool(value)) => !value,
        (ValueType::Int | ValueType::Unsigned(_) | ValueType::DeviceCount, Value::Int(number)) => number.get() == 0,
        (ValueType::Float | ValueType::Cpus, Value::Float(number)) => *number == 0.0,
        (ValueType::Bytes, Value::String(text)) => text == "0",
        (ValueType::DurationUnlessZero, Value::String(text)) => text == "0s",
        (ValueType::Test | ValueType::TextList | ValueType::NumberList | ValueType::Ssh, Value::Sequence(items)) => {
            items.is_empty()
        }
        _ => false,
    }
}

impl Binder {
    /// A value that has no fields of its own; nothing when it is left out.
    pub(super) fn leaf(&mut self, mut node: Node, form: ValueType) -> Option<Node> {
        if node.is_null() && form != ValueType::Any {
            return None;
        }
        if !is_bound(&node.value, form) {
            node = match form {
                ValueType::Any => {
                    sort(&mut node);
                    return Some(node);
                }
                ValueType::Mapping | ValueType::Labels | ValueType::Options | ValueType::MappingWithEquals => {
                    return self.pairs(node, form);
                }
                ValueType::TextMap => return self.text_map(node),
                ValueType::MultiOptions => return several(node),
                ValueType::ShellWords => return self.words(node),
                ValueType::Hosts => return self.hosts(&node),
                ValueType::Ulimit => return self.ulimit(&node),
                form => Node {
                    value: self.converted(&node, form)?,
                    ..node
                },
            };
        }
        (!is_left_out(&node.value, form)).then_some(node)
    }

    fn converted(&mut self, node: &Node, form: ValueType) -> Option<Value> {
        Some(match form {
            ValueType::Any
            | ValueType::Discarded
            | ValueType::Fields
            | ValueType::Structure
            | ValueType::Named
            | ValueType::List
            | ValueType::ShellWords
            | ValueType::Mapping
            | ValueType::Labels
            | ValueType::Options
            | ValueType::MappingWithEquals
            | ValueType::TextMap
            | ValueType::MultiOptions
            | ValueType::Hosts
            | ValueType::Ulimit => return None,
            ValueType::Text | ValueType::PrintedText => Value::String(self.text(node)?.into()),
            ValueType::TextOrBool => Value::String(text(&node.value)?.into()),
            ValueType::Bool | ValueType::OptionalBool | ValueType::PrintedBool | ValueType::External => {
                Value::Bool(self.truth(node)?)
            }
            ValueType::Int | ValueType::PrintedInt => Value::Int(self.int(node, "int64", "ParseInt")?.into()),
            ValueType::PrintedUnsigned(bits) => Value::Int(self.unsigned(node, bits)?.into()),
            ValueType::OptionalInt => Value::Int(self.int(node, "int", "Atoi")?.into()),
            ValueType::Unsigned(bits) | ValueType::OptionalUnsigned(bits) => {
                Value::Int(self.unsigned(node, bits)?.into())
            }
            ValueType::Cpus if go_type(&node.value) == "uint64" => {
                let finding = not_a_number(node, "this", "a number of processors");
                self.fault("unexpected value type uint64 for cpus", finding);
                return None;
            }
            ValueType::Float | ValueType::Cpus => single_precision(self.float(node)?),
            ValueType::DeviceCount => Value::Int(self.device_count(node)?.into()),
            ValueType::Bytes | ValueType::PrintedBytes => Value::String(self.bytes(node)?.to_string().into()),
            ValueType::Duration | ValueType::DurationUnlessZero => {
                Value::String(self.duration(node)?.to_string().into())
            }
            ValueType::Test => self.test(node)?,
            ValueType::TextList | ValueType::NumberList => self.texts(node, form)?,
            ValueType::Ssh => ssh(node)?,
            ValueType::FileMode => Value::String(self.file_mode(node)?.into()),
        })
    }

    /// The decoder's complaint about a value of another type.
    fn wrong_type(&mut self, node: &Node, expected: &str) {
        let given = go_type(&node.value);
        let message = format!("this can't be {}", describe_kind(&node.value));
        let finding = Diagnostic::error(codes::WRONG_TYPE, message, node.span);
        self.fault(
            &format!("expected type '{expected}', got unconvertible type '{given}'"),
            finding,
        );
    }

    /// Text, or a whole number as text.
    pub(super) fn text(&mut self, node: &Node) -> Option<String> {
        match &node.value {
            Value::String(text) => Some(text.to_string()),
            Value::Int(number) if i64::try_from(*number).is_ok() => Some(number.to_string()),
            _ => {
                self.wrong_type(node, "string");
                None
            }
        }
    }

    fn truth(&mut self, node: &Node) -> Option<bool> {
        let text = match &node.value {
            Value::Bool(value) => return Some(*value),
            Value::String(text) => text,
            // The deprecated long form of `external`.
            Value::Mapping(_) => return Some(true),
            _ => {
                self.wrong_type(node, "bool");
                return None;
            }
        };
        match scalar::parse_bool(text) {
            Some((value, old)) => {
                if old {
                    self.warnings.push(format!(
                        "{} for boolean is not supported by YAML 1.2, please use `{value}`",
                        quote(text)
                    ));
                }
                Some(value)
            }
            None => {
                let message = format!("`{text}` is neither true nor false");
                let finding = Diagnostic::error(codes::INVALID_BOOLEAN, message, node.span);
                self.fault(&format!("invalid boolean: {text}"), finding);
                None
            }
        }
    }

    fn int(&mut self, node: &Node, expected: &str, function: &str) -> Option<i64> {
        match &node.value {
            Value::Int(number) => Some(number.get() as i64),
            Value::Float(number) => Some(go::float_to_int(*number)),
            Value::String(text) => match go::parse_int(text, function) {
                Ok(number) => Some(number),
                Err(upstream) => {
                    self.fault(&upstream, not_a_number(node, text, "a whole number"));
                    None
                }
            },
            _ => {
                self.wrong_type(node, expected);
                None
            }
        }
    }

    fn unsigned(&mut self, node: &Node, bits: u32) -> Option<i128> {
        let (number, shown) = match &node.value {
            Value::Int(number) => (number.get(), number.to_string()),
            Value::Float(number) => match number < &0.0 {
                true => (-1, go::format_fixed(*number)),
                false => (i128::from(go::float_to_uint(*number)), String::new()),
            },
            _ => {
                self.wrong_type(node, &format!("uint{bits}"));
                return None;
            }
        };
        if number < 0 {
            let finding = Diagnostic::error(codes::OUT_OF_RANGE, format!("{shown} is negative"), node.span)
                .help("Only zero and more is allowed here.");
            self.fault(
                &format!("cannot parse value as 'uint{bits}': {shown} overflows uint"),
                finding,
            );
            return None;
        }
        // Go cuts what does not fit.
        Some(number & ((1 << bits) - 1))
    }

    fn float(&mut self, node: &Node) -> Option<f64> {
        match &node.value {
            Value::Int(number) => Some(number.get() as f64),
            Value::Float(number) => Some(*number),
            Value::String(text) => match go::parse_float(text, Precision::Double) {
                Ok(number) => Some(number),
                Err(upstream) => {
                    self.fault(&upstream, not_a_number(node, text, "a number"));
                    None
                }
            },
            _ => {
                self.wrong_type(node, "float32");
                None
            }
        }
    }

    fn device_count(&mut self, node: &Node) -> Option<i128> {
        match &node.value {
            Value::Int(number) if i64::try_from(*number).is_ok() => Some(number.get()),
            Value::String(text) if text.eq_ignore_ascii_case("all") => Some(-1),
            Value::String(text) => match go::parse_int(text, "ParseInt") {
                Ok(number) => Some(i128::from(number)),
                Err(_) => {
                    let upstream = format!(
                        "invalid value {}, the only value allowed is 'all' or a number",
                        quote(text)
                    );
                    self.fault(&upstream, not_a_number(node, text, "a number, nor `all`"));
                    None
                }
            },
            value => {
                let upstream = format!("invalid type {} for device count", go_type(value));
                self.fault(&upstream, not_a_number(node, "this", "a whole number, nor `all`"));
                None
            }
        }
    }

    fn bytes(&mut self, node: &Node) -> Option<i64> {
        match &node.value {
            Value::Int(number) => Some(i64::try_from(*number).unwrap_or(0)),
            Value::String(text) => match bytes::parse(text) {
                Ok(size) => Some(size),
                Err(upstream) => {
                    self.fault(&upstream, bad_size(node, text));
                    None
                }
            },
            // Docker Compose takes a fraction of a byte, and numbers of more than 63 bits, for nothing.
            _ => Some(0),
        }
    }

    fn duration(&mut self, node: &Node) -> Option<duration::Duration> {
        let written = text(&node.value)?;
        match duration::parse(&written) {
            Ok(duration) => Some(duration),
            Err(upstream) => {
                self.fault(&upstream, bad_duration(node, &written));
                None
            }
        }
    }

    fn words(&mut self, mut node: Node) -> Option<Node> {
        let words = match &node.value {
            Value::Sequence(_) => {
                sort(&mut node);
                return Some(node);
            }
            Value::String(line) => match shell_words::split(line) {
                Ok((words, cut)) => {
                    if let Some(at) = cut {
                        let is_operator = |letter: &char| "&|;<>".contains(*letter);
                        self.truncated_commands.push(Spanned {
                            value: line[at..].chars().take_while(is_operator).collect(),
                            span: node.span,
                        });
                    }
                    let word = |word: String| same_place(&node, Value::String(word.into()));
                    words.into_iter().map(word).collect()
                }
                Err(upstream) => {
                    let finding = Diagnostic::error(
                        codes::INVALID_COMMAND,
                        "this command has an open quote or a parenthesis outside quotes",
                        node.span,
                    )
                    .help("Write the command as a list, or run a shell: `[\"sh\", \"-c\", \"...\"]`.");
                    self.fault(upstream, finding);
                    return None;
                }
            },
            _ => return None,
        };
        Some(same_place(&node, Value::Sequence(words)))
    }

    fn test(&mut self, node: &Node) -> Option<Value> {
        match &node.value {
            Value::String(_) => {
                let shell = same_place(node, Value::String("CMD-SHELL".into()));
                Some(Value::Sequence(vec![shell, node.clone()]))
            }
            Value::Sequence(items) => Some(Value::Sequence(items.clone())),
            _ => None,
        }
    }

    fn ulimit(&mut self, node: &Node) -> Option<Node> {
        let limits = match &node.value {
            Value::Mapping(mapping) => ["soft", "hard"].map(|key| {
                let limit = mapping.get(key).map(|entry| &entry.node);
                (key, limit.and_then(|limit| self.limit(limit)), limit)
            }),
            _ => {
                let limit = self.int(node, "int", "Atoi")?;
                if limit != 0 {
                    return Some(same_place(node, Value::Int(limit.into())));
                }
                ["soft", "hard"].map(|key| (key, Some(0), Some(node)))
            }
        };
        let entries = limits.map(|(key, limit, from)| {
            let value = Value::Int(limit.unwrap_or(0).into());
            (key, same_place(from.unwrap_or(node), value))
        });
        let mut bound = scalar::mapping_at(node.span, entries);
        bound.provenance = node.provenance.clone();
        Some(bound)
    }

    /// One of soft and hard: where it is no whole number Docker Compose crashes.
    fn limit(&mut self, node: &Node) -> Option<i64> {
        let given = go_type(&node.value);
        if given == "int" {
            return self.int(node, "int", "Atoi");
        }
        let text = format!("panic: interface conversion: interface {{}} is {given}, not int");
        self.remarks.push(ulimits::refused(node).upstream(text.clone()));
        self.crash.get_or_insert(text);
        None
    }

    fn file_mode(&mut self, node: &Node) -> Option<String> {
        let mode = match &node.value {
            Value::Int(mode) if i64::try_from(*mode).is_ok() => mode.get() as i64,
            Value::String(text) => match i64::from_str_radix(text, 8) {
                Ok(mode) if !text.is_empty() => mode,
                _ => {
                    let finding =
                        Diagnostic::error(codes::INVALID_MODE, format!("`{text}` is no octal number"), node.span)
                            .help("Permission bits are written like `0440`.");
                    let upstream = format!("strconv.ParseInt: parsing {}: invalid syntax", quote(text));
                    self.fault(&upstream, finding);
                    return None;
                }
            },
            value => {
                let upstream = format!("unexpected value type {} for mode", go_type(value));
                let message = format!("permission bits can't be {}", describe_kind(value));
                self.fault(&upstream, Diagnostic::error(codes::INVALID_MODE, message, node.span));
                return None;
            }
        };
        let sign = if mode < 0 { "-" } else { "" };
        Some(format!("0{sign}{:o}", mode.unsigned_abs()))
    }
}

fn single_precision(number: f64) -> Value {
    // The shortest text of the 32 bit number, read again: 0.1 stays 0.1.
    let single = number as f32;
    Value::Float(single.to_string().parse().unwrap_or(f64::from(single)))
}

fn not_a_number(node: &Node, text: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error(codes::INVALID_NUMBER, format!("`{text}` is not {wanted}"), node.span)
}

fn bad_size(node: &Node, written: &str) -> Diagnostic {
    let finding = Diagnostic::error(codes::INVALID_SIZE, format!("`{written}` is not a size"), node.span)
        .help("Write a number with b, k, m or g, such as `512m`; Kubernetes units are not accepted.");
    match written.strip_suffix('i') {
        Some(better) if bytes::parse(better).is_ok() => replaced(finding, node, &better.to_ascii_lowercase()),
        _ => finding,
    }
}

fn bad_duration(node: &Node, written: &str) -> Diagnostic {
    let finding = Diagnostic::error(
        codes::INVALID_DURATION,
        format!("`{written}` is not a duration"),
        node.span,
    )
    .help("A duration is a number with a unit - ms, s, m or h - such as `10s` or `1m30s`.");
    let number = written.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
    let unit = match written[number.len()..].trim() {
        "" | "sec" | "secs" | "second" | "seconds" => "s",
        "min" | "mins" | "minute" | "minutes" => "m",
        "hour" | "hours" => "h",
        _ => return finding,
    };
    let better = format!("{number}{unit}");
    match duration::parse(&better) {
        Ok(_) => replaced(finding, node, &better),
        Err(_) => finding,
    }
}

fn replaced(finding: Diagnostic, node: &Node, text: &str) -> Diagnostic {
    finding.fix(
        format!("Write \"{text}\""),
        Applicability::Safe,
        vec![Edit {
            span: node.span,
            text: text.to_owned(),
        }],
    )
}
