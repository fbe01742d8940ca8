//! Formatting of times, counts and sentences for display.

use crate::compose::Condition;
use crate::sim::Time;

/// Formats a time as a clock: `00:31.02`, `1:02:03.45`.
pub fn clock(time: Time) -> String {
    let hundredths = time.0 / 10;
    let (hours, minutes, seconds) = (hundredths / 360_000, hundredths / 6000 % 60, hundredths / 100 % 60);
    let fraction = hundredths % 100;
    if hours == 0 {
        format!("{minutes:02}:{seconds:02}.{fraction:02}")
    } else {
        format!("{hours}:{minutes:02}:{seconds:02}.{fraction:02}")
    }
}

/// Formats a count with its noun: `1 service`, `2 services`.
pub fn count(number: usize, singular: &str) -> String {
    // English adds `es` to the only noun of the page that ends in `x`.
    let ending = if singular.ends_with('x') { "es" } else { "s" };
    if number == 1 {
        format!("1 {singular}")
    } else {
        format!("{number} {singular}{ending}")
    }
}

/// Returns the state that a dependency condition waits for. It is also the condition's CSS class.
pub fn condition_state(condition: Condition) -> &'static str {
    match condition {
        Condition::Started => "started",
        Condition::Healthy => "healthy",
        Condition::Completed => "completed",
    }
}

fn char_width(c: char) -> usize {
    if (c as u32) < 0x1100 || c == '…' { 1 } else { 2 }
}

/// Returns the width of a text in columns. Wide characters count twice.
pub fn display_width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// Truncates a text to a width in columns, including the ellipsis.
pub fn truncate(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let kept = text.chars().take_while(|&c| {
        used += char_width(c);
        used <= columns
    });
    let mut truncated: String = kept.collect();
    truncated.push('…');
    truncated
}

/// Truncates a text to a width in columns by replacing its middle with an ellipsis. The end stays, because it often
/// distinguishes names with a common beginning.
pub fn truncate_middle(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let name_columns = columns.saturating_sub(1);
    let end = suffix_start(text, name_columns / 2);
    let start = truncate(&text[..end], columns - display_width(&text[end..]));
    match start.ends_with('…') {
        true => format!("{start}{}", &text[end..]),
        false => format!("{start}…{}", &text[end..]),
    }
}

/// Returns the offset of the longest suffix of a text that has at most this width, in columns.
pub fn suffix_start(text: &str, columns: usize) -> usize {
    let mut used = 0;
    let kept = text.char_indices().rev().take_while(|&(_, c)| {
        used += char_width(c);
        used <= columns
    });
    kept.last().map_or(text.len(), |(at, _)| at)
}

/// A part of a sentence that marks code with backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline<'a> {
    /// Plain text.
    Text(&'a str),
    /// A name, a key or a value.
    Code(&'a str),
}

/// Splits a sentence into text and code. An unpaired backtick is plain text.
pub fn split_code(sentence: &str) -> Vec<Inline<'_>> {
    let mut parts = Vec::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, next)) = after.split_once('`') else {
            break;
        };
        if !before.is_empty() {
            parts.push(Inline::Text(before));
        }
        if !code.is_empty() {
            parts.push(Inline::Code(code));
        }
        rest = next;
    }
    if !rest.is_empty() {
        parts.push(Inline::Text(rest));
    }
    parts
}

/// Formats a time in the past: `5 minutes ago`, or a date such as `2026-11-03` if it is a month ago or more. Both
/// times are in milliseconds since 1970.
pub fn ago(now: u64, then: u64) -> String {
    const MINUTE: u64 = 60_000;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let elapsed = now.saturating_sub(then);
    let (number, unit) = match elapsed {
        0..MINUTE => return "just now".to_owned(),
        MINUTE..HOUR => (elapsed / MINUTE, "minute"),
        HOUR..DAY => (elapsed / HOUR, "hour"),
        _ if elapsed < 30 * DAY => (elapsed / DAY, "day"),
        _ => return date(then / DAY),
    };
    format!("{} ago", count(number as usize, unit))
}

/// Formats a number of days since 1970 as a date: `2026-11-03`.
fn date(days: u64) -> String {
    // Years start in March here, so that the leap day is the last day of a year. Each era has 400 years.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = match month {
        0..10 => (era * 400 + year_of_era, month + 3),
        _ => (era * 400 + year_of_era + 1, month - 9),
    };
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_shows_hundredths() {
        for (milliseconds, expected) in [
            (0, "00:00.00"),
            (460, "00:00.46"),
            (31_020, "00:31.02"),
            (330_400, "05:30.40"),
            (3_723_450, "1:02:03.45"),
        ] {
            assert_eq!(clock(Time(milliseconds)), expected);
        }
    }

    #[test]
    fn long_texts_are_truncated() {
        for (text, columns, expected) in [
            ("web", 3, "web"),
            ("frontend", 5, "fron…"),
            ("数据库服务", 6, "数据…"),
            ("", 0, ""),
        ] {
            assert_eq!(truncate(text, columns), expected, "{text}");
        }
    }

    #[test]
    fn middle_of_long_names_is_replaced() {
        for (text, columns, expected) in [
            ("web", 3, "web"),
            ("customer-notification-worker-12", 12, "custom…er-12"),
            ("数据库服务名称", 7, "数据…称"),
            ("frontend", 1, "…"),
            ("frontend", 0, "…"),
        ] {
            assert_eq!(truncate_middle(text, columns), expected, "{text}");
        }
    }

    #[test]
    fn code_is_split_from_text() {
        use Inline::{Code, Text};
        for (sentence, expected) in [
            ("`db` is ready", vec![Code("db"), Text(" is ready")]),
            ("an odd ` stays", vec![Text("an odd ` stays")]),
            ("", vec![]),
        ] {
            assert_eq!(split_code(sentence), expected);
        }
    }

    #[test]
    fn moments_of_the_past_are_relative_or_dates() {
        let now = 1_796_126_400_000;
        let minutes = |minutes: u64| now - minutes * 60_000;
        for (then, expected) in [
            (now + 5, "just now"),
            (now - 59_999, "just now"),
            (minutes(1), "1 minute ago"),
            (minutes(90), "1 hour ago"),
            (minutes(47 * 60), "1 day ago"),
            (minutes(29 * 24 * 60), "29 days ago"),
            (minutes(30 * 24 * 60), "2026-11-01"),
            (1_709_164_800_000, "2024-02-29"),
            (1_704_067_199_999, "2023-12-31"),
            (0, "1970-01-01"),
        ] {
            assert_eq!(ago(now, then), expected, "{then}");
        }
    }
}
