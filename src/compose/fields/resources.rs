//! The top level of a Compose file, and its networks, volumes, secrets, configs and models.

use super::shape::{
    ARRAY, AllowedKeys, BOOLEAN, ENTRIES, EXTERNAL, FIELDS, FIELDS_OR_NULL, INTEGER_ONLY, LIST_OR_DICT, NAMES,
    NAMES_OR_UNCHECKED, OPEN_EXTERNAL, SCALAR_OR_NULL, SINGLE_LINE_ENTRIES, STRING, STRING_OR_FIELDS_ONLY,
    STRING_OR_NUMBER, STRING_OR_UNIQUE_ARRAY, Shape, mapping,
};
use super::{Cast, Field, Merge, Omit, ValueType, field};
use crate::compose::attributes::{host_path, include, key_values, resource};

const MODEL: Shape = Shape::of(&[mapping(AllowedKeys::Fields).requires(&["model"])]);

/// The fields at the top level.
#[rustfmt::skip] // A row takes two or three lines; rustfmt would need nine.
pub const TOP_LEVEL: &[Field] = &[
    field("", FIELDS, ValueType::Fields).noun("Compose file")
        .doc("A Compose file: services, and the networks, volumes, secrets and configs that they share.",
             "services:\n  web:\n    image: nginx"),
    field("version", STRING, ValueType::Any)
        .doc("Obsolete. It once selected the file format and is now ignored with a warning.", "\"3.8\""),
    field("name", STRING, ValueType::Text)
        .doc("The project name, which is the prefix of container, network and volume names. Default: the directory \
             name. `-p` and COMPOSE_PROJECT_NAME override it. Only lower-case letters, digits, `-` and `_` are kept.",
             "shop"),
    field("include", ARRAY, ValueType::Any)
        .doc("Other Compose files whose services and resources are added to this project. Their relative paths and \
             their `.env` are those of their own directory.", "- ./db/compose.yaml"),
    field("include[]", STRING_OR_FIELDS_ONLY, ValueType::Any).canonical(include::canonical)
        .doc("An included project: a path, or a mapping with `path`, `project_directory` and `env_file`.",
             "./db/compose.yaml"),
    field("include[].path", STRING_OR_UNIQUE_ARRAY, ValueType::TextList)
        .doc("The file to include. If there are several, later files override earlier ones.", "./db/compose.yaml"),
    field("include[].path[]", STRING, ValueType::Text)
        .doc("One of the files, which are merged in order.", "./db/override.yaml"),
    field("include[].env_file", STRING_OR_UNIQUE_ARRAY, ValueType::TextList)
        .doc("Files with variables for the included files only. Default: `.env` in their directory.", "./db/.env"),
    field("include[].env_file[]", STRING, ValueType::Text)
        .doc("One of the files. Later files override earlier ones.", "./db/.env"),
    field("include[].project_directory", STRING, ValueType::Text)
        .doc("The directory that relative paths of the included files are relative to. Default: the directory of the \
             first file.", "./db"),
    field("services", NAMES, ValueType::Named).omit(Omit::Never).user_keys()
        .doc("The services of the application by name. Other services reach a service under its name.",
             "web:\n  image: nginx"),
];

