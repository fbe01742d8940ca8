//! Fields of a service whose functions are too short for separate files.

use super::ProjectContext;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::yaml::{Entry, Node, Value};

/// Explains `restart: no` without quotes, which YAML parses as a boolean.
pub fn explain_restart(node: &Node, name: &str) -> Option<Diagnostic> {
    (node.value == Value::Bool(false)).then(|| {
        Diagnostic::error(
            codes::WRONG_TYPE,
            format!("{name} must be a string, but this is a boolean"),
            node.span,
        )
        .help("The policy for no restarts is `\"no\"`. Without the quotes YAML parses it as false.")
        .fix(
            "Write `\"no\"`",
            Applicability::Safe,
            vec![Edit::new(node.span, "\"no\"")],
        )
    })
}

/// Replaces the old name `if_not_present` of the pull policy `missing`.
pub fn normalize_pull_policy(_key: &str, entry: &mut Entry, _project: &ProjectContext<'_>) {
    if entry.node.as_str() == Some("if_not_present") {
        entry.node.value = Value::String("missing".into());
    }
}

/// Sets `deploy.replicas` of an enabled service to its `scale`, as Docker Compose's consistency check does.
pub fn copy_scale_to_replicas(service: &mut Node) {
    let Some(scale) = service.as_mapping().and_then(|fields| fields.get("scale")).cloned() else {
        return;
    };
    let deploy = service.get_path_mut(&["deploy"]).and_then(Node::as_mapping_mut);
    if let Some(deploy) = deploy.filter(|deploy| !deploy.contains_key("replicas")) {
        let position = usize::from(deploy.contains_key("mode"));
        deploy.insert_at(position, "replicas".to_owned(), scale);
    }
}

/// Returns whether the schema's pattern matches anywhere in a container name.
pub fn has_container_name(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| {
        pair[0].is_ascii_alphanumeric() && (pair[1].is_ascii_alphanumeric() || matches!(pair[1], b'_' | b'.' | b'-'))
    })
}

/// Returns whether the schema's pattern matches anywhere in a pull policy.
pub fn has_pull_policy(text: &str) -> bool {
    let policies = [
        "always",
        "never",
        "build",
        "if_not_present",
        "missing",
        "refresh",
        "daily",
        "weekly",
    ];
    policies.iter().any(|policy| text.contains(policy))
        || text.split("every_").skip(1).any(|rest| {
            let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            unit.len() < rest.len() && unit.starts_with(['w', 'd', 'h', 'm', 's'])
        })
}
