//! The versioned link codec: a whole project in a URL's fragment.
//!
//! A fragment is `#1:` and base64url of raw deflate, primed with a preset dictionary. Inside are fields,
//! each a number, a length and so many bytes; a reader skips fields that it does not know, so newer
//! links open in older builds as far as they can. A checksum tells links that were cut or changed.
//!
//! Version 1 and its dictionary never change: links made with them open for ever. A better dictionary
//! is version 2, beside it.

mod codec;
mod fields;

use std::fmt;

/// What a link holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shared {
    /// Path and text of each file, paths relative to the project.
    pub files: Vec<(String, String)>,
    /// The path of the file that is open.
    pub open: Option<String>,
    /// Where the playhead stands, in milliseconds.
    pub playhead: Option<u64>,
    /// Which views are shown, as the playground writes it.
    pub view: Option<String>,
    /// What happens in the simulation beside the files, as the playground writes it.
    pub scenario: Option<String>,
}

impl Shared {
    /// Whether this is more than a link may hold, so that [`decode`] would refuse it. Chats cut links
    /// long before: a download serves better then.
    pub fn is_too_large(&self) -> bool {
        let files = self.files.iter().map(|(path, text)| path.len() + text.len() + FIELD);
        let texts = [&self.open, &self.view, &self.scenario];
        let others = texts.into_iter().flatten().map(|text| text.len() + FIELD);
        files.chain(others).sum::<usize>() + FIELD > LARGEST
    }
}

/// Numbers and lengths of a field take less.
const FIELD: usize = 32;

/// Why a link can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkError {
    /// There is no version at its beginning: it is not one of our links.
    NotALink,
    /// It was made by a newer build; its version.
    UnknownVersion(String),
    /// It was cut or changed on its way.
    Damaged,
    /// Unpacked it is larger than the bytes given here.
    TooLarge(usize),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::NotALink => f.write_str("this is not a link to a project: it should begin with `#1:`"),
            LinkError::UnknownVersion(version) => write!(
                f,
                "this link has version {version}, which this build can't read; reload the page to get the newest"
            ),
            LinkError::Damaged => {
                f.write_str("this link is not complete: it was cut or changed on its way; ask for it once more")
            }
            LinkError::TooLarge(limit) => write!(f, "this link holds more than {} MiB", limit >> 20),
        }
    }
}

impl std::error::Error for LinkError {}

/// What a link may hold, unpacked, in bytes.
pub const LARGEST: usize = 4 << 20;

/// The fragment for a project, with its `#`. What [is too large](Shared::is_too_large) makes a link that
/// can't be read.
pub fn encode(shared: &Shared) -> String {
    format!("#1:{}", codec::pack(&fields::write(shared)))
}

/// Reads a fragment, with or without its `#`; a whole address will do.
pub fn decode(link: &str) -> Result<Shared, LinkError> {
    let fragment = link.rsplit_once('#').map_or(link, |(_, fragment)| fragment).trim();
    let (version, body) = fragment.split_once(':').ok_or(LinkError::NotALink)?;
    match version {
        "1" => fields::read(&codec::unpack(body)?),
        _ if !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(LinkError::UnknownVersion(version.to_owned()))
        }
        _ => Err(LinkError::NotALink),
    }
}

#[cfg(test)]
mod tests;
