//! Resolves scalars to values like go-yaml v3, which follows neither YAML 1.1 nor YAML 1.2 exactly.
//!
//! `true` is a boolean in three spellings, but `yes` and `on` are strings. `0777` is octal. Digits may be
//! separated by `_`. An integer that does not fit into 64 bits becomes a float.
//! Source: go-yaml v3 `resolve.go`; Go `strconv`.

use smol_str::SmolStr;

use super::node::Value;
use super::syntax::ScalarStyle;
use super::timestamp;

/// A scalar that does not match its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TagMismatch {
    /// The value has another type, such as in `!!int abc`.
    Type {
        /// The tag of the value's type.
        found: &'static str,
    },
    /// The value of `!!binary` is not base64.
    Base64,
}

/// Resolves a scalar. The tag is in short form.
pub(super) fn resolve(tag: Option<&str>, text: &SmolStr, style: ScalarStyle) -> Result<Value, TagMismatch> {
    let tag = tag.filter(|&tag| tag != "!" || style == ScalarStyle::Plain);
    let tag = match (tag, style) {
        (None | Some("!"), ScalarStyle::Plain) => {
            return Ok(resolve_non_string(text).unwrap_or_else(|| Value::String(text.clone())));
        }
        (None, _) => "!!str",
        (Some(tag), _) => tag,
    };
    match tag {
        "!!bool" | "!!int" | "!!float" | "!!null" | "!!timestamp" => resolve_tagged(tag, text),
        "!!binary" => match decode_base64(text) {
            Some(bytes) => Ok(Value::String(String::from_utf8_lossy(&bytes).into())),
            None => Err(TagMismatch::Base64),
        },
        // Compose ignores unknown tags.
        _ => Ok(Value::String(text.clone())),
    }
}

fn resolve_tagged(tag: &str, text: &str) -> Result<Value, TagMismatch> {
    let value = match resolve_plain(text) {
        // Other tags than `!!timestamp` rule out timestamps.
        Value::Timestamp(_) if tag != "!!timestamp" => Value::String(text.into()),
        value => value,
    };
    let found = tag_of(&value);
    match value {
        Value::Int(number) if tag == "!!float" => Ok(Value::Float(number.get() as f64)),
        value if found == tag => Ok(value),
        _ => Err(TagMismatch::Type { found }),
    }
}

/// Returns the tag of a value's type in short form.
pub(super) fn tag_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "!!null",
        Value::Bool(_) => "!!bool",
        Value::Int(_) => "!!int",
        Value::Float(_) => "!!float",
        Value::Timestamp(_) => "!!timestamp",
        Value::String(_) => "!!str",
        Value::Sequence(_) => "!!seq",
        Value::Mapping(_) => "!!map",
    }
}

/// Resolves a plain scalar without a tag.
pub(super) fn resolve_plain(text: &str) -> Value {
    resolve_non_string(text).unwrap_or_else(|| Value::String(text.into()))
}

