//! Text to numbers, without the ten kilobytes of powers that the standard library's reader brings: they do
//! not compress, and the page reads few such numbers.

/// How far exponents are followed; beyond it is nothing or infinity, however many digits there are.
const FARTHEST: i32 = 1 << 24;

/// The nearest number to a decimal text, read as `str::parse` does: `1.5e3`, `.5`, `-inf`.
pub fn parse(text: &str) -> Option<f64> {
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let number = match body.to_ascii_lowercase().as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        body => decimal(body)?,
    };
    Some(if negative { -number } else { number })
}

fn decimal(text: &str) -> Option<f64> {
    let (digits, exponent) = match text.split_once('e') {
        Some((digits, exponent)) => (digits, power(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    Some(minimal_lexical::parse_float(
        whole.as_bytes().iter(),
        fraction.as_bytes().iter(),
        exponent,
    ))
}

/// An exponent, as far as it is followed.
fn power(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse().map_or(FARTHEST, |size: i32| size.min(FARTHEST));
    Some(if text.starts_with('-') { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_the_standard_library_does() {
        let texts = [
            "",
            "+",
            "-",
            ".",
            "e",
            "e5",
            "1e",
            "1e+",
            "1.e",
            ".e1",
            "1_0",
            "0x1",
            " 1",
            "1 ",
            "--1",
            "1.2.3",
            "1e5.0",
            "infinit",
            "0",
            "-0",
            "00",
            "0.0",
            ".0",
            "0.",
            "0e0",
            "0e999999999999",
            "1",
            "-1",
            "+1",
            "01.50",
            ".5",
            "5.",
            "1e3",
            "1E3",
            "1.5e-3",
            "1e+10",
            "0.1",
            "0.3",
            "123456789012345678",
            "9007199254740993",
            "1e22",
            "1e23",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "1e309",
            "-1e400",
            "5e-324",
            "2.4e-324",
            "2.5e-324",
            "2.2250738585072011e-308",
            "1e-400",
            "1e999999999999",
            "1e-999999999999",
            "inf",
            "-INF",
            "+Infinity",
            "8.41",
            "3.4028235e38",
            "0.000000000000000000000000000000000000001e39",
            "4.35",
            "1.00000000000000011102230246251565",
            "1.00000000000000011102230246251566",
            "179769313486231580793728971405301199e273",
        ];
        for text in texts {
            assert_eq!(parse(text), text.parse::<f64>().ok(), "{text}");
        }
        assert!(parse("nan").is_some_and(f64::is_nan) && parse("-NaN").is_some_and(f64::is_nan));
    }

    #[test]
    fn numbers_without_a_pattern_are_read_as_the_standard_library_does() {
        let mut bits: u64 = 1;
        for _ in 0..2000 {
            bits = bits
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let number = f64::from_bits(bits);
            if number.is_finite() {
                for text in [
                    format!("{number:e}"),
                    format!("{:.9}", number % 1e6),
                    format!("{bits}e-7"),
                ] {
                    assert_eq!(parse(&text), text.parse::<f64>().ok(), "{text}");
                }
            }
        }
    }
}
