//! The rules for project names.

use super::go;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// Normalizes a name as Docker Compose does: lower case, only `a-z0-9_-`, no `_` or `-` at the start.
pub fn normalize(name: &str) -> String {
    let allowed: String = go::to_lower(name)
        .chars()
        .filter(|character| matches!(character, 'a'..='z' | '0'..='9' | '_' | '-'))
        .collect();
    allowed.trim_start_matches(['_', '-']).to_owned()
}

/// Whether a name is valid as it is.
pub fn is_valid(name: &str) -> bool {
    normalize(name) == name
}

/// Returns the error for an invalid name that comes from the command line or the environment. `span` is the span of the
/// variable if an env file sets it.
pub fn invalid_name(name: &str, span: Option<Span>) -> Diagnostic {
    let normalized = normalize(name);
    let example = match normalized.is_empty() {
        true => String::new(),
        false => format!(": `{normalized}`"),
    };
    Diagnostic::error(
        codes::INVALID_PROJECT_NAME,
        format!("`{name}` is not a valid project name"),
        span,
    )
    .help(format!(
        "Use lower-case letters, digits, `-` and `_`, starting with a letter or digit{example}."
    ))
    .upstream(format!(
        "invalid project name {}: must consist only of lowercase alphanumeric characters, hyphens, and underscores \
             as well as start with a letter or number",
        go::quote(name)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_normalized() {
        for (name, expected) in [("Demo App", "demoapp"), ("_x-1", "x-1"), ("Ünder", "nder"), ("___", "")] {
            assert_eq!(normalize(name), expected, "{name}");
        }
    }
}
