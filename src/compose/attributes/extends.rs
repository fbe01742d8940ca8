//! `extends` in a file whose services other files extend.

use super::{kind, long_form};
use crate::compose::field_path::FieldPath;
use crate::compose::paths::{self, BaseDirectory};
use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Value};

/// Converts the text form, the name of a service, to a mapping with `service`.
pub fn canonical(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Mapping(_) => {}
        Value::String(_) => long_form::wrap_text(node, "service"),
        _ => kind::reject(node, path, "extends", diagnostics),
    }
}

/// Makes the path of the file absolute. The URL of a remote file stays as it is.
pub fn resolve_file(node: &mut Node, base: BaseDirectory<'_>, _diagnostics: &mut Vec<Diagnostic>) {
    base.rewrite(node, |base, path| {
        if paths::is_remote(path) {
            path.to_owned()
        } else {
            base.resolve(path)
        }
    });
}
