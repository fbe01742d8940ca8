//! Conversion of single values to the types of Docker Compose.

use super::{Binder, Segment, collections};
use crate::compose::attributes::{build, bytes, duration, kind, long_form, scalar, shell_words, ulimits};
use crate::compose::fields::{Field, Omit, ValueType};
use crate::compose::go::{self, Precision};
use crate::compose::project::Spanned;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::yaml::go_format::quote;
use crate::yaml::{Mapping, Node, Value};

/// Returns the value of a field that is printed even if it is not set.
pub(super) fn zero(value_type: ValueType) -> Option<Value> {
    match value_type {
        ValueType::Text => Some(Value::String("".into())),
        ValueType::Int | ValueType::Int64 | ValueType::Unsigned(_) => Some(Value::Int(0_i64.into())),
        ValueType::Bytes => Some(Value::String("0".into())),
        ValueType::Bool => Some(Value::Bool(false)),
        ValueType::Named => Some(Value::Mapping(Mapping::default())),
        _ => None,
    }
}

/// Returns whether a converted value counts as empty.
fn is_empty(value: &Value, value_type: ValueType) -> bool {
    match (value_type, value) {
        (ValueType::Text | ValueType::TextOrBool, Value::String(text)) => text.is_empty(),
        (ValueType::Bool | ValueType::External, Value::Bool(value)) => !value,
        (ValueType::Int | ValueType::Int64, Value::Int(number)) => number.get() == 0,
        (ValueType::Unsigned(_) | ValueType::DeviceCount, Value::Int(number)) => number.get() == 0,
        (ValueType::Float | ValueType::Cpus, Value::Float(number)) => *number == 0.0,
        (ValueType::Bytes, Value::String(text)) => text == "0",
        (ValueType::Duration, Value::String(text)) => text == "0s",
        (ValueType::HealthcheckTest | ValueType::TextList, Value::Sequence(items)) => items.is_empty(),
        (ValueType::NumberList | ValueType::Ssh, Value::Sequence(items)) => items.is_empty(),
        _ => false,
    }
}

/// Returns true for values that need no conversion. This is only a fast path.
fn is_converted(value: &Value, value_type: ValueType) -> bool {
    let is_text = |item: &Node| matches!(item.value, Value::String(_));
    match (value_type, value) {
        (ValueType::Text | ValueType::TextOrBool, Value::String(_)) => true,
        (ValueType::HealthcheckTest, Value::Sequence(_)) => true,
        (ValueType::Duration, Value::String(text)) => is_plain_seconds(text),
        (ValueType::TextList, Value::Sequence(items)) => items.iter().all(is_text),
        _ => false,
    }
}

/// Returns whether a duration is a whole number of seconds below a minute, which is printed as it is written.
fn is_plain_seconds(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1'..=b'9', b's'] | [b'1'..=b'5', b'0'..=b'9', b's'])
}

/// Sorts the keys of all mappings in a value.
pub(super) fn sort_keys(node: &mut Node) {
    match &mut node.value {
        Value::Mapping(mapping) => {
            mapping.values_mut().for_each(|entry| sort_keys(&mut entry.node));
            mapping.sort_keys();
        }
        Value::Sequence(items) => items.iter_mut().for_each(sort_keys),
        _ => {}
    }
}

impl Binder {
    /// Binds a value whose parts have no rows in the table. Returns `None` if it is left out.
    pub(super) fn bind_leaf(&mut self, mut node: Node, field: &Field) -> Option<Node> {
        let value_type = field.value_type;
        if value_type == ValueType::Any {
            sort_keys(&mut node);
            return Some(node);
        }
        if node.is_null() {
            return None;
        }
        if !is_converted(&node.value, value_type) {
            node = self.convert(node, value_type)?;
        }
        (field.omit != Omit::WhenEmpty || !is_empty(&node.value, value_type)).then_some(node)
    }

