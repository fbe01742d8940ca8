//! A command contains a shell operator, and everything from the operator on is ignored.
//!
//! ## Why
//!
//! Docker Compose splits a command into words itself; no shell runs it. At `&&`, `|`, `;`, `<` or `>` it stops reading,
//! without a message, so the container runs only the first part.
//!
//! ## Bad
//!
//! ```compose.yaml
//! services:
//!   web:
//!     image: python:3.13
//!     command: python migrate.py && python app.py
//! ```
//!
//! ## Good
//!
//! ```compose.yaml
//! services:
//!   web:
//!     image: python:3.13
//!     command: ["sh", "-c", "python migrate.py && python app.py"]
//! ```

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Context, Profile, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: Code::of_rule("truncated-command"),
    title: "Shell operator in a command",
    severity: Severity::Warning,
    profile: Profile::Default,
    check,
};

fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let projects = context.project.into_iter();
    for operator in projects.flat_map(|project| &project.truncated_commands) {
        let message = format!("this command ends at `{}`; the rest is ignored", operator.value);
        diagnostics.push(
            RULE.diagnostic(message, operator.span)
                .help("No shell runs the command. To use one, write `[\"sh\", \"-c\", \"...\"]`."),
        );
    }
}
