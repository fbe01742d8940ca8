//! The scanner's reading position in the text.

use crate::yaml::fault::{Fault, FaultKind};

/// A position in the text (libyaml's mark): the byte for spans, the rest for YAML's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::yaml) struct Mark {
    byte: u32,
    /// Number of characters before the mark.
    pub(in crate::yaml) index: u32,
    /// Line, from 0.
    pub(in crate::yaml) line: u32,
    /// Column in characters, from 0.
    pub(in crate::yaml) column: u32,
}

impl Mark {
    pub(in crate::yaml) const START: Mark = Mark {
        byte: 0,
        index: 0,
        line: 0,
        column: 0,
    };

    /// Returns the byte offset.
    pub(in crate::yaml) fn byte(self) -> usize {
        self.byte as usize
    }
}

/// Size in bytes of the chunks that go-yaml decodes. It reports an invalid character when it decodes the
/// chunk with that character, which may be before it scans the tokens there.
const DECODED_CHUNK: usize = 512;

/// Limit on the length of a key that [`Cursor::plain_key_length`] finds, a little below YAML's limit of 1024
/// characters for a simple key.
const MAX_PLAIN_KEY: usize = 1000;

/// The bytes that may end a plain scalar: bit 0 is set for those in block context, bit 1 for those in flow context.
/// A table, since every byte of a file is looked up.
const PLAIN_SCALAR_ENDS: [u8; 256] = {
    let mut ends = [0; 256];
    let mut byte = 0;
    while byte < ends.len() {
        ends[byte] = match byte as u8 {
            0..=b' ' | b':' | 0x80.. => 3,
            b',' | b'?' | b'[' | b']' | b'{' | b'}' => 2,
            _ => 0,
        };
        byte += 1;
    }
    ends
};

/// Size in bytes of the chunks that are checked for printable ASCII at once.
const ASCII_CHUNK: usize = 256;

/// The text and the reading position in it.
pub(in crate::yaml) struct Cursor<'a> {
    text: &'a str,
    bytes: &'a [u8],
    mark: Mark,
    /// Offset of the first character that YAML does not allow, and the error to report.
    invalid: Option<(usize, FaultKind)>,
}

impl<'a> Cursor<'a> {
    /// Creates a cursor at the start of a text. `invalid` is the offset of the first bytes that could not be decoded,
    /// with the error to report.
    pub(in crate::yaml) fn new(text: &'a str, invalid: Option<(usize, FaultKind)>) -> Self {
        let mut mark = Mark::START;
        if text.starts_with('\u{FEFF}') {
            mark.byte = 3;
        }
        let control_character = first_disallowed(text).map(|offset| (offset, FaultKind::ControlCharacter));
        Cursor {
            text,
            bytes: text.as_bytes(),
            mark,
            invalid: invalid
                .into_iter()
                .chain(control_character)
                .min_by_key(|&(offset, _)| offset),
        }
    }

    /// Returns the whole text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Returns the reading position.
    pub(in crate::yaml) fn mark(&self) -> Mark {
        self.mark
    }

    /// Returns the next byte, or none at the end.
    pub(super) fn byte(&self) -> Option<u8> {
        self.bytes.get(self.mark.byte()).copied()
    }

    /// Returns the byte at an offset from the cursor.
    pub(super) fn byte_at(&self, offset: usize) -> Option<u8> {
        self.bytes.get(self.mark.byte() + offset).copied()
    }

    /// Fails if the chunk that go-yaml would have decoded by now contains an invalid character.
    #[inline]
    pub(super) fn check_readable(&self) -> Result<(), Fault> {
        match self.invalid {
            Some((offset, kind)) if offset / DECODED_CHUNK <= (self.mark.byte() + 4) / DECODED_CHUNK => {
                Err(self.invalid_character(offset, kind))
            }
            _ => Ok(()),
        }
    }

    fn invalid_character(&self, offset: usize, kind: FaultKind) -> Fault {
        let before = &self.text[..offset];
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or("").chars().count();
        Fault {
            kind,
            context: None,
            problem: Mark {
                byte: offset as u32,
                index: offset as u32,
                line: line as u32,
                column: column as u32,
            },
        }
    }

    /// Returns the length in bytes of the line break at an offset from the cursor, or 0 if there is none.
    fn break_length(&self, offset: usize) -> usize {
        let Some(rest) = self.bytes.get(self.mark.byte() + offset..) else {
            return 0;
        };
        match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            [0xC2, 0x85, ..] => 2,
            [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
            _ => 0,
        }
    }

    /// Returns whether a line break is next.
    pub(super) fn is_break(&self) -> bool {
        self.is_break_at(0)
    }

