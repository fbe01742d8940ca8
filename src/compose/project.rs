//! The project that a load results in.
//!
//! It has typed values with spans for the graph, the rules and the simulation, and the whole resolved tree, as
//! `docker compose config` prints it.

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use crate::source::Span;
use crate::yaml::Node;

/// The name of a service, which is its key in the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceName(Rc<str>);

impl ServiceName {
    /// Returns the name as a string.
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

/// A value with the span at which it is written, or at which a default would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The span.
    pub span: Span,
}

/// A loaded project.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// The project name, which prefixes the names of containers, networks and volumes.
    pub name: String,
    /// Absolute path of the project directory.
    pub directory: String,
    /// The enabled services by name.
    pub services: BTreeMap<ServiceName, Service>,
    /// The services that no active profile enables, or that are not selected.
    pub disabled: BTreeMap<ServiceName, Service>,
    /// Networks that enabled services use, including the default network.
    pub networks: BTreeMap<String, Network>,
    /// Volumes that enabled services use.
    pub volumes: BTreeMap<String, ProjectResource>,
    /// Secrets that enabled services use.
    pub secrets: BTreeMap<String, ProjectResource>,
    /// Configs that enabled services use.
    pub configs: BTreeMap<String, ProjectResource>,
    /// The shell operators at which commands given as text end, with the span of the command. Docker Compose runs no
    /// shell and silently ignores the rest of such a command.
    pub truncated_commands: Vec<Spanned<String>>,
    /// The whole model as `docker compose config` prints it, before each `$` is doubled.
    pub resolved: Node,
}

/// A network of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Name in the engine: `demo_default`.
    pub name: String,
    /// Whether it must already exist.
    pub external: bool,
    /// Where it is defined; `None` for the implicit default network.
    pub span: Option<Span>,
}

/// A volume, secret or config of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectResource {
    /// Name in the engine: `demo_data`.
    pub name: String,
    /// Whether it must already exist.
    pub external: bool,
    /// Source of the content of a secret or config.
    pub source: Option<ConfigSource>,
    /// Where it is defined.
    pub span: Span,
}

/// The source of the content of a secret or config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigSource {
    /// Absolute path of a file.
    File(String),
    /// Name of a variable of the shell.
    Environment(String),
    /// Content in the compose file.
    Content(String),
}

/// A service of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// The name.
    pub name: ServiceName,
    /// Span of the service's key.
    pub span: Span,
    /// The image to run, or the tag of the image that is built.
    pub image: Option<Spanned<String>>,
    /// How to build the image.
    pub build: Option<Build>,
    /// `command`; `None` if it is not set, empty if it is set to nothing.
    pub command: Option<Spanned<Vec<String>>>,
    /// `entrypoint`; `None` if it is not set, empty if it is set to nothing.
    pub entrypoint: Option<Spanned<Vec<String>>>,
    /// `environment`; `None` for a variable without a value that the shell does not set.
    pub environment: BTreeMap<String, Spanned<Option<String>>>,
    /// Published ports.
    pub ports: Vec<Spanned<Port>>,
    /// Container ports in `expose`, as written.
    pub expose: Vec<Spanned<String>>,
    /// Mounts.
    pub volumes: Vec<Spanned<Mount>>,
    /// Keys of the networks that the service joins.
    pub networks: Vec<Spanned<String>>,
    /// Keys of the secrets that the service uses.
    pub secrets: Vec<Spanned<String>>,
    /// Keys of the configs that the service uses.
    pub configs: Vec<Spanned<String>>,
    /// Explicit and implied dependencies, sorted by name.
    pub depends_on: Vec<Dependency>,
    /// `healthcheck` as far as the file sets it. The image and the engine provide the rest.
    pub healthcheck: Option<Healthcheck>,
    /// Restart policy from `restart` or `deploy.restart_policy`.
    pub restart: Spanned<Restart>,
    /// Number of containers from `scale` or `deploy.replicas`; 1 by default.
    pub replicas: Spanned<u32>,
    /// Whether `deploy.replicas` is set. Dependents do not wait for a service with zero replicas from there.
    pub replicas_from_deploy: bool,
    /// `container_name`.
    pub container_name: Option<Spanned<String>>,
    /// Profiles that enable the service; if empty, it is always enabled.
    pub profiles: Vec<String>,
    /// `stop_signal`.
    pub stop_signal: Option<Spanned<String>>,
    /// `stop_grace_period` in milliseconds.
    pub stop_grace_period: Option<Spanned<u64>>,
    /// Whether an attached `up` shows the service's logs.
    pub attach: bool,
    /// Whether an init process runs as PID 1.
    pub init: bool,
    /// Whether containers have a terminal.
    pub tty: bool,
    /// Whether standard input is kept open.
    pub stdin_open: bool,
    /// `pid` as written: whose PID namespace the containers share.
    pub pid: Option<Spanned<String>>,
    /// `network_mode` as written.
    pub network_mode: Option<Spanned<String>>,
    /// `pull_policy` as written.
    pub pull_policy: Option<Spanned<String>>,
    /// Commands that run in a container after it has started, before it counts as started.
    pub post_start: Vec<Hook>,
    /// Commands that run in a container before it is stopped.
    pub pre_stop: Vec<Hook>,
    /// Type of the external program that provides the service instead of containers.
    pub provider: Option<Spanned<String>>,
    /// `develop.watch`.
    pub watch: Vec<WatchRule>,
    /// `labels`.
    pub labels: BTreeMap<String, String>,
    /// `x-sim`, interpolated and merged.
    pub behavior: Behavior,
}