    fn convert(&mut self, node: Node, value_type: ValueType) -> Option<Node> {
        match value_type {
            ValueType::KeyValues => self.bind_key_values(node, Value::String("".into())),
            ValueType::NullableKeyValues => self.bind_key_values(node, Value::Null),
            ValueType::TextMap => self.bind_text_map(node),
            ValueType::ListMap => collections::bind_list_map(node),
            ValueType::ShellWords => self.bind_shell_words(node),
            ValueType::Hosts => self.bind_hosts(&node),
            ValueType::Ulimit => self.bind_ulimit(&node),
            value_type => Some(Node {
                value: self.convert_value(&node, value_type)?,
                ..node
            }),
        }
    }

    fn convert_value(&mut self, node: &Node, value_type: ValueType) -> Option<Value> {
        Some(match value_type {
            ValueType::Text => Value::String(self.text(node)?.into()),
            ValueType::TextOrBool => Value::String(scalar::to_text(&node.value)?.into()),
            ValueType::Bool | ValueType::External => Value::Bool(self.bool(node)?),
            ValueType::Int64 => Value::Int(self.int(node, "int64", "ParseInt")?.into()),
            ValueType::Int => Value::Int(self.int(node, "int", "Atoi")?.into()),
            ValueType::Unsigned(bits) => Value::Int(self.unsigned(node, bits)?.into()),
            ValueType::Cpus if go::type_name(&node.value) == "uint64" => {
                let message = "this number of CPUs is too large";
                let diagnostic = Diagnostic::error(codes::INVALID_NUMBER, message, node.span);
                self.report("unexpected value type uint64 for cpus", diagnostic);
                return None;
            }
            ValueType::Float | ValueType::Cpus => single_precision(self.float(node)?),
            ValueType::DeviceCount => Value::Int(self.device_count(node)?.into()),
            ValueType::Bytes => Value::String(self.bytes(node)?.to_string().into()),
            ValueType::Duration => Value::String(self.duration(node)?.to_string().into()),
            ValueType::HealthcheckTest => self.healthcheck_test(node)?,
            ValueType::TextList => self.text_list(node),
            ValueType::NumberList => collections::number_list(node),
            ValueType::Ssh => build::print_ssh(node)?,
            ValueType::FileMode => Value::String(self.file_mode(node)?.into()),
            // Other types are converted elsewhere, or not printed.
            _ => return None,
        })
    }

    /// Reports a value that the decoder cannot convert to a Go type.
    fn wrong_type(&mut self, node: &Node, expected: &str) {
        let actual = go::type_name(&node.value);
        let message = format!("this cannot be {}", kind::describe(&node.value));
        let diagnostic = Diagnostic::error(codes::WRONG_TYPE, message, node.span);
        self.report(
            &format!("expected type '{expected}', got unconvertible type '{actual}'"),
            diagnostic,
        );
    }

    /// Converts a text, or an integer to text.
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

    fn bool(&mut self, node: &Node) -> Option<bool> {
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
            Some((value, is_obsolete)) => {
                if is_obsolete {
                    self.warnings.push(scalar::obsolete_bool_warning(text, value));
                }
                Some(value)
            }
            None => {
                let message = format!("`{text}` is not a boolean");
                let diagnostic = Diagnostic::error(codes::INVALID_BOOLEAN, message, node.span);
                self.report(&format!("invalid boolean: {text}"), diagnostic);
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
                    self.report(&upstream, not_a_number(node, text, "an integer"));
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
        let (number, text) = match &node.value {
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
            let diagnostic = Diagnostic::error(codes::OUT_OF_RANGE, format!("`{text}` is negative"), node.span)
                .help("The minimum is 0.");
            self.report(
                &format!("cannot parse value as 'uint{bits}': {text} overflows uint"),
                diagnostic,
            );
            return None;
        }
        // Go drops the bits that do not fit.
        Some(number & ((1 << bits) - 1))
    }

    fn float(&mut self, node: &Node) -> Option<f64> {
        match &node.value {
            Value::Int(number) => Some(number.get() as f64),
            Value::Float(number) => Some(*number),
            Value::String(text) => match go::parse_float(text, Precision::Double) {
                Ok(number) => Some(number),
                Err(upstream) => {
                    self.report(&upstream, not_a_number(node, text, "a number"));
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
                    self.report(&upstream, not_a_number(node, text, "a number or `all`"));
                    None
                }
            },
            value => {
                let upstream = format!("invalid type {} for device count", go::type_name(value));
                let message = "this must be an integer or `all`";
                self.report(&upstream, Diagnostic::error(codes::INVALID_NUMBER, message, node.span));
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
                    self.report(&upstream, invalid_size(node, text));
                    None
                }
            },
            // Docker Compose treats fractions and numbers of more than 63 bits as 0.
            _ => Some(0),
        }
    }

