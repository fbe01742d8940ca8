//! The canonical compose file, in a form that Docker Compose can read again.
//!
//! Docker Compose can't read all of its own output: `docker compose config` prints the size -1 as text, which Docker
//! Compose refuses. It prints dependencies on disabled services, which are unknown in the output. It doubles every `$`
//! in keys, but does not undo that. It also prints absolute paths, which only exist on the machine that resolved them.
//! Source: the behavior of Docker Compose v2.40.3 when it reads its own output for the recorded cases.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{Format, Writer};
use crate::compose::attributes::resource;
use crate::compose::fields::{self, Column, Cursor, ValueType};
use crate::compose::{Project, render};
use crate::yaml::{self, Entry, Mapping, Node, Value};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "canonical",
    title: "Canonical compose.yaml",
    description: "As docker compose config prints it, with relative paths",
    file_name: "compose.yaml",
    media_type: "application/yaml",
    writer: Writer::Project(write),
};

/// Writes a project as a compose file. Paths in the project directory are relative to it.
pub fn write(project: &Project) -> String {
    let mut model = render::yaml(&project.resolved);
    make_paths_relative(&mut model, &project.directory);
    drop_unknown_dependencies(&mut model);
    yaml::write(&readable(model, fields::root()))
}

/// Makes the host paths in a directory relative to it.
fn make_paths_relative(model: &mut Node, directory: &str) {
    let directory = directory.trim_end_matches('/');
    fields::walk_mut(model, Column::HostPath, &mut |field, node, _| {
        if field.host_path.is_none() {
            return;
        }
        let path = match &node.value {
            Value::String(_) => Some(node),
            _ if node.get("driver_opts").is_some() => resource::mounted_device(node),
            _ => node.get_path_mut(&["source"]),
        };
        let Some(path) = path else { return };
        let relative = path.as_str().and_then(|path| relative_path(path, directory));
        if let Some(relative) = relative {
            path.value = Value::String(relative.into());
        }
    });
}

/// Returns a path relative to a directory, or none if it is outside.
fn relative_path(path: &str, directory: &str) -> Option<String> {
    match path.strip_prefix(directory)? {
        "" | "/" => Some(".".to_owned()),
        rest => rest.starts_with('/').then(|| format!(".{rest}")),
    }
}

/// Removes dependencies on services that are not in the file. These are optional, because a required service is enabled.
fn drop_unknown_dependencies(model: &mut Node) {
    let Some(services) = model.get_path_mut(&["services"]).and_then(Node::as_mapping_mut) else {
        return;
    };
    let service_names: BTreeSet<SmolStr> = services.keys().cloned().collect();
    for service in services.values_mut() {
        let Some(keys) = service.node.as_mapping_mut() else {
            continue;
        };
        let Some(dependencies) = keys.get_mut("depends_on").and_then(|entry| entry.node.as_mapping_mut()) else {
            continue;
        };
        dependencies.retain(|name, _| service_names.contains(name));
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
    fn paths_in_the_project_are_relative() {
        let text = canonical(
            "services:\n  a:\n    build: {context: ., additional_contexts: {lib: ./lib}}\n    volumes: [./data:/data, /etc/x:/x, ../up:/up, .:/all, vol:/v]\n    working_dir: /demo/src\n    secrets: [key]\nsecrets:\n  key: {file: key.txt}\nvolumes:\n  vol: {driver: local, driver_opts: {type: none, o: bind, device: ./v}}\n",
        );
        for line in [
            "context: .\n",
            "lib: ./lib\n",
            "source: ./data\n",
            "source: /etc/x\n",
            "source: /up\n",
            "source: .\n",
            "working_dir: /demo/src\n",
            "file: ./key.txt\n",
            "device: ./v\n",
        ] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
        assert_eq!(canonical(&text), text);
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
