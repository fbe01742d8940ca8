//! Which variables a project's files use, and how.
//!
//! Source: the answers of the real binary's `config --variables`.

use super::template;
use crate::yaml::{Node, Value};
use std::collections::BTreeMap;

/// How a variable is used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// It must be set: `${NAME:?}`.
    pub required: bool,
    /// What stands for it when it is not set: `${NAME:-default}`.
    pub default: String,
    /// What stands for it when it is set: `${NAME:+alternative}`.
    pub alternative: String,
}

/// The variables in the texts of a model that was loaded without interpolation, by name.
pub fn used(model: &Node) -> BTreeMap<String, Usage> {
    let mut used = BTreeMap::new();
    collect(model, &mut used);
    used
}

fn collect(node: &Node, used: &mut BTreeMap<String, Usage>) {
    match &node.value {
        Value::Mapping(entries) => entries.values().for_each(|entry| collect(&entry.node, used)),
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, used)),
        Value::String(template) if template.contains('$') => {
            for reference in template::substitute(template, &mut |_| None).references {
                let written = &template[reference.range.clone()];
                used.insert(reference.name.clone(), usage(written, &reference.name));
            }
        }
        _ => {}
    }
}

/// What stands between the name and the closing brace.
fn usage(written: &str, name: &str) -> Usage {
    let mut usage = Usage::default();
    let inside = written.strip_prefix("${").and_then(|text| text.strip_suffix('}'));
    let rest = inside.and_then(|text| text.strip_prefix(name)).unwrap_or_default();
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    if let Some(default) = rest.strip_prefix('-') {
        usage.default = default.to_owned();
    } else if let Some(alternative) = rest.strip_prefix('+') {
        usage.alternative = alternative.to_owned();
    } else if rest.starts_with('?') {
        usage.required = true;
    }
    usage
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    #[test]
    fn uses_are_told_apart() {
        let node = Node::string("$A ${B:-b} ${C+c} ${D:?d} ${E}", Span::new(FileId(0), 0..0));
        let used = used(&node);
        let shown: Vec<(&str, bool, &str, &str)> = used
            .iter()
            .map(|(name, usage)| {
                (
                    name.as_str(),
                    usage.required,
                    usage.default.as_str(),
                    usage.alternative.as_str(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("A", false, "", ""),
                ("B", false, "b", ""),
                ("C", false, "", "c"),
                ("D", true, "", ""),
                ("E", false, "", "")
            ]
        );
    }
}
