//! Reads ZIP archives: the list of entries, and the content of stored and deflated entries up to a limit.
//!
//! Only the central directory is trusted, so that archives with data descriptors or text before the first entry can be
//! read. Encrypted, split and ZIP64 archives are refused.
//! Source: PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.4.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::export::crc32;

/// Signature of the record that ends the central directory.
const END: &[u8] = b"PK\x05\x06";
/// Size of that record without its comment.
const END_SIZE: usize = 22;
/// Maximum size of its comment.
const MAX_COMMENT: usize = u16::MAX as usize;
/// Signature of an entry of the central directory.
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
/// Size of an entry of the central directory without its path, extra field and comment.
const DIRECTORY_ENTRY_SIZE: usize = 46;
/// Signature of the header in front of an entry's data.
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
/// Size of that header without its path and extra field.
const LOCAL_HEADER_SIZE: usize = 30;
/// Flag of an encrypted entry.
const ENCRYPTED: u16 = 1;
/// Compression method: none.
const STORED: u16 = 0;
/// Compression method: deflate.
const DEFLATED: u16 = 8;
/// Mask and value of the Unix file type of a symbolic link.
const FILE_TYPE: u32 = 0o170_000;
const SYMBOLIC_LINK: u32 = 0o120_000;

/// Why an archive is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ZipError {
    /// The file is not a ZIP archive, or its end is missing.
    NotAnArchive,
    /// The list of entries is damaged.
    Damaged,
    /// An entry is encrypted.
    Encrypted,
    /// The archive uses ZIP64, which only archives of several gigabytes need, or is split into several files.
    TooLarge,
}

impl ZipError {
    /// Returns the reason as the end of a sentence.
    pub(super) fn reason(self) -> &'static str {
        match self {
            ZipError::NotAnArchive => "it is not a complete ZIP archive",
            ZipError::Damaged => "its list of files is damaged",
            ZipError::Encrypted => "it is encrypted; unpack it and drop the folder",
            ZipError::TooLarge => "it is a ZIP64 or split archive; unpack it and drop the folder",
        }
    }
}

/// A file of an archive.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// Path as stored in the archive.
    pub(super) path: String,
    /// Size of the content in bytes, as the archive declares it.
    pub(super) size: usize,
    /// Whether the entry is a symbolic link.
    pub(super) is_link: bool,
    method: u16,
    checksum: u32,
    data: &'a [u8],
}

impl Entry<'_> {
    /// Returns the first bytes of the content, at most `limit`.
    pub(super) fn start(&self, limit: usize) -> Vec<u8> {
        match self.method {
            STORED => self.data[..limit.min(self.data.len())].to_vec(),
            DEFLATED => match decompress_to_vec_with_limit(self.data, limit) {
                Ok(start) => start,
                Err(error) => error.output,
            },
            _ => Vec::new(),
        }
    }

    /// Returns the content. Returns `None` when it is larger than declared or than `limit`, damaged, or compressed by
    /// another method than deflate.
    pub(super) fn content(&self, limit: usize) -> Option<Vec<u8>> {
        let limit = limit.min(self.size);
        let content = match self.method {
            STORED if self.data.len() <= limit => self.data.to_vec(),
            DEFLATED => decompress_to_vec_with_limit(self.data, limit).ok()?,
            _ => return None,
        };
        (content.len() == self.size && crc32(&content) == self.checksum).then_some(content)
    }
}

/// Returns the files of an archive in its order. Folders are left out.
///
/// # Errors
/// If the bytes are not an archive, or not a supported one.
pub(super) fn entries(archive: &[u8]) -> Result<Vec<Entry<'_>>, ZipError> {
    let end = find_end(archive).ok_or(ZipError::NotAnArchive)?;
    let record = Record(&archive[end..]);
    let (disk, count) = (record.u16(4)?, record.u16(10)?);
    let (size, offset) = (record.u32(12)?, record.u32(16)?);
    if disk != 0 || count == u16::MAX || size == u32::MAX || offset == u32::MAX {
        return Err(ZipError::TooLarge);
    }
    // Offsets count from the start of the archive, which may be preceded by other data.
    let start = end.checked_sub(size as usize).ok_or(ZipError::Damaged)?;
    let shift = start.checked_sub(offset as usize).ok_or(ZipError::Damaged)?;
    let mut directory = Record(&archive[start..end]);
    let mut entries = Vec::new();
    for _ in 0..count {
        let (entry, next) = read_entry(&archive[shift..], directory)?;
        entries.extend(entry);
        directory = next;
    }
    Ok(entries)
}

