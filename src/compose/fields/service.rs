//! Services, except for `build` and `deploy`.

use super::shape::{
    ANY_MAPPING, ARRAY, ARRAY_OR_NAMES, ARRAY_OR_NAMES_OR_UNCHECKED, AllowedKeys, BOOLEAN, BOOLEAN_ONLY, COMMAND,
    ENTRIES, FIELDS, FIELDS_ELSE_NULL, FIELDS_ONLY, FIELDS_OR_NULL, INTEGER, KeyPattern, Kind, LIST_OR_DICT, NUMBER,
    NUMBER_ONLY, OtherKeys, SCALAR, SCALAR_OR_ARRAY, SCALAR_OR_NULL, STRING, STRING_NUMBER_OR_NULL, STRING_OR_ARRAY,
    STRING_OR_FIELDS, STRING_OR_NULL, STRING_OR_NUMBER, STRING_OR_UNIQUE_ARRAY, Shape, UNIQUE_ARRAY, kinds, mapping,
};
use super::{Capitalized, Cast, Field, Merge, Omit, ValueType, field};
use crate::compose::attributes::{
    build, depends_on, develop, devices, env_file, extends, file_mounts, host_path, key_values, logging, named, ports,
    service, text_list, ulimits, volumes,
};

const CGROUP: Shape = Shape::of(&[kinds(&[Kind::String]).one_of(&["host", "private"])]);
const COUNT: Shape = Shape::of(&[kinds(&[Kind::String]), kinds(&[Kind::Integer]).at_least(0)]);
const PERCENT: Shape = Shape::of(&[kinds(&[Kind::String]), kinds(&[Kind::Integer]).at_least(0).at_most(100)]);
const OOM_SCORE: Shape = Shape::of(&[
    kinds(&[Kind::String]),
    kinds(&[Kind::Integer]).at_least(-1000).at_most(1000),
]);
const CONDITION: Shape = Shape::of(&[kinds(&[Kind::String]).one_of(&[
    "service_started",
    "service_healthy",
    "service_completed_successfully",
])]);
const GPUS: Shape = Shape::of(&[kinds(&[Kind::String]).one_of(&["all"]), kinds(&[Kind::Array])]);
const HOOK: Shape = Shape::of(&[mapping(AllowedKeys::Fields).requires(&["command"])]);
const PORT: Shape = Shape::of(&[
    kinds(&[Kind::Number]),
    kinds(&[Kind::String]),
    mapping(AllowedKeys::Fields),
]);
const PROVIDER: Shape = Shape::of(&[mapping(AllowedKeys::Fields).requires(&["type"])]);
const RECURSIVE: Shape = Shape::of(&[kinds(&[Kind::String]).one_of(&["enabled", "disabled", "writable", "readonly"])]);
const SELINUX: Shape = Shape::of(&[kinds(&[Kind::String]).one_of(&["z", "Z"])]);
const SIZE: Shape = Shape::of(&[kinds(&[Kind::Integer]).at_least(0), kinds(&[Kind::String])]);
const DEPENDENCY: Shape = Shape::of(&[mapping(AllowedKeys::Fields).requires(&["condition"])]);
const DEVICE: Shape = Shape::of(&[
    kinds(&[Kind::String]),
    mapping(AllowedKeys::Fields).requires(&["source"]),
]);
const ENV_FILE_ENTRY: Shape = Shape::of(&[
    kinds(&[Kind::String]),
    mapping(AllowedKeys::FieldsOnly).requires(&["path"]),
]);
const EXTENDS: Shape = Shape::of(&[
    kinds(&[Kind::String]),
    mapping(AllowedKeys::FieldsOnly).requires(&["service"]),
]);
/// `ulimits` of a service or build.
pub(super) const ULIMITS: Shape = Shape::of(&[mapping(AllowedKeys::Matching(
    KeyPattern::Lowercase,
    OtherKeys::Unchecked,
))]);
/// A limit in `ulimits`.
pub(super) const ULIMIT: Shape = Shape::of(&[
    kinds(&[Kind::Integer, Kind::String]),
    mapping(AllowedKeys::Fields).requires(&["soft", "hard"]),
]);
const VOLUME: Shape = Shape::of(&[kinds(&[Kind::String]), mapping(AllowedKeys::Fields).requires(&["type"])]);
const VOLUME_TYPE: Shape =
    Shape::of(&[kinds(&[Kind::String]).one_of(&["bind", "volume", "tmpfs", "cluster", "npipe", "image"])]);
const WATCH: Shape = Shape::of(&[mapping(AllowedKeys::Fields).requires(&["path", "action"])]);
const WATCH_ACTION: Shape =
    Shape::of(&[kinds(&[Kind::String]).one_of(&["rebuild", "sync", "restart", "sync+restart", "sync+exec"])]);
const CONTAINER_NAME: Shape =
    Shape::of(&[kinds(&[Kind::String]).pattern("[a-zA-Z0-9][a-zA-Z0-9_.-]+", service::has_container_name)]);
const PULL_POLICY: Shape = Shape::of(&[kinds(&[Kind::String]).pattern(
    "always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+",
    service::has_pull_policy,
)]);

