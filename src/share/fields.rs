//! What is inside a link: fields of a number, a length and bytes. Unknown numbers are skipped.

use super::{LinkError, Shared};

/// More files than this are not a project.
const MOST_FILES: usize = 2_000;

/// The fields' numbers. They are in links for ever: never give one a new meaning.
mod number {
    /// A path's length, the path, the text.
    pub const FILE: u64 = 1;
    /// A path.
    pub const OPEN: u64 = 2;
    /// Milliseconds.
    pub const PLAYHEAD: u64 = 3;
    /// Text.
    pub const VIEW: u64 = 4;
    /// Text.
    pub const SCENARIO: u64 = 5;
}

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
    for (number, text) in [(number::VIEW, &shared.view), (number::SCENARIO, &shared.scenario)] {
        if let Some(text) = text {
            write_field(&mut bytes, number, text.as_bytes());
        }
    }
    bytes
}

pub(super) fn read(mut bytes: &[u8]) -> Result<Shared, LinkError> {
    let mut shared = Shared::default();
    while !bytes.is_empty() {
        let field = read_number(&mut bytes)?;
        let length = read_number(&mut bytes)?;
        let mut value = take(&mut bytes, length)?;
        match field {
            number::FILE if shared.files.len() >= MOST_FILES => return Err(LinkError::Damaged),
            number::FILE => {
                let length = read_number(&mut value)?;
                let path = text(take(&mut value, length)?)?;
                shared.files.push((path, text(value)?));
            }
            number::OPEN => shared.open = Some(text(value)?),
            number::PLAYHEAD => shared.playhead = Some(read_number(&mut value)?),
            number::VIEW => shared.view = Some(text(value)?),
            number::SCENARIO => shared.scenario = Some(text(value)?),
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

/// Seven bits a byte, lowest first, the eighth set where more follow.
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

fn text(bytes: &[u8]) -> Result<String, LinkError> {
    String::from_utf8(bytes.to_vec()).map_err(|_| LinkError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_are_skipped() {
        let mut bytes = write(&Shared::default());
        write_field(&mut bytes, 99, b"from the future");
        write_field(&mut bytes, number::VIEW, b"graph");
        let shared = read(&bytes).expect("it is whole");
        assert_eq!(shared.view.as_deref(), Some("graph"));
    }

    #[test]
    fn numbers_of_any_size() {
        for number in [0, 127, 128, 300, u64::MAX] {
            let mut bytes = Vec::new();
            write_number(&mut bytes, number);
            assert_eq!(read_number(&mut &bytes[..]), Ok(number));
        }
        assert_eq!(read_number(&mut &[0x80_u8; 11][..]), Err(LinkError::Damaged));
    }
}
