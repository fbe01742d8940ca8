//! The variables that the files of a project use.
//!
//! Source: the observed behavior of `docker compose config --variables`.

use std::collections::BTreeMap;

use super::template;
use crate::yaml::{Node, Value};

/// How a project uses a variable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VariableUsage {
    /// Whether the variable must be set: `${NAME:?}`.
    pub is_required: bool,
    /// The value if it is not set: `${NAME:-default}`.
    pub default: String,
    /// The value if it is set: `${NAME:+alternative}`.
    pub alternative: String,
}

/// Returns the variables in a model that was loaded without interpolation, by name.
pub fn find_variables(model: &Node) -> BTreeMap<String, VariableUsage> {
    let mut variables = BTreeMap::new();
    collect(model, &mut variables);
    variables
}

fn collect(node: &Node, variables: &mut BTreeMap<String, VariableUsage>) {
    match &node.value {
        Value::Mapping(entries) => entries.values().for_each(|entry| collect(&entry.node, variables)),
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, variables)),
        Value::String(template) if template.contains('$') => {
            for reference in template::substitute(template, &mut |_| None).references {
                let usage = parse_reference(&template[reference.range.clone()], &reference.name);
                variables.insert(reference.name, usage);
            }
        }
        _ => {}
    }
}

/// Parses what follows the name in a reference.
fn parse_reference(reference: &str, name: &str) -> VariableUsage {
    let mut usage = VariableUsage::default();
    let braced = reference.strip_prefix("${").and_then(|text| text.strip_suffix('}'));
    let rest = braced.and_then(|text| text.strip_prefix(name)).unwrap_or_default();
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    if let Some(default) = rest.strip_prefix('-') {
        usage.default = default.to_owned();
    } else if let Some(alternative) = rest.strip_prefix('+') {
        usage.alternative = alternative.to_owned();
    } else if rest.starts_with('?') {
        usage.is_required = true;
    }
    usage
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    #[test]
    fn default_alternative_and_required_are_distinguished() {
        let node = Node::string("$A ${B:-b} ${C+c} ${D:?d} ${E}", Span::new(FileId(0), 0..0));
        let variables = find_variables(&node);
        let usages: Vec<(&str, bool, &str, &str)> = variables
            .iter()
            .map(|(name, usage)| {
                (
                    name.as_str(),
                    usage.is_required,
                    usage.default.as_str(),
                    usage.alternative.as_str(),
                )
            })
            .collect();
        assert_eq!(
            usages,
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
