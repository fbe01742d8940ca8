//! The scanner: turns text into tokens like go-yaml v3.
//!
//! It tracks indentation to open and close block collections, and it only knows that a scalar is a simple
//! key once it reaches the `:` after it. It accepts YAML 1.1 as libyaml does, since that is what Docker
//! Compose accepts; a stricter or newer version would accept other files.
//! Source: go-yaml v3 `scannerc.go`.

mod cursor;
mod directive;
mod scalar;
mod token;

use std::collections::VecDeque;

use cursor::Cursor;

pub(super) use cursor::Mark;
pub(super) use token::{TagParts, Token, TokenKind};

use super::fault::{Fault, FaultKind};
use super::syntax::ScalarStyle;

/// go-yaml's limit on nesting.
const MAX_DEPTH: usize = 10_000;
/// Maximum number of characters between the start of a simple key and its `:`.
const MAX_SIMPLE_KEY: u32 = 1024;
/// Number of tokens that go-yaml scans ahead. Errors of its scanner precede those of its parser by that many tokens.
const LOOKAHEAD: usize = 2;

/// A token that may turn out to be a simple key, that is, a key without `?`.
#[derive(Debug, Clone, Copy)]
struct SimpleKey {
    is_possible: bool,
    /// The token is an error unless it is a key.
    is_required: bool,
    /// The number of the token, counted from the start of the stream.
    token: usize,
    mark: Mark,
}

impl SimpleKey {
    const NONE: SimpleKey = SimpleKey {
        is_possible: false,
        is_required: false,
        token: 0,
        mark: Mark::START,
    };
}

/// Scans tokens on demand. The first error ends the scan.
pub(super) struct Scanner<'a> {
    cursor: Cursor<'a>,
    /// The tokens that were scanned but not taken.
    tokens: VecDeque<Token>,
    /// Number of tokens taken.
    taken: usize,
    /// Whether the first token in the queue is final: no other token can be inserted before it.
    is_first_final: bool,
    is_started: bool,
    /// Column of the current block collection, or -1 outside of any.
    indent: i64,
    /// The columns of the enclosing block collections.
    indents: Vec<i64>,
    flow_level: usize,
    is_simple_key_allowed: bool,
    /// The possible simple key of each flow level.
    simple_keys: Vec<SimpleKey>,
    /// The possible simple keys by token number, in ascending order: the number, and the index in `simple_keys`.
    simple_keys_by_token: VecDeque<(usize, usize)>,
    /// A reusable buffer for the text of quoted and block scalars.
    buffer: String,
}

impl<'a> Scanner<'a> {
    /// Creates a scanner. `invalid` is the offset of the first bytes that could not be decoded, with the error to
    /// report.
    pub(super) fn new(text: &'a str, invalid: Option<(usize, FaultKind)>) -> Self {
        Scanner {
            cursor: Cursor::new(text, invalid),
            tokens: VecDeque::new(),
            taken: 0,
            is_first_final: false,
            is_started: false,
            indent: -1,
            indents: Vec::new(),
            flow_level: 0,
            is_simple_key_allowed: false,
            simple_keys: Vec::new(),
            simple_keys_by_token: VecDeque::new(),
            buffer: String::new(),
        }
    }

