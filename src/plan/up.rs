//! `up`, `create` and `scale`: their options, and which of them exclude each other.
//!
//! Source: compose `cmd/compose/{up,create,scale}.go`.

use std::collections::BTreeMap;

use super::SelectionScope;
use super::flags::{Arguments, FlagSet};

/// Options of `up`, and of `create` and `scale`, which perform parts of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Up {
    /// The named services; empty for all.
    pub(crate) services: Vec<String>,
    /// Whether dependencies of the named services are included.
    pub(crate) scope: SelectionScope,
    /// Replica counts that override the file's.
    pub(crate) scale: BTreeMap<String, u32>,
    /// Which containers of the named services are recreated.
    pub(crate) recreate: Recreate,
    /// Which containers of the services that are included only as dependencies are recreated.
    pub(crate) recreate_dependencies: Recreate,
    /// Builds images even if they exist.
    pub(crate) build: bool,
    /// Whether images are pulled.
    pub(crate) pull: PullMode,
    /// Answers every prompt with yes.
    pub(crate) assume_yes: bool,
    /// Removes containers of services that are not in the file.
    pub(crate) remove_orphans: bool,
    /// The last stage that is performed.
    pub(crate) last_stage: UpStage,
    /// When the command returns.
    pub(crate) return_when: ReturnWhen,
    /// Longest time to wait for readiness, in milliseconds.
    pub(crate) wait_timeout: Option<u64>,
    /// The containers whose output is shown.
    pub(crate) attach: AttachOptions,
    /// The event that ends an attached `up` early.
    pub(crate) abort: Abort,
    /// The service whose exit code becomes the command's.
    pub(crate) exit_code_from: Option<String>,
    /// Grace period for stopping containers, in milliseconds.
    pub(crate) grace: Option<u64>,
}

impl Up {
    /// Returns which containers of a service are recreated.
    pub(crate) fn recreate_of(&self, service: &str) -> Recreate {
        if self.services.is_empty() || self.services.iter().any(|named| named == service) {
            self.recreate
        } else {
            self.recreate_dependencies
        }
    }
}

/// Which existing containers are recreated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Recreate {
    /// Containers whose service has changed.
    #[default]
    Changed,
    /// All containers.
    Always,
    /// No container.
    Never,
}

/// Whether `up` pulls images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum PullMode {
    /// As the `pull_policy` of each service says.
    #[default]
    ByPolicy,
    /// Never, as with `--pull never`.
    Never,
}

/// The stages of `up`, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum UpStage {
    /// Containers are created, as by `create` or with `--no-start`.
    Create,
    /// Containers are created and started.
    #[default]
    Start,
}

/// When `up` returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ReturnWhen {
    /// When the containers have stopped: it stays attached to them.
    #[default]
    ContainersStopped,
    /// When the containers are started, as with `--detach`.
    ContainersStarted,
    /// When the services are running or healthy, as with `--wait`.
    ServicesReady,
}

/// The containers whose output an attached `up` shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct AttachOptions {
    /// Services to show; empty for the services that `up` names.
    pub(crate) services: Vec<String>,
    /// Services to hide.
    pub(crate) excluded: Vec<String>,
    /// Shows dependencies of the named services too.
    pub(crate) dependencies: bool,
}

/// The event that ends an attached `up` early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Abort {
    /// It is not ended early.
    #[default]
    Never,
    /// The first container that exits.
    OnExit,
    /// The first container that exits with a code other than 0.
    OnFailure,
}

