//! Numbers as Go's `strconv` parses them, and Go's conversions from floating point to integers.
//!
//! Source: Go's language specification and library reference, and the observed behavior of Docker Compose, which is
//! built for 64-bit x86.

use crate::yaml::go_format::quote;

/// Parses an integer like `strconv.Atoi` and `strconv.ParseInt`, or returns the error text of `function`.
pub fn parse_int(text: &str, function: &str) -> Result<i64, String> {
    let error = |reason: &str| format!("strconv.{function}: parsing {}: {reason}", quote(text));
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(error("invalid syntax"));
    }
    text.parse().map_err(|_| error("value out of range"))
}

/// Parses a decimal or hexadecimal number, `inf` or `nan` like `strconv.ParseFloat`, or returns its error text.
pub fn parse_float(text: &str, precision: Precision) -> Result<f64, String> {
    let error = |reason: &str| format!("strconv.ParseFloat: parsing {}: {reason}", quote(text));
    let lower = text.to_ascii_lowercase();
    let magnitude = lower.strip_prefix(['+', '-']).unwrap_or(&lower);
    let is_negative = lower.starts_with('-');
    if matches!(magnitude, "inf" | "infinity" | "nan") {
        return lower.parse().map_err(|_| error("invalid syntax"));
    }
    let parsed = without_separators(magnitude).and_then(|digits| match digits.strip_prefix("0x") {
        Some(digits) => parse_hexadecimal(digits),
        None => parse_decimal(&digits),
    });
    let number = parsed.ok_or_else(|| error("invalid syntax"))?;
    let number = match precision {
        Precision::Double => number,
        Precision::Single => f64::from(number as f32),
    };
    match number.is_infinite() {
        true => Err(error("value out of range")),
        false => Ok(if is_negative { -number } else { number }),
    }
}

/// Precision of a floating-point number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 32 bits.
    Single,
    /// 64 bits.
    Double,
}

fn parse_decimal(text: &str) -> Option<f64> {
    let has_only_number_characters = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'+' | b'-'));
    let starts_like_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    (has_only_number_characters && starts_like_number)
        .then(|| text.parse().ok())
        .flatten()
}

/// Parses what follows `0x`: hexadecimal digits, an optional fraction and a mandatory power of two.
fn parse_hexadecimal(text: &str) -> Option<f64> {
    let (digits, exponent) = text.split_once('p')?;
    let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (integer, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if integer.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut mantissa = 0.0;
    for digit in integer.chars().chain(fraction.chars()) {
        mantissa = mantissa * 16.0 + f64::from(digit.to_digit(16)?);
    }
    let limit = 100_000;
    let exponent = exponent.parse::<i32>().unwrap_or(limit).clamp(-limit, limit);
    let fraction_bits = i32::try_from(fraction.len()).unwrap_or(limit).saturating_mul(4);
    Some(mantissa * 2_f64.powi(exponent.saturating_sub(fraction_bits)))
}

/// Removes the `_` that Go allows between two digits and after `0x`. Returns `None` if there is a `_` elsewhere.
fn without_separators(text: &str) -> Option<String> {
    if !text.contains('_') {
        return Some(text.to_owned());
    }
    let (digits, is_hexadecimal) = match text.strip_prefix("0x") {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    let is_digit = |character: char| character.is_ascii_digit() || (is_hexadecimal && character.is_ascii_hexdigit());
    let mut previous = if is_hexadecimal { '0' } else { ' ' };
    for character in digits.chars() {
        if (character == '_' && !is_digit(previous)) || (previous == '_' && !is_digit(character)) {
            return None;
        }
        previous = character;
    }
    (previous != '_').then(|| text.replace('_', ""))
}

/// Converts to a 64-bit integer like Go on x86: a number that does not fit becomes `i64::MIN`.
pub fn float_to_int(number: f64) -> i64 {
    // -2^63 is exact, and 2^63 is the smallest number above the range.
    match (-TWO_TO_63..TWO_TO_63).contains(&number) {
        true => number as i64,
        false => i64::MIN,
    }
}

/// Converts to an unsigned 64-bit integer like Go on x86: a number above the range becomes 2^63.
pub fn float_to_uint(number: f64) -> u64 {
    match number < TWO_TO_63 {
        true => float_to_int(number) as u64,
        false if number < 2.0 * TWO_TO_63 => number as u64,
        false => 1 << 63,
    }
}

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_integer_is_reported_as_in_go() {
        assert_eq!(parse_int("12", "Atoi"), Ok(12));
        for (text, function, reason) in [
            ("two", "Atoi", "invalid syntax"),
            ("1_000", "Atoi", "invalid syntax"),
            ("99999999999999999999", "ParseInt", "value out of range"),
        ] {
            let expected = format!("strconv.{function}: parsing \"{text}\": {reason}");
            assert_eq!(parse_int(text, function), Err(expected));
        }
    }

    #[test]
    fn floats_are_parsed_as_in_go() {
        for (text, expected) in [
            ("0.5", Some(0.5)),
            ("-.5", Some(-0.5)),
            ("5.", Some(5.0)),
            ("1e3", Some(1000.0)),
            ("0x1p4", Some(16.0)),
            ("0X1.8P+1", Some(3.0)),
            ("0x.8p1", Some(1.0)),
            ("0x_1_0p0", Some(16.0)),
            ("+Inf", Some(f64::INFINITY)),
            ("0x1", None),
            ("0xp1", None),
            ("1_000.5", Some(1000.5)),
            ("1__0", None),
            ("_1", None),
            ("1e", None),
            ("1_", None),
            ("0x1_p1", None),
            ("", None),
            (".", None),
            ("1e400", None),
            ("0x1p9999", None),
        ] {
            assert_eq!(parse_float(text, Precision::Double).ok(), expected, "{text}");
        }
    }

    #[test]
    fn float_out_of_range_becomes_the_smallest_integer() {
        for (number, expected) in [
            (1.9, 1),
            (-1.9, -1),
            (f64::INFINITY, i64::MIN),
            (f64::NAN, i64::MIN),
            (1e30, i64::MIN),
        ] {
            assert_eq!(float_to_int(number), expected, "{number}");
        }
        assert_eq!(float_to_uint(1.2e19), 12_000_000_000_000_000_000);
        assert_eq!(float_to_uint(f64::INFINITY), 1 << 63);
    }
}
