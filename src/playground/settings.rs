//! The visitor's settings: the theme, the sizes of the panes, and whether the introduction is hidden.

use serde::{Serialize, Serializer};
use serde_json::Value as Json;

/// Color theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// The operating system's theme.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// Returns the theme's name, which is also its stored form.
    pub fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Returns the theme that the theme button switches to.
    pub fn next(self) -> Self {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }
}

/// A splitter between two panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Between the left and the right column.
    Columns,
    /// Between the editor and the problems.
    Problems,
    /// Between the graph and the timeline.
    Timeline,
    /// Between the containers' names and their lanes.
    LaneNames,
}

/// The share that the splitter of the lanes' names reports until it is moved, in percent.
const DEFAULT_LANE_NAMES: f64 = 16.0;

/// The visitor's settings. Shares are percentages of the window's width or of a column's height.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Settings {
    /// Color theme.
    pub theme: Theme,
    /// Share of the left column.
    #[serde(serialize_with = "serialize_share")]
    pub columns: f64,
    /// Share of the problems in the left column.
    #[serde(serialize_with = "serialize_share")]
    pub problems: f64,
    /// Share of the timeline in the right column.
    #[serde(serialize_with = "serialize_share")]
    pub timeline: f64,
    /// Share of the containers' names in the timeline. `None` until the splitter is moved: the width then follows the
    /// longest name.
    #[serde(serialize_with = "serialize_optional_share")]
    pub lane_names: Option<f64>,
    /// Whether the visitor has dismissed the introduction.
    pub is_welcome_dismissed: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            theme: Theme::System,
            columns: 43.0,
            problems: 26.0,
            timeline: 36.0,
            lane_names: None,
            is_welcome_dismissed: false,
        }
    }
}

impl Settings {
    /// Reads stored settings. Missing and unreadable values become the default.
    pub(super) fn read(stored: &Json) -> Self {
        // Earlier versions stored shares as numbers.
        let number = |share: &Json| share.as_f64().or_else(|| share.as_str()?.parse().ok());
        let share = |name: &str| stored.get(name).and_then(number);
        let theme = stored.get("theme").and_then(Json::as_str);
        let default = Settings::default();
        Settings {
            theme: Theme::ALL
                .into_iter()
                .find(|known| Some(known.name()) == theme)
                .unwrap_or_default(),
            columns: share("columns").unwrap_or(default.columns),
            problems: share("problems").unwrap_or(default.problems),
            timeline: share("timeline").unwrap_or(default.timeline),
            lane_names: share("lane_names"),
            is_welcome_dismissed: stored
                .get("is_welcome_dismissed")
                .and_then(Json::as_bool)
                .unwrap_or_default(),
        }
    }

    /// Returns the share of a splitter.
    pub fn share(&self, split: Split) -> f64 {
        let share = match split {
            Split::Columns => self.columns,
            Split::Problems => self.problems,
            Split::Timeline => self.timeline,
            Split::LaneNames => self.lane_names.unwrap_or(DEFAULT_LANE_NAMES),
        };
        clamp(share)
    }

    /// Moves a splitter, within limits that keep both panes visible.
    pub(super) fn set_share(&mut self, split: Split, share: f64) {
        let share = clamp(share);
        match split {
            Split::Columns => self.columns = share,
            Split::Problems => self.problems = share,
            Split::Timeline => self.timeline = share,
            Split::LaneNames => self.lane_names = Some(share),
        }
    }
}

/// Serializes a share as text: serializing it as a number would add serde_json's float tables to the page.
fn serialize_share<S: Serializer>(share: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(share)
}

fn serialize_optional_share<S: Serializer>(share: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match share {
        Some(share) => serializer.collect_str(share),
        None => serializer.serialize_unit(),
    }
}

fn clamp(share: f64) -> f64 {
    if share.is_finite() {
        share.clamp(10.0, 80.0)
    } else {
        40.0
    }
}
