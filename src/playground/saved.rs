//! What is kept in the browser: the reader's project, the copy of an opened link, and settings.
//!
//! Each is one JSON text under a key of its own, with a version. A text that can't be read is never
//! thrown away: it is put aside under another key.

use serde::Serialize;

use super::files::Files;
use super::settings::Settings;
use crate::json::{self, Json};

/// The version that is written.
const VERSION: u32 = 1;

/// Where a text is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The reader's own project.
    Project,
    /// The copy of the link that was opened last.
    Copy,
    /// Settings.
    Settings,
    /// A project's text that could not be read.
    Damaged,
}

impl Key {
    /// The key's name in the browser's storage.
    pub fn name(self) -> &'static str {
        match self {
            Key::Project => "drydock.project",
            Key::Copy => "drydock.copy",
            Key::Settings => "drydock.settings",
            Key::Damaged => "drydock.project.damaged",
        }
    }
}

/// What the browser had kept, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// Under [`Key::Project`].
    pub project: Option<String>,
    /// Under [`Key::Copy`].
    pub copy: Option<String>,
    /// Under [`Key::Settings`].
    pub settings: Option<String>,
}

/// The reader's project, and what an example or a dropped folder replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavedProject {
    version: u32,
    /// The files.
    pub files: Files,
    /// What was there before, as long as it can be brought back.
    pub before: Option<Files>,
}

impl SavedProject {
    /// To be written.
    pub fn new(files: Files, before: Option<Files>) -> Self {
        SavedProject {
            version: VERSION,
            files,
            before,
        }
    }
}

/// A link's copy, as far as the reader has changed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavedCopy {
    version: u32,
    /// The link's fragment.
    pub fragment: String,
    /// The files.
    pub files: Files,
}

impl SavedCopy {
    /// To be written.
    pub fn new(fragment: String, files: Files) -> Self {
        SavedCopy {
            version: VERSION,
            fragment,
            files,
        }
    }
}

/// The text of a value.
pub fn write(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("keys are text and nothing refuses to be written")
}

/// The project in a text; `None` when it is damaged or from a later version.
pub fn read_project(text: &str) -> Option<SavedProject> {
    let (version, saved) = read(text)?;
    let before = match saved.get("before") {
        None | Some(Json::Null) => None,
        Some(before) => Some(Files::read(before)?),
    };
    Some(SavedProject {
        version,
        files: Files::read(saved.get("files")?)?,
        before,
    })
}

/// The copy in a text, likewise.
pub fn read_copy(text: &str) -> Option<SavedCopy> {
    let (version, saved) = read(text)?;
    Some(SavedCopy {
        version,
        fragment: saved.get("fragment")?.text()?.to_owned(),
        files: Files::read(saved.get("files")?)?,
    })
}

/// The settings in a text; unreadable ones are the defaults.
pub fn read_settings(text: &str) -> Settings {
    json::parse(text)
        .map(|saved| Settings::read(&saved))
        .unwrap_or_default()
}

/// What was written, unless by a later version than this.
fn read(text: &str) -> Option<(u32, Json)> {
    let saved = json::parse(text)?;
    let version = saved.get("version")?.number()?;
    let known = (0..=VERSION).find(|known| f64::from(*known) == version)?;
    Some((known, saved))
}

#[cfg(test)]
mod tests {
    use super::super::settings::Theme;
    use super::*;

    #[test]
    fn a_project_comes_back() {
        let files = Files::new(
            "demo",
            [("compose.yaml".to_owned(), "services: {}\n\u{1F600}".to_owned())],
        );
        let saved = SavedProject::new(files.clone(), None);
        assert_eq!(read_project(&write(&saved)), Some(saved));
    }

    #[test]
    fn settings_come_back() {
        let settings = Settings {
            theme: Theme::Dark,
            problems: Some(33.25),
            ..Settings::default()
        };
        assert_eq!(read_settings(&write(&settings)), settings);
        assert_eq!(read_settings(&write(&Settings::default())), Settings::default());
        let partly = read_settings("{\"columns\":50,\"theme\":\"light\"}");
        assert_eq!((partly.columns, partly.theme), (50.0, Theme::Light));
        for text in ["", "[]", "{}", "{\"theme\":\"loud\"}"] {
            assert_eq!(read_settings(text), Settings::default(), "{text}");
        }
    }

    #[test]
    fn damage_and_the_future_are_seen() {
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
