//! Throw-away: scenario files to a project, until the loader is there.

use std::collections::BTreeMap;

use drydock::compose::*;
use drydock::sim::behaviour::duration;
use drydock::source::{FileId, Span};
use drydock::yaml::{Entry, Mapping, Node, Value};
use serde_yaml::Value as Y;

fn sp() -> Span { Span::new(FileId(0), 0..0) }
fn spanned<T>(value: T) -> Spanned<T> { Spanned { value, span: sp() } }

fn node(y: &Y) -> Node {
    let v = match y {
        Y::Null => Value::Null,
        Y::Bool(b) => Value::Bool(*b),
        Y::Number(n) => n.as_i64().map_or(Value::Float(n.as_f64().unwrap_or(0.0)), |i| Value::Int(i.into())),
        Y::String(s) => Value::String(s.replace("$$", "$")),
        Y::Sequence(s) => Value::Sequence(s.iter().map(node).collect()),
        Y::Mapping(m) => Value::Mapping(m.iter().map(|(k, v)| (k.as_str().unwrap_or("").to_owned(), Entry { key: sp(), node: node(v) })).collect::<Mapping>()),
        Y::Tagged(t) => return node(&t.value),
    };
    Node::new(v, sp())
}
fn words(y: &Y) -> Vec<String> {
    match y {
        Y::String(s) => s.split_whitespace().map(str::to_owned).collect(),
        Y::Sequence(s) => s.iter().map(|w| w.as_str().unwrap_or("").to_owned()).collect(),
        _ => vec![],
    }
}
fn dur(y: Option<&Y>) -> Option<Spanned<u64>> { duration(y?.as_str()?).map(spanned) }

fn dep(service: &str, condition: Condition, restart: bool, required: bool, source: DependencySource) -> Dependency {
    Dependency { service: service.into(), condition, restart, required, source, span: sp(), condition_span: sp() }
}

