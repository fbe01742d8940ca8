//! The errors of `include`.

use super::{MAX_COUNT, MAX_DEPTH};
use crate::compose::go;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::{Entry, Node, Value};

/// Returns the error for an `include` that is not a list.
pub fn not_a_list(include: &Node) -> Diagnostic {
    let value = match &include.value {
        Value::String(text) => text.to_string(),
        other => go::format_string(other),
    };
    Diagnostic::error(codes::INVALID_INCLUDE, "`include` must be a list", include.span)
        .help("Write `- ` before each path.")
        .upstream(format!("`include` must be a list, got {value}"))
}

/// Returns the error for an entry that is neither a path nor a mapping.
pub fn not_a_path(entry: &Node, upstream: String) -> Diagnostic {
    invalid_entry(entry, "an entry of `include` must be a path or a mapping", upstream)
}

/// Returns the error for a field of an entry that has a wrong type.
pub fn invalid_field(field: &Node, upstream: String) -> Diagnostic {
    invalid_entry(field, "expected a path or a list of paths", upstream)
}

fn invalid_entry(node: &Node, message: &str, upstream: String) -> Diagnostic {
    Diagnostic::error(codes::INVALID_INCLUDE, message, node.span)
        .help("An entry is the path of a compose file, or a mapping with `path`, `project_directory` and `env_file`.")
        .upstream(upstream)
}

/// Returns the error for a file that would have to be fetched.
pub fn remote_file(path: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::REMOTE_INCLUDE, format!("`{path}` is a remote file"), span)
        .help("Remote files are not fetched. Put a copy next to this file to load it.")
}

/// Returns the error for files that include each other. `chain` leads to the file that is included again.
pub fn cycle(chain: &[String], path: &str, span: Span) -> Diagnostic {
    let files: Vec<&str> = chain.iter().map(String::as_str).chain([path]).collect();
    Diagnostic::error(codes::INCLUDE_CYCLE, "these files include each other", span)
        .help("Remove one of these includes.")
        .upstream(format!("include cycle detected:\n{}", files.join("\n include ")))
}

/// Returns the error for includes beyond the limits.
pub fn too_many_includes(span: Span) -> Diagnostic {
    Diagnostic::error(codes::TOO_MANY_INCLUDES, "too many includes", span).help(format!(
        "Includes can be nested {MAX_DEPTH} levels deep, and there can be {MAX_COUNT} of them in a project."
    ))
}

/// Returns the error for an env file that does not exist. `path` is relative to the project directory.
pub fn missing_env_file(file: &str, path: &str, is_directory: bool, span: Span) -> Diagnostic {
    let upstream = match is_directory {
        true => format!("{path} is not a file"),
        false => format!("stat {path}: no such file or directory"),
    };
    Diagnostic::error(codes::MISSING_FILE, format!("env file `{file}` does not exist"), span)
        .help("Correct the path, or add the file.")
        .upstream(upstream)
}

/// Returns the error for a resource that the including document and the included project define differently.
pub fn conflict(section: &str, name: &str, existing: &Entry, included: &Entry, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::INCLUDE_CONFLICT,
        format!("`{name}` is defined here and differently in an included file"),
        existing.key_span,
    )
    .label(included.key_span, "defined in the included file")
    .label(span, "included here")
    .help("Rename one of them, or move the change to an override file, which can change what is included.")
    .upstream(format!("{section}.{name} conflicts with imported resource"))
}

/// Returns the error for a config of an included project that takes its content from a variable. Docker Compose sets
/// the content when it loads the included project, and then rejects a config with both.
pub fn config_from_variable(name: &str, config: &Entry) -> Diagnostic {
    Diagnostic::error(
        codes::INCLUDED_CONFIG,
        format!("`{name}` takes its content from a variable, which Docker Compose rejects in an included file"),
        config.key_span,
    )
    .help("Move it to the including file, or write `content: ${NAME}` instead of `environment: NAME`.")
    .upstream(format!(
        "configs.{name}: file|environment|content attributes are mutually exclusive"
    ))
}
