//! Light coloring of canonical YAML, which has a simple shape: one key or item a line.

use crate::yaml::float;

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A mapping's key.
    Key,
    /// Text.
    Text,
    /// A number, `true`, `false` or `null`.
    Literal,
    /// Everything else: blanks, dashes, colons.
    Plain,
}

/// The pieces of a line, which together are the line.
pub fn line(text: &str) -> Vec<(Class, &str)> {
    let mut start = text.len() - text.trim_start().len();
    while text[start..].starts_with("- ") {
        start += 2;
    }
    let (lead, rest) = text.split_at(start);
    let mut pieces = vec![(Class::Plain, lead)];
    let value = match key_end(rest) {
        Some(end) => {
            pieces.push((Class::Key, &rest[..end]));
            &rest[end..]
        }
        None => rest,
    };
    let blank = value.len() - value.trim_start_matches([':', ' ']).len();
    pieces.push((Class::Plain, &value[..blank]));
    pieces.push((class_of(&value[blank..]), &value[blank..]));
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}

/// Where a key ends: before the first colon that is followed by a blank or the line's end.
fn key_end(text: &str) -> Option<usize> {
    if text.starts_with(['"', '\'']) {
        let quote = text.chars().next()?;
        let end = text[1..].find(quote)? + 2;
        return text[end..].starts_with(':').then_some(end);
    }
    text.match_indices(':')
        .map(|(index, _)| index)
        .find(|&index| text[index + 1..].is_empty() || text[index + 1..].starts_with(' '))
}

fn class_of(value: &str) -> Class {
    match value {
        "true" | "false" | "null" => Class::Literal,
        "" | "|" | "|-" | ">" | ">-" | "{}" | "[]" => Class::Plain,
        _ if float::parse(value).is_some() => Class::Literal,
        _ => Class::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_split_whole() {
        use Class::{Key, Literal, Plain, Text};
        for (text, expected) in [
            ("services:", vec![(Key, "services"), (Plain, ":")]),
            (
                "    image: mariadb:11.8",
                vec![(Plain, "    "), (Key, "image"), (Plain, ": "), (Text, "mariadb:11.8")],
            ),
            (
                "      - mode: ingress",
                vec![(Plain, "      - "), (Key, "mode"), (Plain, ": "), (Text, "ingress")],
            ),
            (
                "        target: 5000",
                vec![(Plain, "        "), (Key, "target"), (Plain, ": "), (Literal, "5000")],
            ),
            ("      - \"a: b\"", vec![(Plain, "      - "), (Text, "\"a: b\"")]),
            ("", vec![]),
            (
                "  \"é\": x",
                vec![(Plain, "  "), (Key, "\"é\""), (Plain, ": "), (Text, "x")],
            ),
        ] {
            assert_eq!(line(text), expected, "{text}");
            assert_eq!(line(text).iter().map(|(_, piece)| *piece).collect::<String>(), text);
        }
    }
}
