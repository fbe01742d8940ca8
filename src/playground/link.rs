//! Links: a project in the fragment of a URL.

use super::files::Files;
use super::state::State;
use crate::share::{self, LinkError};

/// Prefix of the project's name in the link's view field.
const NAME: &str = "name=";

/// A project from a link.
pub(super) struct LinkedProject {
    /// The files.
    pub files: Files,
    /// Position of the playhead in milliseconds.
    pub playhead: Option<u64>,
}

/// Returns the fragment, without `#`, that contains the files and the playhead.
pub(super) fn encode(state: &State) -> String {
    let link = share::encode(&share::Shared {
        files: state.files.pairs(),
        open: Some(state.files.open.clone()),
        playhead: state.playback.chosen().map(|at| at.0),
        view: Some(format!("{NAME}{}", state.files.name)),
        ..share::Shared::default()
    });
    link.trim_start_matches('#').to_owned()
}

/// Decodes a fragment.
///
/// # Errors
/// When the fragment is damaged, too large or from a later version.
pub(super) fn decode(fragment: &str) -> Result<LinkedProject, LinkError> {
    let link = share::decode(fragment)?;
    let name = link.view.as_deref().and_then(|view| view.strip_prefix(NAME));
    let mut files = Files::new(name.unwrap_or("shared"), link.files);
    if let Some(open) = &link.open {
        files.open(open);
    }
    Ok(LinkedProject {
        files,
        playhead: link.playhead,
    })
}
