//! The canonical compose file, in a form that Docker Compose can read again.
//!
//! Docker Compose can't read all of its own output: `docker compose config` prints the size -1 as text, which Docker
//! Compose refuses. It prints dependencies on disabled services, which are unknown in the output. It doubles every `$`
//! in keys, but does not undo that.
//! Source: Docker Compose v2.40.3, given its own answers to the recorded cases.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{Format, Writer};
use crate::compose::fields::{self, Cursor, ValueType};
use crate::compose::{Project, render};
use crate::yaml::{self, Entry, Mapping, Node, Value};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "canonical",
    title: "Canonical compose.yaml",
    description: "As docker compose config prints it",
    file_name: "compose.yaml",
    media_type: "application/yaml",
    writer: Writer::Project(write),
};

/// Writes a project as a compose file.
pub fn write(project: &Project) -> String {
    let mut model = render::yaml(&project.resolved);
    drop_unknown_dependencies(&mut model);
    yaml::write(&readable(model, fields::root()))
}

/// Removes dependencies on services that are not in the file. These are optional, because a required service is enabled.
fn drop_unknown_dependencies(model: &mut Node) {
    let Some(services) = model.get_path_mut(&["services"]).and_then(Node::as_mapping_mut) else {
        return;
    };
    let known: BTreeSet<SmolStr> = services.keys().cloned().collect();
    for service in services.values_mut() {
        let Some(keys) = service.node.as_mapping_mut() else {
            continue;
        };
        let Some(dependencies) = keys.get_mut("depends_on").and_then(|entry| entry.node.as_mapping_mut()) else {
            continue;
        };
        dependencies.retain(|name, _| known.contains(name));
        if dependencies.is_empty() {
            keys.remove("depends_on");
        }
    }
}

/// Changes values and keys that Docker Compose would read as something else.
fn readable(node: Node, cursor: Cursor) -> Node {
    let is_size = cursor.field().is_some_and(|field| field.value_type == ValueType::Bytes);
    let value = match node.value {
        Value::String(text) if is_size && text == "-1" => Value::Int((-1_i64).into()),
        Value::Sequence(items) => {
            Value::Sequence(items.into_iter().map(|item| readable(item, cursor.item())).collect())
        }
        Value::Mapping(entries) => {
            let entry = |(key, entry): (SmolStr, Entry)| {
                let node = readable(entry.node, cursor.child(&key));
                (
                    key.replace("$$", "$"),
                    Entry {
                        key_span: entry.key_span,
                        node,
                    },
                )
            };
            Value::Mapping(entries.into_iter().map(entry).collect::<Mapping>())
        }
        value => value,
    };
    Node { value, ..node }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{self, LoadOptions};
    use crate::source::Workspace;

    fn canonical(text: &str) -> String {
        let mut files = Workspace::new("/demo");
        files.set("compose.yaml", text);
        write(
            &compose::load(&files, &LoadOptions::default())
                .project
                .expect("the project loads"),
        )
    }

    #[test]
    fn canonical_file_can_be_read_again() {
        let text = canonical(
            "services:\n  a: {image: x, memswap_limit: -1, labels: {$A: $$B}, depends_on: {b: {condition: service_started, required: false}}}\n  b: {image: x, profiles: [p]}\n",
        );
        assert!(text.contains("    memswap_limit: -1\n"), "{text}");
        assert!(text.contains("      $A: $$B\n"), "{text}");
        assert!(!text.contains("depends_on"), "{text}");
        assert_eq!(canonical(&text), text);
    }
}