/// Networks, volumes, secrets, configs and models.
#[rustfmt::skip] // A row takes two or three lines; rustfmt would need nine.
pub const RESOURCES: &[Field] = &[
    field("networks", NAMES_OR_UNCHECKED, ValueType::Named).user_keys()
        .doc("Networks that services join. The network `default` exists without being declared if a service joins no \
             other.", "backend:"),
    field("networks.*", FIELDS_OR_NULL, ValueType::Fields).canonical(resource::canonical).noun("network")
        .normalize(resource::normalize)
        .doc("A network. If it is empty, it is a bridge network with default settings. A network that no service \
             uses is not created.", "driver: bridge"),
    field("networks.*.name", STRING, ValueType::Text)
        .doc("The name of the network in the engine. Default: `PROJECT_KEY`.", "shared-net"),
    field("networks.*.driver", STRING, ValueType::Text)
        .doc("The network driver: `bridge` (default), `overlay`, `macvlan`, `ipvlan`, `host` or `none`.", "bridge"),
    field("networks.*.driver_opts", ENTRIES, ValueType::KeyValues)
        .doc("Options of the driver, as text.", "com.docker.network.bridge.name: br0"),
    field("networks.*.driver_opts.*", STRING_OR_NUMBER, ValueType::Text)
        .doc("An option of the driver.", "\"1500\""),
    field("networks.*.ipam", FIELDS, ValueType::FieldsAlwaysInJson)
        .doc("How IP addresses are assigned.", "config:\n  - subnet: 172.28.0.0/16"),
    field("networks.*.ipam.driver", STRING, ValueType::Text)
        .doc("The IPAM driver. Default: that of the engine.", "default"),
    field("networks.*.ipam.config", ARRAY, ValueType::List).merge(Merge::ItemsByKey("subnet"))
        .doc("The subnets. When files merge, entries with the same subnet merge.", "- subnet: 172.28.0.0/16"),
    field("networks.*.ipam.config[]", FIELDS, ValueType::Fields)
        .doc("A subnet with its settings.", "subnet: 172.28.0.0/16"),
    field("networks.*.ipam.config[].subnet", STRING, ValueType::Text)
        .doc("The subnet in CIDR notation.", "172.28.0.0/16"),
    field("networks.*.ipam.config[].gateway", STRING, ValueType::Text)
        .doc("The address of the gateway. Default: the first address of the subnet.", "172.28.0.1"),
    field("networks.*.ipam.config[].ip_range", STRING, ValueType::Text)
        .doc("The part of the subnet from which containers get addresses.", "172.28.5.0/24"),
    field("networks.*.ipam.config[].aux_addresses", SINGLE_LINE_ENTRIES, ValueType::KeyValues)
        .doc("Addresses that are already in use, by host name.", "host1: 172.28.1.5"),
    field("networks.*.ipam.config[].aux_addresses.*", STRING, ValueType::Text)
        .doc("An address that is already in use.", "172.28.1.5"),
    field("networks.*.ipam.options", SINGLE_LINE_ENTRIES, ValueType::Discarded).identity(key_values::identity)
        .doc("Options of the IPAM driver.", "foo: bar"),
    field("networks.*.ipam.options.*", STRING, ValueType::Text)
        .doc("An option of the IPAM driver.", "bar"),
    field("networks.*.external", EXTERNAL, ValueType::External).cast(Cast::Bool)
        .doc("Whether the network is managed outside the project: Compose neither creates nor removes it, and fails \
             if it does not exist. Set `name` if it differs from the key.", "true"),
    field("networks.*.external.name", STRING, ValueType::Text)
        .doc("Deprecated. Write `name` next to `external: true`.", "shared-net"),
    field("networks.*.internal", BOOLEAN, ValueType::Bool).cast(Cast::Bool)
        .doc("Whether the network has no access to the outside. Default: false.", "true"),
    field("networks.*.attachable", BOOLEAN, ValueType::Bool).cast(Cast::Bool)
        .doc("Whether containers outside the project may join the network (overlay networks). Default: false.", "true"),
    field("networks.*.labels", LIST_OR_DICT, ValueType::KeyValues).merge(Merge::AppendList)
        .identity(key_values::identity)
        .doc("Labels of the network.", "com.example.tier: backend"),
    field("networks.*.labels.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a label.", "backend"),
    field("networks.*.labels[]", STRING, ValueType::Text)
        .doc("A label as `key=value`.", "tier=backend"),
    field("networks.*.enable_ipv4", BOOLEAN, ValueType::Bool).omit(Omit::WhenUnset).cast(Cast::Bool)
        .doc("Whether containers get IPv4 addresses. Default: true.", "false"),
    field("networks.*.enable_ipv6", BOOLEAN, ValueType::Bool).omit(Omit::WhenUnset).cast(Cast::Bool)
        .doc("Whether containers get IPv6 addresses. Default: the setting of the engine.", "true"),
    field("volumes", NAMES, ValueType::Named).user_keys()
        .doc("Named volumes, whose data outlives the containers. Services mount them by their key.", "data:"),
    field("volumes.*", FIELDS_OR_NULL, ValueType::Fields).canonical(resource::canonical).check(resource::check_volume)
        .noun("volume").normalize(resource::normalize).host_path(resource::resolve_volume_device)
        .doc("A volume. If it is empty, it is a local volume with default settings. A volume that no service mounts \
             is not created.", "driver: local"),
    field("volumes.*.name", STRING, ValueType::Text)
        .doc("The name of the volume in the engine. Default: `PROJECT_KEY`.", "shared-data"),
    field("volumes.*.driver", STRING, ValueType::Text)
        .doc("The volume driver. Default: `local`.", "local"),
    field("volumes.*.driver_opts", ENTRIES, ValueType::KeyValues)
        .doc("Options of the driver, as text.", "type: nfs"),
    field("volumes.*.driver_opts.*", STRING_OR_NUMBER, ValueType::Text)
        .doc("An option of the driver.", "nfs"),
    field("volumes.*.external", EXTERNAL, ValueType::External).cast(Cast::Bool)
        .doc("Whether the volume is managed outside the project: Compose neither creates nor removes it. An external \
             volume can have no other field than `name`.", "true"),
    field("volumes.*.external.name", STRING, ValueType::Text)
        .doc("Deprecated. Write `name` next to `external: true`.", "shared-data"),
    field("volumes.*.labels", LIST_OR_DICT, ValueType::KeyValues).merge(Merge::AppendList)
        .doc("Labels of the volume.", "com.example.backup: daily"),
    field("volumes.*.labels.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a label.", "daily"),
    field("volumes.*.labels[]", STRING, ValueType::Text)
        .doc("A label as `key=value`.", "backup=daily"),
    field("secrets", NAMES, ValueType::Named).user_keys()
        .doc("Secrets that services can read as files in /run/secrets.", "db_password:\n  file: ./db_password.txt"),
    field("secrets.*", FIELDS, ValueType::Fields).canonical(resource::canonical).check(resource::check_secret)
        .noun("secret").normalize(resource::normalize)
        .doc("A secret. It needs exactly one of `file`, `environment` and `external: true`.",
             "file: ./db_password.txt"),
    field("secrets.*.name", STRING, ValueType::Text)
        .doc("The name of the secret in the platform. Default: `PROJECT_KEY`.", "db_password"),
    field("secrets.*.file", STRING, ValueType::Text).host_path(host_path::resolve_unless_windows)
        .doc("The file with the secret, relative to the project directory.", "./db_password.txt"),
    field("secrets.*.environment", STRING, ValueType::Text)
        .doc("The variable with the secret, from the shell or `.env`.", "DB_PASSWORD"),
    field("secrets.*.external", OPEN_EXTERNAL, ValueType::External).cast(Cast::Bool)
        .doc("Whether the secret already exists in the platform.", "true"),
    field("secrets.*.external.name", STRING, ValueType::Text)
        .doc("Deprecated. Write `name` next to `external: true`.", "db_password"),
    field("secrets.*.labels", LIST_OR_DICT, ValueType::KeyValues)
        .doc("Labels of the secret.", "com.example.owner: db"),
    field("secrets.*.labels.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a label.", "db"),
    field("secrets.*.labels[]", STRING, ValueType::Text)
        .doc("A label as `key=value`.", "owner=db"),
    field("secrets.*.driver", STRING, ValueType::Text)
        .doc("The secret driver of the platform.", "vault"),
    field("secrets.*.driver_opts", ENTRIES, ValueType::TextMap)
        .doc("Options of the driver, as text.", "path: secret/db"),
    field("secrets.*.driver_opts.*", STRING_OR_NUMBER, ValueType::Text)
        .doc("An option of the driver.", "secret/db"),
    field("secrets.*.template_driver", STRING, ValueType::Text)
        .doc("The driver that expands templates in the secret.", "golang"),
    field("configs", NAMES, ValueType::Named).user_keys()
        .doc("Configuration files that services can read.", "nginx:\n  file: ./nginx.conf"),
    field("configs.*", FIELDS, ValueType::Fields).canonical(resource::canonical).check(resource::check_config)
        .noun("config").normalize(resource::normalize)
        .doc("A config. It needs exactly one of `file`, `environment`, `content` and `external: true`.",
             "file: ./nginx.conf"),
    field("configs.*.name", STRING, ValueType::Text)
        .doc("The name of the config in the platform. Default: `PROJECT_KEY`.", "nginx"),
    field("configs.*.file", STRING, ValueType::Text).host_path(host_path::resolve_unless_windows)
        .doc("The file with the content, relative to the project directory.", "./nginx.conf"),
    field("configs.*.environment", STRING, ValueType::Text)
        .doc("The variable with the content, from the shell or `.env`.", "NGINX_CONF"),
    field("configs.*.content", STRING, ValueType::Text)
        .doc("The content. Variables are interpolated; write `$$` for a literal `$`.", "listen 80;"),
    field("configs.*.external", OPEN_EXTERNAL, ValueType::External).cast(Cast::Bool)
        .doc("Whether the config already exists in the platform.", "true"),
    field("configs.*.external.name", STRING, ValueType::Text)
        .doc("Deprecated. Write `name` next to `external: true`.", "nginx"),
    field("configs.*.labels", LIST_OR_DICT, ValueType::KeyValues)
        .doc("Labels of the config.", "com.example.owner: web"),
    field("configs.*.labels.*", SCALAR_OR_NULL, ValueType::Text)
        .doc("The value of a label.", "web"),
    field("configs.*.labels[]", STRING, ValueType::Text)
        .doc("A label as `key=value`.", "owner=web"),
    field("configs.*.template_driver", STRING, ValueType::Text)
        .doc("The driver that expands templates in the config.", "golang"),
    field("models", NAMES_OR_UNCHECKED, ValueType::Named).user_keys().yaml_only()
        .doc("AI models that services use.", "llm:\n  model: ai/smollm2"),
    field("models.*", MODEL, ValueType::Fields).noun("model")
        .doc("An AI model, which the model runner of the platform serves.", "model: ai/smollm2"),
    field("models.*.name", STRING, ValueType::Text)
        .doc("The name of the model in the platform. Default: its key.", "llm"),
    field("models.*.model", STRING, ValueType::Text)
        .doc("The reference of the model, written like that of an image.", "ai/smollm2"),
    field("models.*.context_size", INTEGER_ONLY, ValueType::Int64)
        .doc("The maximum number of tokens in the context.", "4096"),
    field("models.*.runtime_flags", ARRAY, ValueType::TextList)
        .doc("Flags of the inference engine.", "- --temp"),
    field("models.*.runtime_flags[]", STRING, ValueType::Text)
        .doc("A flag.", "--temp"),
];
