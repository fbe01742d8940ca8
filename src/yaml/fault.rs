//! The syntax errors that go-yaml reports.
//!
//! The kinds are those of go-yaml v3, a port of libyaml, so that the same errors are found in the same
//! order, and each can be printed with go-yaml's line number. That line is often the one of the enclosing
//! block, and for parser errors it is too small by one.
//! Source: go-yaml v3 `scannerc.go`, `parserc.go`, `decode.go`.

use super::scan::Mark;

/// A syntax error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    /// The start of the construct that contains the error (libyaml's `context_mark`).
    pub(super) context: Option<Mark>,
    /// Where the error was found (libyaml's `problem_mark`).
    pub(super) problem: Mark,
}

/// The kinds of syntax errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultKind {
    // Reader.
    BadLeadingByte,
    BadTrailingByte,
    IncompleteCharacter,
    BadLength,
    ControlCharacter,
    // Scanner.
    CannotStartToken,
    MissingColon,
    EntryNotAllowed,
    KeyNotAllowed,
    ValueNotAllowed,
    FlowDepth,
    BlockDepth,
    DirectiveName,
    DirectiveNameEnd,
    UnknownDirective,
    DirectiveEnd,
    VersionDigit,
    VersionMissing,
    VersionLong,
    TagHandle,
    TagUri,
    TagEscape,
    TagLeadingByte,
    TagTrailingByte,
    TagDirectiveBlank,
    TagVerbatimEnd,
    TagEnd,
    AnchorName,
    BlockIndentZero,
    BlockHeader,
    BlockTab,
    DocumentMarkerInQuotes,
    UnclosedQuote,
    UnknownEscape,
    EscapeDigits,
    EscapeCode,
    PlainTab,
    // Parser.
    DocumentStart,
    DuplicateVersion,
    UnsupportedVersion,
    DuplicateTagDirective,
    UndefinedTagHandle,
    NodeContent,
    BlockSequenceItem,
    BlockMappingKey,
    FlowSequenceEnd,
    FlowMappingEnd,
    /// The nesting exceeds the limit of this library, which is lower than go-yaml's.
    NestingDepth,
}

/// The part of go-yaml that finds an error. They count lines differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Component {
    Reader,
    Scanner,
    Parser,
}

impl FaultKind {
    fn component(self) -> Component {
        use FaultKind as K;
        match self {
            K::BadLeadingByte | K::BadTrailingByte | K::IncompleteCharacter | K::BadLength | K::ControlCharacter => {
                Component::Reader
            }
            K::DocumentStart
            | K::DuplicateVersion
            | K::UnsupportedVersion
            | K::DuplicateTagDirective
            | K::UndefinedTagHandle
            | K::NodeContent
            | K::BlockSequenceItem
            | K::BlockMappingKey
            | K::FlowSequenceEnd
            | K::FlowMappingEnd
            | K::NestingDepth => Component::Parser,
            _ => Component::Scanner,
        }
    }

    /// Returns go-yaml's text for the error.
    pub(super) fn text(self) -> &'static str {
        use FaultKind as K;
        match self {
            K::BadLeadingByte => "invalid leading UTF-8 octet",
            K::BadTrailingByte => "invalid trailing UTF-8 octet",
            K::IncompleteCharacter => "incomplete UTF-8 octet sequence",
            K::BadLength => "invalid length of a UTF-8 sequence",
            K::ControlCharacter => "control characters are not allowed",
            K::CannotStartToken => "found character that cannot start any token",
            K::MissingColon => "could not find expected ':'",
            K::EntryNotAllowed => "block sequence entries are not allowed in this context",
            K::KeyNotAllowed => "mapping keys are not allowed in this context",
            K::ValueNotAllowed => "mapping values are not allowed in this context",
            K::FlowDepth | K::BlockDepth | K::NestingDepth => "exceeded max depth of 10000",
            K::DirectiveName => "could not find expected directive name",
            K::DirectiveNameEnd => "found unexpected non-alphabetical character",
            K::UnknownDirective => "found unknown directive name",
            K::DirectiveEnd | K::BlockHeader => "did not find expected comment or line break",
            K::VersionDigit => "did not find expected digit or '.' character",
            K::VersionMissing => "did not find expected version number",
            K::VersionLong => "found extremely long version number",
            K::TagHandle => "did not find expected '!'",
            K::TagUri => "did not find expected tag URI",
            K::TagEscape => "did not find URI escaped octet",
            K::TagLeadingByte => "found an incorrect leading UTF-8 octet",
            K::TagTrailingByte => "found an incorrect trailing UTF-8 octet",
            K::TagDirectiveBlank => "did not find expected whitespace",
            K::TagVerbatimEnd => "did not find the expected '>'",
            K::TagEnd => "did not find expected whitespace or line break",
            K::AnchorName => "did not find expected alphabetic or numeric character",
            K::BlockIndentZero => "found an indentation indicator equal to 0",
            K::BlockTab => "found a tab character where an indentation space is expected",
            K::DocumentMarkerInQuotes => "found unexpected document indicator",
            K::UnclosedQuote => "found unexpected end of stream",
            K::UnknownEscape => "found unknown escape character",
            K::EscapeDigits => "did not find expected hexdecimal number",
            K::EscapeCode => "found invalid Unicode character escape code",
            K::PlainTab => "found a tab character that violates indentation",
            K::DocumentStart => "did not find expected <document start>",
            K::DuplicateVersion => "found duplicate %YAML directive",
            K::UnsupportedVersion => "found incompatible YAML document",
            K::DuplicateTagDirective => "found duplicate %TAG directive",
            K::UndefinedTagHandle => "found undefined tag handle",
            K::NodeContent => "did not find expected node content",
            K::BlockSequenceItem => "did not find expected '-' indicator",
            K::BlockMappingKey => "did not find expected key",
            K::FlowSequenceEnd => "did not find expected ',' or ']'",
            K::FlowMappingEnd => "did not find expected ',' or '}'",
        }
    }
}

/// Returns the error that go-yaml reports for bytes that are not UTF-8.
pub(super) fn encoding_fault(bytes: &[u8]) -> FaultKind {
    let Some((&first, rest)) = bytes.split_first() else {
        return FaultKind::IncompleteCharacter;
    };
    let expected = match first {
        0xC0..0xE0 => 1,
        0xE0..0xF0 => 2,
        0xF0..0xF8 => 3,
        _ => return FaultKind::BadLeadingByte,
    };
    let continuation = rest
        .iter()
        .take(expected)
        .take_while(|&&byte| byte & 0xC0 == 0x80)
        .count();
    if continuation == expected {
        FaultKind::BadLength
    } else if continuation == rest.len() {
        FaultKind::IncompleteCharacter
    } else {
        FaultKind::BadTrailingByte
    }
}

impl Fault {
    /// Returns the error that go-yaml prints, such as `yaml: line 3: did not find expected key`.
    pub(super) fn upstream(&self) -> String {
        // go-yaml prints the line of the context, unless that is the first line.
        let line = self
            .context
            .map(|context| context.line)
            .filter(|&line| line != 0)
            .unwrap_or(self.problem.line);
        let text = self.kind.text();
        // Lines are counted from 0. Only for scanner errors does go-yaml add 1.
        match (self.kind.component(), line) {
            (Component::Reader, _) | (_, 0) => format!("yaml: {text}"),
            (Component::Scanner, line) => format!("yaml: line {}: {text}", line + 1),
            (Component::Parser, line) => format!("yaml: line {line}: {text}"),
        }
    }
}
