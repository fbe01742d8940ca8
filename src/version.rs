//! The versions of Docker Compose and of the engine that Drydock reproduces.
//!
//! Loading and simulation look up what differs between versions; the differences are data in the modules that they
//! concern. A further version is a variant here and its data there.

use std::fmt;
use std::str::FromStr;

/// A version of Docker Compose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComposeVersion {
    /// Docker Compose v2.40.3.
    V2_40,
    /// Docker Compose v5.6.1.
    V5_6,
}

impl ComposeVersion {
    /// All versions, oldest first.
    pub const ALL: [ComposeVersion; 2] = [ComposeVersion::V2_40, ComposeVersion::V5_6];
    /// The version if none is chosen.
    pub const DEFAULT: ComposeVersion = ComposeVersion::V2_40;

    /// Returns the name without the patch release, such as `2.40`.
    pub fn name(self) -> &'static str {
        match self {
            ComposeVersion::V2_40 => "2.40",
            ComposeVersion::V5_6 => "5.6",
        }
    }
}

impl Default for ComposeVersion {
    fn default() -> Self {
        ComposeVersion::DEFAULT
    }
}

impl fmt::Display for ComposeVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for ComposeVersion {
    type Err = String;

    /// Parses a version such as `2.40`. A patch release is ignored.
    fn from_str(text: &str) -> Result<Self, String> {
        let found = ComposeVersion::ALL.into_iter().find(|version| {
            let rest = text.trim_start_matches('v').strip_prefix(version.name());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        found.ok_or_else(|| {
            format!(
                "`{text}` is not a supported version: use {}",
                either(ComposeVersion::ALL)
            )
        })
    }
}

/// A version of the Docker engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EngineVersion {
    /// Engine 20.10.24.
    V20,
    /// Engine 28.5.
    V28,
}

impl EngineVersion {
    /// All versions, oldest first.
    pub const ALL: [EngineVersion; 2] = [EngineVersion::V20, EngineVersion::V28];
    /// The version if none is chosen.
    pub const DEFAULT: EngineVersion = EngineVersion::V28;

    /// Returns the major version.
    pub fn major(self) -> u32 {
        match self {
            EngineVersion::V20 => 20,
            EngineVersion::V28 => 28,
        }
    }
}

impl Default for EngineVersion {
    fn default() -> Self {
        EngineVersion::DEFAULT
    }
}

impl fmt::Display for EngineVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.major())
    }
}

impl FromStr for EngineVersion {
    type Err = String;

    /// Parses a version such as `28` or `28.5.2`. Minor version and patch release are ignored.
    fn from_str(text: &str) -> Result<Self, String> {
        let major = text.split('.').next().and_then(|major| major.parse().ok());
        let found = EngineVersion::ALL
            .into_iter()
            .find(|version| Some(version.major()) == major);
        found.ok_or_else(|| {
            format!(
                "`{text}` is not a supported version: use {}",
                either(EngineVersion::ALL)
            )
        })
    }
}

/// Returns the alternatives as text, such as `2.40 or 5.6`.
fn either<const N: usize>(versions: [impl fmt::Display; N]) -> String {
    versions.map(|version| version.to_string()).join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_parsed_with_and_without_patch_release() {
        for (text, version) in [
            ("2.40", Some(ComposeVersion::V2_40)),
            ("v2.40.3", Some(ComposeVersion::V2_40)),
            ("5.6.1", Some(ComposeVersion::V5_6)),
            ("2.4", None),
            ("5.60", None),
            ("new", None),
        ] {
            assert_eq!(text.parse().ok(), version, "{text}");
        }
        assert_eq!("20.10.24".parse(), Ok(EngineVersion::V20));
        assert_eq!("28".parse(), Ok(EngineVersion::V28));
        let error = "23".parse::<EngineVersion>();
        assert_eq!(error, Err("`23` is not a supported version: use 20 or 28".to_owned()));
    }
}