/// The fields of a service.
#[rustfmt::skip] // A row takes two or three lines; rustfmt would need nine.
pub const SERVICE: &[Field] = &[
    field("services.*", FIELDS, ValueType::Fields).noun("service").normalize(depends_on::normalize_service)
        .hint("A service needs at least an `image` or a `build`.")
        .doc("A service: one or more containers with the same settings. It needs an `image`, a `build` or a \
             `provider`.", "image: nginx"),
    field("services.*.profiles", UNIQUE_ARRAY, ValueType::TextList).identity(key_values::identity)
        .doc("Profiles that enable the service. It is enabled only if one of them is active, by `--profile` or \
             COMPOSE_PROFILES. A service without profiles is always enabled.", "- debug"),
    field("services.*.annotations", LIST_OR_DICT, ValueType::KeyValues).merge(Merge::AppendList)
        .identity(key_values::identity)
        .doc("Annotations for the container runtime.", "com.example.foo: bar"),
    field("services.*.attach", BOOLEAN, ValueType::Bool).omit(Omit::WhenUnset)
        .doc("Whether `docker compose up` shows the logs of the service. Default: true.", "false"),
    field("services.*.build", STRING_OR_FIELDS, ValueType::Fields).merge(Merge::LongForm(build::long_form_to_merge))
        .canonical(build::canonical).default(build::default).normalize(build::normalize)
        .doc("How to build the image: the build context, or a mapping. If `image` is set too, the result gets that \
             name.", "./web"),
    field("services.*.develop", FIELDS_OR_NULL, ValueType::Fields)
        .doc("What `docker compose watch` does when files change.", "watch:\n  - path: ./src\n    action: rebuild"),
    field("services.*.blkio_config", FIELDS_ONLY, ValueType::Fields)
        .doc("Limits for block devices.", "weight: 300"),
    field("services.*.cap_add", UNIQUE_ARRAY, ValueType::TextList).identity(key_values::identity)
        .doc("Kernel capabilities to add.", "- NET_ADMIN"),
    field("services.*.cap_drop", UNIQUE_ARRAY, ValueType::TextList).identity(key_values::identity)
        .doc("Kernel capabilities to drop. `ALL` drops every capability.", "- ALL"),
    field("services.*.cgroup_parent", STRING, ValueType::Text)
        .doc("The parent control group of the containers.", "m-executor-abcd"),
    field("services.*.cgroup", CGROUP, ValueType::Text)
        .doc("The control group namespace: `host` or `private`.", "private"),
    field("services.*.cpu_count", COUNT, ValueType::Int64).cast(Cast::Int64)
        .doc("The number of CPUs that the container can use (Windows).", "2"),
    field("services.*.cpu_percent", PERCENT, ValueType::Float).cast(Cast::Float)
        .doc("The percentage of the CPUs that the container can use (Windows).", "50"),
    field("services.*.cpu_period", NUMBER, ValueType::Int64).cast(Cast::Int64)
        .doc("The period of the CPU scheduler in microseconds.", "100000"),
    field("services.*.cpu_quota", NUMBER, ValueType::Int64).cast(Cast::Int64)
        .doc("The CPU time per period in microseconds.", "50000"),
    field("services.*.cpu_rt_period", NUMBER, ValueType::Int64).cast(Cast::Int64)
        .doc("The period of the realtime scheduler in microseconds.", "1000000"),
    field("services.*.cpu_rt_runtime", NUMBER, ValueType::Int64).cast(Cast::Int64)
        .doc("The realtime CPU time per period in microseconds.", "950000"),
    field("services.*.cpus", NUMBER, ValueType::Float).cast(Cast::Float32)
        .doc("The number of CPUs that the container can use, which may be a fraction. 0 means no limit. It must \
             equal `deploy.resources.limits.cpus` if both are set.", "0.5"),
    field("services.*.cpuset", STRING, ValueType::Text)
        .doc("The CPUs on which the container can run.", "\"0,1\""),
    field("services.*.cpu_shares", NUMBER, ValueType::Int64).cast(Cast::Int64)
        .doc("The weight of the container when CPU time is scarce. Default: 1024.", "512"),
    field("services.*.command", COMMAND, ValueType::ShellWords).merge(Merge::Replace)
        .doc("The command, which replaces CMD of the image. Text is split into words, but no shell runs: the command \
             ends at `&&`, `|` or `>`. An empty command clears CMD.", "[\"npm\", \"start\"]"),
    field("services.*.configs", ARRAY, ValueType::List).identity(file_mounts::config_identity)
        .doc("Configs that the service can read as files.", "- nginx"),
    field("services.*.container_name", CONTAINER_NAME, ValueType::Text)
        .hint("A container name begins with a letter or digit, followed by at least one letter, digit, `_`, `.` or `-`.")
        .doc("The name of the container. A service with this field can have only one container. Default: \
             `PROJECT-SERVICE-1`.", "shop-db"),
    field("services.*.credential_spec", FIELDS, ValueType::Fields)
        .doc("Credentials for a managed service account (Windows).", "file: spec.json"),
    field("services.*.depends_on", ARRAY_OR_NAMES, ValueType::Named)
        .merge(Merge::LongForm(depends_on::long_form_to_merge)).canonical(depends_on::canonical).user_keys()
        .doc("Services that start before this service and stop after it. A list waits until they are started. A \
             mapping can also wait until they are healthy or completed.", "db:\n  condition: service_healthy"),
    field("services.*.deploy", FIELDS_OR_NULL, ValueType::Fields)
        .doc("Replicas, resources and restart policy. Without Swarm, Docker Compose uses only some of these fields.",
             "replicas: 2"),
    field("services.*.device_cgroup_rules", UNIQUE_ARRAY, ValueType::TextList)
        .doc("Rules for access to devices.", "- \"c 1:3 mr\""),
    field("services.*.devices", ARRAY, ValueType::List).identity(devices::identity)
        .doc("Devices of the host to add to the container: `HOST:CONTAINER:PERMISSIONS`.", "- /dev/ttyUSB0"),
    field("services.*.dns", STRING_OR_UNIQUE_ARRAY, ValueType::TextList).merge(Merge::AppendList)
        .identity(key_values::identity).canonical(text_list::canonical_without_empty)
        .doc("DNS servers.", "1.1.1.1"),
    field("services.*.dns_opt", UNIQUE_ARRAY, ValueType::TextList).merge(Merge::AppendList)
        .identity(key_values::identity)
        .doc("Options of the DNS resolver.", "- use-vc"),
    field("services.*.dns_search", STRING_OR_UNIQUE_ARRAY, ValueType::TextList).merge(Merge::AppendList)
        .identity(key_values::identity)
        .doc("DNS search domains.", "example.com"),
    field("services.*.domainname", STRING, ValueType::Text)
        .doc("The domain name of the container.", "example.com"),
    field("services.*.entrypoint", COMMAND, ValueType::ShellWords).merge(Merge::Replace)
        .doc("The entry point, which replaces ENTRYPOINT of the image and clears CMD. Text is split into words, but \
             no shell runs.", "[\"/docker-entrypoint.sh\"]"),
    field("services.*.provider", PROVIDER, ValueType::Fields)
        .doc("An external program that manages the service instead of a container.", "type: cloud-db"),
    field("services.*.environment", LIST_OR_DICT, ValueType::NullableKeyValues).merge(Merge::AppendList)
        .identity(key_values::identity).normalize(key_values::normalize_environment)
        .doc("Environment variables, as a mapping or a list of `NAME=value`. A variable without a value is passed \
             through from the shell. Overrides `env_file`.", "POSTGRES_PASSWORD: secret"),
    field("services.*.env_file", STRING_OR_ARRAY, ValueType::List).merge(Merge::AppendList)
        .identity(env_file::identity).canonical(env_file::canonical)
        .doc("Files with environment variables for the container. Later files override earlier ones, and \
             `environment` overrides all. `${...}` in the Compose file does not use them, but `.env`.", "./app.env"),
    field("services.*.expose", UNIQUE_ARRAY, ValueType::NumberList).identity(ports::expose_identity)
        .doc("Ports on which the container listens, for documentation. They are not published.", "- \"3000\""),
    field("services.*.extends", EXTENDS, ValueType::Fields).canonical(extends::canonical)
        .doc("A service of this or another file to take settings from.", "service: base"),
    field("services.*.external_links", UNIQUE_ARRAY, ValueType::TextList)
        .doc("Links to containers outside the project.", "- redis_1:redis"),
    field("services.*.extra_hosts", LIST_OR_DICT, ValueType::Hosts).merge(Merge::AppendNewItems)
        .doc("Additional entries of /etc/hosts in the container: `name=address`. The address `host-gateway` is that \
             of the host.", "- \"api=10.0.0.5\""),
    field("services.*.group_add", UNIQUE_ARRAY, ValueType::TextList)
        .doc("Additional groups of the user.", "- mail"),
    field("services.*.gpus", GPUS, ValueType::List).canonical(devices::canonical_gpus)
        .doc("GPUs to add to the container: `all`, or a list of device requests.", "all"),
    field("services.*.hostname", STRING, ValueType::Text)
        .doc("The host name inside the container. Other services reach it by the name of the service.", "web"),
    field("services.*.healthcheck", FIELDS, ValueType::Fields)
        .doc("How the engine checks whether the container is healthy. Replaces HEALTHCHECK of the image.",
             "test: [\"CMD\", \"curl\", \"-f\", \"http://localhost\"]\ninterval: 10s"),
    field("services.*.image", STRING, ValueType::Text)
        .doc("The image to run or, with `build`, the name of the image to build. Default tag: `latest`.", "nginx:1.27"),
    field("services.*.init", BOOLEAN, ValueType::Bool).omit(Omit::WhenUnset).cast(Cast::Bool)
        .doc("Whether a small init process forwards signals and reaps zombie processes.", "true"),
    field("services.*.ipc", STRING, ValueType::Text)
        .doc("The IPC namespace, such as `shareable`, `host` or `service:NAME`.", "host"),
    field("services.*.isolation", STRING, ValueType::Text)
        .doc("The isolation technology (Windows).", "hyperv"),
    field("services.*.labels", LIST_OR_DICT, ValueType::KeyValues).merge(Merge::AppendList)
        .identity(key_values::identity)
        .doc("Labels of the container.", "com.example.team: web"),
    field("services.*.label_file", STRING_OR_ARRAY, ValueType::TextList).merge(Merge::AppendList)
        .canonical(text_list::canonical)
        .doc("Files with labels. `labels` overrides them.", "./app.labels"),
    field("services.*.links", UNIQUE_ARRAY, ValueType::TextList).identity(key_values::identity)
        .doc("Legacy. Makes another service reachable under an alias, and implies a dependency on it. Services reach \
             each other by name without links.", "- db:database"),
    field("services.*.logging", FIELDS, ValueType::Fields).merge(Merge::IfCompatible(logging::has_same_driver))
        .doc("Where the output of the container goes.", "driver: json-file"),
    field("services.*.mem_limit", NUMBER, ValueType::Bytes)
        .doc("The memory limit, such as `512m`. A container that exceeds it is killed. It must equal \
             `deploy.resources.limits.memory` if both are set.", "512m"),
    field("services.*.mem_reservation", INTEGER, ValueType::Bytes)
        .doc("The memory that is reserved for the container when memory is scarce.", "256m"),
    field("services.*.memswap_limit", NUMBER, ValueType::Bytes)
        .doc("The limit of memory and swap together. -1 means unlimited swap.", "1g"),
    field("services.*.mem_swappiness", INTEGER, ValueType::Bytes)
        .doc("How readily the kernel swaps out memory of the container, from 0 to 100.", "0"),
    field("services.*.mac_address", STRING, ValueType::Text)
        .doc("The MAC address of the container.", "02:42:ac:11:65:43"),
    field("services.*.models", ARRAY_OR_NAMES_OR_UNCHECKED, ValueType::Named)
        .merge(Merge::LongForm(named::long_form_to_merge)).canonical(named::canonical)
        .doc("AI models that the service uses. It gets their address and name in environment variables.", "- llm"),
    field("services.*.network_mode", STRING, ValueType::Text)
        .doc("The network mode: `none`, `host`, `bridge`, or the network of `service:NAME` or `container:NAME`. \
             Cannot be used with `networks`.", "host"),
    field("services.*.networks", ARRAY_OR_NAMES, ValueType::Named).merge(Merge::LongForm(named::long_form_to_merge))
        .canonical(named::canonical)
        .doc("Networks that the service joins. Default: `default`. Services reach each other only on a common \
             network.", "- backend"),
    field("services.*.oom_kill_disable", BOOLEAN, ValueType::Bool).cast(Cast::Bool)
        .doc("Whether the kernel must not kill the container when memory runs out.", "true"),
    field("services.*.oom_score_adj", OOM_SCORE, ValueType::Int64).cast(Cast::Int64)
        .doc("How likely the kernel is to kill the container when memory runs out, from -1000 to 1000.", "-500"),
    field("services.*.pid", STRING_OR_NULL, ValueType::Text)
        .doc("The process namespace: `host` or `service:NAME`.", "host"),
    field("services.*.pids_limit", NUMBER, ValueType::Int64).cast(Cast::Int64)
        .doc("The maximum number of processes. -1 means no limit.", "100"),
    field("services.*.platform", STRING, ValueType::Text)
        .doc("The platform to run on.", "linux/amd64"),
    field("services.*.ports", ARRAY, ValueType::List).identity(ports::identity).canonical(ports::canonical)
        .keeps_unparsable()
        .doc("Ports to publish on the host: `HOST:CONTAINER`. Write them in quotes, because YAML can parse `22:22` \
             as a number. Without a host port the engine picks one.", "- \"8080:80\""),
    field("services.*.privileged", BOOLEAN, ValueType::Bool).cast(Cast::Bool)
        .doc("Whether the container has all privileges of the host. Avoid it.", "true"),
    field("services.*.pull_policy", PULL_POLICY, ValueType::Text).normalize(service::normalize_pull_policy)
        .hint("Write `always`, `never`, `missing`, `build`, `daily`, `weekly`, or `every_` with a duration such as `every_12h`.")
        .doc("When the image is pulled: `missing` (default), `always`, `never`, `build`, `daily`, `weekly` or an \
             interval such as `every_12h`.", "always"),
    field("services.*.pull_refresh_after", STRING, ValueType::Discarded)
        .doc("Accepted but ignored by Docker Compose. Write `pull_policy: every_12h` instead.", "24h"),
    field("services.*.read_only", BOOLEAN, ValueType::Bool).cast(Cast::Bool)
        .doc("Whether the root file system of the container is read-only. Mounts are not affected.", "true"),
    field("services.*.restart", STRING, ValueType::Text).explain(service::explain_restart)
        .doc("The restart policy: `\"no\"` (default, in quotes), `always`, `on-failure[:MAX_RETRIES]` or \
             `unless-stopped`.", "unless-stopped"),
    field("services.*.runtime", STRING, ValueType::Text)
        .doc("The container runtime.", "runc"),
    field("services.*.scale", INTEGER, ValueType::Int).omit(Omit::WhenUnset).cast(Cast::Int)
        .doc("The number of containers. It must equal `deploy.replicas` if both are set.", "2"),
    field("services.*.secrets", ARRAY, ValueType::List).identity(file_mounts::secret_identity)
        .doc("Secrets that the service can read as files in /run/secrets.", "- db_password"),
    field("services.*.security_opt", UNIQUE_ARRAY, ValueType::TextList)
        .doc("Options of the security modules, such as labels and profiles.", "- no-new-privileges:true"),
    field("services.*.shm_size", NUMBER, ValueType::Bytes)
        .doc("The size of /dev/shm. Default: 64m.", "256m"),
    field("services.*.stdin_open", BOOLEAN, ValueType::Bool).cast(Cast::Bool)
        .doc("Whether standard input stays open, like `docker run -i`.", "true"),
    field("services.*.stop_grace_period", STRING, ValueType::Duration).omit(Omit::WhenUnset)
        .doc("The time between the stop signal and SIGKILL. Default: 10s.", "30s"),
    field("services.*.stop_signal", STRING, ValueType::Text)
        .doc("The signal that asks the container to stop. Default: that of the image, or SIGTERM.", "SIGINT"),
    field("services.*.storage_opt", ANY_MAPPING, ValueType::TextMap)
        .doc("Options of the storage driver.", "size: 1G"),
    field("services.*.sysctls", LIST_OR_DICT, ValueType::KeyValues).merge(Merge::AppendList)
        .identity(key_values::identity)
        .doc("Kernel parameters.", "net.core.somaxconn: 1024"),
    field("services.*.tmpfs", STRING_OR_UNIQUE_ARRAY, ValueType::TextList).merge(Merge::AppendList)
        .identity(key_values::identity)
        .doc("Paths at which to mount temporary file systems in memory.", "/run"),
    field("services.*.tty", BOOLEAN, ValueType::Bool).cast(Cast::Bool)
        .doc("Whether the container gets a terminal, like `docker run -t`.", "true"),
    field("services.*.ulimits", ULIMITS, ValueType::Named)
        .doc("Resource limits of the processes in the container.", "nofile: 65536"),
    field("services.*.use_api_socket", BOOLEAN_ONLY, ValueType::Bool)
        .doc("Whether the container can access the API socket of the engine.", "true"),
    field("services.*.user", STRING, ValueType::Text)
        .doc("The user that runs the command: a name or an id, with an optional group after `:`. Write numbers in \
             quotes.", "\"1000:1000\""),
    field("services.*.userns_mode", STRING, ValueType::Text)
        .doc("The user namespace.", "host"),
    field("services.*.uts", STRING, ValueType::Text)
        .doc("The UTS namespace, which holds the host name: `host` or `service:NAME`.", "host"),
    field("services.*.volumes", ARRAY, ValueType::List).identity(volumes::identity).normalize(volumes::normalize)
        .doc("Mounts: `SOURCE:TARGET[:OPTIONS]`. A source that begins with `.`, `/` or `~` is a path on the host, \
             any other is a named volume.", "- data:/var/lib/postgresql/data"),
    field("services.*.volumes_from", UNIQUE_ARRAY, ValueType::TextList)
        .doc("Services and containers whose mounts this service mounts too.", "- app:ro"),
    field("services.*.working_dir", STRING, ValueType::Text)
        .doc("The working directory in the container. Default: that of the image.", "/app"),
    field("services.*.post_start", ARRAY, ValueType::List)
        .doc("Commands that run in the container after it has started.", "- command: ./migrate"),
    field("services.*.pre_stop", ARRAY, ValueType::List)
        .doc("Commands that run in the container before it stops.", "- command: ./drain"),
];

