//! Suggestions for misspelled names of services and resources.

use super::CheckContext;
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::source::Span;
use crate::spelling::edit_distance;

/// Returns the most similar name. If several are equally similar, returns the first in alphabetical order.
pub(super) fn most_similar<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let limit = (length / 3).clamp(1, 3);
    let lower = name.to_ascii_lowercase();
    names
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (edit_distance(&lower, &candidate.to_ascii_lowercase()), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Offers to replace the name at the start of a span. Quotes and the rest of the text, such as the target of a
/// mount, are kept.
pub(super) fn with_rename(
    diagnostic: Diagnostic,
    context: CheckContext<'_>,
    span: Span,
    (name, new_name): (&str, &str),
    applicability: Applicability,
) -> Diagnostic {
    let text_span = without_opening_quote(context, span);
    // The name may come from a variable.
    if !context.files.text(text_span).starts_with(name) {
        return diagnostic;
    }
    let name_span = Span {
        end: text_span.start + name.len() as u32,
        ..text_span
    };
    let edits = vec![Edit::new(name_span, new_name)];
    diagnostic.fix(format!("Write `{new_name}`"), applicability, edits)
}

/// Returns a span without the quote at its start.
pub(super) fn without_opening_quote(context: CheckContext<'_>, span: Span) -> Span {
    let is_quoted = context.files.text(span).starts_with(['"', '\'']);
    Span {
        start: span.start + u32::from(is_quoted),
        ..span
    }
}