/// How a service or hook behaves in a simulation: the tree of its `x-sim`.
pub type Behavior = Option<Node>;

/// The `build` of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// The value of `build`.
    pub span: Span,
    /// Absolute path of a directory, or a remote address.
    pub context: String,
    /// Path of the Dockerfile as written. A relative path is relative to the context.
    pub dockerfile: Option<String>,
    /// A Dockerfile that is written in the compose file.
    pub dockerfile_inline: Option<Spanned<String>>,
    /// The stage to build.
    pub target: Option<String>,
    /// Build arguments with a value.
    pub args: BTreeMap<String, String>,
}

/// A dependency on another service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The service depended on.
    pub service: ServiceName,
    /// The condition to wait for.
    pub condition: Condition,
    /// Whether Compose restarts the dependent when it restarts or recreates the other service.
    pub restart: bool,
    /// Whether a failed wait is an error.
    pub required: bool,
    /// The field that the dependency comes from.
    pub source: DependencySource,
    /// Where the other service is named.
    pub span: Span,
    /// Span of the condition, or of the name if no condition is written.
    pub condition_span: Span,
}

/// The condition that a dependent waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// `service_started`: the container has been started.
    Started,
    /// `service_healthy`: the health check has passed.
    Healthy,
    /// `service_completed_successfully`: it has exited with 0.
    Completed,
}

impl Condition {
    /// Returns the condition as written in compose files.
    pub fn name(self) -> &'static str {
        match self {
            Condition::Started => "service_started",
            Condition::Healthy => "service_healthy",
            Condition::Completed => "service_completed_successfully",
        }
    }
}

/// The field that makes a service depend on another.
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

/// The `healthcheck` of a service. The image and then the engine provide what is not set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Healthcheck {
    /// Span of the key.
    pub span: Span,
    /// `test`, whose first item is CMD, CMD-SHELL or NONE.
    pub test: Option<Spanned<Vec<String>>>,
    /// `interval` in milliseconds.
    pub interval: Option<Spanned<u64>>,
    /// `timeout` in milliseconds.
    pub timeout: Option<Spanned<u64>>,
    /// `retries`.
    pub retries: Option<Spanned<u64>>,
    /// `start_period` in milliseconds.
    pub start_period: Option<Spanned<u64>>,
    /// `start_interval` in milliseconds.
    pub start_interval: Option<Spanned<u64>>,
    /// `disable: true`.
    pub disable: bool,
}

/// The restart behavior of the engine after a container exits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restart {
    /// When the engine restarts the container.
    pub policy: RestartPolicy,
    /// The configured maximum number of restarts. The engine accepts it only with `on-failure`.
    pub attempts: Option<u64>,
    /// Whether it comes from `deploy.restart_policy`, which overrides `restart`.
    pub from_deploy: bool,
}

/// When the engine restarts a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestartPolicy {
    /// Never.
    No,
    /// After every exit.
    Always,
    /// After every exit, unless the container was stopped manually.
    UnlessStopped,
    /// After an exit with a code other than 0, with an optional maximum number of restarts.
    OnFailure(Option<u64>),
    /// A value that the engine rejects when the container is created.
    Unknown(String),
}

/// A published container port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Port in the container.
    pub target: u16,
    /// Port or range on the host; `None` if the engine chooses one.
    pub published: Option<String>,
    /// Address on the host; `None` for all addresses.
    pub host_ip: Option<String>,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: String,
}

impl Port {
    /// Whether the port may be published as the host port with this number.
    pub(crate) fn publishes(&self, number: u16) -> bool {
        let Some(published) = &self.published else {
            return false;
        };
        let (first, last) = published.split_once('-').unwrap_or((published, published));
        match (first.parse::<u16>(), last.parse::<u16>()) {
            (Ok(first), Ok(last)) => (first..=last).contains(&number),
            _ => false,
        }
    }
}

/// A mount of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// The kind of mount.
    pub kind: MountKind,
    /// Key of a volume, or a path on the host; `None` for an anonymous volume.
    pub source: Option<String>,
    /// Path in the container.
    pub target: String,
    /// Whether the mount is read-only.
    pub read_only: bool,
}

impl Mount {
    /// Whether it is mounted at a path in the container.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        self.target.trim_end_matches('/') == path
    }
}

/// The kind of a mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MountKind {
    /// A directory or file of the host.
    Bind,
    /// A volume of the engine.
    Volume,
    /// A file system in memory.
    Tmpfs,
    /// An image, a named pipe or a cluster volume.
    Other,
}

/// A command that runs after a container has started or before it is stopped.
#[derive(Debug, Clone, PartialEq)]
pub struct Hook {
    /// The entry of the list.
    pub span: Span,
    /// The command and its arguments.
    pub command: Vec<String>,
    /// `x-sim`.
    pub behavior: Behavior,
}

/// A rule of `develop.watch`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchRule {
    /// The entry of the list.
    pub span: Span,
    /// Absolute path of the watched file or directory.
    pub path: String,
    /// The reaction to a change.
    pub action: WatchAction,
    /// Path in the container that files are copied to.
    pub target: Option<String>,
}

/// The reaction to a change of watched files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchAction {
    /// Copies the file into the container.
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
