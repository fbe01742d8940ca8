//! Dates, as go-yaml reads and Go prints them.
//!
//! Source: go-yaml v3 `resolve.go` (four layouts), Go `time.Parse` and `time.RFC3339Nano`.

/// A date or time in one of go-yaml's forms, printed as RFC 3339 with as many digits as needed.
pub(super) fn parse(text: &str) -> Option<String> {
    let mut rest = Rest(text.as_bytes());
    let year = rest.fixed(4)?;
    rest.expect(b'-')?;
    let month = rest.one_or_two()?;
    rest.expect(b'-')?;
    let day = rest.one_or_two()?;
    if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
        return None;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    let Some(separator) = rest.next() else {
        return Some(format!("{date}T00:00:00Z"));
    };
    let time = rest.time()?;
    let zone = match separator {
        b'T' | b't' => rest.zone()?,
        b' ' => "Z".to_owned(),
        _ => return None,
    };
    rest.0.is_empty().then(|| format!("{date}T{time}{zone}"))
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn next(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    fn digits(&self) -> usize {
        self.0.iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    fn fixed(&mut self, count: usize) -> Option<u32> {
        if self.digits() < count {
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

    fn one_or_two(&mut self) -> Option<u32> {
        match self.digits() {
            0 => None,
            count => self.fixed(count.min(2)),
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

    fn number_below(&mut self, bound: u32) -> Option<u32> {
        self.one_or_two().filter(|&number| number < bound)
    }

    /// Up to nine digits after a point or comma, without zeros at the end.
    fn fraction(&mut self) -> String {
        let [b'.' | b',', b'0'..=b'9', ..] = self.0 else {
            return String::new();
        };
        self.0 = &self.0[1..];
        let count = self.digits();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        let kept: String = digits.iter().take(9).map(|&digit| char::from(digit)).collect();
        match kept.trim_end_matches('0') {
            "" => String::new(),
            kept => format!(".{kept}"),
        }
    }

    /// `Z` or `+hh:mm`, which ends the text.
    fn zone(&mut self) -> Option<String> {
        let sign = match self.next()? {
            b'Z' => return Some("Z".to_owned()),
            sign @ (b'+' | b'-') => char::from(sign),
            _ => return None,
        };
        let hours = self.fixed(2).filter(|&hours| hours <= 24)?;
        self.expect(b':')?;
        let minutes = self.fixed(2).filter(|&minutes| minutes < 60)?;
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
    fn dates() {
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
