//! Builds the typed model from the resolved tree.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::compose::attributes::{depends_on, duration};
use crate::compose::project::{
    Build, Condition, ConfigSource, Dependency, Healthcheck, Hook, Mount, MountKind, Network, Port, Project,
    ProjectResource, Restart, RestartPolicy, Service, ServiceName, Spanned, WatchAction, WatchRule,
};
use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, Origin};

/// The parts of a loaded project.
#[derive(Debug)]
pub struct ProjectParts<'a> {
    /// The absolute path of the project directory.
    pub directory: &'a str,
    /// The resolved tree with the enabled services and the resources in use.
    pub resolved: Node,
    /// The disabled services, as in the resolved tree.
    pub disabled: Mapping,
    /// The shell operators that end commands written as text.
    pub truncated_commands: Vec<Spanned<String>>,
}

/// Builds the typed model of a project.
pub fn build_project(parts: ProjectParts<'_>) -> Project {
    let resolved = parts.resolved;
    Project {
        name: resolved
            .get("name")
            .and_then(Node::as_str)
            .unwrap_or_default()
            .to_owned(),
        directory: parts.directory.to_owned(),
        services: services(entries(&resolved, "services")),
        disabled: services(parts.disabled.iter()),
        networks: entries(&resolved, "networks")
            .map(|(key, entry)| (key.to_string(), network(entry)))
            .collect(),
        volumes: resources(&resolved, "volumes"),
        secrets: resources(&resolved, "secrets"),
        configs: resources(&resolved, "configs"),
        truncated_commands: parts.truncated_commands,
        resolved,
    }
}

fn entries<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = (&'a SmolStr, &'a Entry)> {
    node.get(key).and_then(Node::as_mapping).into_iter().flatten()
}

fn items<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).and_then(Node::as_sequence).unwrap_or_default()
}

fn spanned_string(node: &Node, key: &str) -> Option<Spanned<String>> {
    let node = node.get(key)?;
    Some(Spanned {
        value: node.as_str()?.to_owned(),
        span: node.span,
    })
}

fn string(node: &Node, key: &str) -> Option<String> {
    node.get(key)?.as_str().map(str::to_owned)
}

