//! The flags of `docker compose config` as options of a load.

use drydock::compose::{EnvResolution, LoadOptions};

/// Returns the options that the flags of `config` set; `flag` tells whether a flag is given.
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
