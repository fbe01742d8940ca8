//! The model: what a compose project is once everything is resolved.
//!
//! It holds what graph, checks and simulation need, bound to types, each with its place, and beside it
//! the whole resolved tree, as `docker compose config` prints it.

use std::fmt;
use std::rc::Rc;

use crate::source::Span;
use crate::yaml::Node;
use std::collections::BTreeMap;

/// A service's key in the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceName(Rc<str>);

impl ServiceName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ServiceName {
    fn from(name: &str) -> Self {
        ServiceName(name.into())
    }
}

impl std::borrow::Borrow<str> for ServiceName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value with the place that decides it: where it is written, or, for a default, where it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The place.
    pub span: Span,
}

/// A loaded project.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Its name, which prefixes containers, networks and volumes.
    pub name: String,
    /// The project directory, absolute.
    pub directory: String,
    /// The services that are on, by name.
    pub services: BTreeMap<ServiceName, Service>,
    /// The services that are off because no profile of theirs is active, or that were not selected.
    pub disabled: BTreeMap<ServiceName, Service>,
    /// Networks in use by a service that is on; `default` among them.
    pub networks: BTreeMap<String, Network>,
    /// Volumes in use.
    pub volumes: BTreeMap<String, ProjectResource>,
    /// Secrets in use.
    pub secrets: BTreeMap<String, ProjectResource>,
    /// Configs in use.
    pub configs: BTreeMap<String, ProjectResource>,
    /// The shell operators at which commands given as text end, with the span of the command. Docker Compose runs no
    /// shell and silently ignores the rest of such a command.
    pub truncated_commands: Vec<Spanned<String>>,
    /// The whole model as `docker compose config` prints it, before `$` is doubled.
    pub resolved: Node,
}

/// A network of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// The engine's name for it: `demo_default`.
    pub name: String,
    /// It must exist already.
    pub external: bool,
    /// Where it is declared; `None` for the implicit default network.
    pub span: Option<Span>,
}

/// A volume, secret or config of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectResource {
    /// The engine's name for it: `demo_data`.
    pub name: String,
    /// It must exist already.
    pub external: bool,
    /// Where a secret's or config's content comes from.
    pub source: Option<ConfigSource>,
    /// Where it is declared.
    pub span: Span,
}

/// Where a secret or config takes its content from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigSource {
    /// A file, absolute.
    File(String),
    /// A variable of the shell.
    Environment(String),
    /// Text in the compose file.
    Content(String),
}

/// A service.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: ServiceName,
    /// Where its key is written.
    pub span: Span,
    /// The image to run, or the tag of what is built.
    pub image: Option<Spanned<String>>,
    /// How to build it.
    pub build: Option<Build>,
    /// `command`; `None` when unset, empty when it was set to nothing.
    pub command: Option<Spanned<Vec<String>>>,
    /// `entrypoint`; likewise.
    pub entrypoint: Option<Spanned<Vec<String>>>,
    /// Environment; `None` for a variable that is passed through and not set.
    pub environment: BTreeMap<String, Spanned<Option<String>>>,
    /// Published ports.
    pub ports: Vec<Spanned<Port>>,
    /// Container ports named by `expose`, as written.
    pub expose: Vec<Spanned<String>>,
    /// Mounts.
    pub volumes: Vec<Spanned<Mount>>,
    /// Keys of the networks it joins.
    pub networks: Vec<Spanned<String>>,
    /// Keys of the secrets it uses.
    pub secrets: Vec<Spanned<String>>,
    /// Keys of the configs it uses.
    pub configs: Vec<Spanned<String>>,
    /// Services it depends on, by name, explicit and implied.
    pub depends_on: Vec<Dependency>,
    /// `healthcheck`, with only what the file says: engine and image fill the rest.
    pub healthcheck: Option<Healthcheck>,
    /// What happens when a container exits, from `restart` or `deploy.restart_policy`.
    pub restart: Spanned<Restart>,
    /// How many containers, from `scale`, `deploy.replicas`, or 1.
    pub replicas: Spanned<u32>,
    /// `deploy.replicas` is given: then zero replicas are not even waited for.
    pub replicas_from_deploy: bool,
    /// A fixed container name.
    pub container_name: Option<Spanned<String>>,
    /// Profiles that turn it on; empty: always on.
    pub profiles: Vec<String>,
    /// `stop_signal`.
    pub stop_signal: Option<Spanned<String>>,
    /// `stop_grace_period`, in milliseconds.
    pub stop_grace_period: Option<Spanned<u64>>,
    /// An attached `up` shows what it writes, unless this says no.
    pub attach: bool,
    /// Runs an init process as PID 1.
    pub init: bool,
    /// Has a terminal.
    pub tty: bool,
    /// Keeps standard input open.
    pub stdin_open: bool,
    /// `pid`, as written: whose process space it shares.
    pub pid: Option<Spanned<String>>,
    /// `network_mode`, as written.
    pub network_mode: Option<Spanned<String>>,
    /// `pull_policy`, as written.
    pub pull_policy: Option<Spanned<String>>,
    /// Commands run in a container after its start, before it counts as started.
    pub post_start: Vec<Hook>,
    /// Commands run in a container before it is stopped.
    pub pre_stop: Vec<Hook>,
    /// An external program stands for the container; its type.
    pub provider: Option<Spanned<String>>,
    /// `develop.watch`.
    pub watch: Vec<WatchRule>,
    /// `labels`.
    pub labels: BTreeMap<String, String>,
    /// `x-sim`, interpolated and merged, as a tree.
    pub behavior: Behavior,
}

