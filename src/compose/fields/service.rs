//! Services: the keys of a service, and what is below them.

use super::shape::{
    ARRAY, AllowedKeys, BOOLEAN, BOOLEAN_ONLY, COMMAND, ENTRIES, FIELDS, FIELDS_ONLY, FIELDS_OR_NULL, INTEGER, Kind,
    LIST_OR_DICT, NUMBER, NUMBER_ONLY, OPEN, SCALAR, SCALAR_OR_NULL, STRING, STRING_OR_ARRAY, STRING_OR_FIELDS,
    STRING_OR_NULL, STRING_OR_UNIQUE_ARRAY, Shape, TEXT_NUMBER_OR_NULL, UNIQUE_ARRAY, kinds, mapping,
};
use super::{Cast, Field, Identity, Merge, ValueType, field};
use crate::compose::attributes::{
    build, depends_on, develop, devices, env_file, extends, mounts, networks, ports, text_list, ulimits, volumes,
};

const CGROUP: Shape = Shape::of(&[kinds(&[Kind::String]).words(&["host", "private"])]);
const COUNT: Shape = Shape::of(&[kinds(&[Kind::String]), kinds(&[Kind::Integer]).at_least(0)]);
const PERCENT: Shape = Shape::of(&[kinds(&[Kind::String]), kinds(&[Kind::Integer]).at_least(0).at_most(100)]);
const OOM_SCORE: Shape = Shape::of(&[
    kinds(&[Kind::String]),
    kinds(&[Kind::Integer]).at_least(-1000).at_most(1000),
]);
const TEXT_OR_NUMBER: Shape = Shape::of(&[kinds(&[Kind::String, Kind::Number])]);
const SCALAR_OR_ARRAY: Shape = Shape::of(&[
    kinds(&[Kind::String, Kind::Number, Kind::Boolean]),
    kinds(&[Kind::Array]),
]);
const CONDITION: Shape = Shape::of(&[kinds(&[Kind::String]).words(&[
    "service_started",
    "service_healthy",
    "service_completed_successfully",
])]);
const DEPENDS_ON: Shape = Shape::of(&[kinds(&[Kind::Array]).unique(), mapping(AllowedKeys::Names)]);
const NETWORKS: Shape = Shape::of(&[kinds(&[Kind::Array]).unique(), mapping(AllowedKeys::Names)]);
const MODELS: Shape = Shape::of(&[kinds(&[Kind::Array]).unique(), mapping(AllowedKeys::NamesOrAny)]);
const FIELDS_ELSE_NULL: Shape = Shape::of(&[mapping(AllowedKeys::Known), kinds(&[Kind::Null])]);
const GPUS: Shape = Shape::of(&[kinds(&[Kind::String]).words(&["all"]), kinds(&[Kind::Array])]);
const GPU: Shape = Shape::of(&[mapping(AllowedKeys::Open)]);
const HOSTS: Shape = LIST_OR_DICT;
const HOST: Shape = STRING_OR_ARRAY;
const HOOK: Shape = Shape::of(&[mapping(AllowedKeys::Known).requires(&["command"])]);
const PORT: Shape = Shape::of(&[
    kinds(&[Kind::Number]),
    kinds(&[Kind::String]),
    mapping(AllowedKeys::Known),
]);
const PROVIDER: Shape = Shape::of(&[mapping(AllowedKeys::Known).requires(&["type"])]);
const RECURSIVE: Shape = Shape::of(&[kinds(&[Kind::String]).words(&["enabled", "disabled", "writable", "readonly"])]);
const SELINUX: Shape = Shape::of(&[kinds(&[Kind::String]).words(&["z", "Z"])]);
const SIZE: Shape = Shape::of(&[kinds(&[Kind::Integer]).at_least(0), kinds(&[Kind::String])]);
const DEPENDENCY: Shape = Shape::of(&[mapping(AllowedKeys::Known).requires(&["condition"])]);
const DEVICE: Shape = Shape::of(&[
    kinds(&[Kind::String]),
    mapping(AllowedKeys::Known).requires(&["source"]),
]);
const ENV_FILE_ENTRY: Shape = Shape::of(&[
    kinds(&[Kind::String]),
    mapping(AllowedKeys::KnownOnly).requires(&["path"]),
]);
const EXTENDS: Shape = Shape::of(&[
    kinds(&[Kind::String]),
    mapping(AllowedKeys::KnownOnly).requires(&["service"]),
]);
const ULIMITS_SHAPE: Shape = Shape::of(&[mapping(AllowedKeys::LowerCaseOrAny)]);
const ULIMIT_SHAPE: Shape = Shape::of(&[
    kinds(&[Kind::Integer, Kind::String]),
    mapping(AllowedKeys::Known).requires(&["soft", "hard"]),
]);
const VOLUME: Shape = Shape::of(&[kinds(&[Kind::String]), mapping(AllowedKeys::Known).requires(&["type"])]);
const VOLUME_TYPE: Shape =
    Shape::of(&[kinds(&[Kind::String]).words(&["bind", "volume", "tmpfs", "cluster", "npipe", "image"])]);
const WATCH: Shape = Shape::of(&[mapping(AllowedKeys::Known).requires(&["path", "action"])]);
const WATCH_ACTION: Shape =
    Shape::of(&[kinds(&[Kind::String]).words(&["rebuild", "sync", "restart", "sync+restart", "sync+exec"])]);
const CONTAINER_NAME: Shape =
    Shape::of(&[kinds(&[Kind::String]).pattern("[a-zA-Z0-9][a-zA-Z0-9_.-]+", has_container_name)]);
const PULL_POLICY: Shape = Shape::of(&[kinds(&[Kind::String]).pattern(
    "always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+",
    has_pull_policy,
)]);

fn has_container_name(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| {
        pair[0].is_ascii_alphanumeric() && (pair[1].is_ascii_alphanumeric() || matches!(pair[1], b'_' | b'.' | b'-'))
    })
}

fn has_pull_policy(text: &str) -> bool {
    let words = [
        "always",
        "never",
        "build",
        "if_not_present",
        "missing",
        "refresh",
        "daily",
        "weekly",
    ];
    words.iter().any(|word| text.contains(word))
        || text.split("every_").skip(1).any(|rest| {
            let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            unit.len() < rest.len() && unit.starts_with(['w', 'd', 'h', 'm', 's'])
        })
}

