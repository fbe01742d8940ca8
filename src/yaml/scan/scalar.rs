//! Scalars: plain, quoted and block ones, with their folding of lines.

use std::ops::Range;

use smol_str::SmolStr;

use super::cursor::Place;
use super::{FaultKind, Scanner, TokenKind};
use crate::yaml::fault::Fault;
use crate::yaml::syntax::ScalarStyle;

/// Blanks and line breaks between two pieces of a scalar's text, until it is known that more follows.
#[derive(Default)]
struct Gap {
    /// The blanks before a line break, as bytes of the text; they stand together.
    blanks: Range<usize>,
    first_break: Option<char>,
    breaks: String,
    broken: bool,
}

impl Gap {
    /// Appends what the gap stands for: blanks as they are, one line break as a blank, more as breaks.
    fn close(&mut self, text: &mut String, source: &str) {
        if !self.broken {
            text.push_str(&source[self.blanks.clone()]);
        } else if self.first_break != Some('\n') {
            text.extend(self.first_break);
            text.push_str(&self.breaks);
        } else if self.breaks.is_empty() {
            text.push(' ');
        } else {
            text.push_str(&self.breaks);
        }
        *self = Gap::default();
    }

    /// Notes that the blanks go up to a place.
    fn blank(&mut self, from: usize, to: usize) {
        if self.blanks.is_empty() {
            self.blanks.start = from;
        }
        self.blanks.end = to;
    }
}

/// What becomes of the line breaks at the end of a block scalar.
#[derive(Clone, Copy, PartialEq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

