//! Writes ZIP archives: deflated files in the given order, all dated 1980-01-01.
//!
//! Supports only what the page needs, which takes less code than a ZIP library. Archives are smaller than 4 GB, so there
//! are no ZIP64 records.
//! Source: PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.4.

use miniz_oxide::deflate::compress_to_vec;

/// A file of an archive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    /// Relative path with forward slashes.
    pub(super) path: &'a str,
    pub(super) content: &'a [u8],
    pub(super) is_executable: bool,
}

/// Compression level, the default of `zip`.
const LEVEL: u8 = 6;
/// ZIP version that is needed to extract: 2.0, the first with deflate.
const VERSION: u16 = 20;
/// Unix, so that permissions are read, and the ZIP version.
const MADE_BY: u16 = 3 << 8 | VERSION;
/// Flag for UTF-8 paths.
const FLAGS: u16 = 1 << 11;
/// Compression method: deflate.
const DEFLATE: u16 = 8;
/// 1980-01-01 as an MS-DOS date.
const DATE: u16 = 1 << 5 | 1;
/// Unix file type: regular file.
const REGULAR_FILE: u32 = 0o100_000;

/// Writes an archive.
pub(super) fn write<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Vec<u8> {
    let (mut archive, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for entry in entries {
        let offset = to_u32(archive.len());
        let compressed = compress_to_vec(entry.content, LEVEL);
        let header = shared_header(&entry, compressed.len());
        archive.extend_from_slice(b"PK\x03\x04");
        archive.extend_from_slice(&VERSION.to_le_bytes());
        archive.extend_from_slice(&header);
        archive.extend_from_slice(entry.path.as_bytes());
        archive.extend_from_slice(&compressed);

        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&MADE_BY.to_le_bytes());
        directory.extend_from_slice(&VERSION.to_le_bytes());
        directory.extend_from_slice(&header);
        // No comment, first disk, no internal attributes.
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&(unix_mode(&entry) << 16).to_le_bytes());
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(entry.path.as_bytes());
        count = count.saturating_add(1);
    }
    let (offset, length) = (to_u32(archive.len()), to_u32(directory.len()));
    archive.append(&mut directory);
    archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    archive.extend_from_slice(&count.to_le_bytes());
    archive.extend_from_slice(&count.to_le_bytes());
    archive.extend_from_slice(&length.to_le_bytes());
    archive.extend_from_slice(&offset.to_le_bytes());
    // No comment.
    archive.extend_from_slice(&[0; 2]);
    archive
}

/// Returns the fields that the local header and the directory share, from the flags to the lengths.
fn shared_header(entry: &Entry<'_>, compressed_length: usize) -> Vec<u8> {
    let mut header = Vec::with_capacity(24);
    for number in [FLAGS, DEFLATE, 0, DATE] {
        header.extend_from_slice(&number.to_le_bytes());
    }
    for number in [
        crc32(entry.content),
        to_u32(compressed_length),
        to_u32(entry.content.len()),
    ] {
        header.extend_from_slice(&number.to_le_bytes());
    }
    let path_length = u16::try_from(entry.path.len()).unwrap_or(u16::MAX);
    header.extend_from_slice(&path_length.to_le_bytes());
    // No extra field.
    header.extend_from_slice(&[0; 2]);
    header
}

fn unix_mode(entry: &Entry<'_>) -> u32 {
    REGULAR_FILE | if entry.is_executable { 0o755 } else { 0o644 }
}

fn to_u32(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Returns the CRC-32 of ISO 3309. Processes one bit at a time, which is fast enough for small files.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            let carry = crc & 1;
            crc = (crc >> 1) ^ (0xedb8_8320 * carry);
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc_has_known_values() {
        for (text, expected) in [("", 0), ("123456789", 0xcbf4_3926), ("a", 0xe8b7_be43)] {
            assert_eq!(crc32(text.as_bytes()), expected, "{text}");
        }
    }
}