    pub(super) fn is_break_at(&self, offset: usize) -> bool {
        match self.byte_at(offset) {
            Some(b'\n' | b'\r') => true,
            Some(0x80..) => self.break_length(offset) > 0,
            _ => false,
        }
    }

    /// Returns whether a space or tab is at an offset from the cursor.
    pub(super) fn is_blank_at(&self, offset: usize) -> bool {
        matches!(self.byte_at(offset), Some(b' ' | b'\t'))
    }

    /// Returns whether a blank, a line break or the end of the text is at an offset from the cursor.
    pub(super) fn is_blank_or_end_at(&self, offset: usize) -> bool {
        match self.byte_at(offset) {
            None | Some(b' ' | b'\t') => true,
            _ => self.is_break_at(offset),
        }
    }

    pub(super) fn is_break_or_end(&self) -> bool {
        self.byte().is_none() || self.is_break()
    }

    /// Returns whether a document marker is next: `---` or `...`, depending on the indicator.
    pub(super) fn is_document_marker(&self, indicator: u8) -> bool {
        self.mark.column == 0
            && (0..3).all(|offset| self.byte_at(offset) == Some(indicator))
            && self.is_blank_or_end_at(3)
    }

    /// Skips a character that is not a line break.
    pub(super) fn skip(&mut self) {
        if let Some(byte) = self.byte() {
            self.mark.byte += width(byte) as u32;
            self.mark.index += 1;
            self.mark.column += 1;
        }
    }

    /// Skips the line break that is next, if any.
    pub(super) fn skip_break(&mut self) {
        let length = match self.byte() {
            Some(b'\n') => 1,
            _ => self.break_length(0),
        };
        if length == 0 {
            return;
        }
        let is_crlf = self.byte() == Some(b'\r') && length == 2;
        self.mark.byte += length as u32;
        self.mark.index += if is_crlf { 2 } else { 1 };
        self.mark.line += 1;
        self.mark.column = 0;
    }

    /// Reads the line break that is next, if any. Returns its normalized form: a line feed, or the Unicode line or
    /// paragraph separator.
    pub(super) fn read_break(&mut self) -> Option<char> {
        let normalized = match self.byte() {
            Some(b'\n' | b'\r') => Some('\n'),
            Some(0xE2) if self.is_break() => self.text[self.mark.byte()..].chars().next(),
            _ => self.is_break().then_some('\n'),
        };
        self.skip_break();
        normalized
    }

    /// Appends the next character to `text`.
    pub(super) fn read_char(&mut self, text: &mut String) {
        let start = self.mark.byte();
        self.skip();
        text.push_str(&self.text[start..self.mark.byte()]);
    }

    /// Appends the characters up to a line break or to one whose first byte does not match.
    pub(super) fn read_while(&mut self, text: &mut String, matches: impl Fn(u8) -> bool) {
        let start = self.mark.byte();
        self.skip_while(matches);
        text.push_str(&self.text[start..self.mark.byte()]);
    }

    /// Appends the next character unconditionally, then the same characters as [`read_while`](Self::read_while).
    pub(super) fn read_char_and_while(&mut self, text: &mut String, matches: impl Fn(u8) -> bool) {
        let start = self.mark.byte();
        self.skip();
        self.skip_while(matches);
        text.push_str(&self.text[start..self.mark.byte()]);
    }

    fn skip_while(&mut self, matches: impl Fn(u8) -> bool) {
        loop {
            let rest = &self.bytes[self.mark.byte()..];
            let ascii = rest.iter().take_while(|&&byte| byte < 0x80 && matches(byte)).count();
            self.advance_ascii(ascii as u32);
            match self.byte() {
                Some(byte @ 0x80..) if matches(byte) && !self.is_break() => self.skip(),
                _ => return,
            }
        }
    }

    /// Returns the length of the plain scalar that is next if it is certain to be a key: a short run of ASCII followed
    /// directly by `:`. Returns none if the text contains an invalid character, because its error must come first.
    pub(super) fn plain_key_length(&self, is_flow: bool) -> Option<u32> {
        let length = self.plain_run_length(is_flow);
        let is_key = self.byte_at(length) == Some(b':') && self.is_blank_or_end_at(length + 1);
        (is_key && (1..MAX_PLAIN_KEY).contains(&length) && self.invalid.is_none()).then_some(length as u32)
    }

    /// Skips ASCII characters up to one that may end a plain scalar.
    pub(super) fn skip_plain_run(&mut self, is_flow: bool) {
        let length = self.plain_run_length(is_flow);
        self.advance_ascii(length as u32);
    }

