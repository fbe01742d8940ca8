//! The canonical file, as one that Docker Compose reads again.
//!
//! What `docker compose config` prints it does not always take back: it prints the size -1 as text, which it then
//! refuses, dependencies on services that are off, which it then does not know, and keys with every `$` doubled,
//! which it then leaves so. Source: the real binary, asked to read its own answers to the recorded cases.

use crate::compose::fields::{self, Cursor, ValueType};
use crate::compose::{Project, render};
use crate::yaml::{self, Entry, Mapping, Node, Value};
use std::collections::BTreeSet;

use smol_str::SmolStr;

/// The file's text.
pub fn write(project: &Project) -> String {
    let mut model = render::yaml(&project.resolved);
    drop_unknown_dependencies(&mut model);
    yaml::write(&readable(model, fields::root()))
}

/// Without dependencies on services that the file does not have; only optional ones can be left.
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

/// The value as it must be written to be read as what it is.
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
                .expect("it loads"),
        )
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let text = canonical(
            "services:\n  a: {image: x, memswap_limit: -1, labels: {$A: $$B}, depends_on: {b: {condition: service_started, required: false}}}\n  b: {image: x, profiles: [p]}\n",
        );
        assert!(text.contains("    memswap_limit: -1\n"), "{text}");
        assert!(text.contains("      $A: $$B\n"), "{text}");
        assert!(!text.contains("depends_on"), "{text}");
        assert_eq!(canonical(&text), text);
    }
}
