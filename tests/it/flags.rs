//! What the flags of a recorded case mean to a load; for the tests that hold the loader against the real one.

use drydock::compose::{EnvResolution, LoadOptions};

/// The options that come of the flags of `config`.
pub fn options(flag: impl Fn(&str) -> bool) -> LoadOptions {
    LoadOptions {
        no_interpolate: flag("--no-interpolate"),
        no_normalize: flag("--no-normalize"),
        no_path_resolution: flag("--no-path-resolution"),
        no_consistency: flag("--no-consistency"),
        env_resolution: match flag("--no-env-resolution") {
            true => EnvResolution::Unnamed,
            false => EnvResolution::Full,
        },
        ..LoadOptions::default()
    }
}
