//! What a scalar means, as go-yaml v3 reads it: neither YAML 1.1 nor 1.2 to the letter.
//!
//! `true` in three spellings is a boolean, `yes` and `on` are text; `0777` is octal; digits may be
//! parted by `_`; what looks like an integer but does not fit becomes a float.
//! Source: go-yaml v3 `resolve.go`; Go `strconv`.

use smol_str::SmolStr;

use super::float;
use super::node::Value;
use super::syntax::ScalarStyle;
use super::timestamp;

/// What a scalar means, and what stands in the way of its tag.
pub(super) type Resolved = Result<Value, ScalarFault>;

/// A scalar that is not what its tag says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ScalarFault {
    /// `!!int abc`: found a value of another kind, named by its tag.
    Mismatch { found: &'static str },
    /// `!!binary` with something else than base64.
    Base64,
}

/// The value of a scalar with a tag (in short form) and style.
pub(super) fn resolve(tag: Option<&str>, text: &SmolStr, style: ScalarStyle) -> Resolved {
    let tag = tag.filter(|&tag| tag != "!" || style == ScalarStyle::Plain);
    let wanted = match (tag, style) {
        (None | Some("!"), ScalarStyle::Plain) => return Ok(known(text).unwrap_or_else(|| Value::String(text.clone()))),
        (None, _) => "!!str",
        (Some(tag), _) => tag,
    };
    match wanted {
        "!!bool" | "!!int" | "!!float" | "!!null" | "!!timestamp" => tagged(wanted, text),
        "!!binary" => match base64(text) {
            Some(bytes) => Ok(Value::String(String::from_utf8_lossy(&bytes).into())),
            None => Err(ScalarFault::Base64),
        },
        // `!!str`, and tags nobody knows: Compose keeps the text.
        _ => Ok(Value::String(text.clone())),
    }
}

fn tagged(wanted: &str, text: &str) -> Resolved {
    let value = if wanted == "!!timestamp" {
        plain(text)
    } else {
        // Dates are looked for only without a tag, or with theirs.
        let value = plain(text);
        if matches!(value, Value::Timestamp(_)) {
            Value::String(text.into())
        } else {
            value
        }
    };
    let found = tag_of(&value);
    match value {
        Value::Int(number) if wanted == "!!float" => Ok(Value::Float(number.get() as f64)),
        value if found == wanted => Ok(value),
        _ => Err(ScalarFault::Mismatch { found }),
    }
}

/// The tag of a value in short form.
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

/// The value of a plain scalar without a tag.
pub fn plain(text: &str) -> Value {
    known(text).unwrap_or_else(|| Value::String(text.into()))
}

/// The value of a plain scalar without a tag, unless it is text.
fn known(text: &str) -> Option<Value> {
    // Nothing else begins like most texts do.
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
        b'.' => without_separators(text).and_then(|text| float(&text)).map(Value::Float),
        b'0'..=b'9' | b'+' | b'-' if text.bytes().all(may_be_in_number) => timestamp::parse(text)
            .map(|text| Value::Timestamp(text.into()))
            .or_else(|| match text.contains('_') {
                true => number(&text.replace('_', "")),
                false => number(text),
            }),
        _ => None,
    }
}

/// Whether a byte stands in any number or date; in `10s` and `8080:http` one does not.
fn may_be_in_number(byte: u8) -> bool {
    let letters = b"xXoOtTzZ";
    byte.is_ascii_hexdigit() || b"+-_.,: \t".contains(&byte) || letters.contains(&byte)
}

fn number(text: &str) -> Option<Value> {
    if let Some(value) = integer(text) {
        return Some(Value::Int(value.into()));
    }
    if let Some(value) = float(text) {
        return Some(Value::Float(value));
    }
    // go-yaml tries these once more on its own, which lets a sign stand after the prefix.
    let (sign, digits, radix) = [("", "0b", 2), ("-", "-0b", 2), ("", "0o", 8), ("-", "-0o", 8)]
        .into_iter()
        .find_map(|(sign, prefix, radix)| Some((sign, text.strip_prefix(prefix)?, radix)))?;
    let value = i64::from_str_radix(&format!("{sign}{digits}"), radix).ok()?;
    Some(Value::Int(value.into()))
}

/// An integer of 64 bits as Go reads it with any base: `0x`, `0b`, `0o` or a leading `0`.
pub fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.as_bytes().first()? {
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
    let signed = text.starts_with(['-', '+']);
    match (negative, i64::try_from(value)) {
        (true, _) if value <= 1 << 63 => Some(-i128::from(value)),
        (false, Ok(value)) => Some(i128::from(value)),
        // Numbers beyond the signed range are read as unsigned, which take no sign.
        (false, Err(_)) if !signed => Some(i128::from(value)),
        _ => None,
    }
}

/// A decimal floating-point number; `None` when it is none or does not fit.
pub fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) || !exponent_fits {
        return None;
    }
    float::parse(text).filter(|value| value.is_finite())
}

/// The text without its `_`; `None` when one of them stands elsewhere than between digits.
fn without_separators(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('_').collect();
    let between = parts.windows(2).all(|pair| {
        pair[0].ends_with(|last: char| last.is_ascii_digit())
            && pair[1].starts_with(|first: char| first.is_ascii_digit())
    });
    between.then(|| parts.concat())
}

/// Whether text needs quotes so that YAML 1.1 would not take it for a boolean.
pub(super) fn is_old_bool(text: &str) -> bool {
    matches!(
        text,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF"
    )
}

/// Whether YAML 1.1 would take text for a number of base 60: `12:30`.
pub(super) fn is_base_60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (places, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut places = places.split(':');
    let first = places.next().unwrap_or("");
    let rest: Vec<&str> = places.collect();
    let counts = |place: &&str| match place.as_bytes() {
        [b'0'..=b'9'] => true,
        [tens, units] => (b'0'..=b'5').contains(tens) && units.is_ascii_digit(),
        _ => false,
    };
    let numeral = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    first.starts_with(|first: char| first.is_ascii_digit())
        && numeral(first)
        && !rest.is_empty()
        && rest.iter().all(counts)
        && numeral(fraction)
}

/// Decodes standard base64 with padding; line breaks are skipped, as Go does.
fn base64(text: &str) -> Option<Vec<u8>> {
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
    fn plain_scalars() {
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
            assert_eq!(plain(source), expected, "{source:?}");
        }
    }

    #[test]
    fn tags_decide() {
        let text = |text: &str| Ok(Value::String(text.into()));
        let mismatch = |found| Err(ScalarFault::Mismatch { found });
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
            ("!!binary", "aGVsbG8", ScalarStyle::Plain, Err(ScalarFault::Base64)),
        ] {
            assert_eq!(resolve(Some(tag), &source.into(), style), expected, "{tag} {source:?}");
        }
        assert_eq!(resolve(None, &"12".into(), ScalarStyle::Literal), text("12"));
    }

    #[test]
    fn numbers_of_base_60() {
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
