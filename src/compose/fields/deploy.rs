//! `deploy`: replicas, resources, updates and restarts.

use super::shape::{
    ARRAY, AllowedKeys, FIELDS, INTEGER, Kind, LIST_OR_DICT, NUMBER, SCALAR_OR_NULL, STRING, Shape, UNIQUE_ARRAY,
    kinds, mapping,
};
use super::{Capitalized, Cast, Field, Merge, Omit, ValueType, field};
use crate::compose::attributes::{devices, key_values};

const ORDER: Shape = Shape::of(&[kinds(&[Kind::String]).one_of(&["start-first", "stop-first"])]);
const DEVICE: Shape = Shape::of(&[mapping(AllowedKeys::Fields).requires(&["capabilities"])]);

/// `deploy` and the fields below it.
#[rustfmt::skip] // A row takes two or three lines; rustfmt would need nine.
pub const DEPLOY: &[Field] = &[
    field("services.*.deploy.mode", STRING, ValueType::Text)
        .doc("`replicated` (default), `global`, `replicated-job` or `global-job`.", "replicated"),
    field("services.*.deploy.replicas", INTEGER, ValueType::Int).omit(Omit::WhenUnset).cast(Cast::Int)
        .doc("The number of containers. Default: 1. It must equal `scale` if both are set.", "3"),
    field("services.*.deploy.labels", LIST_OR_DICT, ValueType::KeyValues).merge(Merge::AppendList)
        .identity(key_values::identity)
        .doc("Labels of the service, not of its containers.", "com.example.tier: web"),
    field("services.*.deploy.labels.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a label.", "web"),
    field("services.*.deploy.labels[]", STRING, ValueType::Text)
        .doc("A label as `key=value`.", "tier=web"),
    field("services.*.deploy.update_config", FIELDS, ValueType::Fields)
        .doc("How an update replaces containers (Swarm).", "parallelism: 2"),
    field("services.*.deploy.update_config.parallelism", INTEGER, ValueType::Unsigned(64)).omit(Omit::WhenUnset)
        .cast(Cast::Int)
        .doc("The number of containers to replace at once. 0 means all.", "2"),
    field("services.*.deploy.update_config.delay", STRING, ValueType::Duration)
        .doc("The time between groups of containers.", "10s"),
    field("services.*.deploy.update_config.failure_action", STRING, ValueType::Text)
        .doc("What happens when an update fails: `pause` (default), `continue` or `rollback`.", "rollback"),
    field("services.*.deploy.update_config.monitor", STRING, ValueType::Duration)
        .doc("The time during which a new container is monitored for failure.", "30s"),
    field("services.*.deploy.update_config.max_failure_ratio", NUMBER, ValueType::Float).cast(Cast::Float)
        .doc("The ratio of failures to tolerate, from 0 to 1.", "0.2"),
    field("services.*.deploy.update_config.order", ORDER, ValueType::Text)
        .doc("`start-first`, or `stop-first` (default) to stop the old container first.", "start-first"),
    field("services.*.deploy.rollback_config", FIELDS, ValueType::Fields)
        .doc("How a failed update is rolled back (Swarm).", "parallelism: 1"),
    field("services.*.deploy.rollback_config.parallelism", INTEGER, ValueType::Unsigned(64)).omit(Omit::WhenUnset)
        .cast(Cast::Int)
        .doc("The number of containers to roll back at once. 0 means all.", "1"),
    field("services.*.deploy.rollback_config.delay", STRING, ValueType::Duration)
        .doc("The time between groups of containers.", "5s"),
    field("services.*.deploy.rollback_config.failure_action", STRING, ValueType::Text)
        .doc("What happens when a rollback fails: `pause` (default) or `continue`.", "pause"),
    field("services.*.deploy.rollback_config.monitor", STRING, ValueType::Duration)
        .doc("The time during which a container is monitored for failure.", "30s"),
    field("services.*.deploy.rollback_config.max_failure_ratio", NUMBER, ValueType::Float).cast(Cast::Float)
        .doc("The ratio of failures to tolerate, from 0 to 1.", "0.2"),
    field("services.*.deploy.rollback_config.order", ORDER, ValueType::Text)
        .doc("`start-first`, or `stop-first` (default) to stop the new container first.", "stop-first"),
    field("services.*.deploy.resources", FIELDS, ValueType::FieldsAlwaysInJson)
        .doc("Limits and reservations of resources.", "limits:\n  memory: 512m"),
    field("services.*.deploy.resources.limits", FIELDS, ValueType::Fields)
        .doc("The maximum that a container can use. They must equal `cpus`, `mem_limit` and `pids_limit` if both are \
             set.", "memory: 512m"),
    field("services.*.deploy.resources.limits.cpus", NUMBER, ValueType::Cpus)
        .doc("The number of CPUs, which may be a fraction.", "\"0.5\""),
    field("services.*.deploy.resources.limits.memory", STRING, ValueType::Bytes)
        .doc("The memory limit, as text with a unit b, k, m or g. A container that exceeds it is killed.", "512m"),
    field("services.*.deploy.resources.limits.pids", INTEGER, ValueType::Int64)
        .doc("The maximum number of processes. 0 or less means no limit.", "100"),
    field("services.*.deploy.resources.reservations", FIELDS, ValueType::Fields)
        .doc("Resources that are reserved for a container.", "memory: 128m"),
    field("services.*.deploy.resources.reservations.cpus", NUMBER, ValueType::Cpus)
        .doc("The number of CPUs to reserve (Swarm).", "\"0.25\""),
    field("services.*.deploy.resources.reservations.memory", STRING, ValueType::Bytes)
        .doc("The memory to reserve, as text with a unit.", "128m"),
    field("services.*.deploy.resources.reservations.devices", ARRAY, ValueType::List)
        .doc("Devices such as GPUs.", "- capabilities: [gpu]"),
    field("services.*.deploy.resources.reservations.devices[]", DEVICE, ValueType::Fields)
        .default(devices::default_request).check(devices::check_request)
        .doc("A device request. `capabilities` is required. `count` and `device_ids` cannot be used together.",
             "capabilities: [gpu]"),
    field("services.*.deploy.resources.reservations.devices[].capabilities", UNIQUE_ARRAY, ValueType::TextList)
        .hint("Write `capabilities: [gpu]`.")
        .doc("Capabilities that the device must have.", "- gpu"),
    field("services.*.deploy.resources.reservations.devices[].capabilities[]", STRING, ValueType::Text)
        .doc("A capability.", "gpu"),
    field("services.*.deploy.resources.reservations.devices[].driver", STRING, ValueType::Text)
        .doc("The device driver.", "nvidia"),
    field("services.*.deploy.resources.reservations.devices[].count", INTEGER, ValueType::DeviceCount)
        .doc("The number of devices, or `all` (default).", "1"),
    field("services.*.deploy.resources.reservations.devices[].device_ids", UNIQUE_ARRAY, ValueType::TextList)
        .doc("The ids of the devices, instead of a count.", "- \"0\""),
    field("services.*.deploy.resources.reservations.devices[].device_ids[]", STRING, ValueType::Text)
        .doc("The id of a device.", "\"0\""),
    field("services.*.deploy.resources.reservations.devices[].options", LIST_OR_DICT, ValueType::KeyValues)
        .doc("Options of the driver.", "virtualization: \"false\""),
    field("services.*.deploy.resources.reservations.devices[].options.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of an option.", "\"false\""),
    field("services.*.deploy.resources.reservations.devices[].options[]", STRING, ValueType::Text)
        .doc("An option as `key=value`.", "virtualization=false"),
    field("services.*.deploy.resources.reservations.generic_resources", ARRAY, ValueType::List)
        .doc("User-defined resources (Swarm).", "- discrete_resource_spec: {kind: ssd, value: 1}"),
    field("services.*.deploy.resources.reservations.generic_resources[]", FIELDS, ValueType::Fields)
        .doc("A user-defined resource.", "discrete_resource_spec: {kind: ssd, value: 1}"),
    field("services.*.deploy.resources.reservations.generic_resources[].discrete_resource_spec", FIELDS, ValueType::Fields)
        .doc("A resource that is counted in whole units.", "kind: ssd\nvalue: 1"),
    field("services.*.deploy.resources.reservations.generic_resources[].discrete_resource_spec.kind", STRING, ValueType::Text)
        .omit(Omit::Never).capitalized(Capitalized::InErrors)
        .doc("The kind of resource.", "ssd"),
    field("services.*.deploy.resources.reservations.generic_resources[].discrete_resource_spec.value", NUMBER, ValueType::Int64)
        .omit(Omit::Never).capitalized(Capitalized::InErrors)
        .doc("The number of units.", "1"),
    field("services.*.deploy.restart_policy", FIELDS, ValueType::Fields)
        .doc("When a container restarts. Overrides `restart`.", "condition: on-failure"),
    field("services.*.deploy.restart_policy.condition", STRING, ValueType::Text)
        .doc("`none`, `on-failure` or `any` (default).", "on-failure"),
    field("services.*.deploy.restart_policy.delay", STRING, ValueType::Duration).omit(Omit::WhenUnset)
        .doc("The time before a restart.", "5s"),
    field("services.*.deploy.restart_policy.max_attempts", INTEGER, ValueType::Unsigned(64)).omit(Omit::WhenUnset)
        .cast(Cast::Int)
        .doc("The maximum number of restarts. Default: no limit.", "3"),
    field("services.*.deploy.restart_policy.window", STRING, ValueType::Duration).omit(Omit::WhenUnset)
        .doc("How long a container must run for a restart to count as successful.", "120s"),
    field("services.*.deploy.placement", FIELDS, ValueType::FieldsAlwaysInJson)
        .doc("The nodes on which containers can run (Swarm).", "constraints: [node.role==worker]"),
    field("services.*.deploy.placement.constraints", ARRAY, ValueType::TextList)
        .doc("Conditions that a node must meet.", "- node.role==worker"),
    field("services.*.deploy.placement.constraints[]", STRING, ValueType::Text)
        .doc("A condition.", "node.role==worker"),
    field("services.*.deploy.placement.preferences", ARRAY, ValueType::List)
        .doc("How containers are distributed over nodes.", "- spread: node.labels.zone"),
    field("services.*.deploy.placement.preferences[]", FIELDS, ValueType::Fields)
        .doc("A preference.", "spread: node.labels.zone"),
    field("services.*.deploy.placement.preferences[].spread", STRING, ValueType::Text)
        .doc("The label over whose values containers are distributed.", "node.labels.zone"),
    field("services.*.deploy.placement.max_replicas_per_node", INTEGER, ValueType::Unsigned(64)).cast(Cast::Int)
        .doc("The maximum number of containers of the service on one node.", "1"),
    field("services.*.deploy.endpoint_mode", STRING, ValueType::Text)
        .doc("How other services find this one: `vip` (default) or `dnsrr` (Swarm).", "vip"),
];
