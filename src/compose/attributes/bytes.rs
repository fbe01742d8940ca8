//! Sizes: `64m`, `1.5g`, `512`.
//!
//! Units are b, k, m, g, t and p with an optional `b` or `ib`, in upper or lower case and after an optional space. Multiples are
//! powers of 1024. Source: docker/go-units `RAMInBytes`.

use crate::compose::go::{self, Precision};

/// Parses a size into a number of bytes. Errors are those of Docker.
pub fn parse(text: &str) -> Result<i64, String> {
    let invalid = || format!("invalid size: '{text}'");
    let last = text
        .rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ' ')
        .ok_or_else(invalid)?;
    let (number, suffix) = (&text[..=last], &text[last + 1..]);
    let number = number.strip_suffix(' ').unwrap_or(number);
    let size = go::parse_float(number, Precision::Double)?;
    if size < 0.0 {
        return Err(invalid());
    }
    unit_size(suffix).map(|unit| go::float_to_int(size * unit))
}

/// Returns the number of bytes in a unit.
fn unit_size(suffix: &str) -> Result<f64, String> {
    if suffix.len() > 3 {
        return Err(format!("invalid suffix: '{suffix}'"));
    }
    let lower = go::to_lower(suffix);
    let (unit, rest) = match lower.chars().next() {
        None => return Ok(1.0),
        Some(unit) => lower.split_at(unit.len_utf8()),
    };
    let power = match unit {
        "b" if rest.is_empty() => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        _ => return Err(format!("invalid suffix: '{lower}'")),
    };
    if !matches!(rest, "" | "b" | "ib") {
        return Err(format!("invalid suffix: '{lower}'"));
    }
    Ok(1024_f64.powi(power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_parsed() {
        for (text, expected) in [
            ("512", Ok(512)),
            ("1.5g", Ok(1_610_612_736)),
            ("64 MiB", Ok(67_108_864)),
            ("10kb", Ok(10_240)),
            ("1B", Ok(1)),
            ("lots", Err("invalid size: 'lots'")),
            ("-1", Err("invalid size: '-1'")),
            ("1Gi", Err("invalid suffix: 'gi'")),
            ("1x", Err("invalid suffix: 'x'")),
            ("1gibi", Err("invalid suffix: 'gibi'")),
        ] {
            assert_eq!(parse(text), expected.map_err(str::to_owned), "{text:?}");
        }
    }
}
