//! `up`, `create` and `scale`: what their flags ask for, and which of them don't go together.
//!
//! Source: compose `cmd/compose/{up,create,scale}.go`.

use super::{Abort, Flags, Recreate, Up, flags};
use crate::plan::words::Options;
use std::collections::BTreeMap;

const UP: Flags = Flags {
    switches: &[
        "detach d",
        "wait",
        "force-recreate",
        "no-recreate",
        "no-deps",
        "abort-on-container-exit",
        "abort-on-container-failure",
        "remove-orphans",
        "no-start",
        "build",
        "no-build",
        "quiet-pull",
        "quiet-build",
        "renew-anon-volumes V",
        "always-recreate-deps",
        "no-log-prefix",
        "no-color",
        "timestamps",
        "attach-dependencies",
        "menu",
        "watch w",
        "yes y",
    ],
    values: &[
        "wait-timeout",
        "scale",
        "exit-code-from",
        "timeout t",
        "pull",
        "attach",
        "no-attach",
    ],
};

const CREATE: Flags = Flags {
    switches: &[
        "build",
        "force-recreate",
        "no-build",
        "no-recreate",
        "quiet-pull",
        "remove-orphans",
        "yes y",
    ],
    values: &["pull", "scale"],
};

/// Reads the words after `up`.
pub(super) fn up(words: &[String]) -> Result<Up, String> {
    let options = Options::of(words, &UP)?;
    let exit_code_from = options.last("exit-code-from").map(str::to_owned);
    let abort = abort(&options, exit_code_from.is_some())?;
    let wait = options.has("wait");
    let stays = abort != Abort::Never
        || ["attach-dependencies", "watch"].iter().any(|name| options.has(name))
        || options.last("attach").is_some();
    let others = "--abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch";
    if wait && stays {
        return Err(format!("--wait cannot be combined with {others}"));
    }
    let created = created(&options)?;
    if stays && options.has("detach") {
        return Err(format!("--detach cannot be combined with {others}"));
    }
    Ok(Up {
        detach: options.has("detach") || wait,
        wait,
        wait_timeout: options.seconds("wait-timeout", "")?.filter(|limit| *limit > 0),
        no_deps: options.has("no-deps"),
        abort,
        exit_code_from,
        no_start: options.has("no-start"),
        grace: options.seconds("timeout", "-t, ")?,
        attach: options.all("attach"),
        no_attach: options.all("no-attach"),
        attach_dependencies: options.has("attach-dependencies"),
        services: options.rest,
        ..created
    })
}

fn abort(options: &Options, by_code: bool) -> Result<Abort, String> {
    let (on_exit, on_failure) = (
        options.has("abort-on-container-exit"),
        options.has("abort-on-container-failure"),
    );
    match (on_exit, on_failure) {
        (true, true) => {
            Err("--abort-on-container-failure cannot be combined with --abort-on-container-exit".to_owned())
        }
        (_, true) => Ok(Abort::OnFailure),
        _ if on_exit || by_code => Ok(Abort::OnExit),
        _ => Ok(Abort::Never),
    }
}

/// Reads the words after `create`.
pub(super) fn create(words: &[String]) -> Result<Up, String> {
    let options = Options::of(words, &CREATE)?;
    let created = created(&options)?;
    Ok(Up {
        no_start: true,
        services: options.rest,
        ..created
    })
}

/// What `up` and `create` have in common.
fn created(options: &Options) -> Result<Up, String> {
    let (never, renews) = (options.has("no-recreate"), options.has("renew-anon-volumes"));
    if options.has("build") && options.has("no-build") {
        return Err("--build and --no-build are incompatible".to_owned());
    }
    // New anonymous volumes need new containers.
    let recreate = |forced: &str| match (options.has(forced), never) {
        (true, true) => Err(format!("--{forced} and --no-recreate are incompatible")),
        (forced, false) if forced || renews => Ok(Recreate::Always),
        (_, true) => Ok(Recreate::Never),
        _ => Ok(Recreate::Changed),
    };
    let (named, dependencies) = (recreate("force-recreate")?, recreate("always-recreate-deps")?);
    if never && renews {
        return Err("--no-recreate and --renew-anon-volumes are incompatible".to_owned());
    }
    let mut scale = BTreeMap::new();
    for text in options.all("scale") {
        let (service, count) = (text.split_once('='))
            .ok_or_else(|| format!("invalid --scale option \"{text}\". Should be SERVICE=NUM"))?;
        let number = count.parse();
        let number = number.map_err(|_| format!("strconv.Atoi: parsing \"{count}\": invalid syntax"))?;
        scale.insert(service.to_owned(), number);
    }
    Ok(Up {
        recreate: named,
        recreate_dependencies: dependencies,
        scale,
        remove_orphans: options.has("remove-orphans"),
        build: options.has("build"),
        never_pulls: options.last("pull") == Some("never"),
        yes: options.has("yes"),
        ..Up::default()
    })
}

/// Reads the words after `scale`.
pub(super) fn scale(words: &[String]) -> Result<Up, String> {
    let options = Options::of(words, &flags(&["no-deps"], &[]))?;
    if options.rest.is_empty() {
        return Err("requires at least 1 arg(s), only received 0".to_owned());
    }
    let mut scale = BTreeMap::new();
    for text in &options.rest {
        let parts = text
            .split_once('=')
            .filter(|(name, count)| !name.is_empty() && !count.is_empty());
        let (service, count) = parts.ok_or_else(|| format!("invalid scale specifier: {text}"))?;
        let count = count.parse();
        let count = count.map_err(|_| format!("invalid scale specifier: can't parse replica value as int: {text}"))?;
        scale.insert(service.to_owned(), count);
    }
    Ok(Up {
        services: scale.keys().cloned().collect(),
        detach: true,
        no_deps: options.has("no-deps"),
        scale,
        ..Up::default()
    })
}
