//! `ulimits`: one limit, or a soft and a hard one.

use crate::compose::field_path::FieldPath;
use crate::compose::go;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::yaml::Node;

/// Rejects a limit that is not an integer. Limits of `build` are not cast, so text is rejected there.
pub fn canonical(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let go_type = go::type_name(&node.value);
    if !matches!(go_type, "int" | "map[string]interface {}") {
        let path = path.with_brackets();
        diagnostics.push(not_an_integer(node).upstream(format!("{path}: invalid type {go_type} for external")));
    }
}

/// Returns the error for a limit that is not an integer.
pub fn not_an_integer(node: &Node) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::WRONG_TYPE, "a limit must be an integer", node.span);
    match node.as_str().filter(|text| text.parse::<i64>().is_ok()) {
        Some(number) => diagnostic.help("Remove the quotes.").fix(
            format!("Write `{number}`"),
            Applicability::Safe,
            vec![Edit::new(node.span, number)],
        ),
        None => diagnostic,
    }
}
