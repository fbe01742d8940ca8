//! Durations: `1m30s`, `500ms`, `1d`.
//!
//! Units are ns, us, ms, s, m, h, d and w. Only `0` needs no unit. Durations are printed as in Go. Source: Go's
//! `time.ParseDuration` with the two units that xhit/go-str2duration adds.

/// A duration in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(pub i64);

impl Duration {
    /// Returns the whole milliseconds, and 0 for a negative duration.
    pub fn millis(self) -> u64 {
        u64::try_from(self.0 / 1_000_000).unwrap_or(0)
    }
}

const UNITS: &[(&str, u64)] = &[
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
    ("w", 604_800_000_000_000),
];

/// Parses a duration. Errors are those of Docker Compose.
pub fn parse(text: &str) -> Result<Duration, String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let (negative, mut rest) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    if rest == "0" {
        return Ok(Duration(0));
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (amount, after) = parse_component(text, rest)?;
        total = total
            .checked_add(amount)
            .filter(|&sum| sum <= 1 << 63)
            .ok_or_else(invalid)?;
        rest = after;
    }
    match (negative, i64::try_from(total)) {
        (false, Ok(total)) => Ok(Duration(total)),
        (true, Ok(total)) => Ok(Duration(-total)),
        (true, Err(_)) => Ok(Duration(i64::MIN)),
        (false, Err(_)) => Err(invalid()),
    }
}

/// Puts a text in quotes without escaping anything, as the library does.
fn quote(text: &str) -> String {
    format!("\"{text}\"")
}

/// Parses a number with its unit at the start of `rest`. Returns the nanoseconds and the remaining text.
fn parse_component<'a>(text: &str, rest: &'a str) -> Result<(u64, &'a str), String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let digits = |rest: &str| rest.bytes().take_while(u8::is_ascii_digit).count();
    let (whole, rest) = rest.split_at(digits(rest));
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(after) => after.split_at(digits(after)),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return Err(invalid());
    }
    let end = rest
        .find(|c: char| c == '.' || c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(end);
    if unit.is_empty() {
        return Err(format!("time: missing unit in duration {}", quote(text)));
    }
    let Some(&(_, nanos)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        return Err(format!(
            "time: unknown unit {} in duration {}",
            quote(unit),
            quote(text)
        ));
    };
    let whole: u64 = match whole {
        "" => 0,
        whole => whole.parse().map_err(|_| invalid())?,
    };
    let mut amount = whole
        .checked_mul(nanos)
        .filter(|&amount| amount <= 1 << 63)
        .ok_or_else(invalid)?;
    let (numerator, scale) = parse_fraction(fraction);
    amount += (numerator as f64 * (nanos as f64 / scale)) as u64;
    Ok((amount, rest))
}

/// Parses the digits after the decimal point into a number and the power of ten to divide it by.
///
/// Digits that do not fit into 63 bits are ignored.
fn parse_fraction(digits: &str) -> (u64, f64) {
    let (mut numerator, mut scale) = (0_u64, 1.0);
    for digit in digits.bytes() {
        if numerator > ((1 << 63) - 1) / 10 {
            break;
        }
        let next = numerator * 10 + u64::from(digit - b'0');
        if next > 1 << 63 {
            break;
        }
        (numerator, scale) = (next, scale * 10.0);
    }
    (numerator, scale)
}

impl std::fmt::Display for Duration {
    /// Prints the duration as Go does: `1m30s`, `1.5s`, `100µs`, `0s`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let nanos = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        match nanos {
            0 => write!(f, "0s"),
            1..1_000 => write!(f, "{sign}{nanos}ns"),
            1_000..1_000_000 => write!(f, "{sign}{}µs", decimal(nanos, 1_000)),
            1_000_000..1_000_000_000 => write!(f, "{sign}{}ms", decimal(nanos, 1_000_000)),
            _ => {
                let seconds = decimal(nanos % 60_000_000_000, 1_000_000_000);
                let minutes = nanos / 60_000_000_000;
                match (minutes / 60, minutes % 60) {
                    (0, 0) => write!(f, "{sign}{seconds}s"),
                    (0, minutes) => write!(f, "{sign}{minutes}m{seconds}s"),
                    (hours, minutes) => write!(f, "{sign}{hours}h{minutes}m{seconds}s"),
                }
            }
        }
    }
}

/// Returns `amount / unit` without trailing zeros. `unit` is a power of ten.
fn decimal(amount: u64, unit: u64) -> String {
    let (whole, part) = (amount / unit, amount % unit);
    if part == 0 {
        return whole.to_string();
    }
    let width = unit.ilog10() as usize;
    let part = format!("{part:0width$}");
    format!("{whole}.{}", part.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_parsed_and_printed() {
        for (text, expected) in [
            ("90s", Ok("1m30s")),
            ("1h", Ok("1h0m0s")),
            ("1500ms", Ok("1.5s")),
            ("100us", Ok("100µs")),
            ("1d", Ok("24h0m0s")),
            ("1w", Ok("168h0m0s")),
            ("1h1.5s", Ok("1h0m1.5s")),
            ("-1.5h", Ok("-1h30m0s")),
            ("0.3333333333333333333333s", Ok("333.333333ms")),
            (".5s", Ok("500ms")),
            ("0", Ok("0s")),
            ("1ns", Ok("1ns")),
            ("10", Err("time: missing unit in duration \"10\"")),
            ("soon", Err("time: invalid duration \"soon\"")),
            ("5sec", Err("time: unknown unit \"sec\" in duration \"5sec\"")),
            ("", Err("time: invalid duration \"\"")),
            ("999999999999h", Err("time: invalid duration \"999999999999h\"")),
        ] {
            let printed = parse(text).map(|duration| duration.to_string());
            assert_eq!(printed, expected.map(str::to_owned).map_err(str::to_owned), "{text:?}");
        }
    }

    #[test]
    fn milliseconds_are_computed() {
        assert_eq!(parse("1m30s").map(Duration::millis), Ok(90_000));
    }
}
