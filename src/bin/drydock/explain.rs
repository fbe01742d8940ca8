//! `drydock explain`: prints where a value comes from: each step back to the text in a file.

use std::process::ExitCode;

use clap::Args;
use drydock::compose::{provenance, render};
use drydock::yaml::{self, Node, Value};

use crate::invocation::Invocation;
use crate::output::{print, print_error, print_line};
use crate::subcommand::Subcommand;

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// Path of the value, such as `services.web.environment.DB_USER` or `services.web.ports[0]`
    path: String,
}

impl Subcommand for Explain {
    const NAME: &'static str = "explain";
    const ABOUT: &'static str = "Shows where a value comes from";

    fn run(&self, invocation: &Invocation) -> ExitCode {
        let session = invocation.load(invocation.options());
        if let Err(code) = session.report() {
            return code;
        }
        let Some(project) = &session.loaded.project else {
            return ExitCode::SUCCESS;
        };
        let path = self.path.replace('[', ".").replace(']', "");
        let nodes = find(&project.resolved, &path).unwrap_or_default();
        let Some(node) = nodes.last() else {
            print_error(format_args!(
                "there is nothing at `{}`; `drydock config` prints all values",
                self.path
            ));
            return ExitCode::from(1);
        };
        print(format_args!("{}: {}", self.path, format_value(node)));
        for explanation in provenance::explain_path(&nodes, &session.workspace) {
            print_line(format_args!("  {}", explanation.text));
        }
        ExitCode::SUCCESS
    }
}

/// Returns the nodes on a path, from the root to its end. Because keys can contain dots, the longest matching key is
/// tried first.
fn find<'a>(node: &'a Node, path: &str) -> Option<Vec<&'a Node>> {
    if path.is_empty() {
        return Some(vec![node]);
    }
    let ends = path.match_indices('.').map(|(at, _)| at).rev();
    [path.len()].into_iter().chain(ends).find_map(|end| {
        let rest = path.get(end + 1..).unwrap_or_default();
        let descendants = find(child(node, &path[..end])?, rest)?;
        Some([vec![node], descendants].concat())
    })
}

fn child<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Sequence(items) => items.get(key.parse::<usize>().ok()?),
        _ => node.get(key),
    }
}

/// Formats a value: a scalar on the same line, a collection on indented lines.
fn format_value(node: &Node) -> String {
    let text = yaml::write(&render::yaml(node));
    match &node.value {
        Value::Mapping(entries) if !entries.is_empty() => indented_block(&text),
        Value::Sequence(items) if !items.is_empty() => indented_block(&text),
        _ => text,
    }
}

fn indented_block(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("    {line}\n")).collect();
    format!("\n{}", lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use drydock::source::{SourceFile, Workspace};

    fn value(path: &str) -> Option<String> {
        let text = "services:\n  web:\n    labels:\n      a.b: one\n      a: two\n    ports: [x, y]\n";
        let mut files = Workspace::new("/p");
        let id = files.set("compose.yaml", text);
        let file: &SourceFile = files.file(id);
        let parsed = yaml::parse(id, file);
        find(&parsed.documents[0].root, path).map(|nodes| format_value(nodes[nodes.len() - 1]))
    }

    #[test]
    fn paths_select_keys_and_list_items() {
        for (path, expected) in [
            ("services.web.labels.a.b", Some("one\n")),
            ("services.web.labels.a", Some("two\n")),
            ("services.web.ports.1", Some("\"y\"\n")),
            ("services.web.ports", Some("\n    - x\n    - \"y\"\n")),
            ("services.web.ports.2", None),
            ("services.db", None),
        ] {
            assert_eq!(value(path).as_deref(), expected, "{path}");
        }
    }
}
