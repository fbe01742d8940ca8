//! The order in which go-yaml writes the keys of a map: letters after other characters, and numbers by their value.

use std::cmp::Ordering;

/// Sorts entries by their keys with merge sort.
///
/// The order is not total for some keys. The sort of the standard library may panic then.
pub(super) fn sort<T>(mut entries: Vec<(String, T)>) -> Vec<(String, T)> {
    if entries.len() < 2 {
        return entries;
    }
    let right = entries.split_off(entries.len() / 2);
    let mut right = sort(right).into_iter().peekable();
    let mut left = sort(entries).into_iter().peekable();
    let mut merged = Vec::new();
    while let (Some((a, _)), Some((b, _))) = (left.peek(), right.peek()) {
        let from = if is_before(b, a) { &mut right } else { &mut left };
        merged.extend(from.next());
    }
    merged.extend(left);
    merged.extend(right);
    merged
}

/// Returns whether key `a` comes before key `b`.
fn is_before(a: &str, b: &str) -> bool {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let Some(at) = a.iter().zip(&b).position(|(a, b)| a != b) else {
        return a.len() < b.len();
    };
    match (a[at].is_alphabetic(), b[at].is_alphabetic()) {
        (true, true) => a[at] < b[at],
        // A letter after a digit ends a number, and the shorter number comes first.
        (a_letter, true) | (a_letter @ true, false) => {
            let after_digit = at > 0 && a[at - 1].is_ascii_digit();
            if after_digit { a_letter } else { !a_letter }
        }
        (false, false) => compare_numbers(&a, &b, at).unwrap_or(a[at].cmp(&b[at])) == Ordering::Less,
    }
}

/// Compares the numbers that begin where the keys differ. Returns `None` if they are equal.
fn compare_numbers(a: &[char], b: &[char], at: usize) -> Option<Ordering> {
    // A zero is a leading zero only if no other digit precedes it.
    let is_inside_number = a[..at]
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_digit())
        .any(|c| *c != '0');
    let has_zero = a[at] == '0' || b[at] == '0';
    let start = i64::from(is_inside_number && has_zero);
    let number = |key: &[char]| {
        let digits = key[at..].iter().map_while(|c| c.to_digit(10));
        digits.fold((start, 0), |(value, length): (i64, usize), digit| {
            (value.wrapping_mul(10).wrapping_add(i64::from(digit)), length + 1)
        })
    };
    Some(number(a).cmp(&number(b))).filter(|order| order.is_ne())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_as_in_go_yaml() {
        let keys = [
            "B", "KEYS", "KEY_A", "a10", "a2", "A1b", "A1", "a02", "1", "10", "9", "_",
        ];
        let sorted = sort(keys.map(|key| (key.to_owned(), ())).to_vec());
        let keys: Vec<&str> = sorted.iter().map(|(key, ())| key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "_", "1", "9", "10", "A1", "A1b", "B", "KEY_A", "KEYS", "a2", "a02", "a10"
            ]
        );
    }
}