/// How a service behaves in a simulation: its `x-sim`, not yet read.
pub type Behavior = Option<Node>;

/// `build`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// Where it is written.
    pub span: Span,
    /// A folder, absolute, or a remote address.
    pub context: String,
    /// Path of the Dockerfile as written, usually relative to the context.
    pub dockerfile: Option<String>,
    /// A Dockerfile in the compose file.
    pub dockerfile_inline: Option<Spanned<String>>,
    /// The stage to build.
    pub target: Option<String>,
    /// Build arguments that have a value.
    pub args: BTreeMap<String, String>,
}

/// A dependency on another service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The other service.
    pub service: ServiceName,
    /// What is waited for.
    pub condition: Condition,
    /// Restarted or recreated by a compose command together with the other.
    pub restart: bool,
    /// Whether failing to wait is an error.
    pub required: bool,
    /// Where it comes from.
    pub source: DependencySource,
    /// The place that names the other service.
    pub span: Span,
    /// The place of the condition; that of the name where none is written.
    pub condition_span: Span,
}

/// What a dependent waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// `service_started`: the start call has returned.
    Started,
    /// `service_healthy`: the health check has passed.
    Healthy,
    /// `service_completed_successfully`: it has exited with 0.
    Completed,
}

impl Condition {
    /// As the file spells it.
    pub fn name(self) -> &'static str {
        match self {
            Condition::Started => "service_started",
            Condition::Healthy => "service_healthy",
            Condition::Completed => "service_completed_successfully",
        }
    }
}

/// What makes a service depend on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DependencySource {
    /// `depends_on`.
    DependsOn,
    /// `links`.
    Links,
    /// `network_mode: service:`.
    NetworkMode,
    /// `ipc`, `pid`, `uts` or `cgroup: service:`.
    Namespace,
    /// `volumes_from`.
    VolumesFrom,
}

/// `healthcheck`. Absent parts come from the image, then from the engine's defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Healthcheck {
    /// The key.
    pub span: Span,
    /// `test`, its first word CMD, CMD-SHELL or NONE.
    pub test: Option<Spanned<Vec<String>>>,
    /// `interval`, milliseconds.
    pub interval: Option<Spanned<u64>>,
    /// `timeout`, milliseconds.
    pub timeout: Option<Spanned<u64>>,
    /// `retries`.
    pub retries: Option<Spanned<u64>>,
    /// `start_period`, milliseconds.
    pub start_period: Option<Spanned<u64>>,
    /// `start_interval`, milliseconds.
    pub start_interval: Option<Spanned<u64>>,
    /// `disable: true`.
    pub disable: bool,
}

/// What the engine does when a container exits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restart {
    /// When it starts it again.
    pub policy: RestartPolicy,
    /// The number of restarts that is written with it; the engine takes one with `on-failure` only.
    pub attempts: Option<u64>,
    /// It comes from `deploy.restart_policy`, which replaces `restart`.
    pub from_deploy: bool,
}

/// When the engine starts a container again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestartPolicy {
    /// Never.
    No,
    /// After every exit.
    Always,
    /// After every exit, unless it was stopped by hand.
    UnlessStopped,
    /// After an exit with another code than 0, so many times at most.
    OnFailure(Option<u64>),
    /// A word the engine refuses when the container is created.
    Unknown(String),
}

/// A published port, one container port each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Port in the container.
    pub target: u16,
    /// Port or range on the host, as text; `None`: the engine picks one.
    pub published: Option<String>,
    /// Address on the host; `None`: all.
    pub host_ip: Option<String>,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: String,
}

/// A mount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Its kind.
    pub kind: MountKind,
    /// A volume's key, or a path on the host; `None`: anonymous.
    pub source: Option<String>,
    /// Path in the container.
    pub target: String,
    /// Not writable.
    pub read_only: bool,
}

/// What is mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MountKind {
    /// A folder or file of the host.
    Bind,
    /// A volume of the engine.
    Volume,
    /// Memory.
    Tmpfs,
    /// A part of an image, a pipe or a cluster volume.
    Other,
}

/// A lifecycle hook.
#[derive(Debug, Clone, PartialEq)]
pub struct Hook {
    /// The entry.
    pub span: Span,
    /// The command's words.
    pub command: Vec<String>,
    /// Its `x-sim`.
    pub behavior: Behavior,
}

/// A rule of `develop.watch`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchRule {
    /// The entry.
    pub span: Span,
    /// What is watched, absolute.
    pub path: String,
    /// What a change does.
    pub action: WatchAction,
    /// Where files are copied to.
    pub target: Option<String>,
}

/// What a watched change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchAction {
    /// Copies the file.
    Sync,
    /// Builds and recreates the service.
    Rebuild,
    /// Restarts the service.
    Restart,
    /// Copies, then restarts.
    SyncRestart,
    /// Copies, then runs a command.
    SyncExec,
}
