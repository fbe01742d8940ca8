//! Where a value came from, in sentences, each with its place.

use crate::source::{Span, Workspace};
use crate::yaml::{Node, Origin, VariableSource};

/// One station of a value's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// What happened there: `set in .env`.
    pub text: String,
    /// The place, where there is one.
    pub span: Option<Span>,
}

/// The stations of a value's way, from where it stands now back to where it was written.
pub fn origin(node: &Node, files: &Workspace) -> Vec<Station> {
    let mut stations: Vec<Station> = node.origins().map(|origin| station(origin, node, files)).collect();
    let by_default = node.origins().any(|origin| matches!(origin, Origin::Default { .. }));
    if !by_default {
        stations.push(at(format!("written in {}", place(node.span, files)), node.span));
    }
    stations
}

/// As [`origin`] of the last of these nodes, each of which holds the next: aliases and merge keys that brought a
/// mapping or list brought what is written in it, too.
pub fn origin_within(path: &[&Node], files: &Workspace) -> Vec<Station> {
    let Some((node, holders)) = path.split_last() else {
        return Vec::new();
    };
    let mut stations = origin(node, files);
    let written = stations.pop();
    for holder in holders.iter().rev() {
        let holds = holder.span.file == node.span.file
            && holder.span.start <= node.span.start
            && node.span.end <= holder.span.end;
        let brought = holder.origins().filter(|_| holds);
        for origin in brought.filter(|origin| matches!(origin, Origin::Alias { .. } | Origin::MergeKey { .. })) {
            let station = station(origin, holder, files);
            if !stations.contains(&station) {
                stations.push(station);
            }
        }
    }
    stations.extend(written);
    stations
}

fn station(origin: &Origin, node: &Node, files: &Workspace) -> Station {
    match origin {
        Origin::Alias { name, used } => at(
            format!("the anchor `&{name}`, used by `*{name}` in {}", place(*used, files)),
            *used,
        ),
        Origin::MergeKey { used } => at(format!("merged by `<<` in {}", place(*used, files)), *used),
        Origin::Variable { name, source } => variable(name, source, node, files),
        Origin::Override { replaced } => at(format!("replaces the value in {}", place(*replaced, files)), *replaced),
        Origin::Extends { used } => at(format!("inherited through `extends` in {}", place(*used, files)), *used),
        Origin::Include { used } => at(format!("included by {}", place(*used, files)), *used),
        Origin::EnvFile { used } => at(format!("from the file named in {}", place(*used, files)), *used),
        Origin::Default { reason } => at(format!("nobody wrote it: {reason}"), node.span),
    }
}

fn variable(name: &str, source: &VariableSource, node: &Node, files: &Workspace) -> Station {
    match source {
        VariableSource::Shell => Station {
            text: format!("`{name}` is a variable of the shell"),
            span: None,
        },
        VariableSource::File(span) => at(format!("`{name}` is set in {}", place(*span, files)), *span),
        VariableSource::Fallback => at(
            format!("`{name}` is not set, so the reference itself decides"),
            node.span,
        ),
        VariableSource::Compose => Station {
            text: format!("`{name}` is set by Compose"),
            span: None,
        },
    }
}

fn at(text: String, span: Span) -> Station {
    Station { text, span: Some(span) }
}

fn place(span: Span, files: &Workspace) -> String {
    format!("{}:{}", files.display_path(span.file), files.line_column(span).line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::Value;

    #[test]
    fn the_way_is_told_backwards() {
        let mut files = Workspace::new("/w");
        let base = files.set("compose.yaml", "image: a\n");
        let over = files.set("compose.override.yaml", "image: ${TAG}\n");
        let node = Node::string("b", Span::new(over, 7..13))
            .with_origin(Origin::Variable {
                name: "TAG".to_owned(),
                source: VariableSource::Shell,
            })
            .with_origin(Origin::Override {
                replaced: Span::new(base, 7..8),
            });
        let texts: Vec<String> = origin(&node, &files).into_iter().map(|station| station.text).collect();
        assert_eq!(
            texts,
            [
                "replaces the value in compose.yaml:1",
                "`TAG` is a variable of the shell",
                "written in compose.override.yaml:1"
            ]
        );
        let default = Node::default(Value::Null, node.span, "every service joins it");
        assert_eq!(
            origin(&default, &files)[0].text,
            "nobody wrote it: every service joins it"
        );
    }
}
