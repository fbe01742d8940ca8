//! `develop.watch`.

use crate::compose::fields::FieldPath;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

/// A rule must say what is watched.
pub fn check_path(node: &Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    if node.as_str() == Some("") {
        found.push(
            Diagnostic::error(codes::BLANK_WATCH_PATH, "`path` of a watch rule is empty", node.span)
                .help("Name the file or folder whose changes count, such as `./src`.")
                .upstream(format!("{}: value can't be blank", at.with_brackets())),
        );
    }
}