impl Scanner<'_> {
    pub(super) fn fetch_plain(&mut self) -> Result<(), Fault> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.cursor.place();
        let mut end = start;
        // What stands on one line is its own text; only folded lines are put together.
        let mut folded: Option<String> = None;
        let mut gap = Gap::default();
        let indent = self.indent + 1;
        let flow = self.flow_level > 0;
        loop {
            if self.cursor.at_document_mark(b'-')
                || self.cursor.at_document_mark(b'.')
                || self.cursor.byte() == Some(b'#')
            {
                break;
            }
            let from = self.cursor.place().byte();
            self.skip_plain_piece(flow);
            let to = self.cursor.place();
            if to.byte() > from {
                if gap.broken {
                    folded.get_or_insert_with(|| self.cursor.text()[start.byte()..end.byte()].to_owned());
                }
                if let Some(text) = &mut folded {
                    gap.close(text, self.cursor.text());
                    text.push_str(&self.cursor.text()[from..to.byte()]);
                }
                gap = Gap::default();
                end = to;
            }
            if !self.cursor.blank_at(0) && !self.cursor.at_break() {
                break;
            }
            self.skip_plain_gap(&mut gap, indent, start)?;
            if !flow && i64::from(self.cursor.place().column) < indent {
                break;
            }
        }
        if gap.broken {
            self.simple_key_allowed = true;
        }
        let text = match folded {
            Some(folded) => folded.into(),
            None => self.cursor.text()[start.byte()..end.byte()].into(),
        };
        self.push_scalar(text, ScalarStyle::Plain, start, end);
        Ok(())
    }

    /// Steps over what stands up to the next blank, line break or sign that ends a plain scalar.
    fn skip_plain_piece(&mut self, flow: bool) {
        loop {
            self.cursor.skip_plain_run(flow);
            match self.cursor.byte() {
                Some(b':') if self.cursor.blank_or_end(1) => return,
                Some(b',' | b'?' | b'[' | b']' | b'{' | b'}') => return,
                _ if self.cursor.blank_or_end(0) => return,
                _ => self.cursor.skip(),
            }
        }
    }

    fn push_scalar(&mut self, text: SmolStr, style: ScalarStyle, start: Place, end: Place) {
        self.push_at(TokenKind::Scalar { text, style }, start, end);
    }

    /// Adds a scalar whose text was put together; the buffer that held it is used again.
    fn push_composed(&mut self, mut buffer: String, style: ScalarStyle, start: Place, end: Place) {
        self.push_scalar(buffer.as_str().into(), style, start, end);
        buffer.clear();
        self.buffer = buffer;
    }

    fn skip_plain_gap(&mut self, gap: &mut Gap, indent: i64, start: Place) -> Result<(), Fault> {
        loop {
            if self.cursor.blank_at(0) {
                let tab = self.cursor.byte() == Some(b'\t');
                if gap.broken && tab && i64::from(self.cursor.place().column) < indent {
                    return Err(self.fault(FaultKind::PlainTab, start));
                }
                if !gap.broken {
                    self.take_blank(gap);
                } else if tab {
                    self.cursor.skip();
                } else {
                    self.cursor.skip_spaces();
                }
            } else if self.cursor.at_break() {
                self.take_gap_break(gap);
            } else {
                return Ok(());
            }
        }
    }

    fn take_gap_break(&mut self, gap: &mut Gap) {
        if gap.broken {
            self.cursor.take_break(&mut gap.breaks);
        } else {
            gap.blanks = 0..0;
            gap.first_break = self.cursor.cross_break();
            gap.broken = true;
        }
    }

    fn take_blank(&mut self, gap: &mut Gap) {
        let from = self.cursor.place().byte();
        self.cursor.skip();
        gap.blank(from, self.cursor.place().byte());
    }

    pub(super) fn fetch_quoted(&mut self, style: ScalarStyle) -> Result<(), Fault> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.cursor.place();
        let double = style == ScalarStyle::DoubleQuoted;
        let quote = if double { b'"' } else { b'\'' };
        let mut text = std::mem::take(&mut self.buffer);
        self.cursor.skip();
        loop {
            if self.cursor.at_document_mark(b'-') || self.cursor.at_document_mark(b'.') {
                return Err(self.fault(FaultKind::QuotedMarker, start));
            }
            self.cursor.check_readable()?;
            if self.cursor.byte().is_none() {
                return Err(self.fault(FaultKind::UnclosedQuote, start));
            }
            let mut gap = Gap::default();
            self.take_quoted_piece(&mut text, double, &mut gap, start)?;
            if self.cursor.byte() == Some(quote) {
                break;
            }
            while self.cursor.blank_at(0) || self.cursor.at_break() {
                if self.cursor.at_break() {
                    // An escaped line break leaves `first_break` empty and counts as the first.
                    self.take_gap_break(&mut gap);
                } else if gap.broken {
                    self.cursor.skip();
                } else {
                    self.take_blank(&mut gap);
                }
            }
            gap.close(&mut text, self.cursor.text());
        }
        self.cursor.skip();
        self.push_composed(text, style, start, self.cursor.place());
        Ok(())
    }

    /// Reads up to the next blank, line break or closing quote.
    fn take_quoted_piece(&mut self, text: &mut String, double: bool, gap: &mut Gap, start: Place) -> Result<(), Fault> {
        while !self.cursor.blank_or_end(0) {
            match self.cursor.byte() {
                Some(b'\'') if !double => {
                    if self.cursor.byte_at(1) != Some(b'\'') {
                        return Ok(());
                    }
                    self.cursor.skip();
                    self.cursor.take(text);
                }
                Some(b'"') if double => return Ok(()),
                Some(b'\\') if double && self.cursor.break_at(1) => {
                    self.cursor.skip();
                    self.cursor.skip_break();
                    gap.broken = true;
                    return Ok(());
                }
                Some(b'\\') if double => self.take_escape(text, start)?,
                _ => {
                    self.cursor.take_run(text, |byte| {
                        byte >= 0x80 || (byte > b' ' && !matches!(byte, b'\'' | b'"' | b'\\'))
                    });
                }
            }
        }
        Ok(())
    }

    fn take_escape(&mut self, text: &mut String, start: Place) -> Result<(), Fault> {
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
        for ahead in 0..digits {
            let digit = self
                .cursor
                .byte_at(ahead)
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
        self.simple_key_allowed = true;
        let start = self.cursor.place();
        self.cursor.skip();
        let (chomping, increment) = self.block_header(start)?;
        let mut indent = match increment {
            Some(increment) => self.indent.max(0) + increment,
            None => 0,
        };
        let mut end = self.cursor.place();
        let mut text = std::mem::take(&mut self.buffer);
        let mut leading_break = String::new();
        let mut breaks = String::new();
        let mut was_blank = false;
        self.block_breaks(&mut indent, &mut breaks, start)?;
        while i64::from(self.cursor.place().column) == indent && self.cursor.byte().is_some() {
            let blank = self.cursor.blank_at(0);
            let fold = style == ScalarStyle::Folded && !was_blank && !blank && leading_break.starts_with('\n');
            if !fold {
                text.push_str(&leading_break);
            } else if breaks.is_empty() {
                text.push(' ');
            }
            text.push_str(&breaks);
            leading_break.clear();
            breaks.clear();
            was_blank = blank;
            self.cursor.take_while(&mut text, |byte| byte != b'\n' && byte != b'\r');
            end = self.cursor.place();
            self.cursor.check_readable()?;
            self.cursor.take_break(&mut leading_break);
            self.block_breaks(&mut indent, &mut breaks, start)?;
        }
        if chomping != Chomping::Strip {
            text.push_str(&leading_break);
        }
        if chomping == Chomping::Keep {
            text.push_str(&breaks);
        }
        self.push_composed(text, style, start, end);
        Ok(())
    }

    /// What follows `|` or `>`, the line break included.
    fn block_header(&mut self, start: Place) -> Result<(Chomping, Option<i64>), Fault> {
        let mut chomping = Chomping::Clip;
        let mut increment = None;
        for _ in 0..2 {
            match self.cursor.byte() {
                Some(sign @ (b'+' | b'-')) if chomping == Chomping::Clip => {
                    chomping = if sign == b'+' { Chomping::Keep } else { Chomping::Strip };
                }
                Some(b'0') if increment.is_none() => return Err(self.fault(FaultKind::BlockIndentZero, start)),
                Some(digit @ b'1'..=b'9') if increment.is_none() => increment = Some(i64::from(digit - b'0')),
                _ => break,
            }
            self.cursor.skip();
        }
        self.cursor.skip_blanks();
        if self.cursor.byte() == Some(b'#') {
            self.take_comment();
        }
        if !self.cursor.break_or_end() {
            return Err(self.fault(FaultKind::BlockHeader, start));
        }
        self.cursor.skip_break();
        Ok((chomping, increment))
    }

    /// Skips indentation and empty lines; finds the indentation where it is not given (0).
    fn block_breaks(&mut self, indent: &mut i64, breaks: &mut String, start: Place) -> Result<(), Fault> {
        let mut widest = 0;
        loop {
            while (*indent == 0 || i64::from(self.cursor.place().column) < *indent) && self.cursor.byte() == Some(b' ')
            {
                self.cursor.skip();
            }
            let column = i64::from(self.cursor.place().column);
            widest = widest.max(column);
            if (*indent == 0 || column < *indent) && self.cursor.byte() == Some(b'\t') {
                return Err(self.fault(FaultKind::BlockTab, start));
            }
            if !self.cursor.at_break() {
                break;
            }
            self.cursor.take_break(breaks);
        }
        if *indent == 0 {
            *indent = widest.max(self.indent + 1).max(1);
        }
        Ok(())
    }
}