    fn duration(&mut self, node: &Node) -> Option<duration::Duration> {
        let text = scalar::to_text(&node.value)?;
        match duration::parse(&text) {
            Ok(duration) => Some(duration),
            Err(upstream) => {
                self.report(&upstream, invalid_duration(node, &text));
                None
            }
        }
    }

    fn bind_shell_words(&mut self, mut node: Node) -> Option<Node> {
        let Value::String(line) = &node.value else {
            sort_keys(&mut node);
            return node.as_sequence().is_some().then_some(node);
        };
        match shell_words::split(line) {
            Ok((words, operator)) => {
                let is_operator = |c: &char| "&|;<>".contains(*c);
                self.truncated_commands.extend(operator.map(|operator| Spanned {
                    value: line[operator..].chars().take_while(is_operator).collect(),
                    span: node.span,
                }));
                let words = words.iter().map(|word| long_form::with_text(&node, word));
                Some(long_form::with_value(&node, Value::Sequence(words.collect())))
            }
            Err(upstream) => {
                let message = "this command has an unclosed quote, or a parenthesis outside quotes";
                let diagnostic = Diagnostic::error(codes::INVALID_COMMAND, message, node.span)
                    .help("Write the command as a list, or run a shell: `[\"sh\", \"-c\", \"...\"]`.");
                self.report(upstream, diagnostic);
                None
            }
        }
    }

    fn text_list(&mut self, node: &Node) -> Value {
        let items = match &node.value {
            Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut texts = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let text = self.descend(Segment::Item(index), |binder| binder.text(item));
            texts.extend(text.map(|text| long_form::with_text(item, &text)));
        }
        Value::Sequence(texts)
    }

    fn healthcheck_test(&mut self, node: &Node) -> Option<Value> {
        match &node.value {
            Value::String(_) => {
                let shell = long_form::with_text(node, "CMD-SHELL");
                Some(Value::Sequence(vec![shell, node.clone()]))
            }
            Value::Sequence(items) => Some(Value::Sequence(items.clone())),
            _ => None,
        }
    }

    fn bind_ulimit(&mut self, node: &Node) -> Option<Node> {
        let limits = match &node.value {
            Value::Mapping(mapping) => ["soft", "hard"].map(|key| {
                let limit = mapping.get(key).map(|entry| &entry.node);
                (key, limit.and_then(|limit| self.limit(limit)), limit)
            }),
            _ => {
                let limit = self.int(node, "int", "Atoi")?;
                if limit != 0 {
                    return Some(long_form::with_value(node, Value::Int(limit.into())));
                }
                ["soft", "hard"].map(|key| (key, Some(0), Some(node)))
            }
        };
        let entries = limits.map(|(key, limit, written)| {
            let value = Value::Int(limit.unwrap_or(0).into());
            (key, long_form::with_value(written.unwrap_or(node), value))
        });
        Some(long_form::with_value(
            node,
            long_form::mapping(node.span, entries).value,
        ))
    }

