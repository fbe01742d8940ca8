//! Conversion between byte offsets, which the library uses, and the UTF-16 offsets of the browser's editor.

use crate::sort::CompactSort;

/// Returns the UTF-16 offsets of byte offsets, in the given order. Offsets past the end become the end.
pub fn from_bytes(text: &str, bytes: &[usize]) -> Vec<usize> {
    if text.is_ascii() {
        return bytes.iter().map(|&byte| byte.min(text.len())).collect();
    }
    // Ascending offsets need only one pass over the text.
    let mut order: Vec<usize> = (0..bytes.len()).collect();
    order.compact_sort_by_key(|&index| bytes[index]);
    let mut offsets = vec![0; bytes.len()];
    let (mut converted, mut units) = (0, 0);
    for index in order {
        let byte = char_boundary_before(text, bytes[index]);
        units += text[converted..byte].chars().map(char::len_utf16).sum::<usize>();
        converted = byte;
        offsets[index] = units;
    }
    offsets
}

/// Returns the byte offset of a UTF-16 offset. An offset past the end becomes the end.
pub fn to_byte(text: &str, offset: usize) -> usize {
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        if units >= offset {
            return byte;
        }
        units += c.len_utf16();
    }
    text.len()
}

/// Returns the last character boundary that is not past a byte offset.
fn char_boundary_before(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_are_inverse() {
        let text = "aé😀b\n数";
        for (byte, offset) in [(0, 0), (1, 1), (3, 2), (7, 4), (8, 5), (9, 6), (12, 7)] {
            assert_eq!(from_bytes(text, &[byte]), [offset], "{byte}");
            assert_eq!(to_byte(text, offset), byte, "{offset}");
        }
        assert_eq!((from_bytes(text, &[99]), to_byte(text, 99)), (vec![7], 12));
    }

    #[test]
    fn offsets_keep_their_order() {
        assert_eq!(from_bytes("aé😀b", &[7, 0, 3, 2, 99]), [4, 0, 2, 1, 5]);
        assert_eq!(from_bytes("abc", &[3, 1, 9]), [3, 1, 3]);
    }
}