fn is_true(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

fn spanned_number(node: &Node, key: &str) -> Option<Spanned<u64>> {
    let node = node.get(key)?;
    Some(Spanned {
        value: u64::try_from(node.as_int()?).ok()?,
        span: node.span,
    })
}

fn spanned_millis(node: &Node, key: &str) -> Option<Spanned<u64>> {
    let node = node.get(key)?;
    let duration = duration::parse(node.as_str()?).ok()?;
    Some(Spanned {
        value: duration.millis(),
        span: node.span,
    })
}

fn strings(node: &Node) -> Vec<String> {
    let items = node.as_sequence().unwrap_or_default();
    items
        .iter()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

fn spanned_strings(node: &Node, key: &str) -> Option<Spanned<Vec<String>>> {
    let node = node.get(key)?;
    Some(Spanned {
        value: strings(node),
        span: node.span,
    })
}

fn network(entry: &Entry) -> Network {
    // The default network exists without being declared.
    let is_declared = !entry
        .node
        .origins()
        .any(|origin| matches!(origin, Origin::Default { .. }));
    Network {
        name: string(&entry.node, "name").unwrap_or_default(),
        external: is_true(&entry.node, "external"),
        span: is_declared.then_some(entry.key_span),
    }
}

fn resources(resolved: &Node, section: &str) -> BTreeMap<String, ProjectResource> {
    let resource = |entry: &Entry| {
        let source = string(&entry.node, "file")
            .map(ConfigSource::File)
            .or_else(|| string(&entry.node, "environment").map(ConfigSource::Environment))
            .or_else(|| string(&entry.node, "content").map(ConfigSource::Content));
        ProjectResource {
            name: string(&entry.node, "name").unwrap_or_default(),
            external: is_true(&entry.node, "external"),
            source,
            span: entry.key_span,
        }
    };
    entries(resolved, section)
        .map(|(key, entry)| (key.to_string(), resource(entry)))
        .collect()
}

fn services<'a>(entries: impl Iterator<Item = (&'a SmolStr, &'a Entry)>) -> BTreeMap<ServiceName, Service> {
    entries
        .map(|(name, entry)| {
            let name = ServiceName::from(name.as_str());
            (name.clone(), service(name, entry))
        })
        .collect()
}

fn service(name: ServiceName, entry: &Entry) -> Service {
    let (node, span) = (&entry.node, entry.key_span);
    Service {
        name,
        span,
        image: spanned_string(node, "image"),
        build: node.get("build").and_then(build),
        command: spanned_strings(node, "command"),
        entrypoint: spanned_strings(node, "entrypoint"),
        environment: entries(node, "environment")
            .map(|(key, entry)| {
                let value = entry.node.as_str().map(str::to_owned);
                let span = entry.node.span;
                (key.to_string(), Spanned { value, span })
            })
            .collect(),
        ports: items(node, "ports").iter().filter_map(port).collect(),
        expose: spanned_items(node, "expose"),
        volumes: items(node, "volumes").iter().map(mount).collect(),
        networks: entries(node, "networks").map(spanned_key).collect(),
        secrets: sources(node, "secrets"),
        configs: sources(node, "configs"),
        depends_on: entries(node, "depends_on").map(dependency).collect(),
        healthcheck: node
            .as_mapping()
            .and_then(|service| service.get("healthcheck"))
            .map(healthcheck),
        restart: restart(node, span),
        replicas: replicas(node, span),
        replicas_from_deploy: node.get_path(&["deploy", "replicas"]).is_some(),
        container_name: spanned_string(node, "container_name"),
        profiles: node.get("profiles").map(strings).unwrap_or_default(),
        stop_signal: spanned_string(node, "stop_signal"),
        stop_grace_period: spanned_millis(node, "stop_grace_period"),
        init: is_true(node, "init"),
        tty: is_true(node, "tty"),
        stdin_open: is_true(node, "stdin_open"),
        attach: node.get("attach").and_then(Node::as_bool) != Some(false),
        pid: spanned_string(node, "pid"),
        network_mode: spanned_string(node, "network_mode"),
        pull_policy: spanned_string(node, "pull_policy"),
        post_start: items(node, "post_start").iter().map(hook).collect(),
        pre_stop: items(node, "pre_stop").iter().map(hook).collect(),
        provider: node
            .get("provider")
            .and_then(|provider| spanned_string(provider, "type")),
        watch: node
            .get("develop")
            .map_or(&[][..], |develop| items(develop, "watch"))
            .iter()
            .map(watch)
            .collect(),
        labels: string_map(node, "labels"),
        behavior: node.get("x-sim").cloned(),
    }
}

fn spanned_key((name, entry): (&SmolStr, &Entry)) -> Spanned<String> {
    Spanned {
        value: name.to_string(),
        span: entry.key_span,
    }
}

fn spanned_items(node: &Node, key: &str) -> Vec<Spanned<String>> {
    let spanned = |item: &Node| {
        let value = item.as_str()?.to_owned();
        Some(Spanned { value, span: item.span })
    };
    items(node, key).iter().filter_map(spanned).collect()
}

fn sources(node: &Node, key: &str) -> Vec<Spanned<String>> {
    items(node, key)
        .iter()
        .filter_map(|item| spanned_string(item, "source"))
        .collect()
}

fn string_map(node: &Node, key: &str) -> BTreeMap<String, String> {
    entries(node, key)
        .filter_map(|(key, entry)| Some((key.to_string(), entry.node.as_str()?.to_owned())))
        .collect()
}

fn build(node: &Node) -> Option<Build> {
    node.as_mapping()?;
    Some(Build {
        span: node.span,
        context: string(node, "context").unwrap_or_default(),
        dockerfile: string(node, "dockerfile"),
        dockerfile_inline: spanned_string(node, "dockerfile_inline"),
        target: string(node, "target"),
        args: string_map(node, "args"),
    })
}

fn port(node: &Node) -> Option<Spanned<Port>> {
    let target = node.get("target")?.as_int()?;
    let port = Port {
        target: u16::try_from(target).ok()?,
        published: string(node, "published"),
        host_ip: string(node, "host_ip"),
        protocol: string(node, "protocol").unwrap_or_else(|| "tcp".to_owned()),
    };
    Some(Spanned {
        value: port,
        span: node.span,
    })
}

fn mount(node: &Node) -> Spanned<Mount> {
    let kind = match node.get("type").and_then(Node::as_str) {
        Some("bind") => MountKind::Bind,
        Some("volume") => MountKind::Volume,
        Some("tmpfs") => MountKind::Tmpfs,
        _ => MountKind::Other,
    };
    let mount = Mount {
        kind,
        source: string(node, "source"),
        target: string(node, "target").unwrap_or_default(),
        read_only: is_true(node, "read_only"),
    };
    Spanned {
        value: mount,
        span: node.span,
    }
}

fn dependency((name, entry): (&SmolStr, &Entry)) -> Dependency {
    let node = &entry.node;
    let condition = node.get("condition");
    Dependency {
        service: ServiceName::from(name.as_str()),
        condition: match condition.and_then(Node::as_str) {
            Some("service_healthy") => Condition::Healthy,
            Some("service_completed_successfully") => Condition::Completed,
            _ => Condition::Started,
        },
        restart: is_true(node, "restart"),
        required: node.get("required").and_then(Node::as_bool) != Some(false),
        source: depends_on::source(node),
        span: entry.key_span,
        condition_span: condition.map_or(entry.key_span, |condition| condition.span),
    }
}

fn healthcheck(entry: &Entry) -> Healthcheck {
    let node = &entry.node;
    Healthcheck {
        span: entry.key_span,
        test: spanned_strings(node, "test"),
        interval: spanned_millis(node, "interval"),
        timeout: spanned_millis(node, "timeout"),
        retries: spanned_number(node, "retries"),
        start_period: spanned_millis(node, "start_period"),
        start_interval: spanned_millis(node, "start_interval"),
        disable: is_true(node, "disable"),
    }
}

fn restart(node: &Node, span: Span) -> Spanned<Restart> {
    if let Some(policy) = node.get_path(&["deploy", "restart_policy"]) {
        let attempts = spanned_number(policy, "max_attempts").map(|attempts| attempts.value);
        let word = string(policy, "condition").unwrap_or_default();
        // The engine ignores the number of attempts of a policy without a name.
        let valid_attempts = attempts.filter(|_| !word.is_empty());
        return Spanned {
            value: Restart {
                policy: restart_policy(&word, attempts),
                attempts: valid_attempts,
                from_deploy: true,
            },
            span: policy.span,
        };
    }
    let written = spanned_string(node, "restart");
    let word = written.as_ref().map_or("", |restart| restart.value.as_str());
    let (word, attempts) = match word.split_once(':') {
        Some((word, attempts)) => (word, attempts.parse().ok()),
        None => (word, None),
    };
    Spanned {
        value: Restart {
            policy: restart_policy(word, attempts),
            attempts,
            from_deploy: false,
        },
        span: written.as_ref().map_or(span, |restart| restart.span),
    }
}

/// Parses `restart` or `deploy.restart_policy.condition`. Docker Compose accepts the same words in both.
fn restart_policy(word: &str, attempts: Option<u64>) -> RestartPolicy {
    match word {
        "" | "no" | "none" => RestartPolicy::No,
        "always" | "any" => RestartPolicy::Always,
        "unless-stopped" => RestartPolicy::UnlessStopped,
        "on-failure" => RestartPolicy::OnFailure(attempts.filter(|&attempts| attempts > 0)),
        word => RestartPolicy::Unknown(word.to_owned()),
    }
}

fn replicas(node: &Node, span: Span) -> Spanned<u32> {
    let count = node.get("scale").or_else(|| node.get_path(&["deploy", "replicas"]));
    let value = count
        .and_then(Node::as_int)
        .map_or(1, |count| u32::try_from(count).unwrap_or(0));
    Spanned {
        value,
        span: count.map_or(span, |count| count.span),
    }
}

fn hook(node: &Node) -> Hook {
    Hook {
        span: node.span,
        command: node.get("command").map(strings).unwrap_or_default(),
        behavior: node.get("x-sim").cloned(),
    }
}

fn watch(node: &Node) -> WatchRule {
    WatchRule {
        span: node.span,
        path: string(node, "path").unwrap_or_default(),
        action: match node.get("action").and_then(Node::as_str) {
            Some("rebuild") => WatchAction::Rebuild,
            Some("restart") => WatchAction::Restart,
            Some("sync+restart") => WatchAction::SyncRestart,
            Some("sync+exec") => WatchAction::SyncExec,
            _ => WatchAction::Sync,
        },
        target: string(node, "target"),
    }
}