/// Returns the offset of the record that ends the central directory.
fn find_end(archive: &[u8]) -> Option<usize> {
    let last = archive.len().checked_sub(END_SIZE)?;
    let first = last.saturating_sub(MAX_COMMENT);
    (first..=last).rev().find(|&at| archive[at..].starts_with(END))
}

/// Reads an entry of the central directory, `None` for a folder. Also returns the rest of the directory.
fn read_entry<'a>(archive: &'a [u8], directory: Record<'a>) -> Result<(Option<Entry<'a>>, Record<'a>), ZipError> {
    if !directory.0.starts_with(DIRECTORY_ENTRY) {
        return Err(ZipError::Damaged);
    }
    let (flags, method, checksum) = (directory.u16(8)?, directory.u16(10)?, directory.u32(16)?);
    let (compressed_size, size) = (directory.u32(20)?, directory.u32(24)?);
    let (path_size, extra_size, comment_size) = (directory.u16(28)?, directory.u16(30)?, directory.u16(32)?);
    let (attributes, offset) = (directory.u32(38)?, directory.u32(42)?);
    let path = directory.slice(DIRECTORY_ENTRY_SIZE, path_size as usize)?;
    let length = DIRECTORY_ENTRY_SIZE + path_size as usize + extra_size as usize + comment_size as usize;
    let next = Record(directory.0.get(length..).ok_or(ZipError::Damaged)?);
    if [compressed_size, size, offset].contains(&u32::MAX) {
        return Err(ZipError::TooLarge);
    }
    if flags & ENCRYPTED != 0 {
        return Err(ZipError::Encrypted);
    }
    // Old archives have paths in other encodings. Their ASCII characters are the same.
    let path = String::from_utf8_lossy(path).into_owned();
    if path.ends_with(['/', '\\']) {
        return Ok((None, next));
    }
    let header = Record(archive.get(offset as usize..).ok_or(ZipError::Damaged)?);
    if !header.0.starts_with(LOCAL_HEADER) {
        return Err(ZipError::Damaged);
    }
    let data_offset = LOCAL_HEADER_SIZE + header.u16(26)? as usize + header.u16(28)? as usize;
    let entry = Entry {
        path,
        size: size as usize,
        is_link: (attributes >> 16) & FILE_TYPE == SYMBOLIC_LINK,
        method,
        checksum,
        data: header.slice(data_offset, compressed_size as usize)?,
    };
    Ok((Some(entry), next))
}

/// Bytes with little-endian numbers at fixed offsets.
#[derive(Debug, Clone, Copy)]
struct Record<'a>(&'a [u8]);

impl<'a> Record<'a> {
    fn slice(self, offset: usize, length: usize) -> Result<&'a [u8], ZipError> {
        let end = offset.checked_add(length).ok_or(ZipError::Damaged)?;
        self.0.get(offset..end).ok_or(ZipError::Damaged)
    }

    fn u16(self, offset: usize) -> Result<u16, ZipError> {
        let bytes = self.0.get(offset..).and_then(|rest| rest.first_chunk());
        bytes.map(|bytes| u16::from_le_bytes(*bytes)).ok_or(ZipError::Damaged)
    }

    fn u32(self, offset: usize) -> Result<u32, ZipError> {
        let bytes = self.0.get(offset..).and_then(|rest| rest.first_chunk());
        bytes.map(|bytes| u32::from_le_bytes(*bytes)).ok_or(ZipError::Damaged)
    }
}