/// The fields below those of a service.
#[rustfmt::skip] // A row takes two or three lines; rustfmt would need nine.
pub const NESTED: &[Field] = &[
    field("services.*.profiles[]", STRING, ValueType::Text)
        .doc("A profile.", "debug"),
    field("services.*.annotations.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of an annotation.", "bar"),
    field("services.*.annotations[]", STRING, ValueType::Text)
        .doc("An annotation as `key=value`.", "foo=bar"),
    field("services.*.develop.watch", ARRAY, ValueType::List)
        .doc("Watch rules.", "- path: ./src\n  action: rebuild"),
    field("services.*.develop.watch[]", WATCH, ValueType::Fields)
        .doc("A watch rule. `path` and `action` are required.", "path: ./src\naction: sync\ntarget: /app"),
    field("services.*.develop.watch[].path", STRING, ValueType::Text).omit(Omit::Never).check(develop::check_path)
        .host_path(host_path::resolve)
        .doc("The file or directory to watch.", "./src"),
    field("services.*.develop.watch[].action", WATCH_ACTION, ValueType::Text).omit(Omit::Never)
        .doc("What happens when a file changes: `rebuild`, `sync`, `restart`, `sync+restart` or `sync+exec`.", "sync"),
    field("services.*.develop.watch[].target", STRING, ValueType::Text)
        .doc("The path in the container to which changed files are copied. Required for the `sync` actions.",
             "/app/src"),
    field("services.*.develop.watch[].exec", HOOK, ValueType::FieldsAlwaysInJson)
        .doc("The command that runs after `sync+exec` has copied files.", "command: nginx -s reload"),
    field("services.*.develop.watch[].include", STRING_OR_UNIQUE_ARRAY, ValueType::TextList)
        .doc("Patterns of the files to watch. Default: all files.", "- \"*.go\""),
    field("services.*.develop.watch[].ignore", STRING_OR_UNIQUE_ARRAY, ValueType::TextList)
        .doc("Patterns of files to ignore.", "- node_modules/"),
    field("services.*.develop.watch[].initial_sync", BOOLEAN_ONLY, ValueType::Bool)
        .doc("Whether all files are copied when watching begins.", "true"),
    field("services.*.develop.watch[].exec.command", COMMAND, ValueType::ShellWords)
        .doc("The command, written as `command` of a service.", "./migrate"),
    field("services.*.develop.watch[].exec.user", STRING, ValueType::Text)
        .doc("The user that runs the command. Default: that of the container.", "root"),
    field("services.*.develop.watch[].exec.privileged", BOOLEAN, ValueType::Bool)
        .doc("Whether the command runs with all privileges.", "true"),
    field("services.*.develop.watch[].exec.working_dir", STRING, ValueType::Text)
        .doc("The working directory of the command. Default: that of the container.", "/app"),
    field("services.*.develop.watch[].exec.environment", LIST_OR_DICT, ValueType::NullableKeyValues)
        .doc("Environment variables of the command.", "FOO: bar"),
    field("services.*.develop.watch[].exec.environment.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a variable.", "bar"),
    field("services.*.develop.watch[].exec.environment[]", STRING, ValueType::Text)
        .doc("A variable as `NAME=value`.", "FOO=bar"),
    field("services.*.develop.watch[].exec.command[]", STRING, ValueType::Text)
        .doc("A word of the command.", "./migrate"),
    field("services.*.develop.watch[].ignore[]", STRING, ValueType::Text)
        .doc("A pattern.", "node_modules/"),
    field("services.*.develop.watch[].include[]", STRING, ValueType::Text)
        .doc("A pattern.", "\"*.go\""),
    field("services.*.blkio_config.weight", INTEGER, ValueType::Unsigned(16))
        .doc("The share of I/O, from 10 to 1000.", "300"),
    field("services.*.blkio_config.weight_device", ARRAY, ValueType::List)
        .doc("Shares of I/O by device.", "- path: /dev/sda\n  weight: 400"),
    field("services.*.blkio_config.weight_device[]", FIELDS_ONLY, ValueType::Fields)
        .doc("The share of I/O for a device.", "path: /dev/sda\nweight: 400"),
    field("services.*.blkio_config.weight_device[].path", STRING, ValueType::Text).omit(Omit::Never)
        .capitalized(Capitalized::InErrorsAndJson)
        .doc("The device.", "/dev/sda"),
    field("services.*.blkio_config.weight_device[].weight", INTEGER, ValueType::Unsigned(16)).omit(Omit::Never)
        .capitalized(Capitalized::InErrorsAndJson)
        .doc("The share of I/O, from 10 to 1000.", "400"),
    field("services.*.blkio_config.device_read_bps", ARRAY, ValueType::List)
        .doc("Limits for bytes read per second, by device.", "- path: /dev/sda\n  rate: 1m"),
    field("services.*.blkio_config.device_read_bps[]", FIELDS_ONLY, ValueType::Fields)
        .doc("The limit for a device.", "path: /dev/sda\nrate: 1m"),
    field("services.*.blkio_config.device_read_bps[].path", STRING, ValueType::Text).omit(Omit::Never)
        .capitalized(Capitalized::InErrorsAndJson)
        .doc("The device.", "/dev/sda"),
    field("services.*.blkio_config.device_read_bps[].rate", INTEGER, ValueType::Bytes).omit(Omit::Never)
        .capitalized(Capitalized::InErrorsAndJson)
        .doc("Bytes per second.", "1m"),
    field("services.*.blkio_config.device_read_iops", ARRAY, ValueType::List)
        .doc("Limits for read operations per second, by device.", "- path: /dev/sda\n  rate: 1000"),
    field("services.*.blkio_config.device_read_iops[]", FIELDS_ONLY, ValueType::Fields)
        .doc("The limit for a device.", "path: /dev/sda\nrate: 1000"),
    field("services.*.blkio_config.device_read_iops[].path", STRING, ValueType::Text).omit(Omit::Never)
        .capitalized(Capitalized::InErrorsAndJson)
        .doc("The device.", "/dev/sda"),
    field("services.*.blkio_config.device_read_iops[].rate", INTEGER, ValueType::Bytes).omit(Omit::Never)
        .capitalized(Capitalized::InErrorsAndJson)
        .doc("Operations per second.", "1000"),
    field("services.*.blkio_config.device_write_bps", ARRAY, ValueType::List)
        .doc("Limits for bytes written per second, by device.", "- path: /dev/sda\n  rate: 1m"),
    field("services.*.blkio_config.device_write_bps[]", FIELDS_ONLY, ValueType::Fields)
        .doc("The limit for a device.", "path: /dev/sda\nrate: 1m"),
    field("services.*.blkio_config.device_write_bps[].path", STRING, ValueType::Text).omit(Omit::Never)
        .capitalized(Capitalized::InErrorsAndJson)
        .doc("The device.", "/dev/sda"),
    field("services.*.blkio_config.device_write_bps[].rate", INTEGER, ValueType::Bytes).omit(Omit::Never)
        .capitalized(Capitalized::InErrorsAndJson)
        .doc("Bytes per second.", "1m"),
    field("services.*.blkio_config.device_write_iops", ARRAY, ValueType::List)
        .doc("Limits for write operations per second, by device.", "- path: /dev/sda\n  rate: 1000"),
    field("services.*.blkio_config.device_write_iops[]", FIELDS_ONLY, ValueType::Fields)
        .doc("The limit for a device.", "path: /dev/sda\nrate: 1000"),
    field("services.*.blkio_config.device_write_iops[].path", STRING, ValueType::Text).omit(Omit::Never)
        .capitalized(Capitalized::InErrorsAndJson)
        .doc("The device.", "/dev/sda"),
    field("services.*.blkio_config.device_write_iops[].rate", INTEGER, ValueType::Bytes).omit(Omit::Never)
        .capitalized(Capitalized::InErrorsAndJson)
        .doc("Operations per second.", "1000"),
    field("services.*.cap_add[]", STRING, ValueType::Text)
        .doc("A capability.", "NET_ADMIN"),
    field("services.*.cap_drop[]", STRING, ValueType::Text)
        .doc("A capability.", "NET_ADMIN"),
    field("services.*.command[]", STRING, ValueType::Text)
        .doc("A word of the command.", "start"),
    field("services.*.entrypoint[]", STRING, ValueType::Text)
        .doc("A word of the entry point.", "/docker-entrypoint.sh"),
    field("services.*.configs[]", STRING_OR_FIELDS, ValueType::Fields).canonical(file_mounts::canonical)
        .doc("The name of a config, or a mapping.", "nginx"),
    field("services.*.configs[].source", STRING, ValueType::Text)
        .doc("The key of the config under `configs`.", "nginx"),
    field("services.*.configs[].target", STRING, ValueType::Text)
        .doc("The path of the file in the container. Default: `/NAME`.", "/etc/nginx/nginx.conf"),
    field("services.*.configs[].uid", STRING, ValueType::Text)
        .doc("The user id of the owner, as text.", "\"1000\""),
    field("services.*.configs[].gid", STRING, ValueType::Text)
        .doc("The group id of the owner, as text.", "\"1000\""),
    field("services.*.configs[].mode", NUMBER, ValueType::FileMode)
        .doc("The file permissions in octal. Default: 0444.", "0440"),
    field("services.*.secrets[]", STRING_OR_FIELDS, ValueType::Fields).canonical(file_mounts::canonical)
        .default(file_mounts::default_secret)
        .doc("The name of a secret, or a mapping.", "db_password"),
    field("services.*.secrets[].source", STRING, ValueType::Text)
        .doc("The key of the secret under `secrets`.", "db_password"),
    field("services.*.secrets[].target", STRING, ValueType::Text)
        .doc("The path of the file in the container. Default: `/run/secrets/NAME`.", "/app/db_password"),
    field("services.*.secrets[].uid", STRING, ValueType::Text)
        .doc("The user id of the owner, as text.", "\"1000\""),
    field("services.*.secrets[].gid", STRING, ValueType::Text)
        .doc("The group id of the owner, as text.", "\"1000\""),
    field("services.*.secrets[].mode", NUMBER, ValueType::FileMode)
        .doc("The file permissions in octal. Default: 0444.", "0440"),
    field("services.*.credential_spec.config", STRING, ValueType::Text)
        .doc("The config with the credentials.", "spec"),
    field("services.*.credential_spec.file", STRING, ValueType::Text)
        .doc("The file with the credentials.", "spec.json"),
    field("services.*.credential_spec.registry", STRING, ValueType::Text)
        .doc("The registry value with the credentials.", "spec"),
    field("services.*.depends_on[]", STRING, ValueType::Text)
        .doc("A service that starts first.", "db"),
    field("services.*.depends_on.*", DEPENDENCY, ValueType::Fields).explain(depends_on::explain_dependency)
        .doc("The condition to wait for.", "condition: service_healthy"),
    field("services.*.depends_on.*.condition", CONDITION, ValueType::Text)
        .hint("Write `condition: service_healthy` or `condition: service_started`.")
        .doc("The condition: `service_started`, `service_healthy` (its health check has passed) or \
             `service_completed_successfully` (it has exited with code 0).", "service_healthy"),
    field("services.*.depends_on.*.restart", BOOLEAN, ValueType::Bool)
        .doc("Whether this service restarts when Compose restarts the dependency.", "true"),
    field("services.*.depends_on.*.required", BOOLEAN_ONLY, ValueType::Bool).omit(Omit::Never)
        .doc("If false, a missing or failing dependency is only a warning. Default: true.", "false"),
    field("services.*.device_cgroup_rules[]", STRING, ValueType::Text)
        .doc("A rule.", "c 1:3 mr"),
    field("services.*.devices[]", DEVICE, ValueType::Fields).canonical(devices::canonical)
        .doc("A device: `HOST:CONTAINER:PERMISSIONS`, or a mapping.", "/dev/ttyUSB0:/dev/ttyUSB0"),
    field("services.*.devices[].source", STRING, ValueType::Text)
        .doc("The device on the host.", "/dev/ttyUSB0"),
    field("services.*.devices[].target", STRING, ValueType::Text)
        .doc("The device in the container.", "/dev/ttyUSB0"),
    field("services.*.devices[].permissions", STRING, ValueType::Text)
        .doc("Any of `r` (read), `w` (write) and `m` (mknod). Default: `rwm`.", "rwm"),
    field("services.*.dns[]", STRING, ValueType::Text)
        .doc("A DNS server.", "1.1.1.1"),
    field("services.*.dns_opt[]", STRING, ValueType::Text)
        .doc("An option.", "use-vc"),
    field("services.*.dns_search[]", STRING, ValueType::Text)
        .doc("A domain.", "example.com"),
    field("services.*.provider.type", STRING, ValueType::Text)
        .doc("The program: a Docker plugin `docker-TYPE`, or a program on the PATH.", "cloud-db"),
    field("services.*.provider.options", ENTRIES, ValueType::ListMap)
        .doc("Options that are passed to the program as flags.", "size: small"),
    field("services.*.provider.options.*", SCALAR_OR_ARRAY, ValueType::Any)
        .doc("The value of an option, or a list of values.", "small"),
    field("services.*.provider.options.*[]", SCALAR, ValueType::Any)
        .doc("A value.", "small"),
    field("services.*.environment.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a variable. If it is empty, the value is that of the shell.", "secret"),
    field("services.*.environment[]", STRING, ValueType::Text)
        .doc("A variable: `NAME=value`, or `NAME` for the value of the shell.", "DEBUG=1"),
    field("services.*.env_file[]", ENV_FILE_ENTRY, ValueType::EnvFile)
        .doc("A path, or a mapping with `path`, `required` and `format`.", "./app.env"),
    field("services.*.env_file[].path", STRING, ValueType::Text).host_path(host_path::resolve)
        .doc("The path of the file, relative to the project directory.", "./app.env"),
    field("services.*.env_file[].required", BOOLEAN, ValueType::Bool).omit(Omit::Never)
        .doc("If false, a missing file is not an error. Default: true.", "false"),
    field("services.*.env_file[].format", STRING, ValueType::Text)
        .doc("The format of the file. With `raw`, values are not interpolated and quotes are kept.", "raw"),
    field("services.*.expose[]", STRING_OR_NUMBER, ValueType::Text)
        .doc("A port or a range of ports, with an optional protocol such as `/udp`.", "3000"),
    field("services.*.extends.file", STRING, ValueType::Text).host_path(extends::resolve_file)
        .doc("The file with the other service. Default: this file.", "./common.yaml"),
    field("services.*.extends.service", STRING, ValueType::Text)
        .doc("The service to take settings from.", "base"),
    field("services.*.external_links[]", STRING, ValueType::Text)
        .doc("A container, with an optional alias after `:`.", "redis_1:redis"),
    field("services.*.extra_hosts.*", STRING_OR_ARRAY, ValueType::Text)
        .doc("The address of a host, or a list of addresses.", "10.0.0.5"),
    field("services.*.extra_hosts.*[]", STRING, ValueType::Text)
        .doc("An address.", "10.0.0.5"),
    field("services.*.extra_hosts[]", STRING, ValueType::Text)
        .doc("A host as `name=address`.", "api=10.0.0.5"),
    field("services.*.group_add[]", STRING_OR_NUMBER, ValueType::Text)
        .doc("A group.", "mail"),
    field("services.*.gpus[]", ANY_MAPPING, ValueType::Fields).default(devices::default_request)
        .check(devices::check_request)
        .doc("A request for GPUs.", "driver: nvidia\ncount: 1"),
    field("services.*.gpus[].capabilities", UNIQUE_ARRAY, ValueType::TextList)
        .doc("Capabilities that the GPU must have.", "- utility"),
    field("services.*.gpus[].driver", STRING, ValueType::Text)
        .doc("The device driver.", "nvidia"),
    field("services.*.gpus[].count", INTEGER, ValueType::DeviceCount)
        .doc("The number of GPUs, or `all` (default).", "1"),
    field("services.*.gpus[].device_ids", UNIQUE_ARRAY, ValueType::TextList)
        .doc("The ids of the GPUs, instead of a count.", "- \"0\""),
    field("services.*.gpus[].options", LIST_OR_DICT, ValueType::KeyValues)
        .doc("Options of the driver.", "virtualization: \"false\""),
    field("services.*.gpus[].capabilities[]", STRING, ValueType::Text)
        .doc("A capability.", "utility"),
    field("services.*.gpus[].device_ids[]", STRING, ValueType::Text)
        .doc("The id of a GPU.", "\"0\""),
    field("services.*.gpus[].options.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of an option.", "\"false\""),
    field("services.*.gpus[].options[]", STRING, ValueType::Text)
        .doc("An option as `key=value`.", "virtualization=false"),
    field("services.*.healthcheck.test", STRING_OR_ARRAY, ValueType::HealthcheckTest).merge(Merge::Replace)
        .doc("The command, which runs in the container: text for a shell, or a list that begins with CMD, CMD-SHELL \
             or NONE.", "[\"CMD-SHELL\", \"pg_isready -U postgres\"]"),
    field("services.*.healthcheck.timeout", STRING, ValueType::Duration).omit(Omit::WhenUnset)
        .doc("The maximum duration of a check. Default: 30s.", "5s"),
    field("services.*.healthcheck.interval", STRING, ValueType::Duration).omit(Omit::WhenUnset)
        .doc("The time between checks. Default: 30s.", "10s"),
    field("services.*.healthcheck.retries", NUMBER, ValueType::Unsigned(64)).omit(Omit::WhenUnset).cast(Cast::Int)
        .doc("The number of consecutive failures after which the container is unhealthy. Default: 3.", "5"),
    field("services.*.healthcheck.start_period", STRING, ValueType::Duration).omit(Omit::WhenUnset)
        .doc("The time after the start during which failures do not count. Default: 0s.", "20s"),
    field("services.*.healthcheck.start_interval", STRING, ValueType::Duration).omit(Omit::WhenUnset)
        .doc("The time between checks during `start_period`. Default: 5s.", "2s"),
    field("services.*.healthcheck.disable", BOOLEAN, ValueType::Bool).cast(Cast::Bool)
        .doc("Whether to disable the health check of the image.", "true"),
    field("services.*.healthcheck.test[]", STRING, ValueType::Text)
        .doc("A word of the command.", "curl"),
    field("services.*.labels.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a label.", "web"),
    field("services.*.labels[]", STRING, ValueType::Text)
        .doc("A label as `key=value`.", "team=web"),
    field("services.*.label_file[]", STRING, ValueType::Text).host_path(host_path::resolve)
        .doc("A file with labels.", "./app.labels"),
    field("services.*.links[]", STRING, ValueType::Text)
        .doc("A service, with an optional alias after `:`.", "db:database"),
    field("services.*.logging.driver", STRING, ValueType::Text)
        .doc("The logging driver.", "json-file"),
    field("services.*.logging.options", ENTRIES, ValueType::KeyValues)
        .doc("Options of the driver.", "max-size: 10m"),
    field("services.*.logging.options.*", STRING_NUMBER_OR_NULL, ValueType::Text)
        .doc("The value of an option.", "10m"),
    field("services.*.models[]", STRING, ValueType::Text)
        .doc("The key of a model under `models`.", "llm"),
    field("services.*.models.*", FIELDS_ELSE_NULL, ValueType::OptionalFields)
        .doc("How the service gets the address and name of the model.", "endpoint_var: LLM_URL"),
    field("services.*.models.*.endpoint_var", STRING, ValueType::Text)
        .doc("The environment variable for the address of the model. Default: `KEY_URL`.", "LLM_URL"),
    field("services.*.models.*.model_var", STRING, ValueType::Text)
        .doc("The environment variable for the name of the model. Default: `KEY_MODEL`.", "LLM_MODEL"),
    field("services.*.networks[]", STRING, ValueType::Text)
        .doc("The key of a network under `networks`.", "backend"),
    field("services.*.networks.*", FIELDS_ELSE_NULL, ValueType::OptionalFields)
        .doc("How the service joins the network.", "aliases: [db]"),
    field("services.*.networks.*.aliases", UNIQUE_ARRAY, ValueType::TextList).identity(key_values::identity)
        .doc("Additional names of the service on this network.", "- database"),
    field("services.*.networks.*.driver_opts", ENTRIES, ValueType::KeyValues)
        .doc("Options of the network driver for this endpoint.", "foo: bar"),
    field("services.*.networks.*.gw_priority", NUMBER_ONLY, ValueType::Int64)
        .doc("The network with the highest value is the default gateway.", "1"),
    field("services.*.networks.*.interface_name", STRING, ValueType::Text)
        .doc("The name of the network interface in the container.", "eth1"),
    field("services.*.networks.*.ipv4_address", STRING, ValueType::Text)
        .doc("A fixed IPv4 address. The network needs a subnet in `ipam`.", "172.28.0.5"),
    field("services.*.networks.*.ipv6_address", STRING, ValueType::Text)
        .doc("A fixed IPv6 address. The network needs a subnet in `ipam`.", "2001:db8::5"),
    field("services.*.networks.*.link_local_ips", UNIQUE_ARRAY, ValueType::TextList).identity(key_values::identity)
        .doc("Link-local addresses.", "- 57.123.22.11"),
    field("services.*.networks.*.mac_address", STRING, ValueType::Text)
        .doc("The MAC address on this network.", "02:42:ac:11:65:43"),
    field("services.*.networks.*.priority", NUMBER_ONLY, ValueType::Int64)
        .doc("The order in which the container joins its networks, highest value first.", "1000"),
    field("services.*.networks.*.aliases[]", STRING, ValueType::Text)
        .doc("A name.", "database"),
    field("services.*.networks.*.driver_opts.*", STRING_OR_NUMBER, ValueType::Text)
        .doc("The value of an option.", "bar"),
    field("services.*.networks.*.link_local_ips[]", STRING, ValueType::Text)
        .doc("An address.", "57.123.22.11"),
    field("services.*.ports[]", PORT, ValueType::Fields).default(ports::default).check(ports::check)
        .doc("A port: `[[IP:]HOST:]CONTAINER[/PROTOCOL]`, or a mapping. Ranges are allowed.", "8080:80"),
    field("services.*.ports[].name", STRING, ValueType::Text)
        .doc("A descriptive name.", "web"),
    field("services.*.ports[].mode", STRING, ValueType::Text)
        .doc("`ingress` (default) or `host` (Swarm).", "host"),
    field("services.*.ports[].host_ip", STRING, ValueType::Text)
        .doc("The IP address on the host. Default: all addresses, which opens the port to the network.", "127.0.0.1"),
    field("services.*.ports[].target", INTEGER, ValueType::Unsigned(32)).cast(Cast::Int)
        .doc("The port in the container.", "80"),
    field("services.*.ports[].published", INTEGER, ValueType::Text)
        .doc("The port on the host, or a range to choose from. Default: the engine picks a port.", "\"8080\""),
    field("services.*.ports[].protocol", STRING, ValueType::Text)
        .doc("`tcp` (default) or `udp`.", "udp"),
    field("services.*.ports[].app_protocol", STRING, ValueType::Text)
        .doc("The application protocol, for documentation.", "http"),
    field("services.*.post_start[]", HOOK, ValueType::Fields)
        .doc("A command.", "command: ./migrate"),
    field("services.*.post_start[].command", COMMAND, ValueType::ShellWords)
        .doc("The command, written as `command` of a service.", "./migrate"),
    field("services.*.post_start[].user", STRING, ValueType::Text)
        .doc("The user that runs the command. Default: that of the container.", "root"),
    field("services.*.post_start[].privileged", BOOLEAN, ValueType::Bool)
        .doc("Whether the command runs with all privileges.", "true"),
    field("services.*.post_start[].working_dir", STRING, ValueType::Text)
        .doc("The working directory of the command. Default: that of the container.", "/app"),
    field("services.*.post_start[].environment", LIST_OR_DICT, ValueType::NullableKeyValues)
        .doc("Environment variables of the command.", "FOO: bar"),
    field("services.*.post_start[].environment.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a variable.", "bar"),
    field("services.*.post_start[].environment[]", STRING, ValueType::Text)
        .doc("A variable as `NAME=value`.", "FOO=bar"),
    field("services.*.post_start[].command[]", STRING, ValueType::Text)
        .doc("A word of the command.", "./migrate"),
    field("services.*.pre_stop[]", HOOK, ValueType::Fields)
        .doc("A command.", "command: ./migrate"),
    field("services.*.pre_stop[].command", COMMAND, ValueType::ShellWords)
        .doc("The command, written as `command` of a service.", "./migrate"),
    field("services.*.pre_stop[].user", STRING, ValueType::Text)
        .doc("The user that runs the command. Default: that of the container.", "root"),
    field("services.*.pre_stop[].privileged", BOOLEAN, ValueType::Bool)
        .doc("Whether the command runs with all privileges.", "true"),
    field("services.*.pre_stop[].working_dir", STRING, ValueType::Text)
        .doc("The working directory of the command. Default: that of the container.", "/app"),
    field("services.*.pre_stop[].environment", LIST_OR_DICT, ValueType::NullableKeyValues)
        .doc("Environment variables of the command.", "FOO: bar"),
    field("services.*.pre_stop[].environment.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a variable.", "bar"),
    field("services.*.pre_stop[].environment[]", STRING, ValueType::Text)
        .doc("A variable as `NAME=value`.", "FOO=bar"),
    field("services.*.pre_stop[].command[]", STRING, ValueType::Text)
        .doc("A word of the command.", "./migrate"),
    field("services.*.security_opt[]", STRING, ValueType::Text)
        .doc("An option.", "no-new-privileges:true"),
    field("services.*.sysctls.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a kernel parameter.", "1024"),
    field("services.*.sysctls[]", STRING, ValueType::Text)
        .doc("A kernel parameter as `key=value`.", "net.core.somaxconn=1024"),
    field("services.*.tmpfs[]", STRING, ValueType::Text)
        .doc("A path, with optional mount options after `:`.", "/run:size=64m"),
    field("services.*.ulimits.*", ULIMIT, ValueType::Ulimit).canonical(ulimits::canonical).cast(Cast::Int)
        .merge(Merge::Replace)
        .doc("One limit, or a mapping with `soft` and `hard`.", "65536"),
    field("services.*.ulimits.*.soft", INTEGER, ValueType::Int64).cast(Cast::Int)
        .doc("The limit that applies to processes.", "20000"),
    field("services.*.ulimits.*.hard", INTEGER, ValueType::Int64).cast(Cast::Int)
        .doc("The maximum to which a process can raise its soft limit.", "40000"),
    field("services.*.volumes[]", VOLUME, ValueType::Fields).canonical(volumes::canonical).keeps_unparsable()
        .host_path(volumes::resolve_source)
        .doc("A mount: `SOURCE:TARGET[:OPTIONS]`, or a mapping with `type`.", "./html:/usr/share/nginx/html:ro"),
    field("services.*.volumes[].type", VOLUME_TYPE, ValueType::Text)
        .hint("Write `type: bind`, `type: volume` or `type: tmpfs`.")
        .doc("`bind`, `volume`, `tmpfs`, `image`, `npipe` or `cluster`.", "bind"),
    field("services.*.volumes[].source", STRING, ValueType::Text)
        .doc("A path on the host, the key of a volume, or an image.", "./html"),
    field("services.*.volumes[].target", STRING, ValueType::Text)
        .doc("The path in the container.", "/usr/share/nginx/html"),
    field("services.*.volumes[].read_only", BOOLEAN, ValueType::Bool).cast(Cast::Bool)
        .doc("Whether the mount is read-only.", "true"),
    field("services.*.volumes[].consistency", STRING, ValueType::Text)
        .doc("Has no effect.", "cached"),
    field("services.*.volumes[].bind", FIELDS, ValueType::Fields).adapt(volumes::omit_default_bind_options)
        .doc("Options of a bind mount.", "create_host_path: false"),
    field("services.*.volumes[].bind.selinux", SELINUX, ValueType::Text)
        .doc("The SELinux label: `z` if containers share the content, `Z` if it is private.", "z"),
    field("services.*.volumes[].bind.propagation", STRING, ValueType::Text)
        .doc("How mounts below the source propagate, such as `rslave`.", "rslave"),
    field("services.*.volumes[].bind.create_host_path", BOOLEAN, ValueType::Bool)
        .doc("Whether a missing directory is created on the host. Default: true in the short form.", "false"),
    field("services.*.volumes[].bind.recursive", RECURSIVE, ValueType::Text)
        .doc("Whether mounts below the source are included.", "disabled"),
    field("services.*.volumes[].volume", FIELDS, ValueType::Fields)
        .doc("Options of a volume.", "nocopy: true"),
    field("services.*.volumes[].volume.labels", LIST_OR_DICT, ValueType::KeyValues).merge(Merge::AppendList)
        .doc("Labels of an anonymous volume.", "foo: bar"),
    field("services.*.volumes[].volume.nocopy", BOOLEAN, ValueType::Bool).cast(Cast::Bool)
        .doc("Whether a new volume stays empty instead of getting the content of the image.", "true"),
    field("services.*.volumes[].volume.subpath", STRING, ValueType::Text)
        .doc("The directory in the volume to mount.", "uploads"),
    field("services.*.volumes[].volume.labels.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a label.", "bar"),
    field("services.*.volumes[].volume.labels[]", STRING, ValueType::Text)
        .doc("A label as `key=value`.", "foo=bar"),
    field("services.*.volumes[].tmpfs", FIELDS, ValueType::Fields)
        .doc("Options of a temporary file system.", "size: 64m"),
    field("services.*.volumes[].tmpfs.size", SIZE, ValueType::Bytes)
        .doc("The maximum size.", "64m"),
    field("services.*.volumes[].tmpfs.mode", NUMBER, ValueType::Unsigned(32))
        .doc("The permissions of the root directory. Write them in octal with a leading 0.", "01777"),
    field("services.*.volumes[].image", FIELDS, ValueType::Fields)
        .doc("Options of an image mount.", "subpath: data"),
    field("services.*.volumes[].image.subpath", STRING, ValueType::Text)
        .doc("The directory in the image to mount.", "data"),
    field("services.*.volumes_from[]", STRING, ValueType::Text)
        .doc("A service or `container:NAME`, with an optional `:ro`.", "app:ro"),
];
