//! The bytes of a ZIP: files, deflated, in the order they are given, all dated 1980-01-01.
//!
//! A writer for one kind of archive is a page of code; one that can write all kinds costs the page three
//! kilobytes. Source: PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.4. Nothing here is as large as 4 GB, so
//! that no entry is of the long kind.

use miniz_oxide::deflate::compress_to_vec;

/// A file to be packed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    /// Relative, with forward slashes.
    pub(super) path: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) mode: Mode,
}

/// What may be done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// It is read: 0644.
    Plain,
    /// It is run: 0755.
    Program,
}

/// How thoroughly is deflated: as `zip` does unasked.
const LEVEL: u8 = 6;
/// The version that is needed to unpack: 2.0, for deflate.
const VERSION: u16 = 20;
/// Made on Unix, so that permissions count.
const MADE_BY: u16 = 3 << 8 | VERSION;
/// Paths are UTF-8.
const FLAGS: u16 = 1 << 11;
const DEFLATED: u16 = 8;
/// 1980-01-01 as DOS has it, at midnight.
const DATE: u16 = 1 << 5 | 1;
/// A regular file, for Unix.
const REGULAR: u32 = 0o100_000;

/// An archive of the entries.
pub(super) fn write<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Vec<u8> {
    let (mut archive, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for entry in entries {
        let start = size(archive.len());
        let packed = compress_to_vec(entry.bytes, LEVEL);
        let about = description(&entry, packed.len());
        archive.extend_from_slice(b"PK\x03\x04");
        archive.extend_from_slice(&VERSION.to_le_bytes());
        archive.extend_from_slice(&about);
        archive.extend_from_slice(entry.path.as_bytes());
        archive.extend_from_slice(&packed);

        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&MADE_BY.to_le_bytes());
        directory.extend_from_slice(&VERSION.to_le_bytes());
        directory.extend_from_slice(&about);
        // No comment, the first disk, no attributes of its own.
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&(permissions(entry.mode) << 16).to_le_bytes());
        directory.extend_from_slice(&start.to_le_bytes());
        directory.extend_from_slice(entry.path.as_bytes());
        count = count.saturating_add(1);
    }
    let (start, length) = (size(archive.len()), size(directory.len()));
    archive.append(&mut directory);
    archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    archive.extend_from_slice(&count.to_le_bytes());
    archive.extend_from_slice(&count.to_le_bytes());
    archive.extend_from_slice(&length.to_le_bytes());
    archive.extend_from_slice(&start.to_le_bytes());
    archive.extend_from_slice(&[0; 2]);
    archive
}

/// What is said of an entry both before it and in the directory, from the flags to the lengths.
fn description(entry: &Entry<'_>, packed: usize) -> Vec<u8> {
    let mut about = Vec::with_capacity(24);
    for number in [FLAGS, DEFLATED, 0, DATE] {
        about.extend_from_slice(&number.to_le_bytes());
    }
    for number in [checksum(entry.bytes), size(packed), size(entry.bytes.len())] {
        about.extend_from_slice(&number.to_le_bytes());
    }
    let length = u16::try_from(entry.path.len()).unwrap_or(u16::MAX);
    about.extend_from_slice(&length.to_le_bytes());
    about.extend_from_slice(&[0; 2]);
    about
}

fn permissions(mode: Mode) -> u32 {
    match mode {
        Mode::Plain => REGULAR | 0o644,
        Mode::Program => REGULAR | 0o755,
    }
}

fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The CRC-32 of ISO 3309, a bit at a time: bundles are small.
fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            let carried = crc & 1;
            crc = (crc >> 1) ^ (0xedb8_8320 * carried);
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_usual_one() {
        for (text, expected) in [("", 0), ("123456789", 0xcbf4_3926), ("a", 0xe8b7_be43)] {
            assert_eq!(checksum(text.as_bytes()), expected, "{text}");
        }
    }
}
