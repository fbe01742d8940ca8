//! `drydock explain PATH`: where a value comes from, from where it stands now back to where it was written.

use std::process::ExitCode;

use clap::Args;
use drydock::compose::{provenance, render};
use drydock::yaml::{self, Node, Value};

use crate::session::Invocation;

/// What to explain.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The value's path: `services.web.environment.DB_USER`, `services.web.ports[0]`
    path: String,
}

/// Prints the value and where it comes from.
pub fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    let session = invocation.load(invocation.options());
    if let Err(code) = session.report() {
        return code;
    }
    let Some(project) = &session.loaded.project else {
        return ExitCode::SUCCESS;
    };
    let path = arguments.path.replace('[', ".").replace(']', "");
    let found = find(&project.resolved, &path);
    let Some((node, nodes)) = found.as_deref().and_then(|nodes| Some((*nodes.last()?, nodes))) else {
        eprintln!(
            "there is nothing at `{}`: `drydock config` prints all there is",
            arguments.path
        );
        return ExitCode::from(1);
    };
    print!("{}: {}", arguments.path, shown(node));
    for explanation in provenance::explain_path(nodes, &session.workspace) {
        println!("  {}", explanation.text);
    }
    ExitCode::SUCCESS
}

/// The nodes on a path, the one it leads to last. Keys may hold dots themselves, so each step takes the longest key
/// that fits.
fn find<'a>(node: &'a Node, path: &str) -> Option<Vec<&'a Node>> {
    if path.is_empty() {
        return Some(vec![node]);
    }
    let ends = path.match_indices('.').map(|(at, _)| at).rev();
    [path.len()].into_iter().chain(ends).find_map(|end| {
        let rest = path.get(end + 1..).unwrap_or_default();
        let below = find(child(node, &path[..end])?, rest)?;
        Some([vec![node], below].concat())
    })
}

fn child<'a>(node: &'a Node, step: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Sequence(items) => items.get(step.parse::<usize>().ok()?),
        _ => node.get(step),
    }
}

/// A scalar on the line, a collection below it.
fn shown(node: &Node) -> String {
    let text = yaml::write(&render::yaml(node));
    match &node.value {
        Value::Mapping(entries) if !entries.is_empty() => below(&text),
        Value::Sequence(items) if !items.is_empty() => below(&text),
        _ => text,
    }
}

fn below(text: &str) -> String {
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
        find(&parsed.documents[0].root, path).map(|nodes| shown(nodes[nodes.len() - 1]))
    }

    #[test]
    fn paths_lead_through_keys_and_lists() {
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
