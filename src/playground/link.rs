//! Links: a project in the fragment of a URL.

use super::files::Files;
use super::state::State;
use super::view::OpenViews;
use crate::share::{self, LinkError, Shared};

/// Prefix of the project's name in its field of a link.
const NAME: &str = "name=";

/// Maximum length of a fragment in the address bar, in bytes. Browsers refuse longer addresses at different lengths.
const MAX_ADDRESS: usize = 500_000;

/// A project from a link.
pub(super) struct LinkedProject {
    /// The files.
    pub files: Files,
    /// Position of the playhead in milliseconds.
    pub playhead: Option<u64>,
    /// The open views. Links of early builds have the default.
    pub views: OpenViews,
}

/// Returns the fragment, without `#`, that contains the files, the open file and views, and the playhead.
pub(super) fn encode(state: &State) -> String {
    let link = share::encode(&contents(state));
    link.trim_start_matches('#').to_owned()
}

/// Returns the fragment if the address bar can show it and [`decode`] accepts it.
pub(super) fn encode_for_address(state: &State) -> Option<String> {
    if contents(state).is_too_large() {
        return None;
    }
    Some(encode(state)).filter(|fragment| fragment.len() <= MAX_ADDRESS)
}

fn contents(state: &State) -> Shared {
    Shared {
        files: state.files.pairs(),
        open: Some(state.files.open.clone()),
        playhead: state.playback.chosen().map(|at| at.0),
        project: Some(format!("{NAME}{}", state.files.name)),
        views: Some(state.views)
            .filter(|views| *views != OpenViews::default())
            .map(OpenViews::to_text),
        scenario: None,
    }
}

/// Decodes a fragment.
///
/// # Errors
/// When the fragment is damaged, too large or from a later version.
pub(super) fn decode(fragment: &str) -> Result<LinkedProject, LinkError> {
    let link = share::decode(fragment)?;
    let name = link.project.as_deref().and_then(|text| text.strip_prefix(NAME));
    let mut files = Files::new(name.unwrap_or("shared"), link.files);
    if let Some(open) = &link.open {
        files.open(open);
    }
    Ok(LinkedProject {
        files,
        playhead: link.playhead,
        views: link.views.as_deref().map(OpenViews::parse).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::view::View;
    use super::*;

    /// A link that an early build made, with the path and the text of the open file, the number of files, the name and
    /// the playhead.
    type OldLink = (
        &'static str,
        &'static str,
        &'static str,
        usize,
        &'static str,
        Option<u64>,
    );

    /// These links never change.
    const OLD_LINKS: [OldLink; 3] = [
        (
            "1:XZnBCQAgDANR_CgO4QSCvnQW8VPcfwZp-0k7QQuXBEICVSSHuJxdNFUXYjAVe_S5_S_tPLolmhMpszpksP8vuPo",
            "compose.yaml",
            "services:\n  db:\n    image: redis:8\n  web:\n    image: nginx:1.29\n    depends_on: [db]\n",
            1,
            "demo",
            None,
        ),
        (
            "1:XZm7CQAgDETx0ygO4QSCVlo4idiIyzmHKzmAGpuYMl3gJQd3x5rB5DAu8i5PVSPG8Fls70Kiu9jSW9XMyCs-J6LOc2gOg-BLSHXvBKr7DahSbQ",
            ".env",
            "TAG=é\n",
            2,
            "demo",
            Some(500),
        ),
        // `drydock link` writes no name.
        (
            "1:VZexCQAACMPQUbxFUFz8_zG30h6QJZlim1yOc8G2nHTXXLhAD5SJyg",
            "compose.yaml",
            "services:\n  web:\n    image: nginx:1.29\n",
            1,
            "shared",
            None,
        ),
    ];

    #[test]
    fn old_links_still_open() {
        for (link, open, text, count, name, playhead) in OLD_LINKS {
            let linked = decode(link).expect("the link is valid");
            assert_eq!(linked.files.open, open, "{link}");
            assert_eq!(linked.files.text(open), Some(text), "{link}");
            assert_eq!((linked.files.iter().count(), linked.files.name.as_str()), (count, name));
            assert_eq!((linked.playhead, linked.views), (playhead, OpenViews::default()));
        }
    }

    #[test]
    fn open_views_are_part_of_the_link() {
        let mut state = State::default();
        let fragment = encode(&state);
        state.views.open(View::Resolved);
        state.views.open(View::Problems);
        assert_eq!(decode(&encode(&state)).map(|linked| linked.views), Ok(state.views));
        assert_eq!(decode(&fragment).map(|linked| linked.views), Ok(OpenViews::default()));
    }
}
