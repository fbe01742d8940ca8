//! Numbers that are said twice, at a service's top and in its `deploy`, and numbers of containers.

use super::invalid;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, Value};

/// A limit's two spellings, and the block that decides whether they are compared.
struct Pair {
    top: &'static str,
    block: &'static str,
    part: &'static str,
}

const PAIRS: [Pair; 4] = [
    Pair {
        top: "cpus",
        block: "limits",
        part: "cpus",
    },
    Pair {
        top: "mem_limit",
        block: "limits",
        part: "memory",
    },
    Pair {
        top: "mem_reservation",
        block: "reservations",
        part: "memory",
    },
    Pair {
        top: "pids_limit",
        block: "limits",
        part: "pids",
    },
];

/// Compares scale with replicas and limits with deploy's.
pub fn check(name: &str, service: &Node, found: &mut Vec<Diagnostic>) {
    let scale = service.get("scale");
    let replicas = service.get_path(&["deploy", "replicas"]);
    if let (Some(scale), Some(replicas)) = (scale, replicas)
        && scale.as_int() != replicas.as_int()
    {
        found.push(distinct(name, ("scale", scale), ("deploy.replicas", Some(replicas))));
    }
    if let Some(scale) = scale.filter(|scale| scale.as_int().is_some_and(|count| count < 0)) {
        found.push(negative(name, "scale", scale));
    }
    if let Some(replicas) = replicas.filter(|replicas| replicas.as_int().is_some_and(|count| count < 0)) {
        found.push(negative(name, "deploy.replicas", replicas));
    }
    for pair in &PAIRS {
        let Some(top) = service.get(pair.top).filter(|top| number(Some(top)) != 0.0) else {
            continue;
        };
        let Some(block) = service.get_path(&["deploy", "resources", pair.block]) else {
            continue;
        };
        let other = block.get(pair.part);
        if number(Some(top)) != number(other) {
            let path = format!("deploy.resources.{}.{}", pair.block, pair.part);
            found.push(distinct(name, (pair.top, top), (&path, other)));
        }
    }
    check_fixed_name(name, service, found);
}

fn number(node: Option<&Node>) -> f64 {
    match node.map(|node| &node.value) {
        Some(Value::Int(number)) => number.get() as f64,
        Some(Value::Float(number)) => f64::from(*number as f32),
        Some(Value::String(text)) => text.parse().unwrap_or(0.0),
        _ => 0.0,
    }
}

fn distinct(name: &str, top: (&str, &Node), other: (&str, Option<&Node>)) -> Diagnostic {
    let ((key, node), (path, deploy)) = (top, other);
    let diagnostic = Diagnostic::error(
        codes::LIMIT_TWICE,
        format!("`{name}` says two different things with `{key}` and `{path}`"),
        node.span,
    )
    .help(format!("Keep one of them: `{path}` says the same as `{key}`."))
    .upstream(invalid(format!(
        "services.{name}: can't set distinct values on '{key}' and '{path}'"
    )));
    match deploy {
        Some(deploy) => diagnostic.and(deploy.span, "and here"),
        None => diagnostic,
    }
}

fn negative(name: &str, key: &str, node: &Node) -> Diagnostic {
    Diagnostic::error(
        codes::NEGATIVE_COUNT,
        format!("`{name}` can't have a negative number of containers"),
        node.span,
    )
    .help("Write 0 for none, 1 or more for that many.")
    .upstream(format!("services.{name}.{key}: must be greater than or equal to 0"))
}

fn check_fixed_name(name: &str, service: &Node, found: &mut Vec<Diagnostic>) {
    let Some(container) = service.get("container_name") else {
        return;
    };
    let (key, count) = match (service.get("scale"), service.get_path(&["deploy", "replicas"])) {
        (Some(scale), _) => ("scale", scale),
        (None, Some(replicas)) => ("deploy.replicas", replicas),
        (None, None) => return,
    };
    if count.as_int().is_none_or(|count| count <= 1) {
        return;
    }
    let text = container.as_str().unwrap_or_default();
    found.push(
        Diagnostic::error(
            codes::CONTAINER_NAME_REPLICAS,
            format!("only one container can be called `{text}`, but `{key}` asks for several"),
            container.span,
        )
        .and(count.span, "as many are wanted")
        .help("Remove `container_name`: Compose then numbers the containers.")
        .upstream(invalid(format!(
            "services.{key}: can't set container_name and {name} as container name must be unique"
        ))),
    );
}
