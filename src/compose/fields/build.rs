//! `build`: how to build the image of a service.

use super::service::{ULIMIT, ULIMITS};
use super::shape::{
    ARRAY, BOOLEAN, INTEGER, LIST_OR_DICT, NUMBER, SCALAR_OR_NULL, STRING, STRING_OR_ARRAY, STRING_OR_FIELDS,
};
use super::{Field, Merge, ValueType, field};
use crate::compose::attributes::{build, file_mounts, host_path, key_values, ulimits};

/// `build` and the fields below it.
#[rustfmt::skip] // A row takes two or three lines; rustfmt would need nine.
pub const BUILD: &[Field] = &[
    field("services.*.build.context", STRING, ValueType::Text).host_path(build::resolve_context)
        .doc("The build context: a directory relative to the project directory, or the URL of a repository. Default: \
             `.`.", "./web"),
    field("services.*.build.dockerfile", STRING, ValueType::Text)
        .doc("The path of the Dockerfile, relative to the context. Default: `Dockerfile`.", "Dockerfile.dev"),
    field("services.*.build.dockerfile_inline", STRING, ValueType::Text)
        .doc("The content of the Dockerfile. Cannot be used with `dockerfile`.", "FROM alpine"),
    field("services.*.build.entitlements", ARRAY, ValueType::TextList)
        .doc("Additional privileges of the build.", "- network.host"),
    field("services.*.build.entitlements[]", STRING, ValueType::Text)
        .doc("A privilege.", "network.host"),
    field("services.*.build.args", LIST_OR_DICT, ValueType::NullableKeyValues).merge(Merge::AppendList)
        .identity(key_values::identity).normalize(build::normalize_args)
        .doc("Values of ARG in the Dockerfile. An argument without a value gets it from the environment of `docker \
             compose`.", "VERSION: \"1.2\""),
    field("services.*.build.args.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a build argument.", "\"1.2\""),
    field("services.*.build.args[]", STRING, ValueType::Text)
        .doc("A build argument as `NAME=value`.", "VERSION=1.2"),
    field("services.*.build.provenance", BOOLEAN, ValueType::TextOrBool).canonical(build::canonical_attestation)
        .doc("Adds a provenance attestation to the image.", "mode=max"),
    field("services.*.build.sbom", BOOLEAN, ValueType::TextOrBool).canonical(build::canonical_attestation)
        .doc("Adds a software bill of materials to the image.", "true"),
    field("services.*.build.ssh", LIST_OR_DICT, ValueType::Ssh).canonical(build::canonical_ssh)
        .doc("SSH agents and keys that `RUN --mount=type=ssh` can use.", "- default"),
    field("services.*.build.ssh.*", SCALAR_OR_NULL, ValueType::Text).host_path(host_path::resolve_unless_windows)
        .doc("The socket of the agent, or the key.", "~/.ssh/id_ed25519"),
    field("services.*.build.ssh[]", STRING, ValueType::Text)
        .doc("An id, or `id=path`.", "default"),
    field("services.*.build.labels", LIST_OR_DICT, ValueType::KeyValues).merge(Merge::AppendList)
        .identity(key_values::identity)
        .doc("Labels of the image.", "com.example.version: \"1.2\""),
    field("services.*.build.labels.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a label.", "\"1.2\""),
    field("services.*.build.labels[]", STRING, ValueType::Text)
        .doc("A label as `key=value`.", "version=1.2"),
    field("services.*.build.cache_from", ARRAY, ValueType::TextList)
        .doc("Sources of cached layers.", "- type=registry,ref=app:cache"),
    field("services.*.build.cache_from[]", STRING, ValueType::Text)
        .doc("A cache source.", "app:cache"),
    field("services.*.build.cache_to", ARRAY, ValueType::TextList)
        .doc("Where layers are stored for later builds.", "- type=local,dest=./cache"),
    field("services.*.build.cache_to[]", STRING, ValueType::Text)
        .doc("A cache destination.", "type=local,dest=./cache"),
    field("services.*.build.no_cache", BOOLEAN, ValueType::Bool)
        .doc("Whether to ignore the cache and build every layer. Default: false.", "true"),
    field("services.*.build.additional_contexts", LIST_OR_DICT, ValueType::KeyValues).merge(Merge::AppendList)
        .identity(key_values::identity).canonical(key_values::canonical).check(key_values::check_strings)
        .doc("Additional build contexts by name, for `COPY --from` and FROM: directories, URLs, images or \
             `service:NAME`.", "base: service:base"),
    field("services.*.build.additional_contexts.*", SCALAR_OR_NULL, ValueType::Text).host_path(build::resolve_context)
        .doc("A context: a directory, a URL, `docker-image://IMAGE` or `service:NAME`.", "./shared"),
    field("services.*.build.additional_contexts[]", STRING, ValueType::Text)
        .doc("A context as `name=value`.", "shared=./shared"),
    field("services.*.build.pull", BOOLEAN, ValueType::Bool)
        .doc("Whether to pull newer base images. Default: false.", "true"),
    field("services.*.build.extra_hosts", LIST_OR_DICT, ValueType::Hosts).merge(Merge::AppendNewItems)
        .doc("Additional entries of /etc/hosts during the build.", "- \"api=10.0.0.5\""),
    field("services.*.build.extra_hosts.*", STRING_OR_ARRAY, ValueType::Text)
        .doc("The address of a host, or a list of addresses.", "10.0.0.5"),
    field("services.*.build.extra_hosts.*[]", STRING, ValueType::Text)
        .doc("An address.", "10.0.0.5"),
    field("services.*.build.extra_hosts[]", STRING, ValueType::Text)
        .doc("A host as `name=address`.", "api=10.0.0.5"),
    field("services.*.build.isolation", STRING, ValueType::Text)
        .doc("The isolation technology of the build (Windows).", "hyperv"),
    field("services.*.build.network", STRING, ValueType::Text)
        .doc("The network of RUN instructions.", "host"),
    field("services.*.build.target", STRING, ValueType::Text)
        .doc("The stage of the Dockerfile to build. Default: the last stage.", "production"),
    field("services.*.build.secrets", ARRAY, ValueType::List)
        .doc("Secrets that `RUN --mount=type=secret` can read.", "- npm_token"),
    field("services.*.build.secrets[]", STRING_OR_FIELDS, ValueType::Fields).canonical(file_mounts::canonical)
        .doc("The name of a secret, or a mapping.", "npm_token"),
    field("services.*.build.secrets[].source", STRING, ValueType::Text)
        .doc("The key of the secret under `secrets`.", "npm_token"),
    field("services.*.build.secrets[].target", STRING, ValueType::Text)
        .doc("The id in the Dockerfile. Default: the source.", "npm"),
    field("services.*.build.secrets[].uid", STRING, ValueType::Text)
        .doc("The user id of the owner, as text.", "\"1000\""),
    field("services.*.build.secrets[].gid", STRING, ValueType::Text)
        .doc("The group id of the owner, as text.", "\"1000\""),
    field("services.*.build.secrets[].mode", NUMBER, ValueType::FileMode)
        .doc("The file permissions in octal.", "0440"),
    field("services.*.build.shm_size", INTEGER, ValueType::Bytes)
        .doc("The size of /dev/shm during the build. Default: 64m.", "256m"),
    field("services.*.build.tags", ARRAY, ValueType::TextList).identity(key_values::identity)
        .doc("Additional names of the built image.", "- app:latest"),
    field("services.*.build.tags[]", STRING, ValueType::Text)
        .doc("An image name.", "app:latest"),
    field("services.*.build.ulimits", ULIMITS, ValueType::Named)
        .doc("Resource limits of the processes of the build.", "nofile: 65536"),
    field("services.*.build.ulimits.*", ULIMIT, ValueType::Ulimit).canonical(ulimits::canonical)
        .doc("One limit, or a mapping with `soft` and `hard`.", "65536"),
    field("services.*.build.ulimits.*.soft", INTEGER, ValueType::Int64)
        .doc("The limit that applies to processes.", "1024"),
    field("services.*.build.ulimits.*.hard", INTEGER, ValueType::Int64)
        .doc("The maximum to which a process can raise its soft limit.", "4096"),
    field("services.*.build.platforms", ARRAY, ValueType::TextList)
        .doc("Platforms to build for. They must include the `platform` of the service.", "- linux/amd64"),
    field("services.*.build.platforms[]", STRING, ValueType::Text)
        .doc("A platform.", "linux/arm64"),
    field("services.*.build.privileged", BOOLEAN, ValueType::Bool)
        .doc("Whether the build runs with elevated privileges. Default: false.", "true"),
];
