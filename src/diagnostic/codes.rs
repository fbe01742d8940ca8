//! The registry of diagnostic codes: one documented entry for every kind of problem that Drydock reports.
//!
//! A code is the kebab-case name in `error[undefined-network]: ...`. Codes of lint rules are registered with their
//! rules, in `lint::rules`, and all other codes in this file. No other code can create one, so that a diagnostic with
//! an unregistered code does not compile. The documentation of an entry becomes the documentation of its constant, and
//! its text in [`ALL`].

use std::fmt;

/// The name of a kind of problem, such as `undefined-network`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

impl Code {
    /// Creates the code of a lint rule, to be called only in the rule's file.
    pub(crate) const fn of_rule(name: &'static str) -> Self {
        Code(name)
    }

    /// Returns the name in kebab case.
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.0)
    }
}

/// Declares one constant per entry, and the list of all of them with their documentation.
macro_rules! codes {
    ($($(#[doc = $line:literal])+ $constant:ident = $name:literal;)+) => {
        $(
            $(#[doc = $line])+
            pub const $constant: Code = Code($name);
        )+

        /// The codes of this file with their documentation.
        pub const ALL: &[(Code, &str)] = &[$(($constant, concat!($($line, "\n"),+))),+];
    };
}

codes! {
    // YAML

    /// The file is not valid UTF-8.
    YAML_NOT_UTF8 = "yaml-not-utf8";
    /// The text is not valid YAML, and no more specific explanation applies.
    YAML_SYNTAX = "yaml-syntax";
    /// A line is indented with a tab; YAML allows only spaces.
    YAML_TAB = "yaml-tab";
    /// A line's indentation fits neither its siblings nor its parent.
    YAML_INDENTATION = "yaml-indentation";
    /// A plain value contains characters that YAML reads as syntax, so it must be quoted.
    YAML_NEEDS_QUOTES = "yaml-needs-quotes";
    /// A key is nested under a key that already has a value on its line.
    YAML_NESTED_VALUE = "yaml-nested-value";
    /// A line in a mapping has no `:` after its key.
    YAML_MISSING_COLON = "yaml-missing-colon";
    /// A list item is on the same line as the key of the list.
    YAML_LIST_ON_KEY_LINE = "yaml-list-on-key-line";
    /// A quoted value has no closing quote.
    YAML_UNCLOSED_QUOTE = "yaml-unclosed-quote";
    /// A list or mapping in brackets has no closing bracket.
    YAML_UNCLOSED_BRACKET = "yaml-unclosed-bracket";
    /// A backslash in a double-quoted value begins an unknown escape sequence.
    YAML_BAD_ESCAPE = "yaml-bad-escape";
    /// The `%YAML` directive asks for an unsupported version.
    YAML_VERSION = "yaml-version";
    /// The text contains a control character that YAML does not allow.
    YAML_CONTROL_CHARACTER = "yaml-control-character";
    /// Collections are nested deeper than the recursion limit.
    YAML_TOO_DEEP = "yaml-too-deep";
    /// Aliases expand to more values than the expansion limit allows.
    YAML_ALIAS_EXPANSION = "yaml-alias-expansion";
    /// An alias refers to an anchor that contains the alias itself.
    YAML_ALIAS_CYCLE = "yaml-alias-cycle";
    /// An alias refers to an anchor that is not defined before it.
    YAML_UNKNOWN_ANCHOR = "yaml-unknown-anchor";
    /// A value does not fit its tag, such as `!!int many`, or the tag does not exist.
    YAML_BAD_TAG = "yaml-bad-tag";
    /// The value of a merge key `<<` is not a mapping or a list of mappings.
    YAML_BAD_MERGE = "yaml-bad-merge";
    /// A list or a mapping is used as a key.
    YAML_BAD_KEY = "yaml-bad-key";
    /// A key is a number, a boolean, a date or null instead of text.
    NON_STRING_KEY = "non-string-key";
    /// A mapping has the same key twice.
    DUPLICATE_KEY = "duplicate-key";

    // Finding and opening files

    /// No compose file exists in the project.
    NO_COMPOSE_FILE = "no-compose-file";
    /// Several files could be the compose file, and only one of them is used.
    MULTIPLE_COMPOSE_FILES = "multiple-compose-files";
    /// A file that the project needs does not exist.
    MISSING_FILE = "missing-file";
    /// A path that should name a file names a folder.
    NOT_A_FILE = "not-a-file";
    /// The compose file contains something else, such as a Kubernetes manifest or a Dockerfile.
    NOT_A_COMPOSE_FILE = "not-a-compose-file";
    /// The compose file has no content.
    EMPTY_FILE = "empty-file";
    /// A document, a section or a service is not a mapping.
    NOT_A_MAPPING = "not-a-mapping";
    /// An environment variable that controls Docker Compose has a value that it does not accept.
    INVALID_VARIABLE = "invalid-variable";
    /// The project name is missing or contains characters that are not allowed.
    INVALID_PROJECT_NAME = "invalid-project-name";
    /// Docker Compose refuses the project, and no more specific explanation applies.
    REJECTED_PROJECT = "rejected-project";

    // Variables and env files

    /// A variable without a default is not set, so an empty string is used.
    UNSET_VARIABLE = "unset-variable";
    /// A required variable, `${NAME:?message}`, is not set.
    MISSING_VARIABLE = "missing-variable";
    /// A `$` does not begin a valid variable reference.
    INVALID_TEMPLATE = "invalid-template";
    /// An interpolated value can't be converted to the type of its field.
    FAILED_CONVERSION = "failed-conversion";
    /// An interpolated value is a boolean of YAML 1.1, such as `yes`, that is no longer supported.
    LEGACY_BOOLEAN = "legacy-boolean";
    /// A line of an env file can't be parsed.
    ENV_FILE_SYNTAX = "env-file-syntax";
    /// The `format` of an env file is unknown.
    UNKNOWN_FORMAT = "unknown-format";
    /// `env_file` is neither a path nor a list of paths.
    INVALID_ENV_FILE = "invalid-env-file";
    /// An entry of `env_file` has no `path`.
    ENV_FILE_WITHOUT_PATH = "env-file-without-path";

    // `extends` and `include`

    /// A service extends a service that does not exist.
    UNDEFINED_BASE = "undefined-base";
    /// A service extends a service of a file that can't be opened, which another diagnostic explains.
    UNUSABLE_BASE = "unusable-base";
    /// A service extends a service of a file that has no services.
    NO_SERVICES_SECTION = "no-services-section";
    /// `extends` does not name a service.
    EXTENDS_WITHOUT_SERVICE = "extends-without-service";
    /// The `file` of `extends` is not a single path.
    INVALID_EXTENDS_FILE = "invalid-extends-file";
    /// Services extend each other in a cycle.
    EXTENDS_CYCLE = "extends-cycle";
    /// A service extends a service of a remote file, which Drydock does not download.
    REMOTE_EXTENDS = "remote-extends";
    /// `include` is not a list of paths or mappings.
    INVALID_INCLUDE = "invalid-include";
    /// Files include each other in a cycle.
    INCLUDE_CYCLE = "include-cycle";
    /// A resource is defined in a file and, differently, in a file that it includes.
    INCLUDE_CONFLICT = "include-conflict";
    /// A config of an included file takes its content from a variable, which Docker Compose refuses.
    INCLUDED_CONFIG = "included-config";
    /// A remote file is included, which Drydock does not download.
    REMOTE_INCLUDE = "remote-include";
    /// The includes exceed the limit on their number or depth.
    TOO_MANY_INCLUDES = "too-many-includes";
    /// A value can't be merged with a value of another type in an earlier file.
    MERGE_TYPE_CONFLICT = "merge-type-conflict";

    // Shape of the model

    /// A key is not part of the compose file format at this place.
    UNKNOWN_KEY = "unknown-key";
    /// A required key is missing.
    MISSING_KEY = "missing-key";
    /// A value has the wrong type, such as text where a mapping is needed.
    WRONG_TYPE = "wrong-type";
    /// A space is missing after `:` or `-`.
    MISSING_SPACE = "missing-space";
    /// A key contains a no-break space, which looks like a space but is not one.
    NO_BREAK_SPACE = "no-break-space";
    /// A name of a service or another resource contains characters that are not allowed.
    INVALID_NAME = "invalid-name";
    /// A list that must have distinct items has an item twice.
    DUPLICATE_ITEM = "duplicate-item";
    /// A value is not one of the accepted values.
    UNKNOWN_VALUE = "unknown-value";
    /// A text does not match the pattern of its field.
    INVALID_VALUE = "invalid-value";
    /// A number is smaller or larger than its field allows.
    OUT_OF_RANGE = "out-of-range";
    /// An item of a list is not text.
    INVALID_LIST_ITEM = "invalid-list-item";
    /// An item of a list of `NAME=VALUE` pairs has no value.
    MISSING_VALUE = "missing-value";

    // Values of fields

    /// A published port can't be parsed.
    INVALID_PORT = "invalid-port";
    /// The `host_ip` of a published port is not an IP address.
    INVALID_HOST_IP = "invalid-host-ip";
    /// A published port has no `target`.
    PORT_WITHOUT_TARGET = "port-without-target";
    /// A mount in short syntax can't be parsed.
    INVALID_VOLUME = "invalid-volume";
    /// A mount has no `target`.
    MOUNT_WITHOUT_TARGET = "mount-without-target";
    /// A bind mount has no `source`.
    BIND_WITHOUT_SOURCE = "bind-without-source";
    /// A device mapping has too many parts.
    INVALID_DEVICE = "invalid-device";
    /// A device request has both `count` and `device_ids`.
    CONFLICTING_DEVICE_REQUEST = "conflicting-device-request";
    /// An SSH key of a build is neither `default` nor `NAME=PATH`.
    INVALID_SSH_KEY = "invalid-ssh-key";
    /// A value is neither true nor false.
    INVALID_BOOLEAN = "invalid-boolean";
    /// A value is not a number.
    INVALID_NUMBER = "invalid-number";
    /// A value is not a size in bytes, such as `512m`.
    INVALID_SIZE = "invalid-size";
    /// A value is not a duration, such as `1m30s`.
    INVALID_DURATION = "invalid-duration";
    /// File permissions are not an octal number.
    INVALID_MODE = "invalid-mode";
    /// A command can't be split into words.
    INVALID_COMMAND = "invalid-command";
    /// An entry of `extra_hosts` is not a host name with an IP address.
    INVALID_HOST = "invalid-host";
    /// The name of an environment variable ends with a space.
    TRAILING_SPACE_IN_NAME = "trailing-space-in-name";

    // Consistency

    /// A service has neither an `image` nor a `build`.
    NO_IMAGE = "no-image";
    /// A service that was named on the command line does not exist.
    UNKNOWN_SERVICE = "unknown-service";
    /// A service refers to a service that does not exist.
    UNDEFINED_DEPENDENCY = "undefined-dependency";
    /// A service needs a service that only an inactive profile enables.
    DISABLED_DEPENDENCY = "disabled-dependency";
    /// Services depend on each other in a cycle.
    DEPENDENCY_CYCLE = "dependency-cycle";
    /// A service joins a network that is not declared.
    UNDEFINED_NETWORK = "undefined-network";
    /// A service mounts a volume that is not declared.
    UNDEFINED_VOLUME = "undefined-volume";
    /// A service uses a secret that is not declared.
    UNDEFINED_SECRET = "undefined-secret";
    /// A service uses a config that is not declared.
    UNDEFINED_CONFIG = "undefined-config";
    /// A service uses a model that is not declared.
    UNDEFINED_MODEL = "undefined-model";
    /// A service has both `network_mode` and `networks`.
    NETWORK_MODE_AND_NETWORKS = "network-mode-and-networks";
    /// A build uses the image of a service that is not active.
    UNDEFINED_BUILD_CONTEXT = "undefined-build-context";
    /// A build uses the image of a service that has no `build`.
    UNBUILT_BUILD_CONTEXT = "unbuilt-build-context";
    /// A build has both `dockerfile` and `dockerfile_inline`.
    CONFLICTING_DOCKERFILES = "conflicting-dockerfiles";
    /// A service runs on a platform that its build does not list.
    PLATFORM_NOT_BUILT = "platform-not-built";
    /// The first word of a healthcheck's `test` is not `CMD`, `CMD-SHELL` or `NONE`.
    INVALID_HEALTHCHECK_TEST = "invalid-healthcheck-test";
    /// Two services have the same `container_name`.
    DUPLICATE_CONTAINER_NAME = "duplicate-container-name";
    /// A service has a `container_name`, but needs several containers.
    CONTAINER_NAME_WITH_REPLICAS = "container-name-with-replicas";
    /// A limit has different values in the service and in its `deploy` section.
    CONFLICTING_LIMITS = "conflicting-limits";
    /// The number of containers of a service is negative.
    NEGATIVE_REPLICAS = "negative-replicas";
    /// Two mounts of a service have the same target.
    DUPLICATE_MOUNT_TARGET = "duplicate-mount-target";
    /// A secret has no source for its content.
    SECRET_WITHOUT_SOURCE = "secret-without-source";
    /// A config or secret has no source for its content.
    MISSING_SOURCE = "missing-source";
    /// A config or secret has more than one source for its content.
    MULTIPLE_SOURCES = "multiple-sources";
    /// A resource has both `name` and the deprecated `external.name`, with different values.
    CONFLICTING_NAME = "conflicting-name";
    /// An external resource has keys that only apply to a resource that Docker Compose creates.
    CONFLICTING_EXTERNAL = "conflicting-external";
    /// A resource uses the deprecated `external.name`.
    DEPRECATED_EXTERNAL_NAME = "deprecated-external-name";
    /// A watch rule copies files, but has no `target`.
    WATCH_WITHOUT_TARGET = "watch-without-target";
    /// The `path` of a watch rule is empty.
    BLANK_WATCH_PATH = "blank-watch-path";
    /// The file has a `version`, which Docker Compose ignores.
    OBSOLETE_VERSION = "obsolete-version";

    // Dockerfiles

    /// A Dockerfile contains a word that is not an instruction.
    UNKNOWN_INSTRUCTION = "unknown-instruction";
    /// A Dockerfile instruction has no arguments.
    MISSING_ARGUMENTS = "missing-arguments";
    /// A here-document has no end.
    UNCLOSED_HEREDOC = "unclosed-heredoc";
    /// A Dockerfile does not begin with `FROM`.
    MISSING_FROM = "missing-from";

    // Simulation

    /// An `x-sim` section contains something that the simulation does not understand.
    INVALID_X_SIM = "invalid-x-sim";
    /// Two containers publish the same host port, so the second one cannot be started.
    HOST_PORT_IN_USE = "host-port-in-use";
    /// A service waits until another service is healthy, but that one has no health check.
    MISSING_HEALTHCHECK = "missing-healthcheck";
    /// A probe runs a program that is not in the image, so it never passes.
    MISSING_PROBE_PROGRAM = "missing-probe-program";
    /// A health check gives up before the service can be ready.
    IMPATIENT_HEALTHCHECK = "impatient-healthcheck";
    /// A container exits because a variable that its image requires is not set.
    MISSING_IMAGE_VARIABLE = "missing-image-variable";
    /// A container exits because its image refuses an argument or a mount.
    REFUSED_SETTING = "refused-setting";
    /// A container exits at once because its command ends without a terminal, and a service or the restart policy expects
    /// it to run.
    IDLE_CONTAINER = "idle-container";
    /// A service waits for the completion of a service that is restarted after each exit.
    RESTARTED_JOB = "restarted-job";
    /// A service waits for the completion of a service that runs until it is stopped.
    ENDLESS_JOB = "endless-job";
    /// A container fails in the simulation because its `x-sim` says so.
    SIMULATED_FAILURE = "simulated-failure";
    /// The engine refuses the restart policy of a service.
    INVALID_RESTART_POLICY = "invalid-restart-policy";
    /// A health check has a `start_interval` but no `start_period`, which Docker Compose refuses.
    START_INTERVAL_WITHOUT_PERIOD = "start-interval-without-period";
    /// An image is never pulled, and no service builds it.
    UNBUILT_IMAGE = "unbuilt-image";
    /// Startup fails in the simulation, and no more specific explanation applies.
    STARTUP_FAILURE = "startup-failure";
}
