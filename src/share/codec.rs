//! Bytes to text and back: deflate with a preset dictionary, a checksum, base64url.
//!
//! The compressor is fed the dictionary first, up to a sync flush, and what comes out is dropped; the
//! decompressor finds the dictionary in its output buffer as if it had just unpacked it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::DataFormat;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, TDEFLStatus, compress};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use super::{LARGEST, LinkError};

/// Pieces of usual files, the most usual at the end. Links depend on every byte of it: never change it.
const DICTIONARY: &[u8] = include_bytes!("dictionary-1.txt");
/// The most thorough of the compressor's levels: links are short, and made seldom.
const LEVEL: u8 = 10;
/// Bytes of the checksum.
const CHECK: usize = 3;
/// Deflate can't blow up more than that, so that a short link needs no large buffer.
const STEEPEST: usize = 1_100;

pub(super) fn pack(bytes: &[u8]) -> String {
    let mut compressor = CompressorOxide::default();
    compressor.set_format_and_level(DataFormat::Raw, LEVEL);
    deflate(&mut compressor, DICTIONARY, TDEFLFlush::Sync);
    let mut packed = deflate(&mut compressor, bytes, TDEFLFlush::Finish);
    packed.extend_from_slice(&checksum(bytes));
    URL_SAFE_NO_PAD.encode(packed)
}

fn deflate(compressor: &mut CompressorOxide, input: &[u8], flush: TDEFLFlush) -> Vec<u8> {
    let mut output = vec![0; input.len() / 2 + 1024];
    let (mut read, mut written) = (0, 0);
    loop {
        let (status, more, out) = compress(compressor, &input[read..], &mut output[written..], flush);
        read += more;
        written += out;
        let flushed = read == input.len() && written < output.len() && flush == TDEFLFlush::Sync;
        if status != TDEFLStatus::Okay || flushed {
            break;
        }
        if output.len() - written < 1024 {
            output.resize(output.len() * 2, 0);
        }
    }
    output.truncate(written);
    output
}

pub(super) fn unpack(text: &str) -> Result<Vec<u8>, LinkError> {
    // Chats and mails break long lines.
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let packed = URL_SAFE_NO_PAD
        .decode(text.trim_end_matches('='))
        .map_err(|_| LinkError::Damaged)?;
    let (body, check) = packed
        .len()
        .checked_sub(CHECK)
        .map(|end| packed.split_at(end))
        .ok_or(LinkError::Damaged)?;
    let bytes = inflate(body)?;
    if checksum(&bytes) == check {
        Ok(bytes)
    } else {
        Err(LinkError::Damaged)
    }
}

fn inflate(body: &[u8]) -> Result<Vec<u8>, LinkError> {
    let first = DICTIONARY.len();
    let room = body.len().saturating_mul(STEEPEST).saturating_add(64).min(LARGEST);
    let mut output = DICTIONARY.to_vec();
    output.resize(first + room.min(body.len() * 8 + 1024), 0);
    let mut state = Box::new(DecompressorOxide::new());
    let (mut read, mut written) = (0, first);
    let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    loop {
        let (status, more, out) = decompress(&mut state, &body[read..], &mut output, written, flags);
        read += more;
        written += out;
        match status {
            TINFLStatus::Done => break,
            TINFLStatus::HasMoreOutput if output.len() < first + room => {
                let larger = output.len().saturating_mul(2).min(first + room);
                output.resize(larger, 0);
            }
            TINFLStatus::HasMoreOutput if room == LARGEST => return Err(LinkError::TooLarge(LARGEST)),
            _ => return Err(LinkError::Damaged),
        }
    }
    output.truncate(written);
    output.drain(..first);
    Ok(output)
}

/// FNV-1a, folded to three bytes: enough to tell a link that was cut.
fn checksum(bytes: &[u8]) -> [u8; CHECK] {
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

    /// Every link of version 1 depends on it.
    #[test]
    fn the_dictionary_never_changes() {
        assert_eq!((DICTIONARY.len(), checksum(DICTIONARY)), (11_307, [211, 234, 188]));
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = pack(&vec![b'a'; LARGEST + 1]);
        assert_eq!(unpack(&bomb), Err(LinkError::TooLarge(LARGEST)));
        let large = vec![b'a'; LARGEST];
        assert_eq!(unpack(&pack(&large)), Ok(large));
    }
}
