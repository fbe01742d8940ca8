//! Numbers as Go's `strconv` reads them, and as Go converts floating point to whole numbers.
//!
//! Source: the language and library reference of Go; the answers of the real binary, which is built for
//! 64 bit x86.

use crate::yaml::float;
use crate::yaml::go_format::quote;

/// An integer as `strconv.Atoi` and `ParseInt` read it, or what they say.
pub fn integer(text: &str, function: &str) -> Result<i64, String> {
    let fault = |what: &str| format!("strconv.{function}: parsing {}: {what}", quote(text));
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(fault("invalid syntax"));
    }
    text.parse().map_err(|_| fault("value out of range"))
}

/// A number as `strconv.ParseFloat` reads it - decimal, hexadecimal, `inf` or `nan` - or what it says.
pub fn float(text: &str, precision: Precision) -> Result<f64, String> {
    let fault = |what: &str| format!("strconv.ParseFloat: parsing {}: {what}", quote(text));
    let lower = text.to_ascii_lowercase();
    let body = lower.strip_prefix(['+', '-']).unwrap_or(&lower);
    let negative = lower.starts_with('-');
    if matches!(body, "inf" | "infinity" | "nan") {
        return float::parse(&lower).ok_or_else(|| fault("invalid syntax"));
    }
    let read = without_separators(body).and_then(|body| match body.strip_prefix("0x") {
        Some(digits) => hexadecimal(digits),
        None => decimal(&body),
    });
    let number = read.ok_or_else(|| fault("invalid syntax"))?;
    let number = match precision {
        Precision::Double => number,
        Precision::Single => f64::from(number as f32),
    };
    match number.is_infinite() {
        true => Err(fault("value out of range")),
        false => Ok(if negative { -number } else { number }),
    }
}

/// How exactly a number is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 32 bits.
    Single,
    /// 64 bits.
    Double,
}

fn decimal(text: &str) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'+' | b'-'));
    let begins_well = text.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    (plain && begins_well).then(|| float::parse(text)).flatten()
}

/// What stands behind `0x`: digits, perhaps with a point, and always a power of two.
fn hexadecimal(text: &str) -> Option<f64> {
    let (digits, power) = text.split_once('p')?;
    let unsigned = power.strip_prefix(['+', '-']).unwrap_or(power);
    if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut number = 0.0;
    for digit in whole.chars().chain(fraction.chars()) {
        number = number * 16.0 + f64::from(digit.to_digit(16)?);
    }
    let limit = 100_000;
    let power = power.parse::<i32>().unwrap_or(limit).clamp(-limit, limit);
    let places = i32::try_from(fraction.len()).unwrap_or(limit).saturating_mul(4);
    Some(number * 2_f64.powi(power.saturating_sub(places)))
}

/// A number without the `_` that may stand between two digits, and after `0x`; nothing when one stands
/// elsewhere.
fn without_separators(text: &str) -> Option<String> {
    if !text.contains('_') {
        return Some(text.to_owned());
    }
    let (digits, hexadecimal) = match text.strip_prefix("0x") {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    let is_digit = |letter: char| letter.is_ascii_digit() || (hexadecimal && letter.is_ascii_hexdigit());
    let mut before = if hexadecimal { '0' } else { ' ' };
    for letter in digits.chars() {
        if (letter == '_' && !is_digit(before)) || (before == '_' && !is_digit(letter)) {
            return None;
        }
        before = letter;
    }
    (before != '_').then(|| text.replace('_', ""))
}

/// A floating point number as a whole one of 64 bits: what does not fit becomes the smallest there is.
pub fn whole(number: f64) -> i64 {
    // -2^63 is exact, and 2^63 is the first number above all that fit.
    match (-TWO_TO_63..TWO_TO_63).contains(&number) {
        true => number as i64,
        false => i64::MIN,
    }
}

/// As [`whole`], without a sign: what does not fit becomes 2^63.
pub fn whole_unsigned(number: f64) -> u64 {
    match number < TWO_TO_63 {
        true => whole(number) as u64,
        false if number < 2.0 * TWO_TO_63 => number as u64,
        false => 1 << 63,
    }
}

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_and_numbers_fail_as_in_go() {
        assert_eq!(integer("12", "Atoi"), Ok(12));
        for (text, function, fault) in [
            ("two", "Atoi", "invalid syntax"),
            ("1_000", "Atoi", "invalid syntax"),
            ("99999999999999999999", "ParseInt", "value out of range"),
        ] {
            let expected = format!("strconv.{function}: parsing \"{text}\": {fault}");
            assert_eq!(integer(text, function), Err(expected));
        }
    }

    #[test]
    fn floating_point_is_read_as_in_go() {
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
            assert_eq!(float(text, Precision::Double).ok(), expected, "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_becomes_the_smallest() {
        for (number, expected) in [
            (1.9, 1),
            (-1.9, -1),
            (f64::INFINITY, i64::MIN),
            (f64::NAN, i64::MIN),
            (1e30, i64::MIN),
        ] {
            assert_eq!(whole(number), expected, "{number}");
        }
        assert_eq!(whole_unsigned(1.2e19), 12_000_000_000_000_000_000);
        assert_eq!(whole_unsigned(f64::INFINITY), 1 << 63);
    }
}
