//! The tokens that the scanner produces.

use smol_str::SmolStr;

use super::cursor::Mark;
use crate::yaml::syntax::ScalarStyle;

/// The kinds of tokens, named as in libyaml.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::yaml) enum TokenKind {
    StreamStart,
    StreamEnd,
    VersionDirective {
        major: u32,
        minor: u32,
    },
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
    /// The `-` of a list item. A head comment is a comment above the item that belongs to the item.
    BlockEntry {
        has_head_comment: bool,
    },
    FlowEntry,
    Key,
    Value,
    Alias(SmolStr),
    Anchor(SmolStr),
    Tag(Box<TagParts>),
    Scalar {
        text: SmolStr,
        style: ScalarStyle,
    },
}

/// The parts of a tag or of a tag directive. Boxed in tokens, since tags are rare.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::yaml) struct TagParts {
    pub(in crate::yaml) handle: String,
    /// The suffix of a tag, or the prefix that a directive defines for the handle.
    pub(in crate::yaml) rest: String,
}

/// A token and where it is written. Both marks are equal for a token without text, such as a block end.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::yaml) struct Token {
    pub(in crate::yaml) kind: TokenKind,
    pub(in crate::yaml) start: Mark,
    pub(in crate::yaml) end: Mark,
}