fn service(name: &str, y: &Y) -> Service {
    let mut deps: BTreeMap<String, Dependency> = BTreeMap::new();
    match y.get("depends_on") {
        Some(Y::Sequence(s)) => for d in s { let d = d.as_str().unwrap(); deps.insert(d.into(), dep(d, Condition::Started, false, true, DependencySource::DependsOn)); },
        Some(Y::Mapping(m)) => for (k, v) in m {
            let c = match v.get("condition").and_then(Y::as_str) { Some("service_healthy") => Condition::Healthy, Some("service_completed_successfully") => Condition::Completed, _ => Condition::Started };
            let k = k.as_str().unwrap();
            deps.insert(k.into(), dep(k, c, v.get("restart").and_then(Y::as_bool).unwrap_or(false), v.get("required").and_then(Y::as_bool).unwrap_or(true), DependencySource::DependsOn));
        },
        _ => {}
    }
    let mode = y.get("network_mode").and_then(Y::as_str);
    if let Some(o) = mode.and_then(|m| m.strip_prefix("service:")) {
        deps.entry(o.into()).or_insert_with(|| dep(o, Condition::Started, true, true, DependencySource::NetworkMode));
    }
    if let Some(Y::Sequence(s)) = y.get("volumes_from") {
        for v in s { let o = v.as_str().unwrap().split(':').next().unwrap(); deps.entry(o.into()).or_insert_with(|| dep(o, Condition::Started, false, true, DependencySource::VolumesFrom)); }
    }
    let hc = y.get("healthcheck").map(|h| Healthcheck {
        span: sp(),
        test: h.get("test").map(|t| spanned(match t { Y::String(s) => vec!["CMD-SHELL".into(), s.clone()], t => words(t) })),
        interval: dur(h.get("interval")), timeout: dur(h.get("timeout")),
        retries: h.get("retries").and_then(Y::as_u64).map(spanned),
        start_period: dur(h.get("start_period")), start_interval: dur(h.get("start_interval")),
        disable: h.get("disable").and_then(Y::as_bool).unwrap_or(false),
    });
    let policy = |s: &str, max: Option<u64>| match s {
        "no" | "none" => RestartPolicy::No, "always" | "any" => RestartPolicy::Always, "unless-stopped" => RestartPolicy::UnlessStopped,
        "on-failure" => RestartPolicy::OnFailure(max),
        s => match s.strip_prefix("on-failure:") { Some(n) => RestartPolicy::OnFailure(n.parse().ok()), None => RestartPolicy::Unknown(s.into()) },
    };
    let deploy = y.get("deploy");
    let drp = deploy.and_then(|d| d.get("restart_policy"));
    let restart = match drp {
        Some(p) => Restart { policy: p.get("condition").and_then(Y::as_str).map_or(RestartPolicy::No, |c| policy(c, p.get("max_attempts").and_then(Y::as_u64))), from_deploy: true },
        None => Restart { policy: y.get("restart").and_then(Y::as_str).map_or(RestartPolicy::No, |s| policy(s, None)), from_deploy: false },
    };
    let dr = deploy.and_then(|d| d.get("replicas")).and_then(Y::as_u64);
    let replicas = y.get("scale").and_then(Y::as_u64).or(dr).unwrap_or(1) as u32;
    let hooks = |k: &str| y.get(k).and_then(Y::as_sequence).map_or(vec![], |s| s.iter().map(|h| Hook { span: sp(), command: h.get("command").map(words).unwrap_or_default(), behaviour: h.get("x-sim").map(node) }).collect());
    let networks = match y.get("networks") {
        Some(Y::Sequence(s)) => s.iter().map(|n| n.as_str().unwrap().to_owned()).collect(),
        Some(Y::Mapping(m)) => m.keys().map(|n| n.as_str().unwrap().to_owned()).collect(),
        _ if mode.is_some() => vec![],
        _ => vec!["default".to_owned()],
    };
    let volumes = y.get("volumes").and_then(Y::as_sequence).map_or(vec![], |s| s.iter().filter_map(|v| {
        let (a, b) = v.as_str()?.split_once(':')?;
        Some(spanned(Mount { kind: MountKind::Volume, source: Some(a.into()), target: b.into(), read_only: false }))
    }).collect());
    Service {
        name: name.into(), span: sp(), image: y.get("image").and_then(Y::as_str).map(|s| spanned(s.to_owned())), build: None,
        command: y.get("command").map(|c| spanned(words(c))), entrypoint: y.get("entrypoint").map(|c| spanned(words(c))),
        environment: BTreeMap::new(), ports: vec![], expose: vec![], volumes, networks: networks.into_iter().map(spanned).collect(),
        secrets: vec![], configs: vec![], depends_on: deps.into_values().collect(), healthcheck: hc, restart: spanned(restart),
        replicas: spanned(replicas), replicas_from_deploy: dr.is_some(), container_name: y.get("container_name").and_then(Y::as_str).map(|s| spanned(s.to_owned())),
        profiles: y.get("profiles").map(words).unwrap_or_default(), stop_signal: y.get("stop_signal").and_then(Y::as_str).map(|s| spanned(s.to_owned())),
        stop_grace_period: dur(y.get("stop_grace_period")), init: false, tty: false, stdin_open: false,
        network_mode: mode.map(|m| spanned(m.to_owned())), pull_policy: None, post_start: hooks("post_start"), pre_stop: hooks("pre_stop"),
        provider: None, watch: vec![], labels: BTreeMap::new(), behaviour: y.get("x-sim").map(node),
    }
}

/// The project, and the services' names whose dependencies are off.
pub fn project(text: &str, profiles: &[String], services: &[String]) -> Result<Project, String> {
    let y: Y = serde_yaml::from_str(text).map_err(|e| e.to_string())?;
    let mut on = BTreeMap::new();
    let mut off = BTreeMap::new();
    for (k, v) in y.get("services").and_then(Y::as_mapping).unwrap() {
        let s = service(k.as_str().unwrap(), v);
        let is_on = s.profiles.is_empty() || s.profiles.iter().any(|p| profiles.contains(p)) || services.contains(&k.as_str().unwrap().to_owned());
        if is_on { on.insert(s.name.clone(), s); } else { off.insert(s.name.clone(), s); }
    }
    let used: Vec<String> = on.values().flat_map(|s: &Service| s.networks.iter().map(|n| n.value.clone())).collect();
    let networks = used.into_iter().map(|n| (n.clone(), Network { name: format!("demo_{n}"), external: false, span: None })).collect();
    let volumes = y.get("volumes").and_then(Y::as_mapping).map_or(BTreeMap::new(), |m| m.keys().map(|k| {
        let k = k.as_str().unwrap();
        (k.to_owned(), ProjectResource { name: format!("demo_{k}"), external: false, source: None, span: sp() })
    }).collect());
    Ok(Project { name: "demo".into(), directory: "/".into(), services: on, disabled: off, networks, volumes, secrets: BTreeMap::new(), configs: BTreeMap::new(), resolved: node(&Y::Null) })
}
