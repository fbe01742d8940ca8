//! Syntax highlighting of canonical YAML, which has at most one key or list item per line.

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A mapping's key.
    Key,
    /// A string.
    String,
    /// A number, `true`, `false` or `null`.
    Literal,
    /// Everything else: spaces, dashes, colons.
    Plain,
}

/// Splits a line into tokens. Concatenated, the tokens equal the line.
pub fn tokens(line: &str) -> Vec<(Kind, &str)> {
    let mut start = line.len() - line.trim_start().len();
    while line[start..].starts_with("- ") {
        start += 2;
    }
    let (indent, rest) = line.split_at(start);
    let mut tokens = vec![(Kind::Plain, indent)];
    let rest = match key_end(rest) {
        Some(end) => {
            tokens.push((Kind::Key, &rest[..end]));
            &rest[end..]
        }
        None => rest,
    };
    let (separator, value) = rest.split_at(rest.len() - rest.trim_start_matches([':', ' ']).len());
    tokens.push((Kind::Plain, separator));
    tokens.push((value_kind(value), value));
    tokens.retain(|(_, token)| !token.is_empty());
    tokens
}

/// Returns the end of a key: the first colon that is followed by a space or the end of the line.
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

fn value_kind(value: &str) -> Kind {
    match value {
        "true" | "false" | "null" => Kind::Literal,
        "" | "|" | "|-" | ">" | ">-" | "{}" | "[]" => Kind::Plain,
        _ if value.parse::<f64>().is_ok() => Kind::Literal,
        _ => Kind::String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_cover_the_whole_line() {
        use Kind::{Key, Literal, Plain, String};
        for (line, expected) in [
            ("services:", vec![(Key, "services"), (Plain, ":")]),
            (
                "    image: mariadb:11.8",
                vec![(Plain, "    "), (Key, "image"), (Plain, ": "), (String, "mariadb:11.8")],
            ),
            (
                "      - mode: ingress",
                vec![(Plain, "      - "), (Key, "mode"), (Plain, ": "), (String, "ingress")],
            ),
            (
                "        target: 5000",
                vec![(Plain, "        "), (Key, "target"), (Plain, ": "), (Literal, "5000")],
            ),
            ("      - \"a: b\"", vec![(Plain, "      - "), (String, "\"a: b\"")]),
            ("", vec![]),
            (
                "  \"é\": x",
                vec![(Plain, "  "), (Key, "\"é\""), (Plain, ": "), (String, "x")],
            ),
        ] {
            assert_eq!(tokens(line), expected, "{line}");
            let joined: std::string::String = tokens(line).iter().map(|(_, token)| *token).collect();
            assert_eq!(joined, line);
        }
    }
}
