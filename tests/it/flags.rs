//! What the flags of a recorded case mean to a load; for the tests that hold the loader against the real one.

use drydock::compose::{EnvResolution, LoadOptions, Passes};

/// The options that come of the flags of `config`.
pub fn options(flag: impl Fn(&str) -> bool) -> LoadOptions {
    LoadOptions {
        passes: Passes {
            interpolate: !flag("--no-interpolate"),
            normalize: !flag("--no-normalize"),
            resolve_paths: !flag("--no-path-resolution"),
            check_consistency: !flag("--no-consistency"),
            bind: !flag("--no-interpolate"),
            ..Passes::default()
        },
        env_resolution: match flag("--no-env-resolution") {
            true => EnvResolution::ByProfile,
            false => EnvResolution::Full,
        },
        ..LoadOptions::default()
    }
}
