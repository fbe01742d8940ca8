//! The versioned link codec: a whole project in a URL's fragment.
//!
//! A fragment is `#1:` followed by base64url of raw deflate data with a preset dictionary. The data is a sequence of
//! fields: a number, a length and a value each. Unknown fields are skipped, so that older builds can open newer
//! links, and all fields are optional. So a new field needs no new version: the open views were added in this way. A
//! checksum detects links that were truncated or modified.
//!
//! Version 1 and its dictionary never change, so that existing links keep working. A better dictionary would be
//! version 2.

mod codec;
mod fields;

use std::fmt;

/// The contents of a link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shared {
    /// Path and text of each file. Paths are relative to the project directory.
    pub files: Vec<(String, String)>,
    /// Path of the file that is open in the editor.
    pub open: Option<String>,
    /// Position of the playhead in milliseconds.
    pub playhead: Option<u64>,
    /// The project's name, in the playground's format.
    pub project: Option<String>,
    /// The open views, in the playground's format.
    pub views: Option<String>,
    /// The simulation's scenario, in the playground's format.
    pub scenario: Option<String>,
}

impl Shared {
    /// Whether the contents exceed `MAX_SIZE`, so that [`decode`] would refuse the link.
    pub fn is_too_large(&self) -> bool {
        let files = self
            .files
            .iter()
            .map(|(path, text)| path.len() + text.len() + MAX_FIELD_HEADER);
        let texts = [&self.open, &self.project, &self.views, &self.scenario];
        let others = texts.into_iter().flatten().map(|text| text.len() + MAX_FIELD_HEADER);
        files.chain(others).sum::<usize>() + MAX_FIELD_HEADER > MAX_SIZE
    }
}

/// Upper bound on the size of a field without its value, in bytes.
const MAX_FIELD_HEADER: usize = 32;

/// The reason why a link cannot be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkError {
    /// It does not begin with a version, so it is not a link to a project.
    NotALink,
    /// It has this version, which only a newer build supports.
    UnknownVersion(String),
    /// It was truncated or modified.
    Damaged,
    /// Its decompressed contents exceed this limit in bytes.
    TooLarge(usize),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::NotALink => f.write_str("this is not a link to a project: expected `#1:` at its beginning"),
            LinkError::UnknownVersion(version) => write!(
                f,
                "this link has version {version}, which this build does not support; reload the page to get the latest build"
            ),
            LinkError::Damaged => f.write_str("this link is damaged: it was truncated or modified; ask for it again"),
            LinkError::TooLarge(limit) => write!(f, "this link contains more than {} MiB", limit >> 20),
        }
    }
}

impl std::error::Error for LinkError {}

/// Maximum size of the contents, uncompressed, in bytes.
pub(crate) const MAX_SIZE: usize = 4 << 20;

/// Encodes a project as a fragment with its `#`. [`decode`] refuses it if the project
/// [is too large](Shared::is_too_large).
pub fn encode(shared: &Shared) -> String {
    format!("#1:{}", codec::compress(&fields::write(shared)))
}

/// Decodes a fragment, with or without its `#`, or a complete URL.
pub fn decode(link: &str) -> Result<Shared, LinkError> {
    let fragment = link.rsplit_once('#').map_or(link, |(_, fragment)| fragment).trim();
    let (version, body) = fragment.split_once(':').ok_or(LinkError::NotALink)?;
    match version {
        "1" => fields::read(&codec::decompress(body)?),
        _ if !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(LinkError::UnknownVersion(version.to_owned()))
        }
        _ => Err(LinkError::NotALink),
    }
}

#[cfg(test)]
mod tests;