    /// Returns the next token without taking it.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> Result<&Token, Fault> {
        if !self.is_first_final {
            self.fetch_until_first_is_final()?;
        }
        Ok(self.tokens.front().expect("fetching leaves tokens in the queue"))
    }

    /// Scans up to the next token. After a fault, scanning goes on where it stopped, and a second fault replaces the
    /// first, as when go-yaml looks for the comments of an item.
    /// Source: go-yaml v3 `parserc.go`, `yaml_parser_split_stem_comment`.
    pub(super) fn peek_or_retry(&mut self) -> Result<(), Fault> {
        if let Err(fault) = self.peek() {
            self.peek()?;
            return Err(fault);
        }
        Ok(())
    }

    /// Takes the next token and returns where it ends.
    pub(super) fn skip(&mut self) -> Result<Mark, Fault> {
        let end = self.peek()?.end;
        drop(self.tokens.pop_front());
        self.count_taken();
        Ok(end)
    }

    /// Takes the next token.
    #[inline]
    pub(super) fn take(&mut self) -> Result<Token, Fault> {
        self.peek()?;
        let token = self.tokens.pop_front().expect("a peeked token is in the queue");
        self.count_taken();
        Ok(token)
    }

    #[inline]
    fn count_taken(&mut self) {
        self.taken += 1;
        // A cheap check for the common case, in which nothing has to be fetched.
        self.is_first_final = self.tokens.len() > LOOKAHEAD && self.simple_keys_by_token.is_empty();
    }

    #[inline(never)]
    fn fetch_until_first_is_final(&mut self) -> Result<(), Fault> {
        while self.tokens.len() <= LOOKAHEAD || self.may_first_be_key()? {
            self.fetch_next()?;
        }
        self.is_first_final = true;
        Ok(())
    }

    /// Returns whether the first token may be a simple key, before which a key token has to be inserted.
    #[inline]
    fn may_first_be_key(&mut self) -> Result<bool, Fault> {
        while let Some(&(token, index)) = self.simple_keys_by_token.front() {
            if token >= self.taken {
                return if token == self.taken {
                    self.is_simple_key_valid(index)
                } else {
                    Ok(false)
                };
            }
            self.simple_keys_by_token.pop_front();
        }
        Ok(false)
    }

    fn fault(&self, kind: FaultKind, context: Mark) -> Fault {
        Fault {
            kind,
            context: Some(context),
            problem: self.cursor.mark(),
        }
    }

    /// Appends a token that ends at the cursor.
    fn push(&mut self, kind: TokenKind, start: Mark) {
        self.push_with_end(kind, start, self.cursor.mark());
    }

    fn push_with_end(&mut self, kind: TokenKind, start: Mark, end: Mark) {
        self.tokens.push_back(Token { kind, start, end });
    }

    /// Inserts an empty token before the token with a number.
    fn insert(&mut self, number: usize, kind: TokenKind, mark: Mark) {
        // Like go-yaml, append the token if the one with the number has been taken.
        let index = number.checked_sub(self.taken).unwrap_or(self.tokens.len());
        self.tokens.insert(
            index.min(self.tokens.len()),
            Token {
                kind,
                start: mark,
                end: mark,
            },
        );
    }

    #[inline(never)]
    fn fetch_next(&mut self) -> Result<(), Fault> {
        if !self.is_started {
            self.is_started = true;
            self.is_simple_key_allowed = true;
            self.simple_keys.push(SimpleKey::NONE);
            self.push(TokenKind::StreamStart, self.cursor.mark());
            return Ok(());
        }
        let has_head_comment = self.skip_to_token()?;
        let mark = self.cursor.mark();
        self.unroll_indent(i64::from(mark.column));
        self.cursor.check_readable()?;
        let Some(byte) = self.cursor.byte() else {
            return self.fetch_stream_end();
        };
        if mark.column == 0 {
            if byte == b'%' {
                return self.fetch_directive();
            }
            if self.cursor.is_document_marker(b'-') {
                return self.fetch_document_marker(TokenKind::DocumentStart);
            }
            if self.cursor.is_document_marker(b'.') {
                return self.fetch_document_marker(TokenKind::DocumentEnd);
            }
        }
        self.fetch_content(byte, mark, has_head_comment)?;
        let is_block_entry = self
            .tokens
            .back()
            .is_some_and(|token| matches!(token.kind, TokenKind::BlockEntry { .. }));
        if !is_block_entry {
            self.skip_line_comment();
        }
        Ok(())
    }

    #[inline]
    fn fetch_content(&mut self, byte: u8, mark: Mark, has_head_comment: bool) -> Result<(), Fault> {
        match byte {
            b'[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            b']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if self.cursor.is_blank_or_end_at(1) => self.fetch_block_entry(has_head_comment),
            b'?' if self.flow_level > 0 || self.cursor.is_blank_or_end_at(1) => self.fetch_key(),
            b':' if self.flow_level > 0 || self.cursor.is_blank_or_end_at(1) => self.fetch_value(),
            b'*' | b'&' => self.fetch_anchor(byte),
            b'!' => self.fetch_tag(),
            b'|' if self.flow_level == 0 => self.fetch_block_scalar(ScalarStyle::Literal),
            b'>' if self.flow_level == 0 => self.fetch_block_scalar(ScalarStyle::Folded),
            b'\'' => self.fetch_quoted_scalar(ScalarStyle::SingleQuoted),
            b'"' => self.fetch_quoted_scalar(ScalarStyle::DoubleQuoted),
            byte if self.can_start_plain_scalar(byte) => {
                let is_flow = self.flow_level > 0;
                let key_length = match self.is_simple_key_allowed {
                    true => self.cursor.plain_key_length(is_flow),
                    false => None,
                };
                match key_length {
                    Some(length) => self.fetch_plain_key(length),
                    None => self.fetch_plain_scalar(),
                }
            }
            _ => Err(self.fault(FaultKind::CannotStartToken, mark)),
        }
    }

    /// Skips the comment after a token on its line. go-yaml scans it together with the token.
    fn skip_line_comment(&mut self) {
        if self.cursor.is_before_comment() && !self.cursor.is_after_indentation() {
            self.cursor.skip_blanks();
            self.cursor.skip_to_line_end();
        }
    }

    fn can_start_plain_scalar(&self, byte: u8) -> bool {
        match byte {
            b'-' => !self.cursor.is_blank_at(1),
            b'?' | b':' => self.flow_level == 0 && !self.cursor.is_blank_or_end_at(1),
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@'
            | b'`' => false,
            _ => !self.cursor.is_blank_or_end_at(0),
        }
    }

    /// Skips blanks, line breaks and comments. Returns whether a comment belongs to the next token. One that is directly
    /// below the previous token and above an empty line belongs to the previous token, unless this is a `:`.
    fn skip_to_token(&mut self) -> Result<bool, Fault> {
        let mut has_head_comment = false;
        let mut may_belong_to_previous = true;
        loop {
            let are_tabs_allowed = self.flow_level > 0 || !self.is_simple_key_allowed;
            self.cursor.skip_spaces();
            while are_tabs_allowed && self.cursor.byte() == Some(b'\t') {
                self.cursor.skip();
                self.cursor.skip_spaces();
            }
            if self.cursor.byte() == Some(b'#') {
                may_belong_to_previous &= has_head_comment || self.is_directly_below_content();
                self.cursor.skip_to_line_end();
                self.cursor.check_readable()?;
                let is_above_empty_line = self.cursor.is_before_empty_line();
                has_head_comment = !(may_belong_to_previous && is_above_empty_line);
                may_belong_to_previous &= !is_above_empty_line;
                // go-yaml scans all following comment lines at once, even those indented with tabs.
                if self.cursor.skip_to_comment() {
                    continue;
                }
            }
            if !self.cursor.is_break() {
                return Ok(has_head_comment);
            }
            self.cursor.skip_break();
            if self.flow_level == 0 {
                self.is_simple_key_allowed = true;
            }
        }
    }

    /// Returns whether the line above the cursor's line is not empty, and the previous token is not a `:`.
    fn is_directly_below_content(&self) -> bool {
        let is_after_colon = (self.tokens.back()).is_some_and(|token| matches!(token.kind, TokenKind::Value));
        !is_after_colon && !self.cursor.is_after_empty_line()
    }

    /// Returns whether a simple key is still possible. It must be on one line and of limited length.
    fn is_simple_key_valid(&mut self, index: usize) -> Result<bool, Fault> {
        let key = self.simple_keys[index];
        if !key.is_possible {
            return Ok(false);
        }
        let now = self.cursor.mark();
        if key.mark.line < now.line || key.mark.index + MAX_SIMPLE_KEY < now.index {
            if key.is_required {
                return Err(self.fault(FaultKind::MissingColon, key.mark));
            }
            self.simple_keys[index].is_possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    /// Records that the next token may be a simple key.
    fn save_simple_key(&mut self) -> Result<(), Fault> {
        if !self.is_simple_key_allowed {
            return Ok(());
        }
        let mark = self.cursor.mark();
        let is_required = self.flow_level == 0 && self.indent == i64::from(mark.column);
        let token = self.next_token_number();
        self.remove_simple_key()?;
        let index = self.simple_keys.len() - 1;
        self.simple_keys[index] = SimpleKey {
            is_possible: true,
            is_required,
            token,
            mark,
        };
        self.simple_keys_by_token.push_back((token, index));
        Ok(())
    }

    /// Returns the number of the token that will be appended next.
    fn next_token_number(&self) -> usize {
        self.taken + self.tokens.len()
    }

    /// Removes the possible simple key of the current flow level.
    fn remove_simple_key(&mut self) -> Result<(), Fault> {
        let index = self.simple_keys.len() - 1;
        let key = self.simple_keys[index];
        if key.is_possible {
            if key.is_required {
                return Err(self.fault(FaultKind::MissingColon, key.mark));
            }
            self.simple_keys[index].is_possible = false;
            self.forget_key_token(key.token);
        }
        Ok(())
    }

    /// Removes a token from `simple_keys_by_token`. It is usually the last one there.
    fn forget_key_token(&mut self, token: usize) {
        let last = self
            .simple_keys_by_token
            .iter()
            .rposition(|&(number, _)| number <= token);
        if let Some(index) = last
            && self.simple_keys_by_token[index].0 == token
        {
            self.simple_keys_by_token.remove(index);
        }
    }

    /// Fetches a plain scalar and the `:` after it, which is certain to follow. This is a shortcut for the usual path,
    /// on which the scalar waits as a possible simple key. No error can occur in between, so that the order of errors
    /// stays the same.
    fn fetch_plain_key(&mut self, length: u32) -> Result<(), Fault> {
        self.remove_simple_key()?;
        let mark = self.cursor.mark();
        let index = self.simple_keys.len() - 1;
        self.simple_keys[index] = SimpleKey {
            token: self.next_token_number(),
            mark,
            ..SimpleKey::NONE
        };
        self.is_simple_key_allowed = false;
        let text = self.cursor.read_ascii(length);
        self.roll_indent(mark, None, TokenKind::BlockMappingStart)?;
        self.push_with_end(TokenKind::Key, mark, mark);
        let kind = TokenKind::Scalar {
            text: text.into(),
            style: ScalarStyle::Plain,
        };
        self.push(kind, mark);
        self.fetch_indicator(1, TokenKind::Value);
        Ok(())
    }

    /// Starts a block collection if `mark` is indented deeper than the current one. Its start token goes before the
    /// token with the given number, or to the end.
    fn roll_indent(&mut self, mark: Mark, token: Option<usize>, kind: TokenKind) -> Result<(), Fault> {
        let column = i64::from(mark.column);
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > MAX_DEPTH {
            let context = self.simple_keys[self.simple_keys.len() - 1].mark;
            return Err(self.fault(FaultKind::BlockDepth, context));
        }
        self.insert(token.unwrap_or(self.next_token_number()), kind, mark);
        Ok(())
    }

    /// Ends the block collections that are indented deeper than a column.
    fn unroll_indent(&mut self, column: i64) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            self.push(TokenKind::BlockEnd, self.cursor.mark());
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn fetch_stream_end(&mut self) -> Result<(), Fault> {
        self.cursor.force_new_line();
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.is_simple_key_allowed = false;
        self.push(TokenKind::StreamEnd, self.cursor.mark());
        Ok(())
    }

    fn fetch_document_marker(&mut self, kind: TokenKind) -> Result<(), Fault> {
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.is_simple_key_allowed = false;
        self.fetch_indicator(3, kind);
        Ok(())
    }

    /// Fetches a token of a fixed number of characters.
    fn fetch_indicator(&mut self, length: usize, kind: TokenKind) {
        let start = self.cursor.mark();
        for _ in 0..length {
            self.cursor.skip();
        }
        self.push(kind, start);
    }

    fn fetch_flow_start(&mut self, kind: TokenKind) -> Result<(), Fault> {
        self.save_simple_key()?;
        // go-yaml also sets this token number. If no key starts inside the collection, its end removes the possible
        // simple key with this number, which is the collection itself.
        self.simple_keys.push(SimpleKey {
            token: self.next_token_number(),
            ..SimpleKey::NONE
        });
        self.flow_level += 1;
        if self.flow_level > MAX_DEPTH {
            return Err(self.fault(FaultKind::FlowDepth, Mark::START));
        }
        self.is_simple_key_allowed = true;
        self.fetch_indicator(1, kind);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind) -> Result<(), Fault> {
        self.remove_simple_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            if let Some(key) = self.simple_keys.pop() {
                self.forget_key_token(key.token);
            }
        }
        self.is_simple_key_allowed = false;
        self.fetch_indicator(1, kind);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Result<(), Fault> {
        self.remove_simple_key()?;
        self.is_simple_key_allowed = true;
        self.fetch_indicator(1, TokenKind::FlowEntry);
        Ok(())
    }

    fn fetch_block_entry(&mut self, has_head_comment: bool) -> Result<(), Fault> {
        let mark = self.cursor.mark();
        if self.flow_level == 0 {
            if !self.is_simple_key_allowed {
                return Err(self.fault(FaultKind::EntryNotAllowed, mark));
            }
            self.roll_indent(mark, None, TokenKind::BlockSequenceStart)?;
        }
        self.remove_simple_key()?;
        self.is_simple_key_allowed = true;
        self.fetch_indicator(1, TokenKind::BlockEntry { has_head_comment });
        Ok(())
    }

    fn fetch_key(&mut self) -> Result<(), Fault> {
        let mark = self.cursor.mark();
        if self.flow_level == 0 {
            if !self.is_simple_key_allowed {
                return Err(self.fault(FaultKind::KeyNotAllowed, mark));
            }
            self.roll_indent(mark, None, TokenKind::BlockMappingStart)?;
        }
        self.remove_simple_key()?;
        self.is_simple_key_allowed = self.flow_level == 0;
        self.fetch_indicator(1, TokenKind::Key);
        Ok(())
    }

    fn fetch_value(&mut self) -> Result<(), Fault> {
        let mark = self.cursor.mark();
        let index = self.simple_keys.len() - 1;
        if self.is_simple_key_valid(index)? {
            let key = self.simple_keys[index];
            self.insert(key.token, TokenKind::Key, key.mark);
            self.roll_indent(key.mark, Some(key.token), TokenKind::BlockMappingStart)?;
            self.simple_keys[index].is_possible = false;
            self.forget_key_token(key.token);
            self.is_simple_key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.is_simple_key_allowed {
                    return Err(self.fault(FaultKind::ValueNotAllowed, mark));
                }
                self.roll_indent(mark, None, TokenKind::BlockMappingStart)?;
            }
            self.is_simple_key_allowed = self.flow_level == 0;
        }
        self.fetch_indicator(1, TokenKind::Value);
        Ok(())
    }

    fn fetch_anchor(&mut self, indicator: u8) -> Result<(), Fault> {
        self.save_simple_key()?;
        self.is_simple_key_allowed = false;
        let start = self.cursor.mark();
        self.cursor.skip();
        let name = self.cursor.read_word();
        let is_terminated = self.cursor.is_blank_or_end_at(0)
            || matches!(
                self.cursor.byte(),
                Some(b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`')
            );
        if name.is_empty() || !is_terminated {
            return Err(self.fault(FaultKind::AnchorName, start));
        }
        let kind = if indicator == b'*' {
            TokenKind::Alias(name.into())
        } else {
            TokenKind::Anchor(name.into())
        };
        self.push(kind, start);
        Ok(())
    }
}
