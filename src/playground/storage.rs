//! The data that the browser stores: the visitor's project, the copy of an opened link, and the settings.
//!
//! Each is a JSON text under its own key, with a version. A project that can't be read is never
//! discarded: it moves to [`StorageKey::Damaged`].

use serde::Serialize;
use serde_json::Value as Json;

use super::files::Files;
use super::settings::Settings;

/// The version that is written.
const VERSION: u32 = 1;

/// A key of the browser's storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StorageKey {
    /// The visitor's own project.
    Project,
    /// The copy of the link that was opened last.
    LinkCopy,
    /// The settings.
    Settings,
    /// A stored project that could not be read.
    Damaged,
    /// Edits that were made right before the page was left.
    UnsavedEdits,
}

impl StorageKey {
    /// Returns the key's name in the browser's storage.
    pub fn name(self) -> &'static str {
        match self {
            StorageKey::Project => "drydock.project",
            StorageKey::LinkCopy => "drydock.copy",
            StorageKey::Settings => "drydock.settings",
            StorageKey::Damaged => "drydock.project.damaged",
            StorageKey::UnsavedEdits => "drydock.unsaved",
        }
    }
}

/// The stored texts that the page starts with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredTexts {
    /// The text under [`StorageKey::Project`].
    pub project: Option<String>,
    /// The text under [`StorageKey::LinkCopy`].
    pub link_copy: Option<String>,
    /// The text under [`StorageKey::Settings`].
    pub settings: Option<String>,
    /// The text under [`StorageKey::UnsavedEdits`].
    pub unsaved_edits: Option<String>,
}

/// The visitor's project in its stored form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct StoredProject {
    version: u32,
    /// The files.
    pub files: Files,
    /// The files that an example or a dropped folder replaced, while that can be undone.
    pub before: Option<Files>,
}

impl StoredProject {
    /// Creates the stored form in the current version.
    pub fn new(files: Files, before: Option<Files>) -> Self {
        StoredProject {
            version: VERSION,
            files,
            before,
        }
    }
}

/// The copy of a link in its stored form, with the visitor's changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct StoredLinkCopy {
    version: u32,
    /// The fragment of the address, which contains the files.
    pub fragment: String,
    /// The fragment of the address before the last save. A reload during that save still uses it.
    pub previous: Option<String>,
    /// The files.
    pub files: Files,
}

impl StoredLinkCopy {
    /// Creates the stored form in the current version.
    pub fn new(fragment: String, previous: Option<String>, files: Files) -> Self {
        StoredLinkCopy {
            version: VERSION,
            fragment,
            previous,
            files,
        }
    }

    /// Whether this is the copy of the link with a fragment.
    pub fn is_of(&self, fragment: &str) -> bool {
        self.fragment == fragment || self.previous.as_deref() == Some(fragment)
    }
}

/// Serializes a value for the browser's storage.
pub(super) fn write(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("keys are strings and no field's serializer fails")
}

/// Parses a stored project. Returns `None` when it is damaged or from a later version.
pub(super) fn read_project(text: &str) -> Option<StoredProject> {
    let (version, stored) = read(text)?;
    let before = match stored.get("before") {
        None | Some(Json::Null) => None,
        Some(before) => Some(Files::read(before)?),
    };
    Some(StoredProject {
        version,
        files: Files::read(stored.get("files")?)?,
        before,
    })
}

/// Parses a stored link copy. Returns `None` when it is damaged or from a later version.
pub(super) fn read_link_copy(text: &str) -> Option<StoredLinkCopy> {
    let (version, stored) = read(text)?;
    Some(StoredLinkCopy {
        version,
        fragment: stored.get("fragment")?.as_str()?.to_owned(),
        previous: stored.get("previous").and_then(Json::as_str).map(str::to_owned),
        files: Files::read(stored.get("files")?)?,
    })
}

/// Parses stored settings. Unreadable settings become the default.
pub(super) fn read_settings(text: &str) -> Settings {
    serde_json::from_str(text)
        .map(|stored: Json| Settings::read(&stored))
        .unwrap_or_default()
}

/// Parses a stored text and its version. Returns `None` for a later version than [`VERSION`].
fn read(text: &str) -> Option<(u32, Json)> {
    let stored: Json = serde_json::from_str(text).ok()?;
    let version = stored.get("version")?.as_f64()?;
    let known = (0..=VERSION).find(|known| f64::from(*known) == version)?;
    Some((known, stored))
}

#[cfg(test)]
mod tests {
    use super::super::settings::Theme;
    use super::*;

    #[test]
    fn project_round_trips() {
        let files = Files::new(
            "demo",
            [("compose.yaml".to_owned(), "services: {}\n\u{1F600}".to_owned())],
        );
        let stored = StoredProject::new(files.clone(), None);
        assert_eq!(read_project(&write(&stored)), Some(stored));
    }

    #[test]
    fn settings_round_trip() {
        let settings = Settings {
            theme: Theme::Dark,
            problems: 33.25,
            lane_names: Some(21.5),
            ..Settings::default()
        };
        assert_eq!(read_settings(&write(&settings)), settings);
        assert_eq!(read_settings(&write(&Settings::default())), Settings::default());
        let partial = read_settings("{\"columns\":50,\"theme\":\"light\"}");
        assert_eq!((partial.columns, partial.theme), (50.0, Theme::Light));
        for text in ["", "[]", "{}", "{\"theme\":\"loud\"}"] {
            assert_eq!(read_settings(text), Settings::default(), "{text}");
        }
    }

    #[test]
    fn damaged_and_later_projects_are_rejected() {
        for text in [
            "",
            "{",
            "[]",
            "{\"version\":1}",
            "{\"version\":9,\"files\":{\"name\":\"x\",\"open\":\"\",\"files\":[]}}",
        ] {
            assert_eq!(read_project(text), None, "{text}");
        }
    }
}
