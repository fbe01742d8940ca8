//! The fields of a link: a number, a length and a value each. Unknown numbers are skipped.

use super::{LinkError, Shared};

/// Maximum number of files.
const MAX_FILES: usize = 2_000;

/// The numbers of the fields. Their meanings must never change, because existing links contain them.
mod number {
    /// Length of the path, path, and text of a file.
    pub const FILE: u64 = 1;
    /// Path of the open file.
    pub const OPEN: u64 = 2;
    /// Position of the playhead in milliseconds.
    pub const PLAYHEAD: u64 = 3;
    /// The project's name, in the playground's format.
    pub const PROJECT: u64 = 4;
    /// The scenario.
    pub const SCENARIO: u64 = 5;
    /// The open views, in the playground's format.
    pub const VIEWS: u64 = 6;
}

/// Serializes the contents of a link.
pub(super) fn write(shared: &Shared) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (path, text) in &shared.files {
        let mut file = Vec::with_capacity(path.len() + text.len() + 2);
        write_number(&mut file, path.len() as u64);
        file.extend_from_slice(path.as_bytes());
        file.extend_from_slice(text.as_bytes());
        write_field(&mut bytes, number::FILE, &file);
    }
    if let Some(path) = &shared.open {
        write_field(&mut bytes, number::OPEN, path.as_bytes());
    }
    if let Some(milliseconds) = shared.playhead {
        let mut value = Vec::new();
        write_number(&mut value, milliseconds);
        write_field(&mut bytes, number::PLAYHEAD, &value);
    }
    for (number, text) in [
        (number::PROJECT, &shared.project),
        (number::SCENARIO, &shared.scenario),
        (number::VIEWS, &shared.views),
    ] {
        if let Some(text) = text {
            write_field(&mut bytes, number, text.as_bytes());
        }
    }
    bytes
}

/// Parses the contents of a link.
pub(super) fn read(mut bytes: &[u8]) -> Result<Shared, LinkError> {
    let mut shared = Shared::default();
    while !bytes.is_empty() {
        let field = read_number(&mut bytes)?;
        let length = read_number(&mut bytes)?;
        let mut value = take(&mut bytes, length)?;
        match field {
            number::FILE if shared.files.len() >= MAX_FILES => return Err(LinkError::Damaged),
            number::FILE => {
                let length = read_number(&mut value)?;
                let path = parse_text(take(&mut value, length)?)?;
                shared.files.push((path, parse_text(value)?));
            }
            number::OPEN => shared.open = Some(parse_text(value)?),
            number::PLAYHEAD => shared.playhead = Some(read_number(&mut value)?),
            number::PROJECT => shared.project = Some(parse_text(value)?),
            number::SCENARIO => shared.scenario = Some(parse_text(value)?),
            number::VIEWS => shared.views = Some(parse_text(value)?),
            _ => {}
        }
    }
    Ok(shared)
}

fn write_field(bytes: &mut Vec<u8>, number: u64, value: &[u8]) {
    write_number(bytes, number);
    write_number(bytes, value.len() as u64);
    bytes.extend_from_slice(value);
}

/// Writes a number as LEB128: seven bits in each byte, lowest first; the eighth bit is set if more bytes follow.
fn write_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read_number(bytes: &mut &[u8]) -> Result<u64, LinkError> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(LinkError::Damaged)?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(number);
        }
    }
    Err(LinkError::Damaged)
}

fn take<'a>(bytes: &mut &'a [u8], length: u64) -> Result<&'a [u8], LinkError> {
    let length = usize::try_from(length).map_err(|_| LinkError::Damaged)?;
    let (value, rest) = bytes.split_at_checked(length).ok_or(LinkError::Damaged)?;
    *bytes = rest;
    Ok(value)
}

fn parse_text(bytes: &[u8]) -> Result<String, LinkError> {
    String::from_utf8(bytes.to_vec()).map_err(|_| LinkError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_are_skipped() {
        let mut bytes = write(&Shared::default());
        write_field(&mut bytes, 99, b"from the future");
        write_field(&mut bytes, number::VIEWS, b"resolved");
        let shared = read(&bytes).expect("the fields are valid");
        assert_eq!(shared.views.as_deref(), Some("resolved"));
    }

    #[test]
    fn numbers_of_any_size_round_trip() {
        for number in [0, 127, 128, 300, u64::MAX] {
            let mut bytes = Vec::new();
            write_number(&mut bytes, number);
            assert_eq!(read_number(&mut &bytes[..]), Ok(number));
        }
        assert_eq!(read_number(&mut &[0x80_u8; 11][..]), Err(LinkError::Damaged));
    }
}
