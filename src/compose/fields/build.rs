//! `build`: how a service's image is made.

use super::service::{EXTRA_HOSTS, EXTRA_HOSTS_ENTRY, ULIMIT, ULIMITS};
use super::shape::{ARRAY, BOOLEAN, INTEGER, LIST_OR_DICT, SCALAR_OR_NULL, STRING, STRING_OR_FIELDS};
use super::{Field, Identity, Merge, ValueType, field};
use crate::compose::attributes::{build, environment, mounts};

/// `build` and everything below it.
pub const BUILD: &[Field] = &[
    field(
        "services.*.build.context",
        STRING,
        ValueType::Text,
        "The folder sent to the builder, relative to the project directory, or a repository's address. Default `.`.",
        "./web",
    ),
    field(
        "services.*.build.dockerfile",
        STRING,
        ValueType::Text,
        "The Dockerfile's path, relative to the context. Default `Dockerfile`.",
        "Dockerfile.dev",
    ),
    field(
        "services.*.build.dockerfile_inline",
        STRING,
        ValueType::Text,
        "A Dockerfile written here. `dockerfile` may not stand beside it.",
        "FROM alpine",
    ),
    field(
        "services.*.build.entitlements",
        ARRAY,
        ValueType::TextList,
        "Extra rights for the build.",
        "- network.host",
    ),
    field(
        "services.*.build.entitlements[]",
        STRING,
        ValueType::Text,
        "A right.",
        "network.host",
    ),
    field(
        "services.*.build.args",
        LIST_OR_DICT,
        ValueType::MappingWithEquals,
        "Values for ARG in the Dockerfile. One without a value takes it from the environment of `docker compose`.",
        "VERSION: \"1.2\"",
    )
    .merge(Merge::KeyValues)
    .identity(Identity::KeyOfKeyValue),
    field(
        "services.*.build.args.*",
        SCALAR_OR_NULL,
        ValueType::Text,
        "A build argument.",
        "\"1.2\"",
    ),
    field(
        "services.*.build.args[]",
        STRING,
        ValueType::Text,
        "A build argument as `NAME=value`.",
        "VERSION=1.2",
    ),
    field(
        "services.*.build.provenance",
        super::shape::BOOLEAN,
        ValueType::TextOrBool,
        "Adds a provenance attestation to the image.",
        "mode=max",
    )
    .canonical(build::canonical_attestation),
    field(
        "services.*.build.sbom",
        super::shape::BOOLEAN,
        ValueType::TextOrBool,
        "Adds a software bill of materials to the image.",
        "true",
    )
    .canonical(build::canonical_attestation),
    field(
        "services.*.build.ssh",
        LIST_OR_DICT,
        ValueType::Ssh,
        "SSH agents or keys that RUN --mount=type=ssh may use.",
        "- default",
    )
    .canonical(build::canonical_ssh),
    field(
        "services.*.build.ssh.*",
        SCALAR_OR_NULL,
        ValueType::Text,
        "The agent's socket or key.",
        "~/.ssh/id_ed25519",
    ),
    field(
        "services.*.build.ssh[]",
        STRING,
        ValueType::Text,
        "An id, or `id=path`.",
        "default",
    ),
    field(
        "services.*.build.labels",
        LIST_OR_DICT,
        ValueType::Labels,
        "Labels of the image.",
        "com.example.version: \"1.2\"",
    )
    .merge(Merge::KeyValues)
    .identity(Identity::KeyOfKeyValue),
    field(
        "services.*.build.labels.*",
        SCALAR_OR_NULL,
        ValueType::Text,
        "A label.",
        "\"1.2\"",
    ),
    field(
        "services.*.build.labels[]",
        STRING,
        ValueType::Text,
        "A label as `key=value`.",
        "version=1.2",
    ),
    field(
        "services.*.build.cache_from",
        ARRAY,
        ValueType::TextList,
        "Where the builder looks for cached layers.",
        "- type=registry,ref=app:cache",
    ),
    field(
        "services.*.build.cache_from[]",
        STRING,
        ValueType::Text,
        "A cache source.",
        "app:cache",
    ),
    field(
        "services.*.build.cache_to",
        ARRAY,
        ValueType::TextList,
        "Where the builder stores layers for later builds.",
        "- type=local,dest=./cache",
    ),
    field(
        "services.*.build.cache_to[]",
        STRING,
        ValueType::Text,
        "A cache destination.",
        "type=local,dest=./cache",
    ),
    field(
        "services.*.build.no_cache",
        BOOLEAN,
        ValueType::Bool,
        "Builds every layer anew. Default false.",
        "true",
    ),
    field(
        "services.*.build.additional_contexts",
        LIST_OR_DICT,
        ValueType::Mapping,
        "Further contexts by name, for COPY --from or FROM: folders, addresses, images or `service:NAME`.",
        "base: service:base",
    )
    .merge(Merge::KeyValues)
    .identity(Identity::KeyOfKeyValue)
    .canonical(environment::canonical_key_values)
    .check(environment::check_text),
    field(
        "services.*.build.additional_contexts.*",
        SCALAR_OR_NULL,
        ValueType::Text,
        "A context: a folder, an address, `docker-image://...` or `service:NAME`.",
        "./shared",
    ),
    field(
        "services.*.build.additional_contexts[]",
        STRING,
        ValueType::Text,
        "A context as `name=value`.",
        "shared=./shared",
    ),
    field(
        "services.*.build.pull",
        BOOLEAN,
        ValueType::Bool,
        "Always looks for newer base images. Default false.",
        "true",
    ),
    EXTRA_HOSTS.at("services.*.build.extra_hosts", "Host names for the build's /etc/hosts."),
    EXTRA_HOSTS_ENTRY.at("services.*.build.extra_hosts.*", "A host's address, or several."),
    field(
        "services.*.build.extra_hosts.*[]",
        STRING,
        ValueType::Text,
        "An address.",
        "10.0.0.5",
    ),
    field(
        "services.*.build.extra_hosts[]",
        STRING,
        ValueType::Text,
        "A host as `name=address`.",
        "api=10.0.0.5",
    ),
    field(
        "services.*.build.isolation",
        STRING,
        ValueType::Text,
        "Isolation of the build's containers (Windows).",
        "hyperv",
    ),
    field(
        "services.*.build.network",
        STRING,
        ValueType::Text,
        "The network of RUN instructions.",
        "host",
    ),
    field(
        "services.*.build.target",
        STRING,
        ValueType::Text,
        "The stage of the Dockerfile to build. Default: the last.",
        "production",
    ),
    field(
        "services.*.build.secrets",
        ARRAY,
        ValueType::List,
        "Secrets that RUN --mount=type=secret may read.",
        "- npm_token",
    ),
    field(
        "services.*.build.secrets[]",
        STRING_OR_FIELDS,
        ValueType::Fields,
        "A secret's name, or a mapping.",
        "npm_token",
    )
    .canonical(mounts::canonical_file),
    field(
        "services.*.build.secrets[].source",
        STRING,
        ValueType::Text,
        "The secret's key at top level.",
        "npm_token",
    ),
    field(
        "services.*.build.secrets[].target",
        STRING,
        ValueType::Text,
        "The id the Dockerfile uses. Default: the source.",
        "npm",
    ),
    field(
        "services.*.build.secrets[].uid",
        STRING,
        ValueType::Text,
        "The owner's user id.",
        "\"1000\"",
    ),
    field(
        "services.*.build.secrets[].gid",
        STRING,
        ValueType::Text,
        "The owner's group id.",
        "\"1000\"",
    ),
    field(
        "services.*.build.secrets[].mode",
        super::shape::NUMBER,
        ValueType::FileMode,
        "Permission bits, octal.",
        "0440",
    ),
    field(
        "services.*.build.shm_size",
        INTEGER,
        ValueType::Bytes,
        "Size of /dev/shm in the build. Default 64m.",
        "256m",
    ),
    field(
        "services.*.build.tags",
        ARRAY,
        ValueType::TextList,
        "Further tags of the built image.",
        "- app:latest",
    )
    .identity(Identity::KeyOfKeyValue),
    field(
        "services.*.build.tags[]",
        STRING,
        ValueType::Text,
        "A tag.",
        "app:latest",
    ),
    ULIMITS.at("services.*.build.ulimits", "Limits for the build's processes."),
    ULIMIT.at(
        "services.*.build.ulimits.*",
        "One limit for soft and hard, or a mapping.",
    ),
    field(
        "services.*.build.ulimits.*.soft",
        INTEGER,
        ValueType::Int,
        "The limit a process starts with.",
        "1024",
    ),
    field(
        "services.*.build.ulimits.*.hard",
        INTEGER,
        ValueType::Int,
        "The limit up to which it may raise its own.",
        "4096",
    ),
    field(
        "services.*.build.platforms",
        ARRAY,
        ValueType::TextList,
        "Platforms to build for. The service's `platform` must be among them.",
        "- linux/amd64",
    ),
    field(
        "services.*.build.platforms[]",
        STRING,
        ValueType::Text,
        "A platform.",
        "linux/arm64",
    ),
    field(
        "services.*.build.privileged",
        BOOLEAN,
        ValueType::Bool,
        "Builds with extended rights. Default false.",
        "true",
    ),
];
