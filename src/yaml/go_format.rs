//! Formats numbers and strings the way Go does.
//!
//! Floats get the fewest digits that parse back to the same number.
//! Source: Go `fmt`, `strconv` (format `g`, shortest precision); go-yaml v3 `encode.go`.

/// Formats a number like `fmt.Sprint`: `1e+06`, `1e-07`, `0.5`, `+Inf`, `NaN`.
pub fn format_float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let decimal = Decimal::of(value);
    // The thresholds of `%g` with the shortest precision.
    if decimal.exponent < -4 || decimal.exponent >= 6 {
        decimal.scientific()
    } else {
        decimal.positional()
    }
}

/// Formats a number like go-yaml: `1e+06`, `.inf`, `.nan`.
pub(super) fn format_yaml_float(value: f64) -> String {
    if value.is_nan() {
        ".nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { ".inf" } else { "-.inf" }.to_owned()
    } else {
        format_float(value)
    }
}

/// Formats a string like `%q` and `%#v`: in double quotes, with escapes.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{C}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{B}' => quoted.push_str("\\v"),
            '\0'..=' ' | '\u{7F}' if character != ' ' => quoted.push_str(&format!("\\x{:02x}", character as u32)),
            character if is_printable(character) => quoted.push(character),
            character if (character as u32) < 0x10000 => quoted.push_str(&format!("\\u{:04x}", character as u32)),
            character => quoted.push_str(&format!("\\U{:08x}", character as u32)),
        }
    }
    quoted.push('"');
    quoted
}

/// Approximates Go's `strconv.IsPrint`: false for control, format and private-use characters and for white space
/// other than the space.
fn is_printable(character: char) -> bool {
    character == ' '
        || !(character.is_control()
            || character.is_whitespace()
            || matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
                | '\u{E000}'..='\u{F8FF}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{F0000}'..))
}

/// The shortest decimal form of a number: `d.ddd × 10^exponent`.
struct Decimal {
    is_negative: bool,
    digits: String,
    exponent: i32,
}

impl Decimal {
    fn of(value: f64) -> Self {
        let text = format!("{:e}", value.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        Decimal {
            is_negative: value.is_sign_negative(),
            digits: mantissa.replace('.', ""),
            exponent: exponent.parse().unwrap_or(0),
        }
    }

    fn sign(&self) -> &'static str {
        if self.is_negative { "-" } else { "" }
    }

    /// Formats as `1.5e+06`, with at least two digits in the exponent.
    fn scientific(&self) -> String {
        let (first, rest) = self.digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let exponent_sign = if self.exponent < 0 { '-' } else { '+' };
        let exponent = self.exponent.unsigned_abs();
        format!("{}{first}{point}{rest}e{exponent_sign}{exponent:02}", self.sign())
    }

    /// Formats as `1500`, `0.015`.
    fn positional(&self) -> String {
        let sign = self.sign();
        let digits = &self.digits;
        if self.exponent < 0 {
            let zeros = "0".repeat(self.exponent.unsigned_abs() as usize - 1);
            return format!("{sign}0.{zeros}{digits}");
        }
        let whole_length = self.exponent as usize + 1;
        if digits.len() <= whole_length {
            format!("{sign}{digits:0<whole_length$}")
        } else {
            let (whole, fraction) = digits.split_at(whole_length);
            format!("{sign}{whole}.{fraction}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_formatted_like_go() {
        for (value, expected) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.1, "1.1"),
            (89.0, "89"),
            (1e6, "1e+06"),
            (1e20, "1e+20"),
            (1e21, "1e+21"),
            (123456.5, "123456.5"),
            (1234567.0, "1.234567e+06"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1e-7, "1e-07"),
            (-2.5e-10, "-2.5e-10"),
            (1.2345678901234568e29, "1.2345678901234568e+29"),
            (f64::INFINITY, "+Inf"),
        ] {
            assert_eq!(format_float(value), expected, "{value:e}");
        }
        assert_eq!(format_float(f64::NAN), "NaN");
        assert_eq!(format_yaml_float(f64::NEG_INFINITY), "-.inf");
    }

    #[test]
    fn strings_are_quoted_like_go() {
        for (text, quoted) in [
            ("a b", r#""a b""#),
            ("é\"\\", r#""é\"\\""#),
            ("\n\u{1}\u{7F}\u{A0}", r#""\n\x01\x7f\u00a0""#),
        ] {
            assert_eq!(quote(text), quoted);
        }
    }
}
