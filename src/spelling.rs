//! Edit distance between words, for suggestions such as "did you mean `environment`?".

/// Number of leading characters that are compared. It bounds the time that a hostile word can take.
const COMPARED_LENGTH: usize = 64;

/// Returns how many characters must be inserted, deleted, replaced or swapped with their neighbor to turn one word
/// into the other (optimal string alignment). Only the first 64 characters of each word count.
pub fn edit_distance(left: &str, right: &str) -> usize {
    strsim::osa_distance(prefix(left), prefix(right))
}

fn prefix(word: &str) -> &str {
    word.char_indices()
        .nth(COMPARED_LENGTH)
        .map_or(word, |(end, _)| &word[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        for (left, right, expected) in [
            ("image", "image", 0),
            ("image", "imagee", 1),
            ("image", "mage", 1),
            ("image", "omage", 1),
            ("ports", "prots", 1),
            ("größe", "grösse", 2),
            ("", "abc", 3),
        ] {
            assert_eq!(edit_distance(left, right), expected, "{left} {right}");
        }
    }

    #[test]
    fn only_the_beginning_of_long_words_is_compared() {
        let long = "é".repeat(1_000_000);
        assert_eq!(edit_distance(&long, "e"), COMPARED_LENGTH);
    }
}
