//! What can be wrong with a text that is meant to be YAML.
//!
//! The kinds are those of go-yaml v3 (a port of libyaml), so that the same faults are found at the same
//! places in the same order, and its line can be told: it is often that of the enclosing block, and one
//! too small for faults of the grammar. Source: go-yaml v3 `scannerc.go`, `parserc.go`, `decode.go`.

use super::scan::Place;

/// A fault, where its construct began and where it was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    /// Where the construct begins that could not be finished.
    pub(super) context: Option<Place>,
    /// Where it was noticed.
    pub(super) at: Place,
}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultKind {
    // Of the bytes.
    BadLeadingByte,
    BadTrailingByte,
    CutShort,
    BadLength,
    ControlCharacter,
    // Of single tokens.
    CannotStartToken,
    MissingColon,
    EntryNotAllowed,
    KeyNotAllowed,
    ValueNotAllowed,
    TooDeepFlow,
    TooDeepBlock,
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
    QuotedMarker,
    UnclosedQuote,
    UnknownEscape,
    EscapeDigits,
    EscapeCode,
    PlainTab,
    // Of their order.
    DocumentStart,
    DuplicateVersion,
    Version,
    DuplicateTag,
    UndefinedTagHandle,
    NodeContent,
    Dash,
    BlockKey,
    FlowSequenceEnd,
    FlowMappingEnd,
    /// Deeper than this library follows; go-yaml would go on.
    TooDeep,
}

/// Which part of go-yaml finds a fault: they count lines differently.
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
            K::BadLeadingByte | K::BadTrailingByte | K::CutShort | K::BadLength | K::ControlCharacter => {
                Component::Reader
            }
            K::DocumentStart
            | K::DuplicateVersion
            | K::Version
            | K::DuplicateTag
            | K::UndefinedTagHandle
            | K::NodeContent
            | K::Dash
            | K::BlockKey
            | K::FlowSequenceEnd
            | K::FlowMappingEnd
            | K::TooDeep => Component::Parser,
            _ => Component::Scanner,
        }
    }

    /// go-yaml's words.
    pub(super) fn text(self) -> &'static str {
        use FaultKind as K;
        match self {
            K::BadLeadingByte => "invalid leading UTF-8 octet",
            K::BadTrailingByte => "invalid trailing UTF-8 octet",
            K::CutShort => "incomplete UTF-8 octet sequence",
            K::BadLength => "invalid length of a UTF-8 sequence",
            K::ControlCharacter => "control characters are not allowed",
            K::CannotStartToken => "found character that cannot start any token",
            K::MissingColon => "could not find expected ':'",
            K::EntryNotAllowed => "block sequence entries are not allowed in this context",
            K::KeyNotAllowed => "mapping keys are not allowed in this context",
            K::ValueNotAllowed => "mapping values are not allowed in this context",
            K::TooDeepFlow | K::TooDeepBlock | K::TooDeep => "exceeded max depth of 10000",
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
            K::QuotedMarker => "found unexpected document indicator",
            K::UnclosedQuote => "found unexpected end of stream",
            K::UnknownEscape => "found unknown escape character",
            K::EscapeDigits => "did not find expected hexdecimal number",
            K::EscapeCode => "found invalid Unicode character escape code",
            K::PlainTab => "found a tab character that violates indentation",
            K::DocumentStart => "did not find expected <document start>",
            K::DuplicateVersion => "found duplicate %YAML directive",
            K::Version => "found incompatible YAML document",
            K::DuplicateTag => "found duplicate %TAG directive",
            K::UndefinedTagHandle => "found undefined tag handle",
            K::NodeContent => "did not find expected node content",
            K::Dash => "did not find expected '-' indicator",
            K::BlockKey => "did not find expected key",
            K::FlowSequenceEnd => "did not find expected ',' or ']'",
            K::FlowMappingEnd => "did not find expected ',' or '}'",
        }
    }
}

/// What go-yaml says of bytes that are no UTF-8.
pub(super) fn undecodable(bytes: &[u8]) -> FaultKind {
    let Some((&first, rest)) = bytes.split_first() else {
        return FaultKind::CutShort;
    };
    let wanted = match first {
        0xC0..0xE0 => 1,
        0xE0..0xF0 => 2,
        0xF0..0xF8 => 3,
        _ => return FaultKind::BadLeadingByte,
    };
    let trailing = rest
        .iter()
        .take(wanted)
        .take_while(|&&byte| byte & 0xC0 == 0x80)
        .count();
    if trailing == wanted {
        FaultKind::BadLength
    } else if trailing == rest.len() {
        FaultKind::CutShort
    } else {
        FaultKind::BadTrailingByte
    }
}

impl Fault {
    /// The line go-yaml prints for it, `yaml: line 3: did not find expected key`.
    pub(super) fn upstream(&self) -> String {
        let component = self.kind.component();
        // The first of the two places that is not on the first line is told. Only the scanner's line
        // counts from one.
        let line = self
            .context
            .map(|place| place.line)
            .filter(|&line| line != 0)
            .unwrap_or(self.at.line);
        let text = self.kind.text();
        match (component, line) {
            (Component::Reader, _) | (_, 0) => format!("yaml: {text}"),
            (Component::Scanner, line) => format!("yaml: line {}: {text}", line + 1),
            (Component::Parser, line) => format!("yaml: line {line}: {text}"),
        }
    }
}
