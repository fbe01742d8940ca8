//! What a project can be handed out as; one file a format.
//!
//! Exports are made of what is there, right or wrong: [`Summary`] says first what is wrong. The same
//! project gives the same bytes.

pub mod bundle;
pub mod canonical;
pub mod dot;
pub mod graph_json;
pub mod mermaid;
pub mod svg;
mod zip;

use std::fmt;

use crate::diagnostic::{Diagnostic, Severity};

/// What to know before handing a project out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// The messages of the first errors, three at most.
    pub first: Vec<String>,
}

impl Summary {
    /// Counts findings.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let of = |severity| diagnostics.iter().filter(move |finding| finding.severity == severity);
        Summary {
            errors: of(Severity::Error).count(),
            warnings: of(Severity::Warning).count(),
            first: of(Severity::Error)
                .take(3)
                .map(|finding| finding.message.clone())
                .collect(),
        }
    }

    /// Whether Docker Compose will take the files.
    pub fn is_sound(&self) -> bool {
        self.errors == 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.errors {
            0 => return f.write_str("Docker Compose accepts these files"),
            1 => write!(f, "Docker Compose refuses these files: {}", self.first.join("; "))?,
            errors => write!(
                f,
                "Docker Compose refuses these files, {errors} errors: {}",
                self.first.join("; ")
            )?,
        }
        match self.errors - self.first.len() {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::codes;

    #[test]
    fn a_summary_says_what_is_wrong_first() {
        let error = |text: &str| Diagnostic::error(codes::NO_IMAGE, text, None);
        for (findings, sound, expected) in [
            (vec![], true, "Docker Compose accepts these files"),
            (
                vec![Diagnostic::warning(codes::UNSET_VARIABLE, "w", None), error("a")],
                false,
                "Docker Compose refuses these files: a",
            ),
            (
                vec![error("a"), error("b"), error("c"), error("d")],
                false,
                "Docker Compose refuses these files, 4 errors: a; b; c; and 1 more",
            ),
        ] {
            let summary = Summary::of(&findings);
            assert_eq!((summary.is_sound(), summary.to_string().as_str()), (sound, expected));
        }
    }
}
