//! The errors that BuildKit reports when it parses a Dockerfile.

use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::Span;
use crate::spelling::edit_distance;

use super::{Instruction, Keyword};

/// Returns the error for a line that begins with a word that is not an instruction.
pub(super) fn unknown_instruction(word: &str, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        codes::UNKNOWN_INSTRUCTION,
        format!("`{word}` is not an instruction"),
        span,
    )
    .upstream(format!("unknown instruction: {word}"));
    let (help, text) = match (keyword_without_space(word), similar_keyword(word)) {
        (Some(keyword), _) => {
            let (written, rest) = word.split_at(keyword.name().len());
            let help = format!("A space is missing after {}.", keyword.name());
            (help, format!("{written} {rest}"))
        }
        (None, Some(keyword)) => (format!("Did you mean {}?", keyword.name()), keyword.name().to_owned()),
        (None, None) => {
            return diagnostic.help(
                "Each line begins with an instruction such as FROM, RUN or COPY; end a line with \\ to continue it.",
            );
        }
    };
    let title = format!("Write `{text}`");
    diagnostic
        .help(help)
        .fix(title, Applicability::Safe, vec![Edit { span, text }])
}

/// Returns the keyword that begins a word when something other than a letter follows, as in `COPY.`.
fn keyword_without_space(word: &str) -> Option<Keyword> {
    let upper = word.to_ascii_uppercase();
    Keyword::ALL.into_iter().find(|keyword| {
        let rest = upper.strip_prefix(keyword.name());
        rest.is_some_and(|rest| rest.starts_with(|character: char| !character.is_alphabetic()))
    })
}

/// Returns the keyword that a word probably misspells.
fn similar_keyword(word: &str) -> Option<Keyword> {
    let upper = word.to_ascii_uppercase();
    let distances = Keyword::ALL
        .into_iter()
        .map(|keyword| (edit_distance(&upper, keyword.name()), keyword));
    let (distance, keyword) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= 2 && distance < upper.chars().count().min(keyword.name().len())).then_some(keyword)
}

/// Returns the error for an instruction without arguments.
pub(super) fn missing_arguments(instruction: &Instruction) -> Diagnostic {
    let name = instruction.keyword.name();
    Diagnostic::error(
        codes::MISSING_ARGUMENTS,
        format!("`{name}` needs at least one argument"),
        instruction.keyword_span,
    )
    .upstream(format!("{name} requires at least one argument"))
}

/// A here-document has no end.
pub(super) fn unclosed_heredoc(instruction: &Instruction) -> Diagnostic {
    Diagnostic::error(
        codes::UNCLOSED_HEREDOC,
        "this here-document is never closed",
        instruction.text_span,
    )
    .help("Close it with a line that contains only its name.")
    .upstream("unterminated heredoc")
}

/// Returns the error if an instruction precedes the first `FROM`, or if there is no `FROM`. `whole` is the span of the
/// Dockerfile.
pub(super) fn missing_from(instructions: &[Instruction], whole: Span) -> Option<Diagnostic> {
    let mut instructions = instructions.iter();
    let (span, help, upstream) = match instructions.find(|instruction| instruction.keyword != Keyword::Arg) {
        Some(first) if first.keyword == Keyword::From => return None,
        Some(first) => (
            first.keyword_span,
            "Only ARG may precede FROM.",
            "no build stage in current context",
        ),
        None => (
            whole.start_point(),
            "FROM names the image to build on.",
            "file with no instructions",
        ),
    };
    let diagnostic = Diagnostic::error(codes::MISSING_FROM, "a Dockerfile must begin with `FROM`", span);
    Some(diagnostic.help(help).upstream(upstream))
}
