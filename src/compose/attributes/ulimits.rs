//! `ulimits`: one number, or soft and hard.

use super::scalar::go_type;
use crate::compose::fields::Place;
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::yaml::Node;

/// Nothing is rewritten, but a limit that is no whole number is refused; text in those of `build` is not cast.
pub fn canonical(node: &mut Node, at: &Place<'_>, found: &mut Vec<Diagnostic>) {
    if !matches!(go_type(&node.value), "int" | "map[string]interface {}") {
        let (path, given) = (at.with_brackets(), go_type(&node.value));
        found.push(refused(node).upstream(format!("{path}: invalid type {given} for external")));
    }
}

/// Soft and hard must be whole numbers; on others Docker Compose crashes, with this text.
pub fn check(node: &Node, _at: &Place<'_>, found: &mut Vec<Diagnostic>) {
    for limit in ["soft", "hard"].iter().filter_map(|key| node.get(key)) {
        if go_type(&limit.value) != "int" {
            let given = go_type(&limit.value);
            let upstream = format!("panic: interface conversion: interface {{}} is {given}, not int");
            found.push(refused(limit).upstream(upstream));
        }
    }
}

fn refused(node: &Node) -> Diagnostic {
    let finding = Diagnostic::error("wrong-type", "a limit must be a whole number", node.span);
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
