//! The typed model, read off the resolved tree.

use crate::compose::attributes::{depends_on, duration};
use crate::compose::project::{
    Build, Condition, ConfigSource, Dependency, Healthcheck, Hook, Mount, MountKind, Network, Port, Project,
    ProjectResource, Restart, RestartPolicy, Service, ServiceName, Spanned, WatchAction, WatchRule,
};
use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, Origin};
use std::collections::BTreeMap;

use smol_str::SmolStr;

/// What a project is made of.
#[derive(Debug)]
pub struct ProjectParts<'a> {
    /// The project directory, absolute.
    pub directory: &'a str,
    /// The resolved tree, with services that are on and resources in use.
    pub resolved: Node,
    /// The services that are off, as in the resolved tree.
    pub disabled: Mapping,
    /// The shell operators at which commands were cut off.
    pub truncated_commands: Vec<Spanned<String>>,
}

/// The typed model of a resolved tree.
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

fn text(node: &Node, key: &str) -> Option<Spanned<String>> {
    let node = node.get(key)?;
    Some(Spanned {
        value: node.as_str()?.to_owned(),
        span: node.span,
    })
}

fn plain(node: &Node, key: &str) -> Option<String> {
    node.get(key)?.as_str().map(str::to_owned)
}

fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

fn number(node: &Node, key: &str) -> Option<Spanned<u64>> {
    let node = node.get(key)?;
    Some(Spanned {
        value: u64::try_from(node.as_int()?).ok()?,
        span: node.span,
    })
}

fn millis(node: &Node, key: &str) -> Option<Spanned<u64>> {
    let node = node.get(key)?;
    let duration = duration::parse(node.as_str()?).ok()?;
    Some(Spanned {
        value: duration.millis(),
        span: node.span,
    })
}

