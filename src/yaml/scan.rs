//! From text to tokens, as go-yaml v3 cuts it.
//!
//! The scanner knows indentation: it opens and closes block collections, and finds the key before a
//! `:` only when it comes to the `:`. What it accepts is YAML 1.1 as libyaml reads it, which is what
//! Docker Compose accepts; a stricter or more modern reading would accept other files.
//! Source: go-yaml v3 `scannerc.go`.

mod cursor;
mod directive;
mod scalar;

use std::collections::VecDeque;

use smol_str::SmolStr;

pub(super) use cursor::{Cursor, Place};

use super::fault::{Fault, FaultKind};
use super::syntax::ScalarStyle;

/// go-yaml's bound on nesting.
const MAX_DEPTH: usize = 10_000;
/// How many characters a key may have when its `:` has yet to come.
const MAX_SIMPLE_KEY: u32 = 1024;
/// go-yaml looks this many tokens ahead, so its scanner complains before its parser does.
const LOOKAHEAD: usize = 2;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    StreamStart,
    StreamEnd,
    Version { major: u32, minor: u32 },
    TagDirective(Box<TagParts>),
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(SmolStr),
    Anchor(SmolStr),
    Tag(Box<TagParts>),
    Scalar { text: SmolStr, style: ScalarStyle },
}

/// A handle and what it stands before or for. Kept aside, since hardly any token is a tag.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TagParts {
    pub(super) handle: String,
    pub(super) rest: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: Place,
    pub(super) end: Place,
}

/// A place where a key without `?` may have begun.
#[derive(Debug, Clone, Copy)]
struct SimpleKey {
    possible: bool,
    required: bool,
    token: usize,
    place: Place,
}

impl SimpleKey {
    const NONE: SimpleKey = SimpleKey {
        possible: false,
        required: false,
        token: 0,
        place: Place::START,
    };
}

