//! Scans plain, quoted and block scalars.

use std::ops::Range;

use smol_str::SmolStr;

use super::cursor::Mark;
use super::{FaultKind, Scanner, TokenKind};
use crate::yaml::fault::Fault;
use crate::yaml::syntax::ScalarStyle;

/// White space inside a plain or quoted scalar. It is folded into the text once more text follows.
#[derive(Default)]
struct WhiteSpace {
    /// Byte range of the blanks before the first line break.
    blanks: Range<usize>,
    /// The first line break, none if it is escaped.
    first_break: Option<char>,
    /// The line breaks after the first.
    more_breaks: String,
    has_break: bool,
}

impl WhiteSpace {
    /// Appends the folded white space to `text`: blanks on one line as they are, one line break as a space, and several
    /// as all but the first.
    fn fold_into(&mut self, text: &mut String, source: &str) {
        if !self.has_break {
            text.push_str(&source[self.blanks.clone()]);
        } else if self.first_break != Some('\n') {
            text.extend(self.first_break);
            text.push_str(&self.more_breaks);
        } else if self.more_breaks.is_empty() {
            text.push(' ');
        } else {
            text.push_str(&self.more_breaks);
        }
        *self = WhiteSpace::default();
    }

    /// Adds a blank with a byte range, which follows the earlier blanks directly.
    fn add_blank(&mut self, range: Range<usize>) {
        if self.blanks.is_empty() {
            self.blanks.start = range.start;
        }
        self.blanks.end = range.end;
    }
}

/// The treatment of line breaks at the end of a block scalar.
#[derive(Clone, Copy, PartialEq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

