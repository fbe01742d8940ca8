//! Bytes to text and back: deflate with a preset dictionary, a checksum, base64url.
//!
//! The compressor receives the dictionary first, and its output up to the sync flush is dropped. The decompressor
//! finds the dictionary in its output buffer, as if it had just decompressed it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::DataFormat;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, TDEFLStatus, compress as compress_block};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress as decompress_block, inflate_flags};

use super::{LinkError, MAX_SIZE};

/// Fragments of typical files, the most frequent ones at the end. It must never change, because every link of
/// version 1 depends on it.
const DICTIONARY: &[u8] = include_bytes!("dictionary-1.txt");
/// The highest compression level. It is fast enough, because links are short.
const LEVEL: u8 = 10;
/// Size of the checksum in bytes.
const CHECKSUM_SIZE: usize = 3;
/// Upper bound on the ratio of decompressed to compressed size, so that a short link needs no large buffer.
const MAX_RATIO: usize = 1_100;

/// Compresses bytes to text.
pub(super) fn compress(bytes: &[u8]) -> String {
    let mut compressor = CompressorOxide::default();
    compressor.set_format_and_level(DataFormat::Raw, LEVEL);
    deflate(&mut compressor, DICTIONARY, TDEFLFlush::Sync);
    let mut compressed = deflate(&mut compressor, bytes, TDEFLFlush::Finish);
    compressed.extend_from_slice(&checksum(bytes));
    URL_SAFE_NO_PAD.encode(compressed)
}

fn deflate(compressor: &mut CompressorOxide, input: &[u8], flush: TDEFLFlush) -> Vec<u8> {
    let mut output = vec![0; input.len() / 2 + 1024];
    let (mut read, mut written) = (0, 0);
    loop {
        let (status, consumed, produced) = compress_block(compressor, &input[read..], &mut output[written..], flush);
        read += consumed;
        written += produced;
        let is_flushed = read == input.len() && written < output.len() && flush == TDEFLFlush::Sync;
        if status != TDEFLStatus::Okay || is_flushed {
            break;
        }
        if output.len() - written < 1024 {
            output.resize(output.len() * 2, 0);
        }
    }
    output.truncate(written);
    output
}

/// Decompresses text to bytes.
pub(super) fn decompress(text: &str) -> Result<Vec<u8>, LinkError> {
    // Chat and mail programs break long lines.
    let text: String = text.chars().filter(|char| !char.is_whitespace()).collect();
    let bytes = URL_SAFE_NO_PAD
        .decode(text.trim_end_matches('='))
        .map_err(|_| LinkError::Damaged)?;
    let (body, expected_checksum) = bytes
        .len()
        .checked_sub(CHECKSUM_SIZE)
        .map(|end| bytes.split_at(end))
        .ok_or(LinkError::Damaged)?;
    let bytes = inflate(body)?;
    if checksum(&bytes) == expected_checksum {
        Ok(bytes)
    } else {
        Err(LinkError::Damaged)
    }
}

fn inflate(body: &[u8]) -> Result<Vec<u8>, LinkError> {
    let start = DICTIONARY.len();
    let max_size = body.len().saturating_mul(MAX_RATIO).saturating_add(64).min(MAX_SIZE);
    let mut output = DICTIONARY.to_vec();
    output.resize(start + max_size.min(body.len() * 8 + 1024), 0);
    let mut state = Box::new(DecompressorOxide::new());
    let (mut read, mut written) = (0, start);
    let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    loop {
        let (status, consumed, produced) = decompress_block(&mut state, &body[read..], &mut output, written, flags);
        read += consumed;
        written += produced;
        match status {
            TINFLStatus::Done => break,
            TINFLStatus::HasMoreOutput if output.len() < start + max_size => {
                let larger = output.len().saturating_mul(2).min(start + max_size);
                output.resize(larger, 0);
            }
            TINFLStatus::HasMoreOutput if max_size == MAX_SIZE => return Err(LinkError::TooLarge(MAX_SIZE)),
            _ => return Err(LinkError::Damaged),
        }
    }
    output.truncate(written);
    output.drain(..start);
    Ok(output)
}

/// Returns the FNV-1a hash, folded to three bytes, which is enough to detect a truncated link.
fn checksum(bytes: &[u8]) -> [u8; CHECKSUM_SIZE] {
    let mut hash: u32 = 0x811c_9dc5;
    for &byte in bytes {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    let [a, b, c, d] = hash.to_le_bytes();
    [a ^ d, b, c]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dictionary_is_unchanged() {
        assert_eq!((DICTIONARY.len(), checksum(DICTIONARY)), (11_307, [211, 234, 188]));
    }

    #[test]
    fn decompression_bomb_is_refused() {
        let bomb = compress(&vec![b'a'; MAX_SIZE + 1]);
        assert_eq!(decompress(&bomb), Err(LinkError::TooLarge(MAX_SIZE)));
        let large = vec![b'a'; MAX_SIZE];
        assert_eq!(decompress(&compress(&large)), Ok(large));
    }
}