/// `extra_hosts`, of services and builds.
pub(super) const EXTRA_HOSTS: Field =
    field("", HOSTS, ValueType::Hosts, "", "- \"api=10.0.0.5\"").merge(Merge::ExtraHosts);
/// A value of `extra_hosts`.
pub(super) const EXTRA_HOSTS_ENTRY: Field = field("", HOST, ValueType::Text, "", "10.0.0.5");
/// `ulimits`, of services and builds.
pub(super) const ULIMITS: Field = field("", ULIMITS_SHAPE, ValueType::Named, "", "nofile: 65536");
/// One of `ulimits`.
pub(super) const ULIMIT: Field = field("", ULIMIT_SHAPE, ValueType::Ulimit, "", "65536").canonical(ulimits::canonical);

/// The keys of a service.
pub const SERVICE: &[Field] = &[
    field("services.*", FIELDS, ValueType::Fields, "A service: one container, or several alike. It needs an `image`, a `build` or a `provider`.", "image: nginx"),
    field("services.*.profiles", UNIQUE_ARRAY, ValueType::TextList, "The service is on only when one of these profiles is, by `--profile` or COMPOSE_PROFILES. Without any it is always on.", "- debug").identity(Identity::KeyOfKeyValue),
    field("services.*.annotations", LIST_OR_DICT, ValueType::Mapping, "Annotations for the container runtime.", "com.example.foo: bar").merge(Merge::KeyValues).identity(Identity::KeyOfKeyValue),
    field("services.*.attach", BOOLEAN, ValueType::OptionalBool, "Whether `up` shows its logs. Default true.", "false"),
    field("services.*.build", STRING_OR_FIELDS, ValueType::Fields, "How to build the image: the folder to build from, or a mapping. With `image` beside it, the result gets that tag.", "./web").merge(Merge::Build).canonical(build::canonical).default(build::default),
    field("services.*.develop", FIELDS_OR_NULL, ValueType::Fields, "What `docker compose watch` does when files change.", "watch:\n  - path: ./src\n    action: rebuild"),
    field("services.*.blkio_config", FIELDS_ONLY, ValueType::Fields, "Limits for block devices.", "weight: 300"),
    field("services.*.cap_add", UNIQUE_ARRAY, ValueType::TextList, "Kernel capabilities to add.", "- NET_ADMIN").identity(Identity::KeyOfKeyValue),
    field("services.*.cap_drop", UNIQUE_ARRAY, ValueType::TextList, "Kernel capabilities to drop; `ALL` for every one.", "- ALL").identity(Identity::KeyOfKeyValue),
    field("services.*.cgroup_parent", STRING, ValueType::Text, "The parent control group of its containers.", "m-executor-abcd"),
    field("services.*.cgroup", CGROUP, ValueType::Text, "The control group namespace: `host` or `private`.", "private"),
    field("services.*.cpu_count", COUNT, ValueType::Int, "Processors it may use (Windows).", "2").cast(Cast::Int64),
    field("services.*.cpu_percent", PERCENT, ValueType::Float, "Percent of the processors it may use (Windows).", "50").cast(Cast::Float),
    field("services.*.cpu_period", NUMBER, ValueType::Int, "Length of a scheduler period in microseconds.", "100000").cast(Cast::Int64),
    field("services.*.cpu_quota", NUMBER, ValueType::Int, "Microseconds it may run in a period.", "50000").cast(Cast::Int64),
    field("services.*.cpu_rt_period", NUMBER, ValueType::Int, "Real time scheduler period in microseconds.", "1000000").cast(Cast::Int64),
    field("services.*.cpu_rt_runtime", NUMBER, ValueType::Int, "Real time microseconds in a period.", "950000").cast(Cast::Int64),
    field("services.*.cpus", NUMBER, ValueType::Float, "Processors it may use, fractions allowed; 0 no limit. Must agree with `deploy.resources.limits.cpus`.", "0.5").cast(Cast::Float32),
    field("services.*.cpuset", STRING, ValueType::Text, "Which processors it may run on.", "\"0,1\""),
    field("services.*.cpu_shares", NUMBER, ValueType::Int, "Weight against other containers when processors are short. Default 1024.", "512").cast(Cast::Int64),
    field("services.*.command", COMMAND, ValueType::ShellWords, "Replaces the image's CMD. Text is split like a shell would, but no shell runs: `&&`, `|` and `>` end it. Empty clears CMD.", "[\"npm\", \"start\"]").merge(Merge::Replace),
    field("services.*.configs", ARRAY, ValueType::List, "Configs it may read, as files.", "- nginx").identity(Identity::ConfigTarget),
    field("services.*.container_name", CONTAINER_NAME, ValueType::Text, "A fixed name for its container; then it can't have more than one. Default `PROJECT-SERVICE-1`.", "shop-db"),
    field("services.*.credential_spec", FIELDS, ValueType::Fields, "Credentials for a managed account (Windows).", "file: spec.json"),
    field("services.*.depends_on", DEPENDS_ON, ValueType::Named, "Services started before it and stopped after it. A list waits only for their start; a mapping can wait for health or completion.", "db:\n  condition: service_healthy").merge(Merge::DependsOn).canonical(depends_on::canonical),
    field("services.*.deploy", FIELDS_OR_NULL, ValueType::Fields, "How the service is run: replicas, resources, restarts. Docker Compose honors a part of it without Swarm.", "replicas: 2"),
    field("services.*.device_cgroup_rules", UNIQUE_ARRAY, ValueType::TextList, "Rules for device access.", "- \"c 1:3 mr\""),
    field("services.*.devices", ARRAY, ValueType::List, "Devices of the host to pass in: `HOST:CONTAINER:rwm`.", "- /dev/ttyUSB0").identity(Identity::DeviceTarget),
    field("services.*.dns", STRING_OR_UNIQUE_ARRAY, ValueType::TextList, "Name servers.", "1.1.1.1").merge(Merge::StringOrList).identity(Identity::KeyOfKeyValue).canonical(text_list::canonical),
    field("services.*.dns_opt", UNIQUE_ARRAY, ValueType::TextList, "Options of the resolver.", "- use-vc").merge(Merge::StringOrList).identity(Identity::KeyOfKeyValue),
    field("services.*.dns_search", STRING_OR_UNIQUE_ARRAY, ValueType::TextList, "Search domains.", "example.com").merge(Merge::StringOrList).identity(Identity::KeyOfKeyValue),
    field("services.*.domainname", STRING, ValueType::Text, "The domain name of the container.", "example.com"),
    field("services.*.entrypoint", COMMAND, ValueType::ShellWords, "Replaces the image's ENTRYPOINT, and clears its CMD. Text is split like a shell would, but no shell runs.", "[\"/docker-entrypoint.sh\"]").merge(Merge::Replace),
    field("services.*.provider", PROVIDER, ValueType::Fields, "An external program that runs the service instead of a container.", "type: cloud-db"),
    field("services.*.environment", LIST_OR_DICT, ValueType::MappingWithEquals, "Environment variables, as a mapping or a list of `NAME=value`. One without a value is passed through from the shell. Wins over `env_file`.", "POSTGRES_PASSWORD: secret").merge(Merge::KeyValues).identity(Identity::KeyOfKeyValue),
    field("services.*.env_file", STRING_OR_ARRAY, ValueType::List, "Files of variables for the container; later ones win, and `environment` wins over all. Not for `${...}` in this file: that is `.env`.", "./app.env").merge(Merge::StringOrList).identity(Identity::EnvFilePath).canonical(env_file::canonical),
    field("services.*.expose", UNIQUE_ARRAY, ValueType::NumberList, "Ports the container listens on, for other services only. It publishes nothing and documents much.", "- \"3000\"").identity(Identity::Expose),
    field("services.*.extends", EXTENDS, ValueType::Fields, "Takes another service's definition as a base, from this file or another.", "service: base").canonical(extends::canonical),
    field("services.*.external_links", UNIQUE_ARRAY, ValueType::TextList, "Links to containers outside the project.", "- redis_1:redis"),
    EXTRA_HOSTS.at("services.*.extra_hosts", "Host names for the container's /etc/hosts: `name=address`; `host-gateway` is the host."),
    field("services.*.group_add", UNIQUE_ARRAY, ValueType::TextList, "Further groups of the user.", "- mail"),
    field("services.*.gpus", GPUS, ValueType::List, "GPUs to pass in: `all`, or a list of requests.", "all").canonical(devices::canonical_gpus),
    field("services.*.hostname", STRING, ValueType::Text, "The host name inside the container. Others reach it by the service's name.", "web"),
    field("services.*.healthcheck", FIELDS, ValueType::Fields, "How the engine finds out whether the container is healthy. Replaces the image's.", "test: [\"CMD\", \"curl\", \"-f\", \"http://localhost\"]\ninterval: 10s"),
    field("services.*.image", STRING, ValueType::Text, "The image to run: `name:tag`, or the tag of what is built. Without a tag: `latest`.", "nginx:1.27"),
    field("services.*.init", BOOLEAN, ValueType::OptionalBool, "Runs a small init as process 1, which passes signals on and reaps zombies.", "true").cast(Cast::Bool),
    field("services.*.ipc", STRING, ValueType::Text, "The IPC namespace: `shareable`, `host`, `service:NAME` and others.", "host"),
    field("services.*.isolation", STRING, ValueType::Text, "Isolation technology (Windows).", "hyperv"),
    field("services.*.labels", LIST_OR_DICT, ValueType::Labels, "Labels of the container.", "com.example.team: web").merge(Merge::KeyValues).identity(Identity::KeyOfKeyValue),
    field("services.*.label_file", STRING_OR_ARRAY, ValueType::TextList, "Files of labels; `labels` wins over them.", "./app.labels").merge(Merge::StringOrList).canonical(text_list::canonical),
    field("services.*.links", UNIQUE_ARRAY, ValueType::TextList, "Old way to reach another service under an alias; it also makes this one start after it. Names work without it.", "- db:database").identity(Identity::KeyOfKeyValue),
    field("services.*.logging", FIELDS, ValueType::Fields, "Where the container's output goes.", "driver: json-file").merge(Merge::Logging),
    field("services.*.mem_limit", NUMBER, ValueType::Bytes, "Memory it may use: `512m`. Reaching it kills the container. Must agree with `deploy.resources.limits.memory`.", "512m"),
    field("services.*.mem_reservation", INTEGER, ValueType::Bytes, "Memory kept for it when memory is short.", "256m"),
    field("services.*.memswap_limit", NUMBER, ValueType::Bytes, "Memory and swap together; -1 for unlimited swap.", "1g"),
    field("services.*.mem_swappiness", INTEGER, ValueType::Bytes, "How readily it is swapped out, 0 to 100.", "0"),
    field("services.*.mac_address", STRING, ValueType::Text, "The MAC address of the container.", "02:42:ac:11:65:43"),
    field("services.*.models", MODELS, ValueType::Named, "AI models it uses; their address comes in variables.", "- llm").merge(Merge::NamedMapping).canonical(networks::canonical),
    field("services.*.network_mode", STRING, ValueType::Text, "`none`, `host`, `bridge`, or the network of another: `service:NAME`, `container:NAME`. Excludes `networks`.", "host"),
    field("services.*.networks", NETWORKS, ValueType::Named, "Networks it joins. Without any: `default`. Only services on a common network reach each other.", "- backend").merge(Merge::NamedMapping).canonical(networks::canonical),
    field("services.*.oom_kill_disable", BOOLEAN, ValueType::Bool, "The kernel does not kill it when memory runs out.", "true").cast(Cast::Bool),
    field("services.*.oom_score_adj", OOM_SCORE, ValueType::Int, "How likely the kernel kills it, -1000 to 1000.", "-500").cast(Cast::Int64),
    field("services.*.pid", STRING_OR_NULL, ValueType::Text, "The process namespace: `host`, `service:NAME`.", "host"),
    field("services.*.pids_limit", NUMBER, ValueType::Int, "How many processes; -1 no limit.", "100").cast(Cast::Int64),
    field("services.*.platform", STRING, ValueType::Text, "The platform to run on.", "linux/amd64"),
    field("services.*.ports", ARRAY, ValueType::List, "Ports published on the host: `HOST:CONTAINER`. Quote them: `22:22` unquoted has surprised many. Without a host port the engine picks one.", "- \"8080:80\"").identity(Identity::Port).canonical(ports::canonical),
    field("services.*.privileged", BOOLEAN, ValueType::Bool, "All rights of the host. Avoid.", "true").cast(Cast::Bool),
    field("services.*.pull_policy", PULL_POLICY, ValueType::Text, "When the image is pulled: `missing` (default), `always`, `never`, `build`, `daily`, `weekly`, `every_12h`.", "always"),
    field("services.*.pull_refresh_after", STRING, ValueType::Discarded, "Docker Compose accepts it and takes no notice: write `pull_policy: every_12h`.", "24h"),
    field("services.*.read_only", BOOLEAN, ValueType::Bool, "The container's file system can't be written to, mounts apart.", "true").cast(Cast::Bool),
    field("services.*.restart", STRING, ValueType::Text, "`\"no\"` (default, quoted), `always`, `on-failure[:N]`, `unless-stopped`.", "unless-stopped"),
    field("services.*.runtime", STRING, ValueType::Text, "The container runtime.", "runc"),
    field("services.*.scale", INTEGER, ValueType::OptionalInt, "How many containers; `deploy.replicas` must agree.", "2").cast(Cast::Int),
    field("services.*.secrets", ARRAY, ValueType::List, "Secrets it may read, as files below /run/secrets.", "- db_password").identity(Identity::SecretTarget),
    field("services.*.security_opt", UNIQUE_ARRAY, ValueType::TextList, "Labels and profiles of the security system.", "- no-new-privileges:true"),
    field("services.*.shm_size", NUMBER, ValueType::Bytes, "Size of /dev/shm. Default 64m.", "256m"),
    field("services.*.stdin_open", BOOLEAN, ValueType::Bool, "Keeps standard input open (`docker run -i`).", "true").cast(Cast::Bool),
    field("services.*.stop_grace_period", STRING, ValueType::Duration, "Time between the stop signal and SIGKILL. Default 10s.", "30s"),
    field("services.*.stop_signal", STRING, ValueType::Text, "The signal that asks it to stop. Default SIGTERM, or the image's.", "SIGINT"),
    field("services.*.storage_opt", OPEN, ValueType::TextMap, "Options of the storage driver.", "size: 1G"),
    field("services.*.sysctls", LIST_OR_DICT, ValueType::Mapping, "Kernel parameters.", "net.core.somaxconn: 1024").merge(Merge::KeyValues).identity(Identity::KeyOfKeyValue),
    field("services.*.tmpfs", STRING_OR_UNIQUE_ARRAY, ValueType::TextList, "File systems in memory, by path.", "/run").merge(Merge::StringOrList).identity(Identity::KeyOfKeyValue),
    field("services.*.tty", BOOLEAN, ValueType::Bool, "Gives it a terminal (`docker run -t`).", "true").cast(Cast::Bool),
    ULIMITS.at("services.*.ulimits", "Limits of the container's processes."),
    field("services.*.use_api_socket", BOOLEAN_ONLY, ValueType::Bool, "Gives it the engine's API socket.", "true"),
    field("services.*.user", STRING, ValueType::Text, "The user it runs as: name or id, with a group after `:`. Quote numbers.", "\"1000:1000\""),
    field("services.*.userns_mode", STRING, ValueType::Text, "The user namespace.", "host"),
    field("services.*.uts", STRING, ValueType::Text, "The host name namespace: `host`, `service:NAME`.", "host"),
    field("services.*.volumes", ARRAY, ValueType::List, "Mounts: `SOURCE:TARGET[:OPTIONS]`. A source that begins with `.`, `/` or `~` is a path of the host, else a named volume.", "- data:/var/lib/postgresql/data").identity(Identity::VolumeTarget),
    field("services.*.volumes_from", UNIQUE_ARRAY, ValueType::TextList, "Mounts everything another service or container mounts.", "- app:ro"),
    field("services.*.working_dir", STRING, ValueType::Text, "The working folder inside the container. Default: the image's.", "/app"),
    field("services.*.post_start", ARRAY, ValueType::List, "Commands run in the container after it has started.", "- command: ./migrate"),
    field("services.*.pre_stop", ARRAY, ValueType::List, "Commands run in the container before it is stopped.", "- command: ./drain"),
];

