//! `ulimits`: one number, or soft and hard.

use super::scalar::go_type;
use crate::compose::fields::FieldPath;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::yaml::Node;

/// Nothing is rewritten, but a limit that is no whole number is refused; text in those of `build` is not cast.
pub fn canonical(node: &mut Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    if !matches!(go_type(&node.value), "int" | "map[string]interface {}") {
        let (path, given) = (at.with_brackets(), go_type(&node.value));
        found.push(refused(node).upstream(format!("{path}: invalid type {given} for external")));
    }
}

/// A limit that is no whole number.
pub fn refused(node: &Node) -> Diagnostic {
    let finding = Diagnostic::error(codes::WRONG_TYPE, "a limit must be a whole number", node.span);
    match node.as_str().filter(|text| text.parse::<i64>().is_ok()) {
        Some(number) => finding.help("Remove the quotes.").fix(
            format!("Write {number}"),
            Applicability::Safe,
            vec![Edit {
                span: node.span,
                text: number.to_owned(),
            }],
        ),
        None => finding,
    }
}
