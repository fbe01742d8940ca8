//! Values as Go prints them.
//!
//! Numbers in three ways, which differ in where they turn to exponents: `fmt` (environment, labels), `encoding/json`
//! (the model), and go-yaml. All print the fewest digits that read back as the same number.
//! Source: Go `strconv` format `g` with shortest precision, `encoding/json`.

/// As `fmt.Sprint`: `1e+06`, `1e-07`, `0.5`, `+Inf`, `NaN`.
pub fn print(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let digits = Digits::of(value);
    if digits.exponent < -4 || digits.exponent >= 6 {
        digits.with_exponent(2)
    } else {
        digits.plain()
    }
}

/// As go-yaml writes it: `1e+06`, `.inf`, `.nan`.
pub fn print_yaml(value: f64) -> String {
    if value.is_nan() {
        ".nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { ".inf" } else { "-.inf" }.to_owned()
    } else {
        print(value)
    }
}

/// As `encoding/json`: exponents below 1e-6 and from 1e21 on, of as few digits as possible.
/// Infinities and NaN have no form there; they become `null`.
pub fn print_json(value: f64) -> String {
    if !value.is_finite() {
        return "null".to_owned();
    }
    let digits = Digits::of(value);
    if value != 0.0 && !(1e-6..1e21).contains(&value.abs()) {
        digits.with_exponent(1)
    } else {
        digits.plain()
    }
}

/// Text in quotes, as `%q` and `%#v` print it.
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

/// Go's idea of what may be shown as it is, near enough: no control, format or odd blank characters.
fn is_printable(character: char) -> bool {
    character == ' '
        || !(character.is_control()
            || character.is_whitespace()
            || matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
                | '\u{E000}'..='\u{F8FF}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{F0000}'..))
}

/// The shortest decimal digits of a number: `d.ddd × 10^exponent`.
struct Digits {
    negative: bool,
    digits: String,
    exponent: i32,
}

impl Digits {
    fn of(value: f64) -> Self {
        let text = format!("{:e}", value.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        Digits {
            negative: value.is_sign_negative(),
            digits: mantissa.replace('.', ""),
            exponent: exponent.parse().unwrap_or(0),
        }
    }

    fn sign(&self) -> &'static str {
        if self.negative { "-" } else { "" }
    }

    fn with_exponent(&self, least_digits: usize) -> String {
        let (first, rest) = self.digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let sign = if self.exponent < 0 { '-' } else { '+' };
        let exponent = self.exponent.unsigned_abs();
        format!("{}{first}{point}{rest}e{sign}{exponent:0least_digits$}", self.sign())
    }

    fn plain(&self) -> String {
        let sign = self.sign();
        let digits = &self.digits;
        if self.exponent < 0 {
            let zeros = "0".repeat(self.exponent.unsigned_abs() as usize - 1);
            return format!("{sign}0.{zeros}{digits}");
        }
        let whole = self.exponent as usize + 1;
        if digits.len() <= whole {
            format!("{sign}{digits:0<whole$}")
        } else {
            let (whole, fraction) = digits.split_at(whole);
            format!("{sign}{whole}.{fraction}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing() {
        for (value, text, json) in [
            (0.0, "0", "0"),
            (-0.0, "-0", "-0"),
            (1.1, "1.1", "1.1"),
            (89.0, "89", "89"),
            (1e6, "1e+06", "1000000"),
            (1e20, "1e+20", "100000000000000000000"),
            (1e21, "1e+21", "1e+21"),
            (123456.5, "123456.5", "123456.5"),
            (1234567.0, "1.234567e+06", "1234567"),
            (0.0001, "0.0001", "0.0001"),
            (0.00001, "1e-05", "0.00001"),
            (1e-7, "1e-07", "1e-7"),
            (-2.5e-10, "-2.5e-10", "-2.5e-10"),
            (
                1.2345678901234568e29,
                "1.2345678901234568e+29",
                "1.2345678901234568e+29",
            ),
            (f64::INFINITY, "+Inf", "null"),
        ] {
            assert_eq!(
                (print(value).as_str(), print_json(value).as_str()),
                (text, json),
                "{value:e}"
            );
        }
        for (text, quoted) in [
            ("a b", r#""a b""#),
            ("é\"\\", r#""é\"\\""#),
            ("\n\u{1}\u{7F}\u{A0}", r#""\n\x01\x7f\u00a0""#),
        ] {
            assert_eq!(quote(text), quoted);
        }
        assert_eq!(print(f64::NAN), "NaN");
        assert_eq!(print_yaml(f64::NEG_INFINITY), "-.inf");
    }
}