impl Scanner<'_> {
    pub(super) fn fetch_plain_scalar(&mut self) -> Result<(), Fault> {
        self.save_simple_key()?;
        self.is_simple_key_allowed = false;
        let start = self.cursor.mark();
        let mut end = start;
        // Text on one line is a slice of the source. Only folded lines need a new string.
        let mut folded: Option<String> = None;
        let mut space = WhiteSpace::default();
        let indent = self.indent + 1;
        let is_flow = self.flow_level > 0;
        loop {
            if self.cursor.is_document_marker(b'-')
                || self.cursor.is_document_marker(b'.')
                || self.cursor.byte() == Some(b'#')
            {
                break;
            }
            let from = self.cursor.mark().byte();
            self.skip_plain_text(is_flow);
            let to = self.cursor.mark();
            if to.byte() > from {
                if space.has_break {
                    folded.get_or_insert_with(|| self.cursor.text()[start.byte()..end.byte()].to_owned());
                }
                if let Some(text) = &mut folded {
                    space.fold_into(text, self.cursor.text());
                    text.push_str(&self.cursor.text()[from..to.byte()]);
                }
                space = WhiteSpace::default();
                end = to;
            }
            if !self.cursor.is_blank_at(0) && !self.cursor.is_break() {
                break;
            }
            self.skip_plain_space(&mut space, indent, start)?;
            if !is_flow && i64::from(self.cursor.mark().column) < indent {
                break;
            }
        }
        if space.has_break {
            self.is_simple_key_allowed = true;
        }
        let text = match folded {
            Some(folded) => folded.into(),
            None => self.cursor.text()[start.byte()..end.byte()].into(),
        };
        self.push_scalar(text, ScalarStyle::Plain, start, end);
        Ok(())
    }

    /// Skips the text of a plain scalar up to a blank, a line break or an indicator that ends it.
    fn skip_plain_text(&mut self, is_flow: bool) {
        loop {
            self.cursor.skip_plain_run(is_flow);
            match self.cursor.byte() {
                Some(b':') if self.cursor.is_blank_or_end_at(1) => return,
                Some(b',' | b'?' | b'[' | b']' | b'{' | b'}') => return,
                _ if self.cursor.is_blank_or_end_at(0) => return,
                _ => self.cursor.skip(),
            }
        }
    }

    fn push_scalar(&mut self, text: SmolStr, style: ScalarStyle, start: Mark, end: Mark) {
        self.push_with_end(TokenKind::Scalar { text, style }, start, end);
    }

    /// Appends a scalar token whose text is in the reusable buffer, and clears the buffer for reuse.
    fn push_buffered_scalar(&mut self, mut buffer: String, style: ScalarStyle, start: Mark, end: Mark) {
        self.push_scalar(buffer.as_str().into(), style, start, end);
        buffer.clear();
        self.buffer = buffer;
    }

    /// Skips the white space after the text of a plain scalar and adds it to `space`.
    fn skip_plain_space(&mut self, space: &mut WhiteSpace, indent: i64, start: Mark) -> Result<(), Fault> {
        loop {
            if self.cursor.is_blank_at(0) {
                let is_tab = self.cursor.byte() == Some(b'\t');
                if space.has_break && is_tab && i64::from(self.cursor.mark().column) < indent {
                    return Err(self.fault(FaultKind::PlainTab, start));
                }
                if !space.has_break {
                    self.read_blank(space);
                } else if is_tab {
                    self.cursor.skip();
                } else {
                    self.cursor.skip_spaces();
                }
            } else if self.cursor.is_break() {
                self.read_folded_break(space);
            } else {
                return Ok(());
            }
        }
    }

    /// Reads a line break into `space`. Blanks before the first line break are dropped.
    fn read_folded_break(&mut self, space: &mut WhiteSpace) {
        if space.has_break {
            space.more_breaks.extend(self.cursor.read_break());
        } else {
            space.blanks = 0..0;
            space.first_break = self.cursor.read_break();
            space.has_break = true;
        }
    }

    fn read_blank(&mut self, space: &mut WhiteSpace) {
        let start = self.cursor.mark().byte();
        self.cursor.skip();
        space.add_blank(start..self.cursor.mark().byte());
    }

    pub(super) fn fetch_quoted_scalar(&mut self, style: ScalarStyle) -> Result<(), Fault> {
        self.save_simple_key()?;
        self.is_simple_key_allowed = false;
        let start = self.cursor.mark();
        let is_double = style == ScalarStyle::DoubleQuoted;
        let quote = if is_double { b'"' } else { b'\'' };
        let mut text = std::mem::take(&mut self.buffer);
        self.cursor.skip();
        loop {
            if self.cursor.is_document_marker(b'-') || self.cursor.is_document_marker(b'.') {
                return Err(self.fault(FaultKind::DocumentMarkerInQuotes, start));
            }
            self.cursor.check_readable()?;
            if self.cursor.byte().is_none() {
                return Err(self.fault(FaultKind::UnclosedQuote, start));
            }
            let mut space = WhiteSpace::default();
            self.read_quoted_text(&mut text, is_double, &mut space, start)?;
            if self.cursor.byte() == Some(quote) {
                break;
            }
            while self.cursor.is_blank_at(0) || self.cursor.is_break() {
                if self.cursor.is_break() {
                    // An escaped line break is not part of the value, so it is not recorded in `first_break`.
                    self.read_folded_break(&mut space);
                } else if space.has_break {
                    self.cursor.skip();
                } else {
                    self.read_blank(&mut space);
                }
            }
            space.fold_into(&mut text, self.cursor.text());
        }
        self.cursor.skip();
        self.push_buffered_scalar(text, style, start, self.cursor.mark());
        Ok(())
    }

    /// Reads the text of a quoted scalar up to a blank, a line break or the closing quote.
    fn read_quoted_text(
        &mut self,
        text: &mut String,
        is_double: bool,
        space: &mut WhiteSpace,
        start: Mark,
    ) -> Result<(), Fault> {
        while !self.cursor.is_blank_or_end_at(0) {
            match self.cursor.byte() {
                Some(b'\'') if !is_double => {
                    if self.cursor.byte_at(1) != Some(b'\'') {
                        return Ok(());
                    }
                    self.cursor.skip();
                    self.cursor.read_char(text);
                }
                Some(b'"') if is_double => return Ok(()),
                Some(b'\\') if is_double && self.cursor.is_break_at(1) => {
                    self.cursor.skip();
                    self.cursor.skip_break();
                    space.has_break = true;
                    return Ok(());
                }
                Some(b'\\') if is_double => self.read_escape(text, start)?,
                _ => {
                    self.cursor.read_char_and_while(text, |byte| {
                        byte >= 0x80 || (byte > b' ' && !matches!(byte, b'\'' | b'"' | b'\\'))
                    });
                }
            }
        }
        Ok(())
    }

    /// Reads an escape sequence of a double-quoted scalar.
    fn read_escape(&mut self, text: &mut String, start: Mark) -> Result<(), Fault> {
        let (literal, digits) = match self.cursor.byte_at(1) {
            Some(b'0') => ('\0', 0),
            Some(b'a') => ('\u{7}', 0),
            Some(b'b') => ('\u{8}', 0),
            Some(b't' | b'\t') => ('\t', 0),
            Some(b'n') => ('\n', 0),
            Some(b'v') => ('\u{B}', 0),
            Some(b'f') => ('\u{C}', 0),
            Some(b'r') => ('\r', 0),
            Some(b'e') => ('\u{1B}', 0),
            Some(b' ') => (' ', 0),
            Some(b'"') => ('"', 0),
            Some(b'\'') => ('\'', 0),
            Some(b'\\') => ('\\', 0),
            Some(b'N') => ('\u{85}', 0),
            Some(b'_') => ('\u{A0}', 0),
            Some(b'L') => ('\u{2028}', 0),
            Some(b'P') => ('\u{2029}', 0),
            Some(b'x') => ('x', 2),
            Some(b'u') => ('u', 4),
            Some(b'U') => ('U', 8),
            _ => return Err(self.fault(FaultKind::UnknownEscape, start)),
        };
        self.cursor.skip();
        self.cursor.skip();
        if digits == 0 {
            text.push(literal);
            return Ok(());
        }
        let mut code: u32 = 0;
        for offset in 0..digits {
            let digit = self
                .cursor
                .byte_at(offset)
                .and_then(|byte| char::from(byte).to_digit(16));
            match digit {
                Some(digit) => code = code.wrapping_mul(16).wrapping_add(digit),
                None => return Err(self.fault(FaultKind::EscapeDigits, start)),
            }
        }
        let Some(character) = char::from_u32(code) else {
            return Err(self.fault(FaultKind::EscapeCode, start));
        };
        for _ in 0..digits {
            self.cursor.skip();
        }
        text.push(character);
        Ok(())
    }

    pub(super) fn fetch_block_scalar(&mut self, style: ScalarStyle) -> Result<(), Fault> {
        self.remove_simple_key()?;
        self.is_simple_key_allowed = true;
        let start = self.cursor.mark();
        self.cursor.skip();
        let (chomping, increment) = self.scan_block_header(start)?;
        let mut indent = match increment {
            Some(increment) => self.indent.max(0) + increment,
            None => 0,
        };
        let mut end = self.cursor.mark();
        let mut text = std::mem::take(&mut self.buffer);
        let mut leading_break = String::new();
        let mut breaks = String::new();
        let mut was_indented = false;
        self.scan_block_breaks(&mut indent, &mut breaks, start)?;
        while i64::from(self.cursor.mark().column) == indent && self.cursor.byte().is_some() {
            // Lines that start with a blank are not folded.
            let is_indented = self.cursor.is_blank_at(0);
            let is_folded =
                style == ScalarStyle::Folded && !was_indented && !is_indented && leading_break.starts_with('\n');
            if !is_folded {
                text.push_str(&leading_break);
            } else if breaks.is_empty() {
                text.push(' ');
            }
            text.push_str(&breaks);
            leading_break.clear();
            breaks.clear();
            was_indented = is_indented;
            self.cursor.read_while(&mut text, |byte| byte != b'\n' && byte != b'\r');
            end = self.cursor.mark();
            self.cursor.check_readable()?;
            leading_break.extend(self.cursor.read_break());
            self.scan_block_breaks(&mut indent, &mut breaks, start)?;
        }
        if chomping != Chomping::Strip {
            text.push_str(&leading_break);
        }
        if chomping == Chomping::Keep {
            text.push_str(&breaks);
        }
        self.push_buffered_scalar(text, style, start, end);
        Ok(())
    }

    /// Scans the rest of the line after `|` or `>`: the chomping and indentation indicators, and a comment.
    fn scan_block_header(&mut self, start: Mark) -> Result<(Chomping, Option<i64>), Fault> {
        let mut chomping = Chomping::Clip;
        let mut increment = None;
        for _ in 0..2 {
            match self.cursor.byte() {
                Some(indicator @ (b'+' | b'-')) if chomping == Chomping::Clip => {
                    chomping = if indicator == b'+' {
                        Chomping::Keep
                    } else {
                        Chomping::Strip
                    };
                }
                Some(b'0') if increment.is_none() => return Err(self.fault(FaultKind::BlockIndentZero, start)),
                Some(digit @ b'1'..=b'9') if increment.is_none() => increment = Some(i64::from(digit - b'0')),
                _ => break,
            }
            self.cursor.skip();
        }
        self.cursor.skip_blanks();
        if self.cursor.byte() == Some(b'#') {
            self.cursor.skip_to_line_end();
        }
        if !self.cursor.is_break_or_end() {
            return Err(self.fault(FaultKind::BlockHeader, start));
        }
        self.cursor.skip_break();
        Ok((chomping, increment))
    }

    /// Skips indentation and reads the line breaks of empty lines. Detects the indentation if `indent` is 0.
    fn scan_block_breaks(&mut self, indent: &mut i64, breaks: &mut String, start: Mark) -> Result<(), Fault> {
        let mut max_indent = 0;
        loop {
            while (*indent == 0 || i64::from(self.cursor.mark().column) < *indent) && self.cursor.byte() == Some(b' ') {
                self.cursor.skip();
            }
            let column = i64::from(self.cursor.mark().column);
            max_indent = max_indent.max(column);
            if (*indent == 0 || column < *indent) && self.cursor.byte() == Some(b'\t') {
                return Err(self.fault(FaultKind::BlockTab, start));
            }
            if !self.cursor.is_break() {
                break;
            }
            breaks.extend(self.cursor.read_break());
        }
        if *indent == 0 {
            *indent = max_indent.max(self.indent + 1).max(1);
        }
        Ok(())
    }
}