/// What is below the keys of a service, `build` and `deploy` apart.
pub const PARTS: &[Field] = &[
    field("services.*.profiles[]", STRING, ValueType::Text, "A profile.", "debug"),
    field("services.*.annotations.*", SCALAR_OR_NULL, ValueType::Text, "An annotation.", "bar"),
    field("services.*.annotations[]", STRING, ValueType::Text, "An annotation as `key=value`.", "foo=bar"),
    field("services.*.develop.watch", ARRAY, ValueType::List, "What to do for which files.", "- path: ./src\n  action: rebuild"),
    field("services.*.develop.watch[]", WATCH, ValueType::Fields, "One rule: `path` and `action` are required.", "path: ./src\naction: sync\ntarget: /app"),
    field("services.*.develop.watch[].path", STRING, ValueType::PrintedText, "The file or folder that is watched.", "./src").check(develop::check_path),
    field("services.*.develop.watch[].action", WATCH_ACTION, ValueType::PrintedText, "`rebuild`, `sync`, `restart`, `sync+restart` or `sync+exec`.", "sync"),
    field("services.*.develop.watch[].target", STRING, ValueType::Text, "Where changed files go in the container; required for the kinds of `sync`.", "/app/src"),
    field("services.*.develop.watch[].exec", HOOK, ValueType::Structure, "What is run after `sync+exec`.", "command: nginx -s reload"),
    field("services.*.develop.watch[].include", STRING_OR_UNIQUE_ARRAY, ValueType::TextList, "Patterns of the only files that count.", "- \"*.go\""),
    field("services.*.develop.watch[].ignore", STRING_OR_UNIQUE_ARRAY, ValueType::TextList, "Patterns of files that don't count.", "- node_modules/"),
    field("services.*.develop.watch[].initial_sync", BOOLEAN_ONLY, ValueType::Bool, "Copies everything at the beginning.", "true"),
    field("services.*.develop.watch[].exec.command", COMMAND, ValueType::ShellWords, "The command, as for a service.", "./migrate"),
    field("services.*.develop.watch[].exec.user", STRING, ValueType::Text, "The user it runs as. Default: the container's.", "root"),
    field("services.*.develop.watch[].exec.privileged", BOOLEAN, ValueType::Bool, "Runs with all rights.", "true"),
    field("services.*.develop.watch[].exec.working_dir", STRING, ValueType::Text, "The folder it runs in.", "/app"),
    field("services.*.develop.watch[].exec.environment", LIST_OR_DICT, ValueType::MappingWithEquals, "Variables for it.", "FOO: bar"),
    field("services.*.develop.watch[].exec.environment.*", SCALAR_OR_NULL, ValueType::Text, "A variable.", "bar"),
    field("services.*.develop.watch[].exec.environment[]", STRING, ValueType::Text, "A variable as `NAME=value`.", "FOO=bar"),
    field("services.*.develop.watch[].exec.command[]", STRING, ValueType::Text, "A word of the command.", "./migrate"),
    field("services.*.develop.watch[].ignore[]", STRING, ValueType::Text, "A pattern.", "node_modules/"),
    field("services.*.develop.watch[].include[]", STRING, ValueType::Text, "A pattern.", "\"*.go\""),
    field("services.*.blkio_config.weight", INTEGER, ValueType::Unsigned(16), "Weight of its share, 10 to 1000.", "300"),
    field("services.*.blkio_config.weight_device", ARRAY, ValueType::List, "Weights by device.", "- path: /dev/sda\n  weight: 400"),
    field("services.*.blkio_config.weight_device[]", FIELDS_ONLY, ValueType::Fields, "A device's weight.", "path: /dev/sda\nweight: 400"),
    field("services.*.blkio_config.weight_device[].path", STRING, ValueType::PrintedText, "The device.", "/dev/sda"),
    field("services.*.blkio_config.weight_device[].weight", INTEGER, ValueType::PrintedUnsigned(16), "Its weight, 10 to 1000.", "400"),
    field("services.*.blkio_config.device_read_bps", ARRAY, ValueType::List, "Bytes a second that may be read, by device.", "- path: /dev/sda\n  rate: 1m"),
    field("services.*.blkio_config.device_read_bps[]", FIELDS_ONLY, ValueType::Fields, "A device's rate.", "path: /dev/sda\nrate: 1m"),
    field("services.*.blkio_config.device_read_bps[].path", STRING, ValueType::PrintedText, "The device.", "/dev/sda"),
    field("services.*.blkio_config.device_read_bps[].rate", INTEGER, ValueType::PrintedBytes, "The rate.", "1m"),
    field("services.*.blkio_config.device_read_iops", ARRAY, ValueType::List, "Reads a second, by device.", "- path: /dev/sda\n  rate: 1m"),
    field("services.*.blkio_config.device_read_iops[]", FIELDS_ONLY, ValueType::Fields, "A device's rate.", "path: /dev/sda\nrate: 1m"),
    field("services.*.blkio_config.device_read_iops[].path", STRING, ValueType::PrintedText, "The device.", "/dev/sda"),
    field("services.*.blkio_config.device_read_iops[].rate", INTEGER, ValueType::PrintedBytes, "The rate.", "1m"),
    field("services.*.blkio_config.device_write_bps", ARRAY, ValueType::List, "Bytes a second that may be written, by device.", "- path: /dev/sda\n  rate: 1m"),
    field("services.*.blkio_config.device_write_bps[]", FIELDS_ONLY, ValueType::Fields, "A device's rate.", "path: /dev/sda\nrate: 1m"),
    field("services.*.blkio_config.device_write_bps[].path", STRING, ValueType::PrintedText, "The device.", "/dev/sda"),
    field("services.*.blkio_config.device_write_bps[].rate", INTEGER, ValueType::PrintedBytes, "The rate.", "1m"),
    field("services.*.blkio_config.device_write_iops", ARRAY, ValueType::List, "Writes a second, by device.", "- path: /dev/sda\n  rate: 1m"),
    field("services.*.blkio_config.device_write_iops[]", FIELDS_ONLY, ValueType::Fields, "A device's rate.", "path: /dev/sda\nrate: 1m"),
    field("services.*.blkio_config.device_write_iops[].path", STRING, ValueType::PrintedText, "The device.", "/dev/sda"),
    field("services.*.blkio_config.device_write_iops[].rate", INTEGER, ValueType::PrintedBytes, "The rate.", "1m"),
    field("services.*.cap_add[]", STRING, ValueType::Text, "A capability.", "NET_ADMIN"),
    field("services.*.cap_drop[]", STRING, ValueType::Text, "A capability.", "NET_ADMIN"),
    field("services.*.command[]", STRING, ValueType::Text, "A word of the command.", "start"),
    field("services.*.entrypoint[]", STRING, ValueType::Text, "A word of the entry point.", "/docker-entrypoint.sh"),
    field("services.*.configs[]", STRING_OR_FIELDS, ValueType::Fields, "A config's name, or a mapping.", "nginx").canonical(mounts::canonical_file),
    field("services.*.configs[].source", STRING, ValueType::Text, "The config's key at top level.", "nginx"),
    field("services.*.configs[].target", STRING, ValueType::Text, "Where it is mounted. Default `/NAME`.", "/etc/nginx/nginx.conf"),
    field("services.*.configs[].uid", STRING, ValueType::Text, "The owner's user id, as text.", "\"1000\""),
    field("services.*.configs[].gid", STRING, ValueType::Text, "The owner's group id, as text.", "\"1000\""),
    field("services.*.configs[].mode", NUMBER, ValueType::FileMode, "Permission bits, octal. Default 0444.", "0440"),
    field("services.*.secrets[]", STRING_OR_FIELDS, ValueType::Fields, "A secret's name, or a mapping.", "db_password").canonical(mounts::canonical_file).default(mounts::default_secret),
    field("services.*.secrets[].source", STRING, ValueType::Text, "The secret's key at top level.", "db_password"),
    field("services.*.secrets[].target", STRING, ValueType::Text, "Where it is mounted. Default `/run/secrets/NAME`.", "/etc/nginx/nginx.conf"),
    field("services.*.secrets[].uid", STRING, ValueType::Text, "The owner's user id, as text.", "\"1000\""),
    field("services.*.secrets[].gid", STRING, ValueType::Text, "The owner's group id, as text.", "\"1000\""),
    field("services.*.secrets[].mode", NUMBER, ValueType::FileMode, "Permission bits, octal. Default 0444.", "0440"),
    field("services.*.credential_spec.config", STRING, ValueType::Text, "A config that holds them.", "spec"),
    field("services.*.credential_spec.file", STRING, ValueType::Text, "A file that holds them.", "spec.json"),
    field("services.*.credential_spec.registry", STRING, ValueType::Text, "A registry value that holds them.", "spec"),
    field("services.*.depends_on[]", STRING, ValueType::Text, "A service that is started first.", "db"),
    field("services.*.depends_on.*", DEPENDENCY, ValueType::Fields, "What is waited for.", "condition: service_healthy"),
    field("services.*.depends_on.*.condition", CONDITION, ValueType::Text, "`service_started`, `service_healthy` (its check has passed) or `service_completed_successfully` (it has exited with 0).", "service_healthy"),
    field("services.*.depends_on.*.restart", BOOLEAN, ValueType::Bool, "Restarts this service when compose restarts the other.", "true"),
    field("services.*.depends_on.*.required", BOOLEAN_ONLY, ValueType::PrintedBool, "With false a missing or failing dependency is only a warning. Default true.", "false"),
    field("services.*.device_cgroup_rules[]", STRING, ValueType::Text, "A rule.", "c 1:3 mr"),
    field("services.*.devices[]", DEVICE, ValueType::Fields, "A device: `HOST:CONTAINER:rwm`, or a mapping.", "/dev/ttyUSB0:/dev/ttyUSB0").canonical(devices::canonical),
    field("services.*.devices[].source", STRING, ValueType::Text, "The device on the host.", "/dev/ttyUSB0"),
    field("services.*.devices[].target", STRING, ValueType::Text, "The device in the container.", "/dev/ttyUSB0"),
    field("services.*.devices[].permissions", STRING, ValueType::Text, "`r` read, `w` write, `m` make. Default `rwm`.", "rwm"),
    field("services.*.dns[]", STRING, ValueType::Text, "A name server.", "1.1.1.1"),
    field("services.*.dns_opt[]", STRING, ValueType::Text, "An option.", "use-vc"),
    field("services.*.dns_search[]", STRING, ValueType::Text, "A domain.", "example.com"),
    field("services.*.provider.type", STRING, ValueType::Text, "The program: `docker-TYPE` or one on the PATH.", "cloud-db"),
    field("services.*.provider.options", ENTRIES, ValueType::MultiOptions, "What is passed to it as flags.", "size: small"),
    field("services.*.provider.options.*", SCALAR_OR_ARRAY, ValueType::Any, "A value, or several.", "small"),
    field("services.*.provider.options.*[]", SCALAR, ValueType::Any, "A value.", "small"),
    field("services.*.environment.*", SCALAR_OR_NULL, ValueType::Text, "A variable's value; empty: taken from the shell.", "secret"),
    field("services.*.environment[]", STRING, ValueType::Text, "A variable: `NAME=value`, or `NAME` to take it from the shell.", "DEBUG=1"),
    field("services.*.env_file[]", ENV_FILE_ENTRY, ValueType::Fields, "A path, or a mapping with `path`, `required` and `format`.", "./app.env"),
    field("services.*.env_file[].path", STRING, ValueType::Text, "The file, relative to the project directory.", "./app.env"),
    field("services.*.env_file[].required", BOOLEAN, ValueType::PrintedBool, "With false a missing file is no error. Default true.", "false"),
    field("services.*.env_file[].format", STRING, ValueType::Text, "`raw`: lines are taken literally.", "raw"),
    field("services.*.expose[]", TEXT_OR_NUMBER, ValueType::Text, "A port or a range, with `/udp` for UDP.", "3000"),
    field("services.*.extends.file", STRING, ValueType::Text, "The file that has the base. Default: this one.", "./common.yaml"),
    field("services.*.extends.service", STRING, ValueType::Text, "The service to start from.", "base"),
    field("services.*.external_links[]", STRING, ValueType::Text, "A container, with an alias after `:`.", "redis_1:redis"),
    EXTRA_HOSTS_ENTRY.at("services.*.extra_hosts.*", "A host's address, or several."),
    field("services.*.extra_hosts.*[]", STRING, ValueType::Text, "An address.", "10.0.0.5"),
    field("services.*.extra_hosts[]", STRING, ValueType::Text, "A host: `name=address`.", "api=10.0.0.5"),
    field("services.*.group_add[]", TEXT_OR_NUMBER, ValueType::Text, "A group.", "mail"),
    field("services.*.gpus[]", GPU, ValueType::Fields, "A request for GPUs.", "driver: nvidia\ncount: 1").default(devices::default_request).check(devices::check_request),
    field("services.*.gpus[].capabilities", UNIQUE_ARRAY, ValueType::TextList, "What it must be able to do.", "- utility"),
    field("services.*.gpus[].driver", STRING, ValueType::Text, "The device driver.", "nvidia"),
    field("services.*.gpus[].count", INTEGER, ValueType::DeviceCount, "How many; `all` (default) for every one.", "1"),
    field("services.*.gpus[].device_ids", UNIQUE_ARRAY, ValueType::TextList, "Which ones, instead of a count.", "- \"0\""),
    field("services.*.gpus[].options", LIST_OR_DICT, ValueType::Mapping, "Options of the driver.", "virtualization: \"false\""),
    field("services.*.gpus[].capabilities[]", STRING, ValueType::Text, "A capability.", "utility"),
    field("services.*.gpus[].device_ids[]", STRING, ValueType::Text, "A device's id.", "\"0\""),
    field("services.*.gpus[].options.*", SCALAR_OR_NULL, ValueType::Text, "An option.", "\"false\""),
    field("services.*.gpus[].options[]", STRING, ValueType::Text, "An option as `key=value`.", "virtualization=false"),
    field("services.*.healthcheck.test", STRING_OR_ARRAY, ValueType::Test, "The command: text for a shell, or a list that begins with CMD, CMD-SHELL or NONE. It runs inside the container.", "[\"CMD-SHELL\", \"pg_isready -U postgres\"]").merge(Merge::Replace),
    field("services.*.healthcheck.timeout", STRING, ValueType::Duration, "How long one try may take. Default 30s.", "5s"),
    field("services.*.healthcheck.interval", STRING, ValueType::Duration, "Pause between tries. Default 30s.", "10s"),
    field("services.*.healthcheck.retries", NUMBER, ValueType::OptionalUnsigned(64), "How many failures in a row make it unhealthy. Default 3.", "5").cast(Cast::Int),
    field("services.*.healthcheck.start_period", STRING, ValueType::Duration, "Failures in this time after the start don't count. Default 0s.", "20s"),
    field("services.*.healthcheck.start_interval", STRING, ValueType::Duration, "Pause between tries during `start_period`. Default 5s.", "2s"),
    field("services.*.healthcheck.disable", BOOLEAN, ValueType::Bool, "Turns off the image's check.", "true").cast(Cast::Bool),
    field("services.*.healthcheck.test[]", STRING, ValueType::Text, "A word of the command.", "curl"),
    field("services.*.labels.*", SCALAR_OR_NULL, ValueType::Text, "A label.", "web"),
    field("services.*.labels[]", STRING, ValueType::Text, "A label as `key=value`.", "team=web"),
    field("services.*.label_file[]", STRING, ValueType::Text, "A file of labels.", "./app.labels"),
    field("services.*.links[]", STRING, ValueType::Text, "A service, with an alias after `:`.", "db:database"),
    field("services.*.logging.driver", STRING, ValueType::Text, "The log driver.", "json-file"),
    field("services.*.logging.options", ENTRIES, ValueType::Options, "Options of the driver.", "max-size: 10m"),
    field("services.*.logging.options.*", TEXT_NUMBER_OR_NULL, ValueType::Text, "An option.", "10m"),
    field("services.*.models[]", STRING, ValueType::Text, "A model's key at top level.", "llm"),
    field("services.*.models.*", FIELDS_ELSE_NULL, ValueType::Fields, "How its address comes.", "endpoint_var: LLM_URL"),
    field("services.*.models.*.endpoint_var", STRING, ValueType::Text, "The variable that gets the model's address. Default `KEY_URL`.", "LLM_URL"),
    field("services.*.models.*.model_var", STRING, ValueType::Text, "The variable that gets the model's name. Default `KEY_MODEL`.", "LLM_MODEL"),
    field("services.*.networks[]", STRING, ValueType::Text, "A network's key at top level.", "backend"),
    field("services.*.networks.*", FIELDS_ELSE_NULL, ValueType::Fields, "How it joins the network.", "aliases: [db]"),
    field("services.*.networks.*.aliases", UNIQUE_ARRAY, ValueType::TextList, "Further names on this network.", "- database").identity(Identity::KeyOfKeyValue),
    field("services.*.networks.*.driver_opts", ENTRIES, ValueType::Options, "Options of the driver for this endpoint.", "foo: bar"),
    field("services.*.networks.*.gw_priority", NUMBER_ONLY, ValueType::Int, "The network with the highest one is the default gateway.", "1"),
    field("services.*.networks.*.interface_name", STRING, ValueType::Text, "The name of the interface in the container.", "eth1"),
    field("services.*.networks.*.ipv4_address", STRING, ValueType::Text, "A fixed address; the network needs a subnet in `ipam`.", "172.28.0.5"),
    field("services.*.networks.*.ipv6_address", STRING, ValueType::Text, "A fixed IPv6 address.", "2001:db8::5"),
    field("services.*.networks.*.link_local_ips", UNIQUE_ARRAY, ValueType::TextList, "Link local addresses.", "- 57.123.22.11").identity(Identity::KeyOfKeyValue),
    field("services.*.networks.*.mac_address", STRING, ValueType::Text, "The MAC address on this network.", "02:42:ac:11:65:43"),
    field("services.*.networks.*.priority", NUMBER_ONLY, ValueType::Int, "The order in which networks are joined, highest first.", "1000"),
    field("services.*.networks.*.aliases[]", STRING, ValueType::Text, "A name.", "database"),
    field("services.*.networks.*.driver_opts.*", TEXT_OR_NUMBER, ValueType::Text, "An option.", "bar"),
    field("services.*.networks.*.link_local_ips[]", STRING, ValueType::Text, "An address.", "57.123.22.11"),
    field("services.*.ports[]", PORT, ValueType::Fields, "A port: `[[IP:]HOST:]CONTAINER[/PROTOCOL]`, ranges allowed, or a mapping.", "8080:80").default(ports::default).check(ports::check),
    field("services.*.ports[].name", STRING, ValueType::Text, "A name for people.", "web"),
    field("services.*.ports[].mode", STRING, ValueType::Text, "`ingress` (default) or `host` (Swarm).", "host"),
    field("services.*.ports[].host_ip", STRING, ValueType::Text, "The host's address. Default: all, so the port is open to the network.", "127.0.0.1"),
    field("services.*.ports[].target", INTEGER, ValueType::Unsigned(32), "The container's port.", "80").cast(Cast::Int),
    field("services.*.ports[].published", INTEGER, ValueType::Text, "The host's port, or a range to pick from. Default: the engine picks one.", "\"8080\""),
    field("services.*.ports[].protocol", STRING, ValueType::Text, "`tcp` (default) or `udp`.", "udp"),
    field("services.*.ports[].app_protocol", STRING, ValueType::Text, "The protocol spoken over it, for people and tools.", "http"),
    field("services.*.post_start[]", HOOK, ValueType::Fields, "One command.", "command: ./migrate"),
    field("services.*.post_start[].command", COMMAND, ValueType::ShellWords, "The command, as for a service.", "./migrate"),
    field("services.*.post_start[].user", STRING, ValueType::Text, "The user it runs as. Default: the container's.", "root"),
    field("services.*.post_start[].privileged", BOOLEAN, ValueType::Bool, "Runs with all rights.", "true"),
    field("services.*.post_start[].working_dir", STRING, ValueType::Text, "The folder it runs in.", "/app"),
    field("services.*.post_start[].environment", LIST_OR_DICT, ValueType::MappingWithEquals, "Variables for it.", "FOO: bar"),
    field("services.*.post_start[].environment.*", SCALAR_OR_NULL, ValueType::Text, "A variable.", "bar"),
    field("services.*.post_start[].environment[]", STRING, ValueType::Text, "A variable as `NAME=value`.", "FOO=bar"),
    field("services.*.post_start[].command[]", STRING, ValueType::Text, "A word of the command.", "./migrate"),
    field("services.*.pre_stop[]", HOOK, ValueType::Fields, "One command.", "command: ./migrate"),
    field("services.*.pre_stop[].command", COMMAND, ValueType::ShellWords, "The command, as for a service.", "./migrate"),
    field("services.*.pre_stop[].user", STRING, ValueType::Text, "The user it runs as. Default: the container's.", "root"),
    field("services.*.pre_stop[].privileged", BOOLEAN, ValueType::Bool, "Runs with all rights.", "true"),
    field("services.*.pre_stop[].working_dir", STRING, ValueType::Text, "The folder it runs in.", "/app"),
    field("services.*.pre_stop[].environment", LIST_OR_DICT, ValueType::MappingWithEquals, "Variables for it.", "FOO: bar"),
    field("services.*.pre_stop[].environment.*", SCALAR_OR_NULL, ValueType::Text, "A variable.", "bar"),
    field("services.*.pre_stop[].environment[]", STRING, ValueType::Text, "A variable as `NAME=value`.", "FOO=bar"),
    field("services.*.pre_stop[].command[]", STRING, ValueType::Text, "A word of the command.", "./migrate"),
    field("services.*.security_opt[]", STRING, ValueType::Text, "An option.", "no-new-privileges:true"),
    field("services.*.sysctls.*", SCALAR_OR_NULL, ValueType::Text, "A kernel parameter.", "1024"),
    field("services.*.sysctls[]", STRING, ValueType::Text, "A parameter as `key=value`.", "net.core.somaxconn=1024"),
    field("services.*.tmpfs[]", STRING, ValueType::Text, "A path, with options after `:`.", "/run:size=64m"),
    ULIMIT.at("services.*.ulimits.*", "One limit for soft and hard, or a mapping.").cast(Cast::Int).merge(Merge::Ulimit),
    field("services.*.ulimits.*.soft", INTEGER, ValueType::Int, "The limit a process starts with.", "20000").cast(Cast::Int),
    field("services.*.ulimits.*.hard", INTEGER, ValueType::Int, "The limit up to which it may raise its own.", "40000").cast(Cast::Int),
    field("services.*.volumes[]", VOLUME, ValueType::Fields, "A mount: `SOURCE:TARGET[:OPTIONS]`, or a mapping with `type`.", "./html:/usr/share/nginx/html:ro").canonical(volumes::canonical),
    field("services.*.volumes[].type", VOLUME_TYPE, ValueType::Text, "`bind`, `volume`, `tmpfs`, `image`, `npipe` or `cluster`.", "bind"),
    field("services.*.volumes[].source", STRING, ValueType::Text, "A path of the host, a volume's key, or an image.", "./html"),
    field("services.*.volumes[].target", STRING, ValueType::Text, "The path in the container.", "/usr/share/nginx/html"),
    field("services.*.volumes[].read_only", BOOLEAN, ValueType::Bool, "The container can't write to it.", "true").cast(Cast::Bool),
    field("services.*.volumes[].consistency", STRING, ValueType::Text, "Has no effect today.", "cached"),
    field("services.*.volumes[].bind", FIELDS, ValueType::Fields, "Options of a bind mount.", "create_host_path: false"),
    field("services.*.volumes[].bind.selinux", SELINUX, ValueType::Text, "`z` shared, `Z` private.", "z"),
    field("services.*.volumes[].bind.propagation", STRING, ValueType::Text, "How mounts below it spread.", "rslave"),
    field("services.*.volumes[].bind.create_host_path", BOOLEAN, ValueType::Bool, "Creates a missing folder on the host. Default true in the short form.", "false"),
    field("services.*.volumes[].bind.recursive", RECURSIVE, ValueType::Text, "Whether mounts below it come along.", "disabled"),
    field("services.*.volumes[].volume", FIELDS, ValueType::Fields, "Options of a volume.", "nocopy: true"),
    field("services.*.volumes[].volume.labels", LIST_OR_DICT, ValueType::Mapping, "Labels of an anonymous volume.", "foo: bar").merge(Merge::KeyValues),
    field("services.*.volumes[].volume.nocopy", BOOLEAN, ValueType::Bool, "Does not fill a new volume from the image.", "true").cast(Cast::Bool),
    field("services.*.volumes[].volume.subpath", STRING, ValueType::Text, "A folder inside the volume.", "uploads"),
    field("services.*.volumes[].volume.labels.*", SCALAR_OR_NULL, ValueType::Text, "A label.", "bar"),
    field("services.*.volumes[].volume.labels[]", STRING, ValueType::Text, "A label as `key=value`.", "foo=bar"),
    field("services.*.volumes[].tmpfs", FIELDS, ValueType::Fields, "Options of a file system in memory.", "size: 64m"),
    field("services.*.volumes[].tmpfs.size", SIZE, ValueType::Bytes, "Its size.", "64m"),
    field("services.*.volumes[].tmpfs.mode", NUMBER, ValueType::Unsigned(32), "Permission bits, as a decimal number.", "1777"),
    field("services.*.volumes[].image", FIELDS, ValueType::Fields, "Options of an image mount.", "subpath: data"),
    field("services.*.volumes[].image.subpath", STRING, ValueType::Text, "A folder inside the image.", "data"),
    field("services.*.volumes_from[]", STRING, ValueType::Text, "A service or `container:NAME`, with `:ro` for read only.", "app:ro"),
];
