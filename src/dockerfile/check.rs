//! What is wrong with a Dockerfile, and how to put it right.

use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::source::Span;
use crate::spelling::edit_distance;

use super::{Instruction, Keyword};

/// A word that is no instruction.
pub(super) fn unknown(word: &str, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        codes::UNKNOWN_INSTRUCTION,
        format!("`{word}` is not an instruction"),
        span,
    )
    .upstream(format!("unknown instruction: {word}"));
    let upper = word.to_ascii_uppercase();
    let glued = Keyword::ALL.into_iter().find(|keyword| {
        let rest = upper.strip_prefix(keyword.name());
        rest.is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphabetic()))
    });
    let (help, text) = match (glued, nearest(&upper)) {
        (Some(keyword), _) => {
            let rest = &word[keyword.name().len()..];
            let help = format!("A space is missing after {}.", keyword.name());
            (help, format!("{} {rest}", &word[..keyword.name().len()]))
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

/// The keyword that a word is a misspelling of.
fn nearest(word: &str) -> Option<Keyword> {
    let near = Keyword::ALL
        .into_iter()
        .map(|keyword| (edit_distance(word, keyword.name()), keyword));
    let (distance, keyword) = near.min_by_key(|(distance, _)| *distance)?;
    (distance <= 2 && distance < word.chars().count().min(keyword.name().len())).then_some(keyword)
}

/// What is wrong with what follows a keyword.
pub(super) fn arguments(instruction: &Instruction) -> Vec<Diagnostic> {
    let name = instruction.keyword.name();
    if instruction.text.is_empty() {
        let message = format!("`{name}` needs something after it");
        let upstream = format!("{name} requires at least one argument");
        return vec![Diagnostic::error(codes::MISSING_ARGUMENTS, message, instruction.keyword_span).upstream(upstream)];
    }
    let takes_list = matches!(
        instruction.keyword,
        Keyword::Cmd | Keyword::Entrypoint | Keyword::Run | Keyword::Shell | Keyword::Volume
    );
    let looks_like_list = instruction.text.starts_with('[') && instruction.text.ends_with(']');
    if takes_list && looks_like_list && instruction.json.is_none() {
        let message = format!("this list is not JSON, so `{name}` takes it for a shell command");
        let diagnostic = Diagnostic::warning(codes::EXEC_FORM, message, instruction.text_span)
            .help("Items are texts in double quotes, separated by commas.");
        let mended = instruction.text.replace('\'', "\"");
        return vec![match super::read::texts(&mended) {
            Some(_) => diagnostic.fix(
                "Use double quotes",
                Applicability::Safe,
                vec![Edit {
                    span: instruction.text_span,
                    text: mended,
                }],
            ),
            None => diagnostic,
        }];
    }
    Vec::new()
}

/// A here-document without its end.
pub(super) fn unclosed(instruction: &Instruction) -> Diagnostic {
    Diagnostic::error(
        codes::UNCLOSED_HEREDOC,
        "this here-document never ends",
        instruction.text_span,
    )
    .help("A line with nothing but its name ends it.")
    .upstream("unterminated heredoc")
}

/// An instruction before the first FROM, or no FROM at all.
pub(super) fn order(instructions: &[Instruction], whole: Span) -> Option<Diagnostic> {
    let first = instructions
        .iter()
        .find(|instruction| instruction.keyword != Keyword::Arg);
    match first {
        Some(first) if first.keyword == Keyword::From => None,
        Some(first) => Some(
            Diagnostic::error(codes::MISSING_FROM, "a Dockerfile begins with FROM", first.keyword_span)
                .help("Only ARG may stand before it.")
                .upstream("no build stage in current context"),
        ),
        None => Some(
            Diagnostic::error(
                codes::MISSING_FROM,
                "a Dockerfile begins with FROM",
                whole.start_point(),
            )
            .help("FROM names the image that it builds on.")
            .upstream("file with no instructions"),
        ),
    }
}
