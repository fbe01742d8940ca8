//! Offsets at the editor's border: the browser counts UTF-16 code units, the library bytes.

/// The UTF-16 offset of a byte offset; past the end it is the end.
pub fn utf16_of(text: &str, byte: usize) -> usize {
    let byte = floor(text, byte);
    text[..byte].chars().map(char::len_utf16).sum()
}

/// The UTF-16 offsets of byte offsets, in their order, in one pass over the text.
pub fn utf16_of_all(text: &str, bytes: &[usize]) -> Vec<usize> {
    if text.is_ascii() {
        return bytes.iter().map(|&byte| byte.min(text.len())).collect();
    }
    let mut order: Vec<usize> = (0..bytes.len()).collect();
    order.sort_by_key(|&index| bytes[index]);
    let mut offsets = vec![0; bytes.len()];
    let (mut done, mut units) = (0, 0);
    for index in order {
        let byte = floor(text, bytes[index]);
        units += text[done..byte].chars().map(char::len_utf16).sum::<usize>();
        done = byte;
        offsets[index] = units;
    }
    offsets
}

/// The byte offset of a UTF-16 offset; past the end it is the end.
pub fn byte_of(text: &str, unit: usize) -> usize {
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        if units >= unit {
            return byte;
        }
        units += c.len_utf16();
    }
    text.len()
}

fn floor(text: &str, byte: usize) -> usize {
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
    fn offsets_agree_both_ways() {
        let text = "aé😀b\n数";
        for (byte, unit) in [(0, 0), (1, 1), (3, 2), (7, 4), (8, 5), (9, 6), (12, 7)] {
            assert_eq!(utf16_of(text, byte), unit, "{byte}");
            assert_eq!(byte_of(text, unit), byte, "{unit}");
        }
        assert_eq!((utf16_of(text, 99), byte_of(text, 99)), (7, 12));
    }

    #[test]
    fn many_offsets_keep_their_order() {
        assert_eq!(utf16_of_all("aé😀b", &[7, 0, 3, 2, 99]), [4, 0, 2, 1, 5]);
        assert_eq!(utf16_of_all("abc", &[3, 1, 9]), [3, 1, 3]);
    }
}
