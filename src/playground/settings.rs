//! How the reader likes the page.

use serde::{Serialize, Serializer};

use crate::json::Json;
use crate::yaml::float;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The one that a click on the switch brings.
    pub fn next(self) -> Self {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }
}

/// A border between two panes that can be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// Between files and picture.
    Columns,
    /// Between editor and problems.
    Problems,
    /// Between graph and timeline.
    Timeline,
}

/// Where the border of the problems is taken to be until it is moved, in percent.
const PROBLEMS: f64 = 26.0;

/// The reader's settings. Shares are of the window's width or a column's height, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Settings {
    /// Light or dark.
    pub theme: Theme,
    /// Share of the files' column.
    #[serde(serialize_with = "as_text")]
    pub columns: f64,
    /// Share of the problems in their column; none as long as their number decides.
    #[serde(serialize_with = "as_text_if_moved")]
    pub problems: Option<f64>,
    /// Share of the timeline in its column.
    #[serde(serialize_with = "as_text")]
    pub timeline: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            theme: Theme::System,
            columns: 43.0,
            problems: None,
            timeline: 36.0,
        }
    }
}

impl Settings {
    /// The settings that were kept; what is missing or unreadable is the default.
    pub fn read(kept: &Json) -> Self {
        // Earlier versions kept numbers.
        let number = |kept: &Json| kept.number().or_else(|| float::parse(kept.text()?));
        let share = |name: &str| kept.get(name).and_then(number);
        let theme = kept.get("theme").and_then(Json::text);
        let default = Settings::default();
        Settings {
            theme: Theme::ALL
                .into_iter()
                .find(|known| Some(known.word()) == theme)
                .unwrap_or_default(),
            columns: share("columns").unwrap_or(default.columns),
            problems: share("problems"),
            timeline: share("timeline").unwrap_or(default.timeline),
        }
    }

    /// The share at a border.
    pub fn share(&self, border: Border) -> f64 {
        let share = match border {
            Border::Columns => self.columns,
            Border::Problems => self.problems.unwrap_or(PROBLEMS),
            Border::Timeline => self.timeline,
        };
        clamp(share)
    }

    /// Moves a border; neither side disappears.
    pub fn set_share(&mut self, border: Border, share: f64) {
        let share = clamp(share);
        match border {
            Border::Columns => self.columns = share,
            Border::Problems => self.problems = Some(share),
            Border::Timeline => self.timeline = share,
        }
    }
}

/// Shares are kept as text: nothing else of the page makes JSON of numbers with a fraction, which takes tables.
fn as_text<S: Serializer>(share: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(share)
}

fn as_text_if_moved<S: Serializer>(share: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    match share {
        Some(share) => to.collect_str(share),
        None => to.serialize_unit(),
    }
}

fn clamp(share: f64) -> f64 {
    if share.is_finite() {
        share.clamp(10.0, 80.0)
    } else {
        40.0
    }
}