/// Reads tokens one after the other; the first fault ends it.
pub(super) struct Scanner<'a> {
    cursor: Cursor<'a>,
    tokens: VecDeque<Token>,
    taken: usize,
    available: bool,
    started: bool,
    indent: i64,
    indents: Vec<i64>,
    flow_level: usize,
    simple_key_allowed: bool,
    simple_keys: Vec<SimpleKey>,
    /// Which simple key may have begun at which token, in the order of tokens.
    key_of_token: VecDeque<(usize, usize)>,
    comments: Vec<(usize, usize)>,
    /// Where a scalar's text is put together.
    buffer: String,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, undecodable: Option<(usize, FaultKind)>) -> Self {
        Scanner {
            cursor: Cursor::new(text, undecodable),
            tokens: VecDeque::new(),
            taken: 0,
            available: false,
            started: false,
            indent: -1,
            indents: Vec::new(),
            flow_level: 0,
            simple_key_allowed: false,
            simple_keys: Vec::new(),
            key_of_token: VecDeque::new(),
            comments: Vec::new(),
            buffer: String::new(),
        }
    }

    /// The comments met so far, as byte ranges.
    pub(super) fn take_comments(&mut self) -> Vec<(usize, usize)> {
        std::mem::take(&mut self.comments)
    }

    /// The next token, which stays.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> Result<&Token, Fault> {
        if !self.available {
            self.fetch_enough()?;
        }
        Ok(self.tokens.front().expect("fetching leaves tokens in the queue"))
    }

    /// Steps over the next token, and answers where it ends.
    pub(super) fn skip(&mut self) -> Result<Place, Fault> {
        let end = self.peek()?.end;
        drop(self.tokens.pop_front());
        self.count_taken();
        Ok(end)
    }

    /// The next token.
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
        // Most often it is plain to see that no more has to be fetched.
        self.available = self.tokens.len() > LOOKAHEAD && self.key_of_token.is_empty();
    }

    #[inline(never)]
    fn fetch_enough(&mut self) -> Result<(), Fault> {
        while self.tokens.len() <= LOOKAHEAD || self.first_may_be_key()? {
            self.fetch_next()?;
        }
        self.available = true;
        Ok(())
    }

    /// Whether the first token may turn out to be a key, before which another has to go.
    #[inline]
    fn first_may_be_key(&mut self) -> Result<bool, Fault> {
        while let Some(&(token, key)) = self.key_of_token.front() {
            if token >= self.taken {
                return if token == self.taken {
                    self.simple_key_valid(key)
                } else {
                    Ok(false)
                };
            }
            self.key_of_token.pop_front();
        }
        Ok(false)
    }

    fn fault(&self, kind: FaultKind, context: Place) -> Fault {
        Fault {
            kind,
            context: Some(context),
            at: self.cursor.place(),
        }
    }

    fn push(&mut self, kind: TokenKind, start: Place) {
        self.push_at(kind, start, self.cursor.place());
    }

    fn push_at(&mut self, kind: TokenKind, start: Place, end: Place) {
        self.tokens.push_back(Token { kind, start, end });
    }

    fn insert(&mut self, number: usize, kind: TokenKind, place: Place) {
        // What should go before a token that has been taken goes to the end, as in go-yaml.
        let at = number.checked_sub(self.taken).unwrap_or(self.tokens.len());
        self.tokens.insert(
            at.min(self.tokens.len()),
            Token {
                kind,
                start: place,
                end: place,
            },
        );
    }

    #[inline(never)]
    fn fetch_next(&mut self) -> Result<(), Fault> {
        if !self.started {
            self.started = true;
            self.simple_key_allowed = true;
            self.simple_keys.push(SimpleKey::NONE);
            self.push(TokenKind::StreamStart, self.cursor.place());
            return Ok(());
        }
        self.skip_to_token()?;
        let place = self.cursor.place();
        self.unroll_indent(i64::from(place.column));
        self.cursor.check_readable()?;
        let Some(byte) = self.cursor.byte() else {
            return self.fetch_stream_end();
        };
        if place.column == 0 {
            if byte == b'%' {
                return self.fetch_directive();
            }
            if self.cursor.at_document_mark(b'-') {
                return self.fetch_document_mark(TokenKind::DocumentStart);
            }
            if self.cursor.at_document_mark(b'.') {
                return self.fetch_document_mark(TokenKind::DocumentEnd);
            }
        }
        self.fetch_content(byte, place)?;
        let dash = self
            .tokens
            .back()
            .is_some_and(|token| matches!(token.kind, TokenKind::BlockEntry));
        if !dash {
            self.take_line_comment();
        }
        Ok(())
    }

    #[inline]
    fn fetch_content(&mut self, byte: u8, place: Place) -> Result<(), Fault> {
        match byte {
            b'[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            b']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if self.cursor.blank_or_end(1) => self.fetch_block_entry(),
            b'?' if self.flow_level > 0 || self.cursor.blank_or_end(1) => self.fetch_key(),
            b':' if self.flow_level > 0 || self.cursor.blank_or_end(1) => self.fetch_value(),
            b'*' | b'&' => self.fetch_anchor(byte),
            b'!' => self.fetch_tag(),
            b'|' if self.flow_level == 0 => self.fetch_block_scalar(ScalarStyle::Literal),
            b'>' if self.flow_level == 0 => self.fetch_block_scalar(ScalarStyle::Folded),
            b'\'' => self.fetch_quoted(ScalarStyle::SingleQuoted),
            b'"' => self.fetch_quoted(ScalarStyle::DoubleQuoted),
            byte if self.starts_plain(byte) => {
                let flow = self.flow_level > 0;
                match self.simple_key_allowed.then(|| self.cursor.plain_key(flow)).flatten() {
                    Some(length) => self.fetch_plain_key(length),
                    None => self.fetch_plain(),
                }
            }
            _ => Err(self.fault(FaultKind::CannotStartToken, place)),
        }
    }

    /// go-yaml reads a comment behind a token with the token; what follows is then read afresh.
    fn take_line_comment(&mut self) {
        if self.cursor.comment_ahead() && !self.cursor.after_break() {
            self.cursor.skip_blanks();
            self.take_comment();
        }
    }

    /// Steps over the comment that begins here.
    fn take_comment(&mut self) {
        let start = self.cursor.place().byte();
        self.cursor.skip_line_rest();
        self.comments.push((start, self.cursor.place().byte()));
    }

    fn starts_plain(&self, byte: u8) -> bool {
        match byte {
            b'-' => !self.cursor.blank_at(1),
            b'?' | b':' => self.flow_level == 0 && !self.cursor.blank_or_end(1),
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@'
            | b'`' => false,
            _ => !self.cursor.blank_or_end(0),
        }
    }

    fn skip_to_token(&mut self) -> Result<(), Fault> {
        loop {
            let tabs = self.flow_level > 0 || !self.simple_key_allowed;
            self.cursor.skip_spaces();
            while tabs && self.cursor.byte() == Some(b'\t') {
                self.cursor.skip();
                self.cursor.skip_spaces();
            }
            if self.cursor.byte() == Some(b'#') {
                self.take_comment();
                self.cursor.check_readable()?;
                // go-yaml reads the comments below in one go, whatever stands before their `#`.
                if self.cursor.skip_to_comment() {
                    continue;
                }
            }
            if !self.cursor.at_break() {
                return Ok(());
            }
            self.cursor.skip_break();
            if self.flow_level == 0 {
                self.simple_key_allowed = true;
            }
        }
    }

    fn simple_key_valid(&mut self, index: usize) -> Result<bool, Fault> {
        let key = self.simple_keys[index];
        if !key.possible {
            return Ok(false);
        }
        let now = self.cursor.place();
        if key.place.line < now.line || key.place.index + MAX_SIMPLE_KEY < now.index {
            if key.required {
                return Err(self.fault(FaultKind::MissingColon, key.place));
            }
            self.simple_keys[index].possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    fn save_simple_key(&mut self) -> Result<(), Fault> {
        if !self.simple_key_allowed {
            return Ok(());
        }
        let place = self.cursor.place();
        let required = self.flow_level == 0 && self.indent == i64::from(place.column);
        let token = self.taken + self.tokens.len();
        self.remove_simple_key()?;
        let index = self.simple_keys.len() - 1;
        self.simple_keys[index] = SimpleKey {
            possible: true,
            required,
            token,
            place,
        };
        self.key_of_token.push_back((token, index));
        Ok(())
    }

    fn remove_simple_key(&mut self) -> Result<(), Fault> {
        let index = self.simple_keys.len() - 1;
        let key = self.simple_keys[index];
        if key.possible {
            if key.required {
                return Err(self.fault(FaultKind::MissingColon, key.place));
            }
            self.simple_keys[index].possible = false;
            self.forget_key(key.token);
        }
        Ok(())
    }

    /// A plain word and the `:` behind it, which make a key for certain: told at once, where the word would else wait
    /// among the tokens for its `:`. No fault can be met in between, so that none is met sooner or later by it.
    fn fetch_plain_key(&mut self, length: u32) -> Result<(), Fault> {
        self.remove_simple_key()?;
        let place = self.cursor.place();
        let index = self.simple_keys.len() - 1;
        self.simple_keys[index] = SimpleKey {
            token: self.taken + self.tokens.len(),
            place,
            ..SimpleKey::NONE
        };
        self.simple_key_allowed = false;
        let text = self.cursor.take_ascii(length);
        self.roll_indent(place.column, None, TokenKind::BlockMappingStart, place)?;
        self.push_at(TokenKind::Key, place, place);
        let kind = TokenKind::Scalar {
            text: text.into(),
            style: ScalarStyle::Plain,
        };
        self.push(kind, place);
        self.take_characters(1, TokenKind::Value);
        Ok(())
    }

    /// No key has begun at a token, most often the last one at which one might have.
    fn forget_key(&mut self, token: usize) {
        let mut at = self.key_of_token.len();
        while at > 0 && self.key_of_token[at - 1].0 > token {
            at -= 1;
        }
        if at > 0 && self.key_of_token[at - 1].0 == token {
            self.key_of_token.remove(at - 1);
        }
    }

    fn roll_indent(&mut self, column: u32, number: Option<usize>, kind: TokenKind, place: Place) -> Result<(), Fault> {
        let column = i64::from(column);
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > MAX_DEPTH {
            let context = self.simple_keys[self.simple_keys.len() - 1].place;
            return Err(self.fault(FaultKind::TooDeepBlock, context));
        }
        let number = number.unwrap_or(self.taken + self.tokens.len());
        self.insert(number, kind, place);
        Ok(())
    }

    fn unroll_indent(&mut self, column: i64) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            self.push(TokenKind::BlockEnd, self.cursor.place());
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn fetch_stream_end(&mut self) -> Result<(), Fault> {
        self.cursor.force_new_line();
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        self.push(TokenKind::StreamEnd, self.cursor.place());
        Ok(())
    }

    fn fetch_document_mark(&mut self, kind: TokenKind) -> Result<(), Fault> {
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        self.take_characters(3, kind);
        Ok(())
    }

    fn take_characters(&mut self, count: usize, kind: TokenKind) {
        let start = self.cursor.place();
        for _ in 0..count {
            self.cursor.skip();
        }
        self.push(kind, start);
    }

    fn fetch_flow_start(&mut self, kind: TokenKind) -> Result<(), Fault> {
        self.save_simple_key()?;
        // The number is go-yaml's: where no key begins inside, the end of the collection makes it forget that the
        // collection itself may be one.
        self.simple_keys.push(SimpleKey {
            token: self.taken + self.tokens.len(),
            ..SimpleKey::NONE
        });
        self.flow_level += 1;
        if self.flow_level > MAX_DEPTH {
            return Err(self.fault(FaultKind::TooDeepFlow, Place::START));
        }
        self.simple_key_allowed = true;
        self.take_characters(1, kind);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind) -> Result<(), Fault> {
        self.remove_simple_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            if let Some(key) = self.simple_keys.pop() {
                self.forget_key(key.token);
            }
        }
        self.simple_key_allowed = false;
        self.take_characters(1, kind);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Result<(), Fault> {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.take_characters(1, TokenKind::FlowEntry);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Result<(), Fault> {
        let place = self.cursor.place();
        if self.flow_level == 0 {
            if !self.simple_key_allowed {
                return Err(self.fault(FaultKind::EntryNotAllowed, place));
            }
            self.roll_indent(place.column, None, TokenKind::BlockSequenceStart, place)?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.take_characters(1, TokenKind::BlockEntry);
        Ok(())
    }

    fn fetch_key(&mut self) -> Result<(), Fault> {
        let place = self.cursor.place();
        if self.flow_level == 0 {
            if !self.simple_key_allowed {
                return Err(self.fault(FaultKind::KeyNotAllowed, place));
            }
            self.roll_indent(place.column, None, TokenKind::BlockMappingStart, place)?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = self.flow_level == 0;
        self.take_characters(1, TokenKind::Key);
        Ok(())
    }

    fn fetch_value(&mut self) -> Result<(), Fault> {
        let place = self.cursor.place();
        let index = self.simple_keys.len() - 1;
        if self.simple_key_valid(index)? {
            let key = self.simple_keys[index];
            self.insert(key.token, TokenKind::Key, key.place);
            self.roll_indent(
                key.place.column,
                Some(key.token),
                TokenKind::BlockMappingStart,
                key.place,
            )?;
            self.simple_keys[index].possible = false;
            self.forget_key(key.token);
            self.simple_key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.simple_key_allowed {
                    return Err(self.fault(FaultKind::ValueNotAllowed, place));
                }
                self.roll_indent(place.column, None, TokenKind::BlockMappingStart, place)?;
            }
            self.simple_key_allowed = self.flow_level == 0;
        }
        self.take_characters(1, TokenKind::Value);
        Ok(())
    }

    fn fetch_anchor(&mut self, indicator: u8) -> Result<(), Fault> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.cursor.place();
        self.cursor.skip();
        let name = self.cursor.take_word();
        let ended = self.cursor.blank_or_end(0)
            || matches!(
                self.cursor.byte(),
                Some(b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`')
            );
        if name.is_empty() || !ended {
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