    fn plain_run_length(&self, is_flow: bool) -> usize {
        let context = if is_flow { 2 } else { 1 };
        let start = self.mark.byte();
        let mut end = start;
        // A plain loop is faster here than an iterator, and it runs over most bytes of a file.
        while let Some(&byte) = self.bytes.get(end)
            && PLAIN_SCALAR_ENDS[usize::from(byte)] & context == 0
        {
            end += 1;
        }
        end - start
    }

    /// Reads ASCII characters that are known to contain no line break.
    pub(super) fn read_ascii(&mut self, length: u32) -> &'a str {
        let start = self.mark.byte();
        self.advance_ascii(length);
        &self.text[start..self.mark.byte()]
    }

    fn advance_ascii(&mut self, length: u32) {
        self.mark.byte += length;
        self.mark.index += length;
        self.mark.column += length;
    }

    /// Skips spaces, but no tabs.
    pub(super) fn skip_spaces(&mut self) {
        let rest = &self.bytes[self.mark.byte()..];
        let spaces = rest.iter().take_while(|&&byte| byte == b' ').count();
        self.advance_ascii(spaces as u32);
    }

    /// Skips spaces and tabs.
    pub(super) fn skip_blanks(&mut self) {
        while self.is_blank_at(0) {
            self.skip();
        }
    }

    pub(super) fn skip_to_line_end(&mut self) {
        while !self.is_break_or_end() {
            self.skip();
        }
    }

    /// Skips blanks and line breaks if only they precede the next `#`. Returns whether it did.
    pub(super) fn skip_to_comment(&mut self) -> bool {
        const MAX_SKIPPED: usize = 512;
        let start = self.mark;
        for _ in 0..MAX_SKIPPED {
            match self.byte() {
                Some(b'#') => return true,
                _ if self.is_blank_at(0) => self.skip(),
                _ if self.is_break() => self.skip_break(),
                _ => break,
            }
        }
        self.mark = start;
        false
    }

    /// Returns whether only blanks precede a `#` on the rest of this line.
    pub(super) fn is_before_comment(&self) -> bool {
        let rest = &self.bytes[self.mark.byte()..];
        rest.iter().find(|byte| !matches!(byte, b' ' | b'\t')) == Some(&b'#')
    }

    /// Returns whether only blanks precede the cursor on its line, and a line break precedes them.
    pub(super) fn is_after_indentation(&self) -> bool {
        let before = &self.bytes[..self.mark.byte()];
        let blanks = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t'));
        matches!(
            before[..before.len() - blanks.count()],
            [.., b'\n' | b'\r'] | [.., 0xC2, 0x85] | [.., 0xE2, 0x80, 0xA8 | 0xA9]
        )
    }

    /// Returns whether the line above the cursor's line is empty or blank.
    pub(super) fn is_after_empty_line(&self) -> bool {
        let mut lines = self.text[..self.mark.byte()].rsplit('\n').skip(1);
        lines.next().is_some_and(|line| line.trim().is_empty())
    }

    /// Returns whether the line below the one of the cursor, which is at its end, is empty, blank or missing.
    pub(super) fn is_before_empty_line(&self) -> bool {
        let mut lines = self.text[self.mark.byte()..].split('\n').skip(1);
        lines.next().is_none_or(|line| line.trim().is_empty())
    }

    /// Reads letters, digits, `_` and `-`.
    pub(super) fn read_word(&mut self) -> String {
        let mut word = String::new();
        self.read_while(&mut word, is_word_character);
        word
    }

    /// Starts a new line at the end of a text without a final line break, as go-yaml does.
    pub(super) fn force_new_line(&mut self) {
        if self.mark.column != 0 {
            self.mark.column = 0;
            self.mark.line += 1;
        }
    }
}

pub(super) fn is_word_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// Returns the length of a character in bytes, from its first byte.
fn width(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// Returns the offset of the first character that YAML does not allow.
fn first_disallowed(text: &str) -> Option<usize> {
    let is_plain = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    // The compiler vectorizes a fold over a chunk, but not a search that stops early.
    let is_plain_chunk = |chunk: &&[u8]| chunk.iter().fold(true, |all, &byte| all & is_plain(byte));
    let plain_chunks = text.as_bytes().chunks(ASCII_CHUNK).take_while(is_plain_chunk).count();
    let checked = text.len().min(plain_chunks * ASCII_CHUNK);
    let search_start = checked + text.as_bytes()[checked..].iter().position(|&byte| !is_plain(byte))?;
    text[search_start..]
        .char_indices()
        .find(|&(_, character)| !is_allowed(character))
        .map(|(offset, _)| search_start + offset)
}

/// Returns whether YAML allows a character in a text.
fn is_allowed(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
