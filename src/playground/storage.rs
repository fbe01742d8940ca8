//! The data that the browser stores: the visitor's projects and settings.
//!
//! Each project is a JSON text under its own key, with a version. There is no index: the stored projects are the keys
//! that [`ProjectId::of_key`] recognizes, so that two tabs never overwrite each other's list.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::files::Files;
use super::settings::Settings;

/// The version that is written.
const VERSION: u32 = 1;

/// Key of the only project that earlier versions of the page stored.
const FIRST_PROJECT: &str = "drydock.project";
/// Key of the only copy of a link that earlier versions of the page stored.
const FIRST_LINK_COPY: &str = "drydock.copy";
/// Prefix of the keys of all other projects.
const PROJECT_PREFIX: &str = "drydock.project.";

/// Identifies a project: its key in the browser's storage.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProjectId(String);

impl ProjectId {
    /// Creates the id with this suffix of its key.
    pub(super) fn new(suffix: &str) -> Self {
        ProjectId(format!("{PROJECT_PREFIX}{suffix}"))
    }

    /// Returns the id of the project that is stored under a key, or `None` when the key is not a project's.
    pub fn of_key(key: &str) -> Option<Self> {
        let is_project = [FIRST_PROJECT, FIRST_LINK_COPY].contains(&key) || key.starts_with(PROJECT_PREFIX);
        is_project.then(|| ProjectId(key.to_owned()))
    }

    /// Returns the project's key.
    pub fn key(&self) -> &str {
        &self.0
    }
}

/// A key of the browser's storage.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum StorageKey {
    /// A project.
    Project(ProjectId),
    /// The settings.
    Settings,
    /// Edits of a project that were made right before the page was left.
    UnsavedEdits(ProjectId),
}

impl StorageKey {
    /// Prefix of the keys of [`StorageKey::UnsavedEdits`].
    pub const UNSAVED_PREFIX: &str = "drydock.unsaved.";

    /// Returns the key's name in the browser's storage.
    pub fn name(&self) -> String {
        match self {
            StorageKey::Project(id) => id.0.clone(),
            StorageKey::Settings => "drydock.settings".to_owned(),
            StorageKey::UnsavedEdits(id) => format!("{}{}", Self::UNSAVED_PREFIX, id.0),
        }
    }
}

/// The stored texts that the page starts with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredTexts {
    /// The text of each project.
    pub projects: BTreeMap<ProjectId, String>,
    /// The project that this tab had open before it was reloaded.
    pub tab_project: Option<ProjectId>,
    /// The text under [`StorageKey::Settings`].
    pub settings: Option<String>,
    /// The texts under the keys that start with [`StorageKey::UNSAVED_PREFIX`].
    pub unsaved_edits: Vec<String>,
}

/// A project in its stored form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct StoredProject {
    /// The version of the format.
    pub version: u32,
    /// The files.
    pub files: Files,
    /// The project's name as Docker Compose resolves it. Empty if it was not stored.
    pub title: String,
    /// Number of services, if it was known.
    pub services: Option<usize>,
    /// When the project was last opened or changed, in milliseconds since 1970.
    pub used: u64,
    /// The files that [`Action::Undo`](super::Action::Undo) restores. `None` when there are none, or when they are
    /// those that `before_project` has stored.
    pub before: Option<Files>,
    /// Key of the project that [`Action::Undo`](super::Action::Undo) returns to, unless it is this one.
    pub before_project: Option<String>,
    /// The fragment of the link that the project is a copy of.
    pub fragment: Option<String>,
    /// The fragments that the address bar had after the last two saves of the copy of a link, the last one first. When
    /// the page is reloaded during a save, it still has the other one.
    pub addresses: Vec<String>,
}

impl StoredProject {
    /// Creates the stored form of files in the current version.
    pub fn new(files: Files) -> Self {
        StoredProject {
            version: VERSION,
            title: files.name.clone(),
            files,
            ..StoredProject::default()
        }
    }

    /// Whether this is the copy of the link with a fragment, or has this fragment in its address.
    pub fn is_copy_of(&self, fragment: &str) -> bool {
        self.fragment.as_deref() == Some(fragment) || self.addresses.iter().any(|address| address == fragment)
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
    let string = |key: &str| stored.get(key).and_then(Json::as_str).map(str::to_owned);
    let number = |key: &str| stored.get(key).and_then(Json::as_u64);
    let files = Files::read(stored.get("files")?)?;
    Some(StoredProject {
        version,
        title: string("title").unwrap_or_else(|| files.name.clone()),
        files,
        services: number("services").map(|services| services as usize),
        used: number("used").unwrap_or_default(),
        before,
        before_project: string("before_project"),
        fragment: string("fragment"),
        addresses: stored
            .get("addresses")
            .and_then(Json::as_array)
            .map(|addresses| addresses.iter().filter_map(Json::as_str).map(str::to_owned).collect())
            .unwrap_or_default(),
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
        let stored = StoredProject {
            services: Some(3),
            used: 1_790_000_000_000,
            before: Some(files.clone()),
            before_project: Some("drydock.project.x".to_owned()),
            fragment: Some("1:abc".to_owned()),
            addresses: vec!["1:abd".to_owned()],
            ..StoredProject::new(files)
        };
        assert_eq!(read_project(&write(&stored)), Some(stored));
    }

    #[test]
    fn project_of_an_earlier_version_of_the_page_is_read() {
        let files = "{\"name\":\"demo\",\"open\":\"\",\"files\":[]}";
        let text = format!("{{\"version\":1,\"files\":{files},\"before\":{files}}}");
        let project = read_project(&text).expect("the text is valid");
        assert_eq!(
            (project.title.as_str(), project.used, project.services),
            ("demo", 0, None)
        );
        assert_eq!(project.before.as_ref(), Some(&project.files));
    }

    #[test]
    fn keys_of_projects_are_recognized() {
        for (key, expected) in [
            ("drydock.project", true),
            ("drydock.project.damaged", true),
            ("drydock.project.19a", true),
            ("drydock.copy", true),
            ("drydock.settings", false),
            ("drydock.projects", false),
            ("drydock.unsaved.drydock.project", false),
        ] {
            assert_eq!(ProjectId::of_key(key).is_some(), expected, "{key}");
        }
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
