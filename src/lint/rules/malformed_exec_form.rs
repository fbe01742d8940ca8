//! The list of arguments of a Dockerfile instruction is not valid JSON.
//!
//! ## Why
//!
//! `CMD`, `ENTRYPOINT`, `RUN`, `SHELL` and `VOLUME` take a JSON list of strings in double quotes. Any other text is
//! a shell command, even if it begins with a bracket, so the shell looks for a program whose name begins with `[`. The
//! build succeeds, and the container fails when it starts.
//!
//! ## Bad
//!
//! ```compose.yaml
//! services:
//!   web:
//!     build: .
//! ```
//!
//! ```Dockerfile
//! FROM python:3.13
//! CMD ['python', 'app.py']
//! ```
//!
//! ## Good
//!
//! ```compose.yaml
//! services:
//!   web:
//!     build: .
//! ```
//!
//! ```Dockerfile
//! FROM python:3.13
//! CMD ["python", "app.py"]
//! ```

use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, Severity};
use crate::dockerfile::{Instruction, Keyword, parse_exec_form};
use crate::lint::{Context, Profile, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: Code::of_rule("malformed-exec-form"),
    title: "List of arguments that is not JSON",
    severity: Severity::Warning,
    profile: Profile::Default,
    check,
};

fn check(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let instructions = context.dockerfiles.iter().flat_map(|file| &file.instructions);
    diagnostics.extend(instructions.filter(|instruction| is_malformed(instruction)).map(report));
}

/// Whether the arguments look like a list, but are not valid JSON.
fn is_malformed(instruction: &Instruction) -> bool {
    let takes_list = matches!(
        instruction.keyword,
        Keyword::Cmd | Keyword::Entrypoint | Keyword::Run | Keyword::Shell | Keyword::Volume
    );
    let looks_like_list = instruction.text.starts_with('[') && instruction.text.ends_with(']');
    takes_list && looks_like_list && instruction.json.is_none()
}

fn report(instruction: &Instruction) -> Diagnostic {
    let name = instruction.keyword.name();
    let message = format!("this list is not JSON, so `{name}` runs it as a shell command");
    let diagnostic = RULE
        .diagnostic(message, instruction.text_span)
        .help("Write strings in double quotes, separated by commas.");
    let text = instruction.text.replace('\'', "\"");
    if parse_exec_form(&text).is_none() {
        return diagnostic;
    }
    let span = instruction.text_span;
    diagnostic.fix("Use double quotes", Applicability::Safe, vec![Edit { span, text }])
}