fn words(node: &Node) -> Vec<String> {
    let items = node.as_sequence().unwrap_or_default();
    items
        .iter()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

fn spanned_words(node: &Node, key: &str) -> Option<Spanned<Vec<String>>> {
    let node = node.get(key)?;
    Some(Spanned {
        value: words(node),
        span: node.span,
    })
}

fn network(entry: &Entry) -> Network {
    // A default network that nobody declared was never written.
    let declared = !entry
        .node
        .origins()
        .any(|origin| matches!(origin, Origin::Default { .. }));
    Network {
        name: plain(&entry.node, "name").unwrap_or_default(),
        external: flag(&entry.node, "external"),
        span: declared.then_some(entry.key_span),
    }
}

fn resources(resolved: &Node, section: &str) -> BTreeMap<String, ProjectResource> {
    let resource = |entry: &Entry| {
        let source = plain(&entry.node, "file")
            .map(ConfigSource::File)
            .or_else(|| plain(&entry.node, "environment").map(ConfigSource::Environment))
            .or_else(|| plain(&entry.node, "content").map(ConfigSource::Content));
        ProjectResource {
            name: plain(&entry.node, "name").unwrap_or_default(),
            external: flag(&entry.node, "external"),
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
        image: text(node, "image"),
        build: node.get("build").and_then(build),
        command: spanned_words(node, "command"),
        entrypoint: spanned_words(node, "entrypoint"),
        environment: entries(node, "environment")
            .map(|(key, entry)| {
                let value = entry.node.as_str().map(str::to_owned);
                let span = entry.node.span;
                (key.to_string(), Spanned { value, span })
            })
            .collect(),
        ports: items(node, "ports").iter().filter_map(port).collect(),
        expose: listed(node, "expose"),
        volumes: items(node, "volumes").iter().map(mount).collect(),
        networks: entries(node, "networks").map(named).collect(),
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
        container_name: text(node, "container_name"),
        profiles: node.get("profiles").map(words).unwrap_or_default(),
        stop_signal: text(node, "stop_signal"),
        stop_grace_period: millis(node, "stop_grace_period"),
        init: flag(node, "init"),
        tty: flag(node, "tty"),
        stdin_open: flag(node, "stdin_open"),
        attach: node.get("attach").and_then(Node::as_bool) != Some(false),
        pid: text(node, "pid"),
        network_mode: text(node, "network_mode"),
        pull_policy: text(node, "pull_policy"),
        post_start: items(node, "post_start").iter().map(hook).collect(),
        pre_stop: items(node, "pre_stop").iter().map(hook).collect(),
        provider: node.get("provider").and_then(|provider| text(provider, "type")),
        watch: node
            .get("develop")
            .map_or(&[][..], |develop| items(develop, "watch"))
            .iter()
            .map(watch)
            .collect(),
        labels: pairs(node, "labels"),
        behavior: node.get("x-sim").cloned(),
    }
}

fn named((name, entry): (&SmolStr, &Entry)) -> Spanned<String> {
    Spanned {
        value: name.to_string(),
        span: entry.key_span,
    }
}

fn listed(node: &Node, key: &str) -> Vec<Spanned<String>> {
    let spanned = |item: &Node| {
        let value = item.as_str()?.to_owned();
        Some(Spanned { value, span: item.span })
    };
    items(node, key).iter().filter_map(spanned).collect()
}

fn sources(node: &Node, key: &str) -> Vec<Spanned<String>> {
    items(node, key)
        .iter()
        .filter_map(|item| text(item, "source"))
        .collect()
}

fn pairs(node: &Node, key: &str) -> BTreeMap<String, String> {
    entries(node, key)
        .filter_map(|(key, entry)| Some((key.to_string(), entry.node.as_str()?.to_owned())))
        .collect()
}

fn build(node: &Node) -> Option<Build> {
    node.as_mapping()?;
    Some(Build {
        span: node.span,
        context: plain(node, "context").unwrap_or_default(),
        dockerfile: plain(node, "dockerfile"),
        dockerfile_inline: text(node, "dockerfile_inline"),
        target: plain(node, "target"),
        args: pairs(node, "args"),
    })
}

fn port(node: &Node) -> Option<Spanned<Port>> {
    let target = node.get("target")?.as_int()?;
    let port = Port {
        target: u16::try_from(target).ok()?,
        published: plain(node, "published"),
        host_ip: plain(node, "host_ip"),
        protocol: plain(node, "protocol").unwrap_or_else(|| "tcp".to_owned()),
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
        source: plain(node, "source"),
        target: plain(node, "target").unwrap_or_default(),
        read_only: flag(node, "read_only"),
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
        restart: flag(node, "restart"),
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
        test: spanned_words(node, "test"),
        interval: millis(node, "interval"),
        timeout: millis(node, "timeout"),
        retries: number(node, "retries"),
        start_period: millis(node, "start_period"),
        start_interval: millis(node, "start_interval"),
        disable: flag(node, "disable"),
    }
}

fn restart(node: &Node, span: Span) -> Spanned<Restart> {
    if let Some(policy) = node.get_path(&["deploy", "restart_policy"]) {
        let attempts = number(policy, "max_attempts").map(|attempts| attempts.value);
        let word = plain(policy, "condition").unwrap_or_default();
        // The engine takes any number with a policy that has no name.
        let counted = attempts.filter(|_| !word.is_empty());
        return Spanned {
            value: Restart {
                policy: restart_policy(&word, attempts),
                attempts: counted,
                from_deploy: true,
            },
            span: policy.span,
        };
    }
    let written = text(node, "restart");
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

/// The words of `restart` and of `deploy.restart_policy.condition`; Docker Compose takes either in both places.
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
        command: node.get("command").map(words).unwrap_or_default(),
        behavior: node.get("x-sim").cloned(),
    }
}

fn watch(node: &Node) -> WatchRule {
    WatchRule {
        span: node.span,
        path: plain(node, "path").unwrap_or_default(),
        action: match node.get("action").and_then(Node::as_str) {
            Some("rebuild") => WatchAction::Rebuild,
            Some("restart") => WatchAction::Restart,
            Some("sync+restart") => WatchAction::SyncRestart,
            Some("sync+exec") => WatchAction::SyncExec,
            _ => WatchAction::Sync,
        },
        target: plain(node, "target"),
    }
}