    /// Converts a soft or hard limit. Docker Compose panics if it is not an integer.
    fn limit(&mut self, node: &Node) -> Option<i64> {
        let go_type = go::type_name(&node.value);
        if go_type == "int" {
            return self.int(node, "int", "Atoi");
        }
        let text = format!("panic: interface conversion: interface {{}} is {go_type}, not int");
        self.panic_diagnostics
            .push(ulimits::not_an_integer(node).upstream(text.clone()));
        self.panic.get_or_insert(text);
        None
    }

    fn file_mode(&mut self, node: &Node) -> Option<String> {
        let mode = match &node.value {
            Value::Int(mode) if i64::try_from(*mode).is_ok() => mode.get() as i64,
            Value::String(text) => match i64::from_str_radix(text, 8) {
                Ok(mode) if !text.is_empty() => mode,
                _ => {
                    let diagnostic = Diagnostic::error(
                        codes::INVALID_MODE,
                        format!("`{text}` is not an octal number"),
                        node.span,
                    )
                    .help("Write permissions in octal, such as `0440`.");
                    let upstream = format!("strconv.ParseInt: parsing {}: invalid syntax", quote(text));
                    self.report(&upstream, diagnostic);
                    return None;
                }
            },
            value => {
                let upstream = format!("unexpected value type {} for mode", go::type_name(value));
                let message = format!("permissions cannot be {}", kind::describe(value));
                self.report(&upstream, Diagnostic::error(codes::INVALID_MODE, message, node.span));
                return None;
            }
        };
        let sign = if mode < 0 { "-" } else { "" };
        Some(format!("0{sign}{:o}", mode.unsigned_abs()))
    }
}

/// Rounds a number to 32 bits.
fn single_precision(number: f64) -> Value {
    // Parsing the shortest text of the 32-bit number keeps 0.1 as 0.1.
    let single = number as f32;
    Value::Float(single.to_string().parse().unwrap_or(f64::from(single)))
}

fn not_a_number(node: &Node, text: &str, expected: &str) -> Diagnostic {
    let message = match text {
        "" => format!("this is empty, but must be {expected}"),
        text => format!("`{text}` is not {expected}"),
    };
    Diagnostic::error(codes::INVALID_NUMBER, message, node.span)
}

fn invalid_size(node: &Node, text: &str) -> Diagnostic {
    let message = match text {
        "" => "a size cannot be empty".to_owned(),
        text => format!("`{text}` is not a size"),
    };
    let diagnostic = Diagnostic::error(codes::INVALID_SIZE, message, node.span)
        .help("Write a number with one of the units b, k, m and g, such as `512m`. Kubernetes units are not accepted.");
    match text.strip_suffix('i') {
        Some(size) if bytes::parse(size).is_ok() => with_replacement(diagnostic, node, &size.to_ascii_lowercase()),
        _ => diagnostic,
    }
}

fn invalid_duration(node: &Node, text: &str) -> Diagnostic {
    let message = match text {
        "" => "a duration cannot be empty".to_owned(),
        text => format!("`{text}` is not a duration"),
    };
    let diagnostic = Diagnostic::error(codes::INVALID_DURATION, message, node.span)
        .help("Write numbers with the units ms, s, m and h, such as `10s` or `1m30s`.");
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
    let unit = match text[number.len()..].trim() {
        "" | "sec" | "secs" | "second" | "seconds" => "s",
        "min" | "mins" | "minute" | "minutes" => "m",
        "hour" | "hours" => "h",
        _ => return diagnostic,
    };
    let duration = format!("{number}{unit}");
    match duration::parse(&duration) {
        Ok(_) => with_replacement(diagnostic, node, &duration),
        Err(_) => diagnostic,
    }
}

fn with_replacement(diagnostic: Diagnostic, node: &Node, text: &str) -> Diagnostic {
    diagnostic.fix(
        format!("Write `{text}`"),
        Applicability::Safe,
        vec![Edit::new(node.span, text)],
    )
}
