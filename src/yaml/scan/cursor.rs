//! A place in the text that moves on, counting lines and columns as YAML does.

use crate::yaml::fault::{Fault, FaultKind};

/// A place: bytes for spans, characters and lines for YAML's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::yaml) struct Place {
    byte: u32,
    /// Characters from the beginning of the text.
    pub(in crate::yaml) index: u32,
    /// Line, from 0.
    pub(in crate::yaml) line: u32,
    /// Column in characters, from 0.
    pub(in crate::yaml) column: u32,
}

impl Place {
    pub(in crate::yaml) const START: Place = Place {
        byte: 0,
        index: 0,
        line: 0,
        column: 0,
    };

    /// Byte offset.
    pub(in crate::yaml) fn byte(self) -> usize {
        self.byte as usize
    }
}

/// go-yaml decodes its input in pieces of this many bytes, and complains of a character that may not
/// be there as soon as it decodes its piece.
const PIECE: usize = 512;

/// Words are taken for keys at once when they are shorter than this; YAML allows some more.
const LONGEST_WORD: usize = 1000;

/// Where a run of a plain scalar ends: 1 everywhere, 2 inside brackets. It is looked up for each byte of a file.
const RUN_ENDS: [u8; 256] = {
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

/// How many bytes are looked at together for characters out of the ordinary.
const PLAIN_PIECE: usize = 256;

/// The text and the place in it.
pub(in crate::yaml) struct Cursor<'a> {
    text: &'a str,
    bytes: &'a [u8],
    place: Place,
    /// The first character that YAML does not allow, and why.
    forbidden: Option<(usize, FaultKind)>,
}

impl<'a> Cursor<'a> {
    /// `undecodable`: where the bytes were no text.
    pub(in crate::yaml) fn new(text: &'a str, undecodable: Option<(usize, FaultKind)>) -> Self {
        let mut place = Place::START;
        if text.starts_with('\u{FEFF}') {
            place.byte = 3;
        }
        let plain = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
        // Piece by piece, which the compiler makes many bytes at a time of.
        let all_plain = |piece: &&[u8]| piece.iter().fold(true, |all, &byte| all & plain(byte));
        let pieces = text.as_bytes().chunks(PLAIN_PIECE).take_while(all_plain).count();
        let begin = text.len().min(pieces * PLAIN_PIECE);
        let found = text.as_bytes()[begin..].iter().position(|&byte| !plain(byte));
        let ascii = found.map_or(text.len(), |at| begin + at);
        let control = text[ascii..]
            .char_indices()
            .find(|&(_, character)| !allowed(character))
            .map(|(at, _)| (ascii + at, FaultKind::ControlCharacter));
        Cursor {
            text,
            bytes: text.as_bytes(),
            place,
            forbidden: undecodable.into_iter().chain(control).min_by_key(|&(at, _)| at),
        }
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(in crate::yaml) fn place(&self) -> Place {
        self.place
    }

    /// The byte here; `None` at the end.
    pub(super) fn byte(&self) -> Option<u8> {
        self.bytes.get(self.place.byte()).copied()
    }

    pub(super) fn byte_at(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.place.byte() + ahead).copied()
    }

    /// Fails when the piece of text that is read now holds a character that YAML does not allow.
    #[inline]
    pub(super) fn check_readable(&self) -> Result<(), Fault> {
        match self.forbidden {
            Some((at, kind)) if at / PIECE <= (self.place.byte() + 4) / PIECE => Err(self.unreadable(at, kind)),
            _ => Ok(()),
        }
    }

    fn unreadable(&self, at: usize, kind: FaultKind) -> Fault {
        let (line, column) = self.line_and_column(at);
        Fault {
            kind,
            context: None,
            at: Place {
                byte: at as u32,
                index: at as u32,
                line,
                column,
            },
        }
    }

