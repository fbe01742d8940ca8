//! Times and counts as people read them.

use crate::sim::Time;

/// A clock: `00:31.02`, `1:02:03.45`.
pub fn clock(time: Time) -> String {
    let hundredths = time.0 / 10;
    let (hours, minutes, seconds) = (hundredths / 360_000, hundredths / 6000 % 60, hundredths / 100 % 60);
    let rest = hundredths % 100;
    if hours == 0 {
        format!("{minutes:02}:{seconds:02}.{rest:02}")
    } else {
        format!("{hours}:{minutes:02}:{seconds:02}.{rest:02}")
    }
}

/// `1 service`, `2 services`.
pub fn count(number: usize, singular: &str) -> String {
    if number == 1 {
        format!("1 {singular}")
    } else {
        format!("{number} {singular}s")
    }
}

/// `1 entry`, `2 entries`: a count of a word whose plural is irregular.
pub fn count_of(number: usize, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}

fn width(letter: char) -> usize {
    if (letter as u32) < 0x1100 || letter == '…' {
        1
    } else {
        2
    }
}

/// How many columns a text takes. Wide characters count twice.
pub fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// A text cut to so many columns, the last of them an ellipsis.
pub fn fit(text: &str, columns: usize) -> String {
    if self::columns(text) <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let kept = text.chars().take_while(|&c| {
        used += width(c);
        used <= columns
    });
    let mut fitted: String = kept.collect();
    fitted.push('…');
    fitted
}

/// A piece of a sentence in which names stand between backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Plain words.
    Words(&'a str),
    /// A name, a key or a value.
    Code(&'a str),
}

/// The pieces of a sentence; an odd backtick stands for itself.
pub fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, next)) = after.split_once('`') else {
            break;
        };
        if !before.is_empty() {
            pieces.push(Piece::Words(before));
        }
        if !code.is_empty() {
            pieces.push(Piece::Code(code));
        }
        rest = next;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_shows_hundredths() {
        for (milliseconds, readout) in [
            (0, "00:00.00"),
            (460, "00:00.46"),
            (31_020, "00:31.02"),
            (330_400, "05:30.40"),
            (3_723_450, "1:02:03.45"),
        ] {
            assert_eq!(clock(Time(milliseconds)), readout);
        }
    }

    #[test]
    fn long_texts_are_cut() {
        for (text, columns, expected) in [
            ("web", 3, "web"),
            ("frontend", 5, "fron…"),
            ("数据库服务", 6, "数据…"),
            ("", 0, ""),
        ] {
            assert_eq!(fit(text, columns), expected, "{text}");
        }
    }

    #[test]
    fn names_stand_between_backticks() {
        use Piece::{Code, Words};
        for (sentence, expected) in [
            ("`db` is ready", vec![Code("db"), Words(" is ready")]),
            ("an odd ` stays", vec![Words("an odd ` stays")]),
            ("", vec![]),
        ] {
            assert_eq!(pieces(sentence), expected);
        }
    }
}