/// Resolves a plain scalar without a tag, or returns none if it is a string.
fn resolve_non_string(text: &str) -> Option<Value> {
    // The first character rules out most strings.
    if text.starts_with(|first: char| {
        !matches!(
            first,
            '~' | 'n' | 'N' | 't' | 'T' | 'f' | 'F' | '.' | '+' | '-' | '0'..='9'
        )
    }) {
        return None;
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return Some(Value::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(Value::Float(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => return Some(Value::Float(f64::NEG_INFINITY)),
        _ => {}
    }
    match text.as_bytes()[0] {
        b'.' => remove_separators(text)
            .and_then(|text| parse_float(&text))
            .map(Value::Float),
        b'0'..=b'9' | b'+' | b'-' if text.bytes().all(is_number_or_time_byte) => timestamp::parse(text)
            .map(|text| Value::Timestamp(text.into()))
            .or_else(|| match text.contains('_') {
                true => resolve_number(&text.replace('_', "")),
                false => resolve_number(text),
            }),
        _ => None,
    }
}

/// Returns whether a byte can occur in a number or timestamp. This rules out texts such as `10s` and `8080:http`.
fn is_number_or_time_byte(byte: u8) -> bool {
    let letters = b"xXoOtTzZ";
    byte.is_ascii_hexdigit() || b"+-_.,: \t".contains(&byte) || letters.contains(&byte)
}

fn resolve_number(text: &str) -> Option<Value> {
    if let Some(value) = parse_integer(text) {
        return Some(Value::Int(value.into()));
    }
    if let Some(value) = parse_float(text) {
        return Some(Value::Float(value));
    }
    // Otherwise go-yaml removes one of these prefixes and parses the rest, which may begin with a sign.
    let (sign, digits, radix) = [("", "0b", 2), ("-", "-0b", 2), ("", "0o", 8), ("-", "-0o", 8)]
        .into_iter()
        .find_map(|(sign, prefix, radix)| Some((sign, text.strip_prefix(prefix)?, radix)))?;
    let value = i64::from_str_radix(&format!("{sign}{digits}"), radix).ok()?;
    Some(Value::Int(value.into()))
}

/// Parses a 64-bit integer like Go's `strconv.ParseInt` with base 0: decimal, or with `0x`, `0b`, `0o` or a leading `0`.
fn parse_integer(text: &str) -> Option<i128> {
    let (is_negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let value = u64::from_str_radix(digits, radix).ok()?;
    let has_sign = text.starts_with(['-', '+']);
    match (is_negative, i64::try_from(value)) {
        (true, _) if value <= 1 << 63 => Some(-i128::from(value)),
        (false, Ok(value)) => Some(i128::from(value)),
        // Larger integers are parsed as unsigned, which cannot have a sign.
        (false, Err(_)) if !has_sign => Some(i128::from(value)),
        _ => None,
    }
}

/// Parses a finite decimal floating-point number.
fn parse_float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_exponent_valid = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !exponent.is_empty() && are_digits(exponent)
    });
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    if !has_digits || !are_digits(whole) || !are_digits(fraction) || !is_exponent_valid {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// Removes all `_`, or returns none if one of them is not between digits.
fn remove_separators(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('_').collect();
    let are_between_digits = parts.windows(2).all(|pair| {
        pair[0].ends_with(|last: char| last.is_ascii_digit())
            && pair[1].starts_with(|first: char| first.is_ascii_digit())
    });
    are_between_digits.then(|| parts.concat())
}

/// Returns whether a text is a boolean in YAML 1.1. go-yaml quotes such strings.
pub(super) fn is_yaml_1_1_bool(text: &str) -> bool {
    matches!(
        text,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF"
    )
}

/// Returns whether a text is a sexagesimal number in YAML 1.1, such as `12:30`. go-yaml quotes such strings.
pub(super) fn is_base_60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut groups = whole.split(':');
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    let is_below_60 = |group: &&str| match group.as_bytes() {
        [b'0'..=b'9'] => true,
        [tens, units] => (b'0'..=b'5').contains(tens) && units.is_ascii_digit(),
        _ => false,
    };
    let is_numeral = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    first.starts_with(|first: char| first.is_ascii_digit())
        && is_numeral(first)
        && !rest.is_empty()
        && rest.iter().all(is_below_60)
        && is_numeral(fraction)
}

/// Decodes standard base64 with padding. Skips line breaks, like Go.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    if !digits.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3);
    let count = digits.len() / 4;
    for (index, group) in digits.chunks_exact(4).enumerate() {
        let padding = group.iter().rev().take_while(|&&digit| digit == b'=').count();
        if padding > 2 || (padding > 0 && index + 1 != count) {
            return None;
        }
        let mut bits: u32 = 0;
        for &digit in &group[..4 - padding] {
            bits = bits << 6 | base64_digit(digit)?;
        }
        bits <<= 6 * padding as u32;
        bytes.extend_from_slice(&bits.to_be_bytes()[1..4 - padding]);
    }
    Some(bytes)
}

/// Returns the value of a base64 digit.
fn base64_digit(digit: u8) -> Option<u32> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_are_resolved() {
        let text = |text: &str| Value::String(text.into());
        for (source, expected) in [
            ("", Value::Null),
            ("~", Value::Null),
            ("NULL", Value::Null),
            ("nULL", text("nULL")),
            ("True", Value::Bool(true)),
            ("tRUE", text("tRUE")),
            ("yes", text("yes")),
            ("on", text("on")),
            ("0", Value::Int(0_i64.into())),
            ("-0", Value::Int(0_i64.into())),
            ("+12", Value::Int(12_i64.into())),
            ("0777", Value::Int(511_i64.into())),
            ("-0777", Value::Int((-511_i64).into())),
            ("0o17", Value::Int(15_i64.into())),
            ("0x1F", Value::Int(31_i64.into())),
            ("0b101", Value::Int(5_i64.into())),
            ("0b-1", Value::Int((-1_i64).into())),
            ("1_000", Value::Int(1000_i64.into())),
            ("0_", Value::Int(0_i64.into())),
            ("0x", text("0x")),
            ("089", Value::Float(89.0)),
            ("1e3", Value::Float(1000.0)),
            ("1_0.5", Value::Float(10.5)),
            (".5", Value::Float(0.5)),
            ("5.", Value::Float(5.0)),
            (".", text(".")),
            (".5_0", Value::Float(0.5)),
            ("._5", text("._5")),
            ("1e999", text("1e999")),
            ("-.inf", Value::Float(f64::NEG_INFINITY)),
            ("inf", text("inf")),
            ("9223372036854775808", Value::Int(9_223_372_036_854_775_808_i128.into())),
            ("+9223372036854775808", Value::Float(9_223_372_036_854_775_808.0)),
            (
                "-9223372036854775808",
                Value::Int((-9_223_372_036_854_775_808_i64).into()),
            ),
            ("18446744073709551616", Value::Float(18_446_744_073_709_551_616.0)),
            ("22:22", text("22:22")),
            ("1.2.3", text("1.2.3")),
            ("-", text("-")),
            ("_1", text("_1")),
            ("2001-01-01", Value::Timestamp("2001-01-01T00:00:00Z".into())),
            ("2001-02-30", text("2001-02-30")),
            ("<<", text("<<")),
        ] {
            assert_eq!(resolve_plain(source), expected, "{source:?}");
        }
    }

    #[test]
    fn tags_determine_the_type() {
        let text = |text: &str| Ok(Value::String(text.into()));
        let mismatch = |found| Err(TagMismatch::Type { found });
        for (tag, source, style, expected) in [
            ("!!str", "12", ScalarStyle::Plain, text("12")),
            ("!!int", "7", ScalarStyle::DoubleQuoted, Ok(Value::Int(7_i64.into()))),
            ("!!float", "1", ScalarStyle::Plain, Ok(Value::Float(1.0))),
            ("!!int", "x", ScalarStyle::Plain, mismatch("!!str")),
            ("!!bool", "yes", ScalarStyle::Plain, mismatch("!!str")),
            ("!!int", "", ScalarStyle::Plain, mismatch("!!null")),
            ("!!int", "1.5", ScalarStyle::Plain, mismatch("!!float")),
            ("!vault", "12", ScalarStyle::Plain, text("12")),
            ("!", "12", ScalarStyle::Plain, Ok(Value::Int(12_i64.into()))),
            ("!", "12", ScalarStyle::SingleQuoted, text("12")),
            ("!!binary", "aGVs\nbG8=", ScalarStyle::Plain, text("hello")),
            ("!!binary", "aGVsbG8", ScalarStyle::Plain, Err(TagMismatch::Base64)),
        ] {
            assert_eq!(resolve(Some(tag), &source.into(), style), expected, "{tag} {source:?}");
        }
        assert_eq!(resolve(None, &"12".into(), ScalarStyle::Literal), text("12"));
    }

    #[test]
    fn sexagesimal_numbers_are_recognized() {
        for (text, expected) in [
            ("22:22", true),
            ("1_0:30:59.5", true),
            ("22:60", false),
            ("22", false),
            (":22", false),
            ("1:2a", false),
        ] {
            assert_eq!(is_base_60(text), expected, "{text}");
        }
    }
}
