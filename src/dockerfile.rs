//! A Dockerfile's instructions, with their places.

/// What a `HEALTHCHECK` says; absent parts are the engine's defaults.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImageCheck {
    /// The test, its first word `CMD`, `CMD-SHELL` or `NONE`.
    pub test: Vec<String>,
    /// Milliseconds.
    pub interval: Option<u64>,
    /// Milliseconds.
    pub timeout: Option<u64>,
    /// Failures in a row that make it unhealthy.
    pub retries: Option<u64>,
    /// Milliseconds.
    pub start_period: Option<u64>,
    /// Milliseconds.
    pub start_interval: Option<u64>,
}
