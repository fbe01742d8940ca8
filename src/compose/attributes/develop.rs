//! `develop.watch`.

use crate::compose::field_path::FieldPath;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

/// Rejects an empty `path`.
pub fn check_path(node: &Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if node.as_str() == Some("") {
        diagnostics.push(
            Diagnostic::error(codes::BLANK_WATCH_PATH, "`path` of a watch rule is empty", node.span)
                .help("Write the file or directory to watch, such as `./src`.")
                .upstream(format!("{}: value can't be blank", path.with_brackets())),
        );
    }
}
