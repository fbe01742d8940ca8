//! The flags of `docker compose config` as options of a load.

use drydock::compose::{EnvResolution, LoadOptions, Passes};

/// Returns the options that the flags of `config` set; `flag` tells whether a flag is given.
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
