//! Parses timestamps like go-yaml and formats them like Go.
//!
//! Source: go-yaml v3 `resolve.go` (four layouts), Go `time.Parse` and `time.RFC3339Nano`.

/// Parses a date or time in one of go-yaml's four layouts. Returns it in RFC 3339, with as many digits as needed.
pub(super) fn parse(text: &str) -> Option<String> {
    let mut parser = Parser(text.as_bytes());
    let year = parser.digits(4)?;
    parser.expect(b'-')?;
    let month = parser.one_or_two_digits()?;
    parser.expect(b'-')?;
    let day = parser.one_or_two_digits()?;
    if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    let Some(separator) = parser.next() else {
        return Some(format!("{date}T00:00:00Z"));
    };
    let time = parser.time()?;
    let zone = match separator {
        b'T' | b't' => parser.zone()?,
        b' ' => "Z".to_owned(),
        _ => return None,
    };
    parser.0.is_empty().then(|| format!("{date}T{time}{zone}"))
}

fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Parses the parts of a timestamp from the remaining bytes.
struct Parser<'a>(&'a [u8]);

impl Parser<'_> {
    fn next(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    fn count_digits(&self) -> usize {
        self.0.iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    /// Parses a number with a fixed count of digits.
    fn digits(&mut self, count: usize) -> Option<u32> {
        if self.count_digits() < count {
            return None;
        }
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        Some(
            digits
                .iter()
                .fold(0, |value, digit| value * 10 + u32::from(digit - b'0')),
        )
    }

    fn one_or_two_digits(&mut self) -> Option<u32> {
        match self.count_digits() {
            0 => None,
            count => self.digits(count.min(2)),
        }
    }

    fn time(&mut self) -> Option<String> {
        let hour = self.number_below(24)?;
        self.expect(b':')?;
        let minute = self.number_below(60)?;
        self.expect(b':')?;
        let second = self.number_below(60)?;
        let fraction = self.fraction();
        Some(format!("{hour:02}:{minute:02}:{second:02}{fraction}"))
    }

    fn number_below(&mut self, limit: u32) -> Option<u32> {
        self.one_or_two_digits().filter(|&number| number < limit)
    }

    /// Parses the digits after a point or comma. Keeps up to nine, without trailing zeros.
    fn fraction(&mut self) -> String {
        let [b'.' | b',', b'0'..=b'9', ..] = self.0 else {
            return String::new();
        };
        self.0 = &self.0[1..];
        let count = self.count_digits();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        let kept: String = digits.iter().take(9).map(|&digit| char::from(digit)).collect();
        match kept.trim_end_matches('0') {
            "" => String::new(),
            kept => format!(".{kept}"),
        }
    }

    /// Parses a time zone: `Z` or `+hh:mm`.
    fn zone(&mut self) -> Option<String> {
        let sign = match self.next()? {
            b'Z' => return Some("Z".to_owned()),
            sign @ (b'+' | b'-') => char::from(sign),
            _ => return None,
        };
        let hours = self.digits(2).filter(|&hours| hours <= 24)?;
        self.expect(b':')?;
        let minutes = self.digits(2).filter(|&minutes| minutes < 60)?;
        if hours == 0 && minutes == 0 {
            return Some("Z".to_owned());
        }
        Some(format!("{sign}{hours:02}:{minutes:02}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_normalized() {
        for (text, expected) in [
            ("2001-01-01", Some("2001-01-01T00:00:00Z")),
            ("2001-1-2", Some("2001-01-02T00:00:00Z")),
            ("2000-02-29", Some("2000-02-29T00:00:00Z")),
            ("1900-02-29", None),
            ("2001-12-14t21:59:43.10-05:00", Some("2001-12-14T21:59:43.1-05:00")),
            ("2001-12-14T1:2:3Z", Some("2001-12-14T01:02:03Z")),
            ("2001-12-14 21:59:43.000", Some("2001-12-14T21:59:43Z")),
            ("2001-12-14 21:59:43.10 -5", None),
            ("2001-12-14T21:59:43", None),
            ("2001-12-14 24:00:00", None),
            ("2001-12", None),
            ("20011-12-14", None),
            ("2001-12-14x", None),
            ("2001--1", None),
        ] {
            assert_eq!(parse(text).as_deref(), expected, "{text}");
        }
    }
}