    fn line_and_column(&self, at: usize) -> (u32, u32) {
        let before = &self.text[..at];
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or("").chars().count();
        (line as u32, column as u32)
    }

    /// Length in bytes of the line break here, 0 when there is none.
    fn break_length(&self, ahead: usize) -> usize {
        let Some(rest) = self.bytes.get(self.place.byte() + ahead..) else {
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

    pub(super) fn at_break(&self) -> bool {
        self.break_at(0)
    }

    pub(super) fn break_at(&self, ahead: usize) -> bool {
        match self.byte_at(ahead) {
            Some(b'\n' | b'\r') => true,
            Some(0x80..) => self.break_length(ahead) > 0,
            _ => false,
        }
    }

    pub(super) fn blank_at(&self, ahead: usize) -> bool {
        matches!(self.byte_at(ahead), Some(b' ' | b'\t'))
    }

    pub(super) fn blank_or_end(&self, ahead: usize) -> bool {
        match self.byte_at(ahead) {
            None | Some(b' ' | b'\t') => true,
            _ => self.break_at(ahead),
        }
    }

    pub(super) fn break_or_end(&self) -> bool {
        self.byte().is_none() || self.at_break()
    }

    pub(super) fn at_document_mark(&self, byte: u8) -> bool {
        self.place.column == 0 && (0..3).all(|ahead| self.byte_at(ahead) == Some(byte)) && self.blank_or_end(3)
    }

    /// Steps over one character that is no line break.
    pub(super) fn skip(&mut self) {
        if let Some(byte) = self.byte() {
            self.place.byte += width(byte) as u32;
            self.place.index += 1;
            self.place.column += 1;
        }
    }

    /// Steps over the line break that is here.
    pub(super) fn skip_break(&mut self) {
        let length = match self.byte() {
            Some(b'\n') => 1,
            _ => self.break_length(0),
        };
        if length == 0 {
            return;
        }
        let two = self.byte() == Some(b'\r') && length == 2;
        self.place.byte += length as u32;
        self.place.index += if two { 2 } else { 1 };
        self.place.line += 1;
        self.place.column = 0;
    }

    /// Steps over the line break that is here and appends what it stands for.
    pub(super) fn take_break(&mut self, into: &mut String) {
        into.extend(self.cross_break());
    }

    /// Steps over the line break that is here, and answers what it stands for.
    pub(super) fn cross_break(&mut self) -> Option<char> {
        let meant = match self.byte() {
            Some(b'\n' | b'\r') => Some('\n'),
            Some(0xE2) if self.at_break() => self.text[self.place.byte()..].chars().next(),
            _ => self.at_break().then_some('\n'),
        };
        self.skip_break();
        meant
    }

    /// Steps over one character and appends it.
    pub(super) fn take(&mut self, into: &mut String) {
        let start = self.place.byte();
        self.skip();
        into.push_str(&self.text[start..self.place.byte()]);
    }

    /// Steps over one character, whatever it is, and on as [`take_while`](Self::take_while) does; appends
    /// them all.
    pub(super) fn take_run(&mut self, into: &mut String, inside: impl Fn(u8) -> bool) {
        let start = self.place.byte();
        self.skip();
        self.skip_while(inside);
        into.push_str(&self.text[start..self.place.byte()]);
    }

    /// Steps over plain ASCII that ends nothing, and over characters that are no line break, as long
    /// as `inside` says so of their first byte; appends them all.
    pub(super) fn take_while(&mut self, into: &mut String, inside: impl Fn(u8) -> bool) {
        let start = self.place.byte();
        self.skip_while(inside);
        into.push_str(&self.text[start..self.place.byte()]);
    }

    /// Steps over what [`take_while`](Self::take_while) takes.
    pub(super) fn skip_while(&mut self, inside: impl Fn(u8) -> bool) {
        loop {
            let rest = &self.bytes[self.place.byte()..];
            let ascii = rest.iter().take_while(|&&byte| byte < 0x80 && inside(byte)).count();
            self.pass_ascii(ascii as u32);
            match self.byte() {
                Some(byte @ 0x80..) if inside(byte) && !self.at_break() => self.skip(),
                _ => return,
            }
        }
    }

    /// The length of the plain word here, when it is all ASCII and its `:` follows at once; not where a character that
    /// YAML does not allow is still to come.
    pub(super) fn plain_key(&self, flow: bool) -> Option<u32> {
        let length = self.plain_run(flow);
        let found = self.byte_at(length) == Some(b':') && self.blank_or_end(length + 1);
        (found && (1..LONGEST_WORD).contains(&length) && self.forbidden.is_none()).then_some(length as u32)
    }

    /// Steps over plain ASCII up to what may end a plain scalar.
    pub(super) fn skip_plain_run(&mut self, flow: bool) {
        let length = self.plain_run(flow);
        self.pass_ascii(length as u32);
    }

    fn plain_run(&self, flow: bool) -> usize {
        let ending = if flow { 2 } else { 1 };
        let start = self.place.byte();
        let mut at = start;
        // Counted by hand: every byte of a file comes by here.
        while let Some(&byte) = self.bytes.get(at)
            && RUN_ENDS[usize::from(byte)] & ending == 0
        {
            at += 1;
        }
        at - start
    }

    /// Steps over so many characters of ASCII, none of them a line break, and answers them.
    pub(super) fn take_ascii(&mut self, length: u32) -> &'a str {
        let start = self.place.byte();
        self.pass_ascii(length);
        &self.text[start..self.place.byte()]
    }

    fn pass_ascii(&mut self, length: u32) {
        self.place.byte += length;
        self.place.index += length;
        self.place.column += length;
    }

    /// Steps over plain blanks, no tabs.
    pub(super) fn skip_spaces(&mut self) {
        let rest = &self.bytes[self.place.byte()..];
        let spaces = rest.iter().take_while(|&&byte| byte == b' ').count();
        self.pass_ascii(spaces as u32);
    }

    pub(super) fn skip_blanks(&mut self) {
        while self.blank_at(0) {
            self.skip();
        }
    }

    pub(super) fn skip_line_rest(&mut self) {
        while !self.break_or_end() {
            self.skip();
        }
    }

    /// Steps over blanks and line breaks to a `#`, when nothing else stands before it.
    pub(super) fn skip_to_comment(&mut self) -> bool {
        const FARTHEST: usize = 512;
        let start = self.place;
        for _ in 0..FARTHEST {
            match self.byte() {
                Some(b'#') => return true,
                _ if self.blank_at(0) => self.skip(),
                _ if self.at_break() => self.skip_break(),
                _ => break,
            }
        }
        self.place = start;
        false
    }

    /// Whether nothing but blanks stands between here and a `#` on this line.
    pub(super) fn comment_ahead(&self) -> bool {
        let mut at = self.place.byte();
        while matches!(self.bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        self.bytes.get(at) == Some(&b'#')
    }

    /// Whether nothing but blanks stands between the last line break and here.
    pub(super) fn after_break(&self) -> bool {
        let before = &self.bytes[..self.place.byte()];
        let blanks = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t'));
        matches!(
            before[..before.len() - blanks.count()],
            [.., b'\n' | b'\r'] | [.., 0xC2, 0x85] | [.., 0xE2, 0x80, 0xA8 | 0xA9]
        )
    }

    /// Letters, digits, `_` and `-`.
    pub(super) fn take_word(&mut self) -> String {
        let mut word = String::new();
        self.take_while(&mut word, is_word);
        word
    }

    /// At the end of a text without a last line break, go-yaml counts one.
    pub(super) fn force_new_line(&mut self) {
        if self.place.column != 0 {
            self.place.column = 0;
            self.place.line += 1;
        }
    }
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn width(byte: u8) -> usize {
    match byte {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

fn allowed(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