const UP: FlagSet = FlagSet::new(
    &[
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
    &[
        "wait-timeout",
        "scale",
        "exit-code-from",
        "timeout t",
        "pull",
        "attach",
        "no-attach",
    ],
);

const CREATE: FlagSet = FlagSet::new(
    &[
        "build",
        "force-recreate",
        "no-build",
        "no-recreate",
        "quiet-pull",
        "remove-orphans",
        "yes y",
    ],
    &["pull", "scale"],
);

/// Parses the arguments of `up`. Conflicts are checked in Docker Compose's order.
pub(crate) fn parse_up(words: &[String]) -> Result<Up, String> {
    let arguments = Arguments::parse(words, &UP)?;
    let exit_code_from = arguments.last_value("exit-code-from").map(str::to_owned);
    let abort = parse_abort(&arguments, exit_code_from.is_some())?;
    let attach_flags =
        "--abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch";
    let stays_attached = abort != Abort::Never
        || ["attach-dependencies", "watch"].iter().any(|name| arguments.has(name))
        || arguments.last_value("attach").is_some();
    if arguments.has("wait") && stays_attached {
        return Err(format!("--wait cannot be combined with {attach_flags}"));
    }
    let create_options = parse_create_options(&arguments)?;
    if stays_attached && arguments.has("detach") {
        return Err(format!("--detach cannot be combined with {attach_flags}"));
    }
    Ok(Up {
        scope: arguments.selection_scope(),
        last_stage: match arguments.has("no-start") {
            true => UpStage::Create,
            false => UpStage::Start,
        },
        return_when: match (arguments.has("wait"), arguments.has("detach")) {
            (true, _) => ReturnWhen::ServicesReady,
            (false, true) => ReturnWhen::ContainersStarted,
            (false, false) => ReturnWhen::ContainersStopped,
        },
        wait_timeout: arguments.milliseconds("wait-timeout", "")?.filter(|&limit| limit > 0),
        abort,
        exit_code_from,
        grace: arguments.milliseconds("timeout", "-t, ")?,
        attach: AttachOptions {
            services: arguments.values("attach"),
            excluded: arguments.values("no-attach"),
            dependencies: arguments.has("attach-dependencies"),
        },
        services: arguments.positional,
        ..create_options
    })
}

/// `--exit-code-from` implies `--abort-on-container-exit`.
fn parse_abort(arguments: &Arguments, has_exit_code_from: bool) -> Result<Abort, String> {
    let on_exit = arguments.has("abort-on-container-exit");
    match (on_exit, arguments.has("abort-on-container-failure")) {
        (true, true) => {
            Err("--abort-on-container-failure cannot be combined with --abort-on-container-exit".to_owned())
        }
        (false, true) => Ok(Abort::OnFailure),
        _ if on_exit || has_exit_code_from => Ok(Abort::OnExit),
        _ => Ok(Abort::Never),
    }
}

/// Parses the arguments of `create`.
pub(crate) fn parse_create(words: &[String]) -> Result<Up, String> {
    let arguments = Arguments::parse(words, &CREATE)?;
    let create_options = parse_create_options(&arguments)?;
    Ok(Up {
        last_stage: UpStage::Create,
        services: arguments.positional,
        ..create_options
    })
}

/// Parses the options that `up` and `create` share.
fn parse_create_options(arguments: &Arguments) -> Result<Up, String> {
    let (no_recreate, renews_volumes) = (arguments.has("no-recreate"), arguments.has("renew-anon-volumes"));
    if arguments.has("build") && arguments.has("no-build") {
        return Err("--build and --no-build are incompatible".to_owned());
    }
    // New anonymous volumes require new containers.
    let recreate = |force_flag: &str| match (arguments.has(force_flag), no_recreate) {
        (true, true) => Err(format!("--{force_flag} and --no-recreate are incompatible")),
        (forced, false) if forced || renews_volumes => Ok(Recreate::Always),
        (_, true) => Ok(Recreate::Never),
        _ => Ok(Recreate::Changed),
    };
    let (recreate, recreate_dependencies) = (recreate("force-recreate")?, recreate("always-recreate-deps")?);
    if no_recreate && renews_volumes {
        return Err("--no-recreate and --renew-anon-volumes are incompatible".to_owned());
    }
    let mut scale = BTreeMap::new();
    for text in arguments.values("scale") {
        let (service, count) = (text.split_once('='))
            .ok_or_else(|| format!("invalid --scale option \"{text}\". Should be SERVICE=NUM"))?;
        let number = count.parse();
        let number = number.map_err(|_| format!("strconv.Atoi: parsing \"{count}\": invalid syntax"))?;
        scale.insert(service.to_owned(), number);
    }
    Ok(Up {
        recreate,
        recreate_dependencies,
        scale,
        remove_orphans: arguments.has("remove-orphans"),
        build: arguments.has("build"),
        pull: match arguments.last_value("pull") {
            Some("never") => PullMode::Never,
            _ => PullMode::ByPolicy,
        },
        assume_yes: arguments.has("yes"),
        ..Up::default()
    })
}

/// Parses the arguments of `scale`.
pub(crate) fn parse_scale(words: &[String]) -> Result<Up, String> {
    let arguments = Arguments::parse(words, &FlagSet::new(&["no-deps"], &[]))?;
    if arguments.positional.is_empty() {
        return Err("requires at least 1 arg(s), only received 0".to_owned());
    }
    let mut scale = BTreeMap::new();
    for text in &arguments.positional {
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
        return_when: ReturnWhen::ContainersStarted,
        scope: arguments.selection_scope(),
        scale,
        ..Up::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_options_are_parsed() {
        let line = "--wait --wait-timeout 5 --scale w=3 -t2 --force-recreate web";
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let up = parse_up(&words).expect("the command line is valid");
        assert_eq!(
            (up.return_when, up.recreate),
            (ReturnWhen::ServicesReady, Recreate::Always)
        );
        assert_eq!((up.wait_timeout, up.grace), (Some(5000), Some(2000)));
        assert_eq!(up.scale.get("w"), Some(&3));
        assert_eq!(up.services, ["web"]);
    }
}
