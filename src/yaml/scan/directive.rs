//! Scans directives (`%YAML`, `%TAG`) and tags.

use super::cursor::{Mark, is_word_character};
use super::{FaultKind, Scanner, TagParts, TokenKind};
use crate::yaml::fault::Fault;

impl Scanner<'_> {
    pub(super) fn fetch_directive(&mut self) -> Result<(), Fault> {
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.is_simple_key_allowed = false;
        let start = self.cursor.mark();
        self.cursor.skip();
        let name = self.cursor.read_word();
        if name.is_empty() {
            return Err(self.fault(FaultKind::DirectiveName, start));
        }
        if !self.cursor.is_blank_or_end_at(0) {
            return Err(self.fault(FaultKind::DirectiveNameEnd, start));
        }
        self.cursor.skip_blanks();
        let kind = match name.as_str() {
            "YAML" => self.scan_version(start)?,
            "TAG" => self.scan_tag_directive(start)?,
            _ => return Err(self.fault(FaultKind::UnknownDirective, start)),
        };
        self.push(kind, start);
        self.cursor.skip_blanks();
        if self.cursor.byte() == Some(b'#') {
            self.cursor.skip_to_line_end();
        }
        if !self.cursor.is_break_or_end() {
            return Err(self.fault(FaultKind::DirectiveEnd, start));
        }
        self.cursor.skip_break();
        Ok(())
    }

    fn scan_version(&mut self, start: Mark) -> Result<TokenKind, Fault> {
        let major = self.scan_version_number(start)?;
        if self.cursor.byte() != Some(b'.') {
            return Err(self.fault(FaultKind::VersionDigit, start));
        }
        self.cursor.skip();
        let minor = self.scan_version_number(start)?;
        Ok(TokenKind::VersionDirective { major, minor })
    }

    fn scan_version_number(&mut self, start: Mark) -> Result<u32, Fault> {
        let mut value = 0;
        let mut length = 0;
        while let Some(digit @ b'0'..=b'9') = self.cursor.byte() {
            length += 1;
            if length > 2 {
                return Err(self.fault(FaultKind::VersionLong, start));
            }
            value = value * 10 + u32::from(digit - b'0');
            self.cursor.skip();
        }
        if length == 0 {
            return Err(self.fault(FaultKind::VersionMissing, start));
        }
        Ok(value)
    }

    fn scan_tag_directive(&mut self, start: Mark) -> Result<TokenKind, Fault> {
        let handle = self.scan_tag_handle(start)?;
        if handle != "!" && !handle.ends_with('!') {
            return Err(self.fault(FaultKind::TagHandle, start));
        }
        if !self.cursor.is_blank_at(0) {
            return Err(self.fault(FaultKind::TagDirectiveBlank, start));
        }
        self.cursor.skip_blanks();
        let prefix = self.scan_tag_uri("", start)?;
        if !self.cursor.is_blank_or_end_at(0) {
            return Err(self.fault(FaultKind::TagEnd, start));
        }
        let parts = TagParts { handle, rest: prefix };
        Ok(TokenKind::TagDirective(Box::new(parts)))
    }

    pub(super) fn fetch_tag(&mut self) -> Result<(), Fault> {
        self.save_simple_key()?;
        self.is_simple_key_allowed = false;
        let start = self.cursor.mark();
        let (handle, suffix) = if self.cursor.byte_at(1) == Some(b'<') {
            self.cursor.skip();
            self.cursor.skip();
            let suffix = self.scan_tag_uri("", start)?;
            if self.cursor.byte() != Some(b'>') {
                return Err(self.fault(FaultKind::TagVerbatimEnd, start));
            }
            self.cursor.skip();
            (String::new(), suffix)
        } else {
            let handle = self.scan_tag_handle(start)?;
            if handle.len() > 1 && handle.ends_with('!') {
                let suffix = self.scan_tag_uri("", start)?;
                (handle, suffix)
            } else {
                // This is not a handle but the start of the tag.
                let suffix = self.scan_tag_uri(&handle, start)?;
                if suffix.is_empty() {
                    (String::new(), "!".to_owned())
                } else {
                    ("!".to_owned(), suffix)
                }
            }
        };
        if !self.cursor.is_blank_or_end_at(0) {
            return Err(self.fault(FaultKind::TagEnd, start));
        }
        let parts = TagParts { handle, rest: suffix };
        self.push(TokenKind::Tag(Box::new(parts)), start);
        Ok(())
    }

    fn scan_tag_handle(&mut self, start: Mark) -> Result<String, Fault> {
        if self.cursor.byte() != Some(b'!') {
            return Err(self.fault(FaultKind::TagHandle, start));
        }
        let mut handle = String::new();
        self.cursor.read_char(&mut handle);
        self.cursor.read_while(&mut handle, is_word_character);
        if self.cursor.byte() == Some(b'!') {
            self.cursor.read_char(&mut handle);
        }
        Ok(handle)
    }

    /// Scans the rest of a tag after `head`, which is empty or starts with `!`. Returns the tag without that `!`.
    fn scan_tag_uri(&mut self, head: &str, start: Mark) -> Result<String, Fault> {
        let mut uri = head.get(1..).unwrap_or("").to_owned();
        let mut is_present = !head.is_empty();
        loop {
            match self.cursor.byte() {
                Some(b'%') => {
                    let character = self.scan_uri_escape(start)?;
                    uri.push(character);
                }
                Some(byte) if is_word_character(byte) || b";/?:@&=+$.,!~*'()[]".contains(&byte) => {
                    self.cursor.read_char(&mut uri)
                }
                _ => break,
            }
            is_present = true;
        }
        if is_present {
            Ok(uri)
        } else {
            Err(self.fault(FaultKind::TagUri, start))
        }
    }

    /// Scans a percent-encoded character, such as `%C3%A9`.
    fn scan_uri_escape(&mut self, start: Mark) -> Result<char, Fault> {
        let mut octets: Vec<u8> = Vec::with_capacity(4);
        let mut expected = 1;
        while octets.len() < expected {
            let digit = |offset| {
                self.cursor
                    .byte_at(offset)
                    .and_then(|byte| char::from(byte).to_digit(16))
            };
            let (Some(b'%'), Some(high), Some(low)) = (self.cursor.byte(), digit(1), digit(2)) else {
                return Err(self.fault(FaultKind::TagEscape, start));
            };
            let octet = (high * 16 + low) as u8;
            if octets.is_empty() {
                expected = match octet {
                    0..0x80 => 1,
                    0xC0..0xE0 => 2,
                    0xE0..0xF0 => 3,
                    0xF0..0xF8 => 4,
                    _ => return Err(self.fault(FaultKind::TagLeadingByte, start)),
                };
            } else if octet & 0xC0 != 0x80 {
                return Err(self.fault(FaultKind::TagTrailingByte, start));
            }
            octets.push(octet);
            for _ in 0..3 {
                self.cursor.skip();
            }
        }
        let text = String::from_utf8_lossy(&octets);
        Ok(text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}
